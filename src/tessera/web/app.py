"""The application: routes, error mapping, OpenAPI, and the shield around it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, Router
from litestar.config.app import ExperimentalFeatures
from litestar.exceptions import HTTPException, SerializationException
from litestar.openapi import OpenAPIConfig
from litestar.static_files import create_static_files_router
from litestar.utils.scope.state import ScopeState

from tessera import __version__
from tessera.kit.errors import Invalid, Problem, TesseraError
from tessera.settings import Settings
from tessera.web.answers import body_problems
from tessera.web.errors import problem_answer, request_id, trouble_of
from tessera.web.guards import anyone
from tessera.web.noted import note
from tessera.web.openapi import SCHEMA_PATH, Published

API = "/api/v1"
UI_DIR = Path(__file__).parent.parent / "ui"

UNREADABLE = (SerializationException, UnicodeDecodeError, RecursionError)
"""What decoding a body raises: wrong JSON, wrong UTF-8, a thousand brackets."""
ErrorPage = Callable[[Request[Any, Any, Any], Any], Response[Any]]


def make_app(
    settings: Settings,
    *,
    api: Sequence[Any],
    pages: Sequence[Any],
    lifespan: Callable[[Litestar], AbstractAsyncContextManager[None]],
    error_page: ErrorPage,
) -> Litestar:
    """The Litestar application. `api` goes under /api/v1; people under /api or with a browser
    get the kind of error they can read."""
    fail = _failing(error_page)
    return Litestar(
        route_handlers=[
            Router(API, route_handlers=list(api)),
            # One router: the framework draws its map of paths anew for each that is handed in.
            Router("/", route_handlers=list(pages)),
            create_static_files_router(
                path="/static",
                directories=[UI_DIR / "static"],
                guards=[anyone],
                cache_control=None,
                include_in_schema=False,
            ),
        ],
        exception_handlers={HTTPException: fail, TesseraError: fail, Exception: fail},
        lifespan=[lifespan],
        request_max_body_size=settings.body_bytes_max,
        openapi_config=OpenAPIConfig(
            title="Tessera",
            version=__version__,
            path=SCHEMA_PATH,
            render_plugins=[Published()],
        ),
        logging_config=None,
        experimental_features=list[ExperimentalFeatures](),
    )


def _failing(error_page: ErrorPage) -> Any:
    """The one handler of every error: as a problem document, or as a page for people."""

    def fail(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        if isinstance(error, UNREADABLE) or (
            isinstance(error, HTTPException) and error.status_code == 400
        ):
            error = Invalid(_all_problems(request, error))
        trouble = trouble_of(error)
        note(request, error, trouble)
        if _wants_page(request):
            return error_page(request, trouble)
        return problem_answer(trouble, request_id(request))

    return fail


def _wants_page(request: Request[Any, Any, Any]) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get(
        "accept", ""
    )


def _all_problems(request: Request[Any, Any, Any], error: Exception) -> Sequence[Problem]:
    """Every problem of an input whose own decoding stopped at the first."""
    field = getattr(request.route_handler, "parsed_data_field", None)
    wanted = field.annotation if field is not None else None
    body = ScopeState.from_scope(request.scope).body
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct) and isinstance(body, bytes):
        try:
            msgspec.json.decode(body, type=wanted)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return body_problems(body, wanted)
    extra = getattr(error, "extra", None)
    if isinstance(extra, list) and extra:
        return [
            Problem(str(item.get("key", "")), str(item.get("message", "is wrong")))
            for item in extra
            if isinstance(item, dict)
        ]
    return [Problem("", "cannot be accepted")]
