"""Ask a service, and believe only what its answer proves."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp
import msgspec
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tessera.accounts.identities.model import IdentityRefusal
from tessera.kit.errors import Refused

TIMEOUT = aiohttp.ClientTimeout(total=10)
ANSWER_BYTES_MAX = 262_144
LEEWAY_SECONDS = 60
SIGNED_BY = ("RS256", "ES256")


class Expected(NamedTuple):
    """Who must have made an identity token, for whom, and for which sign-in."""

    issuer: str
    client_id: str
    nonce: str


def claims_of(token: object, keys: KeySet, expected: Expected) -> Mapping[str, Any]:
    """What an identity token says, once its signature and its claims hold (OpenID Connect Core
    1.0, section 3.1.3.7). Raises `Refused(identity_refused)`."""
    try:
        decoded = jwt.decode(str(token), keys, algorithms=SIGNED_BY)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": expected.issuer},
                "aud": {"essential": True, "value": expected.client_id},
            },
            params={"nonce": expected.nonce, "client_id": expected.client_id},
        )
        claims.validate(leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Refused(IdentityRefusal.IDENTITY_REFUSED) from error
    checked: Mapping[str, Any] = claims
    return checked


def keys_of(answer: Any) -> KeySet:
    """The keys that a service signs with. Raises `Refused(identity_unavailable)`."""
    try:
        return KeySet.import_key_set(answer)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Refused(IdentityRefusal.IDENTITY_UNAVAILABLE) from error


async def ask(
    method: str,
    where: str,
    *,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Any:
    """The JSON that a service answers, bounded in time and size; it leads nowhere else.

    Raises `Refused`: `identity_refused` for an answer that says no, `identity_unavailable`.
    """
    wanted = {"Accept": "application/json", **(headers or {})}
    try:
        async with (
            aiohttp.ClientSession(timeout=TIMEOUT) as session,
            session.request(
                method, where, headers=wanted, data=form, allow_redirects=False
            ) as answer,
        ):
            if answer.status in (400, 401, 403):
                raise Refused(IdentityRefusal.IDENTITY_REFUSED)
            answer.raise_for_status()
            return msgspec.json.decode(await _bounded(answer))
    except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError) as error:
        raise Refused(IdentityRefusal.IDENTITY_UNAVAILABLE) from error


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for part in answer.content.iter_chunked(65_536):
        body += part
        if len(body) > ANSWER_BYTES_MAX:
            raise Refused(IdentityRefusal.IDENTITY_UNAVAILABLE)
    return bytes(body)
