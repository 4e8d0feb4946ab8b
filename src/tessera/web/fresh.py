"""Step-up: what is dangerous needs a second factor that was shown lately.

Asked of the database each time and never of a cache, so that it is the same on every process.
"""

from tessera.accounts.factors.step_up import fresh_until
from tessera.kit.errors import Refused
from tessera.services import Services
from tessera.web.guards import Connection, require


async def require_fresh(connection: Connection) -> None:
    """Raise `Refused(step_up_required)` unless this session proved a factor within
    `step_up_seconds`."""
    services: Services = connection.app.state.services
    person = await require(connection)
    seconds = services.settings.step_up_seconds
    if await fresh_until(services.db.pool, person.session_id, seconds=seconds) is None:
        raise Refused("step_up_required")
