"""The waiting room: counters instead of rows for who waits, a row for who was let in.

Nobody who waits has a row: their signed ticket says who they are. `waiting_lanes` counts; the order
in which rows are locked is lanes by (room, lane) for arrivals, and room, then lanes, for everybody
else, so arrivals and openings meet in one order. As in 0002, joins are told not to hash or scan: a
plan made while a table was small must not read it whole once it is large.
"""

from alembic import op

from tessera.kit.database import run_script

revision = "0019"
down_revision = "0018"

ROOMS = """
CREATE TABLE waiting_rooms (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations (id),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    phase text NOT NULL DEFAULT 'planned'
        CHECK (phase IN ('planned', 'gathering', 'open', 'paused', 'closed')),
    gathers_at timestamptz,
    presale_at timestamptz,
    opens_at timestamptz,
    automatic_per_minute integer CHECK (automatic_per_minute BETWEEN 1 AND 1000000),
    one_per_account boolean NOT NULL DEFAULT false,
    turn_seconds integer NOT NULL CHECK (turn_seconds BETWEEN 60 AND 3600),
    inside_max integer NOT NULL CHECK (inside_max BETWEEN 1 AND 100000),
    fixed_pace integer CHECK (fixed_pace BETWEEN 0 AND 600000),
    pace integer NOT NULL DEFAULT 60 CHECK (pace >= 0),
    carry real NOT NULL DEFAULT 0,
    guard text NOT NULL DEFAULT 'automatic' CHECK (guard IN ('never', 'automatic', 'always')),
    guarded boolean NOT NULL DEFAULT false,
    message text NOT NULL DEFAULT '' CHECK (length(message) <= 500),
    -- The draw: its secret is sealed until the opening, and must then be what was promised.
    commitment bytea NOT NULL CHECK (length(commitment) = 32),
    seed_sealed bytea NOT NULL,
    seed_key_id text NOT NULL,
    seed bytea CHECK (seed IS NULL OR sha256(seed) = commitment),
    code_generation integer NOT NULL DEFAULT 1,
    codes_issued bigint NOT NULL DEFAULT 0,
    admitted bigint NOT NULL DEFAULT 0,
    bought bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    opened_at timestamptz,
    closed_at timestamptz,
    ticked_at timestamptz NOT NULL DEFAULT '-infinity',
    CHECK (opens_at IS NULL OR gathers_at IS NULL OR gathers_at <= opens_at),
    CHECK (opens_at IS NOT NULL OR automatic_per_minute IS NOT NULL)
) WITH (fillfactor = 50);
CREATE INDEX waiting_rooms_organization ON waiting_rooms (organization_id);
CREATE INDEX waiting_rooms_alive ON waiting_rooms (id) WHERE phase <> 'closed';

-- A show has at most one room that is not closed.
CREATE TABLE waiting_room_shows (
    room_id bigint NOT NULL REFERENCES waiting_rooms (id),
    show_id bigint NOT NULL REFERENCES shows (id),
    live boolean NOT NULL DEFAULT true,
    PRIMARY KEY (room_id, show_id)
);
CREATE UNIQUE INDEX waiting_room_shows_one ON waiting_room_shows (show_id) WHERE live;

-- Whoever arrives takes the next number of a lane; `early` is how many had when the room opened.
CREATE TABLE waiting_lanes (
    room_id bigint NOT NULL REFERENCES waiting_rooms (id),
    lane text NOT NULL CHECK (lane IN ('presale', 'main', 'slow')),
    arrived bigint NOT NULL DEFAULT 0,
    early bigint CHECK (early <= arrived),
    serving bigint NOT NULL DEFAULT 0 CHECK (serving <= arrived),
    PRIMARY KEY (room_id, lane)
) WITH (fillfactor = 50);

-- Only where a room asks for one place per account, and for who comes with an access code. This table
-- and the next two are busy: no foreign key, whose check would lock the one room row each time.
CREATE TABLE waiting_places (
    room_id bigint NOT NULL,
    who bigint NOT NULL,
    lane text NOT NULL,
    n bigint NOT NULL,
    visitor uuid NOT NULL,
    PRIMARY KEY (room_id, who)
);

-- Asking again gives the same turn: one row a number, never made longer (rules.py: turn_of).
CREATE TABLE admissions (
    room_id bigint NOT NULL,
    lane text NOT NULL,
    n bigint NOT NULL,
    rank bigint NOT NULL,
    id uuid NOT NULL,
    visitor uuid NOT NULL,
    admitted_at timestamptz NOT NULL,
    until timestamptz NOT NULL CHECK (until > admitted_at),
    ended_at timestamptz,
    ended_by text CHECK (ended_by IN ('bought', 'left')),
    PRIMARY KEY (room_id, lane, n),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX admissions_ranks ON admissions (room_id, lane, rank);
CREATE INDEX admissions_inside ON admissions (room_id, until) WHERE ended_at IS NULL;
CREATE INDEX admissions_ended ON admissions (room_id, ended_at) WHERE ended_at IS NOT NULL;

-- What people inside do: one row a hold. `account` and `block` are keyed hashes.
CREATE TABLE room_holds (
    id uuid PRIMARY KEY,
    room_id bigint NOT NULL,
    lane text NOT NULL,
    n bigint NOT NULL,
    account bigint,
    block bigint,
    reserved_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    hold_id uuid,
    order_id uuid,
    until timestamptz NOT NULL,
    ended_by text CHECK (ended_by IN ('bought', 'released'))
);
CREATE INDEX room_holds_session ON room_holds (room_id, lane, n);
CREATE INDEX room_holds_account ON room_holds (room_id, account) WHERE account IS NOT NULL;
CREATE INDEX room_holds_block ON room_holds (room_id, block) WHERE block IS NOT NULL;
CREATE UNIQUE INDEX room_holds_hold ON room_holds (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX room_holds_until ON room_holds (until);
CREATE INDEX room_holds_confirmed ON room_holds (room_id, confirmed_at);

CREATE TABLE room_codes (
    room_id bigint NOT NULL REFERENCES waiting_rooms (id),
    first bigint NOT NULL,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 100000),
    generation integer NOT NULL,
    label text NOT NULL CHECK (length(label) <= 120),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (room_id, first)
);

-- What the controller saw and did: the charts, and what it learns from.
CREATE TABLE room_ticks (
    room_id bigint NOT NULL REFERENCES waiting_rooms (id),
    at timestamptz NOT NULL,
    arrived bigint NOT NULL,
    called bigint NOT NULL,
    admitted bigint NOT NULL,
    bought bigint NOT NULL,
    inside integer NOT NULL,
    free integer NOT NULL,
    hold_ms real,
    pace integer NOT NULL,
    PRIMARY KEY (room_id, at)
);
CREATE INDEX room_ticks_at ON room_ticks (at);
"""

ARRIVALS = """
-- Numbers for those who arrive: `counts[i]` of them in a lane. Answers the last number of each;
-- a room that takes nobody answers nothing.
CREATE FUNCTION take_numbers_v1(rooms bigint[], lanes text[], counts integer[])
RETURNS TABLE (room_id bigint, lane text, last bigint) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    PERFORM 1 FROM (
        SELECT l.room_id FROM waiting_lanes l
        JOIN unnest(rooms, lanes) AS w (room, lane) ON l.room_id = w.room AND l.lane = w.lane
        ORDER BY l.room_id, l.lane FOR UPDATE OF l
    ) AS locked;
    RETURN QUERY UPDATE waiting_lanes AS l SET arrived = l.arrived + w.count
        FROM unnest(rooms, lanes, counts) AS w (room, lane, count)
        JOIN waiting_rooms r ON r.id = w.room AND r.phase IN ('gathering', 'open', 'paused')
        WHERE l.room_id = w.room AND l.lane = w.lane
        RETURNING l.room_id, l.lane, l.arrived;
END $$;
"""

ADMISSIONS = """
-- Let in those who are called, as far as there is room inside. No (room, lane, n) comes twice in a
-- batch. Answers the turn of each that has one, new or not; who has none waits on.
CREATE FUNCTION admit_v1(
    rooms bigint[], lanes text[], ns bigint[], ranks bigint[], visitors uuid[], ids uuid[]
) RETURNS TABLE (
    room_id bigint, lane text, n bigint, id uuid, until timestamptz, ended boolean
) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    now_ timestamptz := tessera_now();
    room record;
    places integer;
BEGIN
    -- The room's row is the gate: whoever counts who is inside lets nobody else count meanwhile.
    FOR room IN SELECT r.id, r.phase, r.inside_max, r.turn_seconds FROM waiting_rooms r
        WHERE r.id = ANY(rooms) AND r.phase IN ('gathering', 'open') ORDER BY r.id FOR UPDATE
    LOOP
        SELECT room.inside_max - count(*) INTO places FROM admissions a
        WHERE a.room_id = room.id AND a.ended_at IS NULL AND a.until > now_;
        INSERT INTO admissions (room_id, lane, n, rank, id, visitor, admitted_at, until)
        SELECT w.room, w.lane, w.n, w.rank, w.id, w.visitor, now_,
            now_ + make_interval(secs => room.turn_seconds)
        FROM unnest(rooms, lanes, ns, ranks, visitors, ids) AS w (room, lane, n, rank, visitor, id)
        JOIN waiting_lanes l ON l.room_id = w.room AND l.lane = w.lane
        WHERE w.room = room.id AND w.rank <= l.serving
            AND (room.phase = 'open' OR w.lane = 'presale')
            AND NOT EXISTS (SELECT FROM admissions a
                WHERE a.room_id = w.room AND a.lane = w.lane AND a.n = w.n)
        ORDER BY w.lane, w.rank LIMIT greatest(places, 0);
        GET DIAGNOSTICS places = ROW_COUNT;
        IF places > 0 THEN
            UPDATE waiting_rooms AS r SET admitted = r.admitted + places WHERE r.id = room.id;
        END IF;
    END LOOP;
    RETURN QUERY SELECT a.room_id, a.lane, a.n, a.id, a.until,
            a.ended_at IS NOT NULL OR a.until <= now_
        FROM unnest(rooms, lanes, ns) AS w (room, lane, n)
        JOIN admissions a ON a.room_id = w.room AND a.lane = w.lane AND a.n = w.n;
END $$;
"""

HOLDS = """
-- Reserve a hold of somebody inside, or say why not (rules.py: `cap_refusal` says the same).
-- Advisory locks make two holds of one account or one network count each other.
CREATE FUNCTION reserve_room_hold_v1(
    id_ uuid, room_ bigint, lane_ text, n_ bigint, account_ bigint, block_ bigint,
    session_max integer, account_max integer, block_max integer, cool_seconds integer,
    seconds integer
) RETURNS TABLE (refusal text, wait_seconds integer) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    now_ timestamptz := tessera_now();
    turn record;
    cooling timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(k) FROM (
        SELECT DISTINCT hashint8extended(i, room_) AS k
        FROM unnest(ARRAY[account_, block_]) AS i WHERE i IS NOT NULL ORDER BY k
    ) AS locks;
    SELECT a.until, a.ended_at INTO turn FROM admissions a
    WHERE a.room_id = room_ AND a.lane = lane_ AND a.n = n_ FOR UPDATE;
    IF NOT FOUND OR turn.ended_at IS NOT NULL OR turn.until <= now_ THEN
        RETURN QUERY SELECT 'admission_required', 0;
        RETURN;
    END IF;
    IF (SELECT count(*) FROM room_holds h WHERE h.room_id = room_ AND h.lane = lane_ AND h.n = n_
            AND h.ended_by IS NULL AND h.until > now_) >= session_max
        OR (SELECT count(*) FROM room_holds h WHERE h.room_id = room_ AND h.account = account_
            AND h.ended_by IS NULL AND h.until > now_) >= account_max
        OR (SELECT count(*) FROM room_holds h WHERE h.room_id = room_ AND h.block = block_
            AND h.ended_by IS NULL AND h.until > now_) >= block_max
    THEN
        RETURN QUERY SELECT 'too_many_holds', 0;
        RETURN;
    END IF;
    -- Left to lapse in the last hour: the pause after the second is one step, then twice as long.
    SELECT max(h.until) + make_interval(secs => cool_seconds * 2 ^ (least(count(*), 10) - 2))
    INTO cooling FROM room_holds h
    WHERE h.room_id = room_ AND ((h.lane = lane_ AND h.n = n_) OR h.account = account_)
        AND h.ended_by IS NULL AND h.confirmed_at IS NOT NULL
        AND h.until <= now_ AND h.until > now_ - interval '1 hour'
    HAVING count(*) >= 2;
    IF cooling > now_ THEN
        RETURN QUERY SELECT 'cooling_down', ceil(extract(epoch FROM cooling - now_))::integer;
        RETURN;
    END IF;
    INSERT INTO room_holds (id, room_id, lane, n, account, block, reserved_at, until)
    VALUES (id_, room_, lane_, n_, account_, block_, now_, now_ + make_interval(secs => seconds));
END $$;
"""


NOTED = """
CREATE CONSTRAINT TRIGGER waiting_rooms_noted AFTER INSERT OR UPDATE OR DELETE ON waiting_rooms
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('waiting_room', 'id', 'seed_sealed', 'seed_key_id', 'seed', 'carry',
    'ticked_at', 'pace', 'guarded', 'admitted', 'bought');
"""


def upgrade() -> None:
    """Expand: tables and functions nobody knew before."""
    for part in (ROOMS, ARRIVALS, ADMISSIONS, HOLDS, NOTED):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
