"""What an account may be called, and what a password must be."""

import pytest

from tessera.accounts.rules import password_problem, registration_problems, user_names


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("ann@buyers.test", "ann"),
        ("Ann.Rao+tickets@buyers.test", "ann.rao-tickets"),
        ("Müller@kino.test", "muller"),
        ("_..@x.test", "guest"),
        ("घोड़ा@x.test", "guest"),
        ("a" * 64 + "@x.test", "a" * 40),
    ],
)
def test_user_name_is_made_from_the_address(email: str, name: str) -> None:
    """Letters, digits, dots, dashes of what stands before the @; then with something by chance."""
    names = user_names(email, iter(["1f", "2e"]))

    assert list(names) == [name, f"{name}-1f", f"{name}-2e"]


def test_password_is_long_and_nothing_else_is_asked_of_it() -> None:
    """No rule about digits or signs; spaces and every script count as they are."""
    assert password_problem("tiny") == "must have 10 to 200 characters"
    assert password_problem("x" * 3 + "y" * 198) == "must have 10 to 200 characters"
    assert password_problem("lower case only words") is None
    assert "easy to guess" in str(password_problem("Password2024"))


def test_registration_names_every_problem_at_once() -> None:
    """Nobody has to send a form three times."""
    problems = registration_problems(email="nowhere", password="short", name=" ")

    assert [problem.path for problem in problems] == ["email", "password", "name"]
