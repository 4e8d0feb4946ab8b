"""Page: the same search without JavaScript."""

from litestar import get

from tessera.accounts.policy import Right
from tessera.console.model import Kind
from tessera.console.routes import found_by
from tessera.web.guards import may
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import N_
from tessera.web.views.console import FindPage, FoundGroup, FoundRow

KINDS = {
    Kind.PAGE: N_("Pages"),
    Kind.SHOW: N_("Shows"),
    Kind.TITLE: N_("Titles"),
    Kind.VENUE: N_("Venues"),
    Kind.ORDER: N_("Orders"),
    Kind.CUSTOMER: N_("Customers"),
}


@get("/find", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def find_page(request: PageRequest) -> Page:
    """Everything that one may open, by a few letters of it."""
    words = request.query_params.get("q", "")[:100]
    hits = await found_by(request, words)
    groups = (
        FoundGroup(
            say(request, label),
            tuple(FoundRow(hit.label, hit.detail, hit.url) for hit in hits if hit.kind is kind),
        )
        for kind, label in KINDS.items()
    )
    view = FindPage(words, tuple(group for group in groups if group.rows))
    return await page(request, "console/find.html", view)


PAGES = [find_page]
