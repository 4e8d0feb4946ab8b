"""Signatures are those of the Standard Webhooks specification."""

import base64
import hashlib
import hmac

from tessera.webhooks.sign import headers, new_secret, signature

# The example that the specification's own libraries are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'


def test_published_example_has_the_published_signature() -> None:
    """The same secret, id, time and body give the signature that everybody else computes."""
    found = signature(SECRET, message_id=MESSAGE, timestamp=1614265330, body=BODY)

    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_rotated_secret_signs_beside_the_old_one() -> None:
    """A receiver that knows either of the two finds a signature that it can check."""
    secrets = [new_secret(), new_secret()]

    sent = headers(secrets, message_id="m", timestamp=7, body=b"{}")

    for secret, said in zip(secrets, sent["webhook-signature"].split(), strict=True):
        key = base64.b64decode(secret.removeprefix("whsec_"))
        digest = hmac.new(key, b"m.7.{}", hashlib.sha256).digest()
        assert said == "v1," + base64.b64encode(digest).decode()


def test_secrets_are_long_and_never_the_same() -> None:
    """24 to 64 bytes behind `whsec_`, by the specification."""
    one, other = new_secret(), new_secret()

    assert one != other
    assert 24 <= len(base64.b64decode(one.removeprefix("whsec_"))) <= 64
