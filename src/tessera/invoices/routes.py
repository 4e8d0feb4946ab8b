"""REST: invoices and credit notes."""

from datetime import date
from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter

from tessera.accounts.model import Person
from tessera.accounts.policy import Right
from tessera.invoices.model import Invoice, InvoiceKind
from tessera.invoices.read import WantedInvoices, invoices_of_organization, read_invoice
from tessera.invoices.show import file_name, invoice_view, short_view
from tessera.kit.errors import NotFound
from tessera.kit.pagination import PAGE_DEFAULT, page
from tessera.orders.read import read_order
from tessera.orders.routes import may_use
from tessera.organizations.desk import kept_organization
from tessera.organizations.periods import period_of
from tessera.services import Services
from tessera.web.answers import JsonRequest, json_answer
from tessera.web.guards import may, person_of
from tessera.web.pages import language_of
from tessera.web.paging import Limit
from tessera.web.printed import pdf_answer

After = Annotated[str | None, QueryParameter(max_length=60)]


@get("/organizations/{organization_id:int}/invoices", guards=[may(Right.BOOKS_READ)])
async def get_invoices(
    request: JsonRequest,
    organization_id: FromPath[int],
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    kind: FromQuery[InvoiceKind | None] = None,
    limit: Limit = PAGE_DEFAULT,
    cursor: After = None,
) -> Response[bytes]:
    """Invoices and credit notes, the newest first. `since` and `until` are days by the
    organization's clock, both included; this month where none is named."""
    services: Services = request.app.state.services
    organization = await kept_organization(request, organization_id)
    period = period_of(since, until, timezone=organization.timezone, now=services.clock())
    wanted = WantedInvoices(period=period, kind=kind, after=cursor)
    found = await invoices_of_organization(
        services.db.pool, organization_id, wanted, limit=limit + 1
    )
    return json_answer(page(found, limit, view=short_view, cursor=lambda invoice: invoice.id))


@get("/invoices/{invoice_id:str}", guards=[may(Right.BUY)])
async def get_invoice(request: JsonRequest, invoice_id: FromPath[str]) -> Response[bytes]:
    """One document, for its buyer (signed in, or with the `Order-Token`) and its organization."""
    return json_answer(invoice_view(await own_invoice(request, invoice_id)))


@get("/invoices/{invoice_id:str}/invoice.pdf", guards=[may(Right.BUY)])
async def get_invoice_pdf(request: JsonRequest, invoice_id: FromPath[str]) -> Response[bytes]:
    """The document to print."""
    return paper_answer(request, await own_invoice(request, invoice_id))


async def own_invoice(request: JsonRequest, invoice_id: str) -> Invoice:
    """The document, for who may read it. Raises `NotFound` for everybody else."""
    services: Services = request.app.state.services
    invoice = await read_invoice(services.db.pool, invoice_id)
    person = await person_of(request)
    token = request.headers.get("order-token")
    if works_there(invoice, person):
        return invoice
    order = await read_order(services.db.pool, invoice.order_id)
    if not may_use(request, order, person, token):
        raise NotFound("invoice")
    return invoice


def works_there(invoice: Invoice, person: Person | None) -> bool:
    """Whether somebody sells for the organization that issued it."""
    return person is not None and person.may(Right.SALES_READ, invoice.organization_id)


def paper_answer(request: JsonRequest, invoice: Invoice) -> Response[bytes]:
    """The PDF of a document that is shown to who may read it."""
    from tessera.invoices.paper import invoice_pdf  # what draws costs every start a fifth

    return pdf_answer(invoice_pdf(invoice, language_of(request)), file_name(invoice))


ROUTES = [get_invoices, get_invoice, get_invoice_pdf]
