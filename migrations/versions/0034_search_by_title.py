"""What a planned show costs the search: what changes by it, not all that its title has."""

from alembic import op

from tessera.kit.database import run_script

revision = "0034"
down_revision = "0033"

REFRESH = """
-- As in 0023, where the least prices of all shows were grouped before those of the title were taken,
-- and each day of a title was written anew with each of its shows: a year of shows planned in one
-- transaction waded through its own dead rows.
CREATE OR REPLACE FUNCTION refresh_title_search(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO title_search (title_id) SELECT id FROM titles WHERE id = ANY(ids) ORDER BY id
    ON CONFLICT DO NOTHING;
    PERFORM FROM title_search WHERE title_id = ANY(ids) ORDER BY title_id FOR UPDATE;
    WITH fresh AS MATERIALIZED (
        SELECT s.title_id, v.city, (s.starts_at AT TIME ZONE v.timezone)::date AS day, s.currency,
            max(s.starts_at) AS last_at, min(s.sales_open_at) AS sales_open_at,
            max(s.sales_close_at) AS sales_close_at,
            coalesce(array_agg(DISTINCT s.format ORDER BY s.format) FILTER (WHERE s.format <> ''),
                '{}') AS formats,
            min(p.amount) AS price_from, count(DISTINCT s.id) AS shows
        FROM shows s JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
        CROSS JOIN LATERAL (SELECT min(amount) AS amount FROM show_prices WHERE show_id = s.id) p
        WHERE s.title_id = ANY(ids) AND s.status NOT IN ('draft', 'cancelled')
            AND s.starts_at > tessera_now()
        GROUP BY 1, 2, 3, 4
    ), gone AS (
        DELETE FROM title_days d WHERE d.title_id = ANY(ids) AND NOT EXISTS (
            SELECT FROM fresh f WHERE (f.title_id, f.day, f.city, f.currency)
                = (d.title_id, d.day, d.city, d.currency))
    )
    INSERT INTO title_days AS d (title_id, city, day, currency, last_at, sales_open_at,
        sales_close_at, formats, price_from, shows)
    SELECT * FROM fresh
    ON CONFLICT (title_id, day, city, currency) DO UPDATE SET last_at = excluded.last_at,
        sales_open_at = excluded.sales_open_at, sales_close_at = excluded.sales_close_at,
        formats = excluded.formats, price_from = excluded.price_from, shows = excluded.shows
    WHERE (d.last_at, d.sales_open_at, d.sales_close_at, d.formats, d.price_from, d.shows)
        IS DISTINCT FROM (excluded.last_at, excluded.sales_open_at, excluded.sales_close_at,
            excluded.formats, excluded.price_from, excluded.shows);
    UPDATE title_search t SET
        listed = f.listed, kind = f.kind, status = f.status, name = f.name, words = f.words,
        name_words = f.name_words, genres = f.genres, languages = f.languages,
        certificate = f.certificate, next_at = f.next_at, last_at = f.last_at, cities = f.cities,
        formats = f.formats, prices = f.prices
    FROM (
        SELECT id, enabled AND status IN ('upcoming', 'released', 'expired') AS listed, kind, status,
            plain_words(titles.name) AS name, genres, languages, certificate,
            to_tsvector('tessera_plain', titles.name) AS name_words,
            setweight(to_tsvector('tessera_plain', titles.name), 'A')
                || setweight(to_tsvector('tessera_plain',
                    director || ' ' || array_to_string(cast_names, ' ')), 'B')
                || setweight(to_tsvector('tessera_plain',
                    array_to_string(genres, ' ') || ' ' || tagline), 'C')
                || setweight(to_tsvector('tessera_plain', overview), 'D') AS words,
            (SELECT min(s.starts_at) FROM shows s WHERE s.title_id = titles.id
                AND s.status NOT IN ('draft', 'cancelled') AND s.starts_at > tessera_now()) AS next_at,
            (SELECT max(s.starts_at) FROM shows s WHERE s.title_id = titles.id
                AND s.status NOT IN ('draft', 'cancelled')) AS last_at,
            coalesce((SELECT array_agg(DISTINCT city ORDER BY city) FROM title_days d
                WHERE d.title_id = titles.id), '{}') AS cities,
            coalesce((SELECT array_agg(DISTINCT format ORDER BY format)
                FROM title_days d, unnest(d.formats) AS format WHERE d.title_id = titles.id),
                '{}') AS formats,
            coalesce((SELECT array_agg(currency || ':' || least ORDER BY currency) FROM (
                SELECT currency, min(price_from) AS least FROM title_days d
                WHERE d.title_id = titles.id AND price_from IS NOT NULL GROUP BY 1) p),
                '{}') AS prices
        FROM titles WHERE id = ANY(ids)
    ) f
    WHERE f.id = t.title_id
        AND (t.listed, t.kind, t.status, t.name, t.words, t.name_words, t.genres, t.languages,
            t.certificate, t.next_at, t.last_at, t.cities, t.formats, t.prices)
        IS DISTINCT FROM (f.listed, f.kind, f.status, f.name, f.words, f.name_words, f.genres,
            f.languages, f.certificate, f.next_at, f.last_at, f.cities, f.formats, f.prices);
END $$;
"""


def upgrade() -> None:
    run_script(op.get_bind(), REFRESH)


def downgrade() -> None:
    """Never: expand, then contract."""
