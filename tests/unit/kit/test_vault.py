"""Secrets at rest, and keys that rotate."""

import pytest

from tessera.kit.vault import CannotOpen, Sealed, new_key, read_key, vault_of

SECRET = "s" * 32


def test_sealed_secret_opens_after_a_newer_key_came() -> None:
    """The newest key seals, older ones still open."""
    old, new = new_key("2026a"), new_key("2026b")
    sealed = vault_of([old], SECRET).seal(b"sk_live", context="row/1")

    rotated = vault_of([new, old], SECRET)

    assert rotated.open(sealed, context="row/1") == b"sk_live"
    assert rotated.seal(b"x", context="row/1").key_id == "2026b"
    assert b"sk_live" not in sealed.blob


def test_sealed_secret_opens_nowhere_else() -> None:
    """Moved to another row, changed, or without its key, it stays shut."""
    vault = vault_of([new_key("a")], SECRET)
    sealed = vault.seal(b"sk_live", context="row/1")
    changed = Sealed(sealed.key_id, sealed.blob[:-1] + bytes([sealed.blob[-1] ^ 1]))

    for wrong, context in ((sealed, "row/2"), (changed, "row/1")):
        with pytest.raises(CannotOpen):
            vault.open(wrong, context=context)
    with pytest.raises(CannotOpen, match="TESSERA_KEYS"):
        vault_of([], SECRET).open(sealed, context="row/1")


@pytest.mark.parametrize("text", ["", "a", "a:short", "A:" + "A" * 43 + "=", "secret:AAAA"])
def test_wrong_key_is_refused(text: str) -> None:
    """A key is an id and 32 bytes in base64."""
    with pytest.raises(ValueError, match=r"is not|holds|is taken"):
        read_key(text)
