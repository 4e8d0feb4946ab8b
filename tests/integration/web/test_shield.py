"""The shield: whose address counts, who is exempt, and what a refusal says."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import pytest

from tessera.kit.limits import Policy, Quota, connect
from tessera.settings import Settings
from tessera.web.asgi import Message, Receive, Scope, Send
from tessera.web.shield import Shield

PROXY, STRANGER = "10.0.0.1", "198.51.100.7"


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


async def inner(_: Scope, __: Receive, send: Send) -> None:
    """An application that is content with everything."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


@pytest.fixture
async def shield(valkey_url: str) -> AsyncIterator[Callable[..., Shield]]:
    """A shield that grants two changes a minute."""
    quotas = {Policy.ADDRESS: Quota(2, 60)}
    limits = connect(valkey_url, cluster=False, quotas=quotas)

    def made(**fields: Any) -> Shield:
        settings = Settings(trusted_networks=("127.0.0.0/8",), **fields)
        return Shield(inner, settings, lambda: limits)

    yield made
    await limits.close()


async def ask(shield: Shield, client: str, *, forwarded: str = "", method: str = "POST") -> Answer:
    """One request from an address."""
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {
        "type": "http",
        "method": method,
        "path": "/orders",
        "query_string": b"",
        "headers": headers,
        "client": (client, 1),
    }
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    await shield(scope, lambda: None, send)  # type: ignore[arg-type,return-value]
    found = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    return Answer(told[0]["status"], found, told[1]["body"])


async def test_third_change_from_one_address_is_refused_with_its_quota(
    shield: Callable[..., Shield],
) -> None:
    """429 with when to come back; reading is not counted; others are served."""
    made = shield()
    statuses = [(await ask(made, STRANGER)).status for _ in range(2)]

    refused = await ask(made, STRANGER)
    read = await ask(made, STRANGER, method="GET")
    other = await ask(made, "198.51.100.8")

    assert [*statuses, refused.status, read.status, other.status] == [200, 200, 429, 200, 200]
    assert json.loads(refused.body)["code"] == "too_many_requests"
    assert refused.headers["ratelimit-policy"] == '"address";q=2;w=60'
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_trusted_network_is_not_counted(shield: Callable[..., Shield]) -> None:
    """Loopback, as of a laptop or a bench."""
    made = shield()

    assert [(await ask(made, "127.0.0.1")).status for _ in range(5)] == [200] * 5


async def test_address_that_a_stranger_claims_counts_for_nothing(
    shield: Callable[..., Shield],
) -> None:
    """`X-Forwarded-For` from anybody but a trusted proxy is not read."""
    made = shield(trusted_proxies=(f"{PROXY}/32",))

    answers = [await ask(made, STRANGER, forwarded=f"127.0.0.{n}") for n in range(1, 4)]

    assert [answer.status for answer in answers] == [200, 200, 429]


async def test_trusted_proxy_tells_who_asks(shield: Callable[..., Shield]) -> None:
    """The last address that is no proxy's: what clients put in front of it is not believed."""
    made = shield(trusted_proxies=(f"{PROXY}/32",))
    chain = f"127.0.0.1, {STRANGER}, {PROXY}"

    answers = [await ask(made, PROXY, forwarded=chain) for _ in range(3)]
    other = await ask(made, PROXY, forwarded="198.51.100.8")

    assert [answer.status for answer in answers] == [200, 200, 429]
    assert other.status == 200
