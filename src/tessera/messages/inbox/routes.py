"""REST: one's own inbox, what one wants to hear, newsletters, and browsers that are told."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromQuery, JSONBody
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.kit.errors import NotFound, Refused
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.kit.signing import encode
from tessera.messages.consent.links import CONFIRM, open_token
from tessera.messages.consent.verbs import (
    Preferences,
    ask_for_newsletter,
    confirm_reader,
    end_reading,
    keep_preferences,
    read_preferences,
)
from tessera.messages.inbox.read import mark_read, messages_of, unread_of
from tessera.messages.push.sealing import public_bytes, server_key
from tessera.messages.push.send import subscribe, unsubscribe
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, person_of, require
from tessera.web.limited import within_mailbox
from tessera.web.once import once
from tessera.web.paging import Limit


class NewsletterWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address that wants news; of the platform without an organization."""

    email: Annotated[str, Meta(max_length=254)]
    organization_id: Annotated[int, Meta(ge=0, le=2**62)] = 0


class TokenBrought(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The token of a link in a mail."""

    token: Annotated[str, Meta(max_length=200)]


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A browser's keys (Push API, `PushSubscription.toJSON`)."""

    p256dh: Annotated[str, Meta(max_length=200)]
    auth: Annotated[str, Meta(max_length=100)]


class PushWanted(msgspec.Struct, frozen=True):
    """A browser's subscription, as it writes itself; what else it says is left out."""

    endpoint: Annotated[str, Meta(min_length=8, max_length=2000)]
    keys: Keys


@get("/me/inbox", guards=[may(Right.ACCOUNT)])
async def get_inbox(
    request: JsonRequest, limit: Limit = PAGE_DEFAULT, cursor: FromQuery[UUID | None] = None
) -> Response[bytes]:
    """Messages to oneself, the newest first."""
    person = await require(request)
    pool = request.app.state.services.db.pool
    rows = await messages_of(pool, person.account_id, before=cursor, limit=limit + 1)
    return json_answer(page(rows, limit, view=_message, cursor=lambda row: row["id"]))


def _message(row: Any) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("id", "sender", "subject", "body", "link")},
        "at": rfc3339(row["at"]),
        "read_at": rfc3339(row["read_at"]) if row["read_at"] else None,
    }


@get("/me/inbox/unread", guards=[may(Right.BUY)])
async def get_unread(request: JsonRequest) -> Response[bytes]:
    """How many messages are new, 100 at most; for the bell. Guests have none."""
    person = await person_of(request)
    if person is None or person.key_id is not None:
        return json_answer({"unread": 0}, cache_control="no-store")
    unread = await unread_of(request.app.state.services.db.pool, person.account_id)
    return json_answer({"unread": unread}, cache_control="no-store")


@post("/me/inbox/reading", guards=[may(Right.ACCOUNT)], status_code=200)
async def post_reading(
    request: JsonRequest, message_id: FromQuery[UUID | None] = None
) -> Response[bytes]:
    """One message was read, or all of them."""
    person = await require(request)

    async def act(tx: Tx) -> object:
        return {"read": await mark_read(tx, person.account_id, message_id)}

    return await once(request, act)


@get("/me/message-preferences", guards=[may(Right.ACCOUNT)])
async def get_preferences(request: JsonRequest) -> Response[bytes]:
    """What one wants to hear, by what way, and when not."""
    person = await require(request)
    pool = request.app.state.services.db.pool
    return json_answer(await read_preferences(pool, person.account_id))


@put("/me/message-preferences", guards=[may(Right.ACCOUNT)])
async def put_preferences(request: JsonRequest, data: JSONBody[Preferences]) -> Response[bytes]:
    """Keep all of it; what is left out is as for who has never said anything."""
    person = await require(request)

    async def act(tx: Tx) -> object:
        return await keep_preferences(tx, person.account_id, data)

    return await once(request, act)


@get("/push-key", guards=[may(Right.BUY)])
async def get_push_key(request: JsonRequest) -> Response[bytes]:
    """What a browser names when it asks its push service for an address (RFC 8292)."""
    services: Services = request.app.state.services
    key = public_bytes(server_key(services.settings.secret))
    return json_answer({"key": encode(key)})


@put("/me/push-subscriptions", guards=[may(Right.ACCOUNT)])
async def put_push(request: JsonRequest, data: JSONBody[PushWanted]) -> Response[bytes]:
    """Tell this browser; the same browser again is the same one."""
    person = await require(request)
    services: Services = request.app.state.services

    async def act(tx: Tx) -> object:
        await subscribe(
            tx,
            person.account_id,
            endpoint=data.endpoint,
            p256dh=data.keys.p256dh,
            auth=data.keys.auth,
            plain=services.settings.environment != "production",
        )
        return {"subscribed": True}

    return await once(request, act)


@delete("/me/push-subscriptions", guards=[may(Right.ACCOUNT)], status_code=204)
async def delete_push(request: JsonRequest, endpoint: FromQuery[str]) -> Response[None]:
    """Tell this browser no more."""
    person = await require(request)

    async def act(tx: Tx) -> None:
        await unsubscribe(tx, person.account_id, endpoint[:2000])

    return await once(request, act, status=204)


@post("/newsletter", guards=[may(Right.BUY)], status_code=202)
async def post_newsletter(
    request: JsonRequest, data: JSONBody[NewsletterWanted]
) -> Response[bytes]:
    """Ask for a newsletter. The same answer for every address; a mail asks its owner."""
    await within_mailbox(request, data.email)

    async def act(tx: Tx) -> object:
        person = await person_of(request)
        locale = person.locale if person else "en"
        email = data.email.strip()
        await ask_for_newsletter(tx, data.organization_id, email, locale=locale)
        return {"status": "asked"}

    return await once(request, act, status=202)


@post("/newsletter/confirmation", guards=[may(Right.BUY)], status_code=200)
async def post_confirmation(request: JsonRequest, data: JSONBody[TokenBrought]) -> Response[bytes]:
    """The owner of the address says yes, by the token of the mail; within a week."""
    token = open_token(request.app.state.services, data.token)
    if token is None or token.kind != CONFIRM:
        raise NotFound("newsletter")

    async def act(tx: Tx) -> object:
        if not await confirm_reader(tx, token):
            raise Refused("code_ended")
        return {"status": "confirmed"}

    return await once(request, act)


@post("/newsletter/end", guards=[may(Right.BUY)], status_code=200)
async def post_end(request: JsonRequest, data: JSONBody[TokenBrought]) -> Response[bytes]:
    """No more news from this house, by the token of any of its mails."""
    token = open_token(request.app.state.services, data.token)
    if token is None or token.kind == CONFIRM:
        raise NotFound("newsletter")

    async def act(tx: Tx) -> object:
        await end_reading(tx, token)
        return {"status": "ended"}

    return await once(request, act)


ROUTES = [
    get_inbox,
    get_unread,
    post_reading,
    get_preferences,
    put_preferences,
    get_push_key,
    put_push,
    delete_push,
    post_newsletter,
    post_confirmation,
    post_end,
]
