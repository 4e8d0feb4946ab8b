"""Rows of the console's lists of venues and halls."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from tessera.web.views.shell import Pagination
from tessera.web.views.venues import HallRow, VenueRow

Row = Mapping[str, Any]


def house_url(organization_id: int) -> str:
    """Where an organization's venues are."""
    return f"/organizer/organizations/{organization_id}/venues"


def venue_row(row: Row, url: str) -> VenueRow:
    """A row of `own_venues`."""
    return VenueRow(
        id=row["id"],
        name=row["name"],
        city=row["city"],
        url=f"{url}/{row['id']}",
        enabled=row["enabled"],
        halls=row["halls"],
        places=row["places"],
    )


def hall_row(row: Row, url: str) -> HallRow:
    """A row of `halls_with_plans`; `url` is the venue's."""
    return HallRow(
        name=row["name"],
        url=f"{url}/halls/{row['id']}",
        formats=tuple(row["formats"]),
        enabled=row["enabled"],
        capacity=row["capacity"],
        plan=f"{row['plan_name']} · {row['plan_version']}" if row["plan_name"] else "",
    )


def turned_pages(url: str, state: str, *, q: str, number: int, more: bool) -> Pagination:
    """The pages around one of a list that is filtered."""

    def at(page: int) -> str:
        return f"{url}?{urlencode({'enabled': state, 'q': q, 'page': page})}"

    return Pagination(at(number - 1) if number else None, at(number + 1) if more else None)
