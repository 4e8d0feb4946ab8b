"""Second factors: asking for one, stepping up, switching them on and off; and their mails."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.web.views.shell import Refusal


class ProvePage(msgspec.Struct, frozen=True):
    """`accounts/prove.html`, for `/sign-in/second` and `/confirm`; posts `method`, `code`, `next`.

    `path` is where its forms go. `methods` are what may be asked for, `chosen` is the one that is
    asked for now. `mailed` says that a code is on its way to `mail_hint`.
    """

    path: str
    methods: tuple[str, ...]
    chosen: str
    next: str = "/"
    signing_in: bool = True
    mailed: bool = False
    mail_hint: str = ""
    refusal: Refusal | None = None


class SecurityPage(msgspec.Struct, frozen=True):
    """`accounts/security.html`, for `/account/security`: the ways into one's account."""

    totp_since: datetime | None = None
    email_since: datetime | None = None
    email: str = ""
    recovery_codes_left: int = 0
    any_factor: bool = False
    said: str = ""
    refused: str = ""
    problems: Mapping[str, str] = {}


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
