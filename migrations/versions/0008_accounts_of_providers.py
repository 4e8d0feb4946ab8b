"""The accounts that organizations have at providers: who changed them, and when."""

from alembic import op

from tessera.kit.database import run_script

revision = "0008"
down_revision = "0007"

SCRIPT = """
-- Who changed how an organization takes money. Rows of `organization_providers` come and go; what
-- was done to them stays. Keys are never in it.
CREATE TABLE provider_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    provider text NOT NULL DEFAULT '',
    what text NOT NULL CHECK (what IN
        ('keys_entered', 'keys_removed', 'switched_on', 'switched_off', 'moved', 'currency')),
    changed_by uuid NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX provider_changes_organization ON provider_changes (organization_id, id);
"""


def upgrade() -> None:
    run_script(op.get_bind(), SCRIPT)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
