"""Samples of restaurants and films at home."""

from tessera.kit.money import Money
from tessera.web.views.guide import (
    GuideAdminPage,
    GuideCard,
    GuideEntryPage,
    GuideField,
    GuidePage,
    PlanRow,
)
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link

PLAN = PlanRow("Lantern Home", "Everything", Money(49_900, "INR"), 1, "Four screens, no pauses")
LIST = GuidePage(
    heading="Restaurants",
    path="/restaurants",
    q="",
    asked={"city": "Mumbai"},
    lists=(Link("All restaurants", "/restaurants", True), Link("Top rated", "/restaurants")),
    filters=(
        ("City", (Link("All", "/r"), Link("Mumbai", "/r", True), Link("London", "/r"))),
        ("Cuisine", (Link("All", "/r", True), Link("Gujarati", "/r"), Link("Italian", "/r"))),
    ),
    cards=(
        GuideCard(
            name="The Copper Kettle and Garden",
            url="/restaurants/1",
            rating="9.1",
            facts=("Gujarati, Punjabi", "Mumbai", "0.4 km away"),
            why="Two thalis for one with a ticket of tonight",
        ),
        GuideCard(name="Ember", url="/restaurants/2", facts=("Italian", "Mumbai")),
        GuideCard(name="Ran", url="/r", rating="8.7", why="Because you booked Drama"),
    ),
    plans=(PLAN,),
)
ENTRY = GuideEntryPage(
    name="The Copper Kettle",
    back=Link("All restaurants", "/restaurants"),
    rating="9.1",
    facts=("Mumbai", "Gujarati"),
    overview="Thalis that do not end, two minutes from the stage door.",
    address="4 Kala Ghoda, Mumbai",
    phone="+91 22 5550 0100",
    url="https://kettle.example",
    offers=(("Two for one", "With a ticket of tonight"),),
    plans=(PLAN,),
)
ADMIN = GuideAdminPage(
    desk=Desk(0, "Tessera", (Link("Restaurants", "/admin/guide/restaurants", True),)),
    heading="Restaurants",
    path="/admin/guide/restaurants",
    action="/admin/guide/restaurants",
    fields=(
        GuideField(name="name", label="Name", value="Ember", required=True, theirs="Amber"),
        GuideField(name="city", label="City", problem="is missing"),
        GuideField(name="offers", label="Offers", type="area", hint="One a line"),
        GuideField(name="enabled", label="Shown to everybody", type="tick", value="1"),
    ),
    version="2",
    rows=(Link("Ember, Mumbai", "/admin/guide/restaurants/2"),),
    remove_url="/admin/guide/restaurants/2/removal",
)
