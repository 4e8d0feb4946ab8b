"""Look at a dashboard: of what, by whose clock, in which period. REST and pages share it."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tessera.insights.model import Curve, Dashboard, Level, Scope
from tessera.insights.read import read_dashboard, sql
from tessera.insights.roll_up import read_lag
from tessera.insights.rules import DAYS_MAX, asked_for
from tessera.insights.show_curve import read_curve
from tessera.kit.errors import NotFound
from tessera.organizations.model import Organization
from tessera.organizations.periods import Period
from tessera.services import Services

PLATFORM_TIMEZONE = "UTC"
PLATFORM_CURRENCY = "EUR"
"""What is shown where nobody has sold anything yet."""


class Target(msgspec.Struct, frozen=True):
    """What is looked at; `show` is the row of a show."""

    scope: Scope
    name: str
    timezone: str
    currency: str
    show: Any = None


class Wanted(msgspec.Struct, frozen=True):
    """What was asked for."""

    span: str | None = None
    since: date | None = None
    until: date | None = None
    currency: str | None = None


PLATFORM = Target(Scope(Level.PLATFORM), "Tessera", PLATFORM_TIMEZONE, PLATFORM_CURRENCY)


def of_organization(organization: Organization) -> Target:
    """All that an organization sells."""
    scope = Scope(Level.ORGANIZATION, organization.id, organization.id)
    return Target(scope, organization.name, organization.timezone, organization.currency)


async def of_venue(services: Services, organization: Organization, venue_id: int) -> Target:
    """One of its venues. Raises `NotFound`."""
    row = await services.db.pool.fetchrow(
        "SELECT name, timezone FROM venues WHERE id = $1 AND organization_id = $2",
        venue_id,
        organization.id,
    )
    if row is None:
        raise NotFound("venue")
    scope = Scope(Level.VENUE, venue_id, organization.id)
    return Target(scope, row["name"], row["timezone"], organization.currency)


async def of_title(services: Services, organization: Organization | None, title_id: int) -> Target:
    """A title as one organization sells it, or as all do. Raises `NotFound`."""
    own = None if organization is None else organization.id
    name = await services.db.pool.fetchval(
        """SELECT name FROM titles WHERE id = $1
        AND ($2::bigint IS NULL OR organization_id IS NULL OR organization_id = $2)""",
        title_id,
        own,
    )
    if name is None:
        raise NotFound("title")
    scope = Scope(Level.TITLE, title_id, own)
    if organization is None:
        return Target(scope, name, PLATFORM_TIMEZONE, PLATFORM_CURRENCY)
    return Target(scope, name, organization.timezone, organization.currency)


async def of_show(services: Services, show_id: int) -> Target:
    """One show. Raises `NotFound`."""
    row = await services.db.pool.fetchrow(sql["show"], show_id)
    if row is None:
        raise NotFound("show")
    scope = Scope(Level.SHOW, show_id, row["organization_id"])
    return Target(scope, row["title"], row["timezone"], row["currency"], row)


def period_of(target: Target, wanted: Wanted, services: Services) -> Period:
    """The period asked for; of a show all of its sale where none is. Raises `Invalid`."""
    now = services.clock()
    since, until = wanted.since, wanted.until
    if target.show is not None and not (wanted.span or since or until):
        zone = ZoneInfo(target.timezone)
        today = now.astimezone(zone).date()
        until = max(min(today, target.show["starts_at"].astimezone(zone).date()), today - _MONTHS)
        since = max(min(target.show["first_sale"] or until, until), until - _MONTHS)
    return asked_for(wanted.span, since, until, timezone=target.timezone, now=now)


_MONTHS = timedelta(days=DAYS_MAX - 1)


async def look(services: Services, target: Target, wanted: Wanted) -> Dashboard:
    """The dashboard. Raises `Invalid`."""
    period = period_of(target, wanted, services)
    lag = await read_lag(services.db)
    async with services.db.transaction() as tx:
        return await read_dashboard(
            tx,
            target.scope,
            period,
            name=target.name,
            currency=wanted.currency,
            usual_currency=target.currency,
            now=services.clock(),
            lag=lag,
        )


async def curve_of(services: Services, target: Target) -> Curve:
    """How a show sells against shows like it."""
    async with services.db.transaction() as tx:
        return await read_curve(tx, target.show, now=services.clock())
