"""Samples of venues and halls, for everybody and for who keeps them."""

import msgspec

from tessera.kit.money import Money
from tessera.venues.words import AMENITIES, FORMATS
from tessera.web.views.catalog import DayChip
from tessera.web.views.plans import DesignerPage, DraftRow, PlanRow, PlansPage
from tessera.web.views.shell import Link, Option, Pagination, Refusal
from tessera.web.views.templates import (
    SectionField,
    SectionLine,
    TemplateForm,
    TemplateRow,
    TemplatesPage,
)
from tessera.web.views.venues import (
    CategoryField,
    HallForm,
    HallRow,
    OwnHallPage,
    OwnVenuePage,
    OwnVenuesPage,
    Photo,
    PictureRow,
    SeatsForm,
    SwitchPage,
    SwitchRow,
    TitleAtVenue,
    VenueCard,
    VenueForm,
    VenuePage,
    VenueRow,
    VenuesPage,
)
from tests.unit.ui.samples import DUNE, HOME, at
from tests.unit.ui.samples_people import DESK

URL = "/organizer/organizations/1/venues"
VALUES = {
    "name": "Regal, Colaba",
    "address": "Shahid Bhagat Singh Road",
    "city": "Mumbai",
    "country": "IN",
    "timezone": "Asia/Kolkata",
    "latitude": "18.9168",
    "longitude": "72.8296",
    "about": "Art deco from 1933, and the first air-conditioned cinema of the country.",
}
PHOTOS = tuple(
    Photo(
        alt=alt,
        url=f"/media/venues/{n}/960.jpg",
        large_url=f"/media/venues/{n}/1600.jpg",
        sources=(),
        width=960,
        height=600,
    )
    for n, alt in enumerate(("The front at night", "The foyer", "Screen 1", "The bar", "The clock"))
)
CARDS = (
    VenueCard(
        "Regal, Colaba",
        "Mumbai",
        "Shahid Bhagat Singh Road",
        "/venues/1",
        ("Step-free", "Bar"),
        1.24,
        PHOTOS[0],
    ),
    VenueCard("Metro INOX", "Mumbai", "MG Road, Marine Lines", "/venues/2", ("Car park",), 3.8),
    VenueCard("Prithvi Theatre", "Mumbai", "Juhu Church Road", "/venues/3", (), 22.1),
)
VENUES = VenuesPage(
    venues=CARDS,
    cities=(Link("Mumbai", "/venues?city=Mumbai", True), Link("Pune", "/venues?city=Pune")),
    near=True,
    latitude="18.92",
    longitude="72.83",
    radius=(Option("10", "10 km", True), Option("25", "25 km")),
    pages=Pagination(None, "/venues?page=1"),
)
VENUES_NONE = VenuesPage(
    venues=(),
    cities=(Link("Mumbai", "/venues?city=Mumbai"),),
    radius=(Option("10", "10 km", True),),
    problem="Say where you are in degrees, such as 19.07 and 72.87.",
    latitude="north",
)
DAY = DayChip(at(9).date(), "/venues/1?date=2026-11-21", 0, True)
VENUE = VenuePage(
    name="Regal, Colaba",
    address="Shahid Bhagat Singh Road, Mumbai",
    about=VALUES["about"],
    amenities=("Step-free", "Lift", "Near a station", "Bar", "Air conditioning"),
    halls=(("Screen 1", ("2D", "3D")), ("Screen 2", ("IMAX",))),
    map_url="https://www.openstreetmap.org/",
    photos=PHOTOS,
    days=(DAY, DayChip(at(9).date(), "/venues/1?date=2026-11-22", 1)),
    titles=(
        TitleAtVenue(
            "Dune: Part Three",
            "/titles/1",
            DUNE.poster,
            ("166 min", "UA"),
            HOME.cards[0].showtimes,
        ),
    ),
)
OWN_VENUES = OwnVenuesPage(
    desk=DESK,
    venues=(
        VenueRow(1, "Regal, Colaba", "Mumbai", f"{URL}/1", True, 3, 812),
        VenueRow(2, "Regal, Koregaon Park", "Pune", f"{URL}/2", False, 1, 240),
    ),
    url=URL,
    filters=(Link("All", URL, True), Link("On", URL), Link("Off", URL)),
    may_change=True,
    said="Done.",
    undo=(("venue", "2"), ("enabled", "yes")),
)
OWN_VENUES_NONE = msgspec.structs.replace(OWN_VENUES, venues=(), said="", undo=())
SWITCH = SwitchPage(
    desk=DESK,
    action=f"{URL}/switch",
    back=URL,
    enabled=False,
    rows=(
        SwitchRow(1, "Regal, Colaba, Mumbai", True, 41, 3_204),
        SwitchRow(2, "Regal, Koregaon Park, Pune", False, 0, 0),
    ),
)
FORM = VenueForm(
    action=f"{URL}/1",
    values=VALUES,
    amenities=tuple(Option(k, w, k in ("bar", "lift")) for k, w in AMENITIES.items()),
    version=3,
    timezones=("Asia/Kolkata",),
)
PICTURES = tuple(
    PictureRow(
        url=f"{URL}/1/pictures/{n}",
        alt=photo.alt,
        state="ready",
        fact="2400 × 1500, 1.8 MB",
        version=1,
        positions=tuple(Option(str(k), str(k), k == n) for k in (1, 2, 3)),
        photo=photo,
    )
    for n, photo in enumerate(PHOTOS[:2], 1)
)
DRAWN = msgspec.structs.replace(
    PICTURES[1], url=f"{URL}/1/pictures/3", alt="", state="waiting", photo=None
)
OWN_VENUE = OwnVenuePage(
    desk=DESK,
    form=FORM,
    url=f"{URL}/1",
    name="Regal, Colaba",
    halls=(
        HallRow("Screen 1", f"{URL}/1/halls/1", ("2D", "3D"), True, 216, "Screen 1 · 2"),
        HallRow("Screen 2", f"{URL}/1/halls/2", ("IMAX",), False, 320, "Screen 2 · 1"),
        HallRow("Rehearsal", f"{URL}/1/halls/3", ("Live",), True, None, ""),
    ),
    public_url="/venues/1",
    pictures=(*PICTURES, DRAWN),
    pictures_left=9,
)
OWN_VENUE_NEW = OwnVenuePage(
    desk=DESK,
    form=msgspec.structs.replace(
        FORM, version=0, problems={"timezone": "is not an IANA timezone such as Asia/Kolkata"}
    ),
    url=URL,
)
OWN_VENUE_MET = msgspec.structs.replace(
    OWN_VENUE,
    form=msgspec.structs.replace(
        FORM, problems={"address": "Saved meanwhile by somebody else: 1 Colaba Causeway"}
    ),
    refusal=Refusal("changed_meanwhile", "Somebody else has changed this meanwhile."),
    pictures=(
        msgspec.structs.replace(
            PICTURES[0], theirs="Saved meanwhile by somebody else: The front in rain"
        ),
        msgspec.structs.replace(
            DRAWN, state="broken", problem="This file could not be drawn. Send another one."
        ),
    ),
    picture_problem="is not a JPEG, PNG, WebP or AVIF picture",
)
HALL_FORM = HallForm(
    action=f"{URL}/1/halls/1",
    values={
        "name": "Screen 1",
        "turnaround_minutes": "15",
        "seat_plan_id": "4",
        "other_formats": "35 mm",
    },
    formats=tuple(Option(f, f, f in ("2D", "3D")) for f in FORMATS),
    plans=(Option("4", "Screen 1 · 2 · 216", True), Option("5", "Screen 2 · 1 · 320")),
    version=2,
)
SEATS = SeatsForm(
    action=f"{URL}/1/halls/1/seats",
    values={"rows": "12", "seats_per_row": "18", "aisles": "4, 14", "accessible": "2"},
    categories=(
        CategoryField("Regular", "100"),
        CategoryField("Premium", "60"),
        CategoryField(),
    ),
    problems={"categories": "have 160 seats together, the hall has 216"},
)
HALL = OwnHallPage(
    desk=DESK,
    venue=Link("Regal, Colaba", f"{URL}/1"),
    form=HALL_FORM,
    seats=SEATS,
    name="Screen 1",
    capacity=216,
    categories=(("Classic", 54), ("Prime", 108), ("Recliner", 54)),
    seat_plan_id="4",
    hall_id="1",
    draw_url="/organizer/organizations/1/seat-plans",
    action=f"{URL}/1/halls/1",
    removable=True,
)
PLANS_URL = "/organizer/organizations/1/seat-plans"
HALLS = (Option("1", "Regal, Colaba, Screen 1"), Option("2", "Regal, Colaba, Screen 2"))
PLANS = PlansPage(
    desk=DESK,
    url=PLANS_URL,
    drafts=(
        DraftRow(f"{PLANS_URL}/drafts/7", "Screen 2, new rows", 198, at(18)),
        DraftRow(f"{PLANS_URL}/drafts/6", "Theatre in the park", 1_420, at(9)),
    ),
    plans=(
        PlanRow("Screen 1", 3, 216, 3, tuple(Link(n, "/x") for n in ("JSON", "CSV", "SVG")), 4),
        PlanRow("Grand hall", 1, 1_428, 5, (Link("JSON", "/x"),), 5),
    ),
    starts=(Option("", "An empty floor", True), Option("cinema", "A cinema of 216")),
    halls=HALLS,
    timezone="Asia/Kolkata",
    said="Published. Its hall takes it for shows from now on.",
)
PLANS_WRONG = PlansPage(
    desk=DESK,
    url=PLANS_URL,
    drafts=(),
    plans=(),
    starts=PLANS.starts,
    halls=HALLS,
    timezone="Asia/Kolkata",
    name="Screen 9",
    text="row,seat\nA,1\nA",
    problems=("line 3.seat: is missing",),
)
DESIGNER = DesignerPage(
    desk=DESK,
    url=f"{PLANS_URL}/drafts/7",
    back=PLANS_URL,
    draft_id=7,
    version=3,
    name="Screen 2, new rows",
    capacity=198,
    counts=(("Regular", 120), ("Premium", 78)),
    categories=(Option("regular", "Regular"), Option("premium", "Premium")),
    halls=HALLS,
    problems=("has no places",),
    values={
        "section": "",
        "first": "",
        "rows": "10",
        "seats": "20",
        "aisles": "",
        "curve": "0",
        "scheme": "left",
        "x": "0",
        "y": "0",
    },
    hall=Link("Regal, Colaba, Screen 2", "/organizer/organizations/1/venues/1/halls/2"),
)
TEMPLATES = TemplatesPage(
    desk=DESK,
    url="/organizer/organizations/1/section-templates",
    currency="INR",
    templates=(
        TemplateRow(
            "/organizer/organizations/1/section-templates/1",
            "Concert",
            440,
            (
                SectionLine("Stalls", 240, True, Money(150_000, "INR")),
                SectionLine("Floor", 200, False, Money(90_000, "INR")),
            ),
        ),
    ),
    form=TemplateForm(
        action="/organizer/organizations/1/section-templates",
        name="Gala",
        sections=(
            SectionField("Stalls", rows="12", seats="20", price="cheap"),
            SectionField("Floor", general=True, capacity="200", price="900"),
            SectionField(),
        ),
        problems={"sections[0].price": "is not a price"},
    ),
)
