"""Organizations as their people see them: members, invitations, applications, keys, payouts."""

import msgspec


class HouseMail(msgspec.Struct, frozen=True, kw_only=True):
    """`messages/house`, `.txt` and `.html`: something about an organization, in its reader's
    language already."""

    subject: str
    greeting: str
    lines: tuple[str, ...]
    url: str
    label: str
