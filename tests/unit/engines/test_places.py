"""Where engines' files and sockets lie."""

import os
from pathlib import Path

import pytest

from tessera.engines.errors import EngineError
from tessera.engines.places import (
    SOCKET_PATH_BYTES_MAX,
    ServerUser,
    caller,
    can_enter,
    own,
    socket_directory,
)


def test_short_path_holds_its_own_sockets(tmp_path: Path) -> None:
    """Where the wished directory is short enough it is taken, private to the server's user."""
    found = socket_directory(tmp_path / "run", caller())

    assert found == tmp_path / "run"
    assert found.stat().st_mode & 0o777 == 0o700


def test_deep_path_gets_a_short_socket_directory(tmp_path: Path) -> None:
    """A socket path over the system's bound lies elsewhere, at the same place each time."""
    deep = tmp_path / ("d" * 60) / ("e" * 60) / "run"

    found = socket_directory(deep, caller())

    try:
        assert found == socket_directory(deep, caller())
        assert len(os.fsencode(found / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES_MAX
    finally:
        found.rmdir()


def test_other_user_cannot_enter_below_a_private_directory(tmp_path: Path) -> None:
    """Mode 0700 of any parent keeps the servers' user out."""
    stranger = ServerUser(54_321, 54_321, switch=True)
    private = tmp_path / "private"
    private.mkdir(mode=0o700)

    assert not can_enter(stranger, private / "data")
    assert can_enter(stranger, Path("/usr/bin/env"))


def test_directory_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """A socket directory that another user made first is not trusted."""
    (tmp_path / "run").mkdir()

    with pytest.raises(EngineError, match="belongs to somebody else"):
        own(tmp_path / "run", ServerUser(os.geteuid() + 1, os.getegid(), switch=False))
