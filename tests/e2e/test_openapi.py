"""Schemathesis over our own OpenAPI document: whatever is sent, the server never fails.

Half of the ids are real, so that what is wrong further inside is reached as well.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any, NamedTuple

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tessera.services import Services
from tessera.web.errors import PROBLEM_JSON
from tests.fixtures.house import House, create_house, create_show
from tests.fixtures.matrix import credentials
from tests.fixtures.servers import ServerProcess

pytestmark = [pytest.mark.xdist_group("servers"), pytest.mark.timeout(300)]

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
ONE_OF_EACH = settings(BOUNDED, max_examples=1)
REFUSED = {401, 403}
ENDLESS = "/api/v1/shows/{show_id}/live"
SIGN_OUT = "/api/v1/auth/logout"
PEOPLE = {
    "owner": (("owner",), (ONE_OF_EACH, BOUNDED)),
    "admin": (("admin",), (ONE_OF_EACH, BOUNDED)),
    "others": (
        ("guest", "customer", "manager", "box_office", "door", "support"),
        (ONE_OF_EACH,),
    ),
}
"""Who asks, and how much is tried: less with those who may do a part of what an owner or an admin
may. To make a case costs more than to send it, so these send the same."""


@pytest.mark.parametrize("group", PEOPLE)
async def test_whatever_is_sent_the_server_never_fails(
    serve: Callable[..., ServerProcess], services: Services, group: str
) -> None:
    """Each answer is below 500, and each error is a problem document."""
    house = await create_house(services, places=5, standing=5)
    real = await stocked(services, house)
    tokens = await credentials(services, house)
    server = serve()
    people, amounts = PEOPLE[group]
    with ExitStack() as opened:
        clients = [opened.enter_context(client_of(server, tokens.get(who, ""))) for who in people]
        asked = Asked(clients, real, amounts)

        wrong = [fault for one in operations(clients[0]) for fault in faults(asked, one)]

    assert wrong == []


class Asked(NamedTuple):
    """Who asks, by what they carry; the ids of what exists; and how much is tried."""

    clients: list[httpx.Client]
    real: dict[str, Any]
    amounts: tuple[settings, ...]


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


def operations(client: httpx.Client) -> list[Any]:
    """Every operation of the document that ends by itself; signing out comes last."""
    document = client.get("/api/schema").raise_for_status().json()
    schema: Any = schemathesis.openapi.from_dict(document)
    schema.config.generation.update(with_security_parameters=False)
    found = [result.ok() for result in schema.get_all_operations()]
    assert len(found) > 45
    return sorted((o for o in found if o.path != ENDLESS), key=lambda o: o.path == SIGN_OUT)


def faults(asked: Asked, operation: Any) -> list[str]:
    """What the server got wrong of one operation, the first three."""
    wrong: list[str] = []
    statuses: set[int] = set()

    def knock(case: Any, known: bool) -> None:
        request = request_of(case, asked.real if known else {})
        for client in asked.clients:
            answer = client.request(**request)
            statuses.add(answer.status_code)
            kind = answer.headers.get("content-type", "")
            if answer.status_code >= 500 or (answer.status_code >= 400 and kind != PROBLEM_JSON):
                wrong.append(f"{answer.status_code} {kind} {case.as_curl_command()[:600]}")

    for amount in asked.amounts:
        for mode in GenerationMode:
            case = operation.as_strategy(generation_mode=mode)
            # Where an operation takes nothing, or anything, nothing can be wrong about it.
            with suppress(*([Unsatisfiable] if mode.is_negative else [])):
                amount(given(case=case, known=st.booleans())(knock))()
        # Guards look before anything is read: more of what they refuse would tell nothing new.
        if statuses <= REFUSED:
            break
    return wrong[:3]


def request_of(case: Any, real: dict[str, Any]) -> dict[str, Any]:
    """The case as httpx sends it, with the ids in `real` for those that were made up."""
    case.path_parameters = with_real(case.path_parameters, real)
    case.query = with_real(case.query, real)
    case.body = with_real(case.body, real)
    sent = case.as_transport_kwargs(base_url="")
    names = {"method", "url", "params", "json"} & sent.keys()
    body = {"content": sent["data"]} if sent.get("data") is not None else {}
    typed = {"content-type": "application/json"} if body else {}
    return {name: sent[name] for name in names} | body | {"headers": typed}


def with_real(fields: Any, real: dict[str, Any]) -> Any:
    """`fields` with what is known of them."""
    if not isinstance(fields, dict):
        return fields
    return {name: real.get(name, value) for name, value in fields.items()}
