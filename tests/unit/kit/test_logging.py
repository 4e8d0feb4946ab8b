"""Logs: one event is one line, whatever strangers put into it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from tessera.kit.logging import set_up_logging

FORGED = "ann\n2026-11-21T10:00:00Z [info     ] signed_in   account=admin\r\x1b[2K"


@pytest.fixture(autouse=True)
def restored() -> object:
    """The configuration of the suite comes back."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.mark.parametrize("form", ["text", "json"])
def test_line_break_in_a_value_forges_no_line(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Breaks and terminal sequences are written as signs, in both formats."""
    set_up_logging("info", form)  # type: ignore[arg-type]

    structlog.get_logger().info("tried", email=FORGED)

    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert "\x1b" not in printed
    if form == "json":
        assert json.loads(printed)["email"] == FORGED


def test_time_of_a_line_is_utc(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines of machines in several zones sort by their text."""
    set_up_logging("info", "json")

    structlog.get_logger().info("tried")

    line = json.loads(capsys.readouterr().out)
    at = datetime.fromisoformat(line["timestamp"])
    assert at.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert (line["event"], line["level"]) == ("tried", "info")
