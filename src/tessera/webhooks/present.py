"""Outgoing webhooks as their pages show them."""

from collections.abc import Callable, Mapping, Sequence

from tessera.web.both import both_of
from tessera.web.pages import PageRequest, say
from tessera.web.present import N_
from tessera.web.views.shell import Option, Pagination
from tessera.web.views.webhooks import (
    DeliveryPage,
    DeliveryRow,
    EndpointForm,
    EndpointPage,
    EndpointRow,
    EndpointsPage,
    TryRow,
)
from tessera.webhooks.model import (
    CHOOSABLE,
    ENDPOINTS_MAX,
    Delivery,
    DeliveryLog,
    DisabledWhy,
    Endpoint,
    EventType,
    Secrets,
)

Speak = Callable[..., str]
Problems = Mapping[str, str]

HERE = "/organizer/webhooks"
SAID = {
    "enter": N_("The endpoint is there. Send a test to see whether it answers."),
    "change": N_("The endpoint is changed."),
    "enable": N_("The endpoint is told again."),
    "disable": N_("The endpoint is not told any more."),
    "secret": N_("There is a new secret. For 24 hours messages are signed with both."),
    "test": N_("A test is on its way. Load the page again to see what was answered."),
    "remove": N_("The endpoint is gone."),
    "redeliver": N_("The message is on its way again."),
}
WORDS = {
    EventType.ORDER_PAID: N_("an order is paid"),
    EventType.ORDER_PARTLY_REFUNDED: N_("a part of an order is given back"),
    EventType.ORDER_REFUNDED: N_("an order is given back"),
    EventType.ORDER_EXPIRED: N_("an order was not paid in time"),
    EventType.TICKET_USED: N_("a ticket opens the door"),
    EventType.SHOW_CANCELLED: N_("a show is cancelled"),
    EventType.PAYMENT_DISPUTED: N_("a customer disputes a payment"),
}
"""What is told; each goes on after "when"."""
LABELS = {
    "url": N_("Address"),
    "description": N_("What it is for"),
    "types": N_("Tell it when"),
}


def form(
    url: str = "",
    description: str = "",
    types: Sequence[EventType] = (),
    *,
    problems: Problems | None = None,
) -> EndpointForm:
    """A form about an endpoint, as it was filled in."""
    options = tuple(Option(kind.value, WORDS[kind], kind in types) for kind in CHOOSABLE)
    return EndpointForm(url, description, options, problems or {})


def state_of(endpoint: Endpoint) -> str:
    """`ok`, `failing` or `disabled`."""
    if not endpoint.enabled:
        return "disabled"
    return "failing" if endpoint.failing_since else "ok"


def endpoints_page(
    endpoints: Sequence[Endpoint],
    names: Mapping[int, str],
    filled: EndpointForm,
    *,
    said: str,
    refused: str,
) -> EndpointsPage:
    """Every endpoint of some organizations."""
    return EndpointsPage(
        endpoints=tuple(
            EndpointRow(
                f"{HERE}/{endpoint.id}",
                endpoint.url,
                endpoint.description,
                names[endpoint.organization_id],
                state_of(endpoint),
            )
            for endpoint in endpoints
        ),
        organizations=tuple(Option(str(id_), name) for id_, name in names.items()),
        form=filled,
        per_organization_max=ENDPOINTS_MAX,
        said=said,
        refused=refused,
    )


def endpoint_page(
    endpoint: Endpoint,
    secrets: Secrets,
    deliveries: Sequence[Delivery],
    *,
    speak: Speak,
    organization: str,
    page_size: int,
    later: bool,
    filled: EndpointForm | None,
    said: str,
    refused: str,
) -> EndpointPage:
    """One endpoint; `deliveries` are one more than a page where there is a next one."""
    path = f"{HERE}/{endpoint.id}"
    now = form(endpoint.url, endpoint.description, endpoint.types)
    stale = filled is not None and bool(refused)
    more = f"{path}?before={deliveries[page_size - 1].id}" if len(deliveries) > page_size else None
    return EndpointPage(
        path=path,
        url=endpoint.url,
        organization=organization,
        state=state_of(endpoint),
        disabled_at=endpoint.disabled_at,
        by_choice=endpoint.disabled_why is DisabledWhy.CHOICE,
        failing_since=endpoint.failing_since,
        secret=secrets.secret,
        old_secret_until=secrets.old_until,
        form=filled or now,
        version=endpoint.version,
        both=both_of(speak, _told(now, speak), _told(filled or now, speak), labels=LABELS)
        if stale
        else None,
        deliveries=tuple(_row(one, speak) for one in deliveries[:page_size]),
        pages=Pagination(path if later else None, more),
        said=said,
        refused=refused,
    )


def _told(filled: EndpointForm, speak: Speak) -> dict[str, str]:
    kinds = ", ".join(speak(option.label) for option in filled.types if option.selected)
    return {"url": filled.url, "description": filled.description, "types": kinds}


def _row(delivery: Delivery, speak: Speak) -> DeliveryRow:
    said = outcome(delivery.last_status, delivery.last_failure, speak) if delivery.tries else ""
    return DeliveryRow(
        f"{HERE}/deliveries/{delivery.id}",
        delivery.type.value,
        delivery.status.value,
        delivery.tries,
        delivery.created_at,
        delivery.next_at,
        said,
    )


def outcome(status: int | None, failure: str | None, speak: Speak) -> str:
    """The status that was answered, or why there was none."""
    if status is not None:
        return speak(N_("answered %(status)s"), status=status)
    return speak(N_("no answer: %(why)s"), why=failure or "?")


def delivery_page(
    found: DeliveryLog, endpoint: Endpoint, speak: Speak, *, said: str, refused: str
) -> DeliveryPage:
    """One message with its tries."""
    delivery = found.delivery
    return DeliveryPage(
        id=str(delivery.id),
        path=f"{HERE}/deliveries/{delivery.id}",
        endpoint_path=f"{HERE}/{endpoint.id}",
        endpoint_url=endpoint.url,
        type=delivery.type.value,
        status=delivery.status.value,
        tries=delivery.tries,
        created_at=delivery.created_at,
        next_at=delivery.next_at,
        ended_at=delivery.ended_at,
        body=found.body,
        log=tuple(
            TryRow(
                one.n,
                one.at,
                one.status is not None and 200 <= one.status < 300,
                outcome(one.status, one.failure, speak),
                one.milliseconds,
                one.answer,
            )
            for one in found.log
        ),
        may_send=endpoint.enabled,
        said=said,
        refused=refused,
    )


def said_of(request: PageRequest) -> str:
    """What was done a moment ago, as the address tells."""
    text = SAID.get(request.query_params.get("done", ""), "")
    return say(request, text) if text else ""
