"""Every route of the product, feature by feature."""

from typing import Any

from tessera.accounts import routes as accounts
from tessera.catalog import routes as catalog
from tessera.claims import live_routes as live
from tessera.claims import routes as claims
from tessera.operations import routes as operations
from tessera.orders import routes as orders
from tessera.organizations import routes as organizations
from tessera.payments import routes as payments
from tessera.shows import routes as shows
from tessera.tickets import routes as tickets
from tessera.venues import routes as venues

API_ROUTES: list[Any] = [
    *accounts.ROUTES,
    *catalog.ROUTES,
    *claims.ROUTES,
    *live.ROUTES,
    *orders.ROUTES,
    *organizations.ROUTES,
    *payments.ROUTES,
    *shows.ROUTES,
    *tickets.ROUTES,
    *venues.ROUTES,
]
PAGE_ROUTES: list[Any] = [*operations.ROUTES]
