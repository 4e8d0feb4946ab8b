"""docs/security.md: every requirement once, every path and test there, every count right."""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.arch.source import PACKAGE, ROOT

DOCUMENT = ROOT / "docs" / "security.md"
STATES = ("met", "part", "no", "n.a.")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| (.+?) \| (.+?) \| (.*?) \| ?(.*?) ?\|$")
TOTAL = re.compile(r"^\| (V\d+|all)[^|]* \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")
ASKS_WORDS_MAX = 10
SECTIONS = (
    *("How to read this", "Who attacks whom", "Where trust ends", "Where secrets lie"),
    *("Reporting a weakness", "Ways in", "Sessions", "Cryptography", "Data and how long it stays"),
    *("What is logged", "Connections to elsewhere", "Uploads", "What costs much"),
    *("Dependencies", "Input", "Browsers", "Where it stands"),
)


class Row(NamedTuple):
    """One requirement as the document tells it."""

    id: str
    level: int
    asks: str
    state: str
    where: str
    test: str

    @property
    def word(self) -> str:
        """The state alone, without what is missing."""
        return self.state.partition(":")[0]


def rows(text: str) -> list[Row]:
    """Every row of the check-off list."""
    found = [ROW.match(line) for line in text.splitlines()]
    return [Row(m[1], int(m[2]), m[3], m[4], m[5], m[6]) for m in found if m]


@pytest.fixture(scope="module")
def text() -> str:
    """The document."""
    return DOCUMENT.read_text(encoding="utf-8")


def test_every_requirement_stands_once(text: str) -> None:
    """All of levels 1 and 2, and of level 3 what the document says it holds."""
    listed = rows(text)
    lines = [line for line in text.splitlines() if re.match(r"\| \d+\.\d+\.\d+ \|", line)]

    assert len(lines) == len(listed), "a row that cannot be read"
    assert [one for one, n in Counter(row.id for row in listed).items() if n > 1] == []
    assert sum(row.level <= 2 for row in listed) == REQUIRED
    assert all(len(row.asks.split()) <= ASKS_WORDS_MAX for row in listed)


REQUIRED = 253
"""Requirements of levels 1 and 2 in ASVS 5.0.0."""


def test_every_state_is_one_of_four_and_says_why(text: str) -> None:
    """`met` names where and the test; everything else says what is missing, or why not."""
    for row in rows(text):
        assert row.word in STATES, row.id
        if row.word == "met":
            assert row.state == "met", row.id
            assert row.where, row.id
            assert "::" in row.test, row.id
        else:
            assert row.state.partition(": ")[2], row.id


def test_every_named_path_and_test_is_there(text: str) -> None:
    """A test that was renamed, or a file that moved, is noticed here."""
    lost = []
    for row in rows(text):
        lost += [f"{row.id}: {path}" for path in QUOTED.findall(row.where) if not there(path)]
        lost += [f"{row.id}: {test}" for test in QUOTED.findall(row.test) if not defined(test)]

    assert lost == []


def there(path: str) -> bool:
    """Whether a path is one of the project, seen from its root or from the package."""
    return any((start / path).exists() for start in (ROOT, PACKAGE))


def defined(test: str) -> bool:
    """Whether `path::name`, seen from `tests/`, is a test."""
    path, _, name = test.partition("::")
    file: Path = ROOT / "tests" / path
    if not file.exists() or not name.startswith("test_"):
        return False
    return re.search(rf"^(async )?def {name}\(", file.read_text("utf-8"), re.MULTILINE) is not None


def test_counts_are_those_of_the_rows(text: str) -> None:
    """By chapter and over all."""
    counted: dict[str, Counter[str]] = {"all": Counter()}
    for row in rows(text):
        chapter = "V" + row.id.partition(".")[0]
        counted.setdefault(chapter, Counter())[row.word] += 1
        counted["all"][row.word] += 1
    told = {m[1]: tuple(int(n) for n in m.groups()[1:]) for m in TOTAL.finditer(text)}

    assert told == {
        chapter: tuple(count[state] for state in STATES) for chapter, count in counted.items()
    }


def test_promised_sections_are_written(text: str) -> None:
    """What requirements of documentation point at has words, not a heading alone."""
    parts = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))

    assert [name for name in SECTIONS if len(parts.get(name, "").split()) < 25] == []


def test_checks_see_what_is_wrong() -> None:
    """A row is read as it stands; a path or a test that is not there is seen."""
    line = "| 1.2.3 | 2 | escape it | met | `web/pages.py` | `arch/test_docs.py::test_nothing` |"
    [row] = rows(line)

    assert (row.id, row.level, row.word, row.where) == ("1.2.3", 2, "met", "`web/pages.py`")
    assert there("web/pages.py")
    assert not there("web/nowhere.py")
    assert not defined("arch/test_docs.py::test_nothing")
    assert defined("arch/test_docs.py::test_decision_stays_short")
