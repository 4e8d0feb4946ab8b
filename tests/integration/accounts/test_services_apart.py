"""Google and GitHub are two, whatever they say; and neither leads us elsewhere."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web

from tessera.accounts.factors.model import Entered
from tessera.accounts.identities.clients import IdentityClients
from tessera.accounts.identities.enter import enter_by_identity
from tessera.accounts.identities.flow import back, begin, sealed
from tessera.accounts.identities.model import FLOW_SECONDS, Profile, Provider
from tessera.kit.clock import system_clock
from tessera.kit.errors import Refused
from tessera.kit.vault import vault_of
from tessera.services import Services
from tessera.settings import Settings
from tests.fixtures.factors import NOBODY, PROGRAM

NOW = system_clock()()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def test_same_number_at_two_services_is_two_people(services: Services) -> None:
    """A number counts at its own service alone."""
    found = []
    for provider in (*Provider, *Provider):
        profile = Profile(provider, "77", f"{provider}@mail.test", True, "Ann")
        async with services.db.transaction() as tx:
            entered = await enter_by_identity(tx, services, profile, visit=PROGRAM, who=NOBODY)
        assert isinstance(entered, Entered)
        found.append(entered.account_id)

    assert found[0] != found[1]
    assert found[:2] == found[2:]


def test_way_that_took_too_long_ends_nowhere() -> None:
    """Ten minutes, by our clock; a moment before it still leads back."""
    vault = vault_of([], "a secret of this installation that is long")
    flow = begin(Provider.GOOGLE, now=NOW)
    text = sealed(vault, flow)
    late = NOW + timedelta(seconds=FLOW_SECONDS + 1)

    with pytest.raises(Refused, match="identity_refused"):
        back(vault, text, provider=Provider.GOOGLE, state=flow.state, now=late)
    in_time = NOW + timedelta(seconds=FLOW_SECONDS - 1)
    assert back(vault, text, provider=Provider.GOOGLE, state=flow.state, now=in_time) == flow


@asynccontextmanager
async def service(answer: Handler) -> AsyncIterator[tuple[str, list[str]]]:
    """A machine that answers like this to everything; and which paths were asked for."""
    asked: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return await answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


async def elsewhere(_: web.Request) -> web.StreamResponse:
    """Leads away."""
    raise web.HTTPFound("/inside")


async def impostor(request: web.Request) -> web.StreamResponse:
    """Says of itself that it is somebody else."""
    here = f"http://{request.host}"
    return web.json_response({"issuer": "https://other.test", "jwks_uri": f"{here}/keys"})


@pytest.mark.parametrize("answer", [elsewhere, impostor])
async def test_service_that_leads_away_or_names_another_is_not_followed(answer: Handler) -> None:
    """One question, and no second one: neither where it led, nor for keys."""
    async with service(answer) as (url, asked):
        settings = Settings(google_url=url, google_client_id="us", google_client_secret="x")
        with pytest.raises(Refused, match="identity_unavailable"):
            await IdentityClients(settings).address(begin(Provider.GOOGLE, now=NOW))

    assert asked == ["/.well-known/openid-configuration"]
