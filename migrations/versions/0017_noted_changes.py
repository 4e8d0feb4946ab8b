"""Changes of what organizations set up are noted by the database, whoever makes them."""

from alembic import op

from tessera.kit.database import run_script

revision = "0017"
down_revision = "0016"

FUNCTION = """
-- Writes a line of the audit log about a row that somebody changed. Somebody is in `tessera.who`,
-- set for one transaction by the edge (web/once.py); jobs and clocks set none and have logs of their
-- own. Arguments: the kind of thing, the column of its id, columns that are not told.
-- Deferred: the log's lock is the last that a transaction takes, so nobody waits for it in a ring.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who jsonb := current_setting('tessera.who')::jsonb;
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - TG_ARGV[2:] END;
    becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - TG_ARGV[2:] END;
    whole jsonb := COALESCE(becomes, was);
    subject text := whole ->> TG_ARGV[1];
    verb text := CASE TG_OP WHEN 'INSERT' THEN 'entered' WHEN 'UPDATE' THEN 'changed'
        ELSE 'removed' END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, was -> key), jsonb_object_agg(key, becomes -> key)
        INTO was, becomes
        FROM jsonb_object_keys(whole) AS key WHERE was -> key IS DISTINCT FROM becomes -> key;
        IF becomes IS NULL THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO audit_log (account_id, acting_as, address, request_id, action, subject_kind,
        subject_id, organization_id, before, after, reason)
    VALUES ((who ->> 'account_id')::uuid, (who ->> 'acting_as')::uuid,
        COALESCE(who ->> 'address', ''), COALESCE(who ->> 'request_id', ''),
        TG_ARGV[0] || '.' || verb, TG_ARGV[0], COALESCE(subject, ''),
        CASE TG_ARGV[0] WHEN 'organization' THEN subject::bigint
            ELSE COALESCE((whole ->> 'organization_id')::bigint,
                (SELECT organization_id FROM shows WHERE id = (whole ->> 'show_id')::bigint),
                (SELECT organization_id FROM venues WHERE id = (whole ->> 'venue_id')::bigint)) END,
        was::text, becomes::text, COALESCE(whole ->> 'reason', ''));
    RETURN NULL;
END
$$;
"""

NOTED = (
    ("titles", "title", "id", ()),
    ("venues", "venue", "id", ()),
    ("halls", "hall", "id", ()),
    ("seat_plans", "seat_plan", "id", ("document",)),
    ("shows", "show", "id", ("version", "hall_busy_until")),
    ("show_prices", "show_price", "show_id", ()),
    ("show_cancellations", "show_cancellation", "show_id", ()),
    ("show_moves", "show_move", "show_id", ("before",)),
    ("organizations", "organization", "id", ("status",)),
    ("organization_providers", "payment_provider", "provider", ("sealed", "key_id", "hints")),
    ("webhook_endpoints", "webhook", "id", ("sealed", "old_sealed", "key_id", "old_key_id")),
    ("refund_overrides", "refund_override", "order_id", ()),
)
"""Table, kind of thing, column of its id, and columns that are not told. The status of an
organization is noted by the verbs that decide it, with their reason."""


def upgrade() -> None:
    """Expand: triggers only; a process that names nobody changes as before."""
    run_script(op.get_bind(), FUNCTION)
    for table, kind, key, hidden in NOTED:
        arguments = ", ".join(f"'{name}'" for name in (kind, key, *hidden))
        run_script(
            op.get_bind(),
            f"""
            CREATE CONSTRAINT TRIGGER {table}_noted AFTER INSERT OR UPDATE OR DELETE ON {table}
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
            EXECUTE FUNCTION note_change({arguments});
            """,
        )


def downgrade() -> None:
    raise NotImplementedError("an audit log is not dropped")
