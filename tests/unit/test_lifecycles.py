"""Every lifecycle is a table: complete, reachable, and shut where domain.md says it ends."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import pytest

from tessera.catalog import model as catalog
from tessera.claims import model as claims
from tessera.kit import saga
from tessera.orders import model as orders
from tessera.orders.replacement import model as replacements
from tessera.organizations import model as organizations
from tessera.payments import model as payments
from tessera.shows import model as shows
from tessera.tickets import model as tickets
from tessera.waiting_room import model as rooms


class Lifecycle(NamedTuple):
    """A transition table, the statuses it must know, where it begins, where it ends for good."""

    table: Mapping[Any, frozenset[Any]]
    statuses: type[StrEnum]
    initial: StrEnum | None
    terminal: frozenset[str]


ALL = {
    "shows": Lifecycle(
        shows.TRANSITIONS,
        shows.ShowStatus,
        shows.ShowStatus.DRAFT,
        frozenset({"completed", "cancelled"}),
    ),
    "claims": Lifecycle(claims.TRANSITIONS, claims.ClaimState, None, frozenset()),
    "orders": Lifecycle(
        orders.TRANSITIONS,
        orders.OrderStatus,
        orders.OrderStatus.PENDING,
        frozenset({"refunded", "cancelled", "failed"}),
    ),
    "payments": Lifecycle(
        payments.TRANSITIONS,
        payments.PaymentStatus,
        payments.PaymentStatus.CREATED,
        frozenset({"succeeded"}),
    ),
    "tickets": Lifecycle(
        tickets.TRANSITIONS,
        tickets.TicketStatus,
        tickets.TicketStatus.VALID,
        frozenset({"void"}),
    ),
    "titles": Lifecycle(
        catalog.TRANSITIONS, catalog.TitleStatus, catalog.TitleStatus.DRAFT, frozenset()
    ),
    "organizations": Lifecycle(
        organizations.TRANSITIONS,
        organizations.OrganizationStatus,
        organizations.OrganizationStatus.PENDING,
        frozenset(),
    ),
    "sagas": Lifecycle(
        saga.TRANSITIONS,
        saga.SagaStatus,
        saga.SagaStatus.RUNNING,
        frozenset({"done", "undone"}),
    ),
    "replacements": Lifecycle(
        replacements.TRANSITIONS,
        replacements.ReplacementStatus,
        replacements.ReplacementStatus.OPEN,
        frozenset({"taken", "declined", "lapsed"}),
    ),
    "waiting_rooms": Lifecycle(
        rooms.TRANSITIONS, rooms.Phase, rooms.Phase.PLANNED, frozenset({"closed"})
    ),
}


def reachable(table: Mapping[Any, frozenset[Any]], start: Any) -> set[Any]:
    """Every status that some way leads to, `start` included."""
    seen, ahead = {start}, [start]
    while ahead:
        new = table[ahead.pop()] - seen
        seen |= new
        ahead += new
    return seen


@pytest.mark.parametrize("name", ALL)
def test_every_status_is_a_key_and_nothing_else_is(name: str) -> None:
    """No status is forgotten, and no way leads out of the table."""
    table, statuses, initial, _ = ALL[name]

    known = set(statuses) | {initial}

    assert set(table) == known
    assert set().union(*table.values()) <= known


@pytest.mark.parametrize("name", ALL)
def test_every_status_is_reached_from_the_first(name: str) -> None:
    """A status that nothing can have would be a lie in the documents."""
    table, _, initial, _ = ALL[name]

    assert reachable(table, initial) == set(table)


@pytest.mark.parametrize("name", ALL)
def test_only_the_ends_have_no_way_out(name: str) -> None:
    """What is over stays over, and nothing else gets stuck."""
    table, _, _, terminal = ALL[name]

    assert {status for status, ways in table.items() if not ways} == terminal


def test_buyer_takes_over_what_has_lapsed() -> None:
    """Held and pending places are taken over once their deadline has passed; sold ones never."""
    held = claims.ClaimState.HELD

    taken_over = {state for state, ways in claims.TRANSITIONS.items() if held in ways}

    assert taken_over == {None, held, claims.ClaimState.PENDING}


def test_order_that_was_paid_once_stays_fulfilled() -> None:
    """Whatever follows the payment counts as sold; nothing that never was paid does."""
    assert reachable(orders.TRANSITIONS, orders.OrderStatus.PAID) == orders.FULFILLED


def test_money_that_comes_late_buys_or_finds_the_order_cancelled() -> None:
    """The places are still free, or the show has moved and there are none any more."""
    ways = orders.TRANSITIONS[orders.OrderStatus.EXPIRED]

    assert ways == {orders.OrderStatus.PAID, orders.OrderStatus.CANCELLED}
