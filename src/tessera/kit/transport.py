"""Which connections leave this machine without protection: pure questions to an address."""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

LOCAL_NAMES = frozenset({"", "localhost"})
CHECKED = frozenset({"verify-full"})
"""Modes of libpq in which a server has to prove its name."""


def is_local(host: str | None) -> bool:
    """Whether a host of a URL is this machine: none at all (a socket), or loopback."""
    if host is None or host in LOCAL_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def hosts_of(url: str) -> list[str | None]:
    """The hosts of an address, which may name several (`a:1,b:2`); None for a socket."""
    parts = urlsplit(url)
    netloc = parts.netloc.rpartition("@")[2] or ",".join(parse_qs(parts.query).get("host", []))
    found = [urlsplit(f"//{host}").hostname for host in netloc.split(",")]
    return found or [None]


def is_exposed(url: str, plain_hosts: Collection[str] = ()) -> bool:
    """Whether somebody on the way to a host of `url` could read along, or answer in its place.

    PostgreSQL has to be asked for `sslmode=verify-full`, and Valkey for `rediss://` whose
    certificate is looked at. Hosts in `plain_hosts` are reached over a line that is safe by itself.
    """
    if all(is_local(host) or host in plain_hosts for host in hosts_of(url)):
        return False
    parts = urlsplit(url)
    wishes = parse_qs(parts.query)
    if parts.scheme in ("postgresql", "postgres"):
        return not CHECKED.issuperset(wishes.get("sslmode", [""]))
    loose = {"none", "optional", "false"}
    checks = wishes.get("ssl_cert_reqs", []) + wishes.get("ssl_check_hostname", [])
    return parts.scheme != "rediss" or not loose.isdisjoint(text.lower() for text in checks)
