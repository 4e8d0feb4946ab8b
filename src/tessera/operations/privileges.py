"""What servers and workers may do in the database: read and write rows, and no more.

Tables belong to whoever migrates. Servers and workers sign in as `tessera_app`, or as a member of
it: they cannot change a table, turn a trigger off, empty a table, or touch a line that is written
once. `grant` follows every migration; where there is no such role, everybody works as the owner.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from sqlalchemy import Connection

APP_ROLE = "tessera_app"
GRANT = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tessera_app') THEN RETURN; END IF;
    GRANT USAGE ON SCHEMA public TO tessera_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tessera_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO tessera_app;
    -- Written once; triggers refuse it to the owner too.
    REVOKE UPDATE, DELETE ON audit_log, gift_card_moves, invoices, job_actions, ledger_entries,
        refund_overrides, seat_moves, comps FROM tessera_app;
    REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM tessera_app;
END $$;
"""
MAKE_ROLE = """
DO $$ BEGIN
    CREATE ROLE tessera_app LOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
"""
"""For a server of our own, which lets in only its user, through a private socket."""


def grant(connection: "Connection") -> None:
    """Let the app's role work with all tables there are now."""
    connection.exec_driver_sql(GRANT)


def make_role(connection: "Connection") -> None:
    """Make the app's role where it is missing."""
    connection.exec_driver_sql(MAKE_ROLE)


def as_app(url: str) -> str:
    """The address of the same database for the app's role."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{APP_ROLE}@{place}"))
