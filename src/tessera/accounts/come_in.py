"""Let a browser in that has shown enough: a session or a second factor, and a sign to know it by.

Not a verb but what the pages of all ways in share.
"""

from urllib.parse import urlencode
from uuid import UUID

from tessera.accounts.codes.prove import used_lately
from tessera.accounts.enter import enter
from tessera.accounts.factors.answers import entered_page, visit_of
from tessera.accounts.factors.model import How
from tessera.accounts.model import SessionKind
from tessera.services import Services
from tessera.web.cookies import DEVICE_COOKIE, YEAR_SECONDS, cookie
from tessera.web.once import marked
from tessera.web.pages import Page, PageRequest, go


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


async def come_in_by_code(
    request: PageRequest,
    account_id: UUID,
    code_id: UUID,
    *,
    email: str,
    following: str,
    again: bool,
) -> Page:
    """The same for who has proved a mailed code; `again` says that the form had come before.

    A form is kept for a day: by then it must not open what a newer password has closed since.
    """
    services: Services = request.app.state.services
    if again and not await used_lately(services.db.pool, code_id):
        return marked(go(f"/sign-in?{urlencode({'next': following})}"), again=True)
    answer = await come_in(request, account_id, How.MAIL, following=following, email=email)
    return marked(answer, again=again)
