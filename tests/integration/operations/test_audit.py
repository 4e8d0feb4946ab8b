"""The auditor can fail: each promise is broken by hand, and exactly that one is reported."""

from pathlib import Path

import pytest

from tessera.invoices.issue import issue_all
from tessera.operations.audit.maps import LiveMap, faults_of
from tessera.operations.audit.model import Proof
from tessera.operations.audit.prove import audit
from tessera.settings import Settings
from tests.integration.operations.world import build_world, opened, run

DROP_PRIMARY_KEY = "ALTER TABLE claims DROP CONSTRAINT claims_pkey"
WRITABLE = "ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_append_only"
DOCUMENTS_WRITABLE = (
    "ALTER TABLE invoices DISABLE TRIGGER invoices_append_only",
    "ALTER TABLE invoices DROP CONSTRAINT invoices_add_up",
)
SOON = "now() + interval '5 minutes'"


def hold(place: int, *, until: str = SOON, show: str = "id", customer: str = "NULL") -> str:
    """SQL that puts a claim where the verbs would not."""
    return f"""INSERT INTO claims (show_id, place, state, owner, until, customer)
        SELECT {show}, {place}, 'held', uuidv7(), {until}, {customer} FROM shows"""


ROOM = """WITH room AS (
    INSERT INTO waiting_rooms (organization_id, name, opens_at, turn_seconds, inside_max,
        commitment, seed_sealed, seed_key_id, created_at)
    SELECT min(id), 'Room', now(), 60, 9, sha256(''), '', 'k', now() FROM organizations
    RETURNING id
) INSERT INTO waiting_lanes (room_id, lane, arrived, early, serving)
SELECT id, 'main', 9, 9, 5 FROM room"""


def let_in(rank: int) -> str:
    """An admission of the only room."""
    return f"""INSERT INTO admissions (room_id, lane, n, rank, id, visitor, admitted_at, until)
        SELECT id, 'main', 1, {rank}, uuidv7(), uuidv7(), now(), now() + interval '1 min'
        FROM waiting_rooms"""


ROLLED_UP = (
    "SELECT roll_up_shows_v1(array_agg(id)) FROM shows",
    "DELETE FROM insight_marks",
    "UPDATE insight_shows SET rolled_at = now() + interval '5 minutes'",
)
"""As the roller leaves it some minutes later."""

BREACHES = [
    pytest.param(
        "P1",
        (DROP_PRIMARY_KEY, hold(0)),
        "place 0: 2 claims",
        id="two claims on a place",
    ),
    pytest.param(
        "P2",
        ("UPDATE tickets SET status = 'void' WHERE place = 0",),
        "place 0: sold to order",
        id="sold without a ticket",
    ),
    pytest.param(
        "I1",
        (*ROLLED_UP, "UPDATE insight_hours SET tickets = tickets + 1 WHERE tickets = 5"),
        "tickets",
        id="roll-ups that say more than the orders",
    ),
    pytest.param(
        "I1",
        (*ROLLED_UP, "DELETE FROM insight_hours WHERE scope = 'venue' AND tickets > 0"),
        "venue",
        id="a level that says less than its shows",
    ),
    pytest.param(
        "I1",
        (*ROLLED_UP, "UPDATE insight_days SET orders = orders + 1 WHERE scope = 'title'"),
        "day",
        id="a day that says more than its hours",
    ),
    pytest.param(
        "P2",
        ("DELETE FROM claims WHERE place = 1",),
        "no sold claim of show",
        id="ticket without a claim",
    ),
    pytest.param(
        "P2",
        ("UPDATE order_lines SET ticket_id = uuidv7() WHERE place = 2",),
        "no paid line of order",
        id="ticket without a line",
    ),
    pytest.param(
        "P2",
        (hold(0, show="id + 1"),),
        "a show that does not exist",
        id="claim without a show",
    ),
    pytest.param(
        "P2",
        (
            """INSERT INTO order_lines (order_id, n, place, label, category, face, fee, tax,
            ticket_id) VALUES (uuidv7(), 1, 9, 'A', 'prime', 1, 0, 0, uuidv7())""",
        ),
        "the order does not exist",
        id="line without an order",
    ),
    pytest.param(
        "P3",
        ("UPDATE order_lines SET face = face + 1 WHERE place = 0",),
        "-1 EUR more captured",
        id="line costs more than was captured",
    ),
    pytest.param(
        "P3",
        ("DELETE FROM refunds",),
        "1000 EUR more captured",
        id="line given back without a refund",
    ),
    pytest.param(
        "P3",
        ("UPDATE order_lines SET kept_face = 400 WHERE place = 6",),
        "-400 EUR more captured",
        id="kept and given back",
    ),
    pytest.param(
        "P3",
        ("UPDATE refunds SET status = 'succeeded'",),
        "at refunds, payments, refunds and disputes say 0",
        id="refund that the ledger does not know of",
    ),
    pytest.param(
        "P3",
        (
            WRITABLE,
            "UPDATE ledger_entries SET amount = amount - 7 WHERE account = 'organization_payable'",
        ),
        "sums to -7 EUR",
        id="ledger out of balance",
    ),
    pytest.param(
        "P3",
        (WRITABLE, "UPDATE ledger_entries SET amount = amount * 2"),
        "at provider_clearing",
        id="ledger that tells another sum",
    ),
    pytest.param(
        "P4",
        (
            """INSERT INTO payments (id, order_id, provider, method, status, amount, currency,
            created_at, ended_at) VALUES (uuidv7(), uuidv7(), 'mock', 'x', 'succeeded', 500, 'EUR',
            now() - interval '1 hour', now() - interval '1 hour')""",
        ),
        "500 EUR captured",
        id="money for nothing",
    ),
    pytest.param(
        "P4",
        (
            """INSERT INTO payments (id, order_id, provider, method, status, amount, currency,
            created_at) SELECT uuidv7(), id, 'mock', 'x', 'processing', 1, 'EUR',
            now() - interval '1 hour' FROM orders LIMIT 1""",
        ),
        "processing since",
        id="attempt nobody asked about",
    ),
    pytest.param(
        "P5",
        (hold(8, until="now() - interval '1 hour'"),),
        "still held",
        id="hold past its deadline",
    ),
    pytest.param(
        "P6",
        (hold(12),),
        "places that the hall does not have",
        id="place outside the hall",
    ),
    pytest.param(
        "P6",
        ("UPDATE orders SET ended_at = NULL", "UPDATE shows SET status = 'sold_out'"),
        "sold out with 8 places left",
        id="sold out and not full",
    ),
    pytest.param(
        "P6",
        ("UPDATE shows SET capacity = 13",),
        "its seat plan has 12",
        id="more places than seats",
    ),
    pytest.param(
        "P8",
        ("UPDATE claims SET customer = 5", hold(9, customer="5")),
        "customer 5 has 5 places, 4 are allowed",
        id="more claims than allowed",
    ),
    pytest.param(
        "P8",
        ("UPDATE shows SET places_per_customer_max = 1",),
        "has 2 places, 1 are allowed",
        id="more paid lines than allowed",
    ),
    pytest.param(
        "W1",
        (ROOM, "UPDATE waiting_rooms SET admitted = 1", let_in(rank=6)),
        "main number 1 was let in with rank 6, called up to 5",
        id="let in before the call",
    ),
    pytest.param(
        "W1",
        (ROOM, let_in(rank=5)),
        "0 were counted in, 1 are there",
        id="let in and not counted",
    ),
    pytest.param(
        "A1",
        (
            """INSERT INTO audit_log (address, request_id, action, subject_kind, subject_id, reason)
            VALUES ('', '', 'show.changed', 'show', '1', '')""",
            "ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only",
            "UPDATE audit_log SET action = 'show.cancelled'",
        ),
        "line 1 (show.cancelled) is not what was written",
        id="line of the audit log rewritten",
    ),
]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An installation on a database for one test."""
    return Settings(database_url=database_url, secret="s" * 32, var_dir=str(tmp_path))


def broken(proofs: tuple[Proof, ...]) -> list[str]:
    """The promises that are not kept."""
    return [proof.id for proof in proofs if not proof.kept]


async def test_clean_database_passes(settings: Settings) -> None:
    """What the verbs leave behind keeps every promise, and was counted."""
    await build_world(settings.database_url)

    proofs = await audit(settings)

    assert broken(proofs) == []
    counted = {name: count for proof in proofs for name, count in proof.counted.items()}
    assert (counted["sold_claims"], counted["tickets"], counted["paid_lines"]) == (4, 4, 4)
    assert (counted["captured_payments"], counted["refunds"], counted["free"]) == (3, 1, 8)


async def test_empty_database_passes(settings: Settings) -> None:
    """Where nothing is, nothing is broken."""
    proofs = await audit(settings)

    assert [proof.id for proof in proofs] == [
        *(f"P{n}" for n in range(1, 9)),
        "B1",
        "B2",
        "I1",
        "G1",
        "E1",
        "W1",
        "A1",
    ]
    assert broken(proofs) == []


@pytest.mark.parametrize(("promise", "statements", "words"), BREACHES)
async def test_breach_is_reported_as_exactly_that_promise(
    settings: Settings, promise: str, statements: tuple[str, ...], words: str
) -> None:
    """One promise broken by hand is the one that is not kept, with an example that says where."""
    await build_world(settings.database_url)

    await run(settings.database_url, *statements)
    proofs = await audit(settings)

    assert broken(proofs) == [promise]
    [proof] = [proof for proof in proofs if not proof.kept]
    assert any(words in example for example in proof.examples), proof.examples


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DELETE FROM invoices WHERE kind = 'invoice' AND number = 2", "invoice 3 comes after 1"),
        ("DELETE FROM invoices WHERE kind = 'invoice' AND number = 3", "2 is the last invoice"),
        ("DELETE FROM invoices WHERE kind = 'credit_note'", "its credit note says nothing"),
        ("UPDATE invoices SET total = total - 5 WHERE total = 2000", "its invoice says 1995"),
        ("UPDATE invoices SET total = 1 WHERE refund_id IS NOT NULL", "its credit note says 1"),
        ("UPDATE order_lines SET tax = tax + 1, face = face - 2 WHERE place = 0", "cost 1999 EUR"),
    ],
)
async def test_document_that_lies_or_lacks_is_reported(
    settings: Settings, change: str, words: str
) -> None:
    """A gap, a lost end, a missing credit note, a wrong sum: each breaks B1 and says where."""
    await build_world(settings.database_url)
    async with opened(settings.database_url) as db:
        await issue_all(db)
    assert broken(await audit(settings)) == []

    await run(settings.database_url, *DOCUMENTS_WRITABLE, change)
    proofs = {proof.id: proof for proof in await audit(settings)}

    assert not proofs["B1"].kept
    assert any(words in example for example in proofs["B1"].examples), proofs["B1"].examples


async def test_late_hold_is_forgiven_within_the_grace(settings: Settings) -> None:
    """After an outage, what could not be swept yet is no breach."""
    await build_world(settings.database_url)
    await run(settings.database_url, hold(8, until="now() - interval '1 hour'"))

    assert broken(await audit(settings)) == ["P5"]
    assert broken(await audit(settings, grace_seconds=7200)) == []


async def test_examples_are_bounded_and_violations_are_not(settings: Settings) -> None:
    """A broken promise tells how often, and shows a few."""
    await build_world(settings.database_url)
    await run(settings.database_url, "UPDATE tickets SET status = 'void'")

    proofs = await audit(settings, examples_max=2)

    [proof] = [proof for proof in proofs if not proof.kept]
    assert proof.violations == 8  # four claims and four lines without a ticket
    assert len(proof.examples) == 2


def test_map_that_does_not_add_up_is_told() -> None:
    """A served map has one known sign a place, and as many free ones as it says."""
    assert faults_of(LiveMap(4, 2, "..hs"), 4) == []
    assert faults_of(LiveMap(4, 3, "..h?"), 5) == [
        "4 signs and capacity 4, not 5",
        "says 3 are free and shows 2",
        "shows signs that mean nothing: ?",
    ]
