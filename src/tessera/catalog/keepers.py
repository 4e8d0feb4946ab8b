"""Who keeps a title: its organization's people, or, where it has none, those of the platform."""

from tessera.accounts.policy import Right
from tessera.kit.errors import Forbidden
from tessera.web.guards import Connection, allowed, require


async def require_editor(
    connection: Connection, organization_id: int | None, *, what: str = "title"
) -> None:
    """Raises `Forbidden`, or `NotFound(what)` for strangers, unless the person edits for this
    organization, or for all of them."""
    if organization_id is not None:
        await allowed(connection, Right.CATALOGUE_CHANGE, organization_id, what=what)
    elif not (await require(connection)).may(Right.TITLES_SHARED):
        raise Forbidden
