"""Let a browser in that has shown enough: a session or a second factor, and a sign to know it by.

Not a verb but what the pages of all ways in share.
"""

from uuid import UUID

from tessera.accounts.enter import enter
from tessera.accounts.factors.answers import entered_page, visit_of
from tessera.accounts.factors.model import How
from tessera.accounts.model import SessionKind
from tessera.services import Services
from tessera.web.pages import YEAR_SECONDS, Page, PageRequest, cookie


def device_cookie(*, secure: bool) -> str:
    """The cookie of a browser that has signed in before: its tries are counted by themselves."""
    return "__Host-tessera-device" if secure else "tessera_device"


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
    name = device_cookie(secure=services.settings.secure)
    known = services.throttle.new_device(email)
    answer.cookies.append(cookie(services, name, known, seconds=YEAR_SECONDS))
    return answer
