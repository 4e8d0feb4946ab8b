"""Secrets at rest: AES-256-GCM (NIST SP 800-38D) under keys that can be rotated.

A key has an id. The newest seals; every key that is still known opens, so that a rotation needs no
moment in which all rows change at once. What a secret belongs to (`context`) is authenticated with
it: a sealed text moved to another row does not open there.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tessera.kit.errors import TesseraError

KEY_BYTES = 32
NONCE_BYTES = 12
SECRET_KEY_ID = "secret"  # noqa: S105 - the id of the key that is derived from the secret
_KEY = re.compile(r"([a-z0-9][a-z0-9-]{0,31}):([A-Za-z0-9+/_=-]+)")


class Sealed(msgspec.Struct, frozen=True):
    """A secret as it is stored: the id of its key, and nonce with ciphertext and tag."""

    key_id: str
    blob: bytes


class CannotOpen(TesseraError):
    """The key is not known any more, or the text was not sealed for this."""

    code = "cannot_open"


class Vault:
    """Seals with the first of `keys` (the newest), opens with any of them."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        assert keys, "a vault without a key keeps nothing"
        self.newest = keys[0][0]
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys}

    def seal(self, plain: bytes, *, context: str) -> Sealed:
        """`plain` under the newest key. A nonce is random: fine for far less than 2^32 secrets."""
        nonce = os.urandom(NONCE_BYTES)
        text = self._ciphers[self.newest].encrypt(nonce, plain, context.encode())
        return Sealed(self.newest, nonce + text)

    def open(self, sealed: Sealed, *, context: str) -> bytes:
        """What was sealed for `context`. Raises `CannotOpen`."""
        cipher = self._ciphers.get(sealed.key_id)
        if cipher is None:
            raise CannotOpen(f"the key {sealed.key_id!r} is not in TESSERA_KEYS")
        nonce, text = sealed.blob[:NONCE_BYTES], sealed.blob[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, text, context.encode())
        except InvalidTag:
            raise CannotOpen("the secret was not sealed for this") from None


def vault_of(keys: Sequence[str], secret: str) -> Vault:
    """The vault of the settings: `id:base64` texts, the newest first, then a key derived from the
    installation's secret, so that a development machine needs none of its own."""
    derived = hmac.digest(secret.encode(), b"vault", hashlib.sha256)
    return Vault([*(read_key(text) for text in keys), (SECRET_KEY_ID, derived)])


def read_key(text: str) -> tuple[str, bytes]:
    """Id and 32 bytes of `id:base64`. Raises ValueError that says what is wrong."""
    found = _KEY.fullmatch(text)
    if found is None:
        raise ValueError("is not id:base64, with an id of a-z, 0-9 and -")
    if found[1] == SECRET_KEY_ID:
        raise ValueError(f"the id {SECRET_KEY_ID!r} is taken")
    try:
        raw = base64.b64decode(found[2].replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        raise ValueError("is not base64 after the id") from None
    if len(raw) != KEY_BYTES:
        raise ValueError(f"holds {len(raw)} bytes, not {KEY_BYTES}")
    return found[1], raw


def new_key(key_id: str) -> str:
    """A fresh key, as it goes into TESSERA_KEYS."""
    return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"
