"""The example under a form of terms, in words."""

from tessera.kit.money import Money
from tessera.organizations.preview import TICKETS, Example
from tessera.web.pages import PageRequest, language_of, say
from tessera.web.present import N_
from tessera.web.printed import Print
from tessera.web.views.terms import BackRow, BillRow, ExampleView

WHEN = (N_("Cancelled now"), N_("Cancelled a day later"), N_("Once the show has begun"))


def example_view(
    request: PageRequest, example: Example, *, currency: str, timezone: str
) -> ExampleView:
    """Bill and refunds of the example, each amount for all its tickets."""
    written = Print.in_language(language_of(request))

    def money(amount: int) -> Money:
        return Money(TICKETS * amount, currency)

    price = example.price
    bill = [BillRow(say(request, N_("Price without tax")), money(price.face))]
    if price.fee:
        bill.append(BillRow(say(request, N_("Booking fee")), money(price.fee)))
    bill += [BillRow(t.name, money(t.amount), written.share(t.basis_points)) for t in price.taxes]
    backs = (
        BackRow(say(request, label), b.at, Money(b.back, currency), Money(b.kept, currency))
        for label, b in zip(WHEN, example.backs, strict=True)
    )
    return ExampleView(tuple(bill), Money(example.total, currency), tuple(backs), timezone)
