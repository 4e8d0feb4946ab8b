"""Pages: an error as people read it, with a way on."""

from urllib.parse import urlencode, urlsplit

from tessera.kit.errors import Problem
from tessera.web.errors import Trouble, request_id
from tessera.web.pages import Page, PageRequest, go, own_path, rendered, said, say
from tessera.web.present import N_
from tessera.web.refusals import STATUSES
from tessera.web.views.problems import ErrorPage

SENT_AGAIN = {
    "idempotency_mismatch": N_(
        "This form was sent before, with other content. What was sent first counts."
    ),
    "idempotency_in_progress": N_("This form was sent a moment ago and is at work. Look again."),
}
"""What people read where programs are told of keys."""


def _page_of(request: PageRequest) -> str:
    """The page that asked: itself, or the one whose form it sent."""
    if request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return request.url.path + query
    parts = urlsplit(request.headers.get("referer", ""))
    return own_path(parts.path) if parts.netloc == request.headers.get("host") else "/"


def error_page(request: PageRequest, trouble: Trouble) -> Page:
    """An error as a person reads it; who must sign in first is taken there."""
    if trouble.status == 401:
        here = request.url.path if request.method == "GET" else "/"
        return go(f"/sign-in?{urlencode({'next': here})}")
    if trouble.code == "step_up_required":
        return go(f"/confirm?{urlencode({'next': _page_of(request)})}")
    person = request.scope.get("state", {}).get("person")
    detail = SENT_AGAIN.get(trouble.code, trouble.detail)
    if trouble.status == 404:
        detail = STATUSES[404][1]
    view = ErrorPage(
        status=trouble.status,
        request_id=request_id(request),
        detail=say(request, detail),
        problems=tuple(Problem(p.path, said(request, p)) for p in trouble.problems),
        retry_after_seconds=trouble.retry_after_seconds,
    )
    answer = rendered(request, "errors/error.html", view, person, status=trouble.status)
    if trouble.retry_after_seconds is not None:
        answer.headers["Retry-After"] = str(trouble.retry_after_seconds)
    return answer
