"""What we depend on is locked: each version, and what its file has to be."""

import re

import pytest

from tests.arch.source import ROOT

PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+( ;.*)? \\$")


@pytest.mark.parametrize("name", ["app", "build", "dev"])
def test_every_dependency_is_pinned_with_its_hashes(name: str) -> None:
    """A file that was changed on its way, or comes from elsewhere, is not installed."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line and not line.startswith((" ", "#", "-"))]

    assert entries
    assert [line for line in entries if not PINNED.match(line)] == []
    assert "--index-url" not in text
    assert "--trusted-host" not in text
    assert text.count("--hash=sha256:") >= len(entries)
