"""A venue's pictures as its console shows them, with what was refused."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from tessera.kit.errors import Invalid, Refused, Unavailable
from tessera.venues.console.forms import MEANWHILE
from tessera.venues.model import ShownPicture, Venue
from tessera.venues.pictures.model import KeptPicture, PictureState
from tessera.venues.pictures.present import photo
from tessera.web.errors import trouble_of
from tessera.web.pages import PageRequest, say, told
from tessera.web.present import N_
from tessera.web.views.shell import Option
from tessera.web.views.venues import PictureRow

BROKEN = N_("This file could not be drawn. Send another one.")


class Wrong(NamedTuple):
    """What was refused of one picture, or of a new one; `alt` is what was typed."""

    error: Invalid | Refused | Unavailable
    picture_id: UUID | None = None
    alt: str = ""


def picture_rows(
    request: PageRequest,
    venue: Venue,
    *,
    pictures: Sequence[KeptPicture],
    url: str,
    wrong: Wrong | None,
) -> tuple[PictureRow, ...]:
    """In their order; `url` is the venue's."""
    rows = []
    for picture in pictures:
        refused = wrong if wrong and wrong.picture_id == picture.id else None
        broken = picture.state is PictureState.BROKEN
        shown = ShownPicture(picture.key.hex, picture.alt, picture.width, picture.height)
        ready = picture.state is PictureState.READY
        rows.append(
            PictureRow(
                url=f"{url}/pictures/{picture.id}",
                alt=refused.alt if refused else picture.alt,
                state=picture.state.value,
                fact=f"{picture.width} × {picture.height}, {picture.bytes / 1_000_000:.1f} MB",
                version=picture.version,
                positions=tuple(
                    Option(str(n), str(n), n == picture.position)
                    for n in range(1, len(pictures) + 1)
                ),
                photo=photo(shown, venue.name) if ready else None,
                problem=_problem(request, refused) or (say(request, BROKEN) if broken else ""),
                theirs=_theirs(request, refused),
            )
        )
    return tuple(rows)


def problem_of_new(request: PageRequest, wrong: Wrong | None) -> str:
    """What was wrong with a file that was to be a picture."""
    if wrong is None or wrong.picture_id is not None:
        return ""
    trouble = trouble_of(wrong.error)
    return next(iter(told(request, trouble).values()), trouble.detail)


def _problem(request: PageRequest, wrong: Wrong | None) -> str:
    if wrong is None or _theirs(request, wrong):
        return ""
    return next(iter(told(request, trouble_of(wrong.error)).values()), "")


def _theirs(request: PageRequest, wrong: Wrong | None) -> str:
    """What somebody else has saved meanwhile."""
    if wrong is None or not isinstance(wrong.error, Refused):
        return ""
    now = wrong.error.facts.get("now") or {}
    value = str(now.get("alt", ""))
    return say(request, MEANWHILE, value=value or "–") if now else ""
