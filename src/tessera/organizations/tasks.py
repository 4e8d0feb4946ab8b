"""Jobs about organizations: mail invitations, and what became of an application."""

from uuid import UUID

from tessera.kit.errors import NotFound
from tessera.kit.jobs import JobKind, Queue
from tessera.kit.mail import Mail
from tessera.messages.send import send
from tessera.organizations.applications.decide import MAIL_DECISION
from tessera.organizations.applications.read import sql as of_applications
from tessera.organizations.members.invite import MAIL_INVITATION, read_invitation
from tessera.services import Workshop
from tessera.web.present import N_
from tessera.web.templates import environment_for, translations
from tessera.web.views.houses import HouseMail

LOCALE = "SELECT locale FROM accounts WHERE lower(email) = lower($1)"
ROLES = {
    "owner": N_("owner"),
    "manager": N_("manager"),
    "box_office": N_("box office"),
    "door": N_("door"),
}


async def mail_invitation(shop: Workshop, payload: str) -> None:
    """Mail who is asked to work for an organization; nothing where that is over."""
    services = shop.services
    try:
        found = await read_invitation(services.db.pool, UUID(payload))
    except NotFound:
        return
    locale = await services.db.pool.fetchval(LOCALE, found.email) or "en"
    say = translations(locale).gettext
    asked = say(N_("%(name)s asks you to work for %(house)s, with the role: %(role)s.")) % {
        "name": found.invited_by,
        "house": found.organization,
        "role": say(ROLES[found.role.value]),
    }
    view = HouseMail(
        subject=say(N_("Work for %(house)s?")) % {"house": found.organization},
        greeting=say(N_("Hello,")),
        lines=(
            asked,
            say(N_("You need an account with this address. The invitation is good for a week.")),
        ),
        url=f"{services.settings.base_url}/invitations",
        label=say(N_("See the invitation")),
    )
    cause = f"invitation:{found.id}:{found.expires_at.isoformat()}"
    await _send(shop, view, to=found.email, locale=locale, cause=cause)


async def mail_decision(shop: Workshop, payload: str) -> None:
    """Mail who applied whether they may sell, and why not."""
    services = shop.services
    row = await services.db.pool.fetchrow(of_applications["told"], int(payload))
    if row is None or row["status"] not in ("approved", "rejected"):
        return
    say = translations(row["locale"]).gettext
    approved = row["status"] == "approved"
    house = {"house": row["organization"]}
    told = say(N_("%(house)s may sell from now on. You are its owner.")) % house
    if not approved:
        told = (
            say(N_("%(house)s may not sell. You can change the application and send it again."))
            % house
        )
    view = HouseMail(
        subject=say(N_("Your application: %(house)s")) % house,
        greeting=say(N_("Hello %(name)s,")) % {"name": row["name"]},
        lines=(told, row["reason"]) if row["reason"] else (told,),
        url=f"{services.settings.base_url}{'/organizer' if approved else '/organize'}",
        label=say(N_("Your shows")) if approved else say(N_("See the application")),
    )
    cause = f"application:{payload}:{row['status']}:{row['submitted_at'].isoformat()}"
    await _send(shop, view, to=row["email"], locale=row["locale"], cause=cause)


async def _send(shop: Workshop, view: HouseMail, *, to: str, locale: str, cause: str) -> None:
    environment = environment_for(locale)
    text = environment.get_template("messages/house.txt").render(view=view).lstrip()
    html = environment.get_template("messages/house.html").render(view=view)
    subject, _, body = text.partition("\n")
    mail = Mail(cause, to, subject.strip(), body.lstrip(), html, ())
    await send(shop.services.db.pool, shop.mailer, mail, settings=shop.services.settings)


KINDS = (
    JobKind(
        name=MAIL_INVITATION,
        queue=Queue.MAIL,
        what="Mails who is asked to work for an organization.",
        act=mail_invitation,
    ),
    JobKind(
        name=MAIL_DECISION,
        queue=Queue.MAIL,
        what="Mails what became of an application to sell.",
        act=mail_decision,
    ),
)
