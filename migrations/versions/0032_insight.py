"""Roll-ups of sales for dashboards, and exports on a timetable."""

from alembic import op

from tessera.kit.database import run_script

revision = "0032"
down_revision = "0031"

COUNTS = (
    "opened",
    "orders",
    "tickets",
    "free_tickets",
    "back_tickets",
    "scans",
    "shows",
    "capacity",
    "seated",
    "entered",
    "awaited",
    "no_shows",
)
AMOUNTS = ("face", "fee", "tax", "back_face", "back_fee", "back_tax")
MEASURES = (*COUNTS, *AMOUNTS)

TABLES = """
CREATE TYPE insight_scope AS ENUM ('show', 'title', 'venue', 'organization', 'platform');

-- What the sources say, added up by hours of the venue's clock (insights/model.py says what each
-- figure is). Every level says the same: a title is told for each organization that shows it, the
-- platform has the id 0. Only `roll_up_shows_v1` writes here; a row of noughts does not stay.
CREATE TABLE insight_hours (
    scope insight_scope NOT NULL,
    scope_id bigint NOT NULL,
    hour timestamp NOT NULL,
    currency text NOT NULL,
    organization_id bigint NOT NULL,
    %COUNT_COLUMNS%,
    %AMOUNT_COLUMNS%,
    PRIMARY KEY (scope, scope_id, hour, currency, organization_id)
) WITH (fillfactor = 80);

-- The same by days, for every level above shows.
CREATE TABLE insight_days (
    scope insight_scope NOT NULL CHECK (scope <> 'show'),
    scope_id bigint NOT NULL,
    day date NOT NULL,
    currency text NOT NULL,
    organization_id bigint NOT NULL,
    %COUNT_COLUMNS%,
    %AMOUNT_COLUMNS%,
    PRIMARY KEY (scope, scope_id, day, currency, organization_id)
) WITH (fillfactor = 80);
-- The titles, venues or organizations that sold best in a period.
CREATE INDEX insight_days_of ON insight_days (scope, organization_id, day);

-- What each show was when it was rolled up: its old figures go where they were added.
CREATE TABLE insight_shows (
    show_id bigint PRIMARY KEY,
    organization_id bigint NOT NULL,
    title_id bigint NOT NULL,
    venue_id bigint NOT NULL,
    timezone text NOT NULL,
    currency text NOT NULL,
    starts_at timestamptz NOT NULL,
    capacity integer NOT NULL,
    status text NOT NULL,
    seated integer NOT NULL DEFAULT 0,
    entered integer NOT NULL DEFAULT 0,
    first_sale date,
    newest_order uuid,
    newest_check_in uuid,
    look_again_at timestamptz,
    rolled_at timestamptz NOT NULL
);
CREATE INDEX insight_shows_again ON insight_shows (look_again_at) WHERE look_again_at IS NOT NULL;
CREATE INDEX insight_shows_rolled_at ON insight_shows (rolled_at);
CREATE INDEX insight_shows_organization_id ON insight_shows (organization_id, starts_at);
CREATE INDEX insight_shows_title_id ON insight_shows (title_id, starts_at);
CREATE INDEX insight_shows_venue_id ON insight_shows (venue_id, starts_at);

-- Shows whose roll-up is not what it should be. Whoever changes what no other sign tells of adds a
-- row; nothing is unique here, or a row that is being taken would swallow one that just came.
CREATE TABLE insight_marks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    show_id bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT tessera_now()
);
-- Everything that the ledger had before `until` is marked or rolled up. One row; who rolls locks it.
CREATE TABLE insight_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    until timestamptz NOT NULL,
    compared_at timestamptz NOT NULL DEFAULT '2000-01-01Z',
    round_seconds real NOT NULL DEFAULT 0
);
INSERT INTO insight_state (until) VALUES ('2000-01-01Z');

-- What processes saw (insights/visits.py): written by each on its own, folded by the roller.
CREATE TABLE insight_seen (
    show_id bigint NOT NULL,
    at timestamptz NOT NULL,
    viewed integer NOT NULL CHECK (viewed >= 0),
    held integer NOT NULL CHECK (held >= 0)
);
CREATE TABLE insight_visits (
    scope insight_scope NOT NULL,
    scope_id bigint NOT NULL,
    hour timestamp NOT NULL,
    organization_id bigint NOT NULL,
    viewed bigint NOT NULL,
    held bigint NOT NULL,
    PRIMARY KEY (scope, scope_id, hour, organization_id)
);
CREATE INDEX accounts_blocked ON accounts (id) WHERE status = 'blocked';
CREATE INDEX shows_live ON shows (organization_id, starts_at)
    WHERE status IN ('on_sale', 'sold_out', 'running');
"""

FIGURES = """
-- Whether an order was a test; nobody tries anything out before 0037.
CREATE FUNCTION is_test_v1(order_id uuid, organization bigint, opened_at timestamptz)
RETURNS boolean STABLE LANGUAGE sql AS 'SELECT false';

-- What the sources say of shows, by hours: the one definition of every figure. Tests are no sale.
CREATE FUNCTION insight_figures_v1(ids bigint[]) RETURNS TABLE (show_id bigint,
    organization_id bigint, title_id bigint, venue_id bigint, currency text, hour timestamp,
    %RETURNED%
) STABLE LANGUAGE sql SET enable_seqscan = off SET work_mem = '64MB' AS $$
WITH about AS MATERIALIZED (
    SELECT s.id, s.organization_id, s.title_id, h.venue_id, v.timezone, s.currency, s.starts_at,
        s.capacity, s.status
    FROM shows s JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
    WHERE s.id = ANY(ids)
), bought AS MATERIALIZED (
    SELECT a.id AS show_id, o.id, o.currency, a.timezone,
        date_trunc('hour', o.created_at AT TIME ZONE a.timezone) AS opened_in,
        date_trunc('hour', o.paid_at AT TIME ZONE a.timezone) AS paid_in
    FROM about a JOIN orders o ON o.show_id = a.id
        AND NOT is_test_v1(o.id, a.organization_id, o.created_at)
), lines AS MATERIALIZED (
    SELECT b.show_id, b.currency, b.paid_in, b.timezone, l.refund_id, l.face, l.fee, l.tax,
        l.face - coalesce(l.kept_face, 0) AS back_face,
        l.fee - coalesce(l.kept_fee, 0) AS back_fee, l.tax - coalesce(l.kept_tax, 0) AS back_tax
    FROM bought b JOIN order_lines l ON l.order_id = b.id
    WHERE b.paid_in IS NOT NULL
), used AS MATERIALIZED (
    SELECT a.id AS show_id, date_trunc('hour', t.used_at AT TIME ZONE a.timezone) AS hour,
        count(*)::int AS n
    FROM about a JOIN tickets t ON t.show_id = a.id AND t.status = 'used'
        JOIN orders o ON o.id = t.order_id
            AND NOT is_test_v1(o.id, a.organization_id, o.created_at)
    GROUP BY 1, 2
), seats AS (
    SELECT a.id AS show_id, coalesce(l.n, 0)::int AS seated, coalesce(u.n, 0)::int AS entered
    FROM about a
        LEFT JOIN (SELECT show_id, count(*) AS n FROM lines WHERE refund_id IS NULL GROUP BY 1)
            AS l ON l.show_id = a.id
        LEFT JOIN (SELECT show_id, sum(n) AS n FROM used GROUP BY 1) AS u ON u.show_id = a.id
), facts AS (
    SELECT show_id, currency, opened_in AS hour, count(*)::int AS opened, %NONE:opened%
    FROM bought GROUP BY 1, 2, 3
    UNION ALL
    SELECT show_id, currency, paid_in, 0, count(*)::int AS orders, %NONE:opened,orders%
    FROM bought WHERE paid_in IS NOT NULL GROUP BY 1, 2, 3
    UNION ALL
    SELECT show_id, currency, paid_in, 0, 0, count(*)::int,
        count(*) FILTER (WHERE face + fee + tax = 0)::int, 0, 0, 0, 0, 0, 0, 0, 0,
        sum(face)::bigint, sum(fee)::bigint, sum(tax)::bigint, 0, 0, 0
    FROM lines GROUP BY 1, 2, 3
    UNION ALL
    -- A cancellation that gives nothing back has no refund, but its lines name one all the same:
    -- an identifier that tells its time (RFC 9562).
    SELECT l.show_id, l.currency, date_trunc('hour',
            coalesce(r.created_at, uuid_extract_timestamp(l.refund_id)) AT TIME ZONE l.timezone),
        0, 0, 0, 0, count(*)::int, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, sum(l.back_face)::bigint, sum(l.back_fee)::bigint, sum(l.back_tax)::bigint
    FROM lines l LEFT JOIN refunds r ON r.id = l.refund_id
    WHERE l.refund_id IS NOT NULL GROUP BY 1, 2, 3
    UNION ALL
    SELECT u.show_id, a.currency, u.hour, 0, 0, 0, 0, 0, u.n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM used u JOIN about a ON a.id = u.show_id
    UNION ALL
    -- Who did not come is known where somebody looked at tickets, once the show is over.
    SELECT a.id, a.currency, date_trunc('hour', a.starts_at AT TIME ZONE a.timezone),
        0, 0, 0, 0, 0, 0, 1, a.capacity, s.seated, s.entered,
        CASE WHEN told.yes THEN s.seated ELSE 0 END,
        CASE WHEN told.yes THEN s.seated - s.entered ELSE 0 END, 0, 0, 0, 0, 0, 0
    FROM about a JOIN seats s ON s.show_id = a.id
        CROSS JOIN LATERAL (SELECT a.status = 'completed' AND s.entered > 0 AS yes) AS told
    WHERE a.status NOT IN ('draft', 'cancelled')
)
SELECT f.show_id, a.organization_id, a.title_id, a.venue_id, f.currency, f.hour, %SUMS:f%
FROM facts f JOIN about a ON a.id = f.show_id
GROUP BY 1, 2, 3, 4, 5, 6
$$;
"""

ROLL = """
-- Roll these shows up anew: what they were is taken off every level, what they are is added. May
-- be done again at any time and changes nothing then. Answers how many orders the shows have.
CREATE FUNCTION roll_up_shows_v1(ids bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    now_ timestamptz := tessera_now();
    known bigint[];
    orders_ uuid[];
    check_ins_ uuid[];
    pending_ boolean[];
    changes insight_hours[];
BEGIN
    -- The signs by which a change is found are read before what they are signs of.
    SELECT array_agg(s.id), array_agg(o.id), array_agg(c.id), array_agg(EXISTS (
            SELECT FROM orders p WHERE p.show_id = s.id AND p.status = 'pending'))
    INTO known, orders_, check_ins_, pending_
    FROM shows s
        LEFT JOIN LATERAL (SELECT o.id FROM orders o WHERE o.show_id = s.id
            ORDER BY o.id DESC LIMIT 1) AS o ON true
        LEFT JOIN LATERAL (SELECT c.id FROM check_ins c WHERE c.show_id = s.id
            ORDER BY c.id DESC LIMIT 1) AS c ON true
    WHERE s.id = ANY(ids);

    WITH says AS (
        SELECT * FROM insight_figures_v1(ids)
        UNION ALL
        SELECT i.show_id, i.organization_id, i.title_id, i.venue_id, h.currency, h.hour,
            %NEGATED:h%
        FROM insight_shows i
            JOIN insight_hours h ON h.scope = 'show' AND h.scope_id = i.show_id
        WHERE i.show_id = ANY(ids)
    ), changed AS (
        SELECT show_id, organization_id, title_id, venue_id, currency, hour, %SUMS:%
        FROM says GROUP BY 1, 2, 3, 4, 5, 6
        HAVING %SOME%
    ), delta AS (
        SELECT v.scope, v.id AS scope_id, v.organization_id, c.currency, c.hour, %SUMS:c%
        FROM changed c CROSS JOIN LATERAL (VALUES
            ('show'::insight_scope, c.show_id, c.organization_id),
            ('title', c.title_id, c.organization_id),
            ('venue', c.venue_id, c.organization_id),
            ('organization', c.organization_id, c.organization_id),
            ('platform', 0, 0)
        ) AS v (scope, id, organization_id)
        GROUP BY 1, 2, 3, 4, 5
        HAVING %SOME:c%
    )
    SELECT array_agg(ROW(scope, scope_id, hour, currency, organization_id, %NAMES%)::insight_hours)
    INTO changes FROM delta;

    MERGE INTO insight_hours AS t USING unnest(changes) AS d
    ON t.scope = d.scope AND t.scope_id = d.scope_id AND t.hour = d.hour
        AND t.currency = d.currency AND t.organization_id = d.organization_id
    WHEN MATCHED AND %CANCELS% THEN DELETE
    WHEN MATCHED THEN UPDATE SET %ADDED%
    WHEN NOT MATCHED THEN INSERT (scope, scope_id, hour, currency, organization_id, %NAMES%)
        VALUES (d.scope, d.scope_id, d.hour, d.currency, d.organization_id, %GIVEN%);

    MERGE INTO insight_days AS t USING (
        SELECT c.scope, c.scope_id, c.hour::date AS day, c.currency, c.organization_id, %SUMS:c%
        FROM unnest(changes) AS c WHERE c.scope <> 'show' GROUP BY 1, 2, 3, 4, 5
        HAVING %SOME:c%
    ) AS d
    ON t.scope = d.scope AND t.scope_id = d.scope_id AND t.day = d.day
        AND t.currency = d.currency AND t.organization_id = d.organization_id
    WHEN MATCHED AND %CANCELS% THEN DELETE
    WHEN MATCHED THEN UPDATE SET %ADDED%
    WHEN NOT MATCHED THEN INSERT (scope, scope_id, day, currency, organization_id, %NAMES%)
        VALUES (d.scope, d.scope_id, d.day, d.currency, d.organization_id, %GIVEN%);

    DELETE FROM insight_shows WHERE show_id = ANY(ids) AND show_id <> ALL(coalesce(known, '{}'));
    INSERT INTO insight_shows AS i (show_id, organization_id, title_id, venue_id, timezone,
        currency, starts_at, capacity, status, seated, entered, first_sale, newest_order,
        newest_check_in, look_again_at, rolled_at)
    SELECT s.id, s.organization_id, s.title_id, h.venue_id, v.timezone, s.currency, s.starts_at,
        s.capacity, s.status, coalesce(f.seated, 0), coalesce(f.entered, 0), f.first_sale,
        k.newest_order, k.newest_check_in,
        -- Identifiers of several servers come in the order of their clocks, and these differ.
        CASE WHEN k.pending OR uuid_extract_timestamp(k.newest_order)
            > now_ - interval '5 minutes' THEN now_ + interval '20 seconds' END, now_
    FROM unnest(known, orders_, check_ins_, pending_)
            AS k (id, newest_order, newest_check_in, pending)
        JOIN shows s ON s.id = k.id JOIN halls h ON h.id = s.hall_id
        JOIN venues v ON v.id = h.venue_id
        LEFT JOIN LATERAL (
            SELECT sum(r.tickets - r.back_tickets) AS seated, sum(r.entered) AS entered,
                min(r.hour) FILTER (WHERE r.tickets > 0)::date AS first_sale
            FROM insight_hours r WHERE r.scope = 'show' AND r.scope_id = k.id
        ) AS f ON true
    ON CONFLICT (show_id) DO UPDATE SET organization_id = excluded.organization_id,
        title_id = excluded.title_id, venue_id = excluded.venue_id,
        timezone = excluded.timezone, currency = excluded.currency,
        starts_at = excluded.starts_at, capacity = excluded.capacity, status = excluded.status,
        seated = excluded.seated, entered = excluded.entered, first_sale = excluded.first_sale,
        newest_order = excluded.newest_order, newest_check_in = excluded.newest_check_in,
        look_again_at = excluded.look_again_at, rolled_at = excluded.rolled_at;
    RETURN (SELECT coalesce(sum(opened), 0) FROM insight_hours
        WHERE scope = 'show' AND scope_id = ANY(ids));
END $$;
"""


EXPORTS = """
-- Exports by the clock of their organization (insights/exports/). `at` is that clock's.
CREATE TABLE export_schedules (
    id uuid PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    kind text NOT NULL,
    format text NOT NULL,
    columns text[] NOT NULL,
    every text NOT NULL CHECK (every IN ('day', 'week', 'month')),
    weekday smallint CHECK (weekday BETWEEN 1 AND 7),
    day smallint CHECK (day BETWEEN 1 AND 28),
    at time NOT NULL,
    paused boolean NOT NULL DEFAULT false,
    next_at timestamptz NOT NULL,
    last_at timestamptz,
    last_rows bigint,
    failure text NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((weekday IS NOT NULL) = (every = 'week')),
    CHECK ((day IS NOT NULL) = (every = 'month'))
);
CREATE INDEX export_schedules_organization_id ON export_schedules (organization_id);
CREATE INDEX export_schedules_next_at ON export_schedules (next_at) WHERE NOT paused;
CREATE CONSTRAINT TRIGGER export_schedules_noted AFTER INSERT OR UPDATE OR DELETE
ON export_schedules DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('export_schedule', 'id', 'version', 'next_at', 'last_at', 'last_rows');
"""


def _filled(script: str) -> str:
    """The script with its lists of figures written out."""

    def sums(alias: str) -> str:
        dot = f"{alias}." if alias else ""
        # Sums of integers stay in a register; those of bigints are numerics, ten times as slow.
        return ", ".join(
            f"sum({dot}{name})::{'int' if name in COUNTS else 'bigint'} AS {name}"
            for name in MEASURES
        )

    def some(alias: str) -> str:
        dot = f"{alias}." if alias else ""
        return " OR ".join(f"sum({dot}{name}) <> 0" for name in MEASURES)

    parts = {
        "%COUNT_COLUMNS%": ", ".join(f"{n} integer NOT NULL DEFAULT 0" for n in COUNTS),
        "%AMOUNT_COLUMNS%": ", ".join(f"{n} bigint NOT NULL DEFAULT 0" for n in AMOUNTS),
        "%RETURNED%": ", ".join(
            f"{name} {'int' if name in COUNTS else 'bigint'}" for name in MEASURES
        ),
        "%NONE:opened%": ", ".join(
            f"0::{'int' if name in COUNTS else 'bigint'} AS {name}" for name in MEASURES[1:]
        ),
        "%NONE:opened,orders%": ", ".join("0" for name in MEASURES[2:]),
        "%SUMS:f%": sums("f"),
        "%SUMS:c%": sums("c"),
        "%SUMS:%": sums(""),
        "%SOME%": some(""),
        "%SOME:c%": some("c"),
        "%NEGATED:h%": ", ".join(f"-h.{name}" for name in MEASURES),
        "%CANCELS%": " AND ".join(f"t.{name} + d.{name} = 0" for name in MEASURES),
        "%ADDED%": ", ".join(f"{name} = t.{name} + d.{name}" for name in MEASURES),
        "%NAMES%": ", ".join(MEASURES),
        "%GIVEN%": ", ".join(f"d.{name}" for name in MEASURES),
    }
    for mark, text in parts.items():
        script = script.replace(mark, text)
    return script


def upgrade() -> None:
    """Expand: tables of their own, two indexes that no sale writes into."""
    for script in (TABLES, FIGURES, ROLL, EXPORTS):
        run_script(op.get_bind(), _filled(script))


def downgrade() -> None:
    raise NotImplementedError("restore a backup: expand, then contract")
