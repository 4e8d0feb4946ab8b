"""Pure decisions about titles."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tessera.catalog.model import PUBLIC, TRANSITIONS, TitleStatus
from tessera.kit.errors import Problem

LISTS = ("genres", "languages", "cast_names")


def problems_of(fields: Mapping[str, Any], *, was: TitleStatus | None = None) -> list[Problem]:
    """What is wrong with a title as it would be; `was` is its status before."""
    problems = []
    if not fields["name"].strip() or not fields["name"].isprintable():
        problems.append(Problem("name", "must have printable characters"))
    released, expires = fields["released_on"], fields["expires_on"]
    if released and expires and expires < released:
        problems.append(Problem("expires_on", "must not lie before released_on"))
    status = TitleStatus(fields["status"])
    if was is not None and status != was and status not in TRANSITIONS[was]:
        problems.append(Problem("status", f"cannot turn from {was} to {status}"))
    return problems


def tidy(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without blanks around words, and each word of a list once, in the order given."""
    done = dict(fields)
    for name, value in fields.items():
        if name in LISTS:
            words = (" ".join(word.split()) for word in value)
            done[name] = list(dict.fromkeys(word for word in words if word))
        elif name in ("name", "original_language", "certificate", "director", "tagline"):
            done[name] = " ".join(value.split())
    return done


def status_by_dates(released_on: date | None, expires_on: date | None, today: date) -> TitleStatus:
    """What a published title is on a day: upcoming, released, expired.

    `move_titles_by_clock` in shows/queries.sql says the same. Without a release date it is out.
    """
    if expires_on is not None and expires_on < today:
        return TitleStatus.EXPIRED
    if released_on is not None and released_on > today:
        return TitleStatus.UPCOMING
    return TitleStatus.RELEASED


def status_after(fields: Mapping[str, Any], was: TitleStatus, today: date) -> TitleStatus:
    """The status that a change leads to: the one it names, else, where it moves the dates of what
    is published, the one that these say."""
    if "status" in fields:
        return TitleStatus(fields["status"])
    if was in PUBLIC and fields.keys() & {"released_on", "expires_on"}:
        return status_by_dates(fields["released_on"], fields["expires_on"], today)
    return was
