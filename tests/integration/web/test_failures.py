"""What goes wrong inside stays inside; who is kept out is noticed."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import structlog
from litestar import Litestar, get

from tessera.kit.errors import Forbidden
from tessera.settings import Settings
from tessera.web.app import make_app
from tessera.web.errors import problem_answer, request_id

INNER = "SELECT password FROM accounts at /srv/tessera/secret.py"


@get("/broken")
async def broken() -> None:
    """Fails as nobody foresaw."""
    raise RuntimeError(INNER)


@get("/closed")
async def closed() -> None:
    """Is for others."""
    raise Forbidden


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """The application with two routes that fail."""

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        yield

    settings = Settings(environment="test", secret="s" * 40)
    app: Any = make_app(
        settings,
        api=[broken, closed],
        pages=[],
        lifespan=lifespan,
        error_page=lambda request, trouble: problem_answer(trouble, request_id(request)),
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tessera.test") as made:
        yield made


async def test_failure_tells_the_reader_nothing_and_the_log_everything(
    client: httpx.AsyncClient,
) -> None:
    """A sentence and a number to ask about; what happened is in the log under that number."""
    with structlog.testing.capture_logs() as lines:
        answer = await client.get("/api/v1/broken")

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "password" not in answer.text
    assert "RuntimeError" not in answer.text
    [line] = lines
    assert line["event"] == "request_failed"
    assert INNER in repr(line["exc_info"])


async def test_application_goes_on_after_a_failure(client: httpx.AsyncClient) -> None:
    """The next request is served as the one before."""
    statuses = [(await client.get(f"/api/v1/{path}")).status_code for path in ("broken", "closed")]

    assert statuses == [500, 403]


async def test_who_is_kept_out_is_noticed_without_what_they_sent(
    client: httpx.AsyncClient,
) -> None:
    """Which door, and how it was refused; no query, header or body, for these may be secrets."""
    with structlog.testing.capture_logs() as lines:
        await client.get("/api/v1/closed?token=hush", headers={"Authorization": "Bearer hush"})

    [line] = lines
    assert (line["event"], line["status"]) == ("kept_out", 403)
    assert line["asked"] == "GET /api/v1/closed"
    assert "hush" not in json.dumps(line, default=repr)
