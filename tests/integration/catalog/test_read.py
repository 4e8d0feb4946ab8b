"""Finding titles."""

import pytest

from tessera.catalog.enter import enter_title
from tessera.catalog.model import NewTitle, TitleKind, TitleStatus
from tessera.catalog.search.find import find
from tessera.catalog.search.model import Wanted
from tessera.services import Services


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(genre="Drama"), ["Ran"]),
        (Wanted(genre="Dram"), []),
        (Wanted(language="Hindi"), ["Lagaan"]),
        (Wanted(genre="Drama", language="Hindi"), []),
        (Wanted(q="lag"), ["Lagaan"]),
    ],
)
async def test_titles_are_found_by_genre_language_and_words(
    services: Services, wanted: Wanted, found: list[str]
) -> None:
    """A genre or language is one of the title's own, whole; words by their beginning."""
    films = [("Ran", ["Drama", "War"], "Japanese"), ("Lagaan", ["Sport"], "Hindi")]
    async with services.db.transaction() as tx:
        for name, genres, language in films:
            new = NewTitle(
                kind=TitleKind.FILM,
                name=name,
                runtime_minutes=160,
                status=TitleStatus.RELEASED,
                genres=tuple(genres),
                languages=(language,),
            )
            await enter_title(tx, new)

        found_titles = (await find(tx, wanted, limit=10)).titles

    assert [title.name for title in found_titles] == found
