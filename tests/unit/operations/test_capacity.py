"""What a sale needs: the formulas against what was measured, and against a sale that is played."""

import msgspec
import pytest
from typer.testing import CliRunner

from tessera.cli import build
from tessera.cli.capacity import lines, played
from tessera.operations.capacity.figures import MEASURED, FiguresError, costs_of
from tessera.operations.capacity.model import Sale
from tessera.operations.capacity.rules import foretold_per_second, need, shortest_minutes
from tessera.operations.capacity.simulate import Simulation
from tests.arch.source import ROOT

COLDPLAY = Sale(visitors=13_000_000, tickets=150_000)
SMALL = Sale(visitors=20_000, tickets=1_000, minutes=60)


def test_published_costs_are_those_of_their_source() -> None:
    """The figures in the code are in the result that they name."""
    assert costs_of(ROOT / MEASURED.source).source == MEASURED.source
    found = msgspec.to_builtins(costs_of(ROOT / MEASURED.source))
    assert found == pytest.approx(msgspec.to_builtins(MEASURED))


def test_costs_foretell_what_was_measured() -> None:
    """Cores full of these costs do as many purchases as the machine did, within a tenth."""
    assert foretold_per_second(MEASURED) == pytest.approx(MEASURED.measured_per_second, rel=0.1)


def test_need_grows_as_its_formulas_say() -> None:
    """Twice as quickly needs twice the cores; more visitors only wait, and poll."""
    slow, quick = (need(Sale(visitors=10**6, tickets=10**5, minutes=m), MEASURED) for m in (20, 10))
    crowd = need(Sale(visitors=10**7, tickets=10**5, minutes=20), MEASURED)

    assert quick.server_cores == pytest.approx(2 * slow.server_cores)
    assert quick.postgres_cores == pytest.approx(2 * slow.postgres_cores)
    assert (crowd.server_cores, crowd.inside) == (slow.server_cores, slow.inside)
    assert crowd.polls_per_second > 10 * slow.polls_per_second


def test_shortest_time_is_the_need_the_other_way_round() -> None:
    """On the cores that a sale needs it takes the minutes it was to take."""
    cores = need(COLDPLAY, MEASURED).server_cores

    minutes = shortest_minutes(COLDPLAY, MEASURED, server_cores=cores)

    assert minutes == pytest.approx(COLDPLAY.minutes)


@pytest.mark.parametrize("seed", range(3))
def test_played_sale_sells_everything_and_no_more(seed: int) -> None:
    """Every ticket once, however many come; and most of it in about the time that was wished."""
    outcome = Simulation(SMALL, MEASURED, cores=1, seed=seed).run()

    assert outcome.sold == SMALL.tickets
    assert outcome.admitted + outcome.absent + outcome.waiting_at_end == SMALL.visitors
    assert outcome.inside_most < 2 * need(SMALL, MEASURED).inside
    assert 0.5 * SMALL.minutes < outcome.minutes_90 < 2 * SMALL.minutes


def test_too_few_cores_are_seen_in_the_queue() -> None:
    """The same rush on one core and on sixteen: on the one, requests wait for seconds."""
    rush = Sale(visitors=10**6, tickets=60_000, minutes=0.3, turn_seconds=20)

    few, enough = (Simulation(rush, MEASURED, cores=cores).run() for cores in (1, 16))

    assert few.wait_p99 > 1000
    assert enough.wait_p99 < 10


def test_results_that_are_none_are_refused() -> None:
    """With a sentence."""
    with pytest.raises(FiguresError, match="holds no results"):
        costs_of(ROOT / "pyproject.toml")


def test_document_says_what_the_command_says() -> None:
    """docs/capacity.md holds the command's own tables."""
    document = (ROOT / "docs" / "capacity.md").read_text()
    wanted = ["--visitors", "13000000", "--tickets", "150000"]

    told = CliRunner().invoke(build(), ["capacity", *wanted]).output

    assert told.strip() in document
    assert "\n".join(lines(msgspec.structs.replace(COLDPLAY, minutes=2), MEASURED)) in document
    assert "\n".join(played(COLDPLAY, MEASURED, None)) in document
