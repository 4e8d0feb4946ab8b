"""A dashboard as JSON."""

from typing import Any

import msgspec

from tessera.insights.model import Curve, Dashboard, Figures, Of, ShowFill
from tessera.insights.rules import funnel, quotient
from tessera.web.answers import money


def dashboard_view(found: Dashboard) -> dict[str, Any]:
    """All of it; amounts are of one currency."""
    currency = found.currency
    return {
        "scope": found.scope.level,
        "id": found.scope.id or None,
        "name": found.name,
        "since": found.period.since,
        "until": found.period.until,
        "timezone": found.period.timezone,
        "currency": currency,
        "currencies": [money(amount, code) for code, amount in found.currencies.items()],
        "figures": figures_view(found.now, currency),
        "before": {
            "since": found.before.since,
            "until": found.before.until,
            "figures": figures_view(found.then, currency),
        },
        "funnel": [msgspec.to_builtins(step) for step in funnel(found.visits, found.now)],
        "days": [
            {"day": day, "figures": figures_view(figures, currency)} for day, figures in found.days
        ],
        "heat": found.heat,
        "parts": {
            level: [_part(one, currency) for one in parts] for level, parts in found.parts.items()
        },
        "fullest": [_fill(show) for show in found.fullest],
        "emptiest": [_fill(show) for show in found.emptiest],
        "standing": None if found.standing is None else msgspec.to_builtins(found.standing),
        "figures_until": found.until,
        "lag_seconds": found.lag_seconds,
    }


def figures_view(figures: Figures, currency: str) -> dict[str, Any]:
    """Figures with their shares; None where there is nothing to share."""
    return {
        "sales": money(figures.sales, currency),
        "refunds": money(figures.refunds, currency),
        "revenue": money(figures.revenue, currency),
        "face": money(figures.face, currency),
        "fees": money(figures.fee, currency),
        "taxes": money(figures.tax, currency),
        "orders_opened": figures.opened,
        "orders": figures.orders,
        "tickets": figures.tickets,
        "free_tickets": figures.free_tickets,
        "tickets_given_back": figures.back_tickets,
        "scans": figures.scans,
        "shows": figures.shows,
        "capacity": figures.capacity,
        "seated": figures.seated,
        "occupancy": quotient(figures.seated, figures.capacity),
        "no_shows": figures.no_shows,
        "no_show_rate": quotient(figures.no_shows, figures.awaited),
    }


def curve_answer(found: Curve) -> dict[str, Any]:
    """Shares of the capacity sold by days before the show."""
    return {
        "like": found.like,
        "shows": found.shows,
        "points": [msgspec.to_builtins(point) for point in found.points],
    }


def _part(one: Of, currency: str) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "figures": figures_view(one.figures, currency)}


def _fill(show: ShowFill) -> dict[str, Any]:
    return {**msgspec.to_builtins(show), "share": show.share, "starts_at": show.starts_at}
