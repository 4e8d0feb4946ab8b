"""Answer what everybody may read, from memory for all who cannot have changed it."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar import Response

from tessera.accounts.model import Person, Role
from tessera.kit.database import Tx
from tessera.kit.memory import Key
from tessera.services import Services
from tessera.web.answers import json_answer
from tessera.web.guards import Connection, person_of

T = TypeVar("T")

KEPT_A_SECOND = "public, max-age=0, s-maxage=1, stale-while-revalidate=1"
"""Shared caches may keep it for a second; browsers ask each time."""
FREE_SECONDS = 1.0
"""How old the number of free places beside a show may be. Seat maps are never older than now."""


def may_have_written(person: Person | None) -> bool:
    """Whether somebody can have changed what everybody reads: they see it as it is."""
    return person is not None and (bool(person.memberships) or person.role is not Role.CUSTOMER)


async def public_read(
    request: Connection, key: Key, read: Callable[[Tx], Awaitable[T]], *, seconds: float = 0
) -> T:
    """What `read` finds, remembered until something changes or `seconds` have passed."""
    services: Services = request.app.state.services
    fresh = may_have_written(await person_of(request))
    bound = {"seconds": seconds} if seconds else {}
    return await services.public.read(key, read, fresh=fresh, **bound)


async def public_answer(request: Connection, value: Any) -> Response[bytes]:
    """An answer that shared caches may keep for a second, unless it is to somebody's name."""
    if await person_of(request) is not None:
        return json_answer(value)
    # What is left of one visitor's quota is not for those who get the same answer from a cache.
    request.scope["state"].get("allowances", []).clear()
    return json_answer(value, cache_control=KEPT_A_SECOND, vary="Authorization, Cookie")
