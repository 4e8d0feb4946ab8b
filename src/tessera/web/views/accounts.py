"""Sign in and register."""

from collections.abc import Mapping

import msgspec

from tessera.web.views.shell import Refusal


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


class RegisterPage(msgspec.Struct, frozen=True):
    """`accounts/register.html`, for `/register`; posts `name`, `email`, `password`, `next`."""

    name: str = ""
    email: str = ""
    next: str = "/"
    password_signs_min: int = 10
    problems: Mapping[str, str] = {}
    refusal: Refusal | None = None
