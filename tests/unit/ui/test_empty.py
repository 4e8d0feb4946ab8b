"""Lists with nothing in them teach: what the list is for, and the one next step for who may."""

import re
from typing import Any

import msgspec
import pytest
from markupsafe import Markup

from tessera.web.templates import render
from tests.unit.ui.pages import PAGES

LISTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "titles": ({"rows": (), "narrowed": False}, {}),
    "own-venues": ({"venues": (), "q": ""}, {"may_change": False}),
    "own-venue": ({"halls": ()}, {"may_change": False}),
    "plans": ({"plans": (), "drafts": ()}, {"may_change": False}),
    "section-templates": ({"templates": ()}, {"form": None}),
    "price-lists": ({"lists": (), "chosen": ""}, {"may_change": False}),
    "series": ({"series": (), "foreseen": None}, {"may_change": False}),
    "programme": ({"films": ()}, {"may_change": False}),
    "organizer-empty": ({"plan_url": "/programme"}, {"plan_url": ""}),
    "show-orders": ({"rows": (), "words": "", "status": "", "public_url": "/shows/1"}, {}),
    "offer-rows": ({"rows": (), "words": ""}, {"may_change": False}),
    "gift-cards": ({"rows": (), "words": ""}, {"may_issue": False}),
    "campaigns": ({"rows": ()}, {"may_send": False}),
    "allotments": ({"allotments": ()}, {"may_change": False}),
    "keys": ({"keys": ()}, {"may_change": False}),
    "webhooks": ({"endpoints": ()}, {"organizations": ()}),
    "exports": ({"schedules": ()}, {}),
    "rooms": ({"rooms": ()}, {"form": None}),
    "guide-admin": ({"rows": (), "q": "", "remove_url": ""}, {}),
}
"""A sample of each list, what empties it, and what takes the step away from who may not."""
STEP = re.compile(r'<a class="button" href="([^"]+)">')


def empty_of(name: str, changes: dict[str, Any]) -> tuple[str, str]:
    """The empty state of a list, and its whole page."""
    template, view, shell = PAGES[name]
    changed = msgspec.structs.replace(view, **changes)
    given = {"shell": shell, "view": changed, "csrf_input": Markup, "nonce": "n"}
    html = render(template, language="en", **given)
    found = re.findall(r'<div class="empty">(.*?)</div>', html, re.DOTALL)
    assert len(found) == 1, f"{name} has {len(found)} empty states"
    return found[0], html


@pytest.mark.parametrize("name", LISTS)
def test_empty_list_says_what_it_is_for_and_the_next_step(name: str) -> None:
    """A heading, a sentence, one link; an anchor leads to something on the page."""
    found, html = empty_of(name, LISTS[name][0])
    [step] = STEP.findall(found)

    assert re.search(r"<h2>.+</h2>\s*<p>.{20,}</p>", found)
    assert not step.startswith("#") or f'id="{step[1:]}"' in html


@pytest.mark.parametrize("name", [name for name, (_, without) in LISTS.items() if without])
def test_who_may_not_is_taught_and_not_sent(name: str) -> None:
    """The words stay, the step is not there."""
    emptied, without = LISTS[name]
    if name == "programme":
        emptied = {"lanes": (), "may_enter": False}
    found, _ = empty_of(name, emptied | without)

    assert STEP.findall(found) == []
