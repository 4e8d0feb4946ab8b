"""Deleting an account: who it was is forgotten, and the books still agree."""

import re

import httpx
import pytest

from tessera.accounts.profile.email import sql
from tessera.accounts.profile.erase import erase
from tessera.accounts.sign_in import sign_in
from tessera.kit.errors import NotFound, Refused
from tessera.kit.mail import Mail
from tessera.kit.trail import system
from tessera.messages.send import send
from tessera.operations.clean import clean
from tessera.operations.queues import drain
from tessera.orders.read import read_order
from tessera.services import Services, Workshop
from tests.fixtures.house import (
    PASSWORD,
    create_admin,
    create_customer,
    create_house,
)
from tests.integration.messages.test_confirm import Mailbox
from tests.integration.payments.test_settle import started

ANN = "ann@buyers.test"
WHO = system("test")
ERASED = set(re.findall(r"DELETE FROM (\w+)", sql["erase_belongings"]))
KEPT = {
    "api_keys",
    "applications",
    "card_sales",
    "block_run_accounts",
    "block_runs",
    "audit_log",
    "check_ins",
    "comps",
    "job_actions",
    "order_notes",
    "orders",
    "refund_overrides",
    "seat_moves",
    "sessions",
    "show_cancellations",
    "show_moves",
    "title_runs",
    "webhook_endpoints",
}
"""Tables that keep an account's id: books and logs, to which it is a pseudonym from then on;
sessions have ended and are cleaned up, keys work for active members only."""


async def delete(client: httpx.AsyncClient, password: str, token: str) -> httpx.Response:
    """Ask for the end."""
    headers = {"Authorization": f"Bearer {token}"}
    return await client.post("/api/v1/me/deletion", json={"password": password}, headers=headers)


async def test_deleted_account_opens_nothing_and_its_address_is_free(
    guest: httpx.AsyncClient, services: Services
) -> None:
    """The password has to be right; afterwards nothing of the person is in the row."""
    account = await create_customer(services)
    login = {"email": ANN, "password": PASSWORD}
    token = (await guest.post("/api/v1/auth/login", json=login)).json()["access_token"]

    wrong = await delete(guest, "not the password", token)
    done = await delete(guest, PASSWORD, token)
    after = await delete(guest, PASSWORD, token)

    row = await services.db.pool.fetchval("SELECT to_jsonb(a)::text FROM accounts AS a")
    assert [a.status_code for a in (wrong, done, after)] == [422, 204, 401]
    assert "ann" not in row.lower()
    assert str(account) in row
    with pytest.raises(Refused, match="invalid_credentials"):
        await sign_in(services, email=ANN, password=PASSWORD)
    assert await create_customer(services) != account


async def test_names_leave_the_orders_once_their_show_is_over(services: Services) -> None:
    """Figures stay; the buyer of a show to come keeps the name for the door, until it is over."""
    account = await create_customer(services)
    opening, _ = await started(services, 0)
    await services.db.pool.execute(
        "UPDATE orders SET status = 'expired', ended_at = now(), account_id = $1", account
    )

    async with services.db.transaction() as tx:
        await erase(tx, account, who=WHO, now=services.clock())
    before = await read_order(services.db.pool, opening.order_id)
    await services.db.pool.execute(
        "UPDATE shows SET starts_at = starts_at - interval '9 days',"
        " ends_at = ends_at - interval '9 days', sales_open_at = sales_open_at - interval '9 days',"
        " sales_close_at = sales_close_at - interval '9 days',"
        " hall_busy_until = hall_busy_until - interval '9 days'"
    )
    await clean(services.db)
    after = await read_order(services.db.pool, opening.order_id)

    assert (before.buyer_name, before.buyer_email) == ("Ann", ANN)
    assert after.buyer_name == "Deleted account"
    assert after.buyer_email == f"erased-{account}@erased.invalid"
    assert (after.total, after.lines) == (before.total, before.lines)


async def test_address_leaves_what_was_mailed(services: Services) -> None:
    """With the account from the mails that it got, its last one too; from everybody's after a
    month. That each left is kept, so none leaves again."""
    account, mailbox = await create_customer(services), Mailbox()
    shop = Workshop(services, mailbox)
    sent = [
        Mail(f"code:{n}", who, "Hi", "Hi", "Hi") for n, who in enumerate((ANN.title(), "b@c.d"))
    ]
    for mail in sent:
        await send(services.db.pool, mailbox, mail, settings=services.settings)

    async with services.db.transaction() as tx:
        await erase(tx, account, who=WHO, now=services.clock())
    await drain(shop)
    erased = await recipients(services)
    await services.db.pool.execute("UPDATE mails SET created_at = now() - interval '31 days'")
    await clean(services.db)

    assert [mail["To"].lower() for mail in mailbox.mails] == [ANN, "b@c.d", ANN]
    assert erased == ["", "b@c.d", f"erased-{account}@erased.invalid"]
    assert await recipients(services) == ["", "", ""]
    assert not await send(services.db.pool, mailbox, sent[0], settings=services.settings)


async def recipients(services: Services) -> list[str]:
    """Everybody who is known to have been mailed."""
    rows = await services.db.pool.fetch("SELECT recipient FROM mails ORDER BY recipient")
    return [row["recipient"] for row in rows]


async def test_who_runs_the_platform_or_is_the_last_owner_stays(services: Services) -> None:
    """Admins cannot be deleted, and no organization is left without an owner."""
    house = await create_house(services)
    admin = await create_admin(services)

    for account, code in ((admin, "account_protected"), (house.owner_id, "last_owner")):
        async with services.db.transaction() as tx:
            with pytest.raises(Refused, match=code):
                await erase(tx, account, who=WHO, now=services.clock())

    assert await services.db.pool.fetchval("SELECT count(*) FROM accounts WHERE status = 'active'")


async def test_deletion_is_in_the_log_without_the_name(services: Services) -> None:
    """That it happened is known for ever; to whom is not."""
    account = await create_customer(services)

    async with services.db.transaction() as tx:
        await erase(tx, account, who=WHO, now=services.clock(), reason="asked by letter")
    async with services.db.transaction() as tx:
        with pytest.raises(NotFound):
            await erase(tx, account, who=WHO, now=services.clock())

    (line,) = await services.db.pool.fetch("SELECT * FROM audit_log")
    assert (line["action"], line["subject_id"]) == ("account.erased", str(account))
    assert line["reason"] == "asked by letter"
    assert "ann" not in str(dict(line)).lower().replace(str(account), "")


async def test_every_table_of_an_account_is_erased_or_kept_on_purpose(
    services: Services,
) -> None:
    """Whoever adds a table with an `account_id` says which of the two it is."""
    found = await services.db.pool.fetch(
        "SELECT DISTINCT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'account_id'"
    )

    assert {row["table_name"] for row in found} == KEPT | ERASED
