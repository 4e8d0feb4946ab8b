"""Search at 100,000 titles and 1,000,000 shows: made by SQL in a fresh engine, then asked.

Triggers are off while the data is made, and the exclusion constraint of shows is dropped: both
would take an hour and change nothing about searching. The projection is then set by the function
that the triggers call.
"""

import asyncio
import random
import shutil
import tempfile
import time
from pathlib import Path

import msgspec

from bench.house import settings_of
from tessera.catalog.search.find import find
from tessera.catalog.search.model import Wanted, When
from tessera.catalog.search.totals import sweep_search
from tessera.cli.migrate import migrate
from tessera.engines.postgres import DATABASE, PostgresEngine
from tessera.engines.valkey import ValkeyEngine
from tessera.main import open_services
from tessera.services import Services

TITLES, SHOWS = 100_000, 1_000_000
CITIES, VENUES, HALLS = 50, 400, 2_000
ROUNDS = 60
PAGE = 24
WORDS = """night river glass king shadow summer winter iron paper golden silent burning distant
hollow crimson velvet midnight ocean garden stone wolf raven crown mirror lantern harbour orchard
thunder sparrow copper saffron marble ember willow falcon compass meadow harvest tempest"""
GENRES = """Drama Comedy Crime War Romance Sport Horror Animation Documentary Thriller Fantasy
Music History Family Mystery Western"""
LANGUAGES = "English Hindi French German Tamil Telugu Japanese Spanish Italian Korean"

MAKE = Path(__file__).with_suffix(".sql").read_text()
REFRESH = """SELECT refresh_title_search(array_agg(id)) FROM titles
WHERE id BETWEEN $1 AND $1 + 4999"""


class Asked(msgspec.Struct, frozen=True):
    """One kind of question, asked many times with other words, in milliseconds."""

    name: str
    asked: int
    p50: float
    p99: float
    most_found: int

    def line(self) -> str:
        """The figures in one line."""
        return (
            f"{self.name}: p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms ({self.most_found} found)"
        )


class SearchFigures(msgspec.Struct, frozen=True):
    """All questions, and what setting the projection took."""

    titles: int
    shows: int
    rounds: int
    make_seconds: float
    project_seconds: float
    questions: list[Asked]


def questions(chance: random.Random) -> dict[str, Wanted]:
    """One question of each kind, with words drawn by chance."""
    word, other = chance.choice(WORDS.split()), chance.choice(WORDS.split())
    wrong = word[:2] + word[3] + word[2] + word[4:]
    city = f"City {chance.randrange(CITIES)}"
    return {
        "everything": Wanted(),
        "films": Wanted(kind="film"),
        "events on sale": Wanted(kind="event", when=When.ON_SALE),
        "now playing": Wanted(when=When.NOW_PLAYING),
        "one word": Wanted(q=word),
        "two words": Wanted(q=f"{word} {other}"),
        "a beginning": Wanted(q=word[:3]),
        "wrong letters": Wanted(q=f"{wrong} {other}"),
        "a director": Wanted(q=f"director{chance.randrange(900)}"),
        "nothing there": Wanted(q="zqxj"),
        "genre and language": Wanted(
            genre=chance.choice(GENRES.split()), language=chance.choice(LANGUAGES.split())
        ),
        "city": Wanted(city=city),
        "city and format": Wanted(city=city, format="IMAX"),
        "word in a city": Wanted(q=word, city=city),
        "price": Wanted(price_max=12_000, currency="INR"),
    }


async def measure_search() -> SearchFigures:
    """Fresh engines, the data, then every kind of question with its facets."""
    folder = Path(tempfile.mkdtemp(prefix="tessera-bench-"))
    folder.chmod(0o711)  # the servers run as another user under root
    postgres = PostgresEngine(folder / "postgres", folder / "run-pg")
    valkey = ValkeyEngine(folder / "run-valkey")
    try:
        postgres.start()
        valkey.start()
        url = postgres.url(DATABASE)
        await asyncio.to_thread(migrate, url)
        async with open_services(settings_of(folder, url, valkey.url), name="bench") as services:
            return await _measured(services)
    finally:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _measured(services: Services) -> SearchFigures:
    began = time.perf_counter()
    script = MAKE.format(
        titles=TITLES,
        shows=SHOWS,
        cities=CITIES,
        venues=VENUES,
        halls=HALLS,
        words=" ".join(WORDS.split()),
        genres=" ".join(GENRES.split()),
        languages=LANGUAGES,
    )
    async with services.db.pool.acquire() as connection:
        await connection.execute(script, timeout=900)
        await connection.execute("SET session_replication_role = origin")
    made = time.perf_counter()
    for first in range(1, TITLES, 5000):
        await services.db.pool.fetchval(REFRESH, first, timeout=300)
    for table in ("title_search", "title_days"):
        await services.db.pool.execute(f"VACUUM ANALYZE {table}", timeout=300)
    projected = time.perf_counter()
    await sweep_search(services.db)
    return SearchFigures(
        titles=TITLES,
        shows=SHOWS,
        rounds=ROUNDS,
        make_seconds=round(made - began, 1),
        project_seconds=round(projected - made, 1),
        questions=await _ask(services),
    )


async def _ask(services: Services) -> list[Asked]:
    chance = random.Random(7)
    times: dict[str, list[float]] = {}
    found: dict[str, int] = {}
    for number in range(ROUNDS + 3):
        for name, wanted in questions(chance).items():
            began = time.perf_counter()
            async with services.db.transaction() as tx:
                page = await find(tx, wanted, limit=PAGE, facets=True)
            took = (time.perf_counter() - began) * 1000
            found[name] = max(found.get(name, 0), page.total)
            if number >= 3:  # the first ones compile statements
                times.setdefault(name, []).append(took)
    return [_asked(name, sorted(took), found[name]) for name, took in times.items()]


def _asked(name: str, took: list[float], most: int) -> Asked:
    p99 = took[min(len(took) - 1, round(len(took) * 0.99))]
    return Asked(name, len(took), round(took[len(took) // 2], 2), round(p99, 2), most)
