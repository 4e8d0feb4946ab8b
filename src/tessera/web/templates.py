"""The Jinja environment of the screens: one for each language, made once.

Texts are translated by gettext from `ui/locale/<language>/LC_MESSAGES/tessera.po`. The catalogue is
read as it is written, so nothing needs compiling; a language without one speaks English.

After changing texts in templates, or texts marked with `N_` (a test names what is missing):

    pybabel extract -k N_ --no-location -F src/tessera/ui/locale/babel.cfg -o tessera.pot src
    pybabel update -N -D tessera -i tessera.pot -d src/tessera/ui/locale
"""

import gettext
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tessera.catalog.posters import poster_svg
from tessera.web import wording

UI = Path(__file__).resolve().parent.parent / "ui"
STATIC = UI / "static"
LOCALES: Mapping[str, str] = {"en": "en_GB", "de": "de_DE", "hi": "hi_IN"}
"""Languages the screens speak, each with the region whose dates and money it writes."""
DEFAULT_LANGUAGE = "en"
ASSET_HASH_SIGNS = 12


def make_environment(
    language: str = DEFAULT_LANGUAGE,
    *,
    static_url: str = "/static",
    auto_reload: bool = False,
) -> Environment:
    """An environment whose texts, dates and money are in `language` (a key of `LOCALES`).

    An unknown language is answered in English. `auto_reload` reads changed templates and assets
    again (development). Undefined names are errors; everything printed is escaped.
    """
    language = language if language in LOCALES else DEFAULT_LANGUAGE
    locale = Locale.parse(LOCALES[language])
    environment = Environment(
        loader=FileSystemLoader([UI / "templates", UI / "components"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=auto_reload,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    texts = translations(language)
    environment.install_gettext_translations(texts, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(wording.filters(locale))
    environment.filters["json_attribute"] = json_attribute
    environment.globals.update(
        asset=asset_function(static_url, fresh=auto_reload),
        poster_svg=lambda title, kicker="": Markup(poster_svg(title, kicker)),  # noqa: S704
        language=language,
        language_tag=str(locale).replace("_", "-"),
    )
    return environment


@cache
def environment_for(language: str) -> Environment:
    """The shared environment of a language; at most one for each key of `LOCALES`, and English."""
    if language not in LOCALES:
        return environment_for(DEFAULT_LANGUAGE)
    return make_environment(language)


def render(template: str, *, language: str = DEFAULT_LANGUAGE, **context: Any) -> str:
    """A page as text. Every page needs `shell`, `view` and `csrf_input` in its context."""
    return environment_for(language).get_template(template).render(**context)


@lru_cache(maxsize=16)
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language, or one that leaves every text as it is."""
    source = UI / "locale" / language / "LC_MESSAGES" / "tessera.po"
    if not source.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def asset_function(static_url: str, *, fresh: bool) -> Callable[[str], str]:
    """`asset("css/base.css")` → `/static/css/base.css?v=<hash>`: cacheable for ever.

    Modules import each other without the hash, so those plain addresses must be revalidated.
    """

    def address(path: str) -> str:
        content = (STATIC / path).read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:ASSET_HASH_SIGNS]
        return f"{static_url}/{path}?v={digest}"

    return address if fresh else cache(address)


def json_attribute(value: Any) -> str:
    """A value as JSON text for a `data-` attribute; autoescape takes care of the quotes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
