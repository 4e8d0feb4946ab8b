"""Every route of the product, feature by feature."""

from typing import Any

from tessera.accounts import pages as account_pages
from tessera.accounts import routes as accounts
from tessera.accounts.devices import pages as device_pages
from tessera.accounts.devices import routes as devices
from tessera.accounts.factors import pages as factor_pages
from tessera.accounts.factors import routes as factors
from tessera.accounts.factors import settings_pages as factor_settings_pages
from tessera.accounts.factors import settings_routes as factor_settings
from tessera.accounts.factors import totp_pages
from tessera.accounts.identities import pages as identity_pages
from tessera.accounts.identities import routes as identities
from tessera.accounts.passkeys import pages as passkey_pages
from tessera.accounts.passkeys import routes as passkeys
from tessera.accounts.profile import email_pages
from tessera.accounts.profile import pages as profile_pages
from tessera.accounts.profile import routes as profiles
from tessera.accounts.recovery import pages as recovery_pages
from tessera.accounts.recovery import routes as recovery
from tessera.accounts.registration import pages as registration_pages
from tessera.accounts.registration import routes as registrations
from tessera.admin.houses import pages as admin_house_pages
from tessera.admin.people import pages as admin_people_pages
from tessera.admin.people import routes as admin_people
from tessera.allotments import pages as allotment_pages
from tessera.allotments import routes as allotments
from tessera.box_office import invite_pages as box_office_invite_pages
from tessera.box_office import order_pages as box_office_order_pages
from tessera.box_office import pages as box_office_pages
from tessera.box_office import routes as box_office
from tessera.catalog import pages as catalog_pages
from tessera.catalog import routes as catalog
from tessera.catalog import title_pages
from tessera.catalog.console import list_pages as title_list_pages
from tessera.catalog.console import pages as title_console_pages
from tessera.catalog.media import pages as title_file_pages
from tessera.catalog.media import routes as title_files
from tessera.catalog.runs import routes as title_runs
from tessera.catalog.search import pages as search_pages
from tessera.catalog.share import pages as share_pages
from tessera.claims import live_routes as live
from tessera.claims import routes as claims
from tessera.claims.hold import Wish
from tessera.console import pages as console_pages
from tessera.console import routes as console
from tessera.console.drafts import routes as form_drafts
from tessera.guide import admin_pages as guide_admin_pages
from tessera.guide import pages as guide_pages
from tessera.guide import routes as guide
from tessera.insights import pages as insight_pages
from tessera.insights import routes as insights
from tessera.insights.exports import pages as export_pages
from tessera.insights.exports import routes as exports
from tessera.invoices import pages as invoice_pages
from tessera.invoices import routes as invoices
from tessera.messages import pages as message_pages
from tessera.messages.consent import pages as newsletter_pages
from tessera.messages.inbox import pages as inbox_pages
from tessera.messages.inbox import routes as inboxes
from tessera.messages.many import campaign_pages as one_campaign_pages
from tessera.messages.many import pages as campaign_pages
from tessera.messages.many import routes as campaigns
from tessera.offers import desk_list_pages as offer_list_pages
from tessera.offers import desk_pages as offer_desk_pages
from tessera.offers import desk_routes as offer_desk
from tessera.offers import pages as offer_pages
from tessera.offers import routes as offers
from tessera.offers.cards import pages as card_pages
from tessera.offers.cards import routes as cards
from tessera.operations import routes as operations
from tessera.operations.jobs import pages as job_pages
from tessera.operations.jobs import routes as jobs
from tessera.operations.live import pages as live_sale_pages
from tessera.operations.live import routes as live_sale
from tessera.operations.trail import pages as trail_pages
from tessera.operations.trail import routes as trail
from tessera.orders import (
    cancel_many_pages,
    cancel_many_routes,
    cancellation_pages,
    checkout_pages,
    list_routes,
    my_pages,
    open_routes,
    organizer_order_pages,
    show_cancellation_pages,
    show_cancellation_routes,
)
from tessera.orders import pages as order_pages
from tessera.orders import routes as orders
from tessera.orders.move import pages as move_pages
from tessera.orders.move import routes as move_routes
from tessera.orders.replacement import pages as replacement_pages
from tessera.orders.replacement import routes as replacement_routes
from tessera.organizations import pages as organizer_pages
from tessera.organizations import routes as organizations
from tessera.organizations import terms_pages
from tessera.organizations.applications import decision_routes as decisions
from tessera.organizations.applications import pages as application_pages
from tessera.organizations.applications import routes as applications
from tessera.organizations.keys import pages as key_pages
from tessera.organizations.keys import routes as keys
from tessera.organizations.members import pages as member_pages
from tessera.organizations.members import routes as members
from tessera.organizations.payouts import pages as payout_pages
from tessera.organizations.payouts import routes as payouts
from tessera.organizations.trial import pages as trial_pages
from tessera.organizations.trial import routes as trial
from tessera.payments import attempt_pages, attempt_routes, owed_pages, owed_routes
from tessera.payments import pages as payment_pages
from tessera.payments import routes as payments
from tessera.payments.ways import pages as way_pages
from tessera.payments.ways import routes as ways
from tessera.shows import pages as show_pages
from tessera.shows import routes as shows
from tessera.shows import terms_pages as show_terms_pages
from tessera.shows.editing import pages as editing_pages
from tessera.shows.programme import move_pages as move_slot_pages
from tessera.shows.programme import pages as programme_pages
from tessera.shows.programme import price_pages
from tessera.shows.programme import routes as programme
from tessera.shows.series import pages as series_pages
from tessera.shows.series import routes as series
from tessera.shows.windows import routes as windows
from tessera.statements import pages as statement_pages
from tessera.statements import routes as statements
from tessera.tickets import pages as ticket_pages
from tessera.tickets import routes as tickets
from tessera.venues import pages as venue_pages
from tessera.venues import plan_routes as seat_plans
from tessera.venues import routes as venues
from tessera.venues.console import bulk_pages as venue_bulk_pages
from tessera.venues.console import hall_pages as venue_hall_pages
from tessera.venues.console import pages as venue_console_pages
from tessera.venues.drafts import pages as draft_pages
from tessera.venues.drafts import routes as drafts
from tessera.venues.templates import pages as template_pages
from tessera.venues.templates import routes as templates
from tessera.waiting_room import board_pages as room_board_pages
from tessera.waiting_room import board_routes as room_boards
from tessera.waiting_room import pages as room_pages
from tessera.waiting_room import routes as rooms
from tessera.web import api_docs
from tessera.web.app import API
from tessera.web.hot import HotCall, hot_call, hot_stream
from tessera.webhooks import delivery_pages, delivery_routes
from tessera.webhooks import pages as webhook_pages
from tessera.webhooks import routes as webhooks


def hot_calls() -> list[HotCall]:
    """The calls of an on-sale, the most frequent first."""
    return [
        hot_call("GET", f"{API}/shows/{{show_id:int}}/seats", claims.read_seats),
        hot_call("POST", f"{API}/shows/{{show_id:int}}/holds", claims.place_hold, Wish),
        hot_call("POST", f"{API}/orders", open_routes.post_order, open_routes.OrderWanted),
        hot_call(
            "POST",
            f"{API}/orders/{{order_id:uuid}}/payments",
            payments.post_payment,
            payments.PaymentWanted,
        ),
        hot_call("GET", f"{API}/waiting-rooms/{{room_id:int}}", rooms.get_room),
        hot_call("GET", f"{API}/ping", operations.look),
        hot_call("POST", f"{API}/ping", operations.ping),
        hot_stream(f"{API}/shows/{{show_id:int}}/live", live.events),
    ]


API_ROUTES: list[Any] = [
    *box_office.ROUTES,
    *console.ROUTES,
    *form_drafts.ROUTES,
    *trial.ROUTES,
    *accounts.ROUTES,
    *registrations.ROUTES,
    *recovery.ROUTES,
    *devices.ROUTES,
    *profiles.ROUTES,
    *factors.ROUTES,
    *factor_settings.ROUTES,
    *passkeys.ROUTES,
    *identities.ROUTES,
    *catalog.ROUTES,
    *title_runs.ROUTES,
    *guide.ROUTES,
    *title_files.ROUTES,
    *claims.ROUTES,
    *live.ROUTES,
    *insights.ROUTES,
    *exports.ROUTES,
    *invoices.ROUTES,
    *jobs.ROUTES,
    *live_sale.ROUTES,
    *inboxes.ROUTES,
    *campaigns.ROUTES,
    *offers.ROUTES,
    *offer_desk.ROUTES,
    *cards.ROUTES,
    *open_routes.ROUTES,
    *orders.ROUTES,
    *replacement_routes.ROUTES,
    *move_routes.ROUTES,
    *list_routes.ROUTES,
    *show_cancellation_routes.ROUTES,
    *cancel_many_routes.ROUTES,
    *organizations.ROUTES,
    *applications.ROUTES,
    *decisions.ROUTES,
    *members.ROUTES,
    *keys.ROUTES,
    *payouts.ROUTES,
    *admin_people.ROUTES,
    *owed_routes.ROUTES,
    *payments.ROUTES,
    *attempt_routes.ROUTES,
    *ways.ROUTES,
    *shows.ROUTES,
    *allotments.ROUTES,
    *windows.ROUTES,
    *programme.ROUTES,
    *series.ROUTES,
    *statements.ROUTES,
    *tickets.ROUTES,
    *venues.ROUTES,
    *seat_plans.ROUTES,
    *drafts.ROUTES,
    *templates.ROUTES,
    *rooms.ROUTES,
    *room_boards.ROUTES,
    *webhooks.ROUTES,
    *trail.ROUTES,
    *delivery_routes.ROUTES,
    operations.look,
    operations.ping,
]
PAGE_ROUTES: list[Any] = [
    *box_office_pages.PAGES,
    *console_pages.PAGES,
    *trial_pages.PAGES,
    *box_office_order_pages.PAGES,
    *box_office_invite_pages.PAGES,
    *operations.ROUTES,
    *account_pages.PAGES,
    *registration_pages.PAGES,
    *recovery_pages.PAGES,
    *device_pages.PAGES,
    *profile_pages.PAGES,
    *email_pages.PAGES,
    *factor_pages.PAGES,
    *factor_settings_pages.PAGES,
    *totp_pages.PAGES,
    *passkey_pages.PAGES,
    *identity_pages.PAGES,
    *catalog_pages.PAGES,
    *title_pages.PAGES,
    *search_pages.PAGES,
    *guide_pages.PAGES,
    *guide_admin_pages.PAGES,
    *share_pages.PAGES,
    *title_list_pages.PAGES,
    *title_console_pages.PAGES,
    *title_files.PAGES,
    *title_file_pages.PAGES,
    *insight_pages.PAGES,
    *export_pages.PAGES,
    *invoice_pages.PAGES,
    *job_pages.PAGES,
    *live_sale_pages.PAGES,
    *message_pages.PAGES,
    *inbox_pages.PAGES,
    *newsletter_pages.PAGES,
    *campaign_pages.PAGES,
    *one_campaign_pages.PAGES,
    *offer_pages.PAGES,
    *offer_list_pages.PAGES,
    *offer_desk_pages.PAGES,
    *card_pages.PAGES,
    *checkout_pages.PAGES,
    *order_pages.PAGES,
    *cancellation_pages.PAGES,
    *organizer_order_pages.PAGES,
    *replacement_pages.PAGES,
    *move_pages.PAGES,
    *my_pages.PAGES,
    *show_cancellation_pages.PAGES,
    *cancel_many_pages.PAGES,
    *organizer_pages.PAGES,
    *application_pages.PAGES,
    *member_pages.PAGES,
    *key_pages.PAGES,
    *payout_pages.PAGES,
    *admin_people_pages.PAGES,
    *admin_house_pages.PAGES,
    *terms_pages.PAGES,
    *show_terms_pages.PAGES,
    *owed_pages.PAGES,
    *payment_pages.PAGES,
    *attempt_pages.PAGES,
    *way_pages.PAGES,
    *show_pages.PAGES,
    *allotment_pages.PAGES,
    *editing_pages.PAGES,
    *programme_pages.PAGES,
    *move_slot_pages.PAGES,
    *series_pages.PAGES,
    *price_pages.PAGES,
    *statement_pages.PAGES,
    *ticket_pages.PAGES,
    *venue_pages.PAGES,
    *venue_console_pages.PAGES,
    *venue_bulk_pages.PAGES,
    *venue_hall_pages.PAGES,
    *draft_pages.PAGES,
    *template_pages.PAGES,
    *webhook_pages.PAGES,
    *trail_pages.PAGES,
    *delivery_pages.PAGES,
    *room_pages.PAGES,
    *room_board_pages.PAGES,
    *api_docs.PAGES,
]
