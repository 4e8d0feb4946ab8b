"""Whether an address is free to listen on."""

import errno
import socket
from urllib.parse import urlsplit

from tessera.kit.errors import TesseraError


class PortError(TesseraError):
    """An address cannot be listened on."""

    code = "port"


def is_free(host: str, port: int) -> bool:
    """Whether `port` on `host` can be listened on. Raises `PortError` where nobody could."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections that our own last run closed still linger; they take nothing.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError as error:
            raise PortError(f"Port {port} is for administrators: choose one above 1023.") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise PortError(
                f"{host} is not an address of this machine: {error.strerror}."
            ) from error
    return True


def refuse_taken(host: str, port: int, setting: str) -> None:
    """Raise `PortError`, in a sentence that names the setting to change."""
    if not is_free(host, port):
        raise PortError(
            f"Port {port} on {host} is taken: stop what listens there, or choose another with "
            f"{setting}."
        )


def host_and_port(url: str) -> tuple[str, int]:
    """The address in an http URL."""
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or (443 if parts.scheme == "https" else 80)
