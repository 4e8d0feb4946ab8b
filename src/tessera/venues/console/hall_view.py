"""What the page of a hall shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from tessera.accounts.policy import Right
from tessera.kit import sql as named
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Refused
from tessera.services import Services
from tessera.venues.console.forms import Fields, answered, hall_form, hall_values
from tessera.venues.console.one_page import SAID, own_venue
from tessera.venues.console.rows import house_url
from tessera.venues.console.seats_form import seats_form
from tessera.venues.find import read_hall, seat_plans_of
from tessera.venues.model import Hall, SeatPlanInfo, Venue
from tessera.web.errors import trouble_of
from tessera.web.guards import require
from tessera.web.pages import PageRequest, one, refusal, say
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Refusal
from tessera.web.views.venues import OwnHallPage

sql = named.beside(__file__, "../queries.sql")

PLANS_MAX = 500


@dataclass(frozen=True)
class Where:
    """The organization, venue and hall that an address names; hall 0 is one to be made."""

    organization_id: int
    venue_id: int
    hall_id: int = 0

    @property
    def venue_url(self) -> str:
        """Where the venue is."""
        return f"{house_url(self.organization_id)}/{self.venue_id}"

    @property
    def url(self) -> str:
        """Where the hall is, or halls are made."""
        return f"{self.venue_url}/halls" + (f"/{self.hall_id}" if self.hall_id else "")

    async def read(self, tx: Tx) -> tuple[Venue, Hall]:
        """Both. Raises `NotFound` where they do not belong together."""
        venue = await own_venue(tx, self.organization_id, self.venue_id)
        hall = await read_hall(tx, self.hall_id)
        if hall.venue_id != venue.id:
            raise NotFound("hall")
        return venue, hall


@dataclass(frozen=True)
class Asked:
    """What was typed into one of the two forms, and what was wrong with it."""

    fields: Fields = field(default_factory=dict)
    seats: Fields = field(default_factory=dict)
    error: Invalid | Refused | None = None

    @property
    def status(self) -> int:
        """The status of the page."""
        return trouble_of(self.error).status if self.error else 200


NOTHING = Asked()


async def hall_view(request: PageRequest, where: Where, *, desk: Desk, asked: Asked) -> OwnHallPage:
    """A hall with its forms."""
    services: Services = request.app.state.services
    async with services.db.transaction() as tx:
        venue = await own_venue(tx, where.organization_id, where.venue_id)
        hall = (await where.read(tx))[1] if where.hall_id else None
        plans = await seat_plans_of(tx, where.organization_id, after=0, limit=PLANS_MAX)
        used = await tx.fetch_one(sql["use_of_hall"], where.hall_id)
    typed = {name: one(asked.fields, name) for name in hall_values(hall)}
    problems, version = answered(request, asked.error, typed) if asked.error else ({}, 0)
    by_field = {path.partition("[")[0]: message for path, message in problems.items()}
    view = OwnHallPage(
        desk=desk,
        venue=Link(venue.name, where.venue_url),
        form=hall_form(
            asked.fields,
            hall,
            action=where.url,
            plans=_newest(plans, hall),
            problems={} if asked.seats else by_field,
            version=version,
        ),
        action=where.url,
        may_change=(await require(request)).may(Right.VENUES_CHANGE, where.organization_id),
        refusal=_refusal(request, asked),
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
    )
    if hall is None:
        return view
    seats = problems if asked.seats else {}
    view = msgspec.structs.replace(
        view,
        name=hall.name,
        enabled=hall.enabled,
        seats=seats_form(asked.seats, action=f"{where.url}/seats", problems=seats),
        removable=used is not None and not used["shows"],
        hall_id=str(hall.id),
        draw_url=f"/organizer/organizations/{where.organization_id}/seat-plans",
    )
    return await _with_plan(services, view, hall, plans=plans)


def _refusal(request: PageRequest, asked: Asked) -> Refusal | None:
    error = asked.error
    return refusal(request, trouble_of(error)) if isinstance(error, Refused) else None


def _newest(plans: Sequence[SeatPlanInfo], hall: Hall | None) -> list[SeatPlanInfo]:
    """Plans to choose from: the last version of each name, and the one that the hall has."""
    last = {plan.name: plan.id for plan in plans}
    kept = {hall.seat_plan_id if hall else None, *last.values()}
    return [plan for plan in plans if plan.id in kept]


async def _with_plan(
    services: Services, view: OwnHallPage, hall: Hall, *, plans: Sequence[SeatPlanInfo]
) -> OwnHallPage:
    info = next((plan for plan in plans if plan.id == hall.seat_plan_id), None)
    if info is None:
        return view
    plan = await services.plans.get(info.id)
    return msgspec.structs.replace(
        view,
        capacity=plan.capacity,
        seat_plan_id=str(info.id),
        categories=tuple(
            (category.name, plan.category_of.count(index))
            for index, category in enumerate(plan.categories)
        ),
    )
