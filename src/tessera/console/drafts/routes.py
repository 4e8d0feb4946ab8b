"""REST: one's own drafts of forms."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, put
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta

from tessera.accounts.policy import Right
from tessera.console.drafts.keep import discard_draft, keep_draft, read_draft
from tessera.kit.clock import rfc3339
from tessera.kit.database import Tx
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, require
from tessera.web.once import once

Form = Annotated[str, QueryParameter(min_length=1, max_length=200)]
Value = Annotated[str, Meta(max_length=20_000)]


class DraftWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was typed. `form` is the path of the form's page."""

    form: Annotated[str, Meta(min_length=1, max_length=200)]
    fields: dict[str, Annotated[tuple[Value, ...], Meta(max_length=200)]]


@get("/me/form-drafts", guards=[may(Right.ACCOUNT)])
async def get_form_draft(request: JsonRequest, form: Form) -> Response[bytes]:
    """What one has typed into a form and not saved; `fields` is null where that is nothing."""
    services: Services = request.app.state.services
    person = await require(request)
    found = await read_draft(services.db.pool, person.account_id, form)
    view = {
        "form": form,
        "fields": found.fields if found else None,
        "saved_at": rfc3339(found.saved_at) if found else None,
    }
    return json_answer(view, Cache_Control="no-store")


@put("/me/form-drafts", guards=[may(Right.ACCOUNT)], status_code=204)
async def put_form_draft(request: JsonRequest, data: JSONBody[DraftWanted]) -> Response[None]:
    """Keep it for thirty days, instead of the one before."""
    person = await require(request)

    async def act(tx: Tx) -> None:
        await keep_draft(tx, person.account_id, form=data.form, fields=data.fields)

    return await once(request, act, status=204)


@delete("/me/form-drafts", guards=[may(Right.ACCOUNT)], status_code=204)
async def delete_form_draft(request: JsonRequest, form: Form) -> Response[None]:
    """Forget it."""
    person = await require(request)

    async def act(tx: Tx) -> None:
        await discard_draft(tx, person.account_id, form)

    return await once(request, act, status=204)


ROUTES = [get_form_draft, put_form_draft, delete_form_draft]
