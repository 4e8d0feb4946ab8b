"""Passwords that everybody thinks of, and those that nobody does."""

import pytest

from tessera.accounts.common_passwords import is_common

KNOWN = """
password123 1234567890 qwertyuiop iloveyou123 p@ssw0rd123 passwordpassword 1q2w3e4r5t6y
welcome2024! aaaaaaaaaa abcabcabcabc 12345678910 qwerty12345 football2023 letmein12345
princess1! michael1987 superman123 jennifer123 01.01.1990 1111111111 q1w2e3r4t5 abcdefghij
abc1234567890 summer2024! zaq12wsxcde3 asdfghjkl; 123qweasdzxc monkeymonkey dragon1234
0987654321 liverpool1 basketball charlie123 elizabeth1 passw0rd!! changeme123 samantha12
qwertyqwerty 1qaz2wsx3edc 987654321a password1234567 mypassword1 correcthorsebatterystaple
tessera2026 theatre1234
"""
"""The kind that lists of leaks begin with, those of ten signs and more."""


@pytest.mark.parametrize("password", KNOWN.split())
def test_password_that_leaks_again_and_again_is_common(password: str) -> None:
    """Words with years, walks over the keyboard, repetitions: refused in any case of letters."""
    assert is_common(password)
    assert is_common(password.upper())


@pytest.mark.parametrize(
    "password",
    [
        "a-good-long-password",
        "a short sentence",
        "the lamp sings blue",
        "orchid-9-velvet",
        "xk2kd93kdl1",
        "चार नीले घोड़े",
        "kaffee um halb neun",
        "love letter to nobody",
    ],
)
def test_password_that_nobody_thinks_of_is_not_common(password: str) -> None:
    """Words that do not belong together pass, and so do signs by chance, in any script."""
    assert not is_common(password)


def test_own_name_and_address_are_common_for_their_owner() -> None:
    """What others know of a person is no secret of theirs; for somebody else it may be one."""
    own = ("Rumpel Stilz", "rumpelstilz@mill.test")

    assert is_common("rumpelstilz1990", own)
    assert is_common("stilz.rumpel!", own)
    assert is_common("Rumpelstilz@mill.test", own)
    assert not is_common("rumpelstilz1990")
