"""What a public page says of itself to search engines and networks of people."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from tessera.services import Services
from tessera.web.pages import PageRequest
from tessera.web.templates import LOCALES
from tessera.web.views.shell import Share


def share_of(
    request: PageRequest,
    path: str,
    *,
    title: str,
    description: str = "",
    image_path: str = "",
    kind: str = "website",
    query: Mapping[str, str] | None = None,
    document: Any = None,
) -> Share:
    """The one address is `path` with the part of the query that makes another page of it."""
    services: Services = request.app.state.services
    base = services.settings.base_url
    kept = {name: value for name, value in (query or {}).items() if value}

    def address(**more: str) -> str:
        asked = urlencode({**kept, **more})
        return f"{base}{path}" + (f"?{asked}" if asked else "")

    return Share(
        url=address(),
        title=title,
        description=" ".join(description.split())[:300],
        image_url=base + image_path if image_path else "",
        kind=kind,
        alternates=tuple((language, address(language=language)) for language in LOCALES),
        document=safe_json(document) if document is not None else "",
    )


def safe_json(value: Any) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - nothing in it can be markup any more
