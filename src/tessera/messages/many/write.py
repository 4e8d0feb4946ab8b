"""Write the mail of a campaign: text and HTML, and how to end it in one click (RFC 8058)."""

from typing import Any

from tessera.kit.mail import Mail
from tessera.messages.consent.links import Links
from tessera.messages.many import rules
from tessera.messages.many.model import Campaign
from tessera.services import Services
from tessera.web.present import N_
from tessera.web.templates import environment_for, translations
from tessera.web.views.campaigns import CampaignMail


def campaign_mail(
    services: Services, campaign: Campaign, letter: Any, *, who: Any, links: Links | None
) -> Mail:
    """A mail to one reader; without `links` it is a test and says so."""
    say = translations(who["locale"]).gettext
    base = services.settings.base_url
    url = f"{base}{campaign.link}" if campaign.link.startswith("/") else campaign.link
    view = CampaignMail(
        subject=letter.subject,
        paragraphs=tuple(rules.paragraphs(letter.body)),
        sender=campaign.organization,
        url=url,
        label=say(N_("See more")),
        unsubscribe_url=links.page if links else "",
        preferences_url=f"{base}/account/messages",
    )
    environment = environment_for(who["locale"])
    text = environment.get_template("messages/campaign.txt").render(view=view).strip() + "\n"
    html = environment.get_template("messages/campaign.html").render(view=view)
    headers = links.headers if links else ()
    cause = f"campaign:{campaign.id}:{who['person']}"
    return Mail(cause, who["email"], letter.subject, text, html, headers=headers)
