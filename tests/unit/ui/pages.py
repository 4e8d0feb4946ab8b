"""Every page that the tests render and the photographs show: name → (template, view, shell)."""

from typing import Any

import msgspec

from tessera.web.views.shell import Shell
from tests.unit.ui import samples as s
from tests.unit.ui import samples_books as books
from tests.unit.ui import samples_box_office as box_office
from tests.unit.ui import samples_card_sales as card_sales
from tests.unit.ui import samples_cards as cards
from tests.unit.ui import samples_desk as desk
from tests.unit.ui import samples_events as events
from tests.unit.ui import samples_factors as factors
from tests.unit.ui import samples_guide as guide
from tests.unit.ui import samples_hall as hall
from tests.unit.ui import samples_insight as insight
from tests.unit.ui import samples_jobs as jobs
from tests.unit.ui import samples_live as live
from tests.unit.ui import samples_log as log
from tests.unit.ui import samples_messages as messages
from tests.unit.ui import samples_moves as moves
from tests.unit.ui import samples_offers as offers
from tests.unit.ui import samples_people as people
from tests.unit.ui import samples_programme as programme
from tests.unit.ui import samples_rooms as rooms
from tests.unit.ui import samples_search as search
from tests.unit.ui import samples_titles as titles
from tests.unit.ui import samples_trial as trial
from tests.unit.ui import samples_venues as venues
from tests.unit.ui import samples_ways as ways
from tests.unit.ui import samples_webhooks as webhooks

Page = tuple[str, Any, Shell]


def signed_in(path: str) -> Shell:
    """The frame as Asha sees it, who may do everything."""
    return msgspec.structs.replace(s.SHELL, path=path, person=s.ASHA)


PAGES: dict[str, Page] = {
    "insight": ("organizer/insight.html", insight.ORGANIZATION, signed_in("/organizer")),
    "exports": ("organizer/exports.html", insight.EXPORTS, signed_in("/organizer")),
    "exports-wrong": ("organizer/exports.html", insight.EXPORTS_WRONG, signed_in("/organizer")),
    "insight-show": ("organizer/insight.html", insight.SHOW, signed_in("/organizer")),
    "insight-empty": ("organizer/insight.html", insight.EMPTY, signed_in("/admin")),
    "home": ("catalog/home.html", s.HOME, msgspec.structs.replace(s.SHELL, path="/")),
    "home-empty": ("catalog/home.html", s.HOME_EMPTY, signed_in("/")),
    "search": ("catalog/home.html", s.SEARCH, s.SHELL),
    "search-nothing": ("catalog/home.html", s.SEARCH_NOTHING, s.SHELL),
    "title": ("catalog/title.html", s.TITLE, signed_in("/titles/dune")),
    "title-quiet": ("catalog/title.html", s.TITLE_QUIET, s.SHELL),
    "show": ("shows/show.html", hall.SHOW, s.SHELL),
    "show-arena": ("shows/show.html", hall.ARENA_SHOW, signed_in("/shows/arena")),
    "show-refused": ("shows/show.html", hall.SHOW_REFUSED, s.SHELL),
    "show-soon": ("shows/show.html", hall.SHOW_SOON, s.SHELL),
    "show-sold-out": ("shows/show.html", hall.SHOW_SOLD_OUT, s.SHELL),
    "checkout": ("orders/checkout.html", desk.CHECKOUT, s.SHELL),
    "checkout-wrong": ("orders/checkout.html", desk.CHECKOUT_WRONG, s.SHELL),
    "checkout-expired": ("orders/checkout.html", desk.CHECKOUT_EXPIRED, s.SHELL),
    "checkout-tables": ("orders/checkout.html", desk.CHECKOUT_TABLES, s.SHELL),
    "checkout-table-gone": ("orders/checkout.html", desk.CHECKOUT_TABLE_GONE, s.SHELL),
    "order-table": ("orders/order.html", desk.ORDER_TABLE, s.SHELL),
    "ticket-table": ("tickets/ticket.html", desk.TICKET_TABLE, s.SHELL),
    "buy-card": ("offers/buy_card.html", card_sales.BUY, s.SHELL),
    "buy-card-wrong": ("offers/buy_card.html", card_sales.BUY_WRONG, s.SHELL),
    "card-sale": ("offers/card_sale.html", card_sales.TO_PAY, s.SHELL),
    "card-sale-declined": ("offers/card_sale.html", card_sales.DECLINED, s.SHELL),
    "card-sale-bank": ("offers/card_sale.html", card_sales.AT_BANK, s.SHELL),
    "card-sale-waiting": ("offers/card_sale.html", card_sales.WAITING, s.SHELL),
    "card-sale-paid": ("offers/card_sale.html", card_sales.PAID, s.SHELL),
    "card-sale-used": ("offers/card_sale.html", card_sales.USED, s.SHELL),
    "card-sale-back": ("offers/card_sale.html", card_sales.BACK, s.SHELL),
    "card-sale-expired": ("offers/card_sale.html", card_sales.EXPIRED, s.SHELL),
    "card-hand-over": ("offers/card_hand_over.html", card_sales.HAND_OVER, s.SHELL),
    "gift-card-shops": ("offers/gift_card.html", card_sales.SHOPS, s.SHELL),
    "gift-cards-shop": (
        "organizer/gift_cards.html",
        card_sales.DESK,
        signed_in("/organizer"),
    ),
    "pay": ("orders/pay.html", desk.PAY, s.SHELL),
    "pay-declined": ("orders/pay.html", desk.PAY_DECLINED, s.SHELL),
    "pay-waiting": ("orders/pay.html", desk.PAY_WAITING, s.SHELL),
    "pay-expired": ("orders/pay.html", desk.PAY_EXPIRED, s.SHELL),
    "order": ("orders/order.html", desk.ORDER, signed_in("/orders/o1")),
    "order-pending": ("orders/order.html", desk.ORDER_PENDING, s.SHELL),
    "order-waiting": ("orders/order.html", desk.ORDER_WAITING, s.SHELL),
    "order-refunded": ("orders/order.html", desk.ORDER_REFUNDED, s.SHELL),
    "order-expired": ("orders/order.html", desk.ORDER_EXPIRED, s.SHELL),
    "mine": ("orders/mine.html", desk.MINE, signed_in("/my/orders")),
    "mine-empty": ("orders/mine.html", desk.MINE_EMPTY, signed_in("/my/orders")),
    "ticket": ("tickets/ticket.html", desk.TICKET, s.SHELL),
    "ticket-used": ("tickets/ticket.html", desk.TICKET_USED, s.SHELL),
    "ticket-void": ("tickets/ticket.html", desk.TICKET_VOID, s.SHELL),
    "sign-in": ("accounts/sign_in.html", desk.SIGN_IN, s.SHELL),
    "sign-in-wrong": ("accounts/sign_in.html", desk.SIGN_IN_WRONG, s.SHELL),
    "register": ("accounts/register.html", desk.REGISTER, s.SHELL),
    "register-wrong": ("accounts/register.html", desk.REGISTER_WRONG, s.SHELL),
    "register-code": ("accounts/register_code.html", desk.CODE, s.SHELL),
    "register-code-wrong": ("accounts/register_code.html", desk.CODE_WRONG, s.SHELL),
    "members": ("organizer/members.html", people.MEMBERS, signed_in("/organizer")),
    "members-wrong": ("organizer/members.html", people.MEMBERS_WRONG, signed_in("/organizer")),
    "invitations": ("organizer/invitations.html", people.INVITATIONS, signed_in("/invitations")),
    "invitations-none": (
        "organizer/invitations.html",
        people.INVITATIONS_NONE,
        signed_in("/invitations"),
    ),
    "keys": ("organizer/keys.html", people.KEYS, signed_in("/organizer")),
    "keys-none": ("organizer/keys.html", people.KEYS_NONE, signed_in("/organizer")),
    "payouts": ("organizer/payouts.html", people.PAYOUTS, signed_in("/organizer")),
    "apply": ("organizer/apply.html", people.APPLY, signed_in("/organize")),
    "apply-pending": ("organizer/apply.html", people.APPLY_PENDING, signed_in("/organize")),
    "apply-rejected": ("organizer/apply.html", people.APPLY_REJECTED, signed_in("/organize")),
    "accounts": ("admin/accounts.html", people.ACCOUNTS, signed_in("/admin/accounts")),
    "account": ("admin/account.html", people.ACCOUNT, signed_in("/admin/accounts")),
    "account-blocked": (
        "admin/account.html",
        people.ACCOUNT_BLOCKED,
        msgspec.structs.replace(signed_in("/admin/accounts"), acting_by=True),
    ),
    "block-run": ("admin/run.html", people.RUN, signed_in("/admin/accounts")),
    "houses": ("admin/organizations.html", people.HOUSES, signed_in("/admin/organizations")),
    "house": ("admin/organization.html", people.HOUSE, signed_in("/admin/organizations")),
    "organizer": (
        "organizer/shows.html",
        msgspec.structs.replace(hall.ORGANIZER, today=insight.TODAY),
        signed_in("/organizer"),
    ),
    "organizer-empty": ("organizer/shows.html", hall.ORGANIZER_EMPTY, signed_in("/organizer")),
    "organizer-show": ("organizer/show.html", hall.ORGANIZER_SHOW, signed_in("/organizer")),
    "door": ("door/door.html", hall.door(None), signed_in("/door")),
    "door-closed": ("door/door.html", hall.DOOR_CLOSED, signed_in("/door")),
    "jobs": ("jobs/console.html", jobs.CONSOLE, signed_in("/admin/jobs")),
    "jobs-quiet": ("jobs/console.html", jobs.CONSOLE_QUIET, signed_in("/admin/jobs")),
    "jobs-failed": ("jobs/list.html", jobs.FAILED, signed_in("/admin/jobs/list")),
    "jobs-none": ("jobs/list.html", jobs.NONE, signed_in("/admin/jobs/list")),
    "job": ("jobs/job.html", jobs.JOB, signed_in("/admin/jobs/7")),
    "api-docs": ("api/docs.html", desk.API_DOCS, s.SHELL),
    "mailbox": ("messages/mailbox.html", desk.MAILBOX, s.SHELL),
    "mail": ("messages/mail.html", desk.MAIL, s.SHELL),
}
PAGES |= {
    "forgotten": ("accounts/forgotten.html", desk.FORGOTTEN, s.SHELL),
    "reset": ("accounts/reset.html", desk.RESET, s.SHELL),
    "password": ("accounts/password.html", desk.PASSWORD, signed_in("/account/password")),
    "password-wrong": ("accounts/password.html", desk.PASSWORD_WRONG, signed_in("/account")),
    "devices": ("accounts/devices.html", desk.DEVICES, signed_in("/account/devices")),
    "profile": ("accounts/profile.html", desk.PROFILE, signed_in("/account")),
    "profile-wrong": ("accounts/profile.html", desk.PROFILE_WRONG, signed_in("/account")),
    "email": ("accounts/email.html", desk.EMAIL, signed_in("/account/email")),
    "email-wrong": ("accounts/email.html", desk.EMAIL_WRONG, signed_in("/account/email")),
    "email-codes": ("accounts/email_codes.html", desk.EMAIL_CODES, signed_in("/account/email")),
    "deletion": ("accounts/deletion.html", desk.DELETION, signed_in("/account/deletion")),
    "deletion-wrong": ("accounts/deletion.html", desk.DELETION_WRONG, signed_in("/account")),
}
PAGES |= {
    "invoices": ("organizer/invoices.html", books.INVOICES, signed_in("/organizer")),
    "disputes": ("organizer/disputes.html", books.DISPUTES, signed_in("/organizer")),
    "disputes-none": ("organizer/disputes.html", books.DISPUTES_NONE, signed_in("/organizer")),
    "refunds-owed": ("organizer/refunds.html", books.REFUNDS, signed_in("/organizer")),
    "audit-log": ("organizer/audit_log.html", log.LOG, signed_in("/organizer")),
    "audit-log-none": ("organizer/audit_log.html", log.LOG_NONE, signed_in("/admin")),
    "refunds-none": ("organizer/refunds.html", books.REFUNDS_NONE, signed_in("/organizer")),
    "terms": ("organizer/terms.html", books.TERMS, signed_in("/organizer")),
    "terms-stale": ("organizer/terms.html", books.TERMS_STALE, signed_in("/organizer")),
    "terms-wrong": ("organizer/terms.html", books.TERMS_WRONG, signed_in("/organizer")),
    "show-terms": ("organizer/show_terms.html", books.SHOW_TERMS, signed_in("/organizer")),
    "show-orders": ("organizer/orders.html", books.SHOW_ORDERS, signed_in("/organizer")),
    "show-orders-none": ("organizer/orders.html", books.SHOW_ORDERS_NONE, signed_in("/organizer")),
    "organizer-order": ("organizer/order.html", books.ORGANIZER_ORDER, signed_in("/organizer")),
    "give-back": ("orders/cancellation.html", desk.GIVE_BACK, s.SHELL),
    "give-back-none": ("orders/cancellation.html", desk.GIVE_BACK_NONE, s.SHELL),
    "statement": ("organizer/statement.html", books.STATEMENT, signed_in("/organizer")),
    "statement-empty": ("organizer/statement.html", books.STATEMENT_EMPTY, signed_in("/organizer")),
    "invoices-none": ("organizer/invoices.html", books.INVOICES_NONE, signed_in("/organizer")),
}
PAGES |= {
    "gift-cards": ("organizer/gift_cards.html", cards.CARDS, signed_in("/organizer")),
    "gift-cards-none": ("organizer/gift_cards.html", cards.CARDS_NONE, signed_in("/organizer")),
    "gift-card": ("offers/gift_card.html", cards.BALANCE, s.SHELL),
    "gift-card-wrong": ("offers/gift_card.html", cards.BALANCE_WRONG, s.SHELL),
    "campaigns": ("organizer/campaigns.html", messages.CAMPAIGNS, signed_in("/organizer")),
    "campaigns-wrong": (
        "organizer/campaigns.html",
        messages.CAMPAIGNS_WRONG,
        signed_in("/organizer"),
    ),
    "campaign": ("organizer/campaign.html", messages.CAMPAIGN, signed_in("/organizer")),
    "campaign-draft": ("organizer/campaign.html", messages.CAMPAIGN_DRAFT, signed_in("/organizer")),
    "inbox": ("messages/inbox.html", messages.INBOX, signed_in("/inbox")),
    "inbox-none": ("messages/inbox.html", messages.INBOX_NONE, signed_in("/inbox")),
    "preferences": ("messages/preferences.html", messages.PREFERENCES, signed_in("/account")),
    "preferences-wrong": (
        "messages/preferences.html",
        messages.PREFERENCES_WRONG,
        signed_in("/account"),
    ),
    **{
        f"newsletter-{state}": ("messages/newsletter.html", view, s.SHELL)
        for state, view in messages.NEWSLETTER.items()
    },
    "offers": ("offers/offers.html", offers.OFFERS, s.SHELL),
    "offers-none": ("offers/offers.html", offers.OFFERS_NONE, s.SHELL),
    "offer-rows": ("organizer/offers.html", offers.ROWS, signed_in("/organizer")),
    "offer-rows-none": ("organizer/offers.html", offers.ROWS_NONE, signed_in("/organizer")),
    "offer": ("organizer/offer.html", offers.OFFER, signed_in("/organizer")),
    "offer-wrong": ("organizer/offer.html", offers.OFFER_WRONG, signed_in("/organizer")),
}
WEBHOOKS = "/organizer/webhooks"
PAGES |= {
    "webhooks": ("webhooks/endpoints.html", webhooks.ENDPOINTS, signed_in(WEBHOOKS)),
    "webhooks-wrong": ("webhooks/endpoints.html", webhooks.ENDPOINTS_WRONG, signed_in(WEBHOOKS)),
    "webhook": ("webhooks/endpoint.html", webhooks.ENDPOINT, signed_in(WEBHOOKS)),
    "webhook-disabled": (
        "webhooks/endpoint.html",
        webhooks.ENDPOINT_DISABLED,
        signed_in(WEBHOOKS),
    ),
    "webhook-message": ("webhooks/delivery.html", webhooks.MESSAGE, signed_in(WEBHOOKS)),
}
PAGES |= {
    "pay-mixed": ("orders/pay.html", ways.PAY_MIXED, s.SHELL),
    "pay-no-way": ("orders/pay.html", ways.PAY_NO_WAY, s.SHELL),
    "pay-left": ("orders/pay.html", ways.PAY_LEFT, s.SHELL),
    "pay-at-bank": ("orders/pay.html", ways.PAY_AT_BANK, s.SHELL),
    "pay-silent": ("orders/pay.html", ways.PAY_SILENT, s.SHELL),
    "hand-over": ("orders/hand_over.html", ways.HAND_OVER, s.SHELL),
    "ways": ("organizer/payments.html", ways.WAYS, signed_in("/organizer")),
    "ways-refused": ("organizer/payments.html", ways.WAYS_REFUSED, signed_in("/organizer")),
}
PAGES |= {
    "move": ("organizer/move_show.html", moves.MOVE, signed_in("/organizer")),
    "move-looked": ("organizer/move_show.html", moves.MOVE_LOOKED, signed_in("/organizer")),
    "move-refused": ("organizer/move_show.html", moves.MOVE_REFUSED, signed_in("/organizer")),
    "move-under-way": ("organizer/move_show.html", moves.MOVE_UNDER_WAY, signed_in("/organizer")),
    "move-done": ("organizer/move_show.html", moves.MOVE_DONE, signed_in("/organizer")),
    "move-undone": ("organizer/move_show.html", moves.MOVE_UNDONE, signed_in("/organizer")),
    "order-kept": ("orders/order.html", moves.ORDER_KEPT, s.SHELL),
    "order-looking": ("orders/order.html", moves.ORDER_LOOKING, s.SHELL),
    "order-moved": ("orders/order.html", moves.ORDER_MOVED, s.SHELL),
    "cancel-show": ("organizer/cancel_show.html", moves.CANCEL, signed_in("/organizer")),
    "cancel-show-under-way": (
        "organizer/cancel_show.html",
        moves.CANCEL_UNDER_WAY,
        signed_in("/organizer"),
    ),
}
PAGES |= {
    f"door-{result.answer}": ("door/door.html", hall.door(result), signed_in("/door"))
    for result in hall.ANSWERS
}
PAGES |= {
    f"error-{status}": ("errors/error.html", desk.mishap(status), s.SHELL)
    for status in (403, 404, 410, 422, 429, 500, 503)
}
MAILS = (
    "order_confirmed",
    "order_cancelled",
    "payment_failed",
    "replacement",
    "money_back",
    "order_moved",
    "show_changed",
    "reseated",
)
PAGES |= {
    "second": ("accounts/prove.html", factors.SECOND, s.SHELL),
    "second-wrong": ("accounts/prove.html", factors.SECOND_WRONG, s.SHELL),
    "second-passkey": ("accounts/prove.html", factors.SECOND_PASSKEY, s.SHELL),
    "passkey": ("accounts/passkey.html", factors.PASSKEY, s.SHELL),
    "new-passkey": (
        "accounts/new_passkey.html",
        factors.NEW_PASSKEY,
        signed_in("/account/security/passkey"),
    ),
    "elsewhere": ("accounts/elsewhere.html", factors.ELSEWHERE, signed_in("/account/security")),
    "elsewhere-refused": ("accounts/elsewhere.html", factors.ELSEWHERE_REFUSED, s.SHELL),
    "confirm": ("accounts/prove.html", factors.CONFIRM, signed_in("/confirm")),
    "confirm-mailed": ("accounts/prove.html", factors.CONFIRM_MAILED, signed_in("/confirm")),
    "security": ("accounts/security.html", factors.SECURITY, signed_in("/account/security")),
    "security-plain": (
        "accounts/security.html",
        factors.SECURITY_PLAIN,
        signed_in("/account/security"),
    ),
    "totp": ("accounts/totp.html", factors.TOTP, signed_in("/account/security/totp")),
    "recovery": ("accounts/recovery.html", factors.RECOVERY, signed_in("/account/security")),
}
PAGES |= {name: ("waiting_room/room.html", view, s.SHELL) for name, view in rooms.STATES.items()}
PAGES |= {
    "show-behind-a-room": ("shows/show.html", hall.SHOW_BEHIND_A_ROOM, s.SHELL),
    "show-let-in": ("shows/show.html", hall.SHOW_LET_IN, s.SHELL),
}
PAGES |= {
    "rooms": ("organizer/rooms.html", rooms.ROOMS, signed_in("/organizer")),
    "rooms-none": ("organizer/rooms.html", rooms.ROOMS_NONE, signed_in("/organizer")),
    "rooms-wrong": ("organizer/rooms.html", rooms.ROOMS_WRONG, signed_in("/organizer")),
    "room-board": ("organizer/room.html", rooms.BOARD, signed_in("/organizer")),
    "live": ("admin/live.html", live.STORM, signed_in("/admin/live")),
    "live-quiet": ("admin/live.html", live.QUIET, signed_in("/admin/live")),
    "room-board-quiet": ("organizer/room.html", rooms.BOARD_QUIET, signed_in("/organizer")),
    "venues": ("venues/list.html", venues.VENUES, s.SHELL),
    "venues-none": ("venues/list.html", venues.VENUES_NONE, s.SHELL),
    "venue": ("venues/venue.html", venues.VENUE, s.SHELL),
    "own-venues": ("organizer/venues.html", venues.OWN_VENUES, signed_in("/organizer")),
    "own-venues-none": ("organizer/venues.html", venues.OWN_VENUES_NONE, signed_in("/organizer")),
    "own-venues-switch": ("organizer/venues_switch.html", venues.SWITCH, signed_in("/organizer")),
    "own-venue": ("organizer/venue.html", venues.OWN_VENUE, signed_in("/organizer")),
    "own-venue-new": ("organizer/venue.html", venues.OWN_VENUE_NEW, signed_in("/organizer")),
    "own-venue-met": ("organizer/venue.html", venues.OWN_VENUE_MET, signed_in("/organizer")),
    "section-templates": ("organizer/templates.html", venues.TEMPLATES, signed_in("/organizer")),
    "plans": ("organizer/plans.html", venues.PLANS, signed_in("/organizer")),
    "plans-wrong": ("organizer/plans.html", venues.PLANS_WRONG, signed_in("/organizer")),
    "designer": ("organizer/designer.html", venues.DESIGNER, signed_in("/organizer")),
    "programme": ("organizer/programme.html", programme.PROGRAMME, signed_in("/organizer")),
    "programme-clash": (
        "organizer/programme.html",
        programme.PROGRAMME_CLASH,
        signed_in("/organizer"),
    ),
    "programme-none": (
        "organizer/programme.html",
        programme.PROGRAMME_NONE,
        signed_in("/organizer"),
    ),
    "allotments": ("organizer/allotments.html", events.ALLOTMENTS, signed_in("/organizer")),
    "allotments-none": (
        "organizer/allotments.html",
        events.ALLOTMENTS_NONE,
        signed_in("/organizer"),
    ),
    "allotment": ("organizer/allotment.html", events.ALLOTMENT, signed_in("/organizer")),
    "series": ("organizer/series.html", events.SERIES, signed_in("/organizer")),
    "series-none": ("organizer/series.html", events.SERIES_NONE, signed_in("/organizer")),
    "one-series": ("organizer/one_series.html", events.ONE_SERIES, signed_in("/organizer")),
    "cancel-many": ("organizer/cancel_many.html", events.CANCEL_MANY, signed_in("/organizer")),
    "cancel-look": ("organizer/cancel_many.html", events.CANCEL_LOOK, signed_in("/organizer")),
    "cancel-run": ("organizer/cancellation_run.html", events.CANCELLED, signed_in("/organizer")),
    "edit-show": ("organizer/edit_show.html", events.EDIT, signed_in("/organizer")),
    "edit-show-told": ("organizer/edit_show.html", events.EDIT_TOLD, signed_in("/organizer")),
    "show-windows": ("shows/show.html", events.SHOW_WINDOWS, s.SHELL),
    "price-lists": ("organizer/price_lists.html", programme.PRICES, signed_in("/organizer")),
    "own-hall": ("organizer/hall.html", venues.HALL, signed_in("/organizer")),
    "titles": ("organizer/titles.html", titles.TITLES, signed_in("/organizer")),
    "titles-empty": ("organizer/titles.html", titles.TITLES_EMPTY, signed_in("/organizer")),
    "title-form": ("organizer/title.html", titles.TITLE, signed_in("/organizer")),
    "title-stale": ("organizer/title.html", titles.TITLE_STALE, signed_in("/organizer")),
    "title-preview": ("organizer/title_run_preview.html", titles.FORESEEN, signed_in("/organizer")),
    "title-run": ("organizer/title_run.html", titles.RUN, signed_in("/organizer")),
    "browse": ("catalog/search.html", search.FOUND, s.SHELL),
    "browse-nothing": ("catalog/search.html", search.FOUND_NOTHING, s.SHELL),
    "guide": ("guide/list.html", guide.LIST, s.SHELL),
    "guide-entry": ("guide/entry.html", guide.ENTRY, s.SHELL),
    "guide-admin": ("guide/admin.html", guide.ADMIN, signed_in("/admin")),
}
PAGES |= {
    "sold-when": ("organizer/sold.html", box_office.SOLD, signed_in("/organizer")),
    "attendees": ("organizer/attendees.html", box_office.ATTENDEES, signed_in("/organizer")),
    "attendees-none": ("organizer/attendees.html", box_office.NOBODY, signed_in("/organizer")),
    "place": ("organizer/places.html", box_office.PLACE, signed_in("/organizer")),
    "places": ("organizer/places.html", box_office.PLACES, signed_in("/organizer")),
    "places-none": ("organizer/places.html", box_office.PLACES_NONE, signed_in("/organizer")),
    "invite": ("organizer/invite.html", box_office.INVITE, signed_in("/organizer")),
    "reseat": ("organizer/reseat.html", box_office.RESEAT, signed_in("/organizer")),
    "reseat-dearer": ("organizer/reseat.html", box_office.RESEAT_DEARER, signed_in("/organizer")),
    "order-desk": ("organizer/order.html", box_office.ORDER_DESK, signed_in("/organizer")),
}
PAGES |= {
    "start": ("organizer/start.html", trial.START, signed_in("/organizer")),
    "start-test": ("organizer/start.html", trial.START_TEST, signed_in("/organizer")),
    "start-purged": ("organizer/start.html", trial.START_PURGED, signed_in("/organizer")),
    "organizer-new": ("organizer/shows.html", trial.HOME, signed_in("/organizer")),
    "ticket-test": ("tickets/ticket.html", trial.TEST_TICKET, s.SHELL),
    "order-test": ("orders/order.html", trial.TEST_ORDER, s.SHELL),
}
PAGES |= {
    "find": ("console/find.html", trial.FOUND, signed_in("/find")),
    "find-nothing": ("console/find.html", trial.FOUND_NOTHING, signed_in("/find")),
}
