"""Gift cards sold online: shops, sales, their payments; what the books call them."""

from alembic import op

from tessera.kit.database import run_script

revision = "0041"
down_revision = "0040"

SALES = """
-- Whether a house sells cards on its own, and of what amounts.
CREATE TABLE card_shops (
    organization_id bigint PRIMARY KEY REFERENCES organizations,
    enabled boolean NOT NULL,
    least bigint NOT NULL CHECK (least > 0),
    most bigint NOT NULL CHECK (most >= least AND most <= 1000000000),
    version integer NOT NULL DEFAULT 1
);
CREATE CONSTRAINT TRIGGER card_shops_noted AFTER INSERT OR UPDATE OR DELETE ON card_shops
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('card_shop', 'organization_id');

-- Somebody buys a card for somebody. The card that comes of it has the id of its sale, so books that
-- name the one name the other. A card is not scarce: money that comes late buys it all the same.
CREATE TABLE card_sales (
    id uuid PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount bigint NOT NULL CHECK (amount > 0),
    status text NOT NULL CHECK (status IN ('pending', 'paid', 'refunding', 'refunded')),
    account_id uuid REFERENCES accounts ON DELETE SET NULL,
    buyer_name text NOT NULL,
    buyer_email text NOT NULL,
    recipient_name text NOT NULL,
    recipient_email text NOT NULL,
    message text NOT NULL CHECK (length(message) <= 500),
    locale text NOT NULL,
    deliver_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    paid_at timestamptz,
    refunded_at timestamptz,
    CHECK ((status = 'pending') = (paid_at IS NULL))
);
CREATE INDEX card_sales_organization_id ON card_sales (organization_id, id);
CREATE INDEX card_sales_account_id ON card_sales (account_id) WHERE account_id IS NOT NULL;

-- Attempts to pay a sale, beside `payments`, which are of orders. `refund` is what goes back of it:
-- the whole, because its card is given back unused, or because the sale was paid already.
CREATE TABLE card_payments (
    id uuid PRIMARY KEY,
    sale_id uuid NOT NULL REFERENCES card_sales,
    provider text NOT NULL,
    method text NOT NULL,
    status text NOT NULL CHECK (status IN ('created', 'processing', 'succeeded', 'failed')),
    amount bigint NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    reference text,
    failure text,
    created_at timestamptz NOT NULL,
    asked_at timestamptz,
    ended_at timestamptz,
    refund text CHECK (refund IN ('created', 'processing', 'succeeded', 'failed')),
    refund_id uuid UNIQUE,
    refund_tries integer NOT NULL DEFAULT 0,
    refund_due_at timestamptz,
    CHECK (refund IS NULL OR status = 'succeeded' AND refund_id IS NOT NULL)
);
CREATE INDEX card_payments_sale_id ON card_payments (sale_id, id);
CREATE INDEX card_payments_reference ON card_payments (provider, reference)
    WHERE reference IS NOT NULL;
-- One at a time is under way.
CREATE UNIQUE INDEX card_payments_one_open ON card_payments (sale_id)
    WHERE status IN ('created', 'processing');
CREATE INDEX card_payments_unended ON card_payments (created_at)
    WHERE status IN ('created', 'processing');
CREATE INDEX card_payments_refunds ON card_payments (id) WHERE refund IN ('created', 'processing');
-- A sale is bought by one payment: whatever else came in goes back.
CREATE UNIQUE INDEX card_payments_one_kept ON card_payments (sale_id)
    WHERE status = 'succeeded' AND refund IS NULL;
"""
LISTS = """
ALTER TABLE gift_cards DROP CONSTRAINT gift_cards_how_check;
ALTER TABLE gift_cards ADD CONSTRAINT gift_cards_how_check
    CHECK (how IN ('sold', 'given', 'online')) NOT VALID;
ALTER TABLE gift_card_moves DROP CONSTRAINT gift_card_moves_kind_check;
ALTER TABLE gift_card_moves ADD CONSTRAINT gift_card_moves_kind_check
    CHECK (kind IN ('issued', 'spent', 'refunded', 'expired', 'returned')) NOT VALID;
ALTER TABLE ledger_days DROP CONSTRAINT ledger_days_kind_check;
ALTER TABLE ledger_days ADD CONSTRAINT ledger_days_kind_check CHECK (kind IN ('sale', 'late_money',
    'cancellation', 'refund_sent', 'dispute_opened', 'dispute_won', 'dispute_lost',
    'gift_card_issued', 'gift_card_expired', 'gift_card_sold', 'gift_card_returned',
    'gift_card_refund_sent')) NOT VALID;
"""


def upgrade() -> None:
    """Expand: tables of their own, and lists that grew."""
    for script in (SALES, LISTS):
        run_script(op.get_bind(), script)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
