"""Titles of every kind, their pictures, and search."""

from alembic import op

from tessera.kit.database import run_script

revision = "0023"
down_revision = "0022"

TITLES = """
-- `version` grows with each edit (a stale one is refused), `enabled` is the organizer's switch.
-- `poster`, `backdrop` and `trailer` name files that are ready to be shown (title_files).
ALTER TABLE titles
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN enabled boolean NOT NULL DEFAULT true,
    ADD COLUMN trailer_url text NOT NULL DEFAULT ''
        CHECK (trailer_url = '' OR trailer_url ~ '^https://[^[:space:]]+$'),
    ADD COLUMN poster text NOT NULL DEFAULT '',
    ADD COLUMN backdrop text NOT NULL DEFAULT '',
    ADD COLUMN trailer text NOT NULL DEFAULT '';
CREATE INDEX titles_organization_id ON titles (organization_id, id);

-- One act on many titles, done by a job that goes on where it was stopped. `was` is what an undo
-- gives back; `undo_of` is the run that this one undoes, and no run is undone twice.
CREATE TABLE title_runs (
    id uuid PRIMARY KEY,
    organization_id bigint REFERENCES organizations,
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    action text NOT NULL
        CHECK (action IN ('publish', 'show', 'hide', 'archive', 'restore', 'delete', 'undo')),
    undo_of uuid UNIQUE REFERENCES title_runs,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK ((action = 'undo') = (undo_of IS NOT NULL))
);
CREATE INDEX title_runs_organization_id ON title_runs (organization_id, created_at);
-- Not a reference: a title that was deleted stays in the record of the run, by its name.
CREATE TABLE title_run_titles (
    run_id uuid NOT NULL REFERENCES title_runs ON DELETE CASCADE,
    title_id bigint NOT NULL,
    name text NOT NULL,
    outcome text CHECK (outcome IN ('done', 'unchanged', 'archived', 'refused', 'gone')),
    was jsonb,
    left_version integer,
    PRIMARY KEY (run_id, title_id)
);
"""

FILES = """
-- A file outlives its title until the store has forgotten it, so the reference only lets go.
CREATE TABLE title_files (
    id uuid PRIMARY KEY,
    title_id bigint REFERENCES titles ON DELETE SET NULL,
    role text NOT NULL CHECK (role IN ('poster', 'backdrop', 'trailer')),
    state text NOT NULL CHECK (state IN ('sending', 'waiting', 'ready', 'broken', 'leaving')),
    suffix text NOT NULL CHECK (suffix ~ '^[a-z0-9]{2,5}$'),
    bytes bigint NOT NULL CHECK (bytes > 0),
    width integer NOT NULL DEFAULT 0,
    height integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);
CREATE INDEX title_files_title_id ON title_files (title_id, role);
-- Shown by one title at a time: what is ready is the newest of its role.
CREATE INDEX title_files_leaving ON title_files (id)
    WHERE state IN ('leaving', 'sending') OR title_id IS NULL;
"""

SEARCH = """
-- Words without accents and endings: names are in many languages, so none is stemmed.
CREATE TEXT SEARCH CONFIGURATION tessera_plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION tessera_plain ALTER MAPPING FOR asciiword, word, numword, asciihword,
    hword, numhword, hword_asciipart, hword_part, hword_numpart WITH unaccent, simple;

-- What search asks of a title, beside it (catalog/search/). Kept by the triggers below, in the
-- transaction of each change; `refresh_title_search` is the one definition of it.
CREATE TABLE title_search (
    title_id bigint PRIMARY KEY REFERENCES titles ON DELETE CASCADE,
    listed boolean NOT NULL DEFAULT false,
    kind text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    name_words tsvector NOT NULL DEFAULT '',
    words tsvector NOT NULL DEFAULT '',
    genres text[] NOT NULL DEFAULT '{}',
    languages text[] NOT NULL DEFAULT '{}',
    certificate text NOT NULL DEFAULT '',
    cities text[] NOT NULL DEFAULT '{}',
    formats text[] NOT NULL DEFAULT '{}',
    prices text[] NOT NULL DEFAULT '{}',
    next_at timestamptz,
    last_at timestamptz
);
CREATE INDEX title_search_next_at ON title_search (next_at, title_id) WHERE listed;
CREATE INDEX title_search_kind ON title_search (kind, next_at, title_id) WHERE listed;
CREATE INDEX title_search_status ON title_search (status, next_at, title_id) WHERE listed;
CREATE INDEX title_search_words ON title_search USING gin (words) WHERE listed;
CREATE INDEX title_search_name_words ON title_search USING gin (name_words) WHERE listed;
CREATE INDEX title_search_alike ON title_search USING gin (name gin_trgm_ops) WHERE listed;
CREATE INDEX title_search_name ON title_search (name text_pattern_ops) WHERE listed;
CREATE INDEX title_search_cities ON title_search USING gin (cities) WHERE listed;
CREATE INDEX title_search_formats ON title_search USING gin (formats) WHERE listed;
CREATE INDEX title_search_genres ON title_search USING gin (genres) WHERE listed;
CREATE INDEX title_search_languages ON title_search USING gin (languages) WHERE listed;
CREATE INDEX title_search_certificate ON title_search (certificate, next_at, title_id) WHERE listed;

-- The days on which a title is shown in a city, by the venue's clock, with the least face price.
CREATE TABLE title_days (
    title_id bigint NOT NULL REFERENCES titles ON DELETE CASCADE,
    city text NOT NULL,
    day date NOT NULL,
    currency text NOT NULL,
    last_at timestamptz NOT NULL,
    sales_open_at timestamptz NOT NULL,
    sales_close_at timestamptz NOT NULL,
    formats text[] NOT NULL,
    price_from bigint,
    shows integer NOT NULL,
    PRIMARY KEY (title_id, day, city, currency)
);
CREATE INDEX title_days_day ON title_days (day, city, title_id);

-- What broad lists count by; set anew by a worker (catalog/search/totals.py).
CREATE TABLE title_totals (
    kind text NOT NULL,
    facet text NOT NULL,
    value text NOT NULL,
    titles integer NOT NULL,
    PRIMARY KEY (kind, facet, value)
);

CREATE FUNCTION plain_words(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT lower(unaccent(words))
$$;

-- Rows are locked first, by number; the statements after that see what others have committed
-- meanwhile, so of two that refresh one title the later one sees both changes.
CREATE FUNCTION refresh_title_search(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
    WHERE s.title_id = ANY(ids) AND s.status NOT IN ('draft', 'cancelled')
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
                AND s.status NOT IN ('draft', 'cancelled') AND s.starts_at > tessera_now()) AS next_at,
            (SELECT max(s.starts_at) FROM shows s WHERE s.title_id = titles.id
                AND s.status NOT IN ('draft', 'cancelled')) AS last_at
        FROM titles WHERE id = ANY(ids)
    ) f WHERE f.id = t.title_id;
END $$;

CREATE FUNCTION search_titles_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refresh_title_search(array_agg(id)) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER titles_search_insert AFTER INSERT ON titles REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_titles_changed();
CREATE TRIGGER titles_search_update AFTER UPDATE ON titles REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_titles_changed();

-- A show that goes on sale, sells out or runs changes nothing here, and costs one small join.
CREATE FUNCTION search_shows_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT t) INTO ids FROM became b JOIN was w ON w.id = b.id,
            unnest(ARRAY[b.title_id, w.title_id]) AS t
        WHERE (b.title_id, b.hall_id, b.starts_at, b.sales_open_at, b.sales_close_at, b.format,
                b.currency, b.status IN ('draft', 'cancelled'))
            IS DISTINCT FROM (w.title_id, w.hall_id, w.starts_at, w.sales_open_at, w.sales_close_at,
                w.format, w.currency, w.status IN ('draft', 'cancelled'));
    ELSIF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT title_id) INTO ids FROM became;
    ELSE
        SELECT array_agg(DISTINCT title_id) INTO ids FROM was;
    END IF;
    IF ids IS NOT NULL THEN PERFORM refresh_title_search(ids); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER shows_search_insert AFTER INSERT ON shows REFERENCING NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION search_shows_changed();
CREATE TRIGGER shows_search_update AFTER UPDATE ON shows
    REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION search_shows_changed();
CREATE TRIGGER shows_search_delete AFTER DELETE ON shows REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION search_shows_changed();

CREATE FUNCTION search_prices_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT s.title_id) INTO ids FROM changed c JOIN shows s ON s.id = c.show_id;
    IF ids IS NOT NULL THEN PERFORM refresh_title_search(ids); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER show_prices_search_insert AFTER INSERT ON show_prices REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_prices_changed();
CREATE TRIGGER show_prices_search_update AFTER UPDATE ON show_prices REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_prices_changed();
CREATE TRIGGER show_prices_search_delete AFTER DELETE ON show_prices REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_prices_changed();

CREATE FUNCTION search_venues_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT s.title_id) INTO ids
    FROM became b JOIN was w ON w.id = b.id JOIN halls h ON h.venue_id = b.id
    JOIN shows s ON s.hall_id = h.id
    WHERE (b.city, b.timezone) IS DISTINCT FROM (w.city, w.timezone);
    IF ids IS NOT NULL THEN PERFORM refresh_title_search(ids); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER venues_search_update AFTER UPDATE ON venues
    REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION search_venues_changed();

SELECT refresh_title_search(array_agg(id)) FROM titles HAVING count(*) > 0;
"""

GUIDE = """
-- What else there is for an evening: restaurants near the venues, and films at home. Kept by the
-- platform; offers and plans are short lists that belong to one row.
CREATE TABLE restaurants (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    city text NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
    address text NOT NULL DEFAULT '',
    cuisines text[] NOT NULL DEFAULT '{}',
    rating_tenths integer CHECK (rating_tenths BETWEEN 0 AND 100),
    latitude double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision CHECK (longitude BETWEEN -180 AND 180),
    phone text NOT NULL DEFAULT '',
    url text NOT NULL DEFAULT '' CHECK (url = '' OR url ~ '^https://[^[:space:]]+$'),
    overview text NOT NULL DEFAULT '',
    offers jsonb NOT NULL DEFAULT '[]',
    enabled boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX restaurants_name_key ON restaurants (lower(name), lower(city), lower(address));
CREATE INDEX restaurants_city ON restaurants (lower(city), rating_tenths DESC NULLS LAST);

CREATE TABLE streaming_titles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    type text NOT NULL CHECK (type IN ('movie', 'series', 'documentary', 'show')),
    platform text NOT NULL CHECK (length(platform) BETWEEN 1 AND 100),
    genres text[] NOT NULL DEFAULT '{}',
    languages text[] NOT NULL DEFAULT '{}',
    rating_tenths integer CHECK (rating_tenths BETWEEN 0 AND 100),
    added_on date NOT NULL,
    url text NOT NULL DEFAULT '' CHECK (url = '' OR url ~ '^https://[^[:space:]]+$'),
    overview text NOT NULL DEFAULT '',
    enabled boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX streaming_titles_name_key ON streaming_titles (lower(name), lower(platform));
CREATE INDEX streaming_titles_added_on ON streaming_titles (added_on DESC);

CREATE TABLE streaming_plans (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    platform text NOT NULL CHECK (length(platform) BETWEEN 1 AND 100),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    amount bigint NOT NULL CHECK (amount >= 0),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    months integer NOT NULL CHECK (months BETWEEN 1 AND 36),
    features text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX streaming_plans_name_key ON streaming_plans (lower(platform), lower(name));

-- Views, added up in each process and written together (guide/views.py): `score` halves in a week.
-- Of whom is kept only for who is signed in, the latest fifty each.
CREATE TABLE guide_views (
    kind text NOT NULL CHECK (kind IN ('restaurant', 'streaming')),
    item_id bigint NOT NULL,
    score double precision NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (kind, item_id)
);
CREATE TABLE person_views (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind text NOT NULL,
    item_id bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (account_id, kind, item_id)
);
"""
NOTED = {
    "restaurants": "restaurant",
    "streaming_titles": "streaming_title",
    "streaming_plans": "streaming_plan",
}
NOTE = """
CREATE CONSTRAINT TRIGGER {table}_noted AFTER INSERT OR UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('{kind}', 'id');
"""
TELL = """
CREATE TRIGGER {table}_tell_{verb} AFTER {verb} ON {table} REFERENCING {which} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change('{kind}', 'id');
"""


def upgrade() -> None:
    """Expand: new columns have defaults, everything else is new."""
    for name in ("pg_trgm", "unaccent"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    for part in (TITLES, FILES, SEARCH, GUIDE):
        run_script(op.get_bind(), part)
    for table, kind in NOTED.items():
        run_script(op.get_bind(), NOTE.format(table=table, kind=kind))
        for verb, which in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
            script = TELL.format(table=table, kind=kind, verb=verb, which=which)
            run_script(op.get_bind(), script)


def downgrade() -> None:
    """Never: expand, then contract."""
