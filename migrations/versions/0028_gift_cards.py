"""Gift cards: money that a house owes to whoever has the code."""

from alembic import op

from tessera.kit.database import run_script

revision = "0028"
down_revision = "0027"

CARDS = """
-- A code is never kept: `code_hash` is its keyed hash (offers/cards/codes.py). `balance` is the sum of
-- the card's moves; what open orders hold of it is not taken off yet.
CREATE TABLE gift_cards (
    id uuid PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    code_hash bytea NOT NULL UNIQUE CHECK (length(code_hash) = 16),
    hint text NOT NULL CHECK (length(hint) = 4),
    amount bigint NOT NULL CHECK (amount > 0),
    balance bigint NOT NULL CHECK (balance >= 0),
    how text NOT NULL CHECK (how IN ('sold', 'given')),
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    blocked boolean NOT NULL DEFAULT false,
    expires_at timestamptz,
    issued_at timestamptz NOT NULL,
    issued_by uuid NOT NULL
);
CREATE INDEX gift_cards_organization_id ON gift_cards (organization_id, id);
CREATE INDEX gift_cards_expires_at ON gift_cards (expires_at) WHERE balance > 0;

-- What an order means to pay by a card. Open until its money is settled or it lapses.
CREATE TABLE gift_card_holds (
    order_id uuid PRIMARY KEY,
    card_id uuid NOT NULL REFERENCES gift_cards,
    amount bigint NOT NULL CHECK (amount > 0),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'spent', 'released')),
    until timestamptz NOT NULL
);
CREATE INDEX gift_card_holds_open ON gift_card_holds (card_id) WHERE state = 'open';
CREATE INDEX gift_card_holds_until ON gift_card_holds (until) WHERE state = 'open';

-- One refund comes back onto a card once.
CREATE TABLE gift_card_moves (
    id uuid PRIMARY KEY,
    card_id uuid NOT NULL REFERENCES gift_cards,
    kind text NOT NULL CHECK (kind IN ('issued', 'spent', 'refunded', 'expired')),
    amount bigint NOT NULL CHECK (amount <> 0 AND (amount > 0) = (kind IN ('issued', 'refunded'))),
    order_id uuid,
    refund_id uuid UNIQUE,
    at timestamptz NOT NULL
);
CREATE INDEX gift_card_moves_card_id ON gift_card_moves (card_id, at);
CREATE TRIGGER gift_card_moves_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON gift_card_moves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE CONSTRAINT TRIGGER gift_cards_noted AFTER INSERT OR UPDATE OF blocked ON gift_cards
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('gift_card', 'id', 'code_hash', 'balance');
"""

BOOKS = """
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_account_check;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_account_check CHECK (account IN (
    'customer', 'provider_clearing', 'organization_payable', 'fees', 'taxes', 'refunds',
    'chargebacks', 'gift_cards')) NOT VALID;
ALTER TABLE ledger_days DROP CONSTRAINT ledger_days_kind_check;
ALTER TABLE ledger_days ADD CONSTRAINT ledger_days_kind_check CHECK (kind IN ('sale', 'late_money',
    'cancellation', 'refund_sent', 'dispute_opened', 'dispute_won', 'dispute_lost',
    'gift_card_issued', 'gift_card_expired')) NOT VALID;
-- A cancellation that goes back in two ways is two refunds; one credit note tells of both.
ALTER TABLE refunds ADD COLUMN beside uuid;
"""

SPENDING = """
-- An order that a card pays in part asks its provider for less than its lines cost. So its sale does
-- not balance, and nothing else does not: the row that says so (0005) is where the card pays the
-- difference. Orders without a card never come here.
CREATE FUNCTION pay_by_gift_card() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    short record;
    held gift_card_holds;
BEGIN
    SELECT order_id, currency, at, sum(amount)::bigint AS amount INTO short FROM ledger_entries
    WHERE transaction_id = NEW.transaction_id
    GROUP BY order_id, currency, at HAVING sum(amount) <> 0;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE gift_card_holds SET state = 'spent'
    WHERE order_id = short.order_id AND state = 'open' AND amount = -short.amount
    RETURNING * INTO held;
    IF NOT FOUND THEN
        RETURN NEW;
    END IF;
    UPDATE gift_cards SET balance = balance - held.amount WHERE id = held.card_id;
    INSERT INTO gift_card_moves (id, card_id, kind, amount, order_id, at)
    VALUES (uuidv7(), held.card_id, 'spent', -held.amount, held.order_id, short.at);
    INSERT INTO payments (id, order_id, provider, method, status, amount, currency, reference,
        created_at, ended_at)
    VALUES (uuidv7(), held.order_id, 'gift_card', 'gift_card', 'succeeded', held.amount,
        short.currency, held.card_id::text, short.at, short.at);
    INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
    VALUES (NEW.transaction_id, 'gift_cards', held.order_id, held.amount, short.currency, short.at);
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_unbalanced_cards BEFORE INSERT ON ledger_unbalanced
    FOR EACH ROW EXECUTE FUNCTION pay_by_gift_card();

-- Give back what orders hold of a card (of all for null) and were never paid in time; at most
-- `rows_max`. An order that had run out is closed for good with it: its late money goes back whole.
CREATE FUNCTION release_cards_v1(card uuid, rows_max integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    now_ timestamptz := tessera_now();
    gone uuid[];
BEGIN
    SELECT array_agg(id) INTO gone FROM (
        SELECT o.id FROM orders o WHERE o.id IN (
            SELECT h.order_id FROM gift_card_holds h
            WHERE h.state = 'open' AND h.until <= now_ AND (card IS NULL OR h.card_id = card)
            ORDER BY h.until LIMIT rows_max
        ) AND (o.status IN ('expired', 'cancelled', 'failed')
            OR (o.status = 'pending' AND o.expires_at <= now_))
        ORDER BY o.id FOR NO KEY UPDATE OF o SKIP LOCKED
    ) AS lapsed;
    IF gone IS NULL THEN
        RETURN 0;
    END IF;
    UPDATE orders SET status = 'expired', ended_at = now_
    WHERE id = ANY(gone) AND status = 'pending';
    UPDATE orders SET status = 'cancelled' WHERE id = ANY(gone) AND status = 'expired';
    UPDATE gift_card_holds SET state = 'released' WHERE order_id = ANY(gone) AND state = 'open';
    RETURN cardinality(gone);
END $$;
"""


def upgrade() -> None:
    """Expand: tables of their own, two lists that grew, a column that may stay empty."""
    for script in (CARDS, BOOKS, SPENDING):
        run_script(op.get_bind(), script)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
