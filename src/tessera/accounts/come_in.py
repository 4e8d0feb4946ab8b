"""Let a browser in that has shown enough: a session or a second factor, and a sign to know it by.

Not a verb but what the pages of all ways in share.
"""

from uuid import UUID

from tessera.accounts.enter import enter
from tessera.accounts.factors.answers import entered_page, visit_of
from tessera.accounts.factors.model import How
from tessera.accounts.model import SessionKind
from tessera.services import Services
from tessera.web.cookies import DEVICE_COOKIE, YEAR_SECONDS, cookie
from tessera.web.pages import Page, PageRequest


async def come_in(
    request: PageRequest, account_id: UUID, how: How, *, following: str, email: str
) -> Page:
    """On to `following`, or to the second factor first."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        outcome = await enter(
            tx, services, account_id, how=how, visit=visit_of(request, SessionKind.WEB)
        )
    answer = entered_page(services, outcome, following)
    known = services.throttle.new_device(email)
    answer.cookies.append(cookie(services, DEVICE_COOKIE, known, seconds=YEAR_SECONDS))
    return answer
