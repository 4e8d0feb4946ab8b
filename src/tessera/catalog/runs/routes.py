"""REST: one act on many titles."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from tessera.accounts.policy import Right
from tessera.catalog.keepers import require_editor
from tessera.catalog.runs.begin import begin_title_run, undo_title_run
from tessera.catalog.runs.model import RunWanted, TitleRun
from tessera.catalog.runs.read import foreseen, lines_of, read_title_run
from tessera.kit.database import Tx
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may
from tessera.web.once import once
from tessera.web.who import who_of

ONE = "/title-runs/{run_id:uuid}"


@post("/title-runs/preview", guards=[may(Right.CATALOGUE_CHANGE)], status_code=200)
async def post_run_preview(request: JsonRequest, data: JSONBody[RunWanted]) -> Response[bytes]:
    """What an act would do to each title; nothing is changed."""
    await require_editor(request, data.organization_id)
    services: Services = request.app.state.services
    house = data.organization_id
    found = await foreseen(services.db.pool, data.action, data.title_ids, organization_id=house)
    return json_answer({"action": data.action, "titles": found})


@post("/title-runs", guards=[may(Right.CATALOGUE_CHANGE)], status_code=202)
async def post_title_run(request: JsonRequest, data: JSONBody[RunWanted]) -> Response[bytes]:
    """Publish, show, hide, archive, restore or delete many titles in the background."""
    await require_editor(request, data.organization_id)

    async def act(tx: Tx) -> object:
        return run_view(await begin_title_run(tx, data, who=who_of(request)))

    return await once(request, act, status=202)


@get(ONE, guards=[may(Right.CATALOGUE_CHANGE)])
async def get_title_run(request: JsonRequest, run_id: FromPath[UUID]) -> Response[bytes]:
    """How far a run has come, and what came of each title."""
    services: Services = request.app.state.services
    run = await kept_run(request, run_id)
    lines = await lines_of(services.db.pool, run_id)
    return json_answer(run_view(run) | {"lines": lines})


@post(ONE + "/undo", guards=[may(Right.CATALOGUE_CHANGE)], status_code=202)
async def post_title_run_undo(request: JsonRequest, run_id: FromPath[UUID]) -> Response[bytes]:
    """Give back what a run has changed, where nobody has changed it since."""
    run = await kept_run(request, run_id)

    async def act(tx: Tx) -> object:
        return run_view(await undo_title_run(tx, run, who=who_of(request)))

    return await once(request, act, status=202)


async def kept_run(request: JsonRequest, run_id: UUID) -> TitleRun:
    """A run, for who keeps the titles. Raises `NotFound`, `Forbidden`."""
    services: Services = request.app.state.services
    run = await read_title_run(services.db.pool, run_id)
    await require_editor(request, run.organization_id, what="run")
    return run


def run_view(run: TitleRun) -> dict[str, Any]:
    """A run as JSON."""
    fields: dict[str, Any] = msgspec.to_builtins(run)
    return fields


ROUTES = [post_run_preview, post_title_run, get_title_run, post_title_run_undo]
