"""Who answers for a change that a request makes, as the audit log names them."""

from tessera.accounts.model import Person
from tessera.kit.trail import Who
from tessera.web.errors import request_id
from tessera.web.guards import Connection


def who_of(connection: Connection) -> Who:
    """The account behind a request that a guard let in, or nobody's; with its address and id."""
    state = connection.scope.get("state", {})
    person: Person | None = state.get("person")
    acting = person is not None and person.acting_by is not None
    return Who(
        (person.acting_by or person.account_id) if person else None,
        acting_as=person.account_id if person and acting else None,
        address=str(state.get("address", "")),
        request_id=request_id(connection),
    )
