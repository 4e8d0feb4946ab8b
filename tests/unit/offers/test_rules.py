"""What an offer takes off, when it holds, and which go together."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.offers import rules
from tessera.offers.check import code_of
from tessera.offers.model import Channel, Offer, OfferKind, Reason, Rule, Topic, Way
from tessera.offers.pricing import Occasion, PricedLine

FRIDAY = datetime(2026, 11, 20, 19, 45, tzinfo=UTC)
AT = Occasion(
    now=FRIDAY - timedelta(days=3),
    currency="INR",
    title_id=1,
    title_kind="film",
    venue_id=2,
    starts_at=FRIDAY,
    channel=Channel.WEB,
    providers=frozenset({"mock", "stripe"}),
)


def offer(number: int = 1, *, house: int | None = 7, fields: Any = None, **rule: Any) -> Offer:
    """A coupon of 10 per cent, but for what is said otherwise."""
    made = Offer(
        id=number,
        organization_id=house,
        name=f"Offer {number}",
        description="",
        topic=Topic.FILMS,
        currency="INR" if house else "",
        rule=msgspec.convert({"kind": "percentage", "basis_points": 1000} | rule, Rule),
        way=Way.CODE,
        code="TEN",
        stacks=False,
        listed=False,
        enabled=True,
        starts_at=None,
        ends_at=None,
        uses_max=None,
        uses_per_customer_max=None,
        version=1,
        uses=0,
        codes=0,
    )
    return msgspec.structs.replace(made, **(fields or {}))


def line(face: int = 30_000, category: str = "regular") -> PricedLine:
    """A place: price, a fee of 15.00 with 18 per cent of tax on both."""
    return PricedLine(category, face, 1_500, face * 18 // 100 + 270, 270)


def _kinds() -> st.SearchStrategy[dict[str, Any]]:
    amounts = st.integers(0, 60_000)
    return st.one_of(
        st.builds(
            lambda points, cap: {
                "kind": OfferKind.PERCENTAGE,
                "basis_points": points,
                "cap": cap,
            },
            st.integers(1, 10_000),
            st.none() | st.integers(1, 20_000),
        ),
        amounts.map(lambda n: {"kind": OfferKind.FLAT, "basis_points": None, "amount": n + 1}),
        amounts.map(lambda n: {"kind": OfferKind.FIXED_PRICE, "basis_points": None, "amount": n}),
        st.integers(2, 5).map(
            lambda n: {"kind": OfferKind.N_FOR_M, "basis_points": None, "buys": n, "pays": n - 1}
        ),
    )


_LINES = st.lists(st.integers(0, 50_000).map(line), min_size=1, max_size=8)
_OFFERS = st.lists(st.tuples(_kinds(), st.booleans(), st.booleans()), min_size=1, max_size=4).map(
    lambda found: [
        offer(n, house=7 if own else None, fields={"stacks": stacks}, **kind)
        for n, (kind, stacks, own) in enumerate(found, start=1)
    ]
)


@given(_LINES, _OFFERS)
def test_no_line_costs_less_than_nothing_and_all_adds_up(
    lines: list[PricedLine], offers: list[Offer]
) -> None:
    """What the lines cost after is what they cost before less what each offer says it took."""
    priced = rules.price(lines, offers, AT)

    assert all(min(one.face, one.fee, one.tax, one.fee_tax) >= 0 for one in priced.lines)
    assert all(one.tax >= one.fee_tax for one in priced.lines)
    for n, (before, after) in enumerate(zip(lines, priced.lines, strict=True)):
        taken = sum(applied.amounts[n] for applied in priced.applied)
        assert after.total == before.total - taken
        assert taken >= 0


@given(_LINES, _OFFERS, st.randoms())
def test_the_order_of_offers_does_not_matter_and_none_alone_is_better(
    lines: list[PricedLine], offers: list[Offer], chance: Any
) -> None:
    """The price is the lowest of all that may be had, however the offers were found."""
    priced = rules.price(lines, offers, AT)

    shuffled = list(offers)
    chance.shuffle(shuffled)
    assert rules.price(lines, shuffled, AT).lines == priced.lines
    alone = [rules.price(lines, [o], AT).total for o in offers if not o.stacks]
    assert all(priced.total <= total for total in alone)


@given(_LINES, _kinds())
def test_the_platform_pays_its_offers_out_of_its_fee(
    lines: list[PricedLine], kind: dict[str, Any]
) -> None:
    """An organization gets the same whatever the platform offers, and so does its tax."""
    priced = rules.price(lines, [offer(house=None, **kind)], AT)

    for before, after in zip(lines, priced.lines, strict=True):
        assert after.face == before.face
        assert after.tax - after.fee_tax == before.tax - before.fee_tax


@given(_LINES, st.integers(1, 10_000), st.integers(1, 5_000))
def test_a_cap_bounds_the_whole_order(lines: list[PricedLine], points: int, cap: int) -> None:
    """However many places: never more than the cap, and all of it where the share is larger."""
    priced = rules.price(lines, [offer(basis_points=points, cap=cap)], AT)

    taken = sum(one.amount for one in priced.applied)
    uncapped = sum(rules.reduction(offer(basis_points=points), lines))
    assert taken == min(cap, uncapped)


def test_three_for_two_frees_the_cheapest_of_each_whole_three() -> None:
    """Of seven places two are free, and they are the cheapest of their groups."""
    lines = [line(n * 1_000) for n in (5, 1, 7, 3, 9, 2, 4)]
    three = offer(kind=OfferKind.N_FOR_M, basis_points=None, buys=3, pays=2)

    priced = rules.price(lines, [three], AT)

    assert [n for n, one in enumerate(priced.lines) if not one.total] == [0, 5]


def test_a_fixed_price_is_what_each_place_costs_and_never_more() -> None:
    """A place that is cheaper already stays so."""
    fixed = offer(kind=OfferKind.FIXED_PRICE, basis_points=None, amount=20_000)

    priced = rules.price([line(30_000), line(1_000)], [fixed], AT)

    assert [one.total for one in priced.lines] == [20_000, line(1_000).total]


CASES = [
    ({"title_ids": (9,)}, {}, Reason.OTHER_TITLE),
    ({"title_kinds": ("concert",)}, {}, Reason.OTHER_TITLE),
    ({"venue_ids": (9,)}, {}, Reason.OTHER_VENUE),
    ({"weekdays": (1, 2)}, {}, Reason.OTHER_DAY),
    ({"from_time": "10:00", "until_time": "17:00"}, {}, Reason.OTHER_TIME),
    ({"channels": ("api",)}, {}, Reason.OTHER_CHANNEL),
    ({"providers": ("razorpay",)}, {}, Reason.OTHER_PROVIDER),
    ({"first_purchase": True}, {}, Reason.SIGN_IN_FIRST),
    ({"combines_restaurant_id": 3}, {}, Reason.RESTAURANT_MISSING),
    ({"combines_restaurant_ids": (3, 4)}, {}, Reason.RESTAURANT_MISSING),
    ({"categories": ("vip",)}, {}, Reason.OTHER_CATEGORY),
    ({"minimum": 10**9}, {}, Reason.BELOW_MINIMUM),
    ({}, {"enabled": False}, Reason.SWITCHED_OFF),
    ({}, {"starts_at": FRIDAY}, Reason.NOT_YET),
    ({}, {"ends_at": FRIDAY - timedelta(days=4)}, Reason.OVER),
    ({}, {"currency": "EUR"}, Reason.OTHER_CURRENCY),
]


@pytest.mark.parametrize(("rule", "fields", "reason"), CASES)
def test_an_offer_that_does_not_hold_says_why(
    rule: dict[str, Any], fields: dict[str, Any], reason: Reason
) -> None:
    """Each condition refuses by its own reason, and by no other."""
    rule = msgspec.convert({"kind": "percentage", "basis_points": 1000} | rule, Rule)
    made = offer(fields={"rule": rule} | fields)

    priced = rules.price([line()], [made], AT)

    assert priced.lines == (line(),)
    assert [lost.reasons for lost in priced.refused] == [(reason,)]


@pytest.mark.parametrize(
    ("since", "until", "at", "inside"),
    [
        ("18:00", "23:00", "19:45", True),
        ("18:00", "19:45", "19:45", False),
        ("22:00", "02:00", "01:59", True),
        ("22:00", "02:00", "02:00", False),
        (None, "12:00", "00:00", True),
        ("12:00", None, "23:59", True),
    ],
)
def test_a_window_of_the_day_may_go_over_midnight(
    since: str | None, until: str | None, at: str, inside: bool
) -> None:
    """Its beginning is in it and its end is not."""
    assert rules.within(since, until, time.fromisoformat(at)) is inside


def test_offers_that_go_together_add_up_and_one_alone_may_still_win() -> None:
    """Two that stack beat one that does not, until that one is worth more."""
    some = [offer(n, fields={"stacks": True}) for n in (1, 2)]
    alone = offer(3, basis_points=1500)
    better = offer(4, basis_points=2500)

    assert [a.offer.id for a in rules.price([line()], [*some, alone], AT).applied] == [1, 2]
    priced = rules.price([line()], [*some, better], AT)
    assert [a.offer.id for a in priced.applied] == [4]
    assert {lost.reasons for lost in priced.refused} == {(Reason.BETTER_WITHOUT,)}


def test_a_code_is_the_same_however_it_is_typed() -> None:
    """Spaces, dashes and small letters do not count."""
    assert code_of(" fri-day 10 ") == "FRIDAY10"
