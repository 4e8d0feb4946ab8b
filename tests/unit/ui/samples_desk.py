"""Sample pages from the checkout to the ticket, accounts, mishaps and mails."""

from datetime import timedelta

import msgspec

from tessera.accounts.profile.model import Address
from tessera.kit.errors import Problem
from tessera.web.views.accounts import (
    CodePage,
    DeletionPage,
    DeviceRow,
    DevicesPage,
    EmailCodesPage,
    EmailPage,
    ForgottenPage,
    PasswordPage,
    ProfilePage,
    RegisterPage,
    ResetPage,
    SignInPage,
)
from tessera.web.views.api import ApiField, ApiGroup, ApiOperation, ApiPage
from tessera.web.views.messages import MailboxPage, MailPage, MailRow, OrderMail
from tessera.web.views.orders import (
    Cancellation,
    CancellationPage,
    CheckoutPage,
    GiveBack,
    MoneyMove,
    MyOrdersPage,
    OrderCard,
    OrderPage,
    PaymentMethod,
    PayPage,
    PriceLine,
    PriceSummary,
    TableNote,
    TableOption,
    TicketLink,
)
from tessera.web.views.problems import ErrorPage
from tessera.web.views.shell import Link, Option, Poster, Refusal
from tessera.web.views.tickets import TicketPage
from tests.unit.ui.samples import COUNTDOWN, DUNE, NOW, TZ, at, rupees

BILL = PriceSummary(
    lines=(
        PriceLine("Row H seat 12", rupees(450), "Prime"),
        PriceLine("Row H seat 13", rupees(450), "Prime"),
    ),
    extras=(
        PriceLine("Booking fee", rupees(30)),
        PriceLine("Offer", rupees(-90), "FIRST10"),
    ),
    total=rupees(840),
    tax_included=rupees(128),
)
CHECKOUT = CheckoutPage("h1", DUNE, BILL, COUNTDOWN)
KETTLE = TableOption(
    value="1",
    name="The Copper Kettle",
    address="3 Arthur Bunder Road",
    km=0.24,
    offer="Show and supper",
    saves=rupees(84),
    extras=("Two thalis for one",),
    selected=True,
)
EMBER = TableOption(
    value="2",
    name="Ember",
    address="Colaba Causeway",
    km=0.61,
    offer="Late table",
    saves=None,
    why="it is for other days of the week",
)
CHECKOUT_TABLES = msgspec.structs.replace(
    CHECKOUT,
    bill=msgspec.structs.replace(BILL, saved=(PriceLine("Show and supper", rupees(84)),)),
    tables=(KETTLE, EMBER),
)
CHECKOUT_TABLE_GONE = msgspec.structs.replace(
    CHECKOUT,
    tables=(msgspec.structs.replace(EMBER, selected=True),),
    problems={"restaurant": "This offer does not hold here. It is for other days of the week."},
)
TABLE = TableNote(
    name="The Copper Kettle",
    address="3 Arthur Bunder Road, Mumbai",
    url="/restaurants/1",
    offer="Show and supper",
    extras=("Two thalis for one",),
)
CHECKOUT_WRONG = CheckoutPage(
    "h1",
    DUNE,
    BILL,
    msgspec.structs.replace(COUNTDOWN, expires_at=NOW + timedelta(seconds=41)),
    name="Asha Rao",
    email="asha@example",
    offer_code="FRIST10",
    problems={
        "email": "This address has no ending such as .com or .in.",
        "offer_code": "There is no offer with this code.",
    },
    refusal=Refusal("invalid", "Two things need another look", "They are marked below."),
)
CHECKOUT_EXPIRED = CheckoutPage("h1", DUNE, BILL, COUNTDOWN, expired=True)
METHODS = (
    PaymentMethod("tok_success", "Card that works", "The bank says yes at once."),
    PaymentMethod("tok_decline", "Card that is declined", "Nothing is charged; you may try again."),
    PaymentMethod("tok_slow", "Slow bank, then yes", "The answer comes after about two seconds."),
    PaymentMethod("tok_slow_decline", "Slow bank, then no", "Declined after about two seconds."),
    PaymentMethod("tok_timeout", "Bank that never answers", "The places come back in time."),
    PaymentMethod("tok_lost", "Charged, but the answer is lost", "Found by the reconciler."),
)
PAY = PayPage("o1", "T7KQ2-9FMH3", DUNE, BILL, COUNTDOWN, METHODS)
PAY_DECLINED = msgspec.structs.replace(PAY, state="declined", chosen="tok_decline")
PAY_WAITING = msgspec.structs.replace(PAY, state="processing")
PAY_EXPIRED = msgspec.structs.replace(PAY, state="expired")

TICKETS = (
    TicketLink("/tickets/t1", "Row H seat 12", "Prime", "valid"),
    TicketLink("/tickets/t2", "Row H seat 13", "Prime", "used"),
)
PAYMENTS = (
    MoneyMove(NOW - timedelta(minutes=4), "Test card", rupees(840), "failed"),
    MoneyMove(NOW, "Test card", rupees(840), "succeeded"),
)
PLACES = (
    GiveBack(1, "Row H seat 12", rupees(405), chosen=True),
    GiveBack(2, "Row H seat 13", rupees(405)),
)
GIVE_BACK = CancellationPage(
    order_id="o1",
    reference="T7KQ2-9FMH3",
    show=DUNE,
    lines=PLACES,
    until=at(17, 45),
    refund=rupees(405),
    kept=rupees(15),
    asked=True,
)
GIVE_BACK_NONE = msgspec.structs.replace(
    GIVE_BACK, asked=False, problem="Choose the places that you give back."
)
ORDER = OrderPage(
    order_id="o1",
    reference="T7KQ2-9FMH3",
    status="paid",
    show=DUNE,
    bill=BILL,
    email="asha@example.org",
    tickets=TICKETS,
    payments=PAYMENTS,
    cancellation=Cancellation(at(17, 45), rupees(810), rupees(30), PLACES),
    pdf_url="/orders/o1/tickets.pdf",
    documents=(Link("Invoice INV-17", "/invoices/inv-3-17/invoice.pdf"),),
)
ORDER_PENDING = msgspec.structs.replace(
    ORDER, status="pending", tickets=(), payments=(), cancellation=None, countdown=COUNTDOWN
)
ORDER_WAITING = msgspec.structs.replace(ORDER_PENDING, processing=True)
ORDER_REFUNDED = msgspec.structs.replace(
    ORDER,
    status="refunded",
    tickets=tuple(msgspec.structs.replace(t, status="void") for t in TICKETS),
    refunds=(MoneyMove(NOW, "To the test card", rupees(810), "processing"),),
    cancellation=None,
)
ORDER_EXPIRED = msgspec.structs.replace(ORDER_PENDING, status="expired", countdown=None)

ORDER_TABLE = msgspec.structs.replace(ORDER, table=TABLE)


def order_card(title: str, days: int, status: str, *places: str) -> OrderCard:
    """An order in the list, `days` from the sample day."""
    return OrderCard(
        url="/orders/o1",
        reference="T7KQ2-9FMH3",
        title=title,
        starts_at=at(19, 45, days=days),
        timezone=TZ,
        venue="Regal",
        places=places,
        status=status,  # type: ignore[arg-type]
        total=rupees(420 * len(places)),
        poster=Poster(title, "Film"),
    )


MINE = MyOrdersPage(
    upcoming=(
        order_card("Dune: Part Two", 0, "paid", "Row H seat 12", "Row H seat 13"),
        order_card("Swan Lake", 2, "pending", "Balcony row B seat 4"),
    ),
    past=(
        order_card("Parasite", -9, "paid", "Row F seat 7"),
        order_card("RRR", -20, "refunded", "Row C seat 1", "Row C seat 2", "Row C seat 3"),
    ),
)
MINE_EMPTY = MyOrdersPage((), ())
TICKET = TicketPage(
    ticket_id="t1",
    show=DUNE,
    place=(("Row", "H"), ("Seat", "12")),
    category="Prime",
    holder="Asha Rao",
    code="TSR1.0192f3a1c7",
    short_code="T7KQ-29FM-H12",
    status="valid",
    reference="T7KQ2-9FMH3",
    order_url="/orders/o1",
    qr_url="qr.svg",
    pdf_url="/tickets/t1/ticket.pdf",
    number=1,
    of=2,
    next=Link("H 13", "/tickets/t2"),
)
TICKET_TABLE = msgspec.structs.replace(TICKET, table=TABLE)
TICKET_USED = msgspec.structs.replace(TICKET, status="used", used_at=at(19, 21))
TICKET_VOID = msgspec.structs.replace(TICKET, status="void")

DEMO = (
    ("customer@demo.test", "buys tickets"),
    ("owner@demo.test", "organizes shows"),
    ("door@demo.test", "keeps the door"),
    ("admin@demo.test", "runs the platform"),
)
SIGN_IN = SignInPage(
    next="/my/orders",
    demo_people=DEMO,
    demo_password="tessera-demo",
    services=(("google", "Google"), ("github", "GitHub")),
)
SIGN_IN_WRONG = SignInPage(
    email="asha@example.org",
    refusal=Refusal("invalid_credentials", "E-mail or password is not right", "Please try again."),
)
REGISTER = RegisterPage()
REGISTER_WRONG = RegisterPage(
    email="asha.example.org",
    problems={"email": "is not an e-mail address"},
)
CODE = CodePage("asha@example.org", "0192f3a1", "/my/orders", 10)
CODE_WRONG = msgspec.structs.replace(
    CODE,
    name="Asha Rao",
    problems={
        "code": "That is not the code of the mail.",
        "password": "must have 10 to 200 characters",
    },
)


FORGOTTEN = ForgottenPage(next="/my/orders")
RESET = ResetPage("asha@example.org", "0192f3a1", "/", 10, {"code": "That is not the code."})
PASSWORD = PasswordPage(10, changed=True)
PASSWORD_WRONG = PasswordPage(10, problems={"password": "is not your password"})
DEVICES = DevicesPage(
    (
        DeviceRow("1", "Firefox · Linux", False, "203.0.113.7", at(9), at(11), True),
        DeviceRow("2", "Safari · iPhone", False, "2001:db8::17", at(8), at(10), False),
        DeviceRow("3", "A program", True, "198.51.100.4", at(1), at(9), False),
    )
)
PROFILE = ProfilePage(
    user_name="asha.rao",
    email="asha@example.org",
    name="Asha Rao",
    phone="+919876543210",
    address=Address("12 Marine Drive", "Mumbai", "400020", "IN"),
    currency="INR",
    languages=(Option("en", "English", True), Option("de", "Deutsch"), Option("hi", "हिन्दी")),
    picture=False,
    saved=True,
)
PROFILE_WRONG = msgspec.structs.replace(
    PROFILE,
    saved=False,
    problems={"phone": "is not a telephone number: begin with + and the country's code"},
)
EMAIL = EmailPage("asha@example.org")
EMAIL_WRONG = EmailPage("asha@example.org", "asha", problems={"email": "is not an e-mail address"})
EMAIL_CODES = EmailCodesPage("0192f3a1", "asha@new.example", "asha@example.org")
DELETION = DeletionPage()
DELETION_WRONG = DeletionPage(problems={"password": "is not your password"})


def mishap(status: int) -> ErrorPage:
    """An error page as it comes up in practice."""
    return ErrorPage(
        status,
        request_id="0192f3a1-c7de",
        problems=(Problem("quantity", "must be between 1 and 10"),) if status == 422 else (),
        detail="The hold ended at 20:14." if status == 410 else "",
        retry_after_seconds=30 if status == 503 else None,
    )


MAILBOX = MailboxPage((
    MailRow("/dev/mail/3", "asha@example.org", "Your tickets for Dune: Part Two", NOW, 1),
    MailRow("/dev/mail/2", "jo@example.org", "The payment for Swan Lake did not work", NOW),
    MailRow("/dev/mail/1", "li@example.org", "Your order for RRR is cancelled", NOW),
))  # fmt: skip
MAIL = MailPage(
    subject="Your tickets for Dune: Part Two",
    sender="Tessera <tickets@localhost>",
    to="asha@example.org",
    sent_at=NOW,
    text="Your tickets for Dune: Part Two\n\nHello Asha, everything is paid.",
    html_url="mail-order_confirmed.html",
    attachments=(("tickets.pdf", "/dev/mail/3/tickets.pdf"),),
)
ORDER_MAIL = OrderMail(
    name="Asha",
    reference="T7KQ2-9FMH3",
    show=DUNE,
    bill=BILL,
    order_url="https://tickets.example/orders/o1?token=s3cret",
    tickets=TICKETS,
    refund=rupees(810),
    pay_url="https://tickets.example/orders/o1/pay?token=s3cret",
    pay_until=NOW + timedelta(minutes=15),
    places=("Row J seat 8", "Row J seat 9"),
)

API_DOCS = ApiPage(
    version="0.1.0",
    schema_url="/api/schema",
    groups=(
        ApiGroup(
            "claims",
            (
                ApiOperation(
                    anchor="PlaceHold",
                    method="POST",
                    path="/api/v1/shows/{show_id}/holds",
                    summary="Hold places, all or none; guests may.",
                    description="The `token` in the answer proves the hold.",
                    who="everybody",
                    fields=(
                        ApiField("show_id", "integer", "path", required=True),
                        ApiField("places", "list of integer", "body", bounds="1 or more"),
                    ),
                    answers=(("201", "Made."), ("4XX", "Refused.")),
                ),
            ),
        ),
    ),
)
