"""Hold tokens: what is sealed opens, what was touched does not."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tessera.claims.token import HoldProof, HoldTokens
from tessera.kit.signing import decode, encode

TOKENS = HoldTokens("a secret of the house, long enough")
PROOF = HoldProof(UUID(int=7), 12, (3, 4))

proofs = st.builds(
    HoldProof,
    hold_id=st.uuids(),
    show_id=st.integers(0, 2**63 - 1),
    places=st.lists(st.integers(0, 2**32 - 1), max_size=100).map(tuple),
)


@given(proof=proofs)
def test_token_opens_to_what_was_sealed(proof: HoldProof) -> None:
    """Every hold, whatever its places."""
    assert TOKENS.open(TOKENS.seal(proof)) == proof


@given(position=st.integers(0, 10_000), flipped=st.integers(1, 255))
def test_token_with_any_byte_changed_is_refused(position: int, flipped: int) -> None:
    """Digest or message: one changed bit ends it."""
    raw = bytearray(decode(TOKENS.seal(PROOF)) or b"")
    raw[position % len(raw)] ^= flipped

    assert TOKENS.open(encode(bytes(raw))) is None


@given(cut=st.integers(1, 60), more=st.binary(max_size=8))
def test_token_that_is_cut_or_longer_is_refused(cut: int, more: bytes) -> None:
    """Length is sealed as well."""
    raw = decode(TOKENS.seal(PROOF)) or b""

    assert TOKENS.open(encode(raw[:-cut])) is None
    assert TOKENS.open(encode(raw + b"\0\0\0\1" + more)) is None


@given(text=st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    """Without an error, whatever the signs."""
    assert TOKENS.open(text) is None


def test_token_of_another_house_is_refused() -> None:
    """Another secret makes other tokens."""
    assert TOKENS.open(HoldTokens("another secret, as long as ours").seal(PROOF)) is None
