"""Second factors: asking for one, stepping up, switching them on and off; and their mails."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from tessera.accounts.passkeys.model import Passkey
from tessera.web.views.shell import Refusal


class ProvePage(msgspec.Struct, frozen=True):
    """`accounts/prove.html`, for `/sign-in/second` and `/confirm`; posts `method`, `code`, `next`.

    `path` is where its forms go. `methods` are what may be asked for, `chosen` is the one that is
    asked for now. `mailed` says that a code is on its way; `passkey` is what a passkey is asked.
    """

    path: str
    methods: tuple[str, ...]
    chosen: str
    next: str = "/"
    signing_in: bool = True
    mailed: bool = False
    passkey: dict[str, Any] | None = None
    refusal: Refusal | None = None


class Service(msgspec.Struct, frozen=True):
    """Another service that may open the account. `address` is where it is linked from."""

    key: str
    name: str
    linked_as: str = ""


class SecurityPage(msgspec.Struct, frozen=True):
    """`accounts/security.html`, for `/account/security`: the ways into one's account."""

    passkeys: tuple[Passkey, ...] = ()
    passkeys_possible: bool = True
    services: tuple[Service, ...] = ()
    totp_since: datetime | None = None
    email_since: datetime | None = None
    email: str = ""
    recovery_codes_left: int = 0
    any_factor: bool = False
    said: str = ""
    refused: str = ""
    problems: Mapping[str, str] = {}


class PasskeyPage(msgspec.Struct, frozen=True):
    """`accounts/passkey.html`, for `/sign-in/passkey`; posts `credential`, `next`."""

    options: dict[str, Any]
    next: str = "/"
    refused: str = ""


class NewPasskeyPage(msgspec.Struct, frozen=True):
    """`accounts/new_passkey.html`, for `/account/security/passkey`; posts `credential`, `name`."""

    options: dict[str, Any]
    refused: str = ""


class ElsewherePage(msgspec.Struct, frozen=True):
    """`accounts/elsewhere.html`: on to another service, or why that came to nothing."""

    service: str
    home: str
    address: str = ""
    refused: str = ""


class TotpPage(msgspec.Struct, frozen=True):
    """`accounts/totp.html`, for `/account/security/totp`: scan, type a code, done."""

    qr: str
    secret: str
    uri: str
    problem: str = ""


class RecoveryPage(msgspec.Struct, frozen=True):
    """`accounts/recovery.html`: ten codes, shown this once."""

    codes: tuple[str, ...]
    said: str = ""


class CodeMail(msgspec.Struct, frozen=True):
    """`messages/factor_code`, `.txt` and `.html`."""

    name: str
    code: str
    signing_in: bool
    minutes: int


class NewsMail(msgspec.Struct, frozen=True):
    """`messages/account_news`, `.txt` and `.html`; `news` is one of accounts/factors/news.py."""

    name: str
    news: str
    page_url: str
