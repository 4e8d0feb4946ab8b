"""What the pages of plans and drafts show."""

from typing import Any

import msgspec

from tessera.accounts.policy import Right
from tessera.kit.errors import Invalid, Refused
from tessera.services import Services
from tessera.venues.console.forms import Fields
from tessera.venues.drafts.check import look_at
from tessera.venues.drafts.forms import BLOCK_USUAL, GENERATED
from tessera.venues.drafts.keep import drafts_of
from tessera.venues.drafts.model import DRAFTS_MAX, Draft
from tessera.venues.drafts.speak import spoken
from tessera.venues.find import seat_plans_of
from tessera.venues.model import SeatPlanInfo
from tessera.web.errors import trouble_of
from tessera.web.guards import require
from tessera.web.pages import PageRequest, one, refusal, said, say
from tessera.web.present import N_
from tessera.web.views.organizer import Desk
from tessera.web.views.plans import DesignerPage, DraftRow, PlanRow, PlansPage
from tessera.web.views.shell import Link, Option

PLANS_MAX = 500
EXPORTS = {"tessera": "JSON", "csv": "CSV", "svg": "SVG", "pretix": "pretix"}
SAID = {
    "published": N_("Published. Its hall takes it for shows from now on."),
    "dropped": N_("Thrown away."),
    "added": N_("Added."),
}
HALLS = """
SELECT h.id, v.name || ', ' || h.name AS name FROM halls h JOIN venues v ON v.id = h.venue_id
WHERE v.organization_id = $1 ORDER BY v.name, h.name LIMIT 500
"""
HALL = """
SELECT h.id, h.name, v.id AS venue_id, v.name AS venue
FROM halls h JOIN venues v ON v.id = h.venue_id WHERE h.id = $1
"""


async def plans_view(
    request: PageRequest,
    desk: Desk,
    *,
    url: str,
    fields: Fields,
    error: Invalid | Refused | None,
) -> PlansPage:
    """Drafts, plans, and the form to begin."""
    services: Services = request.app.state.services
    organization_id = desk.organization_id
    async with services.db.transaction() as tx:
        drafts = await drafts_of(tx, organization_id, after=0, limit=DRAFTS_MAX)
        plans = await seat_plans_of(tx, organization_id, after=0, limit=PLANS_MAX)
    newest = list({plan.name: plan for plan in plans}.values())
    person = await require(request)
    start = one(fields, "start")
    hall = one(fields, "hall_id") or request.query_params.get("hall", "")
    changed = sorted(drafts, key=lambda draft: draft.changed_at, reverse=True)
    return PlansPage(
        desk=desk,
        url=url,
        drafts=tuple(
            DraftRow(f"{url}/drafts/{d.id}", d.name, d.capacity, d.changed_at) for d in changed
        ),
        plans=tuple(_plan_row(plan) for plan in newest),
        starts=(
            Option("", say(request, N_("An empty floor"))),
            *(Option(k, say(request, words), k == start) for k, (words, _) in GENERATED.items()),
            *(Option(str(p.id), f"{p.name} · {p.version}", str(p.id) == start) for p in newest),
        ),
        halls=await _halls(services, organization_id, hall),
        timezone="UTC",
        name=one(fields, "name"),
        text=one(fields, "text"),
        problems=_problems(request, error),
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
        may_change=person.may(Right.VENUES_CHANGE, organization_id),
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
    )


async def designer_view(
    request: PageRequest,
    draft: Draft,
    document: str,
    *,
    desk: Desk,
    url: str,
    fields: Fields,
    error: Invalid | Refused | None,
) -> DesignerPage:
    """A draft with its tools."""
    services: Services = request.app.state.services
    plan: dict[str, Any] = msgspec.json.decode(document)
    checked = spoken(request, look_at(plan))
    names = {c["key"]: c["name"] for c in plan.get("categories", ()) if {"key", "name"} <= c.keys()}
    problems = [f"{p.path}: {p.said}".lstrip(": ") for p in checked.problems[:30]]
    hall = await services.db.pool.fetchrow(HALL, draft.hall_id) if draft.hall_id else None
    venues = f"/organizer/organizations/{draft.organization_id}/venues"
    return DesignerPage(
        desk=desk,
        url=f"{url}/drafts/{draft.id}",
        back=url,
        draft_id=draft.id,
        version=draft.version,
        name=draft.name,
        capacity=draft.capacity,
        counts=tuple((names.get(k, k), n) for k, n in checked.categories.items()),
        categories=tuple(Option(key, name) for key, name in names.items()),
        halls=await _halls(services, draft.organization_id, str(draft.hall_id or "")),
        problems=(*_problems(request, error), *problems),
        values={name: one(fields, name) for name in BLOCK_USUAL} if fields else BLOCK_USUAL,
        picture=f"/api/v1/plan-drafts/{draft.id}/picture" if draft.pictured else "",
        hall=Link(
            f"{hall['venue']}, {hall['name']}", f"{venues}/{hall['venue_id']}/halls/{hall['id']}"
        )
        if hall
        else None,
        refusal=refusal(request, trouble_of(error)) if isinstance(error, Refused) else None,
        said=say(request, SAID.get(request.query_params.get("said", ""), "")),
    )


async def _halls(services: Services, organization_id: int, chosen: str) -> tuple[Option, ...]:
    rows = await services.db.pool.fetch(HALLS, organization_id)
    return tuple(Option(str(r["id"]), r["name"], str(r["id"]) == chosen) for r in rows)


def _plan_row(plan: SeatPlanInfo) -> PlanRow:
    document = f"/api/v1/seat-plans/{plan.id}/document"
    return PlanRow(
        name=plan.name,
        version=plan.version,
        capacity=plan.capacity,
        categories=len(plan.categories),
        exports=tuple(Link(label, f"{document}?format={key}") for key, label in EXPORTS.items()),
        seat_plan_id=plan.id,
    )


def _problems(request: PageRequest, error: Invalid | Refused | None) -> tuple[str, ...]:
    if not isinstance(error, Invalid):
        return ()
    return tuple(f"{p.path}: {said(request, p)}".lstrip(": ") for p in error.problems[:30])
