"""The hot path, cheaper: fewer index entries, fewer looks.

What changes state twice within minutes (claims, orders) no longer has its deadline in an index, so
PostgreSQL changes it in place (HOT, src/backend/access/heap/README.HOT): no index gets an entry.
Deadlines are kept by the batch instead, and the sweeper reads these. Decision 0054.
"""

from alembic import op

from tessera.kit.database import run_script

revision = "0026"
down_revision = "0025"

DEADLINES = """
-- When a batch of holds or orders lapses. A row is looked at once, when it is due; what was
-- released, prolonged or sold meanwhile is left alone then.
CREATE TABLE deadlines (
    due timestamptz NOT NULL,
    order_ids uuid[] NOT NULL DEFAULT '{}',
    show_ids bigint[] NOT NULL DEFAULT '{}',
    places integer[] NOT NULL DEFAULT '{}',
    CHECK (cardinality(show_ids) = cardinality(places))
);
CREATE INDEX deadlines_due ON deadlines (due);

INSERT INTO deadlines (due, show_ids, places)
SELECT until, array_agg(show_id), array_agg(place) FROM claims WHERE until IS NOT NULL
GROUP BY until;
INSERT INTO deadlines (due, order_ids)
SELECT expires_at, array_agg(id) FROM orders WHERE status = 'pending' GROUP BY expires_at;

DROP INDEX claims_until;
DROP INDEX orders_expires_at;
-- Room on the page for the next state, or the change could not stay on it.
ALTER TABLE claims SET (fillfactor = 50);
ALTER TABLE orders SET (fillfactor = 55);
"""

ANSWERS = """
-- As _v1; one look at how many were written, where nobody has sent a key before.
CREATE FUNCTION remember_answers_v2(
    keys bytea[], fingerprints bytea[], answer_status smallint, bodies bytea[],
    instants timestamptz[], now_ timestamptz
) RETURNS bytea[] LANGUAGE plpgsql AS $$
DECLARE
    written bigint;
BEGIN
    IF cardinality(keys) = 0 THEN
        RETURN '{}';
    END IF;
    INSERT INTO idempotency_keys (key, fingerprint, status, body, instant, created_at)
    SELECT k.key, k.fingerprint, answer_status, k.body, k.instant, now_
    FROM unnest(keys, fingerprints, bodies, instants) AS k (key, fingerprint, body, instant)
    ORDER BY k.key
    ON CONFLICT (key) DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written = cardinality(keys) THEN
        RETURN '{}';
    END IF;
    -- What this transaction has not written was there before.
    RETURN ARRAY(SELECT i.key FROM idempotency_keys i
        WHERE i.key = ANY(keys) AND i.xmin <> pg_current_xact_id()::xid);
END $$;
"""

HOLDS = """
-- As _v1; what went wrong is looked for only where something did.
CREATE FUNCTION place_holds_v2(
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
    got bigint;
    -- One instant for the whole batch: the deadline told is the deadline kept.
    now_ timestamptz := tessera_now();
BEGIN
    answer.known := remember_answers_v2(key_keys, key_fingerprints, 201::smallint, key_bodies,
        ARRAY(SELECT now_ + make_interval(secs => s) FROM unnest(key_seconds) AS s), now_);
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
    INSERT INTO claims AS c (show_id, place, state, owner, until, customer)
    SELECT p.show, p.place, 'held', p.hold, now_ + make_interval(secs => p.seconds), p.customer
    FROM unnest(place_holds, place_shows, place_places, place_seconds, place_customers)
        AS p (hold, show, place, seconds, customer)
    WHERE p.hold <> ALL(skipped) ORDER BY p.show, p.place
    ON CONFLICT (show_id, place) DO UPDATE
    SET state = 'held', owner = excluded.owner, until = excluded.until,
        customer = excluded.customer
    -- P5: what has lapsed is free for the next buyer at that very moment.
    WHERE c.until <= now_;
    GET DIAGNOSTICS got = ROW_COUNT;

    IF got < cardinality(place_holds) THEN
        SELECT array_agg(DISTINCT p.hold) INTO answer.lost
        FROM unnest(place_holds, place_shows, place_places) AS p (hold, show, place)
        LEFT JOIN claims c ON c.show_id = p.show AND c.place = p.place AND c.owner = p.hold
        WHERE c.owner IS NULL AND p.hold <> ALL(skipped);
    END IF;
    IF answer.lost IS NOT NULL THEN
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

    IF got > 0 THEN
        INSERT INTO deadlines (due, show_ids, places)
        SELECT now_ + make_interval(secs => p.seconds), array_agg(p.show), array_agg(p.place)
        FROM unnest(place_shows, place_places, place_seconds) AS p (show, place, seconds)
        GROUP BY p.seconds;
    END IF;
    RETURN answer;
END $$;

CREATE OR REPLACE FUNCTION place_holds_v1(
    key_keys bytea[], key_fingerprints bytea[], key_bodies bytea[], key_seconds integer[],
    key_holds uuid[],
    limit_holds uuid[], limit_shows bigint[], limit_customers bigint[], limit_places integer[],
    limit_maxes integer[],
    place_holds uuid[], place_shows bigint[], place_places integer[], place_seconds integer[],
    place_customers bigint[]
) RETURNS holds_placed LANGUAGE sql AS $$
    SELECT place_holds_v2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
$$;
"""

OPEN_ARGUMENTS = """
    key_keys bytea[], key_fingerprints bytea[], key_bodies bytea[], key_seconds integer[],
    key_orders uuid[],
    limit_orders uuid[], limit_holds uuid[], limit_shows bigint[], limit_customers bigint[],
    limit_places integer[], limit_maxes integer[],
    order_ids uuid[], order_references text[], order_shows bigint[], order_versions integer[],
    order_holds uuid[], order_accounts uuid[], order_customers bigint[], order_names text[],
    order_emails text[], order_locales text[], order_currencies text[], order_totals bigint[],
    order_seconds integer[],
    line_orders uuid[], line_holds uuid[], line_shows bigint[], line_ns smallint[],
    line_places integer[], line_labels text[], line_categories text[], line_faces bigint[],
    line_fees bigint[], line_taxes bigint[], line_tickets uuid[], line_customers bigint[],
    line_seconds integer[]
"""

OPEN = """
-- As _v2; the change of the claims is the look at them. Lines come in the order of show and place.
CREATE FUNCTION open_orders_v3(%ARGUMENTS%) RETURNS orders_opened LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    answer orders_opened;
    skipped uuid[] := '{}';
    turned bigint;
    -- One instant for the whole batch: the deadline told is the deadline kept.
    now_ timestamptz := tessera_now();
BEGIN
    answer.known := remember_answers_v2(key_keys, key_fingerprints, 201::smallint, key_bodies,
        ARRAY(SELECT now_ + make_interval(secs => s) FROM unnest(key_seconds) AS s), now_);
    IF cardinality(answer.known) > 0 THEN
        SELECT array_agg(k.order_id) INTO skipped
        FROM unnest(key_keys, key_orders) AS k (key, order_id) WHERE k.key = ANY(answer.known);
    END IF;

    -- Prices were computed for a version of the show; a show that changed since is priced anew.
    SELECT array_agg(o.id) INTO answer.stale
    FROM unnest(order_ids, order_shows, order_versions) AS o (id, show, version)
    JOIN shows s ON s.id = o.show
    WHERE s.version <> o.version AND o.id <> ALL(skipped);
    skipped := skipped || coalesce(answer.stale, '{}');

    IF cardinality(limit_orders) > 0 THEN
        PERFORM pg_advisory_xact_lock(k) FROM (
            SELECT DISTINCT hashint8extended(l.customer, l.show) AS k
            FROM unnest(limit_shows, limit_customers) AS l (show, customer) ORDER BY k
        ) AS locks;
        SELECT array_agg(l.id) INTO answer.over
        FROM unnest(limit_orders, limit_holds, limit_shows, limit_customers, limit_places,
            limit_maxes) AS l (id, hold, show, customer, places, places_max)
        WHERE l.id <> ALL(skipped) AND l.places + (
            SELECT count(*) FROM claims c
            WHERE c.show_id = l.show AND c.customer = l.customer AND c.owner <> l.hold
                AND (c.until IS NULL OR c.until > now_)
        ) > l.places_max;
        skipped := skipped || coalesce(answer.over, '{}');
    END IF;

    answer.decided_at := now_;
    UPDATE claims AS c SET state = 'pending', owner = l.id, customer = l.customer,
        until = now_ + make_interval(secs => l.seconds)
    FROM unnest(line_orders, line_holds, line_shows, line_places, line_customers, line_seconds)
        AS l (id, hold, show, place, customer, seconds)
    WHERE c.show_id = l.show AND c.place = l.place AND c.owner = l.hold AND c.state = 'held'
        AND c.until > now_ AND l.id <> ALL(skipped);
    GET DIAGNOSTICS turned = ROW_COUNT;
    IF turned < cardinality(line_orders) THEN
        SELECT array_agg(DISTINCT l.id) INTO answer.lapsed
        FROM unnest(line_orders, line_shows, line_places) AS l (id, show, place)
        LEFT JOIN claims c ON c.show_id = l.show AND c.place = l.place AND c.owner = l.id
        WHERE c.owner IS NULL AND l.id <> ALL(skipped);
        -- All places of a hold lapse at one instant: what is left of it has lapsed too.
        DELETE FROM claims AS c
        USING unnest(line_orders, line_shows, line_places) AS l (id, show, place)
        WHERE c.show_id = l.show AND c.place = l.place AND c.owner = l.id
            AND l.id = ANY(answer.lapsed);
        skipped := skipped || coalesce(answer.lapsed, '{}');
    END IF;

    INSERT INTO orders (id, reference, show_id, hold_id, account_id, customer, buyer_name,
        buyer_email, locale, status, currency, total, created_at, expires_at, show_version)
    SELECT o.id, o.reference, o.show, o.hold, o.account, o.customer, o.name, o.email, o.locale,
        'pending', o.currency, o.total, now_, now_ + make_interval(secs => o.seconds), o.version
    FROM unnest(order_ids, order_references, order_shows, order_holds, order_accounts,
        order_customers, order_names, order_emails, order_locales, order_currencies, order_totals,
        order_seconds, order_versions) AS o (id, reference, show, hold, account, customer, name,
        email, locale, currency, total, seconds, version)
    WHERE o.id <> ALL(skipped);

    INSERT INTO order_lines (order_id, n, place, label, category, face, fee, tax, ticket_id)
    SELECT l.id, l.n, l.place, l.label, l.category, l.face, l.fee, l.tax, l.ticket
    FROM unnest(line_orders, line_ns, line_places, line_labels, line_categories, line_faces,
        line_fees, line_taxes, line_tickets)
        AS l (id, n, place, label, category, face, fee, tax, ticket)
    WHERE l.id <> ALL(skipped);

    INSERT INTO deadlines (due, order_ids)
    SELECT now_ + make_interval(secs => o.seconds), array_agg(o.id)
    FROM unnest(order_ids, order_seconds) AS o (id, seconds) WHERE o.id <> ALL(skipped)
    GROUP BY o.seconds;

    IF cardinality(skipped) > 0 THEN
        DELETE FROM idempotency_keys AS i
        USING unnest(key_keys, key_orders) AS k (key, order_id)
        WHERE i.key = k.key AND k.key <> ALL(answer.known) AND k.order_id = ANY(skipped);
    END IF;
    RETURN answer;
END $$;

CREATE OR REPLACE FUNCTION open_orders_v2(%ARGUMENTS%) RETURNS orders_opened LANGUAGE sql AS $$
    SELECT open_orders_v3(%NUMBERS%)
$$;
CREATE OR REPLACE FUNCTION open_orders_v1(%ARGUMENTS%) RETURNS orders_opened LANGUAGE sql AS $$
    SELECT open_orders_v3(%NUMBERS%)
$$;
"""

EXPIRY = """
CREATE TYPE lapsed_lot AS (looked integer, show_ids bigint[], places integer[]);

-- Sweep what has lapsed, at most `rows_max` batches of it; answers how many batches were looked at,
-- and the places that became free. SKIP LOCKED leaves what another sweeper is at.
CREATE FUNCTION expire_v2(rows_max integer) RETURNS lapsed_lot LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    answer lapsed_lot;
    now_ timestamptz := tessera_now();
    lot_orders uuid[];
    lot_shows bigint[];
    lot_places integer[];
BEGIN
    WITH due AS (
        DELETE FROM deadlines d WHERE d.ctid = ANY(ARRAY(
            SELECT l.ctid FROM deadlines l WHERE l.due <= now_
            ORDER BY l.due LIMIT rows_max FOR UPDATE SKIP LOCKED))
        RETURNING d.order_ids, d.show_ids, d.places
    ), gone AS (
        SELECT array_agg(o) AS ids FROM due, unnest(due.order_ids) AS o
    ), named AS (
        SELECT array_agg(p.show) AS shows, array_agg(p.place) AS places
        FROM due, unnest(due.show_ids, due.places) AS p (show, place)
    )
    SELECT (SELECT count(*) FROM due), gone.ids, named.shows, named.places
    INTO answer.looked, lot_orders, lot_shows, lot_places FROM gone, named;
    IF answer.looked = 0 THEN
        RETURN answer;
    END IF;

    PERFORM 1 FROM (
        SELECT o.id FROM unnest(lot_orders) AS a (id) JOIN orders o ON o.id = a.id
        WHERE o.status = 'pending' ORDER BY o.id FOR NO KEY UPDATE OF o
    ) AS locked;
    WITH ended AS (
        UPDATE orders AS o SET status = 'expired', ended_at = now_
        WHERE o.id = ANY(lot_orders) AND o.status = 'pending' AND o.expires_at <= now_
        RETURNING o.id, o.show_id
    ), lapsed AS (
        SELECT e.show_id AS show, l.place FROM ended e JOIN order_lines l ON l.order_id = e.id
        UNION ALL
        SELECT p.show, p.place FROM unnest(lot_shows, lot_places) AS p (show, place)
    ), freed AS (
        DELETE FROM claims AS c USING (SELECT DISTINCT show, place FROM lapsed ORDER BY show, place)
            AS l
        WHERE c.show_id = l.show AND c.place = l.place AND c.until <= now_
        RETURNING c.show_id, c.place
    )
    SELECT array_agg(f.show_id), array_agg(f.place) INTO answer.show_ids, answer.places
    FROM freed f;
    RETURN answer;
END $$;

CREATE OR REPLACE FUNCTION expire_v1(rows_max integer)
RETURNS TABLE (show_id bigint, place integer) LANGUAGE sql AS $$
    SELECT f.show_id, f.place
    FROM expire_v2(rows_max) AS lot, unnest(lot.show_ids, lot.places) AS f (show_id, place)
$$;
"""


def upgrade() -> None:
    numbers = ", ".join(f"${n}" for n in range(1, 1 + OPEN_ARGUMENTS.count("[]")))
    opening = OPEN.replace("%ARGUMENTS%", OPEN_ARGUMENTS).replace("%NUMBERS%", numbers)
    for part in (DEADLINES, ANSWERS, HOLDS, opening, EXPIRY):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: expand, then contract")
