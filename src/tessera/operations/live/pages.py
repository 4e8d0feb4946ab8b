"""Pages: the live sale, for those who run the platform."""

from functools import partial

from litestar import get

from tessera.accounts.policy import Right
from tessera.operations.live.present import live_page
from tessera.operations.live.read import live_sale
from tessera.organizations.desk import platform_desk
from tessera.services import Services
from tessera.shows.selling import shows_on_sale
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import N_
from tessera.web.views.shell import Link

DIGITS_MAX = 18
NOT_A_SHOW = N_("This is not the number of a show: all shows are shown.")


@get("/admin/live", guards=[may(Right.LIVE_READ)], include_in_schema=False)
async def live(request: PageRequest) -> Page:
    """The sale as it goes, of all shows or of one."""
    services: Services = request.app.state.services
    asked = request.query_params.get("show_id", "").strip()
    number = asked if asked.isascii() and asked.isdigit() and len(asked) <= DIGITS_MAX else ""
    show_id = int(number) if number else None
    sale = await live_sale(services, show_id=show_id)
    speak = partial(say, request)
    on_sale = await shows_on_sale(services.db.pool)
    shows = [
        Link(name, f"/admin/live?show_id={number}", number == show_id) for number, name in on_sale
    ]
    view = live_page(
        sale,
        speak,
        desk=platform_desk(request, "live"),
        shows=[Link(speak(N_("All shows")), "/admin/live", show_id is None), *shows],
        problem=speak(NOT_A_SHOW) if asked and not number else "",
    )
    return await page(request, "admin/live.html", view)


PAGES = [live]
