"""The look at known weaknesses fails where one is known, and only there."""

import pytest

from tests.lint.dependencies import verdict

WEAK = {"id": "PYSEC-1", "fix_versions": ["2.0"]}


@pytest.mark.parametrize(
    ("found", "code", "words"),
    [
        ([{"name": "a", "version": "1.0", "vulns": [WEAK]}], 1, "a 1.0: PYSEC-1"),
        ([{"name": "a", "version": "1.0", "vulns": []}], 0, ""),
        ([{"name": "a", "skip_reason": "not found"}], 0, "0 of 1 dependencies looked up"),
    ],
)
def test_known_weakness_fails_the_build(
    found: list[dict[str, object]], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What could not be looked up is said, and is no failure."""
    assert verdict(found) == code
    assert words in capsys.readouterr().out
