"""Samples of the console of titles."""

from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Pagination, Poster
from tessera.web.views.titles import (
    FilePart,
    ForeseenRow,
    RunPreviewPage,
    TitleFormPage,
    TitleRow,
    TitleRunPage,
    TitlesPage,
)
from tests.unit.ui.samples import at

SECTIONS = ("Titles", "Statement", "Invoices", "Refunds owed", "Members", "API keys", "Audit log")
DESK = Desk(
    1, "Regal Cinemas", tuple(Link(name, f"/{name}", name == "Titles") for name in SECTIONS)
)
HERE = "/organizer/organizations/1/titles"


def row(n: int, name: str, status: str, *, shows: int = 0, enabled: bool = True) -> TitleRow:
    """A title in the list."""
    return TitleRow(
        id=n,
        name=name,
        url=f"/organizer/titles/{n}",
        poster=Poster(name, "Film"),
        facts=("Film", "2 h 46", "UA", "English, Hindi"),
        status=status,
        enabled=enabled,
        shows=shows,
        next_at=at(19) if shows else None,
        timezone="Asia/Kolkata",
    )


TITLES = TitlesPage(
    desk=DESK,
    url=HERE,
    new_url=f"{HERE}/new",
    preview_url=f"{HERE}/preview",
    words="",
    states=(Link("In use", HERE, True), Link("Drafts", HERE), Link("Archived", HERE)),
    kinds=(Link("All kinds", HERE, True), Link("Film", HERE), Link("Concert", HERE)),
    rows=(
        row(1, "Dune: Part Two", "released", shows=14),
        row(2, "The Fall of the House of Usher, sung in three acts", "upcoming", enabled=False),
        row(3, "Ran", "draft"),
    ),
    pages=Pagination(None, f"{HERE}?page=1"),
    actions=(Option("publish", "Publish"), Option("delete", "Delete")),
    asked={},
)
TITLES_EMPTY = TitlesPage(
    desk=DESK,
    url=HERE,
    new_url=f"{HERE}/new",
    preview_url=f"{HERE}/preview",
    words="",
    states=TITLES.states,
    kinds=TITLES.kinds,
    rows=(),
    pages=Pagination(),
    actions=TITLES.actions,
    asked={},
)
LABELS = {
    "name": "Name",
    "kind": "Kind",
    "tagline": "Tagline",
    "overview": "What it is about",
    "genres": "Genres",
    "languages": "Languages",
    "original_language": "Original language",
    "runtime_minutes": "Length in minutes",
    "certificate": "Certificate",
    "director": "Director",
    "cast_names": "Cast",
    "rating": "Rating, 0 to 10",
    "released_on": "Released on",
    "expires_on": "Last day",
    "trailer_url": "Trailer elsewhere (https://…)",
    "stage": "State",
    "enabled": "Shown to everybody",
}
VALUES = {
    "name": "Dune: Part Two",
    "kind": "film",
    "runtime_minutes": "166",
    "genres": "Drama, Science fiction",
    "languages": "English, Hindi",
    "original_language": "English",
    "tagline": "Long live the fighters",
    "overview": "Paul Atreides unites with the Fremen.",
    "rating": "8.5",
    "released_on": "2026-11-01",
    "enabled": "1",
    "version": "4",
}
FILES = (
    FilePart(
        role="poster",
        label="Poster",
        hint="JPEG, PNG, WebP or AVIF, upright, up to 100 MB.",
        url="/organizer/titles/1/files/poster",
        accept="image/jpeg,image/png",
        state="waiting",
        fact="1200 × 1800 pixels, 2.1 MB",
    ),
    FilePart(
        role="trailer",
        label="Trailer",
        hint="MP4 or WebM, up to 100 MB.",
        url="/organizer/titles/1/files/trailer",
        accept="video/mp4",
        problem="is no film that is known here",
    ),
)
TITLE = TitleFormPage(
    desk=DESK,
    action="/organizer/titles/1",
    heading="Dune: Part Two",
    values=VALUES,
    kinds=(Option("film", "Film", True), Option("concert", "Concert")),
    stages=(Option("draft", "Draft: nobody sees it"), Option("published", "Published", True)),
    labels=LABELS,
    status="released",
    saved=True,
    public_url="/titles/1",
    list_url=HERE,
    verbs=(Link("Copy it", "/c"), Link("Archive it", "/a"), Link("Delete it", "/d")),
    files=FILES,
)
TITLE_STALE = TitleFormPage(
    desk=DESK,
    action="/organizer/titles/1",
    heading="Dune: Part Two",
    values=VALUES,
    kinds=TITLE.kinds,
    stages=TITLE.stages,
    labels=LABELS,
    theirs={"tagline": "Destiny awaits", "overview": "The war for Arrakis.", "enabled": "No"},
    problems={"runtime_minutes": "is not a whole number"},
    list_url=HERE,
)
FORESEEN = RunPreviewPage(
    desk=DESK,
    action="delete",
    words="Delete",
    organization="1",
    ids=(1, 2),
    rows=(
        ForeseenRow("Ran", "done", "/organizer/titles/1"),
        ForeseenRow("Lagaan", "archived", "/organizer/titles/2"),
        ForeseenRow("Dune: Part Two", "refused", "/organizer/titles/3", 14),
    ),
    changing=2,
    back_url=HERE,
)
RUN = TitleRunPage(
    desk=DESK,
    words="Archive",
    titles=4,
    looked_at=3,
    done=1,
    unchanged=1,
    archived=0,
    refused=1,
    gone=0,
    over=True,
    rows=(
        ForeseenRow("Ran", "done", "/organizer/titles/1"),
        ForeseenRow("Lagaan", "unchanged", "/organizer/titles/2"),
        ForeseenRow("Dune: Part Two", "refused", "/organizer/titles/3"),
        ForeseenRow("Tosca", "", "/organizer/titles/4"),
    ),
    undo_url="/organizer/title-runs/1/undo",
    back_url=HERE,
)
