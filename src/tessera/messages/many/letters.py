"""What a campaign says to one reader."""

from typing import Any, NamedTuple

from tessera.kit import sql as named
from tessera.messages.many import rules
from tessera.messages.many.model import Campaign

sql = named.beside(__file__)


class Letter(NamedTuple):
    """What one person reads."""

    subject: str
    body: str


async def words_of(pool: Any, campaign: Campaign) -> dict[str, str]:
    """What the placeholders of a campaign say, but for the reader's name."""
    audience = campaign.audience
    row = await pool.fetchrow(sql["words"], audience.title_id, audience.venue_id)
    return {
        "organization": campaign.organization,
        "title": row["title"] or "",
        "venue": row["venue"] or "",
        "city": audience.city,
    }


def letter_to(campaign: Campaign, words: dict[str, str], *, name: str, locale: str) -> Letter:
    """The text in somebody's language, filled in."""
    text = rules.text_for(campaign.texts, locale)
    mine = {**words, "name": name.split()[0] if name.split() else ""}
    subject = " ".join(rules.filled(text.subject, mine).split())
    return Letter(subject or campaign.name, rules.filled(text.body, mine))
