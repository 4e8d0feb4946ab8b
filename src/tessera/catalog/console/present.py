"""Titles as the console shows them."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from tessera.catalog.cards import facts_of
from tessera.catalog.console.form import values_of
from tessera.catalog.console.read import Managed, WantedManaged
from tessera.catalog.media.model import WIDTHS, FileRole, FileState, TitleFile
from tessera.catalog.model import Title, TitleKind, TitleStatus
from tessera.catalog.pictures import picture_url, trailer_of
from tessera.catalog.runs.model import RunAction
from tessera.organizations.desk import desk, kept_organization, platform_desk
from tessera.web.pages import PageRequest, say
from tessera.web.present import KINDS, N_, poster_of
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link, Option, Pagination
from tessera.web.views.titles import FilePart, TitleRow, TitlesPage

STATES = {
    "": N_("In use"),
    "draft": N_("Drafts"),
    "upcoming": N_("Upcoming"),
    "released": N_("Released"),
    "expired": N_("Over"),
    "archived": N_("Archived"),
}
ACTIONS = {
    RunAction.PUBLISH: N_("Publish"),
    RunAction.HIDE: N_("Hide from everybody"),
    RunAction.SHOW: N_("Show to everybody"),
    RunAction.ARCHIVE: N_("Archive"),
    RunAction.RESTORE: N_("Bring back as drafts"),
    RunAction.DELETE: N_("Delete"),
    RunAction.UNDO: N_("Undo"),
}
LABELS = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "tagline": N_("Tagline"),
    "overview": N_("What it is about"),
    "genres": N_("Genres"),
    "languages": N_("Languages"),
    "original_language": N_("Original language"),
    "runtime_minutes": N_("Length in minutes"),
    "certificate": N_("Certificate"),
    "director": N_("Director"),
    "cast_names": N_("Cast"),
    "rating": N_("Rating, 0 to 10"),
    "released_on": N_("Released on"),
    "expires_on": N_("Last day"),
    "trailer_url": N_("Trailer elsewhere (https://…)"),
    "stage": N_("State"),
    "enabled": N_("Shown to everybody"),
}


PICTURES = "image/jpeg,image/png,image/webp,image/avif"
ACCEPTED = {
    FileRole.POSTER: PICTURES,
    FileRole.BACKDROP: PICTURES,
    FileRole.TRAILER: "video/mp4,video/webm",
}
FILES = {
    FileRole.POSTER: (
        N_("Poster"),
        N_("JPEG, PNG, WebP or AVIF, upright (two to three), up to 100 MB."),
    ),
    FileRole.BACKDROP: (
        N_("Backdrop"),
        N_("JPEG, PNG, WebP or AVIF, lying (sixteen to nine), up to 100 MB."),
    ),
    FileRole.TRAILER: (N_("Trailer"), N_("MP4 or WebM, up to 100 MB.")),
}
BROKEN = N_("This file could not be drawn. Send another one.")


def list_url(organization_id: int | None) -> str:
    """Where the titles of an organization, or of the platform, are listed."""
    if organization_id is None:
        return "/admin/titles"
    return f"/organizer/organizations/{organization_id}/titles"


async def desk_of(request: PageRequest, organization_id: int | None) -> Desk:
    """The way around, for whoever keeps these titles."""
    if organization_id is None:
        return platform_desk(request, "titles")
    organization = await kept_organization(request, organization_id)
    return await desk(request, organization, "titles")


def titles_page(
    request: PageRequest,
    found: Sequence[Managed],
    *,
    wanted: WantedManaged,
    way: Desk,
    pages: Pagination,
) -> TitlesPage:
    """The list with its filters."""
    here = list_url(wanted.organization_id)
    asked = {"q": wanted.words, "status": wanted.status, "kind": wanted.kind}
    kinds = {"": N_("All kinds")} | {kind.value: KINDS[kind] for kind in TitleKind}
    return TitlesPage(
        desk=way,
        url=here,
        new_url=f"{here}/new",
        preview_url=f"{here}/preview",
        words=wanted.words,
        states=_chips(request, here, asked=asked, name="status", words=STATES),
        kinds=_chips(request, here, asked=asked, name="kind", words=kinds),
        rows=tuple(_row(request, one) for one in found),
        pages=pages,
        actions=tuple(
            Option(action.value, say(request, words))
            for action, words in ACTIONS.items()
            if action is not RunAction.UNDO
        ),
        asked={name: value for name, value in asked.items() if value},
        narrowed=any(asked.values()),
    )


def _row(request: PageRequest, one: Managed) -> TitleRow:
    title = one.title
    return TitleRow(
        id=title.id,
        name=title.name,
        url=f"/organizer/titles/{title.id}",
        poster=poster_of(title.name, title.kind, lambda text: say(request, text), key=title.poster),
        facts=(say(request, KINDS[title.kind]), *facts_of(title)),
        status=title.status.value,
        enabled=title.enabled,
        shows=one.shows,
        next_at=one.next_at,
        timezone=one.timezone,
    )


def _chips(
    request: PageRequest,
    here: str,
    *,
    asked: Mapping[str, str],
    name: str,
    words: Mapping[str, str],
) -> tuple[Link, ...]:
    def url(value: str) -> str:
        query = {key: v for key, v in {**asked, name: value}.items() if v}
        return f"{here}?{urlencode(query)}" if query else here

    return tuple(
        Link(say(request, text), url(value), asked[name] == value) for value, text in words.items()
    )


def verbs_of(request: PageRequest, title: Title) -> tuple[Link, ...]:
    """What one press does to a title."""
    base = f"/organizer/titles/{title.id}"
    verbs = [("copies", N_("Copy it"))]
    if title.status is TitleStatus.ARCHIVED:
        verbs.append(("restore", N_("Bring it back")))
    else:
        verbs.append(("archive", N_("Archive it")))
    verbs.append(("deletion", N_("Delete it")))
    return tuple(Link(say(request, words), f"{base}/{verb}") for verb, words in verbs)


def file_parts(
    request: PageRequest,
    title: Title,
    found: Sequence[TitleFile],
    *,
    role: FileRole | None,
    problem: str,
) -> tuple[FilePart, ...]:
    """A title's pictures and film, what there is of each, and what was wrong with the last one."""
    newest = {file.role: file for file in found}
    keys = {FileRole.POSTER: title.poster, FileRole.BACKDROP: title.backdrop}
    parts = []
    for one, (label, hint) in FILES.items():
        file = newest.get(one)
        shown = trailer_of(title) if one is FileRole.TRAILER and title.trailer else ""
        if keys.get(one):
            shown = picture_url(keys[one], WIDTHS[one][0])
        broken = file is not None and file.state is FileState.BROKEN
        parts.append(
            FilePart(
                role=one.value,
                label=say(request, label),
                hint=say(request, hint),
                url=f"/organizer/titles/{title.id}/files/{one.value}",
                accept=ACCEPTED[one],
                state=file.state.value if file else "",
                shown=shown,
                problem=problem if one is role else say(request, BROKEN) if broken else "",
                fact=_fact(file) if file else "",
            )
        )
    return tuple(parts)


def _fact(file: TitleFile) -> str:
    size = f"{file.bytes / 1_000_000:.1f} MB"
    return f"{file.width} × {file.height}, {size}" if file.width else size


def theirs_of(request: PageRequest, values: Mapping[str, str], now: Title) -> dict[str, str]:
    """What somebody else has saved, by field, where it is not what was typed here."""
    saved = values_of(now)
    yes, no = say(request, N_("Yes")), say(request, N_("No"))
    shown = {"enabled": yes if saved["enabled"] else no, "kind": say(request, KINDS[now.kind])}
    shown["stage"] = say(request, STATES[now.status.value])
    return {
        name: shown.get(name, saved[name]) or "—"
        for name in LABELS
        if _plain(values.get(name, "")) != _plain(saved[name])
    }


def _plain(text: str) -> str:
    return " ".join(text.split())
