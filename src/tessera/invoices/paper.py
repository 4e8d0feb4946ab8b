"""A document on paper: made when it is asked for, from what was kept when it was issued."""

from collections.abc import Iterator

from tessera.invoices.model import Invoice, InvoiceKind, InvoiceLine, InvoiceTax, label_of
from tessera.kit.paper import Paper, Row
from tessera.web.present import N_
from tessera.web.printed import Print

TITLES = {InvoiceKind.INVOICE: N_("Invoice"), InvoiceKind.CREDIT_NOTE: N_("Credit note")}


def invoice_pdf(invoice: Invoice, language: str) -> bytes:
    """The document as PDF, in the reader's language where paper can be written in it."""
    written = Print.in_language(language)
    say, document = written.say, invoice.document
    title = f"{say(TITLES[invoice.kind])} {invoice.label}"
    seller = (say(N_("Seller")), *_seller(invoice, written))
    buyer = (say(N_("Buyer")), document.buyer_name, document.buyer_email)
    facts = _facts(invoice, written)
    lines = [_line(line, invoice, written) for line in document.lines]
    total = (
        f"\t{say(N_('Total'))}",
        "",
        "",
        "",
        "",
        written.money(invoice.total, invoice.currency),
    )
    taxes = [_tax(tax, invoice, written) for tax in document.taxes]
    paper = Paper(title, texts=_all_texts(title, seller, buyer, facts, *lines, *taxes))
    paper.heading(title)
    paper.columns(seller, buyer)
    paper.lines(*facts)
    words = (N_("Place"), N_("Category"), N_("Price"), N_("Booking fee"), N_("Tax"), N_("Total"))
    paper.table(
        [say(word) for word in words],
        [*lines, total],
        widths=(28, 20, 20, 28, 26, 24),
        figures_from=2,
    )
    if taxes:
        heads = [say(head) for head in (N_("Tax"), N_("Reckoned on"), N_("Amount"))]
        paper.table(heads, taxes, widths=(60, 40, 40), figures_from=1)
    return paper.output()


def _all_texts(*parts: str | Row) -> Iterator[str]:
    for part in parts:
        yield from (part,) if isinstance(part, str) else part


def _seller(invoice: Invoice, written: Print) -> Iterator[str]:
    document = invoice.document
    yield document.seller
    yield from document.seller_address.splitlines()
    if document.seller_tax_number:
        name = written.say(N_("Tax number"))
        yield f"{name}: {document.seller_tax_number}"


def _facts(invoice: Invoice, written: Print) -> list[str]:
    """Date, order, show; and of a credit note what it corrects."""
    say, document = written.say, invoice.document
    issued = written.day(invoice.issued_at, document.timezone)
    when = written.moment(document.starts_at, document.timezone)
    facts = [
        say(N_("Date")) + f": {issued}",
        say(N_("Order")) + f": {document.reference}",
        f"{document.title}, {when}, {document.venue}",
    ]
    if document.refers_to is not None:
        label = label_of(InvoiceKind.INVOICE, document.refers_to)
        facts.insert(0, say(N_("Corrects invoice %(number)s")) % {"number": label})
    return facts


def _line(line: InvoiceLine, invoice: Invoice, written: Print) -> Row:
    def money(amount: int) -> str:
        return written.figure(amount, invoice.currency)

    rates = "".join(f"\n{tax.name} {written.share(tax.basis_points)}" for tax in line.taxes)
    tax = money(line.tax) + (rates if line.tax else "")
    return (line.label, line.category, money(line.face), money(line.fee), tax, money(line.total))


def _tax(tax: InvoiceTax, invoice: Invoice, written: Print) -> Row:
    name = tax.name or written.say(N_("Tax"))
    base = written.figure(tax.base, invoice.currency) if tax.base else ""
    amount = written.figure(tax.amount, invoice.currency)
    return (f"{name} {written.share(tax.basis_points)}" if tax.basis_points else name, base, amount)
