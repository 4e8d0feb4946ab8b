"""A simulated payment gateway: a foreign service of its own process, with books of its own.

Tests and rehearsals compare its books with ours, so it shares no table and no state with Tessera;
they meet over HTTP only. What it does with each payment method stands in `methods.py`.

    methods.py     what each test token makes the gateway do
    books.py       payments, captures and refunds, kept in an append-only journal
    signature.py   how a webhook proves where it comes from
    webhooks.py    sends webhooks, with retries
    news.py        which webhooks a payment causes, when, how many
    service.py     the verbs: pay, decide on its page, refund, look up
    pages.py       that page in the browser (page.html)
    app.py         the same over HTTP (ASGI)
    server.py      the process
"""
