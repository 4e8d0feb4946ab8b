"""Refund policy, fees, taxes, the whole ledger, disputes, invoices."""

from alembic import op

from tessera.kit.database import run_script

revision = "0005"
down_revision = "0004"

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
"""

TERMS = """
-- What goes back by when (organizations/model.py RefundPolicy). Without one the old column
-- cancel_until_minutes says it, so that older processes may still write that. The show's own wins.
ALTER TABLE organizations ADD COLUMN refund_policy jsonb,
    -- null: one rate from tax_basis_points and tax_included, as before.
    ADD COLUMN tax_rates jsonb,
    ADD COLUMN fee_cap bigint CHECK (fee_cap >= 0),
    ADD COLUMN prices_all_in boolean NOT NULL DEFAULT true;
ALTER TABLE shows ADD COLUMN refund_policy jsonb;

-- What a place of each category costs and how its tax splits into rates, from a version of the
-- show on until the next sheet. An order names the version that it was priced by, so a line's
-- taxes can be told for ever without a row of their own.
CREATE TABLE price_sheets (
    show_id bigint NOT NULL REFERENCES shows ON DELETE CASCADE,
    version integer NOT NULL,
    sheet jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (show_id, version)
);
CREATE TRIGGER price_sheets_immutable BEFORE UPDATE ON price_sheets
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE orders ADD COLUMN show_version integer;
"""

OPEN = """
-- As _v1; keeps the version of the show that the order was priced by.
CREATE FUNCTION open_orders_v2(
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
) RETURNS orders_opened LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
    answer orders_opened;
    skipped uuid[] := '{}';
    -- One instant for the whole batch: the deadline told is the deadline kept.
    now_ timestamptz := tessera_now();
BEGIN
    answer.known := remember_answers_v1(key_keys, key_fingerprints, 201::smallint, key_bodies,
        ARRAY(SELECT now_ + make_interval(secs => s) FROM unnest(key_seconds) AS s));
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
    WITH live AS MATERIALIZED (
        SELECT l.id FROM unnest(line_orders, line_holds, line_shows, line_places)
            AS l (id, hold, show, place)
        JOIN claims c ON c.show_id = l.show AND c.place = l.place
        WHERE c.owner = l.hold AND c.state = 'held' AND c.until > now_ AND l.id <> ALL(skipped)
        ORDER BY c.show_id, c.place FOR UPDATE OF c
    )
    SELECT array_agg(id) INTO answer.lapsed FROM (
        SELECT id FROM (
            SELECT id, 1 AS w FROM unnest(line_orders) AS l (id) WHERE id <> ALL(skipped)
            UNION ALL SELECT id, -1 FROM live
        ) AS balance GROUP BY id HAVING sum(w) <> 0
    ) AS short;
    skipped := skipped || coalesce(answer.lapsed, '{}');

    UPDATE claims AS c SET state = 'pending', owner = l.id, customer = l.customer,
        until = now_ + make_interval(secs => l.seconds)
    FROM unnest(line_orders, line_holds, line_shows, line_places, line_customers, line_seconds)
        AS l (id, hold, show, place, customer, seconds)
    WHERE c.show_id = l.show AND c.place = l.place AND c.owner = l.hold AND l.id <> ALL(skipped);

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

    IF cardinality(skipped) > 0 THEN
        DELETE FROM idempotency_keys AS i
        USING unnest(key_keys, key_orders) AS k (key, order_id)
        WHERE i.key = k.key AND k.key <> ALL(answer.known) AND k.order_id = ANY(skipped);
    END IF;
    RETURN answer;
END $$;
"""

REFUNDS = """
-- Of a line given back: what policy kept. Null keeps nothing, which is what older processes write.
ALTER TABLE order_lines
    ADD COLUMN kept_face bigint CHECK (kept_face BETWEEN 0 AND face),
    ADD COLUMN kept_fee bigint CHECK (kept_fee BETWEEN 0 AND fee),
    ADD COLUMN kept_tax bigint CHECK (kept_tax BETWEEN 0 AND tax);

-- `account` holds the debt until the provider has sent the money: `customer` for money that bought
-- nothing (settle_v1 posts it there), `refunds` for what a cancellation gives back.
ALTER TABLE refunds
    ADD COLUMN account text NOT NULL DEFAULT 'customer' CHECK (account IN ('customer', 'refunds')),
    ADD COLUMN tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    ADD COLUMN due_at timestamptz,
    ADD COLUMN failure text;
CREATE INDEX refunds_owed ON refunds (created_at) WHERE status = 'failed';

-- Who gave back more or less than policy says, and why.
CREATE TABLE refund_overrides (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    lines smallint[] NOT NULL,
    account_id uuid NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 3 AND 500),
    by_policy bigint NOT NULL CHECK (by_policy >= 0),
    given bigint NOT NULL CHECK (given >= 0),
    at timestamptz NOT NULL DEFAULT tessera_now()
);
CREATE INDEX refund_overrides_order_id ON refund_overrides (order_id);
CREATE TRIGGER refund_overrides_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund_overrides
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

LEDGER = """
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_account_check;
-- Not validated: the list only grew, and a look at ten million rows would keep buyers waiting.
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_account_check CHECK (account IN (
    'customer', 'provider_clearing', 'organization_payable', 'fees', 'taxes', 'refunds',
    'chargebacks')) NOT VALID;
-- For statements by period; entries come in the order of time, so this costs next to nothing.
CREATE INDEX ledger_entries_at ON ledger_entries USING brin (at);

CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- P3: at every commit each ledger transaction sums to zero in each currency. A statement whose
-- entries balance by themselves (all of ours) pays one aggregate over its own rows; what does not
-- is written down, and looked at again by a deferred constraint when the transaction commits.
-- A deferred trigger per entry promises the same for 33 us a purchase instead of 1 (docs/
-- decisions/0014).
CREATE TABLE ledger_unbalanced (transaction_id uuid NOT NULL);
CREATE FUNCTION refuse_imbalance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_entries WHERE transaction_id = NEW.transaction_id
            GROUP BY currency HAVING sum(amount) <> 0) THEN
        RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balances';
    END IF;
    DELETE FROM ledger_unbalanced WHERE transaction_id = NEW.transaction_id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_balances AFTER INSERT ON ledger_unbalanced
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_imbalance();

CREATE FUNCTION weigh_ledger_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_unbalanced
    SELECT transaction_id FROM posted
    GROUP BY transaction_id, currency HAVING sum(amount) <> 0;
    -- What was sold gets its invoice from the worker, some seconds later.
    INSERT INTO invoices_due (order_ids)
    SELECT sold FROM (
        SELECT array_agg(DISTINCT order_id) AS sold FROM posted
        WHERE amount < 0 AND account IN ('organization_payable', 'fees', 'taxes')
    ) AS batch WHERE sold IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_weighed AFTER INSERT ON ledger_entries
    REFERENCING NEW TABLE AS posted FOR EACH STATEMENT EXECUTE FUNCTION weigh_ledger_entries();
"""

DISPUTES = """
CREATE TABLE disputes (
    id uuid PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments,
    provider_dispute_id text NOT NULL,
    order_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'won', 'lost')),
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    reason text NOT NULL DEFAULT '',
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    UNIQUE (payment_id, provider_dispute_id),
    CHECK ((closed_at IS NULL) = (status = 'open'))
);
CREATE INDEX disputes_order_id ON disputes (order_id);
"""

INVOICES = """
-- What is still to be written: sold orders by batch, or a refund. Emptied by the worker.
CREATE TABLE invoices_due (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_ids uuid[],
    refund_id uuid,
    CHECK ((order_ids IS NULL) <> (refund_id IS NULL))
);
-- The last number given; locked by whoever issues, so that numbers have no gap and no twin.
CREATE TABLE invoice_counters (
    organization_id bigint NOT NULL REFERENCES organizations,
    kind text NOT NULL,
    last bigint NOT NULL CHECK (last >= 0),
    PRIMARY KEY (organization_id, kind)
);
CREATE TABLE invoices (
    organization_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    number bigint NOT NULL CHECK (number >= 1),
    order_id uuid NOT NULL,
    refund_id uuid,
    currency text NOT NULL,
    total bigint NOT NULL,
    document jsonb NOT NULL,
    issued_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, kind, number),
    CHECK ((kind = 'credit_note') = (refund_id IS NOT NULL))
);
CREATE UNIQUE INDEX invoices_order_id ON invoices (order_id) WHERE kind = 'invoice';
CREATE UNIQUE INDEX invoices_refund_id ON invoices (refund_id) WHERE refund_id IS NOT NULL;
CREATE INDEX invoices_credit_notes ON invoices (order_id) WHERE kind = 'credit_note';
CREATE TRIGGER invoices_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoices
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- Orders that were paid before there were invoices get theirs too.
INSERT INTO invoices_due (order_ids)
SELECT array_agg(id) FROM (
    SELECT id, row_number() OVER (ORDER BY paid_at, id) / 500 AS batch
    FROM orders WHERE paid_at IS NOT NULL AND total > 0
) AS sold GROUP BY batch ORDER BY batch;
"""


def upgrade() -> None:
    # Invoices first: posting to the ledger says what is due.
    for part in (APPEND_ONLY, TERMS, OPEN, REFUNDS, DISPUTES, INVOICES, LEDGER):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
