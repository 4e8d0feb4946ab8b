"""Ticket codes: verified by the public key alone, unforgeable, forgiving of how they are typed."""

import base64
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from tessera.tickets.codes import PREFIX, TicketClaim, TicketCodes, verify

CODES = TicketCodes("a secret of the house, long enough")
SCANNER = Ed25519PublicKey.from_public_bytes(base64.b64decode(CODES.public_text()))
"""All that a scanner at the door carries."""
CLAIM = TicketClaim(UUID(int=7), 12, 3, 1)
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

claims = st.builds(
    TicketClaim,
    ticket_id=st.uuids(),
    show_id=st.integers(0, 2**63 - 1),
    place=st.integers(0, 2**31 - 1),
    serial=st.integers(0, 2**16 - 1),
)


@given(claim=claims)
def test_code_is_verified_by_the_public_key_alone(claim: TicketClaim) -> None:
    """What was signed is what the scanner reads; small letters and spaces around do not matter."""
    code = CODES.sign(claim)

    assert verify(code, SCANNER) == claim
    assert verify(f" {code.lower()}\n", SCANNER) == claim


@given(position=st.integers(0, 10_000), sign=st.sampled_from(BASE32))
def test_code_with_any_sign_changed_never_says_something_else(position: int, sign: str) -> None:
    """It is refused. (The last sign carries bits that mean nothing: those say the same.)"""
    code = CODES.sign(CLAIM)
    at = len(PREFIX) + position % (len(code) - len(PREFIX))
    changed = code[:at] + sign + code[at + 1 :]

    found = verify(changed, SCANNER)

    last = at == len(code) - 1
    assert found == (CLAIM if changed == code else None) or (last and found == CLAIM)


@given(cut=st.integers(1, 150))
def test_cut_code_is_refused(cut: int) -> None:
    """Half a code is no code."""
    assert verify(CODES.sign(CLAIM)[:-cut], SCANNER) is None


@given(text=st.text(max_size=200))
def test_any_other_text_is_refused(text: str) -> None:
    """Without an error, with the prefix or without."""
    assert verify(text, SCANNER) is None
    assert verify(PREFIX + text, SCANNER) is None


def test_code_of_another_house_is_refused() -> None:
    """Another secret is another key."""
    assert verify(TicketCodes("another secret").sign(CLAIM), SCANNER) is None
