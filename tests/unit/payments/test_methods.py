"""The grammar of method tokens."""

import pytest

from tessera.payments.gateway.methods import Behaviour, Method, UnknownMethod, read_method


def test_token_with_behaviours_is_read_in_any_order() -> None:
    """Base, flags and numbers come out whatever their order."""
    one = read_method("tok_success+webhook_twice+delay_3")
    other = read_method("tok_success+delay_3+webhook_twice")

    assert one == other == Behaviour(Method.SUCCESS, frozenset({"webhook_twice"}), {"delay": 3})


@pytest.mark.parametrize(
    ("token", "webhooks"),
    [
        ("tok_success", 0),
        ("tok_slow", 1),
        ("tok_hosted", 1),
        ("tok_success+webhook", 1),
        ("tok_success+webhook_late_2", 1),
        ("tok_slow+webhook_twice", 2),
        ("tok_slow+webhook_lost", 0),
        ("tok_lost+webhook_twice", 0),
    ],
)
def test_token_says_how_many_webhooks_come(token: str, webhooks: int) -> None:
    """Silence where the answer said it all, unless more or less is asked for."""
    assert read_method(token).webhooks == webhooks


@pytest.mark.parametrize(
    ("token", "names"),
    [
        ("tok_gold", "tok_gold"),
        ("tok_success+wobble", "wobble"),
        ("tok_success+delay", "needs a number"),
        ("tok_success+delay_601", "at most 600"),
        ("tok_success+webhook_twice_3", "webhook_twice"),
        ("tok_success+delay_1+delay_2", "said twice"),
        ("tok_success+", "''"),
        ("tok_success" + "+delay_1" * 30, "200"),
    ],
)
def test_wrong_token_is_refused_by_the_part_at_fault(token: str, names: str) -> None:
    """Whoever mistypes a behaviour is told which one."""
    with pytest.raises(UnknownMethod, match=names):
        read_method(token)
