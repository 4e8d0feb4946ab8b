"""What is asked of a passkey, and whether its answer holds: `webauthn` does the work.

The challenge that is signed is derived from the row that asks (`kit/codes.py` says why): nothing
of it lies in the database. Attestation is not asked for: what device somebody has is theirs.

The library is imported when the first passkey comes: every start would pay for it otherwise.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgspec

from tessera.accounts.passkeys.model import CREDENTIAL_SIGNS_MAX, Site
from tessera.kit.signing import Signer

if TYPE_CHECKING:
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.registration.verify_registration_response import VerifiedRegistration

NAME = "Tessera"


class Known(NamedTuple):
    """What was kept of a passkey when it was made or used last."""

    public_key: bytes
    sign_count: int


def signed_challenge(signer: Signer, challenge_id: UUID) -> bytes:
    """16 bytes that nobody can foresee, for one row of `challenges`."""
    return signer.digest(b"passkey" + challenge_id.bytes)


def creation_options(
    site: Site, *, challenge: bytes, account_id: UUID, email: str, known: Sequence[bytes]
) -> dict[str, Any]:
    """What `navigator.credentials.create` is given; `known` are the ids of those made before."""
    import webauthn
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = webauthn.generate_registration_options(
        rp_id=site.domain,
        rp_name=NAME,
        user_id=account_id.bytes,
        user_name=email,
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return _plain(options)


def request_options(site: Site, *, challenge: bytes, known: Sequence[bytes] = ()) -> dict[str, Any]:
    """What `navigator.credentials.get` is given. Where no passkey is named, any of the site's may
    answer, and has to know who unlocked it."""
    import webauthn
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    wanted = UserVerificationRequirement
    options = webauthn.generate_authentication_options(
        rp_id=site.domain,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=wanted.PREFERRED if known else wanted.REQUIRED,
    )
    return _plain(options)


def created(site: Site, credential: str, *, challenge: bytes) -> "VerifiedRegistration | None":
    """The new passkey, or None where the answer does not hold."""
    import webauthn

    try:
        return webauthn.verify_registration_response(
            credential=_bounded(credential),
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
        )
    except Exception:
        return None


def signed(
    site: Site, credential: str, *, challenge: bytes, known: Known, unlocked: bool
) -> "VerifiedAuthentication | None":
    """What a passkey has signed, or None where it does not hold: another site's page, another
    challenge, another key, a counter that goes backwards (a copy), or not `unlocked` by anybody."""
    import webauthn

    try:
        return webauthn.verify_authentication_response(
            credential=_bounded(credential),
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=unlocked,
        )
    except Exception:
        return None


def named(credential: str) -> tuple[bytes, bytes | None]:
    """The passkey that an answer names, and the account that it says it is for (its user handle).

    Empty where it is not readable.
    """
    from webauthn.helpers import base64url_to_bytes

    try:
        answer = msgspec.json.decode(_bounded(credential))
        handle = answer["response"].get("userHandle")
        return base64url_to_bytes(answer["id"]), base64url_to_bytes(handle) if handle else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return b"", None


def _bounded(credential: str) -> str:
    if len(credential) > CREDENTIAL_SIGNS_MAX:
        raise ValueError("is too long for an answer of a passkey")
    return credential


def _plain(options: Any) -> dict[str, Any]:
    import webauthn

    plain: dict[str, Any] = msgspec.json.decode(webauthn.options_to_json(options))
    return plain
