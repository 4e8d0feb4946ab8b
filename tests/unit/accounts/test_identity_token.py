"""Identity tokens: what is believed, and every way in which one may be forged."""

import hmac
import json
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from webauthn.helpers import bytes_to_base64url

from tessera.accounts.identities.ask import Expected, claims_of
from tessera.kit.errors import Refused

KEY = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig"})
KEYS = KeySet.import_key_set({"keys": [KEY.as_dict(private=False)]})
WANTED = Expected("https://google.test", "tessera", "nonce-1")


def token(key: Any = KEY, alg: str = "RS256", **changed: Any) -> str:
    """A token that holds, but for what is `changed`; None leaves a claim out."""
    now = int(time.time())
    claims = {
        "iss": WANTED.issuer,
        "aud": WANTED.client_id,
        "sub": "77",
        "nonce": WANTED.nonce,
        "iat": now,
        "exp": now + 300,
    }
    claims = {name: value for name, value in (claims | changed).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": "ours"}, claims, key, algorithms=[alg])


def unsigned() -> str:
    """The same without a signature (RFC 7519, section 6)."""
    head, body, _ = token().split(".")
    none = "eyJhbGciOiJub25lIiwia2lkIjoib3VycyJ9"
    assert head != none
    return f"{none}.{body}."


def by_hmac() -> str:
    """The public key as the secret of an HMAC: a classic (RFC 8725, section 2.1)."""
    head = bytes_to_base64url(json.dumps({"alg": "HS256", "kid": "ours"}).encode())
    signed = f"{head}.{token().split('.')[1]}"
    mac = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{bytes_to_base64url(mac)}"


def test_token_that_holds_says_who_it_is() -> None:
    """Signed by the provider's key, for us, for this sign-in, and not over."""
    assert claims_of(token(), KEYS, WANTED)["sub"] == "77"


@pytest.mark.parametrize(
    "forged",
    [
        token(OTHER),
        unsigned(),
        by_hmac(),
        token(iss="https://google.example"),
        token(aud="somebody-else"),
        token(nonce="nonce-2"),
        token(nonce=None),
        token(sub=None),
        token(exp=int(time.time()) - 3600),
        token(exp=None),
        token(iat=int(time.time()) + 3600),
        token()[:-4] + "AAAA",
        "nonsense",
        None,
    ],
    ids=[
        "another-key", "unsigned", "hmac", "issuer", "audience", "nonce", "no-nonce", "no-subject",
        "over", "endless", "not-yet", "broken", "nonsense", "nothing",
    ],
)  # fmt: skip
def test_token_that_does_not_hold_is_refused(forged: object) -> None:
    """Each with the same answer, and none with a crash."""
    with pytest.raises(Refused, match="identity_refused"):
        claims_of(forged, KEYS, WANTED)
