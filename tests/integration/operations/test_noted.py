"""Every table that people change in the consoles is noted in the audit log, or says why not."""

import asyncpg

TRIGGERED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_noted'"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
BY_VERB = frozenset(
    [
        "accounts",
        "account_pictures",
        "api_keys",
        "application_documents",
        "applications",
        "approvals",
        "allotment_orders",
        "block_runs",
        "block_run_accounts",
        "cancellation_runs",
        "factors",
        "gift_card_moves",
        "identities",
        "invitations",
        "job_queues",
        "members",
        "message_templates",
        "passkeys",
        "payout_details",
        "push_subscriptions",
        "recovery_codes",
        "sessions",
        "show_batch_shows",
        "show_codes",
        "title_runs",
        "title_run_titles",
        "provider_changes",
    ]
)
"""What a verb notes itself (kit/trail.py): with a reason, or as one line for many rows."""
OF_THE_SALE = frozenset(
    [
        "admissions",
        "check_ins",
        "claims",
        "deadlines",
        "disputes",
        "gift_card_holds",
        "invoice_counters",
        "invoices",
        "invoices_due",
        "ledger_days",
        "ledger_days_until",
        "ledger_entries",
        "ledger_unbalanced",
        "moved_lines",
        "moved_orders",
        "offer_codes",
        "offer_counts",
        "offer_uses",
        "order_lines",
        "orders",
        "past_holds",
        "payments",
        "price_sheets",
        "purged_orders",
        "refunds",
        "replacements",
        "room_holds",
        "stray_captures",
        "tickets",
        "waiting_places",
        "sale_moments",
        "waiting_lanes",
    ]
)
"""Buyers and machines write these: they are books and logs of their own."""
OF_MACHINES = frozenset(
    [
        "alembic_version",
        "audit_log",
        "campaign_recipients",
        "challenges",
        "codes",
        "idempotency_keys",
        "insight_days",
        "insight_hours",
        "insight_marks",
        "insight_seen",
        "insight_shows",
        "insight_state",
        "insight_visits",
        "job_actions",
        "known_devices",
        "mails",
        "provider_cursors",
        "provider_events",
        "room_ticks",
        "sagas",
        "show_notices",
        "show_reminders",
        "sign_in_tries",
        "title_days",
        "title_search",
        "title_totals",
        "webhook_deliveries",
        "webhook_tries",
        "guide_views",
        "person_views",
        "pgqueuer",
        "pgqueuer_log",
        "pgqueuer_schedules",
        "pgqueuer_statistics",
    ]
)
OF_ONE_PERSON = frozenset(
    [
        "contact_preferences",
        "contact_refusals",
        "form_drafts",
        "inbox_messages",
        "newsletter_readers",
    ]
)
"""Nobody answers to anybody for these."""
OF_THEIR_OWNER = frozenset({"room_codes", "title_files", "waiting_room_shows"})
"""Parts of a waiting room or a title, whose own row is noted; what is a part's alone is not."""
DRAWN = frozenset({"plan_drafts"})
"""Halls while they are drawn: the plan that comes of one is noted."""
KNOWN = BY_VERB | OF_THE_SALE | OF_MACHINES | OF_ONE_PERSON | OF_THEIR_OWNER | DRAWN


async def test_every_table_of_the_consoles_is_noted_or_says_why_not(database_url: str) -> None:
    """A new table has to be put somewhere."""
    connection = await asyncpg.connect(database_url)
    tables = {row[0] for row in await connection.fetch(TABLES)}
    noted = {row[0] for row in await connection.fetch(TRIGGERED)}
    await connection.close()

    assert tables - noted - KNOWN == set(), "give it a trigger (migrations/0017), or a reason here"
    assert KNOWN & noted <= {"message_templates"}
    assert KNOWN - tables == set(), "these are gone"
