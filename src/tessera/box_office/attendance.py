"""Who comes, as CSV for spreadsheets and for other doors."""

from litestar import Response

from tessera.box_office.model import Attendee
from tessera.box_office.read import attendees
from tessera.kit.clock import rfc3339
from tessera.kit.spreadsheet import Cell, csv_bytes
from tessera.services import Services
from tessera.tickets.read import typed_code
from tessera.web.answers import JsonRequest

HEAD: tuple[Cell, ...] = (
    "place",
    "category",
    "name",
    "email",
    "code",
    "status",
    "used_at",
    "gate",
    "invited",
)


async def attendance_csv(request: JsonRequest, show_id: int) -> Response[bytes]:
    """All of a show, by place."""
    services: Services = request.app.state.services
    found = await attendees(services.db.pool, show_id)
    rows = [HEAD, *(cells_of(one) for one in found)]
    name = f"attendees-{show_id}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(csv_bytes(rows), media_type="text/csv; charset=utf-8", headers=headers)


def cells_of(one: Attendee) -> tuple[Cell, ...]:
    """One row."""
    return (
        one.label,
        one.category,
        one.name,
        one.email,
        typed_code(one.reference, one.n),
        one.status,
        rfc3339(one.used_at) if one.used_at else "",
        one.used_gate or "",
        "yes" if one.invited else "",
    )
