"""The demo's messages: a text to begin from, a draft to look at, and something in an inbox."""

from collections.abc import Iterable

from tessera.accounts.find import account_of_email
from tessera.kit.database import Tx
from tessera.messages.many.campaigns import enter_campaign, keep_template
from tessera.messages.many.model import Audience, AudienceKind, Channel, NewCampaign, Text
from tessera.operations.demo.people import CUSTOMER, OWNER

TEXTS = {
    "en": Text("A new week at {organization}", "Hello {name},\n\nthe programme has changed."),
    "de": Text("Neue Woche bei {organization}", "Guten Tag {name},\n\ndas Programm ist neu."),
}
WELCOME = """
INSERT INTO inbox_messages (id, account_id, sender, subject, body, link, at)
VALUES (uuidv7(), $1, 'Tessera', 'Welcome to the demo',
    'Try the code REGULAR15 at the checkout.', '/offers', tessera_now())
"""


async def enter_messages(tx: Tx, organization_ids: Iterable[int]) -> None:
    """Nothing of it is sent: the demo's people have no mailboxes."""
    owner = await account_of_email(tx, OWNER)
    customer = await account_of_email(tx, CUSTOMER)
    assert owner is not None, "everybody was registered before"
    new = NewCampaign(
        name="New week",
        texts=TEXTS,
        audience=Audience(kind=AudienceKind.ALL),
        channels=(Channel.INBOX, Channel.MAIL),
        link="/",
    )
    for organization_id in organization_ids:
        await keep_template(tx, organization_id, "New week", texts=TEXTS, version=None)
        await enter_campaign(tx, organization_id, new, by=owner)
    await tx.fetch(WELCOME, customer)
