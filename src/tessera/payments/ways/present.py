"""The ways to pay of an organization as its page shows them."""

from collections.abc import Callable, Mapping, Sequence

from babel.numbers import get_currency_name

from tessera.organizations.model import Organization
from tessera.payments.providers.catalogue import KINDS
from tessera.payments.providers.stripe_units import PRESENTMENT
from tessera.payments.ways.model import Change, WayToPay
from tessera.web.present import N_
from tessera.web.views.shell import Option
from tessera.web.views.ways import ChangeRow, KeyInput, WayCard

Say = Callable[..., str]

CHANGES = {
    "keys_entered": N_("entered the keys of %(provider)s"),
    "keys_removed": N_("removed the keys of %(provider)s"),
    "switched_on": N_("switched %(provider)s on"),
    "switched_off": N_("switched %(provider)s off"),
    "moved": N_("changed the order"),
    "currency": N_("chose the currency"),
}
LABELS = (
    N_("Secret key"),
    N_("Publishable key"),
    N_("Signing secret of the webhook"),
    N_("Key ID"),
    N_("Key secret"),
    N_("Secret of the webhook"),
    N_("Refund speed: normal or optimum"),
    N_("Test payment"),
)
"""Labels of the catalogue, marked for translation."""
PROBLEMS = (N_("is missing"), N_("is not a key"))


def cards(
    ways: Sequence[WayToPay],
    base: str,
    speak: Say,
    *,
    problems: Mapping[str, str],
    tried: str = "",
) -> tuple[WayCard, ...]:
    """A card for each provider; `problems` by key belong to the one that was `tried`."""
    chosen = [way.provider for way in ways if way.has_keys or not KINDS[way.provider].keys]
    return tuple(
        WayCard(
            provider=way.provider,
            label=speak(way.label),
            url=f"{base}/{way.provider}",
            enabled=way.enabled,
            offered=way.offered,
            trouble=speak(way.trouble) if way.trouble else "",
            keys=_inputs(way, speak, problems if way.provider == tried else {}),
            has_keys=way.has_keys,
            checked_at=way.checked_at,
            webhook_url=way.webhook_url,
            webhook_events=way.webhook_events,
            up=way.provider in chosen[1:],
            down=way.provider in chosen[:-1],
            open=way.provider == tried,
        )
        for way in ways
    )


def _inputs(way: WayToPay, speak: Say, problems: Mapping[str, str]) -> tuple[KeyInput, ...]:
    needed = {field.name: field.needed for field in KINDS[way.provider].keys}
    return tuple(
        KeyInput(
            key.name,
            speak(key.label),
            key.secret,
            needed[key.name],
            key.ends,
            speak(problems[key.name]) if key.name in problems else "",
        )
        for key in way.keys
    )


def changes_of(changes: Sequence[Change], speak: Say) -> tuple[ChangeRow, ...]:
    """Who did what, the newest first."""
    return tuple(
        ChangeRow(
            speak(CHANGES[c.what], provider=KINDS[c.provider].label if c.provider else ""),
            c.name,
            c.changed_at,
        )
        for c in changes
    )


def currencies_of(organization: Organization, language: str) -> tuple[Option, ...]:
    """What an organization can sell in: every currency that a provider takes."""
    codes = sorted(PRESENTMENT | {organization.currency})
    return tuple(
        Option(
            code,
            f"{code} – {get_currency_name(code, locale=language)}",
            code == organization.currency,
        )
        for code in codes
    )
