"""Pages: errors as people read them."""

from typing import Any

from litestar import Request, Response

from tessera.web.errors import Trouble


def error_page(request: Request[Any, Any, Any], trouble: Trouble) -> Response[bytes]:
    """An error page."""
    return Response(trouble.detail.encode(), status_code=trouble.status, media_type="text/html")
