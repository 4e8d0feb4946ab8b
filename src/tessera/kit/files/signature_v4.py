"""Signing requests as S3 asks for: AWS Signature Version 4, in its headers.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"
EMPTY = hashlib.sha256(b"").hexdigest()


class Credentials(NamedTuple):
    """Who asks, and where."""

    key_id: str
    secret: str
    region: str


def signed(
    credentials: Credentials,
    method: str,
    url: str,
    *,
    digest: str,
    now: datetime,
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a request whose body has this SHA-256; `more` are signed as well.

    The path of `url` is encoded already; it has no query.
    """
    parts = urlsplit(url)
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    headers = {"host": parts.netloc, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    headers |= {name.lower(): value for name, value in (more or {}).items()}
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join((method, parts.path or "/", parts.query, lines, names, digest))
    scope = f"{stamp[:8]}/{credentials.region}/s3/aws4_request"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join((ALGORITHM, stamp, scope, hashed))
    key = f"AWS4{credentials.secret}".encode()
    for part in (*scope.split("/")[:-1], "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    proof = hmac.digest(key, text.encode(), "sha256").hex()
    said = f"Credential={credentials.key_id}/{scope}, SignedHeaders={names}, Signature={proof}"
    return headers | {"authorization": f"{ALGORITHM} {said}"}


def encoded(path: str) -> str:
    """A path as it is signed and sent: everything but unreserved signs in percent form."""
    return quote(path, safe="/-_.~")
