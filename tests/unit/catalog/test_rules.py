"""What a title is on a day, and what an act does to it."""

from datetime import date, timedelta

import pytest

from tessera.catalog.console.form import new_title, title_change, values_of
from tessera.catalog.model import Title, TitleKind, TitleStatus
from tessera.catalog.rules import status_after, status_by_dates, tidy
from tessera.catalog.runs.model import Outcome, RunAction, Standing
from tessera.catalog.runs.rules import foresee
from tessera.kit.errors import Invalid

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
TITLE = Title(
    id=1,
    organization_id=None,
    kind=TitleKind.FILM,
    status=TitleStatus.RELEASED,
    name="Ran",
    tagline="",
    overview="",
    genres=("Drama", "War"),
    languages=("Japanese",),
    original_language="Japanese",
    runtime_minutes=162,
    certificate="UA",
    director="Akira Kurosawa",
    cast_names=(),
    rating_tenths=82,
    released_on=TODAY,
    expires_on=None,
    trailer_url="",
    enabled=True,
    version=3,
    poster="",
    backdrop="",
    trailer="",
)


@pytest.mark.parametrize(
    ("released", "expires", "status"),
    [
        (None, None, "released"),
        (TODAY, None, "released"),
        (TODAY + DAY, None, "upcoming"),
        (TODAY - DAY, TODAY, "released"),
        (TODAY - DAY, TODAY - DAY, "expired"),
        (None, TODAY - DAY, "expired"),
    ],
)
def test_published_title_is_what_its_dates_say(
    released: date | None, expires: date | None, status: str
) -> None:
    """From its release day to its last day it is released, both included."""
    assert status_by_dates(released, expires, TODAY) == status


def test_dates_move_what_is_published_and_no_draft() -> None:
    """A draft waits for its organizer; a status that is named counts more than dates."""
    later = {"released_on": TODAY + DAY, "expires_on": None}

    assert status_after(later, TitleStatus.RELEASED, TODAY) == "upcoming"
    assert status_after(later, TitleStatus.DRAFT, TODAY) == "draft"
    assert status_after(later | {"status": "expired"}, TitleStatus.RELEASED, TODAY) == "expired"


def test_words_are_tidied() -> None:
    """Blanks go, each genre stays once, in the order given."""
    fields = {"name": "  The   Wire ", "genres": ["Drama ", "Crime", "Drama", " "]}

    assert tidy(fields) == {"name": "The Wire", "genres": ["Drama", "Crime"]}


@pytest.mark.parametrize(
    ("action", "status", "shows", "active", "outcome"),
    [
        ("hide", "released", 0, 0, "done"),
        ("show", "released", 0, 0, "unchanged"),
        ("publish", "draft", 0, 0, "done"),
        ("publish", "archived", 0, 0, "refused"),
        ("publish", "expired", 0, 0, "unchanged"),
        ("archive", "released", 2, 1, "refused"),
        ("archive", "released", 2, 0, "done"),
        ("restore", "archived", 0, 0, "done"),
        ("restore", "draft", 0, 0, "unchanged"),
        ("delete", "released", 0, 0, "done"),
        ("delete", "released", 1, 0, "archived"),
        ("delete", "released", 1, 1, "refused"),
        ("delete", "archived", 1, 0, "unchanged"),
    ],
)
def test_act_is_foreseen_for_each_title(
    action: str, status: str, *, shows: int, active: int, outcome: str
) -> None:
    """What has a history is archived where it was to be deleted; what is on stays."""
    title = Standing(
        id=1,
        organization_id=None,
        name="Ran",
        status=status,
        enabled=True,
        shows=shows,
        active=active,
    )

    assert foresee(RunAction(action), title) == Outcome(outcome)


def test_form_comes_back_as_it_was_filled() -> None:
    """A form that nobody touched changes nothing but names its version."""
    fields = {name: [value] for name, value in values_of(TITLE).items()}

    change = title_change(fields, TITLE, today=TODAY)

    assert (change.version, change.rating_tenths, change.genres) == (3, 82, ("Drama", "War"))
    assert all(
        getattr(change, name) == getattr(TITLE, name)
        for name in ("name", "languages", "released_on", "expires_on", "enabled", "kind")
    )


def test_form_tells_all_problems_at_once() -> None:
    """Each with its field."""
    fields = {"name": [""], "kind": ["film"], "runtime_minutes": ["x"], "rating": ["11"]}
    fields |= {"released_on": ["soon"], "trailer_url": ["http://insecure.test"]}

    with pytest.raises(Invalid) as caught:
        new_title(fields, organization_id=None, today=TODAY)

    paths = {problem.path for problem in caught.value.problems}
    assert paths == {"name", "runtime_minutes", "rating", "released_on", "trailer_url"}
