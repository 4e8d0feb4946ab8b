"""Sign in and register."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.accounts.profile.model import Address
from tessera.web.views.shell import Option, Refusal


class SignInPage(msgspec.Struct, frozen=True):
    """`accounts/sign_in.html`, for `/sign-in`; posts `email`, `password`, `next`.

    `next` is a path of this site, checked by the edge.
    """

    email: str = ""
    next: str = "/"
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None
    demo_people: tuple[tuple[str, str], ...] = ()
    demo_password: str = ""
    passkeys_possible: bool = True
    services: tuple[tuple[str, str], ...] = ()


class RegisterPage(msgspec.Struct, frozen=True):
    """`accounts/register.html`, for `/register`; posts `email`, `next`."""

    email: str = ""
    next: str = "/"
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None


class CodePage(msgspec.Struct, frozen=True):
    """`accounts/register_code.html`, for `/register/{id}`; posts `code`, `name`, `password`."""

    email: str
    registration_id: str
    next: str
    password_signs_min: int
    name: str = ""
    problems: Mapping[str, str] = {}


class ForgottenPage(msgspec.Struct, frozen=True):
    """`accounts/forgotten.html`, for `/password/forgotten`; posts `email`, `next`."""

    email: str = ""
    next: str = "/"
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None


class ResetPage(msgspec.Struct, frozen=True):
    """`accounts/reset.html`, for `/password/forgotten/{id}`; posts `code`, `password`."""

    email: str
    reset_id: str
    next: str
    password_signs_min: int
    problems: Mapping[str, str] = {}


class PasswordPage(msgspec.Struct, frozen=True):
    """`accounts/password.html`, for `/account/password`; posts `password`, `new_password`."""

    password_signs_min: int
    changed: bool = False
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None


class DeviceRow(msgspec.Struct, frozen=True):
    """One sign-in; times are shown in UTC. `name` is browser and system, as far as known."""

    id: str
    name: str
    program: bool
    address: str
    began_at: datetime
    seen_at: datetime
    current: bool


class DevicesPage(msgspec.Struct, frozen=True):
    """`accounts/devices.html`, for `/account/devices`; the present one first."""

    devices: tuple[DeviceRow, ...]


class ProfilePage(msgspec.Struct, frozen=True, kw_only=True):
    """`accounts/profile.html`, for `/account`; posts the fields, and `picture` by itself."""

    user_name: str
    email: str
    name: str
    phone: str
    address: Address
    currency: str
    languages: tuple[Option, ...]
    picture: bool
    saved: bool = False
    problems: Mapping[str, str] = {}


class EmailPage(msgspec.Struct, frozen=True):
    """`accounts/email.html`, for `/account/email`; posts `email`, `password`."""

    current: str
    wish: str = ""
    changed: bool = False
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None


class EmailCodesPage(msgspec.Struct, frozen=True):
    """`accounts/email_codes.html`, for `/account/email/{id}`; posts `code`, `old_code`."""

    change_id: str
    email: str
    current: str
    problems: Mapping[str, str] = {}


class DeletionPage(msgspec.Struct, frozen=True):
    """`accounts/deletion.html`, for `/account/deletion`; posts `password`."""

    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None
