"""Count a request against a named policy; `kit/limits.py` says which there are."""

from tessera.accounts.rules import email_problem
from tessera.kit.errors import Refused
from tessera.kit.limits import Policy
from tessera.services import Services
from tessera.web.guards import Connection, person_of


async def within(connection: Connection, policy: Policy, key: str) -> None:
    """Count one more of `key`; the answer tells what is left. Raises `Refused(too_many_requests)`
    beyond the quota."""
    services: Services = connection.app.state.services
    allowance = await services.limits.hit(policy, key)
    connection.scope["state"].setdefault("allowances", []).append(allowance)
    if not allowance.granted:
        raise Refused("too_many_requests", retry_after_seconds=allowance.reset_seconds)


async def within_mailbox(connection: Connection, email: str, *, own: bool = False) -> None:
    """Count a mail to this address that somebody asks for who may be a stranger: the same whether
    or not it has an account, and nothing is told of what is left. Tickets and receipts are not
    counted here.

    `own` mails are asked for by who has shown to be at home there; they are counted apart, so that
    no stranger can use them up. Raises `Refused(too_many_mails)`.
    """
    if email_problem(email.strip()):
        return  # No mail goes there, as whoever asks is told.
    services: Services = connection.app.state.services
    # Valkey learns no addresses.
    key = f"{'own' if own else 'any'}:{services.customer_of(email)}"
    allowance = await services.limits.hit(Policy.MAIL, key, told=False)
    if not allowance.granted:
        raise Refused("too_many_mails", retry_after_seconds=allowance.reset_seconds)


async def within_expensive(connection: Connection) -> None:
    """Count what costs much to answer: by who is signed in, else by address."""
    person = await person_of(connection)
    if person is None:
        await within_address(connection, Policy.EXPENSIVE)
    else:
        await within(connection, Policy.EXPENSIVE, str(person.account_id))


async def within_address(connection: Connection, policy: Policy) -> None:
    """The same for who is at this address; trusted networks are not counted."""
    state = connection.scope["state"]
    if not state.get("trusted"):
        await within(connection, policy, str(state.get("address", "")))
