"""Push messages are sealed as RFC 8291 says, and signed as RFC 8292 says."""

import base64
from datetime import UTC, datetime

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tessera.messages.push.sealing import (
    Receiver,
    authorization,
    public_bytes,
    sealed,
    server_key,
)


def raw(text: str) -> bytes:
    """Base64 as the RFC writes it."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# The example of RFC 8291, section 5 and appendix A.
SENDER = raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
RECEIVER = Receiver(
    raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    raw("BTBZMqHH6r4Tts7J_aSIgg"),
)
SALT = raw("DGv6ra1nlYgDCS1FRnbzlw")
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tl"
    "zAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_to_the_byte() -> None:
    """Its keys and salt give its message."""
    key = ec.derive_private_key(int.from_bytes(SENDER, "big"), ec.SECP256R1())

    made = sealed(b"When I grow up, I want to be a watermelon", RECEIVER, key=key, salt=SALT)

    assert made == raw(MESSAGE)


def test_who_sends_is_signed_by_the_installations_own_key() -> None:
    """The same key from the same secret; the word names the push service and an end."""
    key, now = server_key("secret" * 8), datetime(2026, 11, 22, tzinfo=UTC)

    header = authorization(key, audience="https://push.test", contact="mailto:a@b.c", now=now)

    token, told = header.removeprefix("vapid t=").split(", k=")
    said, _, signature = token.rpartition(".")
    claims = msgspec.json.decode(raw(said.split(".")[1]))
    r, s = raw(signature)[:32], raw(signature)[32:]
    der = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    key.public_key().verify(der, said.encode(), ec.ECDSA(hashes.SHA256()))
    assert raw(told) == public_bytes(server_key("secret" * 8))
    assert claims["aud"] == "https://push.test"
    assert 0 < claims["exp"] - now.timestamp() <= 86_400
