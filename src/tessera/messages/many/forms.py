"""What was typed about a message to many, and the form that shows it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tessera.kit.errors import Invalid, Problem, Refused
from tessera.kit.versions import typed_version
from tessera.messages.many.campaigns import MessageTemplate, templates_of
from tessera.messages.many.console import CHANNELS, KINDS, NAMES, Fields, list_url
from tessera.messages.many.model import CampaignRefusal, NewCampaign
from tessera.offers.desk_view import choices_of
from tessera.services import Services
from tessera.web.answers import field_problems
from tessera.web.both import both_of
from tessera.web.pages import PageRequest, one, say
from tessera.web.present import N_
from tessera.web.templates import LOCALES
from tessera.web.views.campaigns import CampaignForm
from tessera.web.views.shell import Both, Option


def wanted_of(fields: Fields, timezone: str) -> NewCampaign:
    """The message that was typed; times are of `timezone`. Raises `Invalid`."""
    kind = one(fields, "kind")
    asked: dict[str, Any] = {
        "name": one(fields, "name").strip(),
        "link": one(fields, "link").strip(),
        "channels": fields.get("channels", []),
        "local_time": bool(one(fields, "local_time")),
        "audience": {
            "kind": kind,
            "title_id": _number(one(fields, "title_id")) if kind == "title" else None,
            "venue_id": _number(one(fields, "venue_id")) if kind == "venue" else None,
            "email": one(fields, "email").strip() if kind == "person" else "",
            "city": one(fields, "city").strip() if kind == "city" else "",
            "visited_within_days": _number(one(fields, "within")) if kind == "city" else None,
            "away_for_days": _number(one(fields, "away")) if kind == "city" else None,
        },
        "texts": {
            key: {"subject": one(fields, f"subject_{key}"), "body": one(fields, f"body_{key}")}
            for key in LOCALES
            if one(fields, f"subject_{key}") or one(fields, f"body_{key}")
        },
    }
    problems = []
    try:
        if text := one(fields, "send_at"):
            local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(timezone))
            asked["send_at"] = local.astimezone(UTC)
    except ValueError:
        problems.append(Problem("send_at", "is not a day and a time"))
    try:
        made = msgspec.convert(asked, NewCampaign)
    except msgspec.ValidationError:
        raise Invalid([*problems, *field_problems(asked, NewCampaign)]) from None
    if problems:
        raise Invalid(problems)
    return made


def _number(text: str) -> int | str | None:
    return int(text) if text.isdecimal() and len(text) < 19 else text or None


async def filled_from_template(request: PageRequest, organization_id: int | None) -> Fields:
    """The fields of the template that was chosen, or none."""
    name = request.query_params.get("template", "")
    found = await templates_of(request.app.state.services.db.pool, organization_id)
    for template in found:
        if name and template.name == name:
            fields = {name: [text] for name, text in text_fields(template).items()}
            return fields | template_seen(template)
    return {}


def text_fields(template: MessageTemplate) -> dict[str, str]:
    """A template's texts as the form writes them."""
    fields = {f"subject_{key}": text.subject for key, text in template.texts.items()}
    return fields | {f"body_{key}": text.body for key, text in template.texts.items()}


def template_seen(template: MessageTemplate) -> Fields:
    """What the form keeps of the template that was seen last: its name and version."""
    return {"seen": [template.name], "seen_version": [str(template.version)]}


def template_version(fields: Fields, name: str) -> int:
    """The version of the template of this name that was seen; 0 says that there should be none."""
    if one(fields, "seen").lower() != name.lower():
        return 0
    return typed_version(one(fields, "seen_version")) or 0


def both_texts(
    request: PageRequest, fields: Fields, error: Exception | None
) -> tuple[Both, ...] | None:
    """What a template of that name says by now, beside what is in the form."""
    if not isinstance(error, Refused) or error.code != CampaignRefusal.CAMPAIGN_CHANGED:
        return None
    current = msgspec.convert(error.facts["current"], MessageTemplate)
    typed = {f"{part}_{key}": "" for key in LOCALES for part in ("subject", "body")}
    now = typed | text_fields(current)
    typed |= {name: one(fields, name) for name in typed}
    words = {"subject": say(request, N_("Subject")), "body": say(request, N_("Text"))}
    labels = {
        f"{part}_{key}": f"{words[part]}, {NAMES.get(key, key)}"
        for key in LOCALES
        for part in ("subject", "body")
    }
    return both_of(partial(say, request), now, typed, labels=labels)


async def shown_form(
    request: PageRequest, organization_id: int | None, fields: Fields
) -> CampaignForm:
    """The form, filled from what was typed."""
    services: Services = request.app.state.services
    speak = partial(say, request)
    async with services.db.transaction() as tx:
        choices = await choices_of(tx, organization_id, None, providers=())
        templates = await templates_of(tx, organization_id)
    kind, ticked = one(fields, "kind") or "all", fields.get("channels") or ["inbox"]

    def options(names: Mapping[str, str], chosen: str) -> tuple[Option, ...]:
        return tuple(Option(key, label, key == chosen) for key, label in names.items())

    return CampaignForm(
        action=list_url(organization_id),
        values={name: one(fields, name) for name in fields},
        languages=tuple((key, NAMES.get(key, key)) for key in LOCALES),
        kinds=tuple(Option(k, speak(label), k == kind) for k, label in KINDS.items()),
        channels=tuple(Option(c, speak(label), c in ticked) for c, label in CHANNELS.items()),
        titles=options(choices.titles, one(fields, "title_id")),
        venues=options(choices.venues, one(fields, "venue_id")),
        templates=tuple(Option(t.name, t.name) for t in templates),
    )
