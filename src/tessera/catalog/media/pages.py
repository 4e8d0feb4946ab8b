"""Pages: a title's files sent and taken away, by the forms of its console page."""

from litestar import post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.catalog.console.form import values_of
from tessera.catalog.console.form_page import edited, kept_title
from tessera.catalog.media.model import FILE_BYTES_MAX, FORM_BYTES_MAX
from tessera.catalog.media.routes import role_of
from tessera.catalog.media.take import file_arrived, keep_file, take_away
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Unavailable
from tessera.services import Services
from tessera.web.errors import trouble_of
from tessera.web.guards import may
from tessera.web.limited import within_expensive
from tessera.web.once import go_once, gone_before
from tessera.web.pages import Page, PageRequest, form_of
from tessera.web.sent import sent_file
from tessera.web.who import who_of

ONE = "/organizer/titles/{title_id:int}/files/{role:str}"


@post(
    ONE,
    guards=[may(Right.CATALOGUE_CHANGE)],
    include_in_schema=False,
    request_max_body_size=FORM_BYTES_MAX,
)
async def post_file(request: PageRequest, title_id: FromPath[int], role: FromPath[str]) -> Page:
    """Take a poster, backdrop or trailer."""
    services: Services = request.app.state.services
    title = await kept_title(request, title_id)
    wanted = role_of(role)
    fields = await form_of(request)
    if gone := await gone_before(request, fields):
        return gone
    await within_expensive(request)
    try:
        async with sent_file(request, FILE_BYTES_MAX) as path:
            file = await keep_file(services, path, title_id=title_id, role=wanted)
    except (Invalid, Unavailable) as error:
        trouble = trouble_of(error)
        return await edited(request, title, values_of(title), trouble=trouble, role=wanted)

    async def act(tx: Tx) -> str:
        await file_arrived(tx, file, who=who_of(request))
        return f"/organizer/titles/{title_id}#files"

    return await go_once(request, fields, act)


@post(ONE + "/removal", guards=[may(Right.CATALOGUE_CHANGE)], include_in_schema=False)
async def post_file_removal(
    request: PageRequest, title_id: FromPath[int], role: FromPath[str]
) -> Page:
    """Be without it."""
    fields = await form_of(request)
    await kept_title(request, title_id)

    async def act(tx: Tx) -> str:
        await take_away(tx, title_id, role_of(role))
        return f"/organizer/titles/{title_id}#files"

    return await go_once(request, fields, act)


PAGES = [post_file, post_file_removal]
