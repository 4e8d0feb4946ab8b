"""`tessera doctor` on engines that run, and on engines that do not."""

from pathlib import Path

import pytest

from tessera.cli.doctor import examine
from tessera.operations.doctor.model import Finding
from tests.fixtures.gateway import GatewayProcess


@pytest.fixture
def healthy(
    database_url: str,
    valkey_url: str,
    gateway: GatewayProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> pytest.MonkeyPatch:
    """An environment in which everything is there; a test takes one thing away."""
    monkeypatch.setenv("TESSERA_DATABASE_URL", database_url)
    monkeypatch.setenv("TESSERA_VALKEY_URL", valkey_url)
    monkeypatch.setenv("TESSERA_GATEWAY_URL", gateway.url)
    monkeypatch.setenv("TESSERA_VAR_DIR", str(tmp_path))
    monkeypatch.setenv("TESSERA_PORT", "65123")
    return monkeypatch


def problems() -> list[Finding]:
    """What the doctor finds wrong."""
    return [finding for finding in examine(wait=0.2) if finding.level == "broken"]


def test_everything_in_order_is_found_so(healthy: pytest.MonkeyPatch) -> None:
    """With all servers there and migrated, nothing is to do."""
    assert problems() == []


@pytest.mark.parametrize(
    ("variable", "value", "what"),
    [
        ("TESSERA_DATABASE_URL", "postgresql://tessera@127.0.0.1:9/none", "database"),
        ("TESSERA_VALKEY_URL", "redis://127.0.0.1:9", "Valkey"),
        ("TESSERA_GATEWAY_URL", "http://127.0.0.1:9", "payment gateway"),
        ("TESSERA_PORT", "none", "settings"),
    ],
)
def test_what_is_away_is_named(
    healthy: pytest.MonkeyPatch, variable: str, value: str, what: str
) -> None:
    """Each missing thing is a problem under its own name, with advice."""
    healthy.setenv(variable, value)

    assert what in {finding.what for finding in problems()}
