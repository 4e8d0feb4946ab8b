"""The services of one process: built once in `main.py`, handed to every edge."""

from dataclasses import dataclass

from tessera.accounts.identify import People
from tessera.accounts.identities.clients import IdentityClients
from tessera.accounts.passwords import Passwords
from tessera.accounts.throttle import Throttle
from tessera.claims.broadcast import Broadcasts
from tessera.claims.desk import ClaimsDesk
from tessera.claims.live_maps import LiveMaps
from tessera.claims.token import HoldTokens
from tessera.guide.views import Views
from tessera.insights.exports.make import ExportDesk
from tessera.insights.visits import Visits
from tessera.kit.clock import Clock
from tessera.kit.database import Database
from tessera.kit.figures import Tallies
from tessera.kit.files.port import Store
from tessera.kit.limits import Limits
from tessera.kit.mail import Mailer
from tessera.kit.public_reads import PublicReads
from tessera.kit.seats import Seat
from tessera.kit.signing import Signer
from tessera.kit.valkey import Valkey
from tessera.kit.vault import Vault
from tessera.offers.shelf import OfferShelf
from tessera.orders.desk import OrdersDesk
from tessera.payments.desk import PaymentsDesk
from tessera.payments.providers.registry import Providers
from tessera.settings import Settings
from tessera.shows.read import ShowShelf
from tessera.tickets.codes import TicketCodes
from tessera.venues.read import PlanShelf
from tessera.waiting_room.rooms import Rooms


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything an edge may need; features take from it only what they name."""

    settings: Settings
    clock: Clock
    db: Database
    valkey: Valkey
    limits: Limits
    plans: PlanShelf
    public: PublicReads
    shows: ShowShelf
    maps: LiveMaps
    broadcasts: Broadcasts
    claims: ClaimsDesk
    orders: OrdersDesk
    payments: PaymentsDesk
    offers: OfferShelf
    providers: Providers
    vault: Vault
    people: People
    passwords: Passwords
    throttle: Throttle
    hold_tokens: HoldTokens
    order_tokens: Signer
    customers: Signer
    forms: Signer
    codes: Signer
    gift_cards: Signer
    newsletters: Signer
    identities: IdentityClients
    ticket_codes: TicketCodes
    rooms: Rooms
    tallies: Tallies
    seat: Seat
    files: Store
    views: Views
    visits: Visits
    exports: ExportDesk

    def customer_of(self, email: str) -> int:
        """The keyed hash that limits per customer count by: same address, same customer."""
        digest = self.customers.digest(email.strip().lower().encode())
        return int.from_bytes(digest[:8], "big", signed=True)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a job gets to work with."""

    services: Services
    mailer: Mailer
