"""`tessera keys`, as people type it."""

import asyncio
import re

from tessera.kit.vault import new_key, vault_of
from tessera.services import Services
from tests.fixtures.house import create_house, offer_provider
from tests.fixtures.stripe import KEYS
from tests.integration.cli.test_commands import environment, tessera

__all__ = ["environment"]


def test_new_key_is_one_that_the_settings_take(environment: dict[str, str]) -> None:
    """And a name that is none is refused in a sentence."""
    made = tessera(environment, "keys", "new", "k2026-11")
    wrong = tessera(environment, "keys", "new", "Nope!")

    assert vault_of([made.stdout.strip()], "s" * 32).newest == "k2026-11"
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "is not id:base64" in wrong.stderr


async def test_rotation_counts_what_it_put_under_the_newest_key(
    environment: dict[str, str], services: Services
) -> None:
    """From the key of the secret to one of TESSERA_KEYS; a key that is gone ends with code 1."""
    house = await create_house(services)
    await offer_provider(services, house, "stripe", keys=KEYS)
    environment |= {"TESSERA_SECRET": services.settings.secret}
    key, other = new_key("k1"), new_key("k2")

    none = await run(environment)
    rotated = await run(environment | {"TESSERA_KEYS": key})
    again = await run(environment | {"TESSERA_KEYS": f"{other},{key}"})
    lost = await run(environment | {"TESSERA_KEYS": key})

    assert none[0] == 1
    assert rotated == (0, ["1 keys of payment providers put under 'k1'", "key 'k1' seals 1"])
    assert again == (0, ["1 keys of payment providers put under 'k2'", "key 'k2' seals 1"])
    assert lost[0] == 1
    assert f"  1 cannot be opened by any key: {house.organization_id}/stripe" in lost[1]


ABOUT_OTHERS = re.compile("webhooks|authenticator|payout|waiting")


async def run(environment: dict[str, str]) -> tuple[int, list[str]]:
    """Its exit code, and what it says that is not about webhooks, apps, payouts or rooms."""
    done = await asyncio.to_thread(tessera, environment, "keys", "rotate")
    said = [line for line in done.stdout.splitlines() if not ABOUT_OTHERS.search(line)]
    return done.returncode, said
