"""Pages: on what terms an organization sells, with what they would mean before they are saved."""

from collections.abc import Mapping, Sequence
from functools import partial

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.money import read_decimal, read_minor_units
from tessera.kit.versions import is_stale
from tessera.organizations.change import change_terms
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.example_view import example_view
from tessera.organizations.model import Organization
from tessera.organizations.preview import example_of
from tessera.organizations.terms import RATES_MAX
from tessera.organizations.terms_form import (
    INCLUDED,
    NO_AMOUNT,
    NO_HOURS,
    POLICY_LABELS,
    RECKONED_ON,
    as_changed,
    one,
    read_terms,
    terms_fields,
    told,
)
from tessera.services import Services
from tessera.web.both import both_of
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import (
    CSRF_FIELD,
    FORM_KEY_FIELD,
    Page,
    PageRequest,
    form_of,
    page,
    refusal,
    say,
)
from tessera.web.present import N_
from tessera.web.views.shell import Option
from tessera.web.views.terms import ExampleView, RateRow, TermsPage

PATH = "/organizer/organizations/{organization_id:int}/terms"
MARK = "previewed"
"""In the query of a preview: boxes that are not ticked send nothing, so their absence counts."""
EXAMPLE = {"example_price": "100", "example_category": "", "example_hours": "72"}
LABELS = {
    **POLICY_LABELS,
    "fee_fixed": N_("Booking fee for each ticket"),
    "fee_percent": N_("Booking fee, share of the price"),
    "fee_cap": N_("At most"),
    "prices_all_in": N_("Show prices with fees and taxes from the start"),
    "taxes": N_("Taxes"),
    "address": N_("Address"),
    "tax_number": N_("Tax number"),
    "timezone": N_("Timezone"),
}
HOURS_MAX = 24 * 366
SPARE_ROWS = 2
Fields = Mapping[str, Sequence[str]]


@get(PATH, guards=[may(Right.TERMS_READ)], include_in_schema=False)
async def terms_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Terms as they are; or as the query asks, with what that would mean."""
    organization = await kept_organization(request, organization_id)
    query: Fields = {name: request.query_params.getall(name) for name in request.query_params}
    return await _terms(request, organization, query if MARK in query else {})


@post(PATH, guards=[may(Right.TERMS_CHANGE)], include_in_schema=False)
async def post_terms(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Sell on these terms from now on; orders that exist keep theirs."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    fields = await form_of(request)
    change, problems = read_terms(fields, organization)
    if problems:
        return await _terms(request, organization, fields)
    repriced: list[int] = []

    async def act(tx: Tx) -> str:
        repriced.extend((await change_terms(tx, organization_id, change)).repriced)
        return f"/organizer/organizations/{organization_id}/terms?saved=1"

    try:
        answer = await go_once(request, fields, act)
    except Refused as error:
        organization = await kept_organization(request, organization_id)
        return await _terms(request, organization, fields, error=error)
    for show_id in repriced:
        services.shows.forget(show_id)
    return answer


async def _terms(
    request: PageRequest,
    organization: Organization,
    asked: Fields,
    *,
    error: Refused | None = None,
) -> Page:
    person = await require(request)
    now = terms_fields(organization)
    values = {n: one(asked, n) for n in asked} if asked else now | EXAMPLE
    trouble = trouble_of(error) if error else None
    both = None
    if is_stale(error):
        # Whoever has seen both may save again, over what the other one wrote.
        speak, typed = partial(say, request), dict.fromkeys(now, "") | values
        both = both_of(speak, told(now, speak), told(typed, speak), labels=LABELS)
        values["version"] = now["version"]
    problems: dict[str, str] = {}
    wanted = organization
    if asked:
        change, problems = read_terms(asked, organization)
        wanted = as_changed(organization, change)
    example = _example(request, wanted, values, problems=problems)
    save = [(n, v) for n, v in values.items() if n not in (CSRF_FIELD, FORM_KEY_FIELD)]
    view = TermsPage(
        desk=await desk(request, organization, "terms"),
        action=f"/organizer/organizations/{organization.id}/terms",
        currency=organization.currency,
        values=values,
        problems={name: say(request, text) for name, text in problems.items()},
        rates=tuple(_rate_rows(request, values)),
        example=None if problems else example,
        save=tuple(save) if asked and not problems else (),
        may_change=person.may(Right.TERMS_CHANGE, organization.id),
        saved="saved" in request.query_params,
        both=both,
        refusal=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 422 if problems else 200
    return await page(request, "organizer/terms.html", view, status=status)


def _example(
    request: PageRequest,
    wanted: Organization,
    values: Mapping[str, str],
    *,
    problems: dict[str, str],
) -> ExampleView | None:
    services: Services = request.app.state.services
    amount = read_minor_units(values.get("example_price") or "0", wanted.currency)
    hours = read_decimal(values.get("example_hours") or "0")
    if amount is None or amount > 10**12:
        problems["example_price"] = NO_AMOUNT
    if hours is None or hours > HOURS_MAX:
        problems["example_hours"] = NO_HOURS
    if problems or amount is None or hours is None:
        return None
    example = example_of(
        amount,
        values.get("example_category", ""),
        terms=wanted.terms,
        policy=wanted.refund_policy,
        hours=float(hours),
        now=services.clock(),
    )
    return example_view(request, example, currency=wanted.currency, timezone=wanted.timezone)


def _rate_rows(request: PageRequest, values: Mapping[str, str]) -> list[RateRow]:
    """A row for each tax there is, and some for more."""
    used = [
        n for n in range(RATES_MAX) if values.get(f"tax_name_{n}") or values.get(f"tax_percent_{n}")
    ]
    shown = min(RATES_MAX, (used[-1] + 1 if used else 0) + SPARE_ROWS)

    def options(name: str, words: Mapping[str, str]) -> tuple[Option, ...]:
        chosen = values.get(name) or next(iter(words))
        return tuple(Option(k, say(request, w), k == chosen) for k, w in words.items())

    return [
        RateRow(n, options(f"tax_included_{n}", INCLUDED), options(f"tax_on_{n}", RECKONED_ON))
        for n in range(shown)
    ]


PAGES = [terms_page, post_terms]
