"""Pages: where one is signed in."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from tessera.accounts.devices.end import end_device, end_other_devices
from tessera.accounts.devices.model import Device
from tessera.accounts.devices.read import devices_of
from tessera.accounts.devices.routes import may_end
from tessera.accounts.devices.rules import browser_words
from tessera.accounts.policy import Right
from tessera.kit.database import Tx
from tessera.services import Services
from tessera.web.guards import may, require
from tessera.web.once import go_once
from tessera.web.pages import Page, PageRequest, form_of, page, say
from tessera.web.present import N_
from tessera.web.views.accounts import DeviceRow, DevicesPage
from tessera.web.who import who_of

HERE = "/account/devices"
UNKNOWN = N_("Unknown browser")
PROGRAM = N_("A program")


@get(HERE, guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def devices_page(request: PageRequest) -> Page:
    """Each sign-in that lasts, with a button to end it."""
    services: Services = request.app.state.services
    found = await devices_of(services.db.pool, await require(request))
    rows = tuple(_row(request, device) for device in found)
    return await page(request, "accounts/devices.html", DevicesPage(rows))


def _row(request: PageRequest, device: Device) -> DeviceRow:
    browser, system = browser_words(device.browser)
    known = " · ".join(part for part in (browser, system) if part)
    return DeviceRow(
        id=str(device.id),
        name=known or say(request, PROGRAM if device.program else UNKNOWN),
        program=device.program,
        address=device.address,
        began_at=device.began_at,
        seen_at=device.seen_at,
        current=device.current,
    )


@post(f"{HERE}/{{device_id:uuid}}/end", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_end(request: PageRequest, device_id: FromPath[UUID]) -> Page:
    """End one of them."""
    fields, person = await form_of(request), await require(request)
    await may_end(request, device_id)

    async def act(tx: Tx) -> str:
        await end_device(tx, person, device_id, who=who_of(request))
        return HERE

    return await go_once(request, fields, act)


@post(f"{HERE}/end", guards=[may(Right.ACCOUNT)], include_in_schema=False)
async def post_end_others(request: PageRequest) -> Page:
    """End all of them but this one."""
    services: Services = request.app.state.services
    fields, person = await form_of(request), await require(request)
    await may_end(request)

    async def act(tx: Tx) -> str:
        await end_other_devices(tx, person, who=who_of(request), now=services.clock())
        return HERE

    return await go_once(request, fields, act)


PAGES = [devices_page, post_end, post_end_others]
