"""Pages: price lists."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.money import Money, read_minor_units
from tessera.kit.versions import is_stale, typed_version
from tessera.organizations.desk import desk, kept_organization
from tessera.services import Services
from tessera.shows.programme.model import NewPriceList, PriceLine, PriceList, PriceListChange
from tessera.shows.programme.price_lists import (
    change_price_list,
    enter_price_list,
    price_lists_of,
    read_price_list,
    remove_price_list,
)
from tessera.venues.console.forms import Fields, answered, converted
from tessera.web.both import both_of
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once, go_or_tell
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, say
from tessera.web.present import N_
from tessera.web.views.programme import PriceField, PriceListsPage, PriceRow
from tessera.web.views.shell import Both

HOUSE = "/organizer/organizations/{organization_id:int}/price-lists"
LIST = HOUSE + "/{list_id:int}"
LISTS_MAX = 200
LINES = 6
SAID = {"saved": N_("Saved."), "removed": N_("Removed.")}
COLUMNS = ("category", "since", "until", "formats", "amount")


@get(HOUSE, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def price_lists_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """The lists, and a form for a new one."""
    return await _page(request, organization_id)


@post(HOUSE, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_price_list_form(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Enter a list."""
    fields = await form_of(request)
    organization = await kept_organization(request, organization_id)

    async def act(tx: Tx) -> str:
        asked = _asked(fields, organization.currency)
        await enter_price_list(tx, organization_id, converted(asked, NewPriceList))
        return f"{_url(organization_id)}?said=saved"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _page(request, organization_id, fields=fields, error=error),
    )


@get(LIST, guards=[may(Right.ORGANIZATION_READ)], include_in_schema=False)
async def price_list_page(
    request: PageRequest, organization_id: FromPath[int], list_id: FromPath[int]
) -> Page:
    """The form of a list."""
    return await _page(request, organization_id, list_id)


@post(LIST, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_price_list_change(
    request: PageRequest, organization_id: FromPath[int], list_id: FromPath[int]
) -> Page:
    """Change a list."""
    fields = await form_of(request)
    organization = await kept_organization(request, organization_id)

    async def act(tx: Tx) -> str:
        await _own(tx, organization_id, list_id)
        asked = _asked(fields, organization.currency)
        if version := typed_version(one(fields, "version")):
            asked["version"] = version
        await change_price_list(tx, list_id, converted(asked, PriceListChange))
        return f"{_url(organization_id)}?said=saved"

    return await go_or_tell(
        request,
        fields,
        act,
        lambda error: _page(request, organization_id, list_id, fields=fields, error=error),
    )


@post(LIST + "/removal", guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_price_list_removal(
    request: PageRequest, organization_id: FromPath[int], list_id: FromPath[int]
) -> Page:
    """Remove a list."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await _own(tx, organization_id, list_id)
        await remove_price_list(tx, list_id)
        return f"{_url(organization_id)}?said=removed"

    return await go_once(request, fields, act)


def _url(organization_id: int) -> str:
    return f"/organizer/organizations/{organization_id}/price-lists"


async def _own(tx: Tx, organization_id: int, list_id: int) -> PriceList:
    found = await read_price_list(tx, list_id)
    if found.organization_id != organization_id:
        raise NotFound("price list")
    return found


def _asked(fields: Fields, currency: str) -> dict[str, Any]:
    lines, problems = [], []
    for n, line in enumerate(_typed(fields)):
        amount = read_minor_units(line.amount, currency)
        if amount is None:
            problems.append(Problem(f"lines[{n}].amount", "is not a price"))
        asked = {
            "amount": amount,
            "category": line.category,
            "weekdays": list(line.weekdays),
            "since": line.since or None,
            "until": line.until or None,
            "formats": [text.strip() for text in line.formats.split(",") if text.strip()],
        }
        lines.append(asked)
    if not lines:
        problems.append(Problem("lines", "name at least one"))
    if problems:
        raise Invalid(problems)
    return {"name": one(fields, "name").strip(), "lines": lines}


def _typed(fields: Fields) -> Iterator[PriceField]:
    """The lines that say anything; weekdays are boxes of their own, named by line."""
    columns = [fields.get(name, ()) for name in COLUMNS]
    for n, (category, since, until, formats, amount) in enumerate(zip(*columns, strict=False)):
        days = fields.get(f"weekday-{n}", ())
        if amount.strip() or category.strip():
            yield PriceField(
                tuple(int(day) for day in days if day in tuple("1234567")),
                since.strip(),
                until.strip(),
                formats.strip(),
                category.strip(),
                amount.strip(),
            )


def _field(line: PriceLine, currency: str) -> PriceField:
    return PriceField(
        line.weekdays,
        f"{line.since:%H:%M}" if line.since else "",
        f"{line.until:%H:%M}" if line.until else "",
        ", ".join(line.formats),
        line.category,
        f"{Money(line.amount, currency).decimal():f}",
    )


async def _page(
    request: PageRequest,
    organization_id: int,
    list_id: int = 0,
    *,
    fields: Fields | None = None,
    error: Invalid | Refused | None = None,
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    async with services.db.transaction() as tx:
        chosen = await _own(tx, organization_id, list_id) if list_id else None
        found = await price_lists_of(tx, organization_id, limit=LISTS_MAX)
    currency, url = organization.currency, _url(organization_id)
    lines = tuple(_field(line, currency) for line in chosen.lines) if chosen else ()
    if fields:
        lines = tuple(_typed(fields))
    problems, version = answered(request, error, {}) if error else ({}, 0)
    view = PriceListsPage(
        desk=await desk(request, organization, "price-lists"),
        url=url,
        action=f"{url}/{list_id}" if chosen else url,
        currency=currency,
        name=one(fields, "name") if fields else (chosen.name if chosen else ""),
        fields=(*lines, *(PriceField(),) * max(1, LINES - len(lines))),
        lists=() if chosen else tuple(_row(p, url, currency) for p in found),
        problems=problems,
        version=version or (chosen.version if chosen else 0),
        chosen=chosen.name if chosen else "",
        may_change=(await require(request)).may(Right.SHOWS_CHANGE, organization_id),
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
        both=_both(request, chosen, fields, currency=currency)
        if chosen and fields and is_stale(error)
        else None,
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
    )
    status = trouble_of(error).status if error else 200
    return await page(request, "organizer/price_lists.html", view, status=status)


def _both(
    request: PageRequest, now: PriceList, fields: Fields, *, currency: str
) -> tuple[Both, ...]:
    """What somebody else has saved beside what was typed, line by line."""
    labels, theirs, mine = {"name": N_("Name")}, {"name": now.name}, {"name": one(fields, "name")}
    saved = [_told(_field(line, currency)) for line in now.lines]
    typed = [_told(line) for line in _typed(fields)]
    for n, (was, is_) in enumerate(zip_longest(saved, typed, fillvalue="")):
        labels[f"line-{n}"] = say(request, N_("Line %(n)s"), n=n + 1)
        theirs[f"line-{n}"], mine[f"line-{n}"] = was, is_
    return both_of(str, theirs, mine, labels=labels | {"name": say(request, labels["name"])})


def _told(line: PriceField) -> str:
    days = ",".join(str(day) for day in line.weekdays)
    parts = (days, line.since, line.until, line.formats, line.category, line.amount)
    return " · ".join(part for part in parts if part)


def _row(found: PriceList, url: str, currency: str) -> PriceRow:
    lines = tuple((line.category or "–", Money(line.amount, currency)) for line in found.lines[:6])
    return PriceRow(f"{url}/{found.id}", found.name, lines)


PAGES = [
    price_lists_page,
    post_price_list_form,
    price_list_page,
    post_price_list_change,
    post_price_list_removal,
]
