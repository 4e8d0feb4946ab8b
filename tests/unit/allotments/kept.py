"""An allotment to try rules on."""

from datetime import UTC, datetime
from uuid import UUID

from tessera.allotments.model import Allotment, Purpose


def allotment(purpose: Purpose, *, ended: bool = False) -> Allotment:
    """Three places kept for somebody."""
    now = datetime(2026, 5, 1, tzinfo=UTC)
    return Allotment(
        id=UUID(int=1),
        show_id=1,
        organization_id=1,
        purpose=purpose,
        name="Kept",
        note="",
        key_id=None,
        release_minutes=None,
        created_at=now,
        ended_at=now if ended else None,
        places=(0, 1, 2),
    )
