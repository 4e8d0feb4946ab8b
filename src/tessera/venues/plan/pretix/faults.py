"""What pretix's schema cannot say about its own documents, and what Tessera cannot sell."""

from collections.abc import Iterator

from ..model import PARTS_MAX, PLACES_MAX, place_label
from ..problems import Problems
from . import model as theirs
from .naming import clean, row_label, section_names


def note_faults(plan: theirs.Plan, problems: Problems) -> None:
    """Note every fault of a document whose types are right, with its path. May raise `Enough`."""
    _note_categories(plan, problems)
    _note_seats(plan, problems)
    _note_areas(plan, problems)
    places = sum(1 for _ in _seats(plan))
    if places > PLACES_MAX:
        problems.note("zones", f"have {places:,} seats, at most {PLACES_MAX:,} are allowed")
    if not places and not problems:
        problems.note("zones", "have no seats")


def _note_categories(plan: theirs.Plan, problems: Problems) -> None:
    seen: set[str] = set()
    for i, category in enumerate(plan.categories):
        name = clean(category.name)
        if name and name in seen:
            problems.note(f"categories[{i}].name", f"{name!r} stands twice")
        seen.add(name)


def _note_seats(plan: theirs.Plan, problems: Problems) -> None:
    """Categories that do not exist; identities and labels that two seats share."""
    known = {category.name for category in plan.categories}
    guids: set[str] = set()
    labels: set[str] = set()
    for path, label, seat in _seats(plan):
        if seat.category not in known:
            problems.note(f"{path}.category", f"no category is named {seat.category!r}")
        if seat.seat_guid and seat.seat_guid in guids:
            problems.note(f"{path}.seat_guid", f"{seat.seat_guid!r} stands twice")
        if label and label in labels:
            problems.note(f"{path}.seat_number", f"{label!r} is the label of another seat")
        guids.add(seat.seat_guid)
        labels.add(label)


def _note_areas(plan: theirs.Plan, problems: Problems) -> None:
    total = sum(len(zone.areas) for zone in plan.zones)
    if total > PARTS_MAX:
        problems.note("zones", f"have {total:,} areas, at most {PARTS_MAX:,} are allowed")
    for i, zone in enumerate(plan.zones):
        for j, area in enumerate(zone.areas):
            if area.shape and getattr(area, area.shape) is None:
                path = f"zones[{i}].areas[{j}].{area.shape}"
                problems.note(path, f"is missing for the shape {area.shape!r}")


def _seats(plan: theirs.Plan) -> Iterator[tuple[str, str, theirs.Seat]]:
    """Each seat with its path and the label it will have here ("" where a part was wrong)."""
    for i, (name, zone) in enumerate(zip(section_names(plan), plan.zones, strict=True)):
        for j, row in enumerate(zone.rows):
            called = row_label(row, j)
            for k, seat in enumerate(row.seats):
                number = clean(seat.seat_number)
                label = place_label(name, called, number) if number else ""
                yield f"zones[{i}].rows[{j}].seats[{k}]", label, seat
