"""Pages: the API keys of an organization."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.policy import SCOPES, Right
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Refused
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.keys.make import end_key, keys_of, make_key
from tessera.organizations.keys.model import ApiKey, KeyWanted
from tessera.services import Services
from tessera.web.errors import Trouble, trouble_of
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, one, page, refusal, told
from tessera.web.views.houses import KeyRow, KeysPage
from tessera.web.views.shell import Option
from tessera.web.who import who_of

HOUSE = "/organizer/organizations/{organization_id:int}/keys"
Fields = dict[str, list[str]]


@get(HOUSE, guards=[may(Right.KEYS_READ)], include_in_schema=False)
async def keys_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Keys, what each may, and when it was last used."""
    return await _page(request, organization_id, {})


@post(HOUSE, guards=[may(Right.KEYS_CHANGE)], include_in_schema=False)
async def post_key(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Make a key and show it, this once."""
    services: Services = request.app.state.services
    fields = await form_of(request)
    person = await require(request)
    try:
        async with services.db.transaction() as tx:
            wanted = _wanted(fields)
            made = await make_key(tx, organization_id, wanted, person=person, who=who_of(request))
    except (Invalid, Refused) as error:
        return await _page(request, organization_id, fields, trouble=trouble_of(error))
    answer = await _page(request, organization_id, {}, secret=made.secret)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@post(HOUSE + "/{key_id:uuid}/end", guards=[may(Right.KEYS_CHANGE)], include_in_schema=False)
async def post_end(
    request: PageRequest, organization_id: FromPath[int], key_id: FromPath[UUID]
) -> Page:
    """End a key at once."""
    fields = await form_of(request)

    async def act(tx: Tx) -> str:
        await end_key(tx, organization_id, key_id, who=who_of(request))
        return _url(organization_id)

    return await go_once(request, fields, act)


def _wanted(fields: Fields) -> KeyWanted:
    scopes = tuple(Right(name) for name in fields.get("scope", ()) if name in SCOPES)
    return KeyWanted(
        name=one(fields, "name").strip()[:100],
        scopes=scopes,
        days=_number(one(fields, "days"), 90, 365),
        requests_per_minute=_number(one(fields, "quota"), 600, 100_000),
    )


def _number(text: str, default: int, most: int) -> int:
    """A number of a form that has bounds of its own; what cannot be is the default."""
    fits = text.isdecimal() and len(text) < 7 and 1 <= int(text) <= most
    return int(text) if fits else default


async def _page(
    request: PageRequest,
    organization_id: int,
    fields: Fields,
    *,
    trouble: Trouble | None = None,
    secret: str = "",
) -> Page:
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    person = await require(request)
    changes = person.may(Right.KEYS_CHANGE, organization_id)
    found = await keys_of(services.db.pool, organization_id)
    asked = set(fields.get("scope", ()))
    wrong = told(request, trouble)
    view = KeysPage(
        desk=await desk(request, organization, "keys"),
        url=_url(organization_id),
        keys=tuple(_row(services, key, changes=changes) for key in found),
        scopes=tuple(
            Option(s, s, s in asked) for s in sorted(SCOPES) if person.may(s, organization_id)
        ),
        may_change=changes,
        name=one(fields, "name"),
        days=one(fields, "days") or "90",
        quota=one(fields, "quota") or "600",
        secret=secret,
        problems=wrong,
        refusal=refusal(request, trouble) if trouble and not wrong else None,
    )
    status = trouble.status if trouble else 200
    return await page(request, "organizer/keys.html", view, status=status)


def _row(services: Services, key: ApiKey, *, changes: bool) -> KeyRow:
    over = "ended" if key.ended_at else ""
    over = over or ("expired" if key.expires_at <= services.clock() else "")
    url = f"{_url(key.organization_id)}/{key.id}/end" if changes and not over else ""
    return KeyRow(
        name=key.name,
        hint=key.hint,
        scopes=key.scopes,
        quota=key.requests_per_minute,
        made_by=key.made_by,
        expires_at=key.expires_at,
        used_at=key.last_used_at,
        state=over or "works",
        url=url,
    )


def _url(organization_id: int) -> str:
    return f"/organizer/organizations/{organization_id}/keys"


PAGES = [keys_page, post_key, post_end]
