"""Samples of the live sale: a storm, one show of it, and a quiet night."""

from datetime import timedelta
from math import sin

from tessera.operations.live.model import LiveSale, Moment, People
from tessera.operations.live.present import live_page
from tessera.web.views.organizer import Desk
from tessera.web.views.shell import Link
from tests.unit.ui.samples import at
from tests.unit.ui.samples_jobs import speak

NOW = at(19)
DESK = Desk(
    0, "Tessera", (Link("Jobs", "/admin/jobs", False), Link("Live sale", "/admin/live", True))
)
BINS = [NOW - timedelta(seconds=15 * n) for n in range(59, -1, -1)]
QUIET_TIMES: dict[str, float | None] = dict.fromkeys(("hold", "order", "pay"))


def moment(n: int) -> Moment:
    """One bin of a storm that begins after ten minutes."""
    swell = max(0.0, n - 20) * (1.2 + sin(n / 4))
    return Moment(
        at=BINS[n],
        holds=int(220 * swell),
        orders=int(160 * swell),
        paid=int(140 * swell),
        refused=int(90 * swell),
        streams=900 * n,
        p50={"hold": 0.012, "order": 0.018, "pay": 0.03},
        p99={"hold": 0.03 + n / 900, "order": 0.05 + n / 1100, "pay": 0.06 + n / 700},
    )


STORM = live_page(
    LiveSale(
        at=NOW,
        show_id=None,
        processes=6,
        moments=[moment(n) for n in range(60)],
        people=[
            People(at=at_, arrived=4000 * n, waiting=3600 * n - 20 * n * n, inside=400, admitted=n)
            for n, at_ in enumerate(BINS)
        ],
        refusals={"place_taken": 41_233, "admission_required": 812, "too_many_requests": 17},
        queue_ages={"checkout": 0.4, "mail": 93.0, "webhooks": 0.0, "background": 2.0},
        p50={"hold": 0.0042, "order": 0.018, "pay": 0.031},
        p99={"hold": 0.088, "order": 0.121, "pay": 0.143},
    ),
    speak,
    desk=DESK,
    shows=[Link("All shows", "/admin/live", True), Link("Hamlet · 7", "/admin/live?show_id=7")],
)
QUIET = live_page(
    LiveSale(
        at=NOW,
        show_id=7,
        processes=0,
        moments=[Moment(at=at_) for at_ in BINS],
        people=[],
        refusals={},
        queue_ages={},
        p50=QUIET_TIMES,
        p99=QUIET_TIMES,
    ),
    speak,
    desk=DESK,
    shows=[Link("All shows", "/admin/live", False)],
    problem="This is not the number of a show: all shows are shown.",
)
