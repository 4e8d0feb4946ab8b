"""Every error becomes an answer here, once: a status, a sentence, a problem document (RFC 9457)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from litestar import Response
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException

from tessera.kit import errors
from tessera.kit.clock import rfc3339
from tessera.kit.database import drivers_own, is_lost
from tessera.kit.idempotency import InProgress, Mismatch
from tessera.kit.money import Money

LOST_RETRY_SECONDS = 2
PROBLEM_JSON = "application/problem+json"

REFUSALS: Mapping[str, tuple[int, str]] = {
    "not_on_sale": (409, "This show is not on sale at the moment."),
    "window_shut": (409, "Places of this category are not on sale at the moment."),
    "code_required": (403, "This presale asks for a code."),
    "admission_required": (403, "This sale has a waiting room: wait for your turn first."),
    "too_many_holds": (409, "You hold as much as one may at a time. Buy or release that first."),
    "cooling_down": (429, "Several of your holds ran out unused. Wait a little before the next."),
    "room_not_open": (409, "The waiting room is not open yet."),
    "room_closed": (410, "The waiting room is closed."),
    "code_unknown": (422, "This access code is not known, or does not work any more."),
    "place_unknown": (403, "This is no place in this queue. Take one first."),
    "place_of_another": (403, "This place was taken by another account. Sign in with that one."),
    "not_your_turn": (409, "It is not your turn yet."),
    "turn_over": (410, "Your turn is over. You can queue again."),
    "show_has_room": (409, "One of these shows has a waiting room already."),
    "room_begun": (409, "People queue already, so this cannot change."),
    "phase_not_possible": (409, "The room cannot turn to that as it is now."),
    "limit_reached": (409, "That is more places than one order or customer may have."),
    "not_enough_places": (409, "There are not enough free places left. Try fewer."),
    "place_taken": (409, "Somebody else was faster. Choose other places."),
    "hold_expired": (410, "Your hold has run out. Choose your places again."),
    "offer_unknown": (422, "This offer code is not known."),
    "offer_not_applicable": (409, "This offer does not hold for these places."),
    "offer_used_up": (409, "This offer has been used as often as it may be."),
    "offer_changed": (409, "Somebody else has changed this offer meanwhile."),
    "campaign_changed": (409, "Somebody else has changed this meanwhile."),
    "campaign_begun": (409, "This message is on its way, so it cannot change."),
    "campaign_state": (409, "That cannot be done with this message as it is now."),
    "gift_card_unknown": (422, "There is no such gift card for this house."),
    "gift_card_unusable": (409, "This gift card has expired or is blocked."),
    "gift_card_empty": (409, "Nothing is left on this gift card."),
    "code_taken": (409, "Another offer has that code."),
    "provider_unknown": (422, "This way to pay is not offered."),
    "provider_unavailable": (503, "This way to pay does not answer at the moment. Try another."),
    "show_not_movable": (409, "A show that has begun, is over or cancelled cannot move."),
    "plan_loses_places": (409, "Places that somebody has bought are not in that plan."),
    "saga_running": (409, "This is under way already."),
    "move_decided": (409, "You have answered this already."),
    "replacement_ended": (410, "These places are no longer kept. The money goes back."),
    "provider_keys_missing": (409, "Enter the keys of this account first."),
    "provider_in_use": (409, "Money still moves through this account. Switch it off and wait."),
    "currency_in_use": (409, "A show in another currency is not over yet."),
    "order_expired": (410, "The order has run out. Choose your places again."),
    "order_not_payable": (409, "This order cannot be paid any more."),
    "payment_in_progress": (409, "A payment of this order is under way. Wait for its end."),
    "payment_declined": (402, "The payment was declined. Try again or pay another way."),
    "places_gone": (409, "The places were sold meanwhile. Your money is on its way back."),
    "show_not_cancellable": (409, "This show is over or cancelled already."),
    "not_cancellable": (409, "This order cannot be cancelled any more."),
    "quote_changed": (409, "What comes back has changed meanwhile. Look at it again."),
    "ticket_not_movable": (409, "This ticket was used or given back, or its show is over."),
    "place_dearer": (409, "That place costs more: say that the difference is waived."),
    "nothing_to_mail": (409, "No ticket of this order opens the door any more."),
    "test_not_offered": (409, "This installation has no test payment."),
    "refund_not_failed": (409, "This refund is not one that failed."),
    "invalid_credentials": (401, "The address or the password is wrong."),
    "challenge_over": (410, "This took too long or was tried too often. Start again."),
    "method_not_offered": (422, "This way to prove yourself is not set up here."),
    "factor_on": (409, "This is switched on already."),
    "factor_off": (409, "This is not switched on."),
    "wrong_code": (403, "That is not the code."),
    "identity_refused": (403, "The other service did not confirm who you are."),
    "identity_unavailable": (503, "The other service does not answer at the moment."),
    "identity_unverified": (403, "The other service has not verified your mail address."),
    "identity_taken": (409, "That identity belongs to another account here."),
    "passkey_refused": (403, "This passkey was not taken."),
    "passkey_known": (409, "This passkey is known already."),
    "too_many_passkeys": (409, "You have as many passkeys as one may have."),
    "step_up_required": (403, "Show first that it is you: a second factor is asked for here."),
    "too_many_mails": (429, "No more codes are sent for now. Look into your mailbox, or wait."),
    "code_ended": (410, "This code does not work any more. Ask for another one."),
    "code_wrong": (422, "That is not the code of the mail."),
    "too_many_codes": (429, "That address was sent several codes already. Wait a while."),
    "too_many_tries": (429, "Too many tries. Wait a while."),
    "too_many_requests": (429, "Too many requests. Wait a moment."),
    "hall_busy": (409, "The hall has another show at that time."),
    "show_published": (409, "Only a draft can be taken out. Cancel a show that is published."),
    "show_sells": (409, "A show that is on sale goes to another hall by its move."),
    "show_has_sales": (409, "Places of this show were sold, so this cannot change."),
    "key_not_named": (409, "This key does not sell from this allotment."),
    "allotment_ended": (409, "Nothing is kept back in this allotment any more."),
    "show_not_published": (409, "Publish the show first."),
    "way_not_open": (409, "Places of this kind do not go out that way."),
    "allotment_empty": (409, "So many places are not left in this allotment."),
    "not_in_allotment": (409, "These places are not in this allotment."),
    "show_over": (409, "This show is over or cancelled."),
    "too_many_schedules": (409, "There are as many as one may have. Remove one first."),
    "changed_meanwhile": (409, "Somebody has changed this meanwhile. Compare, and save again."),
    "title_has_shows": (409, "Shows of this title are still to come: cancel or finish them first."),
    "nothing_planned": (409, "Not one of these shows can be planned."),
    "nothing_to_undo": (409, "There is nothing to undo here, or it has been undone."),
    "name_taken": (409, "That name is taken."),
    "too_many_drafts": (409, "That is as many drafts as one may have. Throw some away first."),
    "venue_in_use": (409, "Shows were planned at this venue. Disable it instead."),
    "hall_in_use": (409, "Shows were planned in this hall. Disable it instead."),
    "hall_has_sales": (409, "Places of a show in this hall are sold or held, so its seats stay."),
    "organization_not_approved": (409, "This organization may not plan shows at the moment."),
    "application_pending": (409, "Your last application is not decided yet."),
    "application_decided": (409, "This application has been decided."),
    "too_many_documents": (409, "That is as many documents as an application may have."),
    "already_member": (409, "This person works there already."),
    "too_many_invitations": (409, "Too many invitations are open: withdraw some first."),
    "invitation_over": (410, "This invitation is over. Ask for another one."),
    "admin_stays": (409, "Whoever runs the platform cannot be blocked, deleted or acted for."),
    "not_yourself": (409, "That is yourself: ask somebody else."),
    "already_blocked": (409, "This account is blocked or deleted already."),
    "not_blocked": (409, "This account is not blocked."),
    "acting_reads_only": (403, "You look as somebody else: end that before you change anything."),
    "too_many_keys": (409, "This organization has as many API keys as it may have."),
    "approval_pending": (409, "This has been asked for already and waits for another person."),
    "own_request": (409, "Somebody else has to approve what you asked for."),
    "approval_over": (410, "This request is over. Ask again."),
    "account_protected": (409, "Who runs the platform cannot be blocked or deleted."),
    "last_owner": (409, "An organization needs an owner: name another one first."),
    "job_running": (409, "This job is being done right now."),
    "job_not_retryable": (409, "This job has not failed and waits for its turn already."),
    "too_many_endpoints": (409, "This organization has as many endpoints as it may have."),
    "endpoint_disabled": (409, "The endpoint is disabled: enable it first."),
    "delivery_under_way": (409, "This message is being sent right now."),
    "forbidden_origin": (403, "The request came from another site."),
}

STATUSES: Mapping[int, tuple[str, str]] = {
    400: ("malformed", "The request could not be read."),
    401: ("not_signed_in", "Sign in first."),
    403: ("forbidden", "That is not yours to do."),
    404: ("not_found", "There is nothing here."),
    405: ("method_not_allowed", "That cannot be done here."),
    409: ("conflict", "That cannot be done as things stand."),
    413: ("too_large", "The request is too large."),
    415: ("unsupported_media_type", "Send JSON."),
    422: ("invalid", "Some of it cannot be accepted."),
    429: ("too_many_requests", "Too many requests. Wait a moment."),
    500: ("internal_error", "Something went wrong on our side. It has been noted."),
    503: ("unavailable", "Too busy at the moment. Try again soon."),
}


class Trouble(msgspec.Struct, frozen=True):
    """An error as people and programs see it."""

    status: int
    code: str
    detail: str
    problems: tuple[errors.Problem, ...] = ()
    facts: dict[str, Any] = {}
    retry_after_seconds: int | None = None


def trouble_of(error: Exception) -> Trouble:
    """What an exception means; anything unexpected is a 500 that tells nothing."""
    match error:
        case errors.Invalid():
            return Trouble(422, "invalid", STATUSES[422][1], error.problems)
        case errors.Refused():
            status, detail = REFUSALS[error.code]
            retry = error.facts.get("retry_after_seconds", 1 if status == 429 else None)
            return Trouble(
                status, error.code, detail, facts=plain(error.facts), retry_after_seconds=retry
            )
        case errors.NotFound():
            return Trouble(404, "not_found", f"There is no such {error.what}.")
        case errors.NotSignedIn():
            return Trouble(401, *STATUSES[401])
        case errors.Forbidden():
            return Trouble(403, *STATUSES[403])
        case errors.UnsupportedMedia():
            return Trouble(415, *STATUSES[415])
        case errors.TooLarge():
            return Trouble(413, *STATUSES[413])
        case errors.Unavailable():
            return Trouble(503, *STATUSES[503], retry_after_seconds=error.retry_after_seconds)
        case Mismatch():
            return Trouble(422, error.code, "This idempotency key came with another request.")
        case InProgress():
            return Trouble(
                409,
                error.code,
                "The first request with this key is at work.",
                retry_after_seconds=1,
            )
        case HTTPException() if error.status_code in STATUSES and error.status_code < 500:
            return Trouble(error.status_code, *STATUSES[error.status_code])
        case _ if is_lost(error):
            return Trouble(503, *STATUSES[503], retry_after_seconds=LOST_RETRY_SECONDS)
        case _ if is_data_error(error):
            problem = errors.Problem("", "holds a value that cannot be stored")
            return Trouble(422, "invalid", STATUSES[422][1], (problem,))
        case _:
            return Trouble(500, *STATUSES[500])


def is_data_error(error: BaseException | None) -> bool:
    """Whether PostgreSQL could not take a value: class 22 of its error codes.

    NUL in a text, a number past its type, a date before its time. Bounds that a field has of its
    own are checked before; this is the net under them. A division by zero is a mistake of ours.
    """
    error = drivers_own(error)
    ours = asyncpg.exceptions.DivisionByZeroError
    return isinstance(error, asyncpg.DataError) and not isinstance(error, ours)


def plain(value: Any) -> Any:
    """Facts as JSON values: instants as RFC 3339, money as amount and currency."""
    match value:
        case datetime():
            return rfc3339(value)
        case Money():
            return {"amount": value.amount, "currency": value.currency}
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case tuple() | list():
            return [plain(item) for item in value]
        case _:
            return value


def problem_body(trouble: Trouble, request_id: str) -> bytes:
    """The problem document of a trouble."""
    body: dict[str, Any] = {
        "type": f"/problems/{trouble.code}",
        "title": trouble.code.replace("_", " ").capitalize(),
        "status": trouble.status,
        "detail": trouble.detail,
        "code": trouble.code,
        "request_id": request_id,
    }
    if trouble.problems:
        body["errors"] = [{"field": p.path, "message": p.message} for p in trouble.problems]
    for name, fact in trouble.facts.items():
        body.setdefault(name, fact)
    return msgspec.json.encode(body)


def problem_answer(trouble: Trouble, request_id: str) -> Response[bytes]:
    """The answer that carries a problem document."""
    headers = {}
    if trouble.retry_after_seconds is not None:
        headers["Retry-After"] = str(trouble.retry_after_seconds)
    if trouble.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(
        problem_body(trouble, request_id),
        status_code=trouble.status,
        media_type=PROBLEM_JSON,
        headers=headers,
    )


def request_id(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The id that the shield gave to this request."""
    return str(request.scope.get("state", {}).get("request_id", ""))
