"""What the box office does with orders, and what became of baskets that bought nothing."""

from alembic import op

from tessera.kit.database import run_script

revision = "0033"
down_revision = "0032"

DESK = """
-- A ticket that got another place of its show; written once. What the line was sold for stands in
-- `sold_*`, what went back of it (a cheaper place) in `face`, `fee`, `tax` (box_office/rules.py).
CREATE TABLE seat_moves (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    n smallint NOT NULL,
    show_id bigint NOT NULL,
    was_place integer NOT NULL,
    was_label text NOT NULL,
    was_category text NOT NULL,
    was_ticket uuid NOT NULL,
    place integer NOT NULL,
    label text NOT NULL,
    category text NOT NULL,
    sold_face bigint NOT NULL,
    sold_fee bigint NOT NULL,
    sold_tax bigint NOT NULL,
    face bigint NOT NULL DEFAULT 0 CHECK (face BETWEEN 0 AND sold_face),
    fee bigint NOT NULL DEFAULT 0 CHECK (fee BETWEEN 0 AND sold_fee),
    tax bigint NOT NULL DEFAULT 0 CHECK (tax BETWEEN 0 AND sold_tax),
    refund_id uuid,
    -- A dearer place for the old price, by whoever decided it.
    waived boolean NOT NULL DEFAULT false,
    account_id uuid NOT NULL,
    reason text NOT NULL CHECK (length(reason) <= 500),
    at timestamptz NOT NULL DEFAULT tessera_now(),
    CHECK (place <> was_place),
    CHECK ((refund_id IS NOT NULL) = (face + fee + tax > 0))
);
CREATE INDEX seat_moves_order_id ON seat_moves (order_id);
CREATE INDEX seat_moves_show_id ON seat_moves (show_id);
CREATE INDEX seat_moves_refund_id ON seat_moves (refund_id) WHERE refund_id IS NOT NULL;
CREATE TRIGGER seat_moves_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON seat_moves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What came back of a line whose ticket got another place, which may be nothing; null for all others,
-- which is what every sale writes.
ALTER TABLE order_lines ADD COLUMN came_back bigint CHECK (came_back >= 0);

-- Orders that somebody was invited to: nothing to pay, written once.
CREATE TABLE comps (
    order_id uuid PRIMARY KEY,
    show_id bigint NOT NULL,
    account_id uuid NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 3 AND 500),
    at timestamptz NOT NULL DEFAULT tessera_now()
);
CREATE INDEX comps_show_id ON comps (show_id);
CREATE TRIGGER comps_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON comps
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the box office writes down about an order; buyers never see it.
CREATE TABLE order_notes (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    show_id bigint NOT NULL,
    account_id uuid NOT NULL,
    text text NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    at timestamptz NOT NULL DEFAULT tessera_now()
);
CREATE INDEX order_notes_order_id ON order_notes (order_id);
"""

TRACE = """
-- Baskets that ended without an order: written by the sweeper and by who gives places back, never
-- by a hold, an order or a payment. `owner` is the hold; its first 48 bits say when it was placed.
CREATE TABLE past_holds (
    show_id bigint NOT NULL,
    place integer NOT NULL,
    owner uuid NOT NULL,
    ended_at timestamptz NOT NULL,
    released boolean NOT NULL
);
CREATE INDEX past_holds_place ON past_holds (show_id, place);
CREATE INDEX past_holds_ended_at ON past_holds USING brin (ended_at);

-- As _v1; leaves the trace.
CREATE FUNCTION release_holds_v2(hold_ids uuid[], shows bigint[], places integer[])
RETURNS TABLE (owner uuid, show_id bigint, place integer) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    PERFORM 1 FROM (
        SELECT c.show_id FROM unnest(hold_ids, shows, places) AS w (hold, show, place)
        JOIN claims c ON c.show_id = w.show AND c.place = w.place AND c.owner = w.hold
        ORDER BY c.show_id, c.place FOR UPDATE OF c
    ) AS locked;
    RETURN QUERY WITH gone AS (
        DELETE FROM claims AS c
        USING unnest(hold_ids, shows, places) AS w (hold, show, place)
        WHERE c.show_id = w.show AND c.place = w.place AND c.owner = w.hold AND c.state = 'held'
        RETURNING c.owner, c.show_id, c.place
    ), traced AS (
        INSERT INTO past_holds (show_id, place, owner, ended_at, released)
        SELECT g.show_id, g.place, g.owner, tessera_now(), true FROM gone g
    )
    SELECT g.owner, g.show_id, g.place FROM gone g;
END $$;

-- As _v2; leaves the trace of baskets. What an order let go stands in the order.
CREATE FUNCTION expire_v3(rows_max integer) RETURNS lapsed_lot LANGUAGE plpgsql
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
        RETURNING c.show_id, c.place, c.owner, c.state, c.until
    ), traced AS (
        INSERT INTO past_holds (show_id, place, owner, ended_at, released)
        SELECT f.show_id, f.place, f.owner, f.until, false FROM freed f WHERE f.state = 'held'
    )
    SELECT array_agg(f.show_id), array_agg(f.place) INTO answer.show_ids, answer.places
    FROM freed f;
    RETURN answer;
END $$;
"""

NOTED = """
CREATE CONSTRAINT TRIGGER {table}_noted AFTER INSERT OR UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('{kind}', '{key}');
"""


def upgrade() -> None:
    """Expand: tables of their own, functions beside those that were."""
    for script in (DESK, TRACE):
        run_script(op.get_bind(), script)
    noted = (("seat_moves", "seat_move", "id"), ("comps", "comp", "order_id"))
    for table, kind, key in (*noted, ("order_notes", "order_note", "order_id")):
        run_script(op.get_bind(), NOTED.format(table=table, kind=kind, key=key))


def downgrade() -> None:
    raise NotImplementedError("restore a backup: expand, then contract")
