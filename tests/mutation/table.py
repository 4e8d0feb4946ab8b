"""Which tests stand behind which module. Paths are seen from `src/tessera` and `tests`."""

LIVES = "simulation/test_memory.py"

PURE: dict[str, tuple[str, ...]] = {
    "claims/live_map.py": ("unit/claims/test_live_map.py",),
    "claims/model.py": ("unit/test_lifecycles.py", LIVES),
    "claims/rules.py": ("unit/claims/test_rules.py",),
    "claims/token.py": ("unit/claims/test_token.py",),
    "invoices/rules.py": ("unit/invoices/test_rules.py",),
    "kit/money.py": ("unit/kit/test_money.py",),
    "orders/model.py": ("unit/test_lifecycles.py", "unit/orders", LIVES),
    "orders/move/rules.py": ("unit/orders/test_move_rules.py",),
    "orders/replacement/rules.py": ("unit/orders/test_replacement_rules.py",),
    "orders/rules.py": ("unit/orders/test_rules.py", "unit/orders/test_refund_rules.py", LIVES),
    "organizations/terms.py": (
        "unit/organizations/test_terms.py",
        "unit/organizations/test_terms_form.py",
        "unit/shows/test_rules.py",
    ),
    "payments/model.py": ("unit/test_lifecycles.py", "unit/payments/test_result.py", LIVES),
    "payments/result.py": ("unit/payments/test_result.py",),
    "statements/rules.py": ("unit/statements/test_rules.py",),
    "waiting_room/rules.py": ("unit/waiting_room/test_rules.py",),
}
"""Decisions without I/O, and the unit tests that say what they decide."""

VERBS: dict[str, tuple[str, ...]] = {
    "claims/place.py": ("integration/claims/test_place.py",),
    "kit/saga.py": ("integration/orders/test_sagas.py",),
    "orders/cancel.py": (
        "integration/orders/test_cancel.py",
        "integration/orders/test_cancel_show.py",
    ),
    "orders/open.py": ("integration/orders/test_open.py",),
    "orders/quote.py": ("unit/orders/test_quote.py", "integration/orders/test_cancel.py"),
    "orders/replacement/decide.py": ("integration/orders/test_replacement.py",),
    "orders/replacement/offer.py": ("integration/orders/test_replacement.py",),
    "payments/inbox.py": ("integration/payments/test_inbox.py",),
    "payments/pay.py": ("integration/payments/test_any_order.py",),
    "payments/reconcile.py": (
        "integration/payments/test_reconcile.py",
        "integration/payments/test_without_webhooks.py",
    ),
    "payments/refund.py": (
        "integration/orders/test_cancel.py",
        "integration/payments/test_books.py",
    ),
    "payments/settle.py": ("integration/payments/test_settle.py",),
    "payments/start.py": (
        "integration/payments/test_start.py",
        "integration/payments/test_settle.py",
    ),
}
"""Verbs on the real PostgreSQL, and the tests that drive them."""
