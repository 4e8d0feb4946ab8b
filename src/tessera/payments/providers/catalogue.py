"""Which providers exist, what each needs to know of an organization, and how one is made."""

from collections.abc import Callable, Mapping

import msgspec

from tessera.kit.errors import Problem
from tessera.payments.providers.port import Keys, Provider
from tessera.settings import Settings

KEY_SIGNS_MAX = 200


class KeyField(msgspec.Struct, frozen=True):
    """One key that an organizer copies from the provider's console. `prefix` it begins with."""

    name: str
    label: str
    secret: bool = True
    prefix: tuple[str, ...] = ()
    needed: bool = True


class Account(msgspec.Struct, frozen=True):
    """Whose money an adapter moves: an organization's own account, or the platform's (0)."""

    organization_id: int
    keys: Keys = {}


class Kind(msgspec.Struct, frozen=True):
    """A provider that exists. `own_page` says that it sends the customer to a page of its own."""

    name: str
    label: str
    make: Callable[[Settings, Account], Provider]
    keys: tuple[KeyField, ...] = ()
    own_page: bool = True


def key_problems(kind: Kind, keys: Mapping[str, str]) -> list[Problem]:
    """What is wrong with keys as they were typed; never repeats a key."""
    fields = {field.name: field for field in kind.keys}
    problems = [
        Problem(f"keys.{name}", "is not a key of this provider") for name in keys.keys() - fields
    ]
    for field in kind.keys:
        value = keys.get(field.name, "")
        if not value:
            if field.needed:
                problems.append(Problem(f"keys.{field.name}", "is missing"))
        elif len(value) > KEY_SIGNS_MAX or not value.isascii() or not value.isprintable():
            problems.append(Problem(f"keys.{field.name}", "is not a key"))
        elif field.prefix and not value.startswith(field.prefix):
            begins = " or ".join(field.prefix)
            problems.append(Problem(f"keys.{field.name}", f"begins with {begins}"))
    return problems


def webhook_path(name: str, account: Account) -> str:
    """Where a provider tells us: one address for the platform, one for each organization's keys."""
    tail = f"/{account.organization_id}" if account.organization_id else ""
    return f"/api/v1/webhooks/{name}{tail}"


def _mock(settings: Settings, account: Account) -> Provider:
    from tessera.payments.providers.mock import MockProvider, webhook_secret

    return MockProvider(
        settings.gateway_url,
        secret=webhook_secret(settings),
        webhook_url=settings.base_url + webhook_path("mock", Account(0)),
        timeout_seconds=settings.gateway_timeout_seconds,
        site_url=settings.base_url,
    )


def _stripe(settings: Settings, account: Account) -> Provider:
    # The SDK takes a moment to import: only who has such an account pays for it.
    from tessera.payments.providers.stripe import StripeProvider

    return StripeProvider(
        account.keys,
        api_url=settings.stripe_api_url,
        site_url=settings.base_url,
        timeout_seconds=settings.provider_timeout_seconds,
    )


STRIPE_KEYS = (
    KeyField("secret_key", "Secret key", prefix=("sk_", "rk_")),
    KeyField("publishable_key", "Publishable key", secret=False, prefix=("pk_",)),
    KeyField("webhook_secret", "Signing secret of the webhook", prefix=("whsec_",)),
)
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("mock", "Test payment", _mock, own_page=False),
        Kind("stripe", "Stripe", _stripe, STRIPE_KEYS),
    )
}
