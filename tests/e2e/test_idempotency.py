"""P9 over the whole surface: whatever is sent twice has one effect and one answer."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any, cast
from uuid import UUID

import httpx
import pytest

from tessera.accounts.model import MemberRole
from tessera.accounts.register import register
from tessera.claims.place import place
from tessera.claims.tasks import sweep
from tessera.kit.jobs import enqueue
from tessera.kit.mail import Mailer
from tessera.orders.open import open_orders
from tessera.orders.read import read_order
from tessera.orders.replacement.tasks import find_replacement
from tessera.organizations.found import found_organization, set_member
from tessera.organizations.model import NewOrganization
from tessera.payments.settle import settle
from tessera.services import Services, Workshop
from tessera.shows.model import Show
from tessera.tickets.read import claim_of, read_ticket
from tessera.webhooks.change import send_test
from tests.fixtures.cards import card_sales
from tests.fixtures.codes import code_in_mail
from tests.fixtures.house import (
    OWNER,
    PASSWORD,
    create_admin,
    create_house,
    create_show,
    hold,
    let_time_pass,
    order,
)
from tests.fixtures.mutations import MUTATIONS
from tests.fixtures.servers import Buyer, ServerProcess
from tests.fixtures.titles import hidden_title, venue_picture
from tests.fixtures.world import Mutation, World
from tests.integration.payments.test_any_order import attempted
from tests.integration.payments.test_settle import attempt
from tests.integration.webhooks.test_told import endpoint

ADMIN = "admin@house.test"
VOLATILE = {"idempotency_keys", "sessions", "sale_moments", "insight_seen"}
"""What the keys themselves and their bearers write, and what every process writes by the clock."""


async def test_whatever_is_sent_twice_has_one_effect_and_one_answer(
    world: World, people: dict[str, httpx.AsyncClient], services: Services
) -> None:
    """Each route of REST: the second answer is the first one's bytes, and no row changes; the same
    key with another body is refused."""
    wrong = []
    for route, make in MUTATIONS.items():
        if fault := await fault_of(route, make(world), people=people, services=services):
            wrong.append(f"{route}: {fault}")

    assert not wrong, "\n".join(wrong)


async def fault_of(
    route: str, wish: Mutation, *, people: dict[str, httpx.AsyncClient], services: Services
) -> str:
    """What is wrong with a route, if anything."""
    client, method = people[wish.who], route.partition(" ")[0]
    headers = {"Idempotency-Key": f"key of {route}"} | dict(wish.headers or {})

    async def send(body: Any) -> httpx.Response:
        return await client.request(method, wish.path, json=body, headers=headers)

    before = await snapshot(services)
    first = await send(wish.body)
    after = await snapshot(services)
    second = await send(wish.body)
    if not first.is_success or after == before:
        return f"no effect: {first.status_code} {first.text[:300]}"
    if (first.status_code, first.content) != (second.status_code, second.content):
        return f"two answers: {first.text[:300]} / {second.status_code} {second.text[:300]}"
    if second.headers.get("idempotent-replayed") != "true":
        return "the second does not say that it is a replay"
    if changed := {
        name for name, rows in (await snapshot(services)).items() if rows != after[name]
    }:
        return f"a second effect in {changed}"
    other = await send({"another": "body"} if wish.body is None else wish.other)
    if (other.status_code, other.json().get("code")) != (422, "idempotency_mismatch"):
        return f"another body: {other.status_code} {other.text[:300]}"
    return ""


async def snapshot(services: Services) -> dict[str, tuple[int, int]]:
    """Every table with its count of rows and the sum of their hashes."""
    pool = services.db.pool
    tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    names = sorted(row["tablename"] for row in tables if row["tablename"] not in VOLATILE)
    parts = [
        f"SELECT '{name}' AS name, count(*) AS n, sum(hashtextextended(t::text, 0)) AS h"
        f" FROM {name} AS t"
        for name in names
    ]
    rows = await pool.fetch(" UNION ALL ".join(parts))
    return {row["name"]: (row["n"], row["h"]) for row in rows}


@pytest.fixture
async def server(serve: Callable[..., ServerProcess]) -> ServerProcess:
    """A server."""
    return await asyncio.to_thread(serve)


@pytest.fixture
async def world(services: Services, server: ServerProcess) -> World:
    """A house with everything that the requests are about."""
    house = await create_house(services, places=40)
    await create_admin(services)
    show, doomed = [await create_show(services, house, days=days) for days in (1, 2)]
    async with services.db.transaction() as tx:
        member = await register(
            tx, services.passwords, email="member@house.test", password=PASSWORD, name="Mia"
        )
        await set_member(tx, house.organization_id, member, role=MemberRole.DOOR)
        empty = await found_organization(
            tx, NewOrganization(name="Empty", slug="empty", currency="INR", owner_email=OWNER)
        )
        for _ in range(2):
            await enqueue(tx, "mail_cancellation", "{}")
        await enqueue(tx, "confirm_order", "{}")
        await tx.fetch("UPDATE pgqueuer SET status = 'failed'")
        await enqueue(tx, "mail_cancellation", "{}")
        jobs = await tx.fetch("SELECT id FROM pgqueuer ORDER BY id")
    hook = await endpoint(services, house)
    async with services.db.transaction() as tx:
        message = await send_test(tx, hook)
    replaced = await late_orders(services, show, 38, 39)
    spare, run = await hidden_title(services)
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        buyer = Buyer(client)
        paid = [await bought(buyer, show.id, n) for n in (0, 1, 2, 5)]
        await move_order(services, paid[3]["id"])
        pending = (await buyer.order((await buyer.hold(show.id, [3])).json())).json()
        held = (await buyer.hold(show.id, [4])).json()
    return World(
        organization_id=house.organization_id,
        venue_id=show.venue.id,
        hall_id=house.hall_id,
        title_id=house.title_id,
        show_id=show.id,
        doomed_show_id=doomed.id,
        member_id=str(member),
        now=services.clock(),
        hold=held,
        pending=pending,
        paid=tuple(paid),
        job_ids=tuple(row["id"] for row in jobs),
        ticket_code=await code_of(services, paid[2]),
        replaced=tuple(replaced),
        empty_organization_id=empty.id,
        endpoint_id=str(hook.id),
        delivery_id=str(message),
        spare_title_id=spare,
        title_run_id=run,
        card_sales=await card_sales(services, house),
        picture_id=await venue_picture(services, house.venue_id),
    )


async def move_order(services: Services, order_id: str) -> None:
    """The order's show has moved, and its customer is asked."""
    await services.db.pool.execute(
        """WITH saga AS (
            INSERT INTO sagas (id, kind, subject, step, status, started_at, stepped_at, ended_at)
            VALUES (uuidv7(), 'show_move', '0', 5, 'done', now(), now(), now()) RETURNING id
        ), moved AS (
            INSERT INTO show_moves (id, show_id, account_id, reason, wanted, before, moved_at)
            SELECT saga.id, o.show_id, a.id, 'Fog', '{}',
                '{"hall": "Old", "seat_plan_id": 1, "starts_at": "2026-01-01T00:00:00Z"}', now()
            FROM saga, orders o, accounts a WHERE o.id = $1 LIMIT 1 RETURNING id
        )
        INSERT INTO moved_orders (move_id, order_id) SELECT id, $1 FROM moved""",
        order_id,
    )


async def bought(buyer: Buyer, show_id: int, place: int) -> dict[str, Any]:
    """A paid order of one place."""
    order: dict[str, Any] = (await buyer.order((await buyer.hold(show_id, [place])).json())).json()
    assert (await buyer.pay(order)).status_code == 200
    return order


async def late_orders(services: Services, show: Show, *places: int) -> list[dict[str, Any]]:
    """Orders whose money came when their place was sold; another place is kept for each."""
    late = [await attempted(services, show, place_=n, method="tok_success") for n in places]
    await let_time_pass(services.db, 1000)
    await sweep(services)
    for n, one in zip(places, late, strict=True):
        held = hold(show.id, n)
        await place(services.db.pool, [held])
        await open_orders(services.db.pool, [resold := order(held, show)])
        await settle(services.db.pool, [await attempt(services, resold)])
        await services.payments.settlements.submit(one.answer)
        await find_replacement(Workshop(services, cast("Mailer", None)), str(one.answer.refund_id))
    ids = [one.opening.order_id for one in late]
    return [{"id": str(n), "token": services.order_tokens.token(n)} for n in ids]


async def code_of(services: Services, order: dict[str, Any]) -> str:
    """What opens the door for an order of one place."""
    [view] = (await read_order(services.db.pool, UUID(order["id"]))).tickets
    return services.ticket_codes.sign(claim_of(await read_ticket(services.db.pool, view.id)))


@pytest.fixture
async def people(
    world: World, server: ServerProcess
) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """A guest, the owner and an admin, each with a client."""
    async with AsyncExitStack() as stack:
        found = {}
        for who, email in (("guest", ""), ("owner", OWNER), ("admin", ADMIN)):
            client = httpx.AsyncClient(base_url=server.url, timeout=30)
            found[who] = await stack.enter_async_context(client)
            if email:
                sign_in = {"email": email, "password": PASSWORD}
                token = (await client.post("/api/v1/auth/login", json=sign_in)).json()
                client.headers["Authorization"] = f"Bearer {token['access_token']}"
        yield found


async def test_key_of_a_request_at_work_is_refused_with_a_time_to_come_back(
    world: World, people: dict[str, httpx.AsyncClient], services: Services
) -> None:
    """While the first is at work the second gets 409; once it is through, its answer."""
    wish = MUTATIONS["PATCH /api/v1/halls/{hall_id:int}"](world)
    key = {"Idempotency-Key": "slow"}

    async def send() -> httpx.Response:
        return await people["owner"].patch(wish.path, json=wish.body, headers=key)

    async with services.db.transaction() as tx:
        # Who holds the row holds up whoever wants to change it.
        await tx.fetch("SELECT id FROM halls WHERE id = $1 FOR UPDATE", world.hall_id)
        first = asyncio.create_task(send())
        await somebody_waits(services)
        second = await send()
    third = await first

    assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_progress")
    assert second.headers["retry-after"] == "1"
    assert (third.status_code, (await send()).content) == (200, third.content)


async def somebody_waits(services: Services) -> None:
    """Until a statement waits for a lock, ten seconds at most."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _ in range(200):
        if await services.db.pool.fetchval(query):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody waits")


Form = dict[str, str]


async def form(client: httpx.AsyncClient, page: str, action: str, **fields: str) -> Form:
    """The hidden fields of a page's form that posts to `action`, and what is filled in."""
    text = (await client.get(page)).text
    for body in re.findall(r"<form[^>]*>.*?</form>", text, re.DOTALL):
        [head, *_] = re.findall(r"<form[^>]*>", body)
        if 'method="post"' not in head:
            continue
        if f'action="{action}"' in head or (page == action and "action=" not in head):
            hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', body)
            return dict(hidden) | fields
    raise AssertionError(f"no form to {action} on {page}")


async def sent_twice(
    client: httpx.AsyncClient, page: str, action: str, **fields: str
) -> tuple[httpx.Response, httpx.Response, httpx.Response]:
    """A form sent, sent again, and sent with other content."""
    given = await form(client, page, action, **fields)
    first = await client.post(action, data=given)
    second = await client.post(action, data=given)
    return first, second, await client.post(action, data=given | {"else": "other"})


def same_outcome(answers: tuple[httpx.Response, httpx.Response, httpx.Response]) -> str:
    """Where both lead; the other content is refused as a page that people can read."""
    first, second, other = answers
    assert (first.status_code, second.status_code) == (303, 303), (first.text, second.text)
    assert first.headers["location"] == second.headers["location"]
    assert second.headers["idempotent-replayed"] == "true"
    assert other.status_code == 422
    assert "was sent before" in other.text
    return first.headers["location"]


async def test_purchase_by_forms_sent_twice_is_one_purchase(
    world: World, server: ServerProcess, services: Services
) -> None:
    """Places, checkout and payment: a double click on each makes one order and one payment."""
    headers = {"accept": "text/html"}
    count = "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM payments)"
    before = await services.db.pool.fetchrow(count)
    async with httpx.AsyncClient(base_url=server.url, timeout=30, headers=headers) as client:
        show = f"/shows/{world.show_id}"
        checkout = same_outcome(await sent_twice(client, show, f"{show}/holds", place="30"))
        buyer = {"name": "Ann", "email": "ann@buyers.test"}
        pay = same_outcome(await sent_twice(client, checkout, checkout, **buyer))
        order = same_outcome(await sent_twice(client, pay, pay, method="tok_success"))
        page = await client.get(order)

    assert "See you there" in page.text
    assert tuple(await services.db.pool.fetchrow(count)) == (before[0] + 1, before[1] + 1)


async def test_cancellation_by_form_sent_twice_gives_back_once(
    world: World, server: ServerProcess, services: Services
) -> None:
    """One refund, and both clicks lead to the order."""
    headers = {"accept": "text/html"}
    order = f"/orders/{world.paid[0]['id']}"
    count = "SELECT count(*) FROM refunds WHERE order_id = $1"
    async with httpx.AsyncClient(base_url=server.url, timeout=30, headers=headers) as client:
        await client.get(order, params={"token": world.paid[0]["token"]})
        to = same_outcome(await sent_twice(client, order, f"{order}/cancellation"))

    assert to == order
    assert await services.db.pool.fetchval(count, world.paid[0]["id"]) == 1


async def register_twice(client: httpx.AsyncClient, services: Services) -> str:
    """Where two double clicks lead who registers."""
    eve = {"email": "eve@buyers.test"}
    there = same_outcome(await sent_twice(client, "/register", "/register", **eve))
    path = there.partition("?")[0]
    code = code_in_mail(services, path.rpartition("/")[2])
    new = {"code": code, "name": "Eve", "password": PASSWORD}
    return same_outcome(await sent_twice(client, path, path, **new))


async def test_show_cancelled_by_form_twice_is_cancelled_once(
    world: World, server: ServerProcess, services: Services
) -> None:
    """Both clicks lead to the progress; an account registered by a form sent twice is one."""
    headers = {"accept": "text/html"}
    async with httpx.AsyncClient(base_url=server.url, timeout=30, headers=headers) as client:
        home = await register_twice(client, services)
    async with httpx.AsyncClient(base_url=server.url, timeout=30, headers=headers) as client:
        owner = {"email": OWNER, "password": PASSWORD}
        await client.post("/sign-in", data=await form(client, "/sign-in", "/sign-in", **owner))
        path = f"/organizer/shows/{world.doomed_show_id}/cancellation"
        to = same_outcome(await sent_twice(client, path, path, reason="Fog"))

    assert (home, to) == ("/", path)
    assert await services.db.pool.fetchval("SELECT count(*) FROM show_cancellations") == 1
    found = "SELECT count(*) FROM accounts WHERE email = 'eve@buyers.test'"
    assert await services.db.pool.fetchval(found) == 1


async def test_code_sent_twice_by_form_is_admitted_both_times_and_used_once(
    world: World, server: ServerProcess, services: Services
) -> None:
    """The door's answer to a double click is the first one, not "used already"."""
    headers = {"accept": "text/html"}
    async with httpx.AsyncClient(base_url=server.url, timeout=30, headers=headers) as client:
        owner = {"email": OWNER, "password": PASSWORD}
        await client.post("/sign-in", data=await form(client, "/sign-in", "/sign-in", **owner))
        ask = {"code": world.ticket_code, "gate": "1"}
        first, second, other = await sent_twice(client, "/door", "/door", **ask)

    assert (first.status_code, second.status_code, other.status_code) == (200, 200, 422)
    assert second.headers["idempotent-replayed"] == "true"
    assert ["answer--admitted" in page.text for page in (first, second)] == [True, True]
    assert await services.db.pool.fetchval("SELECT count(*) FROM check_ins") == 1
