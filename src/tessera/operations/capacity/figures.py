"""The costs of a purchase, as `make bench` measured them."""

from pathlib import Path
from typing import Any

import msgspec

from tessera.kit.errors import TesseraError
from tessera.operations.capacity.model import Costs

MEASURED = Costs(
    server=843.1,
    postgres=510.9,
    worker=243.9,
    valkey=4.4,
    read=53.1,
    besides=254.0,
    source="bench/results/2026-11-21-2137.json",
    cores=2,
    measured_per_second=1058.9,
)
"""Where no results lie at hand; a test compares them with their source."""


class FiguresError(TesseraError):
    """A file holds no results of `make bench`."""

    code = "figures"


def costs_of(path: Path) -> Costs:
    """The costs in a result of `make bench`, at the most buyers at once that it tried: batches are
    then as large as in an on-sale. Raises `FiguresError`."""
    try:
        found: dict[str, Any] = msgspec.json.decode(path.read_bytes())
        busiest = max(found["purchases"], key=lambda figure: figure["concurrency"])
        each = busiest["microseconds_each"]
        return Costs(
            server=each["server"],
            postgres=each["postgres"],
            worker=each["worker"],
            valkey=each["valkey"],
            read=found["ping"]["microseconds_each"]["server"],
            besides=each["gateway"] + each["load"],
            source=f"{path.parent.parent.name}/{path.parent.name}/{path.name}",
            cores=found["machine"]["cores"],
            measured_per_second=busiest["per_second"],
        )
    except (OSError, msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise FiguresError(f"{path} holds no results of `make bench`: {error!r}.") from error
