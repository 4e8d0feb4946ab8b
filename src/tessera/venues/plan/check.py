"""The one gate into the house for a seat plan: every problem at once, each with its path."""

from collections.abc import Iterable, Iterator

from .model import PLACES_MAX, Seat, SeatPlan, place_label
from .problems import Enough, Problems, parse
from .read import reader_of

_read_plan = reader_of(SeatPlan)


def check(document: object) -> SeatPlan:
    """A plan from JSON text or parsed JSON.

    Raises `Invalid` with all that is wrong (at most 1,000 problems), paths such as
    `sections[0].rows[3].seats[1].label`; no other error for any value.
    """
    value = parse(document)
    problems = Problems()
    try:
        plan = _read_plan(value, problems)
        _check_names(plan, problems)
        _check_categories(plan, problems)
        _check_seat_labels(plan, problems)
        _check_size(plan, problems)
    except Enough:
        pass
    problems.raise_if_any()
    return plan


def _check_names(plan: SeatPlan, problems: Problems) -> None:
    """Sections, tables and areas share one space of names: a ticket says only one of them."""
    named = [
        *((f"sections[{i}].name", s.name) for i, s in enumerate(plan.sections)),
        *((f"tables[{i}].name", t.name) for i, t in enumerate(plan.tables)),
        *((f"areas[{i}].name", a.name) for i, a in enumerate(plan.areas)),
    ]
    _no_twice(named, problems)
    if len(plan.sections) > 1:
        for i, section in enumerate(plan.sections):
            if not section.name:
                problems.note(f"sections[{i}].name", "may be empty only in a hall of one section")


def _check_categories(plan: SeatPlan, problems: Problems) -> None:
    _no_twice(((f"categories[{i}].key", c.key) for i, c in enumerate(plan.categories)), problems)
    _no_twice(((f"categories[{i}].name", c.name) for i, c in enumerate(plan.categories)), problems)
    known = {category.key for category in plan.categories}
    if "" in known or not known:
        return  # told already; every seat of a broken category need not be told too
    known.add("")
    for path, _, seat in _seats(plan):
        if seat.category not in known:
            problems.note(f"{path()}.category", f"no category has the key {seat.category!r}")
    for i, area in enumerate(plan.areas):
        if area.category not in known:
            problems.note(f"areas[{i}].category", f"no category has the key {area.category!r}")


def _check_seat_labels(plan: SeatPlan, problems: Problems) -> None:
    """No two seats share what people call them, in whatever row or section they stand."""
    seen: set[str] = set()
    for path, label, _ in _seats(plan):
        if label and label in seen:
            problems.note(f"{path()}.label", f"{label!r} is the label of another seat")
        seen.add(label)


def _check_size(plan: SeatPlan, problems: Problems) -> None:
    places = sum(1 for _ in _seats(plan)) + sum(area.capacity for area in plan.areas)
    if places > PLACES_MAX:
        problems.note("", f"has {places:,} places, at most {PLACES_MAX:,} are allowed")
    if places == 0 and not problems:
        problems.note("", "has no places")


class _Path:
    """A seat's path, put into words only where it is needed: most seats are without problems."""

    __slots__ = ("parts", "words")

    def __init__(self, words: str, *parts: int) -> None:
        self.words, self.parts = words, parts

    def __call__(self) -> str:
        return self.words.format(*self.parts)


def _seats(plan: SeatPlan) -> Iterator[tuple[_Path, str, Seat]]:
    """Every seat in document order, with its path and its label ("" where a part was wrong)."""
    for i, section in enumerate(plan.sections):
        named = bool(section.name) or len(plan.sections) == 1
        for j, row in enumerate(section.rows):
            for k, seat in enumerate(row.seats):
                path = _Path("sections[{}].rows[{}].seats[{}]", i, j, k)
                sound = named and row.label and seat.label
                yield path, place_label(section.name, row.label, seat.label) if sound else "", seat
    for i, table in enumerate(plan.tables):
        for k, seat in enumerate(table.seats):
            label = place_label(table.name, "", seat.label, table=True)
            sound = table.name and seat.label
            yield _Path("tables[{}].seats[{}]", i, k), label if sound else "", seat


def _no_twice(named: Iterable[tuple[str, str]], problems: Problems) -> None:
    seen: set[str] = set()
    for path, name in named:
        if name and name in seen:
            problems.note(path, f"{name!r} stands twice")
        seen.add(name)
