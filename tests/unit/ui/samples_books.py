"""Sample pages of an organization's books."""

from datetime import date, datetime

import msgspec

from tessera.kit.money import Money
from tessera.web.views.invoices import InvoiceRow, InvoicesPage
from tessera.web.views.order_books import (
    DecisionRow,
    EntryRow,
    EventRow,
    LineRow,
    MoveRow,
    OrderRow,
    OrganizerOrderPage,
    OverridePreview,
    ShowOrdersPage,
)
from tessera.web.views.organizer import Desk, PeriodForm
from tessera.web.views.owed import DisputeRow, DisputesPage, RefundRow, RefundsPage
from tessera.web.views.shell import Both, Link, Option, Pagination, Refusal
from tessera.web.views.statements import AccountCard, ChangeRow, StatementPage
from tessera.web.views.statements import ShowRow as StatementShow
from tessera.web.views.terms import (
    BackRow,
    BillRow,
    ExampleView,
    RateRow,
    ShowTermsPage,
    TermsPage,
)
from tests.unit.ui.samples import NOW, TZ, rupees

DESK = Desk(
    3,
    "Lantern Cinemas",
    (
        Link("Statement", "/organizer/organizations/3/statement"),
        Link("Invoices", "/organizer/organizations/3/invoices", current=True),
        Link("Refunds owed", "/organizer/organizations/3/refunds"),
        Link("Disputes", "/organizer/organizations/3/disputes"),
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
            order_url="/organizer/orders/o1",
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
            order_url="/organizer/orders/o1",
            title="Dune: Part Two",
            total=Money(84_050, "INR"),
        ),
    ),
    timezone=TZ,
    pages=Pagination(older_url="?after=inv-3-17"),
)
INVOICES_NONE = InvoicesPage(desk=DESK, form=FORM_WRONG, kinds=KINDS, rows=(), timezone=TZ)


def change(label: str, amount: int, number: int, *, rate: str = "") -> ChangeRow:
    """A line of an account."""
    return ChangeRow(label, rate, rupees(amount), number)


def account(label: str, opening: int, closing: int, *changes: ChangeRow) -> AccountCard:
    """An account that organizers look at first."""
    return AccountCard(
        label=label,
        opening=rupees(opening),
        changes=changes,
        closing=rupees(closing),
        ours=label in ("Payable to you", "Booking fees", "Taxes"),
    )


STATEMENT = StatementPage(
    desk=DESK,
    form=FORM,
    currencies=(Option("INR", "INR", selected=True), Option("EUR", "EUR")),
    since=date(2026, 11, 1),
    until=date(2026, 11, 30),
    timezone=TZ,
    accounts=(
        account(
            "Payable to you",
            124_000,
            1_350_100,
            change("Sales", 1_267_300, 3_120),
            change("Cancellations", -40_800, 94),
            change("Disputes lost", -400, 1),
        ),
        account("Booking fees", 3_000, 38_200, change("Sales", 36_400, 3_120)),
        account(
            "Taxes",
            22_000,
            249_000,
            change("Sales", 228_100, 3_120, rate="GST 18%"),
            change("Cancellations", -7_344, 94, rate="GST 18%"),
        ),
        account("Refunds on their way", 0, 1_200, change("Cancellations", 48_200, 94)),
        account("Money that bought nothing", 0, 0),
        account("Disputed by customers", 0, 840, change("Disputes opened", 840, 1)),
        account("With payment providers", 149_000, 1_637_660, change("Sales", 1_531_800, 3_120)),
    ),
    shows=tuple(
        StatementShow(
            url="/organizer/shows/1",
            title=title,
            starts_at=NOW,
            timezone=TZ,
            sales=rupees(420_000),
            fees=rupees(12_600),
            taxes=rupees(75_600),
            refunds=rupees(13_440),
            chargebacks=rupees(0),
            payable=rupees(408_580),
        )
        for title in ("Dune: Part Two", "Swan Lake", "Stand-up night with a rather long name")
    ),
    csv_url="statement.csv",
    pdf_url="statement.pdf",
    pages=Pagination(older_url="?page=1"),
)
STATEMENT_EMPTY = msgspec.structs.replace(STATEMENT, shows=(), pages=Pagination())

STATES = (Link("All", "?state=", current=True), Link("Open", "?state=open"))


def dispute(status: str, answer_by: datetime | None, *, late: bool = False) -> DisputeRow:
    """A dispute of Asha's."""
    return DisputeRow(
        id="dp_1Nv0FGQ9RKHgCVdK",
        status=status,  # type: ignore[arg-type]
        amount=rupees(840),
        reason="fraudulent",
        provider="stripe",
        opened_at=NOW,
        answer_by=answer_by,
        late=late,
        reference="T7KQ2-9FMH3",
        order_url="/organizer/orders/o1",
        buyer="Asha Rao",
        title="Dune: Part Two",
        timezone=TZ,
    )


def owed(failure: str, *, failed: bool) -> RefundRow:
    """A refund of Asha's."""
    return RefundRow(
        id="0192f3a1-c7de-7000-8000-000000000001",
        failed=failed,
        amount=rupees(420),
        failure=failure,
        tries=5 if failed else 2,
        next_try_at=NOW,
        created_at=NOW,
        provider="mock",
        reference="T7KQ2-9FMH3",
        order_url="/organizer/orders/o1",
        buyer="Asha Rao",
        title="Dune: Part Two",
        timezone=TZ,
    )


DISPUTES = DisputesPage(
    desk=DESK,
    states=STATES,
    rows=(dispute("open", NOW), dispute("open", NOW, late=True), dispute("lost", None)),
)
DISPUTES_NONE = DisputesPage(desk=DESK, states=STATES, rows=())
REFUNDS = RefundsPage(
    desk=DESK,
    states=STATES,
    rows=(owed("refund_refused", failed=True), owed("", failed=False)),
    back="/organizer/organizations/3/refunds",
)
REFUNDS_NONE = RefundsPage(desk=DESK, states=STATES, rows=(), back="/")

INSIDE = (Option("yes", "in the price", selected=True), Option("no", "on top of it"))
PLACES = (Option("price", "the price", selected=True), Option("both", "both"))
EXAMPLE = ExampleView(
    (
        BillRow("Price without tax", rupees(763)),
        BillRow("Booking fee", rupees(30)),
        BillRow("GST", rupees(137), "18%"),
    ),
    rupees(930),
    (
        BackRow("Cancelled now", NOW, rupees(930), rupees(0)),
        BackRow("Cancelled a day later", NOW, rupees(450), rupees(480)),
        BackRow("Once the show has begun", NOW, rupees(0), rupees(930)),
    ),
    TZ,
)
VALUES = {
    "free_until_hours": "24",
    "later_percent": "50",
    "later_until_hours": "2",
    "fee_returned": "yes",
    "fee_fixed": "15.00",
    "fee_percent": "3",
    "tax_name_0": "GST",
    "tax_percent_0": "18",
    "timezone": TZ,
    "address": "12 Marine Drive\nMumbai 400020",
    "example_price": "450",
    "example_hours": "72",
}
TERMS = TermsPage(
    desk=DESK,
    action="/organizer/organizations/3/terms",
    currency="INR",
    values=VALUES,
    problems={},
    rates=(RateRow(0, INSIDE, PLACES), RateRow(1, INSIDE, PLACES)),
    example=EXAMPLE,
    save=(("fee_fixed", "15.00"), ("fee_percent", "3")),
    may_change=True,
)
TERMS_STALE = msgspec.structs.replace(
    TERMS,
    both=(
        Both("Free until, hours before", "24", "48"),
        Both("Taxes", "GST 18 % (in the price, both)", "GST 12 % (in the price, both)"),
        Both("Address", "", "12 Ring Road, Mumbai"),
    ),
    refusal=Refusal("changed_meanwhile", "Somebody has changed this meanwhile."),
)
TERMS_WRONG = msgspec.structs.replace(
    TERMS,
    values={**VALUES, "fee_percent": "a lot", "timezone": "Mars", "later_until_hours": "48"},
    problems={
        "fee_percent": "Write a percentage from 0 to 100, such as 2.5.",
        "timezone": "This timezone is not known. Write one such as Asia/Kolkata.",
        "later_until_hours": "This lies further before the start than the free time ends.",
        "tax_name_1": "Name this tax, in 40 signs at most.",
    },
    example=None,
    save=(),
)
SHOW_TERMS = ShowTermsPage(
    action="/organizer/shows/1/terms",
    show_url="/organizer/shows/1",
    title="Dune: Part Two",
    starts_at=NOW,
    timezone=TZ,
    whose=(Option("organization", "As the organization sells"), Option("own", "For this show")),
    values=VALUES,
    problems={},
    categories=(Option("prime", "Prime", selected=True),),
    example=EXAMPLE,
    save=(("whose", "own"),),
    open=True,
    saved=True,
)

SHOW_ORDERS = ShowOrdersPage(
    show_url="/organizer/shows/1",
    title="Dune: Part Two",
    starts_at=NOW,
    timezone=TZ,
    action="/organizer/shows/1/orders",
    words="asha",
    status="",
    states=STATES,
    rows=(
        OrderRow(
            "/organizer/orders/o1",
            "T7KQ2-9FMH3",
            "Asha Rao",
            "asha@example.org",
            ("Row H seat 12", "Row H seat 13"),
            "partly_refunded",
            rupees(840),
            NOW,
        ),
    ),
)
SHOW_ORDERS_NONE = msgspec.structs.replace(SHOW_ORDERS, rows=())


def line(n: int, status: str, *, kept: int = 0) -> LineRow:
    """A place of the order."""
    amounts = (rupees(381), rupees(15), rupees(69), rupees(465), rupees(kept))
    return LineRow(n, f"Row H seat {n}", "prime", *amounts, status, status == "valid", chosen=True)


ORGANIZER_ORDER = OrganizerOrderPage(
    order_id="o1",
    reference="T7KQ2-9FMH3",
    status="partly_refunded",
    buyer="Asha Rao",
    email="asha@example.org",
    title="Dune: Part Two",
    show_url="/organizer/shows/1",
    starts_at=NOW,
    timezone=TZ,
    total=rupees(930),
    lines=(line(12, "valid"), line(13, "void", kept=100)),
    payments=(MoveRow(NOW, "Test payment", "succeeded", rupees(930)),),
    refunds=(MoveRow(NOW, "Given back by the organizer", "created", rupees(365)),),
    documents=(Link("Invoice INV-17", "/invoices/inv-3-17/invoice.pdf"),),
    entries=(
        EntryRow(NOW, "With payment providers", rupees(930)),
        EntryRow(NOW, "Payable to you", rupees(-762)),
    ),
    decisions=(DecisionRow(NOW, "Olga Owner", "Was ill", rupees(0), rupees(365)),),
    history=(
        EventRow(NOW, "Order opened", "", None),
        EventRow(NOW, "Payment captured", "", rupees(930)),
    ),
    may_decide=True,
    values={"percent": "80", "return_fee": "yes", "reason": "x"},
    problems={"reason": "Say why, in 3 signs at least. It stays on record."},
    preview=OverridePreview(rupees(365), rupees(0)),
    save=(("lines", "12"), ("percent", "80")),
)
