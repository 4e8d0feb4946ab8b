"""Every page renders from its samples, and is a page one can use."""

import re
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from tessera.web.templates import UI, render
from tests.unit.ui.pages import MAILS, PAGES
from tests.unit.ui.samples_desk import ORDER_MAIL

VOID = frozenset(
    ["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
NONCE = "n0nce"


class Outline(HTMLParser):
    """What the checks below look at: tags with attributes, ids, and unclosed elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.mismatched: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mismatched.append(tag)

    def having(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attributes for name, attributes in self.tags if name == tag]


def page(name: str, language: str = "en") -> str:
    """The sample page as HTML."""
    template, view, shell = PAGES[name]
    field = Markup('<input type="hidden" name="csrf_token" value="sample">')
    given = {"shell": shell, "view": view, "csrf_input": lambda: field, "nonce": NONCE}
    return render(template, language=language, **given)


@pytest.mark.parametrize("name", PAGES)
def test_sample_page_is_well_formed_with_one_heading_and_a_title(name: str) -> None:
    """A page closes what it opens, names its language, and has one h1 and one title with words."""
    html = page(name)
    outline = Outline(html)

    assert not outline.mismatched
    assert not outline.open
    assert outline.having("html")[0]["lang"] == "en-GB"
    assert len(outline.having("h1")) == 1
    assert re.search(r"<title>\s*\S.* · Tessera</title>", html)


@pytest.mark.parametrize("name", PAGES)
def test_sample_page_holds_nothing_that_a_strict_policy_forbids(name: str) -> None:
    """No inline script, style attribute, style element, handler, or foreign address is needed."""
    outline = Outline(page(name))

    for tag, attributes in outline.tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not [key for key in attributes if key.startswith("on")]
        assert tag != "script" or (attributes["type"] == "module" and attributes["src"])
        assert tag != "script" or attributes["nonce"] == NONCE
        source = attributes.get("src") or ""
        assert not source.startswith(("http", "//"))


@pytest.mark.parametrize("name", PAGES)
def test_every_input_has_a_name_for_people(name: str) -> None:
    """Inputs and selects carry a label or an aria-label; ids are there once."""
    outline = Outline(page(name))
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    labelled = {attributes.get("for") for attributes in outline.having("label")}

    assert len(ids) == len(set(ids))
    for attributes in outline.having("input") + outline.having("select"):
        if attributes.get("type") in ("hidden", "radio"):
            continue  # a radio stands inside its label
        assert attributes.get("aria-label") or attributes.get("id") in labelled, attributes


@pytest.mark.parametrize("name", PAGES)
def test_every_posting_form_carries_the_csrf_field(name: str) -> None:
    """A form that changes something here has the hidden field of the edge in it; one that leads
    to another site does not take it there."""
    html = page(name)

    for form in re.findall(r'<form[^>]*method="post".*?</form>', html, re.DOTALL):
        elsewhere = re.search(r'action="https?://', form) is not None
        assert ('name="csrf_token"' in form) is not elsewhere


@pytest.mark.parametrize("mail", MAILS)
def test_mail_is_written_twice_with_the_same_facts(mail: str) -> None:
    """Each mail has a plain and an HTML form; both name the show, the order and the link."""
    plain = render(f"messages/{mail}.txt", view=ORDER_MAIL)
    html = render(f"messages/{mail}.html", view=ORDER_MAIL)

    for fact in (ORDER_MAIL.show.title, ORDER_MAIL.reference, ORDER_MAIL.order_url):
        assert fact in plain
        assert fact in html
    assert plain.splitlines()[0].strip()


def test_template_texts_are_all_translatable() -> None:
    """No words stand in a template outside gettext: only markup, expressions and signs do."""
    allowed = {"Tessera", "·", "◆"}
    english = UI / "templates/api/docs.html"  # the words about calls are the code's own
    templates = {*UI.rglob("templates/**/*.html"), *UI.rglob("components/*.html")} - {english}

    for template in sorted(templates):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template.read_text(), flags=re.DOTALL
        )
        words = re.sub(r"<!--.*?-->|<[^<>]*>|[\w-]+=\"[^\"]*\"", " ", text, flags=re.DOTALL).split()
        left = {w for w in words if re.search(r"[^\W\d_]{2,}", re.sub(r"&\w+;|&#\d+;", "", w))}
        assert left <= allowed, (template.name, left - allowed)
