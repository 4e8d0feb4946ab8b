"""Generated posters: the same for the same title, safe, and with the whole title on them."""

from xml.etree import ElementTree

import pytest

from tessera.catalog.posters import MARGIN, WIDTH, advance, fit, poster_svg

TITLES = (
    "Dune: Part Two", "RRR", "Everything Everywhere All at Once", "दिलवाले दुल्हनिया ले जायेंगे",
    "千と千尋の神隠し", "<script>alert(1)</script>", "A & B", "Llanfairpwllgwyngyll",
)  # fmt: skip
NS = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("title", TITLES)
def test_poster_is_valid_svg_that_says_the_title(title: str) -> None:
    """The document parses, is named after the title, and prints each of its words."""
    root = ElementTree.fromstring(poster_svg(title, "Film"))  # noqa: S314 - our own text

    assert root.get("aria-label") == title
    printed = " ".join(text.text or "" for text in root.iter(f"{NS}text"))
    assert all(word in printed for word in title.split())


def test_same_title_gives_the_same_poster_again() -> None:
    """The bytes depend on nothing but the words."""
    first = poster_svg("Swan Lake", "Ballet")
    poster_svg.cache_clear()

    assert poster_svg("Swan Lake", "Ballet") == first
    assert poster_svg("Swan Lake 2", "Ballet") != first


def test_poster_carries_nothing_that_clashes_or_runs() -> None:
    """No ids (many posters share a page), no scripts, no styles, no references."""
    for n in range(60):
        svg = poster_svg(f"Title number {n}", "Concert")
        assert not any(part in svg for part in (" id=", "<script", "style", "href", "url("))


@pytest.mark.parametrize("title", TITLES)
def test_title_fits_between_the_margins(title: str) -> None:
    """Lines are broken so that the widest stays inside, as far as widths can be guessed."""
    lines, size = fit(title)

    assert max(map(advance, lines)) * size <= WIDTH - 2 * MARGIN + 0.01


def test_a_very_long_title_ends_in_an_ellipsis() -> None:
    """Beyond ten words the poster says that there is more."""
    lines, _size = fit(" ".join(f"word{n}" for n in range(14)))

    assert lines[-1].endswith("…")
