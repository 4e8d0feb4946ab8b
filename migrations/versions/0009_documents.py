"""Statements and documents of an organization."""

from alembic import op

from tessera.kit.database import run_script

revision = "0009"
down_revision = "0008"

SELLER = """
-- What stands on its documents, and whose midnight ends its months.
ALTER TABLE organizations
    ADD COLUMN timezone text NOT NULL DEFAULT 'UTC',
    ADD COLUMN address text NOT NULL DEFAULT '' CHECK (length(address) <= 500),
    ADD COLUMN tax_number text NOT NULL DEFAULT '' CHECK (length(tax_number) <= 60);
UPDATE organizations AS o SET timezone = v.timezone FROM (
    SELECT DISTINCT ON (organization_id) organization_id, timezone FROM venues
    GROUP BY organization_id, timezone ORDER BY organization_id, count(*) DESC, timezone
) AS v WHERE v.organization_id = o.id;
"""

INVOICES = """
CREATE INDEX invoices_issued_at ON invoices (organization_id, issued_at, kind, number);

-- Said twice: `Document.total` and its taxes in invoices/model.py.
CREATE FUNCTION invoice_adds_up_v1(document jsonb, total bigint) RETURNS boolean
IMMUTABLE LANGUAGE sql AS $$
    SELECT total = (SELECT coalesce(sum((l->>'face')::bigint + (l->>'fee')::bigint
            + (l->>'tax')::bigint), 0) FROM jsonb_array_elements(document->'lines') AS l)
        AND (SELECT coalesce(sum((l->>'tax')::bigint), 0)
            FROM jsonb_array_elements(document->'lines') AS l)
        = (SELECT coalesce(sum((t->>'amount')::bigint), 0)
            FROM jsonb_array_elements(document->'taxes') AS t)
$$;
-- Not validated: what was issued before was written by the same code.
ALTER TABLE invoices ADD CONSTRAINT invoices_add_up CHECK (invoice_adds_up_v1(document, total))
    NOT VALID;
"""

STATEMENTS = """
-- The ledger transaction by which a refund became owed; older processes leave it out.
ALTER TABLE refunds ADD COLUMN transaction_id uuid;
CREATE INDEX refunds_transaction_id ON refunds (transaction_id) WHERE transaction_id IS NOT NULL;

-- The ledger added up by whole days in UTC, once a day is over for good: a statement adds up days,
-- and reads entries only at its edges (statements/days.py). It can be made anew from the ledger at
-- any time. `rate` names a tax as `1800|GST`.
CREATE TABLE ledger_days (
    organization_id bigint NOT NULL,
    day date NOT NULL,
    show_id bigint NOT NULL,
    currency text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('sale', 'late_money', 'cancellation', 'refund_sent',
        'dispute_opened', 'dispute_won', 'dispute_lost')),
    account text NOT NULL,
    rate text NOT NULL DEFAULT '',
    amount bigint NOT NULL,
    transactions bigint NOT NULL,
    PRIMARY KEY (organization_id, day, show_id, currency, kind, account, rate)
);
-- Everything before this midnight (UTC) stands in ledger_days. One row, locked by who adds a day.
CREATE TABLE ledger_days_until (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    day date NOT NULL
);
INSERT INTO ledger_days_until (day)
SELECT coalesce((min(at) AT TIME ZONE 'UTC')::date, current_date) FROM ledger_entries;
"""

DISPUTES = """
-- Until when the bank wants to hear the organizer's side; null where the provider does not say.
ALTER TABLE disputes ADD COLUMN answer_by timestamptz;
CREATE INDEX disputes_opened_at ON disputes (opened_at, id);
"""


def upgrade() -> None:
    for part in (SELLER, INVOICES, STATEMENTS, DISPUTES):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
