"""Samples of outgoing webhooks: a list, one that works, one that was disabled, a message."""

from datetime import timedelta
from uuid import UUID

from tessera.webhooks.model import (
    CHOOSABLE,
    Delivery,
    DeliveryLog,
    DeliveryStatus,
    DisabledWhy,
    Endpoint,
    EventType,
    Secrets,
    Try,
)
from tessera.webhooks.present import (
    SAID,
    delivery_page,
    endpoint_page,
    endpoints_page,
    form,
)
from tests.unit.ui.samples import at
from tests.unit.ui.samples_jobs import speak

NOW = at(19)
NAMES = {1: "Regal Cinemas", 2: "Opera of the North"}
SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD8rYhYF4hn1c="


def endpoint(n: int, url: str, **fields: object) -> Endpoint:
    """An endpoint that works and is told everything."""
    given: dict[str, object] = {
        "id": UUID(int=n),
        "organization_id": 1 + n % 2,
        "url": url,
        "description": "",
        "types": CHOOSABLE,
        "created_at": NOW,
        "disabled_at": None,
        "disabled_why": None,
        "failing_since": None,
        "old_secret_until": None,
    }
    return Endpoint(**(given | fields))  # type: ignore[arg-type]


def delivery(n: int, kind: EventType, status: DeliveryStatus, **fields: object) -> Delivery:
    """A message."""
    given: dict[str, object] = {
        "id": UUID(int=n),
        "endpoint_id": UUID(int=2),
        "type": kind,
        "status": status,
        "tries": 1,
        "created_at": NOW - timedelta(minutes=7 * n),
        "next_at": NOW + timedelta(minutes=5) if status is DeliveryStatus.WAITING else None,
        "ended_at": None if status is DeliveryStatus.WAITING else NOW,
        "last_status": 200,
    }
    return Delivery(**(given | fields))  # type: ignore[arg-type]


WORKS = endpoint(
    2,
    "https://hooks.regal-cinemas.example/tessera/orders?source=tessera",
    description="Warehouse and newsletter",
    types=(EventType.ORDER_PAID, EventType.ORDER_REFUNDED, EventType.TICKET_USED),
    old_secret_until=NOW + timedelta(hours=20),
)
FAILING = endpoint(4, "https://crm.example/in", failing_since=NOW - timedelta(hours=5))
DISABLED = endpoint(
    3, "https://old.example/hook", disabled_at=NOW, disabled_why=DisabledWhy.FAILING
)
LOG = [
    delivery(1, EventType.ORDER_PAID, DeliveryStatus.DELIVERED),
    delivery(2, EventType.TEST, DeliveryStatus.WAITING, tries=0, last_status=None),
    delivery(
        3,
        EventType.ORDER_REFUNDED,
        DeliveryStatus.WAITING,
        tries=4,
        last_status=None,
        last_failure="took too long",
    ),
    delivery(4, EventType.TICKET_USED, DeliveryStatus.FAILED, tries=11, last_status=503),
]
ENDPOINTS = endpoints_page(
    [WORKS, FAILING, DISABLED], NAMES, form(types=CHOOSABLE), said="", refused=""
)
ENDPOINTS_WRONG = endpoints_page(
    [],
    {1: "Regal Cinemas"},
    form("http://10.0.0.1/", "x", problems={"url": "must not lead into a private network"}),
    said="",
    refused="",
)


def page_of(found: Endpoint, log: list[Delivery], said: str = "") -> object:
    """The page of an endpoint."""
    return endpoint_page(
        found,
        Secrets(SECRET, SECRET, found.old_secret_until),
        log,
        speak=speak,
        organization=NAMES[found.organization_id],
        page_size=25,
        later=False,
        filled=None,
        said=said,
        refused="",
    )


ENDPOINT = page_of(WORKS, LOG, SAID["test"])
ENDPOINT_DISABLED = page_of(DISABLED, [])
BODY = (
    '{"data": {"total": {"amount": 93000, "currency": "INR"}, "status": "refunded", "show_id": 12,'
    ' "order_id": "01a1fed6-415a-7d96-8859-bafba3742799", "reference": "T7KQ2-9FMH3"}, "type":'
    ' "order.refunded", "version": 1, "timestamp": "2026-11-21T19:00:00.000000Z"}'
)
MESSAGE = delivery_page(
    DeliveryLog(
        delivery=LOG[2],
        body=BODY,
        log=tuple(
            Try(
                n=n,
                at=NOW - timedelta(minutes=n),
                status=None if n % 2 else 500,
                failure="took too long" if n % 2 else None,
                answer="" if n % 2 else "<h1>Internal Server Error</h1>",
                milliseconds=10_001 if n % 2 else 84,
            )
            for n in range(4, 0, -1)
        ),
    ),
    WORKS,
    speak,
    said="",
    refused="",
)
