"""Prepare campaigns, change drafts, start, pause, resume, cancel; templates to begin from."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from tessera.kit import sql as named
from tessera.kit.changes import given
from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem, Refused
from tessera.kit.ids import new_id
from tessera.messages.many import rules
from tessera.messages.many.model import (
    TRANSITIONS,
    Audience,
    AudienceKind,
    Campaign,
    CampaignChange,
    CampaignRefusal,
    Channel,
    NewCampaign,
    Progress,
    Status,
    Text,
)

sql = named.beside(__file__)

Texts = dict[str, Text]


class MessageTemplate(msgspec.Struct, frozen=True):
    """A text to begin from, by language."""

    id: int
    name: str
    texts: Texts
    version: int


async def read_campaigns(connection: Any, ids: Sequence[UUID]) -> list[Campaign]:
    """Those that exist, the newest first."""
    rows = await connection.fetch(sql["campaigns"], list(ids))
    return [_campaign(row) for row in rows]


async def read_campaign(connection: Any, campaign_id: UUID) -> Campaign:
    """One campaign. Raises `NotFound`."""
    found = await read_campaigns(connection, [campaign_id])
    if not found:
        raise NotFound("campaign")
    return found[0]


async def campaigns_of(
    connection: Any, organization_id: int | None, *, before: UUID | None, limit: int
) -> list[Campaign]:
    """A house's campaigns, or the platform's: the history, the newest first."""
    rows = await connection.fetch(sql["campaigns_of"], organization_id or 0, before, limit)
    return await read_campaigns(connection, [row["id"] for row in rows])


async def progress_of(connection: Any, campaign_id: UUID) -> Progress:
    """How far it is, counted anew."""
    [row] = await connection.fetch(sql["progress"], campaign_id)
    return Progress(**dict(row))


async def enter_campaign(
    tx: Tx, organization_id: int | None, new: NewCampaign, *, by: UUID
) -> Campaign:
    """Prepare a campaign; nothing is sent. Raises `Invalid`."""
    _check(msgspec.structs.asdict(new))
    campaign_id = new_id()
    await tx.fetch(sql["enter"], campaign_id, organization_id, *_fields(new), by)
    return await read_campaign(tx, campaign_id)


async def change_campaign(tx: Tx, campaign_id: UUID, change: CampaignChange) -> Campaign:
    """Change a draft of the version that was looked at. Raises `Invalid`,
    `Refused(campaign_changed, campaign_begun)`."""
    await tx.fetch(sql["lock_campaign"], campaign_id)
    campaign = await read_campaign(tx, campaign_id)
    if campaign.version != change.version:
        raise Refused(CampaignRefusal.CAMPAIGN_CHANGED, current=msgspec.to_builtins(campaign))
    if campaign.status is not Status.DRAFT:
        raise Refused(CampaignRefusal.CAMPAIGN_BEGUN)
    was = {f: getattr(campaign, f) for f in msgspec.structs.asdict(_shape())}
    wanted = NewCampaign(**(was | {k: v for k, v in given(change).items() if k != "version"}))
    _check(msgspec.structs.asdict(wanted))
    await tx.fetch(sql["change"], campaign_id, *_fields(wanted))
    return await read_campaign(tx, campaign_id)


def _shape() -> NewCampaign:
    return NewCampaign(name="-", texts={}, audience=Audience(kind=AudienceKind.ALL))


def _fields(new: NewCampaign) -> tuple[Any, ...]:
    return (
        new.name,
        msgspec.json.encode(new.texts).decode(),
        new.link,
        list(dict.fromkeys(new.channels)),
        msgspec.json.encode(new.audience).decode(),
        new.send_at,
        new.local_time,
    )


def _check(fields: dict[str, Any]) -> None:
    problems = rules.problems_of(fields["texts"], fields["audience"], fields["link"])
    if fields["send_at"] is not None and fields["send_at"].tzinfo is None:
        problems.append(Problem("send_at", "must name its offset from UTC"))
    if fields["local_time"] and fields["send_at"] is None:
        problems.append(Problem("send_at", "is required"))
    if problems:
        raise Invalid(problems)


async def turn(tx: Tx, campaign_id: UUID, status: Status) -> Campaign:
    """Start, pause, resume (all `collecting`, `paused`) or cancel. What has gone out has gone out.

    Raises `Refused(campaign_state)`.
    """
    row = await tx.fetch_one(sql["lock_campaign"], campaign_id)
    if row is None:
        raise NotFound("campaign")
    if status not in TRANSITIONS[Status(row["status"])]:
        raise Refused(CampaignRefusal.PHASE_NOT_POSSIBLE)
    await tx.fetch(sql["turn"], campaign_id, status)
    return await read_campaign(tx, campaign_id)


async def templates_of(connection: Any, organization_id: int | None) -> list[MessageTemplate]:
    """A house's templates by name."""
    return [_template(r) for r in await connection.fetch(sql["templates_of"], organization_id or 0)]


async def keep_template(
    tx: Tx, organization_id: int | None, name: str, *, texts: Texts, version: int | None
) -> MessageTemplate:
    """Enter a template, or change the one of that name. Raises `Invalid`,
    `Refused(campaign_changed)` for a version that is not the last."""
    problems = rules.problems_of(texts, Audience(kind=AudienceKind.ALL), "")
    if not 1 <= len(name.strip()) <= 80:
        problems.append(Problem("name", "must have 1 to 80 characters"))
    if problems:
        raise Invalid(problems)
    encoded = msgspec.json.encode(texts).decode()
    row = await tx.fetch_one(sql["keep_template"], organization_id, name.strip(), encoded, version)
    if row is None:
        now = await tx.fetch_one(sql["template"], organization_id or 0, name.strip())
        current = msgspec.to_builtins(_template(now)) if now else None
        raise Refused(CampaignRefusal.CAMPAIGN_CHANGED, current=current)
    return _template(row)


async def forget_template(tx: Tx, organization_id: int | None, template_id: int) -> None:
    """Remove a template; campaigns made from it keep their texts. What is gone stays gone."""
    await tx.fetch(sql["forget_template"], organization_id or 0, template_id)


def _template(row: Any) -> MessageTemplate:
    texts = msgspec.json.decode(row["texts"], type=Texts)
    return MessageTemplate(row["id"], row["name"], texts, row["version"])


def _campaign(row: Any) -> Campaign:
    fields = dict(row)
    fields["texts"] = msgspec.json.decode(row["texts"], type=Texts)
    fields["audience"] = msgspec.json.decode(row["audience"], type=Audience)
    fields["channels"] = tuple(Channel(name) for name in row["channels"])
    fields["status"] = Status(row["status"])
    return Campaign(**fields)
