"""Mails about cards that were bought: the card itself, and what its buyer keeps."""

from uuid import UUID

from babel.core import Locale

from tessera.kit.mail import Mail
from tessera.kit.money import Money
from tessera.offers.cards.online.codes import code_of_sale
from tessera.offers.cards.online.model import CardSale
from tessera.services import Services
from tessera.web.present import N_, Say
from tessera.web.templates import environment_for, translations
from tessera.web.views.houses import HouseMail
from tessera.web.wording import money as in_words


def card_mail(services: Services, sale: CardSale) -> Mail:
    """The card with its code, to who gets it."""
    say = translations(sale.locale).gettext
    facts = _facts(sale)
    code = code_of_sale(services.gift_cards, sale.id)
    lines = [say(N_("%(giver)s gives you %(amount)s to spend at %(house)s.")) % facts]
    lines += [f"“{line.strip()}”" for line in sale.message.splitlines() if line.strip()]
    lines.append(say(N_("Your code: %(code)s")) % {"code": code})
    lines.append(say(N_("Type it at the checkout: it pays first, and what is left stays on it.")))
    view = HouseMail(
        subject=say(N_("A gift card of %(house)s from %(giver)s")) % facts,
        greeting=say(N_("Hello %(name)s,")) % {"name": sale.recipient_name},
        lines=tuple(lines),
        url=f"{services.settings.base_url}/gift-cards",
        label=say(N_("See what is on it")),
    )
    return _written(view, sale, to=sale.recipient_email, cause=f"gift-card:{sale.id}")


def receipt_mail(services: Services, sale: CardSale, *, day: str) -> Mail:
    """What was bought, for whom, and the page where it is given back; no code."""
    say: Say = translations(sale.locale).gettext
    facts = _facts(sale) | {"recipient": sale.recipient_name, "email": sale.recipient_email}
    told = say(N_("You have bought a gift card of %(house)s over %(amount)s for %(recipient)s."))
    sent = say(N_("Its code goes to %(email)s on %(day)s.")) % (facts | {"day": day})
    view = HouseMail(
        subject=say(N_("Your gift card of %(house)s for %(recipient)s")) % facts,
        greeting=say(N_("Hello %(name)s,")) % {"name": sale.buyer_name},
        lines=(
            told % facts,
            sent,
            say(N_("While nothing of it is used, you can give it back for the whole price.")),
        ),
        url=sale_url(services, sale.id),
        label=say(N_("See the gift card")),
    )
    return _written(view, sale, to=sale.buyer_email, cause=f"gift-card-receipt:{sale.id}")


def sale_url(services: Services, sale_id: UUID) -> str:
    """A sale's page, with the token that proves its buyer."""
    token = services.order_tokens.token(sale_id)
    return f"{services.settings.base_url}/gift-cards/sales/{sale_id}?token={token}"


def _facts(sale: CardSale) -> dict[str, str]:
    amount = in_words(Money(sale.amount, sale.currency), Locale.parse(sale.locale))
    return {"giver": sale.buyer_name, "house": sale.organization, "amount": amount}


def _written(view: HouseMail, sale: CardSale, *, to: str, cause: str) -> Mail:
    environment = environment_for(sale.locale)
    text = environment.get_template("messages/house.txt").render(view=view).lstrip()
    html = environment.get_template("messages/house.html").render(view=view)
    subject, _, body = text.partition("\n")
    return Mail(cause, to, subject.strip(), body.lstrip(), html)
