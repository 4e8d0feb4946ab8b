"""Pages: what every HTML edge shares. Shell, forms with CSRF protection."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from babel.core import negotiate_locale
from litestar import Request, Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from tessera.accounts.model import Person as SignedIn
from tessera.accounts.policy import Right
from tessera.kit.errors import Forbidden, Invalid, Problem
from tessera.kit.ids import new_secret
from tessera.services import Services
from tessera.web import templates
from tessera.web.cookies import LANGUAGE_COOKIE, VISITOR_COOKIE, YEAR_SECONDS, cookie, told_by
from tessera.web.errors import Trouble
from tessera.web.guards import person_of, refuse_other_sites, right_of
from tessera.web.policy import page_policy
from tessera.web.problem_words import words_of
from tessera.web.views.shell import Link, Person, Refusal, Shell

PageRequest = Request[Any, Any, Any]
Page = Response[Any]

HTML = "text/html; charset=utf-8"
CSRF_FIELD = "csrf_token"
FORM_KEY_FIELD = "form_key"
"""The idempotency key of a form; web/once.py."""
LANGUAGE_NAMES = {"en": "English", "de": "Deutsch", "hi": "हिन्दी"}


def language_of(request: PageRequest) -> str:
    """The reader's language: chosen, else the person's, else what the browser prefers."""
    chosen = told_by(request, LANGUAGE_COOKIE)
    if chosen in templates.LOCALES:
        return chosen
    header = request.headers.get("accept-language", "")
    wanted = [part.partition(";")[0].strip().partition("-")[0] for part in header.split(",")]
    return negotiate_locale(wanted, list(templates.LOCALES)) or templates.DEFAULT_LANGUAGE


def say(request: PageRequest, text: str, **values: Any) -> str:
    """`text` in the reader's language; mark the text itself with `N_`."""
    translated = templates.translations(language_of(request)).gettext(text)
    return translated % values if values else translated


def said(request: PageRequest, problem: Problem) -> str:
    """What is wrong with a field, in the reader's language."""
    text, values = words_of(problem.message)
    return say(request, text, **values)


def shell_of(request: PageRequest, person: SignedIn | None) -> Shell:
    """What surrounds the page."""
    services: Services = request.app.state.services
    current = language_of(request)
    query = {k: v for k, v in request.query_params.items() if k not in ("language", "token")}
    languages = tuple(
        Link(name, f"{request.url.path}?{urlencode(query | {'language': key})}", key == current)
        for key, name in LANGUAGE_NAMES.items()
        if key in templates.LOCALES
    )
    return Shell(
        path=request.url.path,
        person=_shown(person) if person else None,
        languages=languages,
        development=services.settings.environment == "development",
        acting_by=person is not None and person.acting_by is not None,
    )


def _shown(person: SignedIn) -> Person:
    return Person(
        name=person.name,
        email=person.email,
        organizes=person.may(Right.SALES_READ),
        keeps_door=person.may(Right.CHECK_IN),
        administers=person.may(Right.PLATFORM_READ),
    )


async def page(request: PageRequest, template: str, view: Any, *, status: int = 200) -> Page:
    """Render a page for who is asking."""
    return rendered(request, template, view, await person_of(request), status=status)


def rendered(
    request: PageRequest, template: str, view: Any, person: SignedIn | None, *, status: int = 200
) -> Page:
    """Render a page. A visitor cookie is set where a form needs one.

    `csrf_input` gives a form its two hidden fields: the proof that it is ours, and a key of its
    own, so that it has one effect however often it is sent.
    """
    services: Services = request.app.state.services
    visitor = told_by(request, VISITOR_COOKIE)
    cookies: list[Cookie] = []

    def csrf_input() -> Markup:
        nonlocal visitor
        if not visitor:
            visitor = new_secret()
            cookies.append(cookie(services, VISITOR_COOKIE, visitor, seconds=YEAR_SECONDS))
        return hidden_fields(services, visitor)

    nonce = new_secret()
    body = templates.render(
        template,
        language=language_of(request),
        shell=shell_of(request, person),
        view=view,
        csrf_input=csrf_input,
        nonce=nonce,
    )
    chosen = request.query_params.get("language", "")
    if chosen in templates.LOCALES:
        cookies.append(cookie(services, LANGUAGE_COOKIE, chosen, seconds=YEAR_SECONDS))
    headers = {
        "Cache-Control": "private, no-cache" if _is_public(request, person) else "no-store",
        "Vary": "Cookie, Accept-Language",
        "Content-Security-Policy": page_policy(nonce),
    }
    return Response(
        body.encode(), status_code=status, media_type=HTML, headers=headers, cookies=cookies
    )


def hidden_fields(services: Services, visitor: str) -> Markup:
    """What every form carries: the proof that it is ours, and a key of its own."""
    token = services.forms.seal(visitor.encode())
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    return hidden.format(CSRF_FIELD, token) + hidden.format(FORM_KEY_FIELD, new_secret())


def _is_public(request: PageRequest, person: SignedIn | None) -> bool:
    """Whether a page is of the catalogue as everybody sees it; browsers keep no other one."""
    route = request.scope.get("route_handler")
    right = right_of(route.resolve_guards()) if route is not None else None
    return person is None and right is Right.BROWSE


async def form_of(request: PageRequest) -> dict[str, list[str]]:
    """The fields of a posted form. Raises `Forbidden` where it was not one of our own pages."""
    refuse_other_sites(request)
    services: Services = request.app.state.services
    fields: dict[str, list[str]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
    visitor = told_by(request, VISITOR_COOKIE)
    sealed = services.forms.open(one(fields, CSRF_FIELD))
    if not visitor or sealed != visitor.encode():
        raise Forbidden
    return fields


def one(fields: Mapping[str, list[str]], name: str) -> str:
    """The first value of a field, or nothing."""
    values = fields.get(name)
    return values[0] if values else ""


def numbers(fields: Mapping[str, list[str]], name: str) -> tuple[int, ...]:
    """Every value of a field as a whole number. Raises `Invalid` naming those that are none."""
    values = fields.get(name, [])
    bad = [i for i, value in enumerate(values) if not (value.isdecimal() and len(value) < 10)]
    if bad:
        raise Invalid([Problem(f"{name}[{i}]", "is not a whole number") for i in bad])
    return tuple(int(value) for value in values)


def before_of(request: PageRequest) -> UUID | None:
    """The row that a list shows older ones than, as its "older" link names it; else the newest."""
    try:
        return UUID(request.query_params.get("before", ""))
    except ValueError:
        return None


def go(url: str, *cookies: Cookie) -> Page:
    """See another page (303), so that reloading does not post again."""
    return Response(
        b"", status_code=303, headers={"Location": url}, cookies=list(cookies), media_type=HTML
    )


def own_path(text: str) -> str:
    """A path of this site to go on to, or the home page: never another site."""
    safe = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if safe else "/"


def refusal(request: PageRequest, trouble: Trouble, next_step: Link | None = None) -> Refusal:
    """A trouble as a box on the page it came from."""
    title = say(request, trouble.detail)
    told = (f"{p.path}: {said(request, p)}".lstrip(": ") for p in trouble.problems)
    lost = trouble.facts.get("places", ()) if trouble.code == "plan_loses_places" else ()
    detail = "; ".join((*told, *lost))
    return Refusal(trouble.code, title, detail, next_step)


def told(request: PageRequest, trouble: Trouble | None) -> dict[str, str]:
    """What is wrong with each field of a form; a wrong code belongs to the field `code`."""
    if trouble is None:
        return {}
    if trouble.code == "code_wrong":
        return {"code": say(request, trouble.detail)}
    return {p.path: said(request, p) for p in trouble.problems}
