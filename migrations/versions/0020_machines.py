"""What everybody may read is remembered by many processes, and told of when it changes."""

from alembic import op

from tessera.kit.database import run_script

revision = "0020"
down_revision = "0019"

FUNCTION = """
-- What processes remember of public reads (kit/public_reads.py) ends with the commit that changes it.
-- Arguments: what kind of thing, the column of its id. One notice a statement; a statement that
-- touches very many says so without naming them. Statements that touch nothing tell nothing, so that
-- clocks may look as often as they like: a notice queues at one lock of the whole server.
CREATE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids text;
    many boolean;
BEGIN
    EXECUTE format('SELECT string_agg(id, '',''), count(*) > 100 FROM ('
        'SELECT DISTINCT %I::text AS id FROM changed LIMIT 101) c', TG_ARGV[1]) INTO ids, many;
    IF ids IS NOT NULL THEN
        PERFORM pg_notify('tessera_public',
            TG_ARGV[0] || ':' || CASE WHEN many THEN '*' ELSE ids END);
    END IF;
    RETURN NULL;
END $$;
"""
TOLD = {
    "titles": ("title", "id"),
    "shows": ("show", "id"),
    "show_prices": ("show", "show_id"),
    "halls": ("hall", "id"),
    "venues": ("venue", "id"),
    "organizations": ("organization", "id"),
    "waiting_room_shows": ("show", "show_id"),
}
TRIGGER = """
CREATE TRIGGER {table}_tell_{verb} AFTER {verb} ON {table} REFERENCING {which} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change('{kind}', '{column}');
"""
ROOMS = """
-- A waiting room's counters change each second, and nobody is told; its phase, everybody.
CREATE FUNCTION tell_of_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('tessera_public', 'room:' || NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER waiting_rooms_tell AFTER UPDATE ON waiting_rooms FOR EACH ROW
    WHEN (OLD.phase IS DISTINCT FROM NEW.phase
        OR OLD.automatic_per_minute IS DISTINCT FROM NEW.automatic_per_minute)
    EXECUTE FUNCTION tell_of_room();
"""


def upgrade() -> None:
    """Notices of changes to what everybody may read."""
    script = FUNCTION
    for table, (kind, column) in TOLD.items():
        for verb, which in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
            script += TRIGGER.format(table=table, verb=verb, which=which, kind=kind, column=column)
    run_script(op.get_bind(), script + ROOMS)


def downgrade() -> None:
    """Never: expand, then contract."""
