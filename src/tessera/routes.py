"""Every route of the REST interface, feature by feature, and the hot ones among them."""

from typing import Any

from tessera.accounts import routes as accounts
from tessera.accounts.devices import routes as devices
from tessera.accounts.factors import routes as factors
from tessera.accounts.factors import settings_routes as factor_settings
from tessera.accounts.identities import routes as identities
from tessera.accounts.passkeys import routes as passkeys
from tessera.accounts.profile import routes as profiles
from tessera.accounts.recovery import routes as recovery
from tessera.accounts.registration import routes as registrations
from tessera.admin.people import routes as admin_people
from tessera.allotments import routes as allotments
from tessera.box_office import routes as box_office
from tessera.catalog import routes as catalog
from tessera.catalog.media import routes as title_files
from tessera.catalog.runs import routes as title_runs
from tessera.claims import live_routes as live
from tessera.claims import routes as claims
from tessera.claims.hold import Wish
from tessera.console import routes as console
from tessera.console.drafts import routes as form_drafts
from tessera.guide import routes as guide
from tessera.insights import routes as insights
from tessera.insights.exports import routes as exports
from tessera.invoices import routes as invoices
from tessera.messages.inbox import routes as inboxes
from tessera.messages.many import routes as campaigns
from tessera.offers import desk_routes as offer_desk
from tessera.offers import routes as offers
from tessera.offers.cards import routes as cards
from tessera.offers.cards.online import routes as card_sales
from tessera.operations import routes as operations
from tessera.operations.jobs import routes as jobs
from tessera.operations.live import routes as live_sale
from tessera.operations.trail import routes as trail
from tessera.orders import cancel_many_routes, list_routes, open_routes, show_cancellation_routes
from tessera.orders import routes as orders
from tessera.orders.move import routes as move_routes
from tessera.orders.replacement import routes as replacement_routes
from tessera.organizations import routes as organizations
from tessera.organizations.applications import decision_routes as decisions
from tessera.organizations.applications import routes as applications
from tessera.organizations.keys import routes as keys
from tessera.organizations.members import routes as members
from tessera.organizations.payouts import routes as payouts
from tessera.organizations.trial import routes as trial
from tessera.payments import attempt_routes, owed_routes
from tessera.payments import routes as payments
from tessera.payments.ways import routes as ways
from tessera.shows import routes as shows
from tessera.shows.programme import routes as programme
from tessera.shows.series import routes as series
from tessera.shows.windows import routes as windows
from tessera.statements import routes as statements
from tessera.tickets import routes as tickets
from tessera.venues import plan_routes as seat_plans
from tessera.venues import routes as venues
from tessera.venues.drafts import routes as drafts
from tessera.venues.pictures import routes as venue_pictures
from tessera.venues.templates import routes as templates
from tessera.waiting_room import board_routes as room_boards
from tessera.waiting_room import routes as rooms
from tessera.web.app import API
from tessera.web.hot import HotCall, hot_call, hot_stream
from tessera.webhooks import delivery_routes
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
    *card_sales.ROUTES,
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
    *venue_pictures.ROUTES,
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
