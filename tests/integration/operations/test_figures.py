"""/metrics: what it tells after something was done, and what it never tells."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.fixtures.house import create_house, create_show
from tests.fixtures.inside import Inside
from tests.fixtures.scrape import scrape, total

HOLDS = "/api/v1/shows/{show_id:int}/holds"


@pytest.fixture
async def visitor(inside: Inside) -> AsyncIterator[httpx.AsyncClient]:
    """A program at the edge, for nobody."""
    transport = httpx.ASGITransport(app=inside.shell)
    async with httpx.AsyncClient(transport=transport, base_url="http://tessera.test") as client:
        yield client


async def test_hold_and_refusal_are_counted_by_template_verb_and_code(
    inside: Inside, visitor: httpx.AsyncClient
) -> None:
    """A hold and one that came second: two requests, two commands at most, one refusal."""
    house = await create_house(inside.services)
    show = await create_show(inside.services, house)

    for status in (201, 409):
        answer = await visitor.post(f"/api/v1/shows/{show.id}/holds", json={"places": [0]})
        assert answer.status_code == status, answer.text
    told = await scrape(visitor)

    assert total(told, "tessera_request_seconds_count", route=HOLDS, status="201") == 1
    assert total(told, "tessera_request_seconds_count", route=HOLDS, status="409") == 1
    assert total(told, "tessera_refusals_total", code="place_taken", route=HOLDS) == 1
    assert total(told, "tessera_desk_commands_total", verb="place_hold") in (1, 2)
    assert total(told, "tessera_desk_run_seconds_count", verb="place_hold") >= 1
    assert total(told, "tessera_database_statement_seconds_count") > 5
    assert total(told, "tessera_up", engine="postgresql") == 1


async def test_no_label_is_made_of_what_somebody_sent(
    inside: Inside, visitor: httpx.AsyncClient
) -> None:
    """A stranger who asks for a thousand addresses makes one series, not a thousand."""
    for number in range(30):
        await visitor.get(f"/nowhere-{number}")
        await visitor.get(f"/api/v1/shows/{number + 10_000}/seats")
        await visitor.request(f"BREW{number}", "/")
    told = await scrape(visitor)

    labels = {value for _, has in told for _, value in has}
    assert not [value for value in labels if "nowhere" in value or "BREW" in value]
    assert not [value for value in labels if "10000" in value]
    assert total(told, "tessera_refusals_total", route="unmatched") >= 30


async def test_figures_go_on_without_database(
    inside: Inside, visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody needs them more than who looks for why it is away."""
    inside.services.db.lines._urls = ["postgresql://nobody@127.0.0.1:9/none"]
    await inside.services.db.engine.dispose()

    told = await scrape(visitor)

    assert total(told, "tessera_up", engine="postgresql") == 0
    assert total(told, "tessera_request_seconds_count") == 0
    assert total(told, "tessera_process_memory_bytes") > 1e6
