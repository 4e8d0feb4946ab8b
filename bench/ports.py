"""Ports to listen on that nobody takes meanwhile."""

import random
import socket

LOWEST, HIGHEST = 10_000, 32_000
"""Below those that Linux gives to whoever connects: one of these would be taken now and then
between being found free and being listened on, or while a killed server comes back."""
TRIES_MAX = 1_000

_chance = random.SystemRandom()


def free_port(neighbours: int = 0) -> int:
    """A TCP port that nobody listens on, nor on so many that follow it."""
    for _ in range(TRIES_MAX):
        port = _chance.randrange(LOWEST, HIGHEST - neighbours)
        if all(_is_free(port + n) for n in range(neighbours + 1)):
            return port
    raise AssertionError("no port is free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
