"""Every page of the product, feature by feature."""

from typing import Any

from tessera.accounts import pages as account_pages
from tessera.accounts.devices import pages as device_pages
from tessera.accounts.factors import pages as factor_pages
from tessera.accounts.factors import settings_pages as factor_settings_pages
from tessera.accounts.factors import totp_pages
from tessera.accounts.identities import pages as identity_pages
from tessera.accounts.passkeys import pages as passkey_pages
from tessera.accounts.profile import email_pages
from tessera.accounts.profile import pages as profile_pages
from tessera.accounts.recovery import pages as recovery_pages
from tessera.accounts.registration import pages as registration_pages
from tessera.admin.houses import pages as admin_house_pages
from tessera.admin.people import pages as admin_people_pages
from tessera.allotments import pages as allotment_pages
from tessera.box_office import invite_pages as box_office_invite_pages
from tessera.box_office import order_pages as box_office_order_pages
from tessera.box_office import pages as box_office_pages
from tessera.catalog import pages as catalog_pages
from tessera.catalog import title_pages
from tessera.catalog.console import list_pages as title_list_pages
from tessera.catalog.console import pages as title_console_pages
from tessera.catalog.media import pages as title_file_pages
from tessera.catalog.search import pages as search_pages
from tessera.catalog.share import pages as share_pages
from tessera.console import pages as console_pages
from tessera.guide import admin_pages as guide_admin_pages
from tessera.guide import pages as guide_pages
from tessera.insights import pages as insight_pages
from tessera.insights.exports import pages as export_pages
from tessera.invoices import pages as invoice_pages
from tessera.messages import pages as message_pages
from tessera.messages.consent import pages as newsletter_pages
from tessera.messages.inbox import pages as inbox_pages
from tessera.messages.many import campaign_pages as one_campaign_pages
from tessera.messages.many import pages as campaign_pages
from tessera.offers import desk_list_pages as offer_list_pages
from tessera.offers import desk_pages as offer_desk_pages
from tessera.offers import pages as offer_pages
from tessera.offers.cards import pages as card_pages
from tessera.offers.cards.online import bank_pages as card_bank_pages
from tessera.offers.cards.online import buy_pages as card_buy_pages
from tessera.offers.cards.online import desk_pages as card_desk_pages
from tessera.operations import routes as operations
from tessera.operations.jobs import pages as job_pages
from tessera.operations.live import pages as live_sale_pages
from tessera.operations.trail import pages as trail_pages
from tessera.orders import (
    cancel_many_pages,
    cancellation_pages,
    checkout_pages,
    my_pages,
    organizer_order_pages,
    show_cancellation_pages,
)
from tessera.orders import pages as order_pages
from tessera.orders.move import pages as move_pages
from tessera.orders.replacement import pages as replacement_pages
from tessera.organizations import pages as organizer_pages
from tessera.organizations import terms_pages
from tessera.organizations.applications import pages as application_pages
from tessera.organizations.keys import pages as key_pages
from tessera.organizations.members import pages as member_pages
from tessera.organizations.payouts import pages as payout_pages
from tessera.organizations.trial import pages as trial_pages
from tessera.payments import attempt_pages, owed_pages
from tessera.payments import pages as payment_pages
from tessera.payments.ways import pages as way_pages
from tessera.shows import pages as show_pages
from tessera.shows import terms_pages as show_terms_pages
from tessera.shows.editing import pages as editing_pages
from tessera.shows.programme import move_pages as move_slot_pages
from tessera.shows.programme import pages as programme_pages
from tessera.shows.programme import price_pages
from tessera.shows.series import pages as series_pages
from tessera.statements import pages as statement_pages
from tessera.tickets import pages as ticket_pages
from tessera.venues import pages as venue_pages
from tessera.venues.console import bulk_pages as venue_bulk_pages
from tessera.venues.console import hall_pages as venue_hall_pages
from tessera.venues.console import pages as venue_console_pages
from tessera.venues.drafts import pages as draft_pages
from tessera.venues.pictures import pages as venue_picture_pages
from tessera.venues.templates import pages as template_pages
from tessera.waiting_room import board_pages as room_board_pages
from tessera.waiting_room import pages as room_pages
from tessera.web import api_docs, media
from tessera.webhooks import delivery_pages
from tessera.webhooks import pages as webhook_pages

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
    *media.PAGES,
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
    *card_bank_pages.PAGES,
    *card_buy_pages.PAGES,
    *card_desk_pages.PAGES,
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
    *venue_picture_pages.PAGES,
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
