"""Sample pages of a new organization."""

import msgspec

from tessera.web.views.console import FindPage, FoundGroup, FoundRow
from tessera.web.views.organizer import OrganizerPage, StepRow
from tessera.web.views.trial import ChecklistPage
from tests.unit.ui.samples import NOW, TZ, rupees
from tests.unit.ui.samples_books import DESK
from tests.unit.ui.samples_desk import ORDER, TICKET

STEPS = tuple(
    StepRow(title, "Rows and seats by numbers take a minute.", "#", n < 3, n == 3)
    for n, title in enumerate(
        ("Say who you are", "Enter your venue", "Give it a hall", "Enter what is on", "Plan a show")
    )
)
START = ChecklistPage(
    desk=DESK,
    steps=STEPS,
    done=3,
    base="/organizer/organizations/3",
    since=None,
    timezone=TZ,
    test_offered=True,
    test_orders=0,
    test_places=0,
    test_amount=rupees(0),
    real_orders=0,
    purged=0,
    may_switch=True,
    may_purge=True,
)
START_TEST = msgspec.structs.replace(
    START, since=NOW, test_orders=12, test_places=31, test_amount=rupees(8400), real_orders=1
)
START_PURGED = msgspec.structs.replace(START, purged=12, test_offered=False)
HOME = OrganizerPage("New House", (), start=STEPS, start_url="/organizer/organizations/3/start")
TEST_TICKET = msgspec.structs.replace(TICKET, test=True)
TEST_ORDER = msgspec.structs.replace(ORDER, test=True)
FOUND = FindPage(
    "dune",
    (
        FoundGroup("Pages", (FoundRow("Programme", "Lantern Cinemas", "#"),)),
        FoundGroup("Shows", (FoundRow("Dune: Part Two", "2026-11-21 · Regal, Screen 1", "#"),)),
        FoundGroup("Orders", (FoundRow("T7KQ2-9FMH3", "Asha Rao · Dune: Part Two", "#"),)),
    ),
)
FOUND_NOTHING = FindPage("zzz", ())
