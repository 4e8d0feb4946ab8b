"""Links by which a reader confirms or ends a newsletter: signed, good for nothing else.

One click ends it (RFC 8058): the mail's headers name an address that takes a POST without a
sign-in, a cookie or a question. The same address opened by a person shows a button, since mail
programs and scanners open links.
"""

import struct
from typing import NamedTuple
from uuid import UUID

from tessera.services import Services

_PARTS = struct.Struct(">c16sq")
READER, ACCOUNT, CONFIRM = b"r", b"a", b"c"


class Links(NamedTuple):
    """The page for people, and the headers for mail programs."""

    page: str
    headers: tuple[tuple[str, str], ...]


class Token(NamedTuple):
    """What a link is about."""

    kind: bytes
    person: UUID
    organization_id: int


def seal(services: Services, kind: bytes, person: UUID, *, organization_id: int) -> str:
    """The token of a link."""
    return services.newsletters.seal(_PARTS.pack(kind, person.bytes, organization_id))


def open_token(services: Services, token: str) -> Token | None:
    """What a token says, or None where it is not one of ours."""
    message = services.newsletters.open(token)
    if message is None or len(message) != _PARTS.size:
        return None
    kind, person, organization_id = _PARTS.unpack(message)
    return Token(kind, UUID(bytes=person), organization_id)


def unsubscribe_links(
    services: Services, organization_id: int, person: UUID, *, reader: bool
) -> Links:
    """How this reader ends the mails of this house."""
    kind = READER if reader else ACCOUNT
    token = seal(services, kind, person, organization_id=organization_id)
    url = f"{services.settings.base_url}/unsubscribe/{token}"
    headers = (
        ("List-Unsubscribe", f"<{url}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )
    return Links(url, headers)
