"""The form by which pages ask for a period: two days, and the months people mean."""

from datetime import date
from itertools import islice
from urllib.parse import urlencode

from tessera.kit.errors import Invalid
from tessera.organizations.model import Organization
from tessera.organizations.periods import Period, months_back, period_of, this_month
from tessera.services import Services
from tessera.web.pages import PageRequest, language_of, say
from tessera.web.present import N_
from tessera.web.printed import Print
from tessera.web.views.organizer import PeriodForm
from tessera.web.views.shell import Link

MONTHS_OFFERED = 6
NO_DAY = N_("This is not a day.")
SENTENCES = {
    "must not lie before since": N_("This lies before the first day."),
    "is not in this age": N_("This is not in this age."),
}


def asked_period(request: PageRequest, organization: Organization) -> tuple[Period, dict[str, str]]:
    """The period in the query, and what is wrong with it, by field; then it is this month."""
    services: Services = request.app.state.services
    now, problems = services.clock(), {}
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        text = request.query_params.get(name, "")
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            problems[name] = say(request, NO_DAY)
    if not problems:
        try:
            period = period_of(
                days["since"], days["until"], timezone=organization.timezone, now=now
            )
        except Invalid as error:
            for problem in error.problems:
                problems[problem.path] = say(request, SENTENCES.get(problem.message, NO_DAY))
        else:
            return period, {}
    return this_month(organization.timezone, now), problems


def period_form(
    request: PageRequest, path: str, period: Period, *, timezone: str, problems: dict[str, str]
) -> PeriodForm:
    """The form with its months; what was typed stays where it was wrong."""
    services: Services = request.app.state.services
    names = (N_("This month"), N_("Last month"))
    written = Print.in_language(language_of(request))
    months = []
    for n, month in enumerate(islice(months_back(timezone, services.clock()), MONTHS_OFFERED)):
        label = say(request, names[n]) if n < len(names) else written.month(month.since)
        query = urlencode({"since": month.since.isoformat(), "until": month.until.isoformat()})
        current = not problems and (month.since, month.until) == (period.since, period.until)
        months.append(Link(label, f"{path}?{query}", current))
    typed = request.query_params if problems else {}
    return PeriodForm(
        action=path,
        since=typed.get("since", period.since.isoformat())[:40],
        until=typed.get("until", period.until.isoformat())[:40],
        months=tuple(months),
        problems=problems,
    )
