"""The signature of the gateway's webhooks."""

import pytest

from tessera.payments.gateway.signature import holds, sign

SECRET, BODY, NOW = "secret", b'{"a":1}', 1_800_000_000


def test_signed_body_holds_within_five_minutes() -> None:
    """A signature holds for its body, around the time it was made."""
    header = sign(SECRET, BODY, NOW)

    assert holds(SECRET, header, BODY, now=NOW + 300)
    assert holds(SECRET, header, BODY, now=NOW - 300)


@pytest.mark.parametrize(
    ("secret", "body", "now"),
    [
        (SECRET, BODY + b" ", NOW),
        ("other", BODY, NOW),
        (SECRET, BODY, NOW + 301),
        (SECRET, BODY, NOW - 301),
    ],
    ids=["changed", "other secret", "replayed later", "from the future"],
)
def test_signature_of_something_else_does_not_hold(secret: str, body: bytes, now: int) -> None:
    """Another body, secret or time is refused."""
    assert not holds(secret, sign(SECRET, BODY, NOW), body, now=now)


@pytest.mark.parametrize(
    "header", ["", "t=", "v1=", "t=1,t=2", "t=²,v1=a", f"t={NOW}", f"t={NOW},v1=é", "=,=,", "t=-1"]
)
def test_malformed_signature_does_not_hold(header: str) -> None:
    """No header can make verification raise."""
    assert not holds(SECRET, header, BODY, now=NOW)
