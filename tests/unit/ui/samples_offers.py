"""Samples of offers: what everybody may use, and the desk where they are kept."""

from datetime import date

from tessera.kit.money import Money
from tessera.web.views.offers import (
    DayUses,
    OfferCard,
    OfferFigures,
    OfferForm,
    OfferPage,
    OfferRow,
    OfferRowsPage,
    OffersPage,
)
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Both, Link, Option, Refusal
from tests.unit.ui.samples import at

SECTIONS = ("Statement", "Invoices", "Refunds owed", "Offers", "Members", "Audit log")
DESK = Desk(
    1, "Regal Cinemas", tuple(Link(name, f"/{name}", name == "Offers") for name in SECTIONS)
)


def card(name: str, worth: str, code: str = "") -> OfferCard:
    """An offer as buyers see it."""
    return OfferCard(
        name=name,
        worth=worth,
        description="Bring the family: the third seat is on us, in every hall but the balcony.",
        organization="Regal Cinemas",
        topic="Films",
        code=code,
        ends_at=at(23),
        conditions=("Tuesday, Wednesday", "17:00 – 23:00"),
    )


CARDS = (
    card("Family Tuesday", "3 for the price of 2"),
    card("Regulars", "15 % off, at most ₹200.00", "REGULAR15"),
    card("First visit", "₹100.00 off", "HELLO"),
)
TOPICS = (Link("All", "/offers", True), Link("Films", "/offers?topic=films"))
OFFERS = OffersPage(CARDS, TOPICS, CARDS)
OFFERS_NONE = OffersPage((), TOPICS)


def row(name: str, state: str, *, code: str = "", uses_max: int | None = None) -> OfferRow:
    """An offer as its keeper sees it."""
    return OfferRow(
        url="/organizer/offers/1",
        name=name,
        worth="15 % off, at most ₹200.00",
        way="By itself, without a code",
        code=code,
        state=state,
        uses=1_234,
        uses_max=uses_max,
        ends_at=at(23) if uses_max else None,
    )


ROWS = OfferRowsPage(
    desk=DESK,
    url="/organizer/organizations/1/offers",
    rows=(
        row("Regulars", "on", code="REGULAR15", uses_max=5_000),
        row("Family Tuesday", "planned"),
        row("First visit", "used_up", code="HELLO", uses_max=1_234),
        row("Summer", "over"),
        row("A long name of an offer for the friends of the house", "off"),
    ),
    words="",
    timezone="Asia/Kolkata",
    may_change=True,
    said="The offer is made.",
)
ROWS_NONE = OfferRowsPage(
    desk=DESK,
    url="/organizer/organizations/1/offers",
    rows=(),
    words="",
    timezone="Asia/Kolkata",
    may_change=True,
)
FORM = OfferForm(
    action="/organizer/offers/1",
    values={
        "name": "Regulars",
        "kind": "percentage",
        "percent": "15",
        "cap": "200.00",
        "code": "REGULAR15",
        "enabled": "yes",
        "version": "3",
    },
    kinds=(Option("percentage", "A share off", True), Option("flat", "An amount off the order")),
    ways=(Option("code", "One code that many share", True), Option("automatic", "By itself")),
    topics=(Option("films", "Films", True),),
    weekdays=(Option("2", "Tuesday", True), Option("3", "Wednesday")),
    channels=(Option("web", "These pages"),),
    providers=(Option("mock", "mock"),),
    titles=(Option("1", "Dune"), Option("2", "Requiem", True)),
    venues=(Option("1", "Regal, Mumbai"),),
    title_kinds=(Option("film", "Film"),),
    restaurants=(Option("1", "The Copper Kettle, Mumbai", True), Option("2", "Ember, Mumbai")),
    currency="INR",
    of_platform=False,
)
WRONG = OfferForm(
    action="/organizer/offers/1",
    values={"name": "", "percent": "200"},
    kinds=FORM.kinds,
    ways=FORM.ways,
    topics=FORM.topics,
    weekdays=FORM.weekdays,
    channels=(),
    providers=(),
    titles=(),
    venues=(),
    title_kinds=(),
    restaurants=(),
    currency="INR",
    of_platform=False,
    problems={"name": "must have 1 to 120 characters", "percent": "must be from 0.01 to 100"},
    both=(Both("Name", "Regulars of Pune", "Regulars"),),
)
FIGURES = OfferFigures(
    paid=1_204,
    open=12,
    released=88,
    customers=960,
    places=2_610,
    cost=Money(12_345_600, "INR"),
    brought=Money(98_765_400, "INR"),
    days=tuple(
        DayUses(date(2026, 11, day), uses, Money(uses * 9_000, "INR"), uses / 0.9)
        for day, uses in ((17, 12), (18, 40), (19, 90), (20, 75))
    ),
)
OFFER = OfferPage(
    desk=DESK,
    list_url="/organizer/organizations/1/offers",
    form=FORM,
    name="Regulars",
    url="/organizer/offers/1",
    figures=FIGURES,
    has_codes=True,
    codes=100_000,
    codes_at_once_max=100_000,
)
OFFER_WRONG = OfferPage(
    desk=DESK,
    list_url="/organizer/organizations/1/offers",
    form=WRONG,
    refusal=Refusal("invalid", "Some of it cannot be accepted."),
)
