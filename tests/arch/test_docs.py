"""Documents name only what exists: paths, settings, commands, make targets."""

import re
from functools import cache
from pathlib import Path

import pytest
import typer.main

from tessera.cli import build
from tessera.settings import Settings
from tessera.settings_rules import PREFIX
from tests.arch.source import ROOT, files, name_of, with_suffix

DECISION_LINES_MAX = 60
PATH = re.compile(r"`([\w.-]+(?:/[\w.*<>{}-]+)+/?)`|\]\((?!https?:|#|mailto:)([^)#\s]+)")
SETTING = re.compile(r"\bTESSERA_[A-Z][A-Z0-9_]*[A-Z0-9]\b")
COMMAND = re.compile(r"(?:`|^|\$ )tessera ([a-z][a-z-]*)", re.MULTILINE)
TARGET = re.compile(r"(?:`|^|\$ )make ([a-z][a-z-]*)", re.MULTILINE)
PLANNED_COMMANDS: set[str] = set()
"""Documents may name these before they are there. Empty at the end of the first landing."""
WILD = re.compile(r"[*<>{}]|NNNN")


@pytest.mark.parametrize("document", with_suffix(".md"), ids=name_of)
def test_document_names_only_what_exists(document: Path) -> None:
    """Every path, setting, command and target in a document is there."""
    assert missing(document.read_text(encoding="utf-8"), document.parent) == []


def test_configuration_document_names_every_setting() -> None:
    """`docs/configuration.md` leaves no setting out."""
    document = ROOT / "docs" / "configuration.md"
    if not document.exists():
        pytest.skip("docs/configuration.md is not written yet")
    named = set(SETTING.findall(document.read_text(encoding="utf-8")))

    assert settings() - named == set()


def test_planned_command_is_not_built_yet() -> None:
    """What is built is no longer a plan."""
    assert built_commands() & PLANNED_COMMANDS == set()


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=name_of)
def test_decision_stays_short(path: Path) -> None:
    """A decision fits on a page."""
    assert len(path.read_text().splitlines()) <= DECISION_LINES_MAX


def test_check_sees_what_is_missing() -> None:
    """Each kind of name that does not exist is reported, and what exists is not."""
    text = (
        "`docs/nowhere.md` [x](no/such.md) TESSERA_NO_SUCH `tessera nonsense` `make nonsense`\n"
        "`src/tessera/settings.py` TESSERA_PORT `tessera up` `make test` `docs/decisions/NNNN-*.md`"
    )

    assert missing(text, ROOT) == [
        "docs/nowhere.md",
        "no/such.md",
        "TESSERA_NO_SUCH",
        "tessera nonsense",
        "make nonsense",
    ]


def missing(text: str, folder: Path) -> list[str]:
    """What `text`, lying in `folder`, names and does not exist, in the order of kinds."""
    paths = [mentioned or linked for mentioned, linked in PATH.findall(text)]
    lost = [path for path in paths if is_ours(path) and not exists(path, folder)]
    lost += [name for name in SETTING.findall(text) if name not in settings() | OTHER_VARIABLES]
    lost += [f"tessera {name}" for name in COMMAND.findall(text) if name not in commands()]
    lost += [f"make {name}" for name in TARGET.findall(text) if name not in targets()]
    return lost


OTHER_VARIABLES = {"TESSERA_TEST_WORKERS"}
"""Read by the Makefile or by tests only."""


@cache
def top() -> frozenset[str]:
    """The files and folders at the project's root."""
    return frozenset(file.relative_to(ROOT).parts[0] for file in files())


def is_ours(path: str) -> bool:
    """Whether a text in code quotes or a link means a file of this project."""
    if path.startswith(("/", "api/", "http")) or WILD.search(path):
        return False
    return path.split("/")[0] in top() or path.startswith(".") or path.endswith(".md")


def exists(path: str, folder: Path) -> bool:
    """Whether a path is there, seen from the document or from the root."""
    return any((start / path).exists() for start in (folder, ROOT, ROOT / "src" / "tessera"))


@cache
def settings() -> set[str]:
    """The names of all settings, as variables."""
    return {PREFIX + name.upper() for name in Settings.__struct_fields__}


def commands() -> set[str]:
    """The commands of `tessera`, and those on their way."""
    return built_commands() | PLANNED_COMMANDS


@cache
def built_commands() -> set[str]:
    """The commands of `tessera`."""
    group = typer.main.get_group(build())
    return set(group.commands)


@cache
def targets() -> set[str]:
    """The targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
