"""Samples of search."""

from tessera.kit.money import Money
from tessera.web.views.search import Chosen, Facet, FacetValue, SearchPage
from tessera.web.views.shell import Link, Pagination
from tests.unit.ui import samples as s


def facet(label: str, *values: tuple[str, int]) -> Facet:
    """A facet with its values."""
    return Facet(label, tuple(FacetValue(name, "/search", n) for name, n in values))


LISTS = ("Everything", "Now playing", "Films to come", "Events on sale", "Past events")
FOUND = SearchPage(
    q="dun",
    lists=tuple(Link(name, "/search", name == "Now playing") for name in LISTS),
    facets=(
        facet("Kind", ("Film", 1204), ("Concert", 38)),
        facet("Genre", ("Drama", 612), ("Science fiction", 210), ("War", 9)),
        facet("Language", ("English", 800), ("Hindi", 411)),
        Facet(
            "Price in INR",
            (
                FacetValue("", "/search", 12, price=Money(20_000, "INR")),
                FacetValue("", "/search", 340, price=Money(50_000, "INR")),
            ),
        ),
    ),
    chosen=(Chosen("Mumbai", "/search"), Chosen("", "/search", price=Money(100_000, "INR"))),
    hidden={"city": "Mumbai"},
    day="",
    cards=s.HOME.cards,
    total=2000,
    floor=True,
    pages=Pagination(None, "/search?page=2"),
)
FOUND_NOTHING = SearchPage(
    q="",
    lists=FOUND.lists,
    facets=(),
    chosen=FOUND.chosen,
    hidden={},
    day="2026-11-22",
    cards=(),
    total=0,
)
