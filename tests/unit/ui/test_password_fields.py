"""Fields for passwords: masked, and friends with password managers."""

from tests.unit.ui.pages import PAGES
from tests.unit.ui.test_pages import Outline, page

KINDS = ("current-password", "new-password")
HINDRANCES = ("onpaste", "oncopy", "oninput", "readonly", "disabled")


def test_password_is_masked_and_managers_are_told_which_it_is() -> None:
    """Every field of a password on every page; nothing keeps anybody from pasting one."""
    fields = [
        (name, attributes)
        for name in PAGES
        for attributes in Outline(page(name)).having("input")
        if (attributes.get("name") or "").endswith("password")
    ]

    assert len(fields) > 5
    for name, attributes in fields:
        assert attributes["type"] == "password", name
        assert attributes["autocomplete"] in KINDS, name
        assert not [word for word in HINDRANCES if word in attributes], name
        assert int(attributes.get("maxlength") or 200) >= 200, name
