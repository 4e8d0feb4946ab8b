"""Pages: a show's own refund policy instead of its organization's."""

from collections.abc import Mapping, Sequence
from functools import partial

from litestar import get, post
from litestar.params import FromPath
from msgspec import UNSET

from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.kit.versions import is_stale, typed_version
from tessera.organizations.example_view import example_view
from tessera.organizations.found import read_organization
from tessera.organizations.preview import priced_example
from tessera.organizations.terms import RefundPolicy
from tessera.organizations.terms_form import POLICY_LABELS, one, policy_fields, read_policy
from tessera.services import Services
from tessera.shows.change import ShowChange, change_show
from tessera.shows.model import ForSale, ShowStatus
from tessera.shows.read import has_own_policy
from tessera.shows.routes import own_show
from tessera.web.both import both_of
from tessera.web.errors import trouble_of
from tessera.web.guards import may
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
from tessera.web.present import N_, category_words
from tessera.web.views.shell import Both, Option
from tessera.web.views.terms import ExampleView, ShowTermsPage

PATH = "/organizer/shows/{show_id:int}/terms"
WHOSE = {"organization": N_("As the organization sells"), "own": N_("For this show only")}
LABELS = {"whose": N_("What holds"), **POLICY_LABELS}
OVER = frozenset({ShowStatus.COMPLETED, ShowStatus.CANCELLED, ShowStatus.RUNNING})
Fields = Mapping[str, Sequence[str]]


@get(PATH, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def show_terms_page(request: PageRequest, show_id: FromPath[int]) -> Page:
    """The policy as it is; or as the query asks, with what that would mean."""
    for_sale = await own_show(request, show_id)
    query: Fields = {name: request.query_params.getall(name) for name in request.query_params}
    return await _terms(request, for_sale, query if "whose" in query else {})


@post(PATH, guards=[may(Right.SHOWS_CHANGE)], include_in_schema=False)
async def post_show_terms(request: PageRequest, show_id: FromPath[int]) -> Page:
    """Give back by this from now on, for orders that exist too."""
    services: Services = request.app.state.services
    for_sale = await own_show(request, show_id)
    fields = await form_of(request)
    problems: dict[str, str] = {}
    own = read_policy(fields, problems) if one(fields, "whose") == "own" else None
    if problems:
        return await _terms(request, for_sale, fields)

    version = typed_version(one(fields, "version")) or UNSET

    async def act(tx: Tx) -> str:
        change = ShowChange(refund_policy=own, version=version)
        await change_show(tx, show_id, change, now=services.clock())
        return f"/organizer/shows/{show_id}/terms?saved=1"

    try:
        answer = await go_once(request, fields, act)
    except Refused as error:
        services.shows.forget(show_id)
        return await _terms(request, await own_show(request, show_id), fields, error=error)
    services.shows.forget(show_id)
    return answer


async def _terms(
    request: PageRequest, for_sale: ForSale, asked: Fields, *, error: Refused | None = None
) -> Page:
    services: Services = request.app.state.services
    show = for_sale.show
    async with services.db.transaction() as tx:
        general = (await read_organization(tx, show.organization_id)).refund_policy
        own = await has_own_policy(tx, show.id)
    problems: dict[str, str] = {}
    now = policy_fields(show.refund_policy) | {"version": str(show.version)}
    values = {name: one(asked, name) for name in asked} or dict(now)
    trouble = trouble_of(error) if error else None
    both = None
    if is_stale(error):
        # Whoever has seen both may save again, over what the other one wrote.
        both = _both(request, now, values, own=own)
        values["version"] = now["version"]
    whose = values.get("whose") or ("own" if own else "organization")
    policy = show.refund_policy if not asked else general
    if asked and whose == "own":
        policy = read_policy(asked, problems)
    chosen = values.get("example_category", "")
    view = ShowTermsPage(
        action=f"/organizer/shows/{show.id}/terms",
        show_url=f"/organizer/shows/{show.id}",
        title=show.title.name,
        starts_at=show.starts_at,
        timezone=show.venue.timezone,
        whose=tuple(Option(k, say(request, w), k == whose) for k, w in WHOSE.items()),
        values=values,
        problems={name: say(request, text) for name, text in problems.items()},
        categories=_categories(for_sale, chosen),
        example=None if problems else _example(request, for_sale, category=chosen, policy=policy),
        save=_save(values) if asked and not problems else (),
        open=show.status not in OVER,
        saved="saved" in request.query_params,
        both=both,
        refusal=refusal(request, trouble) if trouble else None,
    )
    status = trouble.status if trouble else 422 if problems else 200
    return await page(request, "organizer/show_terms.html", view, status=status)


def _both(
    request: PageRequest, now: Mapping[str, str], typed: Mapping[str, str], *, own: bool
) -> tuple[Both, ...]:
    whose = {key: say(request, text) for key, text in WHOSE.items()}
    theirs = {**now, "whose": whose["own" if own else "organization"]}
    mine = {**dict.fromkeys(now, ""), **typed}
    mine["whose"] = whose.get(mine.get("whose", ""), "")
    return both_of(partial(say, request), theirs, mine, labels=LABELS)


def _save(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((n, v) for n, v in values.items() if n not in (CSRF_FIELD, FORM_KEY_FIELD))


def _categories(for_sale: ForSale, chosen: str) -> tuple[Option, ...]:
    words = category_words(for_sale.plan)
    return tuple(Option(key, words.get(key, key), key == chosen) for key in for_sale.show.prices)


def _example(
    request: PageRequest, for_sale: ForSale, *, category: str, policy: RefundPolicy
) -> ExampleView | None:
    services: Services = request.app.state.services
    show = for_sale.show
    if category not in show.prices:
        category = next(iter(show.prices))
    example = priced_example(
        show.prices[category],
        category,
        policy=policy,
        starts_at=show.starts_at,
        now=services.clock(),
    )
    return example_view(request, example, currency=show.currency, timezone=show.venue.timezone)


PAGES = [show_terms_page, post_show_terms]
