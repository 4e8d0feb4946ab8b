"""An endpoint's people are told that it does not answer, in their language, once a day."""

from datetime import date

import msgspec

from tessera.accounts.model import MemberRole
from tessera.accounts.register import register
from tessera.kit.mail import mailer_for
from tessera.organizations.found import set_member
from tessera.services import Services, Workshop
from tessera.webhooks.model import Told, Trouble
from tessera.webhooks.tasks import mail_trouble
from tests.fixtures.house import OWNER, PASSWORD, create_house
from tests.fixtures.post import Halt, post_office
from tests.integration.webhooks.test_told import endpoint


async def test_owners_are_told_once_a_day(services: Services) -> None:
    """Who made it and every owner, no manager; a second message of the day makes no second mail."""
    house = await create_house(services)
    hook = await endpoint(services, house)
    async with services.db.transaction() as tx:
        for name, role in (("otto", MemberRole.OWNER), ("mia", MemberRole.MANAGER)):
            email = f"{name}@house.test"
            account = await register(
                tx, services.passwords, email=email, password=PASSWORD, name=name, locale="de"
            )
            await set_member(tx, house.organization_id, account, role=role)
    told = [Told(hook.id, Trouble.FAILED, date(2026, 11, day).isoformat()) for day in (21, 21, 22)]
    async with post_office(Halt("")) as (office, url):
        shop = Workshop(services, mailer_for(url, default_folder=services.settings.var))
        for one in told:
            await mail_trouble(shop, msgspec.json.encode(one).decode())

    rows = await services.db.pool.fetch("SELECT recipient FROM mails ORDER BY recipient")
    assert [row["recipient"] for row in rows] == ["otto@house.test"] * 2 + [OWNER] * 2
    assert len(office.ids) == 4


async def test_mail_about_an_endpoint_that_is_gone_is_not_sent(services: Services) -> None:
    """The job is done all the same."""
    house = await create_house(services)
    hook = await endpoint(services, house)
    await services.db.pool.execute("DELETE FROM webhook_endpoints")
    shop = Workshop(services, mailer_for("", default_folder=services.settings.var / "mail"))

    told = Told(hook.id, Trouble.DISABLED, "2026-11-21")
    await mail_trouble(shop, msgspec.json.encode(told).decode())

    assert await services.db.pool.fetchval("SELECT count(*) FROM mails") == 0
