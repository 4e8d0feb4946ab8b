"""Samples of second factors: the second step, stepping up, the ways into an account."""

from uuid import UUID

import segno

from tessera.accounts.passkeys.ceremony import creation_options, request_options
from tessera.accounts.passkeys.model import Passkey, Site
from tessera.web.views.factors import (
    CodeMail,
    ElsewherePage,
    NewPasskeyPage,
    NewsMail,
    PasskeyPage,
    ProvePage,
    RecoveryPage,
    SecurityPage,
    Service,
    TotpPage,
)
from tessera.web.views.shell import Refusal
from tests.unit.ui.samples import at

SECRET = "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"
URI = f"otpauth://totp/Tessera:asha@example.in?secret={SECRET.replace(' ', '')}&issuer=Tessera"
SECOND = ProvePage(
    path="/sign-in/second",
    methods=("passkey", "totp", "email", "recovery"),
    chosen="totp",
    next="/my/orders",
)
SECOND_WRONG = ProvePage(
    path="/sign-in/second",
    methods=("totp", "recovery"),
    chosen="recovery",
    refusal=Refusal("wrong_code", "That is not the code. Look again, or use another way."),
)
CONFIRM = ProvePage(path="/confirm", methods=("email",), chosen="email", signing_in=False)
CONFIRM_MAILED = ProvePage(
    path="/confirm", methods=("email",), chosen="email", signing_in=False, mailed=True
)
OPTIONS = request_options(Site("tessera.test", "https://tessera.test"), challenge=b"c" * 16)
PASSKEY = PasskeyPage(options=OPTIONS, next="/my/orders")
NEW_PASSKEY = NewPasskeyPage(
    options=creation_options(
        Site("tessera.test", "https://tessera.test"),
        challenge=b"c" * 16,
        account_id=UUID(int=7),
        email="asha@example.in",
        known=[b"x" * 16],
    ),
    refused="This passkey was not taken. Try again, or use another way.",
)
SECOND_PASSKEY = ProvePage(
    path="/sign-in/second",
    methods=("passkey", "totp", "recovery"),
    chosen="passkey",
    passkey=OPTIONS,
)
SECURITY = SecurityPage(
    services=(Service("google", "Google", "asha@gmail.test"), Service("github", "GitHub")),
    passkeys=(
        Passkey(
            id=UUID(int=1),
            name="My telephone",
            backed_up=True,
            created_at=at(9),
            last_used_at=at(18),
        ),
        Passkey(
            id=UUID(int=2),
            name="Blue key on the key ring",
            backed_up=False,
            created_at=at(9),
            last_used_at=None,
        ),
    ),
    totp_since=at(9),
    email="asha@example.in",
    recovery_codes_left=2,
    any_factor=True,
    said="Your app is asked for from now on.",
)
SECURITY_PLAIN = SecurityPage(
    passkeys_possible=False, email="asha@example.in", refused="That is not your password."
)
TOTP = TotpPage(
    qr=segno.make_qr(URI, error="m").svg_data_uri(scale=5, dark="#000", light="#fff"),
    secret=SECRET,
    uri=URI,
    problem="That is not the code of now. Is your telephone's clock right?",
)
RECOVERY = RecoveryPage(
    codes=tuple(f"7KQ2{n}-9FMH3-WXYZ{n}-ABCDE" for n in range(10)),
    said="Your app is asked for from now on.",
)
ELSEWHERE = ElsewherePage(
    service="GitHub",
    home="/account/security",
    address="https://github.com/login/oauth/authorize?client_id=tessera",
)
ELSEWHERE_REFUSED = ElsewherePage(
    service="Google",
    home="/sign-in",
    refused="Google has not verified your mail address. Verify it there first.",
)
CODE_MAIL = CodeMail(name="Asha", code="042817", signing_in=True, minutes=10)
NEWS_MAIL = NewsMail(name="Asha", news="guessed", page_url="https://tessera.test/account/security")
