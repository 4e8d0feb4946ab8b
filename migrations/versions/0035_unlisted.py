"""Shows that are reached by their link only count in no search."""

from alembic import op

from tessera.kit.database import run_script

revision = "0035"
down_revision = "0034"

SEARCH = """
-- As in 0023, but for shows that are in no list. An older process calls the same functions and sees
-- the same titles: it knows no such shows.
CREATE OR REPLACE FUNCTION refresh_title_search(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO title_search (title_id) SELECT id FROM titles WHERE id = ANY(ids) ORDER BY id
    ON CONFLICT DO NOTHING;
    PERFORM FROM title_search WHERE title_id = ANY(ids) ORDER BY title_id FOR UPDATE;
    DELETE FROM title_days WHERE title_id = ANY(ids);
    INSERT INTO title_days
    SELECT s.title_id, v.city, (s.starts_at AT TIME ZONE v.timezone)::date, s.currency,
        max(s.starts_at), min(s.sales_open_at), max(s.sales_close_at),
        coalesce(array_agg(DISTINCT s.format ORDER BY s.format) FILTER (WHERE s.format <> ''), '{}'),
        min(p.amount), count(DISTINCT s.id)
    FROM shows s JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
    LEFT JOIN (SELECT show_id, min(amount) AS amount FROM show_prices GROUP BY show_id) p
        ON p.show_id = s.id
    WHERE s.title_id = ANY(ids) AND s.status NOT IN ('draft', 'cancelled') AND NOT s.unlisted
        AND s.starts_at > tessera_now()
    GROUP BY 1, 2, 3, 4;
    UPDATE title_search t SET
        listed = f.listed, kind = f.kind, status = f.status, name = f.name, words = f.words,
        name_words = f.name_words, genres = f.genres, languages = f.languages,
        certificate = f.certificate, next_at = f.next_at, last_at = f.last_at,
        cities = coalesce((SELECT array_agg(DISTINCT city ORDER BY city) FROM title_days d
            WHERE d.title_id = t.title_id), '{}'),
        formats = coalesce((SELECT array_agg(DISTINCT format ORDER BY format)
            FROM title_days d, unnest(d.formats) AS format WHERE d.title_id = t.title_id), '{}'),
        prices = coalesce((SELECT array_agg(currency || ':' || least ORDER BY currency) FROM (
            SELECT currency, min(price_from) AS least FROM title_days d
            WHERE d.title_id = t.title_id AND price_from IS NOT NULL GROUP BY 1) p), '{}')
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
                AND s.status NOT IN ('draft', 'cancelled') AND NOT s.unlisted
                AND s.starts_at > tessera_now()) AS next_at,
            (SELECT max(s.starts_at) FROM shows s WHERE s.title_id = titles.id
                AND s.status NOT IN ('draft', 'cancelled') AND NOT s.unlisted) AS last_at
        FROM titles WHERE id = ANY(ids)
    ) f WHERE f.id = t.title_id;
END $$;

CREATE OR REPLACE FUNCTION search_shows_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT t) INTO ids FROM became b JOIN was w ON w.id = b.id,
            unnest(ARRAY[b.title_id, w.title_id]) AS t
        WHERE (b.title_id, b.hall_id, b.starts_at, b.sales_open_at, b.sales_close_at, b.format,
                b.currency, b.unlisted, b.status IN ('draft', 'cancelled'))
            IS DISTINCT FROM (w.title_id, w.hall_id, w.starts_at, w.sales_open_at, w.sales_close_at,
                w.format, w.currency, w.unlisted, w.status IN ('draft', 'cancelled'));
    ELSIF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT title_id) INTO ids FROM became;
    ELSE
        SELECT array_agg(DISTINCT title_id) INTO ids FROM was;
    END IF;
    IF ids IS NOT NULL THEN PERFORM refresh_title_search(ids); END IF;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    """Expand: functions that know one column more."""
    run_script(op.get_bind(), SEARCH)


def downgrade() -> None:
    """Never: expand, then contract."""
