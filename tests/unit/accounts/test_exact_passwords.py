"""Passwords are taken as they were typed."""

import pytest

from tessera.accounts.passwords import PasswordCost, Passwords
from tessera.accounts.rules import PASSWORD_SIGNS_MAX, demo_refused, password_problem

CHEAP = PasswordCost(memory_kib=1024, passes=1)
LONG = ("correct horse eats violet batteries near the slow river " * 5)[:PASSWORD_SIGNS_MAX]


@pytest.mark.parametrize(
    "other", [LONG.upper(), LONG + " ", " " + LONG, LONG[:-1], LONG[:72], LONG[:64]]
)
async def test_no_sign_of_a_password_is_changed_or_left_out(other: str) -> None:
    """Case, blanks and the two hundredth sign count."""
    passwords = Passwords(CHEAP)
    kept = await passwords.hash(LONG)

    assert await passwords.verify(LONG, kept)
    assert not await passwords.verify(other, kept)


def test_long_password_is_welcome() -> None:
    """Two hundred signs, and one more is told."""
    assert password_problem(LONG) is None
    assert password_problem(LONG + "x") is not None


def test_published_password_of_the_demo_opens_nothing_where_money_is_real() -> None:
    """The only accounts whose password everybody knows."""
    assert demo_refused("Owner@Demo.Test", "production")
    assert not demo_refused("owner@demo.test", "development")
    assert not demo_refused("owner@buyers.test", "production")
