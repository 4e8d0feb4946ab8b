"""Samples of what is kept back, of series, windows and changes."""

from datetime import timedelta

from tessera.allotments.forms import VALUES
from tessera.kit.money import Money
from tessera.web.views.allotments import (
    AllotmentOrder,
    AllotmentPage,
    AllotmentRow,
    AllotmentsPage,
    KeptPlace,
    ShowHead,
)
from tessera.web.views.shell import Link, Option, Refusal
from tests.unit.ui import samples_hall as hall
from tests.unit.ui.samples import at

HEAD = ShowHead(
    "1945", "Dune: Part Three", at(20), "Asia/Kolkata", "Regal, Colaba", "Screen 1", "on_sale"
)
PRESS = AllotmentRow(
    url="/organizer/allotments/1",
    name="Press, first night",
    purpose="Press",
    note="Names come from Farah by Thursday",
    places=4,
    labels="C 7, C 8, C 9, C 10",
    orders=2,
    releases_at=at(20) - timedelta(hours=2),
)
KEPT = (
    PRESS,
    AllotmentRow(
        url="/organizer/allotments/2",
        name="Counter",
        purpose="Box office",
        places=40,
        labels="A 1, A 2, A 3, A 4, A 5, A 6, A 7, A 8, A 9, A 10, A 11, A 12, …",
    ),
    AllotmentRow(
        url="/organizer/allotments/3", name="House", purpose="House", orders=1, ended_at=at(9)
    ),
)
PURPOSES = (Option("house", "House"), Option("press", "Press", True))
ALLOTMENTS = AllotmentsPage(
    show=HEAD,
    seat_plan_id=hall.SHOW.seat_plan_id,
    url="/organizer/shows/1/allotments",
    categories=hall.SHOW.categories,
    allotments=KEPT,
    purposes=PURPOSES,
    keys=(Option("k", "Ticket shop of the radio"),),
    values=VALUES | {"labels": "A 29-31", "name": "Friends"},
    problems={"labels": "there is no place called A 31"},
    section=hall.SHOW.section,
    places_max=5000,
)
ALLOTMENTS_NONE = AllotmentsPage(
    show=HEAD,
    seat_plan_id=hall.SHOW.seat_plan_id,
    url="/organizer/shows/1/allotments",
    categories=hall.SHOW.categories,
    values=VALUES,
    may_change=False,
)
ALLOTMENT = AllotmentPage(
    show=HEAD,
    back=Link("Kept back", "/organizer/shows/1/allotments"),
    url="/organizer/allotments/1",
    row=PRESS,
    places=tuple(
        KeptPlace(place, f"C {place}", "Prime", Money(45_000, "INR")) for place in range(7, 11)
    ),
    ways=(Option("complimentary", "Free of charge", True), Option("cash", "Cash")),
    orders=(
        AllotmentOrder(
            "/organizer/orders/1",
            "K7QM2",
            "Ann Critic",
            "C 5, C 6",
            "Free of charge",
            Money(0, "INR"),
            at(10),
        ),
    ),
    values={
        "quantity": "",
        "buyer.name": "",
        "buyer.email": "",
        "name": PRESS.name,
        "note": PRESS.note,
        "release": "2",
        "unit": "hours",
    },
    refusal=Refusal("not_in_allotment", "These places are not in this allotment."),
)
