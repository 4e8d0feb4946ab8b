"""Count a request against a named policy; `kit/limits.py` says which there are."""

from tessera.kit.errors import Refused
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.guards import Connection


async def within(connection: Connection, policy: Policy, key: str) -> None:
    """Count one more of `key`; the answer tells what is left. Raises `Refused(too_many_requests)`
    beyond the quota."""
    services: Services = connection.app.state.services
    allowance = await services.limits.hit(policy, key)
    connection.scope["state"].setdefault("allowances", []).append(allowance)
    if not allowance.granted:
        raise Refused("too_many_requests", retry_after_seconds=allowance.reset_seconds)


async def within_address(connection: Connection, policy: Policy) -> None:
    """The same for who is at this address; trusted networks are not counted."""
    state = connection.scope["state"]
    if not state.get("trusted"):
        await within(connection, policy, str(state.get("address", "")))
