"""Which providers exist, what each needs to know of an organization, and how one is made."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import msgspec

from tessera.kit.errors import Problem
from tessera.payments.providers.port import Keys, Provider
from tessera.payments.providers.razorpay_events import SUBSCRIBE as RAZORPAY_EVENTS
from tessera.payments.providers.stripe_events import SUBSCRIBE as STRIPE_EVENTS
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
    """A provider that exists.

    `asks` are the beginnings of methods whose customer is sent somewhere, and may come back
    undecided. `pages` are the origins where a browser is sent. `events` are what to subscribe to
    in its console.
    """

    name: str
    label: str
    make: Callable[[Settings, Account], Provider]
    keys: tuple[KeyField, ...] = ()
    asks: tuple[str, ...] = ("checkout",)
    pages: Callable[[Settings], tuple[str, ...]] = lambda _: ()
    events: tuple[str, ...] = ()


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


def _stripe_pages(settings: Settings) -> tuple[str, ...]:
    """Where its hosted page is; a test's counterpart of the API has the page as well."""
    real = settings.stripe_api_url == "https://api.stripe.com"
    return ("https://checkout.stripe.com",) if real else (origin(settings.stripe_api_url),)


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def asks_customer(provider: str, method: str) -> bool:
    """Whether an attempt leads its customer somewhere: it can be gone back to, or left."""
    kind = KINDS.get(provider)
    return kind is not None and method.startswith(kind.asks)


def _razorpay(settings: Settings, account: Account) -> Provider:
    from tessera.payments.providers.razorpay import RazorpayProvider

    return RazorpayProvider(
        account.keys,
        api_url=settings.razorpay_api_url,
        site_url=settings.base_url,
        timeout_seconds=settings.provider_timeout_seconds,
    )


RAZORPAY_KEYS = (
    KeyField("key_id", "Key ID", secret=False, prefix=("rzp_",)),
    KeyField("key_secret", "Key secret"),
    KeyField("webhook_secret", "Secret of the webhook"),
    KeyField(
        "refund_speed",
        "Refund speed: normal or optimum",
        secret=False,
        prefix=("normal", "optimum"),
        needed=False,
    ),
)
STRIPE_KEYS = (
    KeyField("secret_key", "Secret key", prefix=("sk_", "rk_")),
    KeyField("publishable_key", "Publishable key", secret=False, prefix=("pk_",)),
    KeyField("webhook_secret", "Signing secret of the webhook", prefix=("whsec_",)),
)
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "mock",
            "Test payment",
            _mock,
            asks=("tok_hosted",),
            pages=lambda settings: (origin(settings.gateway_url),),
        ),
        Kind(
            "stripe",
            "Stripe",
            _stripe,
            STRIPE_KEYS,
            asks=("checkout", "fields"),
            pages=_stripe_pages,
            events=STRIPE_EVENTS,
        ),
        Kind(
            "razorpay",
            "Razorpay",
            _razorpay,
            RAZORPAY_KEYS,
            pages=lambda settings: (origin(settings.razorpay_api_url),),
            events=RAZORPAY_EVENTS,
        ),
    )
}
