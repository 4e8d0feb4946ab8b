"""What a browser and a program are told once somebody has shown who they are."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Response

from tessera.accounts.factors.model import Challenged, Entered, Visit
from tessera.accounts.model import BearerPair, SessionKind
from tessera.services import Services
from tessera.web.answers import json_answer
from tessera.web.cookies import (
    CHALLENGE_COOKIE,
    SESSION_COOKIE,
    VISITOR_COOKIE,
    cookie,
    told_by,
)
from tessera.web.guards import Connection
from tessera.web.pages import Page, go

AGENT_SIGNS_MAX = 300
SECOND_PAGE = "/sign-in/second"


def visit_of(connection: Connection, kind: SessionKind) -> Visit:
    """From where a request comes, as far as it can be told."""
    address = str(connection.scope.get("state", {}).get("address", ""))
    agent = connection.headers.get("user-agent", "")
    printable = "".join(sign for sign in agent if sign.isprintable())
    visit = Visit(kind, address, printable[:AGENT_SIGNS_MAX])
    if kind is not SessionKind.WEB:
        return visit
    device, earlier = told_by(connection, VISITOR_COOKIE), told_by(connection, SESSION_COOKIE)
    return msgspec.structs.replace(visit, device=device, earlier=earlier)


def entered_page(services: Services, outcome: Entered | Challenged, following: str) -> Page:
    """On to where one was, or to the second factor first."""
    if isinstance(outcome, Challenged):
        where = f"{SECOND_PAGE}?{urlencode({'next': following})}"
        return go(
            where, cookie(services, CHALLENGE_COOKIE, outcome.secret, seconds=outcome.seconds)
        )
    seconds = services.settings.web_session_seconds
    session = cookie(services, SESSION_COOKIE, outcome.secret, seconds=seconds)
    return go(following, session, cookie(services, CHALLENGE_COOKIE, "", seconds=0))


def entered_answer(outcome: Entered | Challenged) -> Response[bytes]:
    """200 with a pair, or 202 with what is asked for second (docs/api.md)."""
    if isinstance(outcome, Challenged):
        asked = {
            "second_factor": outcome.methods,
            "challenge": outcome.secret,
            "expires_in": outcome.seconds,
        }
        return json_answer(asked, 202)
    assert outcome.pair is not None, "a program's session is a pair"
    return json_answer(pair_view(outcome.pair))


def pair_view(pair: BearerPair) -> dict[str, Any]:
    """The pair as OAuth 2.0 names its parts (RFC 6749, section 5.1)."""
    return {
        "access_token": pair.access_token,
        "token_type": "bearer",
        "expires_in": pair.expires_in,
        "refresh_token": pair.refresh_token,
    }
