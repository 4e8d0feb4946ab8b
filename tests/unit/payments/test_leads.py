"""Where the payment form leads in the end."""

import msgspec
import pytest

from tessera.payments.pages import Leads

LEADS = Leads("/orders/o1", "/orders/o1/payments/p1/go", frozenset({"https://checkout.stripe.com"}))


@pytest.mark.parametrize(
    ("status", "body", "address"),
    [
        (200, {}, "/orders/o1"),
        (402, {}, "/orders/o1/pay"),
        (202, {"status": "processing"}, "/orders/o1/pay"),
        (202, {"status": "form", "url": "https://api.razorpay.com/x"}, "/orders/o1/payments/p1/go"),
        (202, {"status": "redirect", "url": "https://checkout.stripe.com/c/1"}, None),
        (202, {"status": "redirect", "url": "https://pay.lantern.example/c/1"}, "/orders/o1/pay"),
        (202, {"status": "fields", "fields": {}}, "/orders/o1/pay"),
    ],
)
def test_form_leads_only_where_the_policy_lets_it(
    status: int, body: dict[str, str], address: str | None
) -> None:
    """A browser would stay on a blank page otherwise; a link may lead anywhere."""
    assert LEADS.to(status, msgspec.json.encode(body)) == (address or body["url"])
