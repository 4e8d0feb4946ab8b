"""Enter the demo's people, organizations, venues, halls, seat plans and titles, by the verbs."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from tessera.accounts.find import account_of_email
from tessera.accounts.model import MemberRole, Role
from tessera.accounts.passwords import Passwords
from tessera.accounts.register import make_account
from tessera.catalog.enter import enter_title
from tessera.catalog.model import NewTitle, TitleKind, TitleStatus
from tessera.kit.database import Tx
from tessera.operations.demo.events import EVENTS
from tessera.operations.demo.exports import enter_exports
from tessera.operations.demo.films import FILMS
from tessera.operations.demo.guide import enter_guide
from tessera.operations.demo.messages import enter_messages
from tessera.operations.demo.model import City, Event, Film, Venue
from tessera.operations.demo.offers import enter_offers, enter_suppers
from tessera.operations.demo.people import ADMIN, DOOR, NAMES, OWNER, PASSWORD
from tessera.operations.demo.places import VENUES
from tessera.operations.demo.ready import enter_ready
from tessera.operations.demo.trial import enter_trial
from tessera.organizations.found import found_organization, set_member
from tessera.organizations.model import NewOrganization
from tessera.venues.enter import enter_hall, enter_seat_plan, enter_venue
from tessera.venues.model import NewHall, NewVenue

Report = Callable[[str], None]
"""Told what has just been done, one line of a progress bar each."""

TAX_BASIS_POINTS = {"INR": 1800, "GBP": 2000, "EUR": 550}
"""GST on a ticket in India, VAT in Britain, the reduced VAT of French cinemas; all included."""
FEE_BASIS_POINTS = 300
TIMEZONES = {"INR": "Asia/Kolkata", "GBP": "Europe/London", "EUR": "Europe/Paris"}
SLUGS = {
    ("Lantern Cinemas", "INR"): "lantern-cinemas",
    ("Lantern Cinemas", "EUR"): "lantern-cinemas-france",
    ("Tidewater Live", "INR"): "tidewater-live",
    ("Alder Theatre Trust", "GBP"): "alder-theatre-trust",
}
"""An organization has one currency: a chain in two countries is two of them."""
STEPS = 2 + len(VENUES)
"""How often `enter_house` reports."""


async def enter_house(tx: Tx, passwords: Passwords, report: Report) -> None:
    """Everything that does not change from day to day."""
    # Published, so no rule for passwords would take it; refused where money is real.
    password_hash = await passwords.hash(PASSWORD)
    for email, name in NAMES.items():
        role = Role.ADMIN if email == ADMIN else Role.CUSTOMER
        await make_account(tx, email=email, name=name, password_hash=password_hash, role=role)
    report("People")
    organizations = {key: await _organization(tx, *key) for key in SLUGS}
    await enter_offers(tx, ((found, currency) for (_, currency), found in organizations.items()))
    await enter_ready(tx, organizations)
    await enter_messages(tx, organizations.values())
    await enter_trial(tx)
    await enter_exports(tx, organizations.values())
    for venue in VENUES:
        await _venue(tx, venue, organizations[venue.organization, venue.city.currency])
        report(venue.name)
    for film in FILMS:
        await enter_title(tx, _film(film))
    owners = {v.name: organizations[v.organization, v.city.currency] for v in VENUES}
    for event in EVENTS:
        await enter_title(tx, _event(event, owners[event.venue]))
    await enter_guide(tx, date.today())  # noqa: DTZ011 - a day to show, not an instant
    await enter_suppers(tx, ((found, key[1]) for key, found in organizations.items()))
    report("Titles")


async def _organization(tx: Tx, name: str, currency: str) -> int:
    slug = SLUGS[name, currency]
    organization = await found_organization(
        tx,
        NewOrganization(
            name=f"{name} France" if slug.endswith("-france") else name,
            slug=slug,
            currency=currency,
            owner_email=OWNER,
            fee_basis_points=FEE_BASIS_POINTS,
            tax_basis_points=TAX_BASIS_POINTS[currency],
            timezone=TIMEZONES[currency],
        ),
    )
    door = await account_of_email(tx, DOOR)
    assert door is not None, "everybody was registered before"
    await set_member(tx, organization.id, door, role=MemberRole.DOOR)
    return organization.id


async def _venue(tx: Tx, venue: Venue, organization_id: int) -> None:
    city: City = venue.city
    entered = await enter_venue(
        tx,
        NewVenue(
            organization_id=organization_id,
            name=venue.name,
            city=city.name,
            country=city.country,
            timezone=city.timezone,
            address=venue.address,
            latitude=Decimal(str(venue.latitude)),
            longitude=Decimal(str(venue.longitude)),
        ),
    )
    for hall in venue.halls:
        plan = await enter_seat_plan(tx, organization_id, hall.plan())
        new = NewHall(
            name=hall.name,
            formats=hall.formats,
            seat_plan_id=plan.id,
            turnaround_minutes=hall.turnaround_minutes,
        )
        await enter_hall(tx, entered, new)


def _film(film: Film) -> NewTitle:
    return NewTitle(
        kind=TitleKind.FILM,
        status=TitleStatus.RELEASED,
        name=film.name,
        runtime_minutes=film.runtime_minutes,
        tagline=film.tagline,
        overview=film.overview,
        genres=film.genres,
        languages=film.languages,
        original_language=film.original_language,
        certificate=film.certificate,
        director=film.director,
        cast_names=film.cast,
        rating_tenths=film.rating_tenths,
        released_on=film.released_on,
    )


def _event(event: Event, organization_id: int) -> NewTitle:
    return NewTitle(
        kind=TitleKind(event.kind),
        status=TitleStatus.RELEASED,
        organization_id=organization_id,
        name=event.name,
        runtime_minutes=event.runtime_minutes,
        tagline=event.tagline,
        overview=event.overview,
        genres=event.genres,
        languages=(event.language,),
        original_language=event.language,
        certificate=event.certificate,
        director=event.director,
        cast_names=event.cast,
        released_on=date(date.today().year, 1, 1),  # noqa: DTZ011 - a season, not an instant
    )
