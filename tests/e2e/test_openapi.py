"""Schemathesis over our own OpenAPI document: whatever is sent, the server never fails.

Half of the ids are real, so that what is wrong further inside is reached as well.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from litestar.serialization import encode_json
from schemathesis import GenerationMode

from tessera.main import create_app
from tessera.services import Services
from tessera.settings import Settings
from tessera.web.errors import PROBLEM_JSON
from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.matrix import credentials
from tests.fixtures.servers import ServerProcess

pytestmark = pytest.mark.timeout(300)

EXAMPLES = 3
"""Per operation, and as many again that break its schema."""
SECONDS_MAX = 10
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
REFUSED = {401, 403}
ENDLESS = "/api/v1/shows/{show_id}/live"
SIGN_OUT = "/api/v1/auth/logout"
PEOPLE = {
    "owner": (("owner",), EXAMPLES),
    "admin": (("admin",), EXAMPLES),
    "others": (("guest", "customer", "manager", "box_office", "door", "support"), 1),
}
"""Who asks, and how many of the cases: fewer with those who may do a part of what an owner or an
admin may."""


class Case(NamedTuple):
    """One call of an operation: its path, query and body as they were made up; and whether it is
    about what exists."""

    made: Any
    parts: tuple[Any, Any, Any]
    known: bool


class Cases(NamedTuple):
    """The calls of one operation, in the order of making."""

    good: list[Case]
    bad: list[Case]


@pytest.fixture(scope="module")
def operations() -> list[Cases]:
    """Cases for every operation of the document that ends by itself; signing out comes last. To
    make a case costs more than to send it, so these are made once."""
    schema: Any = schemathesis.openapi.from_dict(document())
    schema.config.generation.update(with_security_parameters=False)
    found = [result.ok() for result in schema.get_all_operations()]
    assert len(found) > 45
    ending = sorted((o for o in found if o.path != ENDLESS), key=lambda o: o.path == SIGN_OUT)
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return [Cases(*(made(operation, mode) for mode in modes)) for operation in ending]


def document() -> dict[str, Any]:
    """What a server publishes."""
    app: Any = create_app(Settings(environment="test", secret="s" * 32, database_url="none"))
    written = encode_json(app._app._litestar.openapi_schema.to_schema())
    return msgspec.json.decode(written, type=dict[str, Any])


def made(operation: Any, mode: GenerationMode) -> list[Case]:
    """Cases that fit the schema of an operation, or that do not."""
    cases: list[Case] = []

    def keep(made: Any, known: bool) -> None:
        cases.append(Case(made, (made.path_parameters, made.query, made.body), known))

    strategy = operation.as_strategy(generation_mode=mode)
    # Where an operation takes nothing, or anything, nothing can be wrong about it.
    with suppress(*([Unsatisfiable] if mode.is_negative else [])):
        BOUNDED(given(made=strategy, known=st.booleans())(keep))()
    return cases


@pytest.mark.parametrize("group", PEOPLE)
async def test_whatever_is_sent_the_server_never_fails(
    serve: Callable[..., ServerProcess],
    services: Services,
    operations: list[Cases],
    group: str,
) -> None:
    """Each answer is below 500, and each error is a problem document."""
    house = await create_house(services, places=5, standing=5)
    real = await stocked(services, house)
    tokens = await credentials(services, house)
    server = serve()
    people, amount = PEOPLE[group]
    with ExitStack() as opened:
        clients = [opened.enter_context(client_of(server, tokens.get(who, ""))) for who in people]
        asked = Asked(clients, real, amount)

        wrong = [fault for one in operations for fault in faults(asked, one)]

    assert wrong == []


class Asked(NamedTuple):
    """Who asks, by what they carry; the ids of what exists; and how much is tried."""

    clients: list[httpx.Client]
    real: dict[str, Any]
    amount: int


def client_of(server: ServerProcess, token: str) -> httpx.Client:
    """Somebody with a token, or a guest."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=server.url, timeout=SECONDS_MAX, headers=headers)


async def stocked(services: Services, house: House) -> dict[str, Any]:
    """Everything that an operation may name, by the name of its field."""
    show = await create_show(services, house)
    return {
        "show_id": show.id,
        "title_id": house.title_id,
        "hall_id": house.hall_id,
        "venue_id": show.venue.id,
        "organization_id": house.organization_id,
        "seat_plan_id": show.seat_plan_id,
        "account_id": str(house.owner_id),
    }


def faults(asked: Asked, cases: Cases) -> list[str]:
    """What the server got wrong of one operation, the first three."""
    wrong: list[str] = []
    for number in range(asked.amount):
        statuses: set[int] = set()
        for case in (*cases.good[number : number + 1], *cases.bad[number : number + 1]):
            request = request_of(case, asked.real if case.known else {})
            for client in asked.clients:
                answer = client.request(**request)
                statuses.add(answer.status_code)
                kind = answer.headers.get("content-type", "")
                if answer.status_code >= 500 or (
                    answer.status_code >= 400 and kind != PROBLEM_JSON
                ):
                    wrong.append(f"{answer.status_code} {kind} {case.made.as_curl_command()[:600]}")
        # Guards look before anything is read: more of what they refuse would tell nothing new.
        if statuses <= REFUSED:
            break
    return wrong[:3]


def request_of(case: Case, real: dict[str, Any]) -> dict[str, Any]:
    """The case as httpx sends it, with the ids in `real` for those that were made up."""
    ours = case.made
    ours.path_parameters, ours.query, ours.body = (with_real(part, real) for part in case.parts)
    sent = ours.as_transport_kwargs(base_url="")
    names = {"method", "url", "params", "json"} & sent.keys()
    body = {"content": sent["data"]} if sent.get("data") is not None else {}
    typed = {"content-type": "application/json"} if body else {}
    return {name: sent[name] for name in names} | body | {"headers": typed}


def with_real(fields: Any, real: dict[str, Any]) -> Any:
    """`fields` with what is known of them."""
    if not isinstance(fields, dict):
        return fields
    return {name: real.get(name, value) for name, value in fields.items()}
