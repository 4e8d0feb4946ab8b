"""A start reads what every server needs, and no more: people wait for it, and so do tests."""

import subprocess
import sys

import pytest

LATER = (
    "aiohttp",
    "authlib",
    "fpdf",
    "joserfc",
    "opentelemetry.sdk.trace",
    "pgqueuer",
    "razorpay",
    "stripe",
    "webauthn",
)


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules in a process that has read the composition root."""
    code = "import sys, tessera.main; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60
    )
    return set(answer.stdout.split())


@pytest.mark.parametrize("package", LATER)
def test_server_starts_without_what_few_of_them_need(package: str, loaded: set[str]) -> None:
    """Each of these costs a start 50 to 250 ms; it is read when the first who needs it comes."""
    assert "litestar" in loaded
    assert package not in loaded
