"""REST: a venue's pictures sent, put in order, taken away."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, delete, get, patch, put
from litestar.params import FromPath, JSONBody, QueryParameter

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.trail import answered_for_by
from tessera.services import Services
from tessera.venues.find import read_venue
from tessera.venues.pictures.keep import (
    change_picture,
    keep_picture,
    picture_arrived,
    pictures_of,
    take_away,
)
from tessera.venues.pictures.model import ALT_MAX, PICTURE_BYTES_MAX, PictureChange, PictureState
from tessera.venues.pictures.present import kept_view
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import allowed, may
from tessera.web.limited import within_expensive
from tessera.web.once import once
from tessera.web.sent import sent_body
from tessera.web.who import who_of

PICTURES = "/venues/{venue_id:int}/pictures"
ONE = PICTURES + "/{picture_id:uuid}"


@get(PICTURES, guards=[may(Right.ORGANIZATION_READ)])
async def get_pictures(request: JsonRequest, venue_id: FromPath[int]) -> Response[bytes]:
    """All pictures in order, those too that are still drawn or could not be."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        await _own(request, tx, venue_id, right=Right.ORGANIZATION_READ)
        found = await pictures_of(tx.raw, venue_id)
    base = services.settings.base_url
    items = [kept_view(picture, base_url=base) for picture in found]
    return json_answer({"items": items, "next_cursor": None})


@put(
    ONE + "/file",
    guards=[may(Right.VENUES_CHANGE)],
    status_code=202,
    request_max_body_size=PICTURE_BYTES_MAX,
)
async def put_picture(
    request: JsonRequest,
    venue_id: FromPath[int],
    picture_id: FromPath[UUID],
    alt: Annotated[str, QueryParameter(max_length=ALT_MAX)] = "",
) -> Response[bytes]:
    """Send a picture under an id of your making: the body is the file, JPEG, PNG, WebP or AVIF. It
    is drawn in the background; sent again, it is the same picture."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        await _own(request, tx, venue_id)
    await within_expensive(request)
    async with sent_body(request, PICTURE_BYTES_MAX) as path:
        picture = await keep_picture(
            services, path, venue_id=venue_id, picture_id=picture_id, alt=alt.strip()
        )
    if picture.state is PictureState.SENDING:
        async with services.db.transaction() as tx:
            await answered_for_by(tx, who_of(request))
            picture = await picture_arrived(tx, picture)
    return json_answer(kept_view(picture, base_url=services.settings.base_url), 202)


@patch(ONE, guards=[may(Right.VENUES_CHANGE)])
async def patch_picture(
    request: JsonRequest,
    venue_id: FromPath[int],
    picture_id: FromPath[UUID],
    data: JSONBody[PictureChange],
) -> Response[bytes]:
    """Say what a picture shows, or put it in another place."""
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        await _own(request, tx, venue_id)
        picture = await change_picture(tx, venue_id, picture_id, change=data)
        return kept_view(picture, base_url=services.settings.base_url)

    return await once(request, act)


@delete(ONE, guards=[may(Right.VENUES_CHANGE)], status_code=204)
async def delete_picture(
    request: JsonRequest, venue_id: FromPath[int], picture_id: FromPath[UUID]
) -> Response[None]:
    """Take a picture away."""

    async def act(tx: Tx) -> None:
        await _own(request, tx, venue_id)
        await take_away(tx, venue_id, picture_id)

    return await once(request, act, status=204)


async def _own(
    request: JsonRequest, tx: Tx, venue_id: int, *, right: Right = Right.VENUES_CHANGE
) -> None:
    venue: Any = await read_venue(tx, venue_id)
    await allowed(request, right, venue.organization_id, what="venue")


ROUTES = [get_pictures, put_picture, patch_picture, delete_picture]
