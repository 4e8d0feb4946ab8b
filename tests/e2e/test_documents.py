"""Invoices and credit notes over HTTP: who may read them, and what stands on them."""

import asyncio
import io
from collections.abc import Callable
from typing import Any, NamedTuple

import pypdf
import pytest

from tessera.accounts.register import register
from tessera.invoices.issue import issue_all
from tessera.services import Services
from tests.fixtures.house import OWNER, PASSWORD, create_admin, create_house, create_show
from tests.fixtures.people import by_page, by_token
from tests.fixtures.servers import ServerProcess, buyer_at


class Sold(NamedTuple):
    """A server with an order of two places, one of them given back, and its documents."""

    server: ServerProcess
    organization_id: int
    order: dict[str, Any]

    @property
    def token(self) -> dict[str, str]:
        """What proves the order."""
        return {"Order-Token": self.order["token"]}


@pytest.fixture
async def sold(serve: Callable[..., ServerProcess], services: Services) -> Sold:
    """One sale, one cancellation, issued."""
    house = await create_house(services)
    await create_admin(services)
    async with services.db.transaction() as tx:
        await register(
            tx, services.passwords, email="else@house.test", password=PASSWORD, name="Else"
        )
    show = await create_show(services, house, days=3)
    server = await asyncio.to_thread(serve)
    async with buyer_at(server) as ann:
        order = (await ann.order((await ann.hold(show.id, [0, 1])).json())).json()
        await ann.pay(order)
        await ann.client.post(
            f"/api/v1/orders/{order['id']}/cancellation",
            json={"lines": [2]},
            headers={"Order-Token": order["token"]},
        )
    await issue_all(services.db)
    return Sold(server, house.organization_id, order)


def text_of(body: bytes) -> str:
    """What can be read in a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)


async def test_buyer_reads_both_documents_to_the_last_minor_unit(sold: Sold) -> None:
    """The order names them; lines, taxes by rate and totals add up; the note names the invoice."""
    async with buyer_at(sold.server) as ann:
        links = (await ann.read(sold.order))["invoices"]
        invoice, note = [
            (await ann.client.get(f"/api/v1/invoices/{link['id']}", headers=sold.token)).json()
            for link in links
        ]

    assert [link["kind"] for link in links] == ["invoice", "credit_note"]
    assert note["corrects"] == invoice["id"]
    assert invoice["total"] == sold.order["total"]
    assert 2 * note["total"]["amount"] == invoice["total"]["amount"]
    for document in (invoice, note):
        lines, taxes = document["lines"], document["taxes"]
        assert sum(line["total"]["amount"] for line in lines) == document["total"]["amount"]
        by_rate = sum(tax["tax"]["amount"] for tax in taxes)
        assert by_rate == sum(line["tax"]["amount"] for line in lines) > 0


async def test_paper_says_the_same_in_the_readers_language(sold: Sold) -> None:
    """Seller, buyer, reference, total and what is corrected stand on the PDF."""
    path = f"/api/v1/invoices/cn-{sold.organization_id}-1/invoice.pdf"
    async with buyer_at(sold.server) as ann:
        german = await ann.client.get(path, headers=sold.token | {"Accept-Language": "de"})
        hindi = await ann.client.get(path, headers=sold.token | {"Accept-Language": "hi"})

    text = text_of(german.content)
    assert german.headers["content-type"] == "application/pdf"
    for fact in ("CN-1", "INV-1", "House", "Ann", sold.order["reference"], "Gutschrift", "18"):
        assert fact in text
    assert "Credit note" in text_of(hindi.content)


@pytest.mark.parametrize(
    ("email", "statuses"),
    [("else@house.test", (404, 404, 404)), (OWNER, (200,) * 3), ("admin@house.test", (200,) * 3)],
)
async def test_documents_are_for_their_buyer_and_their_organization(
    sold: Sold, email: str, statuses: tuple[int, ...]
) -> None:
    """Strangers and guests learn nothing, not even that there is one."""
    one = f"/invoices/inv-{sold.organization_id}-1"
    paths = (f"/api/v1{one}", f"/api/v1{one}/invoice.pdf", f"{one}/invoice.pdf")
    async with by_page(sold.server) as guest:
        refused = [(await guest.get(path)).status_code for path in paths]
        odd = [await guest.get(f"/api/v1/invoices/{n}") for n in ("inv-1-0", "x", "cn-9-9")]

    async with by_token(sold.server, email) as client, by_page(sold.server, email) as browser:
        seen = [(await client.get(path)).status_code for path in paths[:2]]
        seen.append((await browser.get(paths[2])).status_code)

    assert refused == [404] * 3
    assert [answer.status_code for answer in odd] == [404] * 3
    assert tuple(seen) == statuses


async def test_organization_lists_its_documents_by_period_and_kind(sold: Sold) -> None:
    """The newest first, paged by cursor; another period is empty; a wrong one names its field."""
    path = f"/api/v1/organizations/{sold.organization_id}/invoices"
    async with by_token(sold.server, OWNER) as owner, by_token(sold.server, "else@house.test") as x:
        first = (await owner.get(path, params={"limit": 1})).json()
        rest = await owner.get(path, params={"limit": 1, "cursor": first["next_cursor"]})
        notes = (await owner.get(path, params={"kind": "credit_note"})).json()["items"]
        old = (await owner.get(path, params={"since": "2020-01-01", "until": "2020-12-31"})).json()
        bad = await owner.get(path, params={"since": "2026-02-01", "until": "2026-01-01"})
        stranger = await x.get(path)

    labels = [first["items"][0]["label"], rest.json()["items"][0]["label"]]
    assert (labels, rest.json()["next_cursor"]) == (["CN-1", "INV-1"], None)
    assert [note["label"] for note in notes] == ["CN-1"]
    assert old["items"] == []
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (422, "until")
    assert stranger.status_code == 403


async def test_pages_show_the_same_documents(sold: Sold) -> None:
    """The organizer's list and the buyer's order page lead to the same paper."""
    path = f"/organizer/organizations/{sold.organization_id}/invoices"
    async with by_page(sold.server, OWNER) as owner, by_page(sold.server) as buyer:
        listed = await owner.get(path)
        wrong = await owner.get(path, params={"since": "soon"})
        order = await buyer.get(f"/orders/{sold.order['id']}?token={sold.order['token']}")
        paper = await buyer.get(f"/invoices/inv-{sold.organization_id}-1/invoice.pdf")

    for page in (listed, order):
        assert f"/invoices/inv-{sold.organization_id}-1/invoice.pdf" in page.text
        assert f"/invoices/cn-{sold.organization_id}-1/invoice.pdf" in page.text
    assert (wrong.status_code, "This is not a day." in wrong.text) == (422, True)
    assert sold.order["reference"] in text_of(paper.content)


async def test_statement_is_told_alike_by_page_rest_csv_and_pdf(sold: Sold) -> None:
    """What is payable closes at one place's price, everywhere; a stranger sees none of it."""
    api = f"/api/v1/organizations/{sold.organization_id}/statement"
    path = f"/organizer/organizations/{sold.organization_id}/statement"
    async with by_token(sold.server, OWNER) as owner, by_page(sold.server, OWNER) as browser:
        told = (await owner.get(api)).json()
        table, paper = await owner.get(f"{api}.csv"), await owner.get(f"{api}.pdf")
        page = await browser.get(path)
        copy = await browser.get(f"{path}.csv")
        wrong = [await owner.get(api, params=bad) for bad in BAD_PERIODS]
        no_page = await browser.get(path, params={"since": "2026-13-01"})
    async with by_token(sold.server, "else@house.test") as other:
        stranger = [(await other.get(f"{api}{end}")).status_code for end in ("", ".csv", ".pdf")]

    [payable, *_] = told["accounts"]
    face = sold.order["lines"][0]["face"]["amount"]
    shown = f"{face / 100:.2f}"
    assert (payable["account"], payable["closing"]["amount"]) == ("organization_payable", face)
    assert told["shows"]["items"][0]["payable"]["amount"] == face
    assert f"closing,organization_payable,,,,,,,,INR,{shown}" in table.text
    assert copy.content == table.content
    assert shown in text_of(paper.content)
    assert shown in page.text
    assert [answer.status_code for answer in (*wrong, no_page)] == [422, 422, 422, 422]
    assert stranger == [403] * 3


BAD_PERIODS: tuple[dict[str, str], ...] = (
    {"since": "2026-02-01", "until": "2026-01-01"},
    {"until": "1899-01-01"},
    {"currency": "XTS"},
)
