"""The site that passkeys are bound to, and whether it can have any."""

import ipaddress
from urllib.parse import urlsplit

from tessera.accounts.passkeys.model import Site


def site_of(base_url: str) -> Site:
    """The site that passkeys are bound to."""
    parts = urlsplit(base_url)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def is_possible(site: Site) -> bool:
    """Whether browsers make passkeys there: they want a name, and no numeric address."""
    try:
        ipaddress.ip_address(site.domain)
    except ValueError:
        return bool(site.domain)
    return False
