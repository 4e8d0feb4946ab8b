"""Probes and figures: /healthz, /readyz, /metrics; and where to report a weakness."""

from datetime import timedelta
from email.utils import parseaddr
from typing import Any

import msgspec
from litestar import Request, Response, get, post

from tessera.accounts.policy import Right
from tessera.kit.clock import rfc3339
from tessera.kit.database import LOST
from tessera.kit.errors import NotFound
from tessera.operations.figures.common import common
from tessera.operations.figures.exposition import written
from tessera.operations.figures.share import snapshots
from tessera.services import Services
from tessera.web.answers import answer
from tessera.web.guards import may, person_of, require

CONTACT_DAYS = 90
"""How long the answer of /.well-known/security.txt holds."""


@get("/healthz", guards=[may(Right.KNOCK)], include_in_schema=False)
async def healthz() -> Response[bytes]:
    """Whether this process serves."""
    return Response(b'{"status":"ok"}', media_type="application/json")


@get("/readyz", guards=[may(Right.KNOCK)], include_in_schema=False)
async def readyz(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Whether each dependency answers. Valkey may be away: selling goes on without it."""
    services: Services = request.app.state.services
    try:
        database = await services.db.pool.fetchval("SELECT true", timeout=2)
    except LOST:
        database = False
    cache = await services.valkey.ping()
    body = {
        "status": "ready" if database else "not_ready",
        "database": "ok" if database else "down",
        "valkey": "ok" if cache else "down",
    }
    return Response(
        msgspec.json.encode(body),
        status_code=200 if database else 503,
        media_type="application/json",
    )


@post("/ping", guards=[may(Right.ACCOUNT)], status_code=200)
async def ping(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Nothing, for somebody signed in: try a token, or measure what an empty call costs."""
    await require(request)
    return answer(b"{}")


@get("/ping", guards=[may(Right.BROWSE)])
async def look(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Nothing, for anybody: whether the interface is there, or what an empty look costs."""
    await person_of(request)
    return answer(b"{}")


@get("/.well-known/security.txt", guards=[may(Right.BROWSE)], include_in_schema=False)
async def security_txt(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Whom to tell of a weakness (RFC 9116); by default who sends our mails."""
    services: Services = request.app.state.services
    settings = services.settings
    contact = settings.security_contact or f"mailto:{parseaddr(settings.mail_from)[1]}"
    lines = (
        f"Contact: {contact}",
        f"Expires: {rfc3339(services.clock() + timedelta(days=CONTACT_DAYS))}",
        "Preferred-Languages: en",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
    )
    return Response("\n".join(lines).encode() + b"\n", media_type="text/plain")


@get("/metrics", guards=[may(Right.KNOCK)], include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Figures of this machine's processes in Prometheus' text format, for trusted networks."""
    if not request.scope["state"].get("trusted"):
        raise NotFound("page")
    services: Services = request.app.state.services
    text = written(snapshots(services), await common(services))
    return Response(text, media_type="text/plain; version=0.0.4")


ROUTES = [healthz, readyz, metrics, security_txt]
