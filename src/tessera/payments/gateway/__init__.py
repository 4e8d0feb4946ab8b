"""A simulated payment gateway: a foreign service of its own process, with books of its own.

Tests and rehearsals compare its books with ours, so it shares no table and no state with Tessera;
they meet over HTTP only. What it does with each payment method stands in `methods.py`.

    methods.py     what each test token makes the gateway do
    books.py       payments, captures and refunds, kept in an append-only journal
    signature.py   how a webhook proves where it comes from
    webhooks.py    sends webhooks, with retries
    service.py     the verbs: pay, refund, look up
    app.py         the same over HTTP (ASGI)
    server.py      the process
"""
