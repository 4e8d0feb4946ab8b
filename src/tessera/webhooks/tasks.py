"""Jobs about webhooks: tell an endpoint's people that it does not answer."""

import msgspec

from tessera.kit.jobs import JobKind, Queue
from tessera.kit.mail import Mail
from tessera.messages.send import send
from tessera.services import Workshop
from tessera.web.templates import environment_for
from tessera.web.views.webhooks import TroubleMail
from tessera.webhooks.model import MAIL_TROUBLE, Told, Trouble
from tessera.webhooks.read import sql


async def mail_trouble(shop: Workshop, payload: str) -> None:
    """Mail who made the endpoint and the organization's owners; once a day for each trouble."""
    told = msgspec.json.decode(payload, type=Told)
    services = shop.services
    rows = await services.db.pool.fetch(sql["told"], told.endpoint_id)
    for row in rows:
        environment = environment_for(row["locale"])
        view = TroubleMail(
            name=row["name"],
            organization=row["organization"],
            url=row["url"],
            disabled=told.trouble is Trouble.DISABLED,
            page_url=f"{services.settings.base_url}/organizer/webhooks/{told.endpoint_id}",
        )
        text = environment.get_template("messages/webhook_trouble.txt").render(view=view).lstrip()
        html = environment.get_template("messages/webhook_trouble.html").render(view=view)
        subject, _, body = text.partition("\n")
        cause = f"webhook:{told.trouble.value}:{told.endpoint_id}:{told.day}:{row['email']}"
        mail = Mail(cause, row["email"], subject.strip(), body.lstrip(), html, ())
        await send(services.db.pool, shop.mailer, mail, settings=services.settings)


KINDS = (
    JobKind(
        name=MAIL_TROUBLE,
        queue=Queue.MAIL,
        what="Mails that an endpoint of webhooks does not answer.",
        act=mail_trouble,
    ),
)
