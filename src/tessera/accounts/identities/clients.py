"""The services that may say who somebody is: how they are asked, and what their answers mean.

Google: OpenID Connect Core 1.0, found by discovery; the identity token's signature, issuer,
audience, expiry and nonce are checked. GitHub: OAuth 2.0 (docs.github.com, "Authorizing OAuth
apps"), then its API. Both with PKCE (RFC 7636).

Half of all installations ask nobody: what speaks to the services is imported when it first does.
"""

import time
from typing import TYPE_CHECKING, Any

from tessera.accounts.identities.model import Flow, IdentityRefusal, Profile, Provider
from tessera.kit.errors import NotFound, Refused
from tessera.settings import Settings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

FOUND_SECONDS = 3600
"""How long addresses and keys of a provider are believed."""
KEYS_SECONDS_MIN = 60
SUBJECT_SIGNS_MAX = 255
Json = dict[str, Any]


class IdentityClients:
    """What this installation knows of each service: its own name there, and a secret."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._found: tuple[float, Json, KeySet] | None = None

    def offered(self) -> tuple[Provider, ...]:
        """The services that are set up."""
        return tuple(provider for provider in Provider if self._client_id(provider))

    async def address(self, flow: Flow) -> str:
        """Where the browser goes. Raises `NotFound`, `Refused(identity_unavailable)`."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        if flow.provider not in self.offered():
            raise NotFound("service")
        google = flow.provider is Provider.GOOGLE
        where = self._hub("/login/oauth/authorize")
        if google:
            where = (await self._google())[0]["authorization_endpoint"]
        more = {"nonce": flow.nonce} if google else {}
        address: str = prepare_grant_uri(
            where,
            client_id=self._client_id(flow.provider),
            response_type="code",
            redirect_uri=self.return_to(flow.provider),
            scope="openid email profile" if google else "read:user user:email",
            state=flow.state,
            code_challenge=create_s256_code_challenge(flow.verifier),
            code_challenge_method="S256",
            **more,
        )
        return address

    def return_to(self, provider: Provider) -> str:
        """The address that is registered with the service."""
        return f"{self._settings.base_url.rstrip('/')}/sign-in/with/{provider}/return"

    async def profile(self, flow: Flow, code: str) -> Profile:
        """Who it was. Raises `Refused`: `identity_refused`, `identity_unavailable`."""
        if flow.provider is Provider.GOOGLE:
            return await self._google_profile(flow, code)
        return await self._github_profile(flow, code)

    async def _google_profile(self, flow: Flow, code: str) -> Profile:
        from tessera.accounts.identities.ask import Expected, claims_of

        found, keys = await self._google()
        token = await self._exchange(found["token_endpoint"], flow, code)
        expected = Expected(found["issuer"], self._client_id(flow.provider), flow.nonce)
        try:
            claims = claims_of(token.get("id_token"), keys, expected)
        except Refused:
            # Keys turn, a few times a year: look at them anew before saying no.
            if not self._forget_old_keys():
                raise
            _, keys = await self._google()
            claims = claims_of(token.get("id_token"), keys, expected)
        return Profile(
            flow.provider,
            _subject(claims["sub"]),
            str(claims.get("email", "")),
            claims.get("email_verified") is True,
            str(claims.get("name", "")),
        )

    def _forget_old_keys(self) -> bool:
        """Whether there is something to look at anew; at most once a minute."""
        old = self._found is None or time.monotonic() - self._found[0] > KEYS_SECONDS_MIN
        if old:
            self._found = None
        return old

    async def _github_profile(self, flow: Flow, code: str) -> Profile:
        from tessera.accounts.identities.ask import ask

        token = await self._exchange(self._hub("/login/oauth/access_token"), flow, code)
        bearer = {"Authorization": f"Bearer {token.get('access_token', '')}"}
        api = self._settings.github_api_url.rstrip("/")
        person = await ask("GET", f"{api}/user", headers=bearer)
        mails = await ask("GET", f"{api}/user/emails", headers=bearer)
        primary = next((m for m in _listed(mails) if m.get("primary") is True), {})
        if not isinstance(person, dict) or not isinstance(person.get("id"), int):
            raise Refused(IdentityRefusal.IDENTITY_REFUSED)
        return Profile(
            flow.provider,
            # The login can be given up and taken by somebody else; the number cannot.
            _subject(person["id"]),
            str(primary.get("email", "")),
            primary.get("verified") is True,
            str(person.get("name") or person.get("login") or ""),
        )

    async def _exchange(self, where: str, flow: Flow, code: str) -> Json:
        """The tokens for a code. The verifier shows that who began is who ends (RFC 7636)."""
        from tessera.accounts.identities.ask import ask

        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.return_to(flow.provider),
            "client_id": self._client_id(flow.provider),
            "client_secret": self._client_secret(flow.provider),
            "code_verifier": flow.verifier,
        }
        token = await ask("POST", where, form=form)
        # GitHub says 200 to a wrong code, with an `error` in it.
        if not isinstance(token, dict) or "access_token" not in token:
            raise Refused(IdentityRefusal.IDENTITY_REFUSED)
        return token

    async def _google(self) -> "tuple[Json, KeySet]":
        """The provider's addresses and keys, an hour old at most."""
        from tessera.accounts.identities.ask import ask, keys_of

        if self._found is None or time.monotonic() - self._found[0] > FOUND_SECONDS:
            base = self._settings.google_url.rstrip("/")
            found = await ask("GET", f"{base}/.well-known/openid-configuration")
            if not isinstance(found, dict) or found.get("issuer") != base:
                raise Refused(IdentityRefusal.IDENTITY_UNAVAILABLE)
            keys = keys_of(await ask("GET", str(found.get("jwks_uri"))))
            self._found = (time.monotonic(), found, keys)
        return self._found[1], self._found[2]

    def _hub(self, path: str) -> str:
        return self._settings.github_url.rstrip("/") + path

    def _client_id(self, provider: Provider) -> str:
        google = provider is Provider.GOOGLE
        return self._settings.google_client_id if google else self._settings.github_client_id

    def _client_secret(self, provider: Provider) -> str:
        google = provider is Provider.GOOGLE
        return (
            self._settings.google_client_secret if google else self._settings.github_client_secret
        )


def _subject(value: object) -> str:
    """The name that a service never changes; at most 255 signs (OpenID Connect Core 1.0)."""
    subject = str(value)
    if not 1 <= len(subject) <= SUBJECT_SIGNS_MAX or not subject.isprintable():
        raise Refused(IdentityRefusal.IDENTITY_REFUSED)
    return subject


def _listed(value: object) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
