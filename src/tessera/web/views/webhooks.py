"""Outgoing webhooks: endpoints, their log, and the mail about one that does not answer."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tessera.web.views.shell import Both, Option, Pagination


class EndpointRow(msgspec.Struct, frozen=True):
    """An endpoint in the list. `state` is `ok`, `failing` or `disabled`."""

    page_url: str
    url: str
    description: str
    organization: str
    state: str


class EndpointForm(msgspec.Struct, frozen=True):
    """What a form about an endpoint holds; `problems` by field."""

    url: str = ""
    description: str = ""
    types: tuple[Option, ...] = ()
    problems: Mapping[str, str] = {}


class EndpointsPage(msgspec.Struct, frozen=True):
    """`webhooks/endpoints.html`, for `/organizer/webhooks`.

    `organizations` is to choose from; with one of them the form holds it hidden. `full` where no
    more endpoints fit.
    """

    endpoints: tuple[EndpointRow, ...]
    organizations: tuple[Option, ...]
    form: EndpointForm
    per_organization_max: int
    said: str = ""
    refused: str = ""


class DeliveryRow(msgspec.Struct, frozen=True):
    """A message in an endpoint's log. `said` is the last answer, or why there was none."""

    url: str
    type: str
    status: str
    tries: int
    created_at: datetime
    next_at: datetime | None
    said: str


class EndpointPage(msgspec.Struct, frozen=True):
    """`webhooks/endpoint.html`, for `/organizer/webhooks/{id}`."""

    path: str
    url: str
    organization: str
    state: str
    disabled_at: datetime | None
    by_choice: bool
    failing_since: datetime | None
    secret: str
    old_secret_until: datetime | None
    form: EndpointForm
    deliveries: tuple[DeliveryRow, ...]
    pages: Pagination = Pagination()
    said: str = ""
    refused: str = ""
    version: int = 1
    both: tuple[Both, ...] | None = None
    """Where somebody else has saved meanwhile."""


class TryRow(msgspec.Struct, frozen=True):
    """One try of a message."""

    n: int
    at: datetime
    fine: bool
    said: str
    milliseconds: int
    answer: str


class DeliveryPage(msgspec.Struct, frozen=True):
    """`webhooks/delivery.html`, for `/organizer/webhooks/deliveries/{id}`."""

    id: str
    path: str
    endpoint_path: str
    endpoint_url: str
    type: str
    status: str
    tries: int
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    body: str
    log: tuple[TryRow, ...]
    may_send: bool
    said: str = ""
    refused: str = ""


class TroubleMail(msgspec.Struct, frozen=True):
    """`messages/webhook_trouble`, `.txt` and `.html`: an endpoint that does not answer."""

    name: str
    organization: str
    url: str
    disabled: bool
    page_url: str
