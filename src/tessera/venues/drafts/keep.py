"""Begin, save, read and drop drafts."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.versions import still
from tessera.venues.drafts.check import empty_document, look_at
from tessera.venues.drafts.model import (
    DOCUMENT_BYTES_MAX,
    DRAFTS_MAX,
    Checked,
    Draft,
    DraftSaved,
    NewDraft,
)
from tessera.venues.find import read_seat_plan, seat_plan_document
from tessera.venues.plan.model import TEXT_MAX_SIGNS

sql = named.beside(__file__)


async def begin_draft(tx: Tx, organization_id: int, new: NewDraft) -> Draft:
    """A new draft. Raises `Invalid`, and `Refused(too_many_drafts)`."""
    counted = await tx.fetch_one(sql["how_many"], organization_id)
    if counted is not None and counted["n"] >= DRAFTS_MAX:
        raise Refused("too_many_drafts")
    document = new.document or await _first_document(tx, organization_id, new)
    await check_hall(tx, organization_id, new.hall_id)
    text, checked = written(document)
    row = await tx.fetch_one(
        sql["begin"],
        organization_id,
        new.name,
        new.hall_id,
        new.seat_plan_id,
        text,
        checked.capacity,
    )
    assert row is not None, "an insert answers its id"
    return await read_draft(tx, row["id"])


async def save_draft(tx: Tx, draft_id: int, saved: DraftSaved) -> tuple[Draft, Checked]:
    """Keep what was drawn; what is wrong with it is told and keeps nobody from saving.

    Raises `Refused(changed_meanwhile)` where somebody else has saved since, and `Invalid` for what
    is too large.
    """
    draft = await read_draft(tx, draft_id, lock=True)
    still(draft, saved.version)
    text, checked = written(saved.document)
    name = saved.document.get("name")
    named = name.strip()[:TEXT_MAX_SIGNS].strip() if isinstance(name, str) else ""
    await tx.fetch(sql["save"], draft_id, text, named or draft.name, checked.capacity)
    return await read_draft(tx, draft_id), checked


def written(document: Mapping[str, Any]) -> tuple[str, Checked]:
    """A document as it is kept, and as the gate of seat plans sees it. Raises `Invalid`."""
    text = msgspec.json.encode(document)
    if len(text) > DOCUMENT_BYTES_MAX:
        most = DOCUMENT_BYTES_MAX // 1_000_000
        raise Invalid([Problem("document", f"must be a file of at most {most} MB")])
    if b"\\u0000" in text:
        raise Invalid([Problem("document", "holds a value that cannot be stored")])
    return text.decode(), look_at(document)


async def read_draft(tx: Tx, draft_id: int, *, lock: bool = False) -> Draft:
    """A draft without its document. Raises `NotFound`."""
    row = await tx.fetch_one(sql["draft_locked" if lock else "draft"], draft_id)
    if row is None:
        raise NotFound("draft")
    return Draft(**dict(row))


async def drafts_of(tx: Tx, organization_id: int, *, after: int, limit: int) -> Sequence[Draft]:
    """The drafts of an organization."""
    rows = await tx.fetch(sql["drafts_of"], organization_id, after, limit)
    return [Draft(**dict(row)) for row in rows]


async def document_of(tx: Tx, draft_id: int) -> str:
    """What was drawn, as JSON. Raises `NotFound`."""
    row = await tx.fetch_one(sql["document"], draft_id)
    if row is None:
        raise NotFound("draft")
    document: str = row["document"]
    return document


async def keep_picture(tx: Tx, draft_id: int, picture: bytes | None) -> None:
    """Put a picture under the drawing, or take it away."""
    await tx.fetch(sql["keep_picture"], draft_id, picture)


async def picture_of(tx: Tx, draft_id: int) -> bytes:
    """The picture under the drawing, as WebP. Raises `NotFound` where there is none."""
    row = await tx.fetch_one(sql["picture"], draft_id)
    if row is None or row["picture"] is None:
        raise NotFound("picture")
    picture: bytes = row["picture"]
    return picture


async def drop_draft(tx: Tx, draft_id: int) -> None:
    """Throw a draft away; what was published of it stays."""
    await tx.fetch(sql["drop"], draft_id)


async def _first_document(tx: Tx, organization_id: int, new: NewDraft) -> dict[str, Any]:
    if new.seat_plan_id is None:
        return empty_document(new.name)
    try:
        info = await read_seat_plan(tx, new.seat_plan_id)
    except NotFound:
        info = None
    if info is None or info.organization_id != organization_id:
        message = f"there is no seat plan {new.seat_plan_id} of yours"
        raise Invalid([Problem("seat_plan_id", message)])
    document: dict[str, Any] = msgspec.json.decode(await seat_plan_document(tx, info.id))
    return document


async def check_hall(tx: Tx, organization_id: int, hall_id: int | None) -> None:
    """Raises `Invalid` where the hall is not of the house."""
    if hall_id is None:
        return
    if await tx.fetch_one(sql["hall_of_house"], hall_id, organization_id) is None:
        raise Invalid([Problem("hall_id", f"there is no hall {hall_id} of yours")])
