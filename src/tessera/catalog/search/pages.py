"""Pages: search and browse."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from urllib.parse import urlencode

from litestar import get

from tessera.accounts.policy import Right
from tessera.catalog.cards import TIMES_PER_CARD_MAX, card_of
from tessera.catalog.model import TitleKind
from tessera.catalog.search.find import find
from tessera.catalog.search.model import EVENT, Found, Value, Wanted, When
from tessera.catalog.search.rules import price_bands
from tessera.kit.database import Tx
from tessera.kit.limits import Policy
from tessera.kit.money import Money, exponent
from tessera.shows.find import WantedShows, find_shows
from tessera.shows.free import free_places
from tessera.shows.model import Show
from tessera.web.guards import may
from tessera.web.limited import within_address
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import KINDS, N_
from tessera.web.public import public_read
from tessera.web.sharing import share_of
from tessera.web.views.search import Chosen, Facet, FacetValue, SearchPage
from tessera.web.views.shell import Link, Pagination

PAGE_SIZE = 24
FACETS = {
    "genre": N_("Genre"),
    "language": N_("Language"),
    "certificate": N_("Certificate"),
    "city": N_("City"),
    "format": N_("Format"),
}
LISTS: tuple[tuple[str, dict[str, str]], ...] = (
    (N_("Everything"), {}),
    (N_("Now playing"), {"kind": "film", "when": "now_playing"}),
    (N_("Films to come"), {"kind": "film", "when": "upcoming"}),
    (N_("Films released"), {"kind": "film", "when": "released"}),
    (N_("Events on sale"), {"kind": "event", "when": "on_sale"}),
    (N_("Events announced"), {"kind": "event", "when": "announced"}),
    (N_("Past events"), {"kind": "event", "when": "past"}),
    (N_("Free events"), {"kind": "event", "when": "free"}),
)
NAMES = ("q", "kind", "when", "genre", "language", "certificate", "city", "format", "date", "price")


@get("/search", guards=[may(Right.BROWSE)], include_in_schema=False)
async def search(request: PageRequest) -> Page:
    """Titles by words and by what they can be narrowed by."""
    await within_address(request, Policy.SEARCH)
    asked = asked_of(request.query_params)
    number = request.query_params.get("page", "1")
    turned = int(number) if number.isdecimal() and 0 < int(number[:4]) < 1000 else 1
    wanted = wanted_of(asked)
    found, shows = await public_read(
        request, ("search page", wanted, turned), partial(_found, wanted=wanted, turned=turned)
    )
    free = await free_places(request, [s.id for some in shows.values() for s in some])
    speak = partial(say, request)
    titles = found.titles[:PAGE_SIZE]
    view = SearchPage(
        q=asked["q"],
        lists=tuple(
            Link(speak(words), url_of(fields), _is_list(asked, fields)) for words, fields in LISTS
        ),
        facets=tuple(_facets(request, asked, found)),
        chosen=tuple(_chosen(request, asked)),
        hidden={
            name: value for name, value in asked.items() if value and name not in ("q", "date")
        },
        day=asked["date"],
        cards=tuple(card_of(title, shows[title.id], free, speak=speak) for title in titles),
        total=found.total,
        floor=found.floor,
        alike=found.alike,
        share=share_of(
            request,
            "/search",
            title=speak(N_("Everything that is on")),
            query={n: asked[n] for n in ("kind", "when", "genre", "language", "city")},
        ),
        pages=Pagination(
            url_of(asked, page=turned - 1) if turned > 1 else None,
            url_of(asked, page=turned + 1) if len(found.titles) > PAGE_SIZE else None,
        ),
    )
    return await page(request, "catalog/search.html", view)


async def _found(tx: Tx, *, wanted: Wanted, turned: int) -> tuple[Found, dict[int, list[Show]]]:
    """Titles, one more than a page has, with their next shows in the city and on the day."""
    first = (turned - 1) * PAGE_SIZE
    found = await find(tx, wanted, limit=PAGE_SIZE + 1, offset=first, facets=True)
    shows = {
        title.id: await find_shows(
            tx,
            WantedShows(title_id=title.id, upcoming=True, city=wanted.city or None, day=wanted.day),
            limit=TIMES_PER_CARD_MAX,
        )
        for title in found.titles[:PAGE_SIZE]
    }
    return found, shows


def asked_of(params: Mapping[str, str]) -> dict[str, str]:
    """The filters of a link, each a plain text; what cannot be is left out."""
    asked = {name: params.get(name, "").replace("\x00", "").strip()[:100] for name in NAMES}
    if asked["kind"] not in {EVENT, *TitleKind}:
        asked["kind"] = ""
    if asked["when"] not in set(When):
        asked["when"] = ""
    try:
        date.fromisoformat(asked["date"])
    except ValueError:
        asked["date"] = ""
    currency, _, amount = asked["price"].partition(":")
    if not (len(currency) == 3 and amount.isdecimal() and len(amount) < 13):
        asked["price"] = ""
    return asked


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """The same as what is searched for."""
    currency, _, amount = asked["price"].partition(":")
    return Wanted(
        q=asked["q"],
        kind=asked["kind"],
        when=When(asked["when"]) if asked["when"] else None,
        genre=asked["genre"],
        language=asked["language"],
        certificate=asked["certificate"],
        city=asked["city"],
        format=asked["format"],
        day=date.fromisoformat(asked["date"]) if asked["date"] else None,
        price_max=int(amount) if amount else None,
        currency=currency,
    )


def url_of(asked: Mapping[str, str], *, page: int = 1) -> str:
    """The link of these filters."""
    query = {name: value for name, value in asked.items() if value}
    if page > 1:
        query["page"] = str(page)
    return f"/search?{urlencode(query)}" if query else "/search"


def _is_list(asked: Mapping[str, str], fields: Mapping[str, str]) -> bool:
    return all(asked[name] == fields.get(name, "") for name in ("kind", "when"))


def _facets(request: PageRequest, asked: Mapping[str, str], found: Found) -> list[Facet]:
    """What is not chosen yet, where there is a choice."""
    facets = []
    for name, label in FACETS.items():
        values = found.facets.get(name, ())
        if not asked[name] and values:
            links = (
                FacetValue(v.value, url_of({**asked, name: v.value}), v.titles) for v in values
            )
            facets.append(Facet(say(request, label), tuple(links)))
    if not asked["kind"]:
        links = (
            FacetValue(say(request, KINDS[v.value]), url_of({**asked, "kind": v.value}), v.titles)
            for v in found.facets.get("kind", ())
        )
        facets.insert(0, Facet(say(request, N_("Kind")), tuple(links)))
    if not asked["price"]:
        facets += _prices(request, asked, found.facets.get("price", ()))
    return [facet for facet in facets if facet.values]


def _prices(request: PageRequest, asked: Mapping[str, str], values: Sequence[Value]) -> list[Facet]:
    """Round amounts of each currency, with how many titles can be had for that much."""
    amounts: dict[str, list[tuple[int, int]]] = {}
    for value in values:
        currency, _, amount = value.value.partition(":")
        amounts.setdefault(currency, []).append((int(amount), value.titles))
    facets = []
    for currency, pairs in sorted(amounts.items()):
        least, most = min(pairs)[0], max(pairs)[0]
        bands = price_bands(least, most, exponent(currency))
        links = tuple(
            FacetValue(
                "",
                url_of({**asked, "price": f"{currency}:{band}"}),
                sum(titles for amount, titles in pairs if amount <= band),
                price=Money(band, currency),
            )
            for band in bands
        )
        facets.append(Facet(say(request, N_("Price in %(currency)s"), currency=currency), links))
    return facets


def _chosen(request: PageRequest, asked: Mapping[str, str]) -> list[Chosen]:
    """What narrows the list, each with the link that leaves it out."""
    chosen = []
    for name in (*FACETS, "date", "price"):
        if not asked[name]:
            continue
        currency, _, amount = asked[name].partition(":")
        price = Money(int(amount), currency) if name == "price" else None
        chosen.append(
            Chosen(
                "" if price else asked[name],
                url_of({**asked, name: ""}),
                price=price,
                day=date.fromisoformat(asked[name]) if name == "date" else None,
            )
        )
    return chosen


PAGES = [search]
