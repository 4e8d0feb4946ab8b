"""Error pages."""

import msgspec

from tessera.kit.errors import Problem
from tessera.web.views.shell import Link


class ErrorPage(msgspec.Struct, frozen=True):
    """`errors/error.html`, for 403, 404, 410, 422, 429, 500, 503.

    The template has a title and a way on for each status; `detail` adds the particular sentence,
    `next_step` replaces the way on.
    """

    status: int
    request_id: str = ""
    detail: str = ""
    problems: tuple[Problem, ...] = ()
    next_step: Link | None = None
    retry_after_seconds: int | None = None
