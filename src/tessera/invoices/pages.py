"""Pages: an organization's invoices and credit notes, and one of them on paper."""

from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath

from tessera.accounts.policy import Right
from tessera.invoices.model import Invoice, InvoiceKind, label_of
from tessera.invoices.read import WantedInvoices, invoices_of_organization, read_invoice
from tessera.invoices.routes import paper_answer, works_there
from tessera.kit.errors import Invalid, NotFound
from tessera.kit.money import Money
from tessera.orders.pages import own_order
from tessera.organizations.desk import desk, kept_organization
from tessera.organizations.model import Organization
from tessera.organizations.period_form import asked_period, period_form
from tessera.services import Services
from tessera.web.guards import may, person_of
from tessera.web.pages import Page, PageRequest, page, say
from tessera.web.present import N_
from tessera.web.views.invoices import InvoiceRow, InvoicesPage
from tessera.web.views.shell import Option, Pagination

PAGE_SIZE = 50
KINDS = {"": N_("All"), "invoice": N_("Invoices"), "credit_note": N_("Credit notes")}


@get(
    "/organizer/organizations/{organization_id:int}/invoices",
    guards=[may(Right.BOOKS_READ)],
    include_in_schema=False,
)
async def invoices_page(request: PageRequest, organization_id: FromPath[int]) -> Page:
    """Documents of a period, the newest first."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    period, problems = asked_period(request, organization)
    kind = request.query_params.get("kind", "")
    kind = kind if kind in KINDS else ""
    wanted = WantedInvoices(
        period=period,
        kind=InvoiceKind(kind) if kind else None,
        after=request.query_params.get("after") or None,
    )
    try:
        found = await invoices_of_organization(
            services.db.pool, organization_id, wanted, limit=PAGE_SIZE + 1
        )
    except Invalid as error:
        raise NotFound("page") from error
    shown = found[:PAGE_SIZE]
    path = f"/organizer/organizations/{organization_id}/invoices"
    asked = {"since": period.since.isoformat(), "until": period.until.isoformat(), "kind": kind}
    older = urlencode(asked | {"after": shown[-1].id}) if len(found) > PAGE_SIZE else ""
    view = InvoicesPage(
        desk=await desk(request, organization, "invoices"),
        form=period_form(request, path, period, timezone=organization.timezone, problems=problems),
        kinds=tuple(Option(key, say(request, word), key == kind) for key, word in KINDS.items()),
        rows=tuple(_row(invoice, organization) for invoice in shown),
        timezone=organization.timezone,
        pages=Pagination(
            f"{path}?{urlencode(asked)}" if wanted.after else None,
            f"{path}?{older}" if older else None,
        ),
    )
    return await page(request, "organizer/invoices.html", view, status=422 if problems else 200)


def _row(invoice: Invoice, organization: Organization) -> InvoiceRow:
    number = invoice.document.refers_to
    return InvoiceRow(
        label=invoice.label,
        kind=invoice.kind.value,
        url=f"/invoices/{invoice.id}/invoice.pdf",
        issued_at=invoice.issued_at,
        buyer=invoice.document.buyer_name,
        reference=invoice.document.reference,
        order_url=f"/organizer/orders/{invoice.order_id}",
        title=invoice.document.title,
        total=Money(invoice.total, invoice.currency),
        corrects=label_of(InvoiceKind.INVOICE, number) if number else "",
    )


@get("/invoices/{invoice_id:str}/invoice.pdf", guards=[may(Right.BUY)], include_in_schema=False)
async def invoice_to_print(request: PageRequest, invoice_id: FromPath[str]) -> Page:
    """One document on paper, for its buyer, a browser that knows the order, its organization."""
    services: Services = request.app.state.services
    invoice = await read_invoice(services.db.pool, invoice_id)
    if not works_there(invoice, await person_of(request)):
        try:
            await own_order(request, invoice.order_id)
        except NotFound:
            raise NotFound("invoice") from None
    return paper_answer(request, invoice)


PAGES = [invoices_page, invoice_to_print]
