"""The hot path: one call = one round trip = one transaction, for a whole batch.

Functions are named `_v1` and never edited in place: a change makes `_v2`, so that an older process
keeps working beside a newer one. All of them take what they lock in one order, so that batches of
different processes cannot deadlock: idempotency keys, advisory locks of customers, orders by id,
claims by (show, place). Joins are told not to hash: a plan made while a table was small must not
scan it once it is large.
"""

from alembic import op

from tessera.kit.database import run_script

revision = "0002"
down_revision = "0001"

CLOCK = """
-- The database's clock decides every deadline; tests shift it with tessera.clock_offset.
CREATE FUNCTION tessera_now() RETURNS timestamptz STABLE LANGUAGE sql AS $$
    SELECT clock_timestamp()
        + coalesce(nullif(current_setting('tessera.clock_offset', true), ''), '0')::interval
$$;
"""

ANSWERS = """
-- Reserve idempotency keys for a batch; answers the keys that were known already.
CREATE FUNCTION remember_answers_v1(
    keys bytea[], fingerprints bytea[], answer_status smallint, bodies bytea[],
    instants timestamptz[]
) RETURNS bytea[] LANGUAGE plpgsql AS $$
DECLARE
    fresh bytea[];
BEGIN
    IF cardinality(keys) = 0 THEN
        RETURN '{}';
    END IF;
    WITH inserted AS (
        INSERT INTO idempotency_keys (key, fingerprint, status, body, instant, created_at)
        SELECT k.key, k.fingerprint, answer_status, k.body, k.instant, tessera_now()
        FROM unnest(keys, fingerprints, bodies, instants) AS k (key, fingerprint, body, instant)
        ORDER BY k.key
        ON CONFLICT (key) DO NOTHING
        RETURNING key
    )
    SELECT array_agg(key) INTO fresh FROM inserted;
    IF cardinality(fresh) = cardinality(keys) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT unnest(keys) EXCEPT SELECT unnest(fresh));
END $$;
"""

HOLDS = """
CREATE TYPE holds_placed AS (
    decided_at timestamptz, known bytea[], over uuid[], lost uuid[], gave_owner uuid[],
    gave_place integer[]
);

-- Place a batch of holds, each all or nothing. Arrays are per hold (hold_*), per limited customer
-- (limit_*), per idempotency key (key_*) and per place. Answers what did not go through; a hold
-- named nowhere in the answer is placed, until decided_at + its seconds.
CREATE FUNCTION place_holds_v1(
    key_keys bytea[], key_fingerprints bytea[], key_bodies bytea[], key_seconds integer[],
    key_holds uuid[],
    limit_holds uuid[], limit_shows bigint[], limit_customers bigint[], limit_places integer[],
    limit_maxes integer[],
    place_holds uuid[], place_shows bigint[], place_places integer[], place_seconds integer[],
    place_customers bigint[]
) RETURNS holds_placed LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    answer holds_placed;
    skipped uuid[] := '{}';
    -- One instant for the whole batch: the deadline told is the deadline kept.
    now_ timestamptz := tessera_now();
BEGIN
    answer.known := remember_answers_v1(key_keys, key_fingerprints, 201::smallint, key_bodies,
        ARRAY(SELECT now_ + make_interval(secs => s) FROM unnest(key_seconds) AS s));
    IF cardinality(answer.known) > 0 THEN
        SELECT array_agg(k.hold) INTO skipped
        FROM unnest(key_keys, key_holds) AS k (key, hold) WHERE k.key = ANY(answer.known);
    END IF;

    IF cardinality(limit_holds) > 0 THEN
        PERFORM pg_advisory_xact_lock(k) FROM (
            SELECT DISTINCT hashint8extended(l.customer, l.show) AS k
            FROM unnest(limit_shows, limit_customers) AS l (show, customer) ORDER BY k
        ) AS locks;
        SELECT array_agg(l.hold) INTO answer.over
        FROM unnest(limit_holds, limit_shows, limit_customers, limit_places, limit_maxes)
            AS l (hold, show, customer, places, places_max)
        WHERE l.places + (
            SELECT count(*) FROM claims c
            WHERE c.show_id = l.show AND c.customer = l.customer
                AND (c.until IS NULL OR c.until > now_)
        ) > l.places_max;
        skipped := skipped || coalesce(answer.over, '{}');
    END IF;

    answer.decided_at := now_;
    WITH wanted AS (
        SELECT p.hold, p.show, p.place, p.seconds, p.customer
        FROM unnest(place_holds, place_shows, place_places, place_seconds, place_customers)
            AS p (hold, show, place, seconds, customer)
        WHERE p.hold <> ALL(skipped)
    ), got AS (
        INSERT INTO claims AS c (show_id, place, state, owner, until, customer)
        SELECT w.show, w.place, 'held', w.hold, now_ + make_interval(secs => w.seconds), w.customer
        FROM wanted AS w ORDER BY w.show, w.place
        ON CONFLICT (show_id, place) DO UPDATE
        SET state = 'held', owner = excluded.owner, until = excluded.until,
            customer = excluded.customer
        -- P5: what has lapsed is free for the next buyer at that very moment.
        WHERE c.until <= now_
        RETURNING c.owner
    )
    SELECT array_agg(hold) INTO answer.lost FROM (
        SELECT hold FROM (
            SELECT hold, 1 AS w FROM wanted UNION ALL SELECT owner, -1 FROM got
        ) AS balance GROUP BY hold HAVING sum(w) <> 0
    ) AS short;

    IF cardinality(answer.lost) > 0 THEN
        WITH gave AS (
            DELETE FROM claims AS c
            USING unnest(place_holds, place_shows, place_places) AS p (hold, show, place)
            WHERE p.hold = ANY(answer.lost) AND c.show_id = p.show AND c.place = p.place
                AND c.owner = p.hold
            RETURNING c.owner, c.place
        )
        SELECT array_agg(owner), array_agg(place) INTO answer.gave_owner, answer.gave_place
        FROM gave;
    END IF;

    -- A refusal has no effect, so its key is free again.
    IF answer.lost IS NOT NULL OR answer.over IS NOT NULL THEN
        DELETE FROM idempotency_keys AS i
        USING unnest(key_keys, key_holds) AS k (key, hold)
        WHERE i.key = k.key AND k.key <> ALL(answer.known)
            AND k.hold = ANY(coalesce(answer.lost, '{}') || coalesce(answer.over, '{}'));
    END IF;
    RETURN answer;
END $$;

-- Give back the places of live holds; answers what became free.
CREATE FUNCTION release_holds_v1(hold_ids uuid[], shows bigint[], places integer[])
RETURNS TABLE (owner uuid, show_id bigint, place integer) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    PERFORM 1 FROM (
        SELECT c.show_id FROM unnest(hold_ids, shows, places) AS w (hold, show, place)
        JOIN claims c ON c.show_id = w.show AND c.place = w.place AND c.owner = w.hold
        ORDER BY c.show_id, c.place FOR UPDATE OF c
    ) AS locked;
    RETURN QUERY DELETE FROM claims AS c
        USING unnest(hold_ids, shows, places) AS w (hold, show, place)
        WHERE c.show_id = w.show AND c.place = w.place AND c.owner = w.hold AND c.state = 'held'
        RETURNING c.owner, c.show_id, c.place;
END $$;
"""

EXPIRY = """
-- Sweep what has lapsed: orders first, then claims; at most `rows_max` of each. SKIP LOCKED leaves
-- what somebody is working on for the next sweep.
CREATE FUNCTION expire_v1(rows_max integer)
RETURNS TABLE (show_id bigint, place integer) LANGUAGE plpgsql AS $$
DECLARE
    now_ timestamptz := tessera_now();
BEGIN
    UPDATE orders AS o SET status = 'expired', ended_at = now_
    WHERE o.id IN (
        SELECT l.id FROM orders l WHERE l.status = 'pending' AND l.expires_at <= now_
        ORDER BY l.expires_at LIMIT rows_max FOR UPDATE SKIP LOCKED
    );
    RETURN QUERY DELETE FROM claims AS c
        USING (
            SELECT l.show_id, l.place FROM claims l WHERE l.until <= now_
            ORDER BY l.until LIMIT rows_max FOR UPDATE SKIP LOCKED
        ) AS lapsed
        WHERE c.show_id = lapsed.show_id AND c.place = lapsed.place
        RETURNING c.show_id, c.place;
END $$;
"""


def upgrade() -> None:
    for part in (CLOCK, ANSWERS, HOLDS, EXPIRY):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup")
