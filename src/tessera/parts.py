"""Parts of the services that take more than a line to make; `tessera.main` puts them together."""

import os
from collections.abc import Callable
from typing import Any

from tessera.accounts.passwords import PasswordCost, Passwords
from tessera.accounts.throttle import Throttle
from tessera.kit import database, limits
from tessera.kit.batcher import BatchLimits
from tessera.kit.database import Database
from tessera.kit.figures import Tallies
from tessera.kit.files.disk import DiskStore
from tessera.kit.files.port import Store
from tessera.kit.signing import Signer
from tessera.kit.standby import Standby
from tessera.kit.valkey import Valkey
from tessera.kit.vault import Vault
from tessera.offers.cards.provider import GiftCardProvider
from tessera.offers.shelf import OfferShelf
from tessera.payments.providers.catalogue import KINDS, Account
from tessera.payments.providers.counter import CounterProvider
from tessera.payments.providers.free import FreeProvider
from tessera.payments.providers.registry import PLATFORM, Providers
from tessera.settings import Settings
from tessera.shows.read import ShowShelf
from tessera.waiting_room.rooms import Rooms


async def standby(settings: Settings, db: Database) -> Standby | None:
    """Who may answer public reads beside the primary; it need not be there yet."""
    if not settings.database_read_url:
        return None
    copy = await database.connect(
        settings.database_read_url,
        connections_max=settings.database_connections_max,
        clock_offset_seconds=settings.clock_offset_seconds,
        name="tessera-reads",
        lazy=True,
    )
    return Standby(db, copy)


def heard_by(shows: ShowShelf, offers: OfferShelf) -> Callable[[str], None]:
    """Who hears of a change of what everybody may read. Offers are no part of a show."""

    def hear(what: str) -> None:
        offers.hear(what)
        if not what.startswith("offer:"):
            shows.hear(what)

    return hear


def rate_limits(settings: Settings) -> limits.Limits:
    """How often anybody may do what; counted in Valkey."""
    return limits.connect(
        settings.valkey_url, cluster=settings.valkey_cluster, quotas=settings.quotas
    )


def throttle(settings: Settings, db: Database) -> Throttle:
    """What slows down guessing."""
    return Throttle(
        db.pool,
        Signer(settings.secret, "throttle"),
        tries_max=settings.sign_in_tries_max,
        wait_seconds_max=settings.sign_in_window_seconds,
    )


def rooms(settings: Settings, db: Database, cache: Valkey) -> Rooms:
    """The waiting rooms of one process."""
    return Rooms(
        db.pool,
        cache,
        settings.secret,
        limits=desk_limits(settings),
        polls_per_second=settings.room_polls_per_second,
    )


def passwords(settings: Settings) -> Passwords:
    """Hashing, aside where it is worth a process."""
    cost = PasswordCost(
        memory_kib=settings.password_memory_kib,
        passes=settings.password_passes,
        at_once=settings.password_hashes_at_once,
        waiting_max=settings.password_queue_max,
    )
    locks = settings.var if os.access(settings.var, os.W_OK) else None
    return Passwords(cost, aside=cost.is_heavy, locks=locks)


def files(settings: Settings) -> Store:
    """Where uploads are kept. What speaks to other machines is read only where it is used."""
    match settings.files_store:
        case "s3":
            from tessera.kit.files.s3 import S3Store
            from tessera.kit.files.signature_v4 import Credentials

            credentials = Credentials(settings.s3_key_id, settings.s3_secret, settings.s3_region)
            return S3Store(settings.s3_url, settings.s3_bucket, credentials)
        case "cloudinary":
            from tessera.kit.files.cloudinary import CloudinaryAccount, CloudinaryStore

            return CloudinaryStore(
                CloudinaryAccount(
                    settings.cloudinary_cloud,
                    settings.cloudinary_key,
                    settings.cloudinary_secret,
                    settings.cloudinary_api_url,
                    settings.cloudinary_delivery_url,
                )
            )
        case _:
            return DiskStore(settings.files)


def desk_limits(settings: Settings) -> BatchLimits:
    """The bounds of every desk."""
    return BatchLimits(
        batch_max=settings.desk_batch_max,
        queue_max=settings.desk_queue_max,
        wait_seconds=settings.desk_wait_seconds,
        lanes=settings.desk_lanes,
    )


def providers(settings: Settings, pool: Any, vault: Vault, *, tallies: Tallies) -> Providers:
    """The mock and the free provider, and the accounts of organizations."""
    mock = KINDS["mock"].make(settings, Account(PLATFORM))
    shared: dict[str, Any] = {"mock": mock, "free": FreeProvider(), "counter": CounterProvider()}
    shared["gift_card"] = GiftCardProvider(pool)
    return Providers(pool, vault, settings, shared=shared, calls=tallies.providers)


def signers(secret: str) -> dict[str, Signer]:
    """What signs each kind of token, by its name among the services: none opens another's."""
    return {
        "order_tokens": Signer(secret, "order"),
        "customers": Signer(secret, "customer"),
        "forms": Signer(secret, "form"),
        "codes": Signer(secret, "code"),
        "gift_cards": Signer(secret, "gift card"),
        "newsletters": Signer(secret, "newsletter"),
    }
