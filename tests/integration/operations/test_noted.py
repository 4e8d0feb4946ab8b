"""Every table that people change in the consoles is noted in the audit log, or says why not."""

import asyncpg

from tests.fixtures.house import create_show
from tests.fixtures.inside import Inside
from tests.fixtures.rooms import create_sale
from tests.fixtures.titles import create_title

TRIGGERED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_noted'"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
LINES = "SELECT action, before, after FROM audit_log WHERE organization_id = $1 ORDER BY n"
FILE = """
INSERT INTO title_files (id, title_id, role, state, suffix, bytes, created_at)
VALUES (gen_random_uuid(), $1, 'poster', 'ready', 'jpeg', 1000, tessera_now())
"""
BY_VERB = frozenset(
    [
        "accounts",
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
        "passkeys",
        "payout_details",
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
        "card_payments",
        "card_sales",
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
        "account_pictures",
        "contact_preferences",
        "contact_refusals",
        "form_drafts",
        "inbox_messages",
        "newsletter_readers",
        "push_subscriptions",
    ]
)
"""Nobody answers to anybody for these."""
DRAWN = frozenset({"plan_drafts"})
"""Halls while they are drawn: the plan that comes of one is noted."""
KNOWN = BY_VERB | OF_THE_SALE | OF_MACHINES | OF_ONE_PERSON | DRAWN


async def test_every_table_of_the_consoles_is_noted_or_says_why_not(database_url: str) -> None:
    """A new table has to be put somewhere."""
    connection = await asyncpg.connect(database_url)
    tables = {row[0] for row in await connection.fetch(TABLES)}
    noted = {row[0] for row in await connection.fetch(TRIGGERED)}
    await connection.close()

    assert tables - noted - KNOWN == set(), "give it a trigger (migrations/0017), or a reason here"
    assert KNOWN & noted == set(), "these are noted after all"
    assert KNOWN - tables == set(), "these are gone"


async def test_parts_of_titles_and_rooms_are_noted_with_their_organization(inside: Inside) -> None:
    """A poster that is taken away, the shows that a room stands before: who, what, before, after;
    and no line says that a version has changed."""
    sale = await create_sale(inside.services)
    house, pool = sale.house.organization_id, inside.services.db.pool
    title = await create_title(inside.services, organization_id=house)
    await pool.execute(FILE, title.id)
    show = await create_show(inside.services, sale.house, days=2)
    room = {"name": "Second", "show_ids": [show.id], "opens_at": "2099-01-01T00:00:00Z"}
    async with inside.by(sale.house.owner_id) as owner:
        await owner.delete(f"/titles/{title.id}/files/poster")
        await owner.post(f"/organizations/{house}/waiting-rooms", json=room)
        await owner.patch(f"/organizations/{house}", json={"address": "1 Road"})
    lines = await pool.fetch(LINES, house)

    told = {row["action"]: (row["before"], row["after"]) for row in lines}
    assert told["title_file.changed"] == ('{"state": "ready"}', '{"state": "leaving"}')
    assert f'"show_id": {show.id}' in told["waiting_room_show.entered"][1]
    assert told["organization.changed"] == ('{"address": ""}', '{"address": "1 Road"}')
