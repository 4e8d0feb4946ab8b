"""The code of a card that was bought online.

It is mailed on its day, perhaps months later and perhaps twice, so it has to be found again: it is
made of the card's id with the installation's secret, 80 bits that nobody else can make. The table
keeps a hash, as of every other card.
"""

from uuid import UUID

from tessera.kit.ids import REFERENCE_ALPHABET
from tessera.kit.signing import Signer
from tessera.offers.cards.codes import SIGNS

_BITS = 5


def code_of_sale(signer: Signer, sale_id: UUID) -> str:
    """`K7QM-2P9X-TT4H-8WNC`, always the same for one sale."""
    number = int.from_bytes(signer.digest(b"gift-card-sold\0" + sale_id.bytes))
    signs = "".join(
        REFERENCE_ALPHABET[number >> _BITS * n & (1 << _BITS) - 1] for n in range(SIGNS)
    )
    return "-".join(signs[n : n + 4] for n in range(0, SIGNS, 4))
