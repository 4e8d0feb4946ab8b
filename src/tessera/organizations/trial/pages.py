"""Pages: the way to a first show on sale, test mode, and its purge."""

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.money import Money
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.trial.mode import switch, trial_of
from tessera.organizations.trial.model import Done, Step
from tessera.organizations.trial.purge import begin_purge
from tessera.organizations.trial.routes import way_of
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say
from tessera.web.present import N_
from tessera.web.views.organizer import StepRow
from tessera.web.views.trial import ChecklistPage

PATH = "/organizer/organizations/{organization_id:int}"
STEPS = {
    Step.PROFILE: (N_("Say who you are"), N_("Your address stands on every invoice.")),
    Step.VENUE: (N_("Enter your venue"), N_("Name, address and timezone of the building.")),
    Step.HALL: (
        N_("Give it a hall with seats"),
        N_("Rows and seats by numbers take a minute; or draw it, or bring a plan."),
    ),
    Step.TITLE: (N_("Enter what is on"), N_("A film, a concert, a play: its name and length.")),
    Step.PAYMENT: (
        N_("Choose how people pay"),
        N_("Enter the keys of your payment provider, or begin in test mode."),
    ),
    Step.PRICES: (N_("Set your prices"), N_("A price list: what a place costs, and when.")),
    Step.SHOW: (N_("Plan a show"), N_("When, in which hall, by which price list.")),
    Step.PUBLISH: (N_("Publish it"), N_("From then on everybody can buy.")),
    Step.SALE: (N_("Sell a ticket"), N_("Buy one yourself: in test mode no money moves.")),
}


def paths_of(organization_id: int, done: Done) -> dict[Step, str]:
    """Where each step is done, as far as one has come."""
    base = f"/organizer/organizations/{organization_id}"
    venue = f"{base}/venues/{done.venue_id}" if done.venue_id else f"{base}/venues"
    hall = f"{venue}/halls/{done.hall_id}" if done.hall_id else f"{venue}/halls/new"
    if not done.venue_id:
        hall = f"{base}/venues/new"
    return {
        Step.PROFILE: f"{base}/terms",
        Step.VENUE: venue if done.venue_id else f"{base}/venues/new",
        Step.HALL: hall,
        Step.TITLE: f"{base}/titles" if done.title_id else f"{base}/titles/new",
        Step.PAYMENT: f"{base}/payments",
        Step.PRICES: f"{base}/price-lists",
        Step.SHOW: f"{base}/programme",
        Step.PUBLISH: f"{base}/programme",
        Step.SALE: f"/shows/{done.show_id}" if done.published and done.show_id else "/",
    }


def step_rows(request: PageRequest, organization_id: int, done: Done) -> tuple[StepRow, ...]:
    """Each step, and which one comes next."""
    paths, steps = paths_of(organization_id, done), done.steps()
    following = next((step for step, is_done in steps.items() if not is_done), None)
    return tuple(
        StepRow(
            say(request, STEPS[step][0]),
            say(request, STEPS[step][1]),
            paths[step],
            is_done,
            step is following,
        )
        for step, is_done in steps.items()
    )


@get(f"{PATH}/start", guards=[may(Right.BOOKS_READ)], include_in_schema=False)
async def checklist_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """What is done, and what comes next."""
    return await _checklist(request, organization_id)


@post(f"{PATH}/test-mode", guards=[may(Right.WAYS_CHANGE)], include_in_schema=False)
async def post_test_mode(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """On or off."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    there = f"/organizer/organizations/{organization_id}/start"

    async def act(tx: Tx) -> str:
        await switch(tx, organization_id, services.settings, on=one(fields, "on") == "yes")
        return there

    try:
        return await go_once(request, fields, act)
    except Refused as error:
        return await _checklist(request, organization_id, trouble=trouble_of(error))


@post(f"{PATH}/test-orders/purge", guards=[may(Right.REFUNDS_DECIDE)], include_in_schema=False)
async def post_purge_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Give back and forget the test orders that the page counted."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await begin_purge(tx, organization_id)
        return f"/organizer/organizations/{organization_id}/start"

    return await go_once(request, fields, act, money=True)


async def _checklist(
    request: PageRequest, organization_id: int, *, trouble: Trouble | None = None
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    person = await require(request)
    done = await way_of(request, organization_id)
    trial = await trial_of(services.db.pool, organization_id)
    view = ChecklistPage(
        desk=await desk(request, organization, "start"),
        steps=step_rows(request, organization_id, done),
        done=sum(done.steps().values()),
        base=f"/organizer/organizations/{organization_id}",
        since=trial.since,
        timezone=organization.timezone,
        test_offered="mock" in services.settings.payment_providers,
        test_orders=trial.orders,
        test_places=trial.places,
        test_amount=Money(trial.amount, trial.currency),
        real_orders=trial.real,
        purged=trial.purged,
        may_switch=person.may(Right.WAYS_CHANGE, organization_id),
        may_purge=person.may(Right.REFUNDS_DECIDE, organization_id),
        refusal=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/start.html", view, status=status)


PAGES = [checklist_page, post_test_mode, post_purge_page]
