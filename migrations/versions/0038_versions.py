"""What two people can edit has a version; parts of titles and waiting rooms are noted too."""

from alembic import op

from tessera.kit.database import run_script

revision = "0038"
down_revision = "0037"

VERSIONS = """
-- Whoever saves over somebody else is told (kit/versions.py).
ALTER TABLE organizations ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE waiting_rooms ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE webhook_endpoints ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE allotments ADD COLUMN version integer NOT NULL DEFAULT 1;
"""

FUNCTION = """
-- As in 0018. A version says nothing that the rest of a line does not, so it is not told; what is a
-- part of a title or of a waiting room belongs to their organization.
CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who jsonb := current_setting('tessera.who')::jsonb;
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - TG_ARGV[2:] - 'version' END;
    becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - TG_ARGV[2:] - 'version' END;
    whole jsonb := COALESCE(becomes, was);
    subject text := whole ->> TG_ARGV[1];
    verb text := CASE TG_OP WHEN 'INSERT' THEN 'entered' WHEN 'UPDATE' THEN 'changed'
        ELSE 'removed' END;
BEGIN
    IF COALESCE(current_setting('tessera.noted', true), '') <> '' THEN RETURN NULL; END IF;
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
                (SELECT organization_id FROM venues WHERE id = (whole ->> 'venue_id')::bigint),
                (SELECT organization_id FROM titles WHERE id = (whole ->> 'title_id')::bigint),
                (SELECT organization_id FROM waiting_rooms
                    WHERE id = (whole ->> 'room_id')::bigint)) END,
        was::text, becomes::text, COALESCE(whole ->> 'reason', ''));
    RETURN NULL;
END
$$;
"""

NOTED = (
    ("title_files", "title_file", "id"),
    ("room_codes", "waiting_room_codes", "room_id"),
    ("waiting_room_shows", "waiting_room_show", "show_id"),
)
"""Table, kind of thing, column of its id."""

TRIGGER = """
CREATE CONSTRAINT TRIGGER {table}_noted AFTER INSERT OR UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('{kind}', '{key}');
"""


def upgrade() -> None:
    """Expand: an older process counts no versions, and nobody is told for it."""
    triggers = (TRIGGER.format(table=table, kind=kind, key=key) for table, kind, key in NOTED)
    for script in (VERSIONS, FUNCTION, *triggers):
        run_script(op.get_bind(), script)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: expand, then contract")
