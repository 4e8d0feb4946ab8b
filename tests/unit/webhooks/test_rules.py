"""Where webhooks may go, and when they are tried again."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest

from tessera.webhooks.rules import (
    DISABLE_AFTER,
    PAUSES_SECONDS,
    is_public,
    must_disable,
    next_try,
    url_problems,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PRIVATE = """
127.0.0.1 127.8.9.1 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 0.0.0.0
100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.8 192.0.2.1 198.18.0.1 224.0.0.1 239.1.2.3
240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1
64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1:: fe80::1 fec0::1 fc00::1 fd00:ec2::254 ff02::1
2001:db8::1 100::1"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_address_that_is_not_the_worlds_is_refused(address: str) -> None:
    """Private, loopback, link-local, metadata, multicast, reserved, and IPv4 dressed as IPv6."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])
def test_public_address_is_taken(address: str) -> None:
    """What anybody can reach, we may be asked to call."""
    assert is_public(ip_address(address))


def test_network_of_our_choice_is_taken_and_no_other() -> None:
    """Development allows loopback; that opens nothing else."""
    allowed = [ip_network("127.0.0.0/8")]

    assert is_public(ip_address("127.0.0.1"), allowed)
    assert not is_public(ip_address("10.0.0.1"), allowed)
    assert not is_public(ip_address("::ffff:127.0.0.1"), allowed)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/x",
        "https://",
        "https:///path",
        "//example.com",
        "https://user:secret@example.com/",
        "https://example.com/#part",
        "https://exa mple.com/",
        "https://example.com:99999/",
        "https://[::1/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "https://example.com/" + "x" * 2000,
    ],
)
def test_address_of_no_use_is_refused_when_it_is_entered(url: str) -> None:
    """What can be told without asking a name server is told at once."""
    assert {problem.path for problem in url_problems(url)} == {"url"}


def test_ordinary_address_is_accepted() -> None:
    """With port, path and query."""
    assert url_problems("https://hooks.example.com:8443/tessera?from=1") == []


def test_pauses_grow_and_end_after_three_days() -> None:
    """A receiver that is away for three days is tried about ten times, ever more rarely."""
    until, at, pauses = NOW + timedelta(days=3), NOW, []
    for tries in range(1, 50):
        following = next_try(tries, now=at, until=until, chance=0.5)
        if following is None:
            break
        pauses.append((following - at).total_seconds())
        at = following

    assert pauses == sorted(pauses)
    assert pauses[: len(PAUSES_SECONDS)] == list(PAUSES_SECONDS)
    assert timedelta(days=2, hours=12) < at - NOW <= timedelta(days=3)
    assert 9 <= len(pauses) <= 12


def test_pauses_are_spread_by_chance() -> None:
    """Who comes back is not met by everything at the same instant."""
    early, late = (
        next_try(3, now=NOW, until=NOW + timedelta(days=3), chance=chance) for chance in (0.0, 1.0)
    )

    assert (early, late) == (NOW + timedelta(seconds=240), NOW + timedelta(seconds=360))


def test_endpoint_is_given_up_after_days_or_when_it_says_so() -> None:
    """Five days without one good answer, or 410 Gone at once."""
    assert must_disable(NOW - DISABLE_AFTER, NOW, 503)
    assert not must_disable(NOW - DISABLE_AFTER + timedelta(seconds=1), NOW, None)
    assert must_disable(NOW, NOW, 410)
