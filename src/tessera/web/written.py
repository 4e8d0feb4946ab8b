"""A whole answer as bytes: what the hot calls send (RFC 9112 section 4)."""

from http import HTTPStatus
from typing import Any

from litestar import Response

from tessera.web.answers import JSON

Headers = list[tuple[bytes, bytes]]

CLOSE = (b"connection", b"close")
NO_STORE = (b"cache-control", b"no-store")
STATUS = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


class Written:
    """Writes answers that all carry the same `headers`, unless they have them of their own."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers
        self._common = _lines(headers)
        self._kept = _lines([NO_STORE])

    def __call__(self, answer: Response[bytes], state: dict[str, Any], also: Headers) -> bytes:
        """The bytes of `answer`, to a request with this `state`; `also` are headers of the moment.

        The body must be bytes. A header that would be two lines fails: nothing is sent.
        """
        kept, body = self._kept, answer.content
        lines = [
            STATUS[answer.status_code or 200],
            b"content-type: %b\r\ncontent-length: %d\r\nx-request-id: %b\r\n"
            % ((answer.media_type or JSON).encode(), len(body), state["request_id"].encode()),
        ]
        for name, value in answer.headers.items():
            line = f"{name.lower()}: {value}"
            if not line.isprintable():
                raise ValueError(name)
            lines.append(line.encode("latin-1") + b"\r\n")
            if line.startswith("cache-control:"):
                kept = b""
        lines += [_lines(allowance.headers()) for allowance in state["allowances"]]
        lines += (_lines(also), kept, self._common, b"\r\n", body)
        return b"".join(lines)


def _lines(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)
