"""Who runs an engine and where its files can lie, so that root and ordinary users both work.

PostgreSQL refuses to run as root. Under root it runs as `postgres` or `nobody`, which may not be
able to enter the checkout (a home directory of mode 0700); its files then lie below
`/var/lib/tessera` with a link from `var/`. Unix socket paths end at 107 bytes, so a deep checkout
gets its sockets in a short directory elsewhere.
"""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tessera.engines.errors import EngineError

SERVER_USERS = ("postgres", "nobody")
SOCKET_PATH_BYTES_MAX = 107
SOCKET_NAME_BYTES_MAX = len(".s.PGSQL.5432.lock")
ROOT_HOME = Path("/var/lib/tessera")
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user an engine runs as; `switch` where that is not the caller."""

    uid: int
    gid: int
    switch: bool


def caller() -> ServerUser:
    """Who we are."""
    return ServerUser(os.geteuid(), os.getegid(), switch=False)


def server_user(data: Path) -> ServerUser:
    """The caller, or under root the owner of `data`, else the first of `SERVER_USERS`."""
    if os.geteuid() != 0:
        return caller()
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid, switch=True)
    for name in SERVER_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid, switch=True)
    raise EngineError(
        "PostgreSQL refuses to run as root and there is no user "
        f"{' or '.join(SERVER_USERS)}: run Tessera as an ordinary user."
    )


def can_enter(user: ServerUser, path: Path) -> bool:
    """Whether `user` may pass through every directory above `path`, by their mode bits.

    Judges by owner, group and others only; a path opened up by an ACL counts as closed, which is
    safe: the files then lie elsewhere.
    """
    if not user.switch:
        return True
    return all(_may_pass(user, parent.stat()) for parent in path.resolve().parents)


def _may_pass(user: ServerUser, status: os.stat_result) -> bool:
    if status.st_uid == user.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def server_home(path: Path, user: ServerUser) -> Path:
    """`path` itself, or the directory it links to where `user` cannot reach `path`."""
    if path.is_symlink():
        return path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() or can_enter(user, path):
        return path
    open_to_pass(ROOT_HOME)
    home = ROOT_HOME / f"{path.name}-{short_hash(path)}"
    path.symlink_to(home)
    return home


def open_to_pass(directory: Path) -> None:
    """Make `directory` one that others may pass through, though not list, whatever the umask."""
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(directory.stat().st_mode | 0o111)


def own(directory: Path, user: ServerUser) -> None:
    """Make `directory` the private one (0700) of `user`, or refuse if it is somebody else's."""
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
        if user.switch:
            os.chown(directory, user.uid, user.gid)
        if directory.lstat().st_uid != user.uid or not directory.is_dir():
            raise EngineError(f"{directory} belongs to somebody else: remove it, then start again.")
        directory.chmod(0o700)
    except PermissionError as error:
        raise EngineError(f"{directory} cannot be made or entered: {error.strerror}.") from error


def socket_directory(wished: Path, user: ServerUser) -> Path:
    """A private directory of `user` for sockets: `wished` where that is short and reachable.

    Else one below XDG_RUNTIME_DIR or the temporary directory, named by a hash of `wished`.
    """
    wished.parent.mkdir(parents=True, exist_ok=True)
    name = f"tessera-{os.geteuid()}-{short_hash(wished)}"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    candidates = [wished, *([Path(runtime) / name] if runtime else [])]
    candidates += [Path(tempfile.gettempdir()) / name, Path("/tmp") / name]  # noqa: S108 - owned, 0700
    for candidate in candidates:
        if not _fits(candidate) or not _usable_parent(candidate, user):
            continue
        with suppress(EngineError):  # somebody else's: the next one may be free
            own(candidate, user)
            return candidate
    tried = ", ".join(map(str, candidates))
    raise EngineError(
        f"No directory of ours that is short enough for unix sockets was found; tried {tried}."
    )


def tidy(directory: Path) -> None:
    """Remove a socket directory that holds nothing any more; the next start makes it anew."""
    with suppress(OSError):
        directory.rmdir()


def _fits(directory: Path) -> bool:
    return len(os.fsencode(directory)) + 1 + SOCKET_NAME_BYTES_MAX <= SOCKET_PATH_BYTES_MAX


def _usable_parent(directory: Path, user: ServerUser) -> bool:
    parent = directory.parent
    return parent.is_dir() and os.access(parent, os.W_OK | os.X_OK) and can_enter(user, directory)


def within_reach(install: Path, version: str, user: ServerUser) -> Path:
    """`install`, a self-contained installation, or a copy of it that `user` can execute."""
    binary = install / "bin" / "postgres"
    if not user.switch or (can_enter(user, binary) and _may_pass(user, binary.stat())):
        return install
    open_to_pass(ROOT_HOME)
    copy = ROOT_HOME / f"postgresql-{version}-{short_hash(install)}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(dir=ROOT_HOME))
        shutil.copytree(install, draft, symlinks=True, dirs_exist_ok=True)
        for path in (draft, *draft.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o500) >> 6)  # others may read what its owner may
        draft.rename(copy)
    return copy


def refuse_full_disk(directory: Path, free_bytes_min: int) -> None:
    """`EngineError` where the disk of `directory` has less than `free_bytes_min` left."""
    free = shutil.disk_usage(directory).free
    if free < free_bytes_min:
        raise EngineError(disk_full(directory, free))


def disk_full(directory: Path, free: int | None = None) -> str:
    """The sentence for a full disk."""
    free = shutil.disk_usage(directory).free if free is None else free
    return (
        f"The disk of {directory} is full, or nearly ({free // MEGABYTE} MB left): "
        "free some space, then start again."
    )


def short_hash(path: Path) -> str:
    """Twelve signs that tell one checkout from another."""
    return hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:12]
