"""REST: one's own profile, picture, export, and the end of it all."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, JSONBody

from tessera.accounts.codes.model import CODE_SECONDS
from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.accounts.profile import picture as pictures
from tessera.accounts.profile.change import change_profile
from tessera.accounts.profile.email import Codes, begin_move, check_wish, finish_move, prove_move
from tessera.accounts.profile.erase import erase
from tessera.accounts.profile.export import export
from tessera.accounts.profile.model import Profile, ProfileChange
from tessera.accounts.profile.read import profile_of
from tessera.accounts.sign_in import check_password
from tessera.kit.database import Tx
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require
from tessera.web.limited import within, within_mailbox
from tessera.web.once import answered_before, once
from tessera.web.pages import language_of
from tessera.web.templates import LOCALES
from tessera.web.who import who_of

NOT_KEPT = "private, no-store"


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A JPEG, PNG or WebP file, as base64."""

    content: bytes


class EmailWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The address to come, and the password."""

    email: str
    password: str


class Farewell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password, to be sure."""

    password: str


@get("/me", guards=[may(Right.ACCOUNT)])
async def get_me(request: JsonRequest) -> Response[bytes]:
    """Who is signed in, and what they say of themselves."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        return json_answer(me(person, await profile_of(tx, person.account_id)))


@patch("/me", guards=[may(Right.ACCOUNT)])
async def patch_me(request: JsonRequest, data: JSONBody[ProfileChange]) -> Response[bytes]:
    """Change what one says of oneself; nothing else can be written here."""
    person = await require(request)

    async def act(tx: Tx) -> object:
        who = who_of(request)
        profile = await change_profile(tx, person.account_id, data, locales=LOCALES, who=who)
        return me(person, profile)

    return await once(request, act)


def me(person: Person, profile: Profile) -> dict[str, Any]:
    """A person as they may see themselves."""
    organizations = [
        {"organization_id": organization, "role": role}
        for organization, role in sorted(person.memberships.items())
    ]
    said: dict[str, Any] = msgspec.to_builtins(profile)
    return {**said, "role": person.role, "organizations": organizations}


@get("/me/picture", guards=[may(Right.ACCOUNT)])
async def get_picture(request: JsonRequest) -> Response[bytes]:
    """One's own picture, a WebP of 512 pixels square."""
    services: Services = request.app.state.services
    person = await require(request)
    async with services.db.transaction() as tx:
        image = await pictures.picture_of(tx, person.account_id)
    headers = {"Cache-Control": "private, no-cache"}
    return Response(image, media_type=pictures.MEDIA_TYPE, headers=headers)


@put("/me/picture", guards=[may(Right.ACCOUNT)], status_code=204)
async def put_picture(request: JsonRequest, data: JSONBody[Picture]) -> Response[None]:
    """Set one's picture: it is drawn anew, cut to a square, without what cameras add."""
    person = await require(request)
    await within(request, Policy.EXPENSIVE, str(person.account_id))
    image = await pictures.redraw(data.content)

    async def act(tx: Tx) -> None:
        await pictures.keep_picture(tx, person.account_id, image)

    return await once(request, act, status=204)


@delete("/me/picture", guards=[may(Right.ACCOUNT)], status_code=204)
async def delete_picture(request: JsonRequest) -> Response[None]:
    """Be without one."""
    person = await require(request)

    async def act(tx: Tx) -> None:
        await pictures.drop_picture(tx, person.account_id)

    return await once(request, act, status=204)


@get("/me/export", guards=[may(Right.ACCOUNT)])
async def get_export(request: JsonRequest) -> Response[bytes]:
    """All that is known of oneself, as one document."""
    return await export_answer(request)


async def export_answer(request: JsonRequest) -> Response[bytes]:
    """The export as a file to keep; some in a minute, for it reads a lot."""
    services: Services = request.app.state.services
    person = await require(request)
    await within(request, Policy.EXPENSIVE, str(person.account_id))
    async with services.db.transaction() as tx:
        known = await export(tx, person, now=services.clock())
    answer = json_answer(known)
    answer.headers["Content-Disposition"] = 'attachment; filename="tessera-export.json"'
    answer.headers["Cache-Control"] = NOT_KEPT
    return answer


@post("/me/email-changes", guards=[may(Right.ACCOUNT)], status_code=202)
async def post_email_change(request: JsonRequest, data: JSONBody[EmailWish]) -> Response[bytes]:
    """Have codes mailed to the new address and to the present one."""
    if again := await answered_before(request):
        return again
    services: Services = request.app.state.services
    person = await require(request)
    email = await check_wish(services, person, email=data.email, password=data.password)
    await within_mailbox(request, email)
    await within_mailbox(request, person.email, own=True)

    async def act(tx: Tx) -> object:
        asked = await begin_move(tx, person, email=email, locale=language_of(request))
        return {"id": asked.id, "expires_in": CODE_SECONDS}

    return await once(request, act, status=202)


@post("/me/email-changes/{change_id:uuid}/proof", guards=[may(Right.ACCOUNT)], status_code=200)
async def post_email_proof(
    request: JsonRequest, change_id: FromPath[UUID], data: JSONBody[Codes]
) -> Response[bytes]:
    """Move the account to the new address, by both codes; every other session ends."""
    if again := await answered_before(request):
        return again
    services: Services = request.app.state.services
    person = await require(request)
    asked = await prove_move(services, person, change_id, codes=data)

    async def act(tx: Tx) -> object:
        who = who_of(request)
        return {"email": await finish_move(tx, services, person, asked=asked, who=who)}

    return await once(request, act)


@post("/me/deletion", guards=[may(Right.ACCOUNT)], status_code=204)
async def post_deletion(request: JsonRequest, data: JSONBody[Farewell]) -> Response[None]:
    """Delete the account: who it was is forgotten, what was bought stays in the books."""
    services: Services = request.app.state.services
    person = await require(request)
    await check_password(services, person.account_id, data.password)

    async def act(tx: Tx) -> None:
        await erase(tx, person.account_id, who=who_of(request), now=services.clock())

    return await once(request, act, status=204)


ROUTES = [
    get_me,
    patch_me,
    get_picture,
    put_picture,
    delete_picture,
    get_export,
    post_email_change,
    post_email_proof,
    post_deletion,
]
