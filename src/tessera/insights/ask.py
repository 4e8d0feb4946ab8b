"""What a page's address asks for: a span or days, and a currency; and the ways to the others."""

from datetime import date
from urllib.parse import urlencode

from tessera.insights.look import Target, Wanted, period_of
from tessera.insights.model import Dashboard
from tessera.insights.rules import SPANS, USUAL_SPAN
from tessera.kit.errors import Invalid
from tessera.organizations.period_form import NO_DAY, SENTENCES
from tessera.services import Services
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.insight import Choice
from tessera.web.views.shell import Link

SPAN_WORDS = {
    "today": N_("Today"),
    "7": N_("7 days"),
    "30": N_("30 days"),
    "90": N_("90 days"),
}
WHOLE_SALE = N_("All of the sale")
TOO_LONG = N_("At most 366 days at once.")
CURRENCY_SIGNS = 3


def asked(request: PageRequest, target: Target) -> tuple[Wanted, dict[str, str]]:
    """What the address asks for, and what is wrong with it by field; then it is the usual."""
    services: Services = request.app.state.services
    query, problems = request.query_params, {}
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        text = query.get(name, "")
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            problems[name] = say(request, NO_DAY)
    span = query.get("period") if query.get("period") in SPANS else None
    code = query.get("currency", "")
    known = len(code) == CURRENCY_SIGNS and code.isascii() and code.isupper()
    currency = code if known else None
    if not problems:
        wanted = Wanted(span, days["since"], days["until"], currency)
        try:
            period_of(target, wanted, services)
        except Invalid as error:
            for problem in error.problems:
                text = SENTENCES.get(problem.message, TOO_LONG)
                problems[problem.path] = say(request, text)
        else:
            return wanted, {}
    return Wanted(currency=currency), problems


def choice_of(
    request: PageRequest, target: Target, found: Dashboard, *, problems: dict[str, str]
) -> Choice:
    """The form with its spans and currencies; what was typed stays where it was wrong."""
    query = request.query_params
    path = request.url.path
    own_days = bool(query.get("since") or query.get("until"))
    current = "" if own_days or problems else query.get("period", "")
    usual = "" if target.show is not None else USUAL_SPAN
    spans = [
        Link(
            say(request, words),
            f"{path}?{urlencode({'period': span, 'currency': found.currency})}",
            (current or usual) == span and not own_days,
        )
        for span, words in SPAN_WORDS.items()
    ]
    if target.show is not None:
        spans.insert(0, Link(say(request, WHOLE_SALE), path, not current and not own_days))
    kept = {name: query[name] for name in ("period", "since", "until") if query.get(name)}
    currencies = [
        Link(code, f"{path}?{urlencode({**kept, 'currency': code})}", code == found.currency)
        for code in found.currencies
    ]
    typed = query if problems else {}
    return Choice(
        action=path,
        spans=tuple(spans),
        currencies=tuple(currencies) if len(currencies) > 1 else (),
        since=typed.get("since", found.period.since.isoformat())[:40],
        until=typed.get("until", found.period.until.isoformat())[:40],
        currency=found.currency,
        first=found.period.since,
        last=found.period.until,
        first_before=found.before.since,
        last_before=found.before.until,
        timezone=found.period.timezone,
        problems=problems,
    )
