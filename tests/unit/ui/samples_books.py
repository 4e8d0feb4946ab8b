"""Sample pages of an organization's books."""

from tessera.kit.money import Money
from tessera.web.views.invoices import InvoiceRow, InvoicesPage
from tessera.web.views.organizer import Desk, PeriodForm
from tessera.web.views.shell import Link, Option, Pagination
from tests.unit.ui.samples import NOW, TZ, rupees

DESK = Desk(
    3,
    "Lantern Cinemas",
    (
        Link("Statement", "/organizer/organizations/3/statement"),
        Link("Invoices", "/organizer/organizations/3/invoices", current=True),
    ),
    (
        Link("Lantern Cinemas", "/organizer/organizations/3/invoices", current=True),
        Link("Tidewater Live", "/organizer/organizations/4/invoices"),
    ),
)
FORM = PeriodForm(
    "/organizer/organizations/3/invoices",
    "2026-11-01",
    "2026-11-30",
    (
        Link("This month", "?since=2026-11-01&until=2026-11-30", current=True),
        Link("Last month", "?since=2026-10-01&until=2026-10-31"),
        Link("September 2026", "?since=2026-09-01&until=2026-09-30"),
    ),
)
FORM_WRONG = PeriodForm(
    "/organizer/organizations/3/invoices",
    "2026-11-31",
    "2026-10-01",
    problems={"since": "This is not a day.", "until": "This lies before the first day."},
)
KINDS = (Option("", "All", selected=True), Option("credit_note", "Credit notes"))
INVOICES = InvoicesPage(
    desk=DESK,
    form=FORM,
    kinds=KINDS,
    rows=(
        InvoiceRow(
            label="CN-4",
            kind="credit_note",
            url="/invoices/cn-3-4/invoice.pdf",
            issued_at=NOW,
            buyer="Asha Rao",
            reference="T7KQ2-9FMH3",
            title="Dune: Part Two",
            total=rupees(420),
            corrects="INV-17",
        ),
        InvoiceRow(
            label="INV-17",
            kind="invoice",
            url="/invoices/inv-3-17/invoice.pdf",
            issued_at=NOW,
            buyer="Asha Rao",
            reference="T7KQ2-9FMH3",
            title="Dune: Part Two",
            total=Money(84_050, "INR"),
        ),
    ),
    timezone=TZ,
    pages=Pagination(older_url="?after=inv-3-17"),
)
INVOICES_NONE = InvoicesPage(desk=DESK, form=FORM_WRONG, kinds=KINDS, rows=(), timezone=TZ)
