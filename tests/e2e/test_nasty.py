"""Values that break naive servers: each is refused with a problem document, none is a 500."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tessera.services import Services
from tessera.web.errors import PROBLEM_JSON
from tests.fixtures.house import OWNER, PASSWORD, create_house, create_show
from tests.fixtures.servers import ServerProcess

NUL = "a\0b"
HUGE = 10**30
LONE_SURROGATE = b'{"email": "\\ud800@a.test", "password": "aaaaaaaaaa", "name": "A"}'
NOT_UTF8 = b'{"email": "\xff\xfe", "password": "aaaaaaaaaa"}'
LATE = "9999-12-31T23:59:59+00:00"
TITLE = {"kind": "film", "name": "A", "runtime_minutes": 100, "organization_id": 1}
VENUE = {"organization_id": 1, "name": "A", "city": "B", "country": "IN"}
SHOW = {"title_id": 1, "hall_id": 1, "starts_at": "2031-01-01T20:00:00Z", "prices": {"regular": 1}}

READS = [
    f"/shows/{HUGE}",
    f"/shows/{2**63}/seats",
    f"/titles/{HUGE}",
    f"/titles?cursor={2**63}",
    "/titles?cursor=-1",
    "/titles?limit=0",
    "/titles?limit=101",
    "/titles?q=a%00b",
    "/titles?genre=a%00b",
    "/shows?city=a%00b",
    "/shows?date=0000-00-00",
    f"/shows?venue_id={HUGE}",
    f"/seat-plans/{HUGE}",
    f"/venues/{HUGE}",
    "/me/orders?limit=-1",
    "/order-references/a%00b",
    "/orders/00000000-0000-0000-0000-00000000000g",
]
WRITES: list[tuple[str, Any]] = [
    ("/auth/login", {"email": NUL, "password": NUL}),
    ("/auth/login", NOT_UTF8),
    ("/auth/registrations", LONE_SURROGATE),
    ("/auth/registrations", {"email": f"n{NUL}@a.test"}),
    ("/auth/refresh", {"refresh_token": "\ud7ff" * 500}),
    ("/shows/1/holds", {"places": [HUGE]}),
    ("/shows/1/holds", {"places": [-1]}),
    ("/shows/1/holds", {"places": [0] * 5000}),
    ("/shows/1/holds", {"area": NUL, "quantity": HUGE}),
    ("/shows/1/holds", b"[" * 100_000),
    ("/titles", TITLE | {"name": NUL}),
    ("/titles", TITLE | {"runtime_minutes": HUGE}),
    ("/titles", TITLE | {"genres": [NUL]}),
    ("/venues", VENUE | {"timezone": "../../etc/passwd"}),
    ("/venues", VENUE | {"timezone": NUL}),
    ("/venues", VENUE | {"timezone": "Asia"}),
    ("/venues", VENUE | {"timezone": "x" * 10_000}),
    ("/shows", SHOW | {"starts_at": "2031-01-01T20:00:00"}),
    ("/shows", SHOW | {"starts_at": LATE}),
    ("/shows", SHOW | {"starts_at": "0001-01-01T00:00:00+14:00"}),
    ("/shows", SHOW | {"ends_at": LATE}),
    ("/shows", SHOW | {"prices": {NUL: 1}}),
    ("/shows", SHOW | {"prices": {"regular": HUGE}}),
    ("/shows", SHOW | {"hall_id": HUGE}),
    ("/shows", SHOW | {"format": NUL}),
    ("/shows", SHOW | {"sales_open_at": "2031-01-01T20:00:00"}),
    ("/organizations/1/seat-plans", {"format": "tessera-seat-plan/1", "name": NUL}),
    ("/organizations/1/seat-plans", {"zones": [{"rows": HUGE}]}),
]


def sign_in(client: httpx.Client, email: str) -> None:
    """Act as somebody from now on."""
    answer = client.post("/auth/login", json={"email": email, "password": PASSWORD})
    client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access_token']}"


@pytest.fixture
async def selling(serve: Callable[..., ServerProcess], services: Services) -> ServerProcess:
    """A server with a show, everything of which has the id 1."""
    await create_show(services, await create_house(services, standing=3))
    return serve()


def test_nasty_values_are_refused_with_a_problem_document(
    selling: ServerProcess,
) -> None:
    """NUL, lone surrogates, ids past a bigint, times past the calendar, timezones that are none."""
    with httpx.Client(base_url=f"{selling.url}/api/v1", timeout=10) as client:
        sign_in(client, OWNER)

        answers = [(path, client.get(path)) for path in READS]
        answers += [(f"{path} {body!r:.99}", posted(client, path, body)) for path, body in WRITES]

    strange = {
        asked: (answer.status_code, answer.text[:300])
        for asked, answer in answers
        if answer.status_code not in (401, 404, 422)
        or answer.headers["content-type"] != PROBLEM_JSON
    }
    assert strange == {}


def posted(client: httpx.Client, path: str, body: Any) -> httpx.Response:
    """Post JSON, or bytes that claim to be."""
    if isinstance(body, bytes):
        return client.post(path, content=body, headers={"Content-Type": "application/json"})
    return client.post(path, json=body)
