"""Enter, change, duplicate, archive offers."""

from typing import Any

import asyncpg
import msgspec
from msgspec import UNSET

from tessera.kit import sql as named
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.offers.check import Terms, code_of, problems_of
from tessera.offers.model import NewOffer, Offer, OfferChange, OfferRefusal, Way
from tessera.offers.read import read_offer

sql = named.beside(__file__)

COPY_SIGNS = 120


async def enter_offer(tx: Tx, organization_id: int | None, new: NewOffer) -> Offer:
    """Enter an offer of a house, or of the platform. Raises `Invalid`, `Refused(code_taken)`."""
    fields = msgspec.structs.asdict(new) | {"code": code_of(new.code)}
    _check(fields, of_platform=organization_id is None)
    currency = await _currency(tx, organization_id)
    try:
        row = await tx.fetch_one(
            sql["enter_offer"],
            organization_id,
            new.name,
            new.description,
            new.topic,
            currency,
            msgspec.json.encode(new.rule).decode(),
            new.way,
            fields["code"],
            *_rest(fields),
        )
    except asyncpg.UniqueViolationError as error:
        raise Refused(OfferRefusal.CODE_TAKEN) from error
    assert row is not None, "an insert that returns has a row"
    await tx.fetch(sql["begin_counting"], row["id"])
    return await read_offer(tx, row["id"])


async def change_offer(tx: Tx, offer_id: int, change: OfferChange) -> Offer:
    """Change what is given, of the version that was looked at.

    Raises `Invalid`, `Refused(offer_changed)` with the offer as it is now, `Refused(code_taken)`.
    Orders that are open or paid keep their price.
    """
    if await tx.fetch_one(sql["lock_offer"], offer_id) is None:
        raise NotFound("offer")
    offer = await read_offer(tx, offer_id)
    if change.version != offer.version:
        raise Refused(OfferRefusal.OFFER_CHANGED, current=msgspec.to_builtins(offer))
    wanted = given(change)
    if "code" in wanted:
        wanted["code"] = code_of(wanted["code"])
    fields = msgspec.structs.asdict(offer) | wanted
    if "way" in wanted and wanted["way"] is not Way.CODE and "code" not in wanted:
        fields["code"] = ""
    _check(fields, of_platform=offer.of_platform)
    if offer.codes and fields["way"] is not Way.CODES:
        raise Invalid([Problem("way", "codes were made of it already")])
    try:
        await tx.fetch(
            sql["change_offer"],
            offer_id,
            fields["name"],
            fields["description"],
            fields["topic"],
            msgspec.json.encode(fields["rule"]).decode(),
            fields["way"],
            fields["code"],
            *_rest(fields),
        )
    except asyncpg.UniqueViolationError as error:
        raise Refused(OfferRefusal.CODE_TAKEN) from error
    return await read_offer(tx, offer_id)


async def duplicate_offer(tx: Tx, offer_id: int) -> Offer:
    """The same once more, switched off and unlisted, without its uses; with a code of its own."""
    offer = await read_offer(tx, offer_id)
    code = await _free_code(tx, offer) if offer.way is Way.CODE else ""
    new = NewOffer(
        name=f"{offer.name[: COPY_SIGNS - 4]} (2)",
        rule=offer.rule,
        way=offer.way,
        code=code,
        description=offer.description,
        topic=offer.topic,
        stacks=offer.stacks,
        enabled=False,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        uses_max=offer.uses_max,
        uses_per_customer_max=offer.uses_per_customer_max,
    )
    return await enter_offer(tx, offer.organization_id, new)


async def _free_code(tx: Tx, offer: Offer) -> str:
    for n in range(2, 1000):
        code = f"{offer.code[:36]}{n}"
        taken = await tx.fetch(sql["candidates"], offer.organization_id or 0, code)
        if not any(row["asked"] for row in taken):
            return code
    raise Refused(OfferRefusal.CODE_TAKEN)


async def archive_offer(tx: Tx, offer_id: int) -> None:
    """Nobody sees or uses it any more; what it did stays in the books. Raises `NotFound`."""
    if await tx.fetch_one(sql["lock_offer"], offer_id) is None:
        raise NotFound("offer")
    await tx.fetch(sql["archive_offer"], offer_id)


def _check(fields: dict[str, Any], *, of_platform: bool) -> None:
    terms = Terms(
        rule=fields["rule"],
        way=fields["way"],
        code=fields["code"],
        listed=fields["listed"],
        starts_at=fields["starts_at"],
        ends_at=fields["ends_at"],
        uses_per_customer_max=fields["uses_per_customer_max"],
        of_platform=of_platform,
    )
    if problems := problems_of(terms):
        raise Invalid(problems)


async def _currency(tx: Tx, organization_id: int | None) -> str:
    """The currency of the offer's amounts: the house's own. The platform's offers name none."""
    if organization_id is None:
        return ""
    row = await tx.fetch_one(sql["house_of"], organization_id)
    if row is None:
        raise NotFound("organization")
    return str(row["currency"])


def _rest(fields: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        None if fields[name] is UNSET else fields[name]
        for name in (
            "stacks",
            "listed",
            "enabled",
            "starts_at",
            "ends_at",
            "uses_max",
            "uses_per_customer_max",
        )
    )
