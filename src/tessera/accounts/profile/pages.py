"""Pages: one's own profile and picture."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile

from tessera.accounts.policy import Right
from tessera.accounts.profile import picture as pictures
from tessera.accounts.profile.change import change_profile
from tessera.accounts.profile.model import Address, Profile, ProfileChange
from tessera.accounts.profile.read import profile_of
from tessera.accounts.profile.routes import export_answer, get_picture
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, Problem
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.cookies import LANGUAGE_COOKIE, YEAR_SECONDS, cookie
from tessera.web.errors import trouble_of
from tessera.web.guards import may, require
from tessera.web.limited import within
from tessera.web.once import go_once
from tessera.web.pages import LANGUAGE_NAMES, Page, PageRequest, form_of, one, page, told
from tessera.web.templates import LOCALES
from tessera.web.views.accounts import ProfilePage
from tessera.web.views.shell import Option
from tessera.web.who import who_of

HERE = "/account"
TEMPLATE = "accounts/profile.html"


@get(HERE, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def profile_page(request: PageRequest) -> Page:
    """What one says of oneself."""
    return await page(request, TEMPLATE, await _view(request))


async def _view(
    request: PageRequest, change: ProfileChange | None = None, **more: Any
) -> ProfilePage:
    """The form, with what was typed where something is wrong with it."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        profile = await profile_of(tx, person.account_id)
    shown: Profile | ProfileChange = change or profile
    languages = tuple(
        Option(key, name, selected=key == shown.locale) for key, name in LANGUAGE_NAMES.items()
    )
    address = shown.address if isinstance(shown.address, Address) else profile.address
    return ProfilePage(
        user_name=profile.user_name,
        email=profile.email,
        name=str(shown.name),
        phone=str(shown.phone),
        address=address,
        currency=str(shown.currency),
        languages=languages,
        picture=profile.picture,
        saved="saved" in request.query_params,
        **more,
    )


@post(HERE, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_profile(request: PageRequest) -> Page:
    """Write it down; the chosen language counts at once."""
    services: Services = request.app.state.services
    fields, person = await form_of(request), await require(request)
    address = Address(
        lines=one(fields, "lines").replace("\r\n", "\n").strip(),
        city=one(fields, "city").strip(),
        postal_code=one(fields, "postal_code").strip(),
        country=one(fields, "country").strip().upper(),
    )
    change = ProfileChange(
        name=one(fields, "name"),
        phone=one(fields, "phone"),
        address=address,
        locale=one(fields, "locale"),
        currency=one(fields, "currency").strip().upper(),
    )

    async def act(tx: Tx) -> str:
        who = who_of(request)
        await change_profile(tx, person.account_id, change, locales=LOCALES, who=who)
        return f"{HERE}?saved"

    try:
        answer = await go_once(request, fields, act)
    except Invalid as error:
        trouble = trouble_of(error)
        view = await _view(request, change, problems=told(request, trouble))
        return await page(request, TEMPLATE, view, status=trouble.status)
    language = one(fields, "locale")
    answer.cookies.append(cookie(services, LANGUAGE_COOKIE, language, seconds=YEAR_SECONDS))
    return answer


@get(f"{HERE}/picture", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def picture_file(request: PageRequest) -> Response[bytes]:
    """One's picture, for the page."""
    answer: Response[bytes] = await get_picture.fn(request)
    return answer


@post(f"{HERE}/picture", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_picture(request: PageRequest) -> Page:
    """Set it, or be without one."""
    fields, person = await form_of(request), await require(request)
    await within(request, Policy.EXPENSIVE, str(person.account_id))
    try:
        image = None if one(fields, "remove") else await pictures.redraw(await _sent(request))
    except Invalid as error:
        trouble = trouble_of(error)
        view = await _view(request, problems=told(request, trouble))
        return await page(request, TEMPLATE, view, status=trouble.status)

    async def act(tx: Tx) -> str:
        if image is None:
            await pictures.drop_picture(tx, person.account_id)
        else:
            await pictures.keep_picture(tx, person.account_id, image)
        return f"{HERE}?saved"

    return await go_once(request, fields, act)


async def _sent(request: PageRequest) -> bytes:
    """The file of the form. Raises `Invalid` where there is none."""
    for name, value in (await request.form()).multi_items():
        if name == pictures.PATH and isinstance(value, UploadFile):
            return await value.read(pictures.BYTES_MAX + 1)
    raise Invalid([Problem(pictures.PATH, "is missing: choose a file")])


@get("/account/export", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def export_file(request: PageRequest) -> Response[bytes]:
    """All that is known of oneself, as a file."""
    return await export_answer(request)


PAGES = [profile_page, post_profile, picture_file, post_picture, export_file]
