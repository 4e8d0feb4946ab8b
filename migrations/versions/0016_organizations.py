"""Support staff; members invited, applications, API keys, blocks, four eyes."""

from alembic import op

from tessera.kit.database import run_script

revision = "0016"
down_revision = "0015"

PEOPLE = """
ALTER TABLE accounts DROP CONSTRAINT accounts_role_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_role_check
    CHECK (role IN ('customer', 'support', 'admin'));
-- AC9: whoever runs the platform is neither blocked nor deleted (admin/rules.py says it too).
ALTER TABLE accounts ADD CONSTRAINT accounts_admin_stays
    CHECK (role <> 'admin' OR status = 'active') NOT VALID;
"""


def upgrade() -> None:
    for part in (PEOPLE,):
        run_script(op.get_bind(), part)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: dropping the books is not a migration")
