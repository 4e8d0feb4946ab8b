"""What is decided about webhooks: where they may go, when to try again, when to give up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from tessera.kit.errors import Problem
from tessera.webhooks.model import URL_SIGNS_MAX

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PAUSES_SECONDS = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 43_200)
"""After the first, second … failed try; the last one goes on until the three days are over."""
JITTER = 0.2
"""A pause is this much shorter or longer, so that a receiver that comes back is not stormed."""
DISABLE_AFTER = timedelta(days=5)
"""An endpoint of which no try went well for this long is disabled."""
OVERLAP_HOURS_MAX = 168

GONE = 410
"""What a receiver answers that wants nothing any more (Standard Webhooks, "Operational
considerations")."""

WRAPPING = (
    IPv6Network("64:ff9b::/96"),  # NAT64, RFC 6052
    IPv6Network("64:ff9b:1::/48"),  # NAT64 of a local network, RFC 8215
    IPv6Network("2002::/16"),  # 6to4, RFC 3056
    IPv6Network("2001::/32"),  # Teredo, RFC 4380
)
"""IPv6 that carries an IPv4 address to who knows where."""
UNICAST = IPv6Network("2000::/3")
"""The only IPv6 that is given out to the world (RFC 4291); the rest wraps or is reserved."""
SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments, RFC 6890
    IPv4Network("168.63.129.16/32"),  # a cloud's own services; the usual 169.254.169.254 is local
)


def is_public(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether a stranger may make us call this address.

    Not private, loopback, link-local (cloud metadata lives there), shared (RFC 6598), multicast,
    reserved, unspecified, nor IPv4 in the clothes of IPv6. `allowed` are networks of our choice.
    """
    if any(address.version == network.version and address in network for network in allowed):
        return True
    if isinstance(address, IPv6Address):
        if address not in UNICAST or any(address in network for network in WRAPPING):
            return False
    elif any(address in network for network in SPECIAL):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def literal(host: str) -> Address | None:
    """The address that a host of a URL is by itself, where it is one."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def url_problems(url: str, allowed: Sequence[Network] = ()) -> list[Problem]:
    """What is wrong with an endpoint's URL. Names are resolved, and judged, with every try."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return [Problem("url", "is not a URL")]
    problems = []
    if len(url) > URL_SIGNS_MAX or not url.isprintable() or " " in url:
        problems.append(Problem("url", f"must have at most {URL_SIGNS_MAX} printable characters"))
    if parts.scheme not in ("http", "https") or not host:
        problems.append(Problem("url", "must begin with https:// or http:// and name a host"))
    if parts.username is not None or parts.password is not None:
        problems.append(Problem("url", "must not hold a user or a password"))
    if parts.fragment:
        problems.append(Problem("url", "must not have a fragment"))
    address = literal(host or "")
    if address is not None and not is_public(address, allowed):
        problems.append(Problem("url", "must not lead into a private network"))
    return problems


def next_try(round_tries: int, *, now: datetime, until: datetime, chance: float) -> datetime | None:
    """When to try again after the `round_tries`-th failure; None where the time is up.

    `chance` is from 0 to 1 and spreads the pauses.
    """
    pause = PAUSES_SECONDS[min(round_tries, len(PAUSES_SECONDS)) - 1]
    at = now + timedelta(seconds=pause * (1 - JITTER + 2 * JITTER * chance))
    return at if at <= until else None


def must_disable(failing_since: datetime, now: datetime, status: int | None) -> bool:
    """Whether an endpoint that has just failed is given up."""
    return status == GONE or now - failing_since >= DISABLE_AFTER
