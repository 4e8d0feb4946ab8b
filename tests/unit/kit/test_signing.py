"""Sealed texts: each for its purpose, and no two alike where that would tell something."""

import pytest

from tessera.kit.ids import new_id, new_secret
from tessera.kit.signing import Signer, decode
from tessera.kit.vault import NONCE_BYTES, vault_of

SECRET = "a secret of this installation that is long"


@pytest.mark.parametrize("other", ["form", "customer", "code"])
def test_what_was_sealed_for_one_purpose_opens_for_no_other(other: str) -> None:
    """An order's token is no form's and no code's, though one secret makes them all."""
    order = new_id()
    mine, theirs = Signer(SECRET, "order"), Signer(SECRET, other)

    assert mine.proves(mine.token(order), order)
    assert not theirs.proves(mine.token(order), order)
    assert theirs.open(mine.seal(b"something")) is None


def test_same_secret_is_sealed_differently_each_time() -> None:
    """Nonces do not come twice, so nobody sees that two rows hold the same."""
    vault = vault_of([], SECRET)

    sealed = {vault.seal(b"same", context="row").blob for _ in range(1000)}

    assert len({blob[:NONCE_BYTES] for blob in sealed}) == 1000


def test_secrets_are_long_and_do_not_come_twice() -> None:
    """192 random bits, of which a browser's session and both tokens are made."""
    secrets = {new_secret() for _ in range(1000)}

    assert len(secrets) == 1000
    assert {len(decode(secret) or b"") for secret in secrets} == {24}
