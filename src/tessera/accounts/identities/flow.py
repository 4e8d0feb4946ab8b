"""The way to another service and back: begun, sealed, brought back by the same browser."""

import base64
import binascii
import hmac

import msgspec

from tessera.accounts.identities.model import (
    FLOW_SECONDS,
    FLOW_SIGNS_MAX,
    Flow,
    IdentityRefusal,
    Provider,
)
from tessera.accounts.model import Person
from tessera.kit.clock import Instant
from tessera.kit.errors import Refused
from tessera.kit.ids import new_secret
from tessera.kit.vault import CannotOpen, Sealed, Vault

CONTEXT = "identity-flow"
SECRET_BYTES = 32


def begin(
    provider: Provider, *, now: Instant, following: str = "/", person: Person | None = None
) -> Flow:
    """A new way; `person` links the service instead of signing in."""
    return Flow(
        provider=provider,
        state=new_secret(SECRET_BYTES),
        nonce=new_secret(SECRET_BYTES),
        verifier=new_secret(SECRET_BYTES),
        expires_at=now.timestamp() + FLOW_SECONDS,
        following=following,
        account_id=person.account_id if person else None,
        session_id=person.session_id if person else None,
    )


def sealed(vault: Vault, flow: Flow) -> str:
    """The way as a text that only we can read; it carries the verifier and the nonce."""
    made = vault.seal(msgspec.json.encode(flow), context=CONTEXT)
    return f"{made.key_id}.{base64.urlsafe_b64encode(made.blob).decode()}"


def back(vault: Vault, text: str, *, provider: Provider, state: str, now: Instant) -> Flow:
    """The way that ends here: ours, for this service, not too old, and of this `state`, so that
    nobody is led back by somebody else's link (RFC 9700, section 2.1). Raises `Refused`."""
    try:
        key_id, _, blob = text[:FLOW_SIGNS_MAX].partition(".")
        plain = vault.open(Sealed(key_id, base64.urlsafe_b64decode(blob)), context=CONTEXT)
        flow = msgspec.json.decode(plain, type=Flow)
    except (CannotOpen, binascii.Error, ValueError) as error:
        raise Refused(IdentityRefusal.IDENTITY_REFUSED) from error
    same = hmac.compare_digest(flow.state.encode(), state.encode())
    if not same or flow.provider is not provider or flow.expires_at < now.timestamp():
        raise Refused(IdentityRefusal.IDENTITY_REFUSED)
    return flow
