"""What a show takes over from a template of sections; from there it goes its own way."""

import msgspec

from tessera.kit.database import Tx
from tessera.kit.errors import Invalid, NotFound, Problem
from tessera.shows.plan import NewShow
from tessera.venues.templates.keep import read_template
from tessera.venues.templates.rules import prices_of


async def inherited(tx: Tx, new: NewShow) -> NewShow:
    """The show with plan and prices of its template, where it names one; its own prices go before
    those. Raises `Invalid`. Whose template it is, the plan tells: `set_stage` takes no other's."""
    if new.template_id is None:
        return new
    try:
        template = await read_template(tx, new.template_id)
    except NotFound:
        message = f"there is no template {new.template_id} of yours"
        raise Invalid([Problem("template_id", message)]) from None
    return msgspec.structs.replace(
        new,
        seat_plan_id=template.seat_plan_id,
        prices=prices_of(template.sections) | new.prices,
    )
