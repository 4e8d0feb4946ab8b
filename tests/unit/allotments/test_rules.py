"""Which places an allotment means, and what may go out of it (rules of allotments)."""

import pytest

from tessera.allotments.model import AllotmentSale, Holder, How, NewAllotment, Purpose
from tessera.allotments.rules import chosen, places_named, refuse_sale
from tessera.shows.model import ShowStatus
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.compiled import CompiledPlan
from tests.fixtures.house import seat_plan
from tests.unit.allotments.kept import allotment


def plan(places: int = 60, standing: int = 10) -> CompiledPlan:
    """One row, and a floor."""
    return compile_plan(check(seat_plan(places, standing=standing)))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("A 1-4", (0, 1, 2, 3)),
        ("a 3, A 1 – 2\nA  3", (2, 0, 1)),
        ("  ", ()),
    ],
)
def test_places_are_meant_by_what_their_tickets_say(text: str, places: tuple[int, ...]) -> None:
    """Ranges, capitals, spaces and names said twice are no matter."""
    assert places_named(plan(), text) == (places, [])


@pytest.mark.parametrize("text", ["B 1", "A 59-61", "A 4-1", "A 1-9999"])
def test_place_that_is_not_in_the_hall_is_named(text: str) -> None:
    """A range that runs over the end is no quiet half."""
    _, [problem] = places_named(plan(), text)

    assert problem.path == "labels"
    assert problem.message.startswith("there is no place called ")


def keep(**fields: object) -> NewAllotment:
    """Places for the press."""
    return NewAllotment(purpose=Purpose.PRESS, name="Press", **fields)  # type: ignore[arg-type]


def test_so_many_places_are_the_best_free_ones_or_none() -> None:
    """Side by side up to a party's size, in the hall's order beyond; too few is None."""
    taken = list(range(20))

    few = chosen(plan(), taken, keep(quantity=4))
    many = chosen(plan(), taken, keep(quantity=41))

    assert few is not None
    assert list(few) == list(range(few[0], few[0] + 4))
    assert not {*few} & {*taken}
    assert many == tuple(range(20, 61))
    assert chosen(plan(), taken, keep(quantity=51)) is None
    assert chosen(plan(), taken, keep(quantity=3, area="Floor")) == (60, 61, 62)


@pytest.mark.parametrize(
    ("purpose", "how", "status", "ended", "refusal"),
    [
        ("press", "complimentary", "on_sale", False, None),
        ("press", "cash", "on_sale", False, "way_not_open"),
        ("box_office", "cash", "running", False, None),
        ("box_office", "complimentary", "on_sale", False, "way_not_open"),
        ("partner", "partner", "sold_out", False, None),
        ("house", "cash", "draft", False, "show_not_published"),
        ("house", "cash", "cancelled", False, "show_over"),
        ("house", "card", "draft", True, "allotment_ended"),
    ],
)
def test_what_is_kept_for_some_goes_out_in_their_way_only(
    purpose: str, how: str, status: str, ended: bool, refusal: str | None
) -> None:
    """What is kept for the press is given, never sold; the first reason that holds is told."""
    sale = AllotmentSale(how=How(how), holder=Holder("Ann"), quantity=1)

    kept = allotment(Purpose(purpose), ended=ended)
    assert refuse_sale(kept, sale, ShowStatus(status)) == refusal
