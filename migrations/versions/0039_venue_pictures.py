"""Pictures of venues."""

from alembic import op

from tessera.kit.database import run_script

revision = "0039"
down_revision = "0038"

PICTURES = """
-- What of a venue's pictures can be shown, in order: each with its `key` (the folder of its sizes),
-- `alt`, `width`, `height`. Lists and pages read it with the venue; venues/pictures keeps it, in the
-- transaction of each change.
ALTER TABLE venues ADD COLUMN pictures jsonb NOT NULL DEFAULT '[]';

-- `id` is made by who sends the picture, so sent again it is the same one; `key` is ours, for no
-- address is used twice. A picture outlives its venue until the store has forgotten it.
CREATE TABLE venue_pictures (
    id uuid PRIMARY KEY,
    key uuid NOT NULL UNIQUE,
    venue_id bigint REFERENCES venues ON DELETE SET NULL,
    state text NOT NULL CHECK (state IN ('sending', 'waiting', 'ready', 'broken', 'leaving')),
    suffix text NOT NULL CHECK (suffix ~ '^[a-z0-9]{2,5}$'),
    bytes bigint NOT NULL CHECK (bytes > 0),
    width integer NOT NULL,
    height integer NOT NULL,
    alt text NOT NULL DEFAULT '' CHECK (length(alt) <= 200),
    position integer NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL
);
CREATE INDEX venue_pictures_venue_id ON venue_pictures (venue_id, position);
CREATE INDEX venue_pictures_leaving ON venue_pictures (id)
    WHERE state IN ('leaving', 'sending') OR venue_id IS NULL;
CREATE CONSTRAINT TRIGGER venue_pictures_noted AFTER INSERT OR UPDATE OR DELETE ON venue_pictures
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (COALESCE(current_setting('tessera.who', true), '') <> '')
EXECUTE FUNCTION note_change('venue_picture', 'id', 'key');
"""


def upgrade() -> None:
    """Expand: a column with a default, a table that nobody knew before."""
    run_script(op.get_bind(), PICTURES)


def downgrade() -> None:
    raise NotImplementedError("restore a backup: expand, then contract")
