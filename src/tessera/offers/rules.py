"""Pure decisions about offers: whether one holds, what it takes off, which go together.

A discount lowers what the customer pays for a line, and its parts with it: price, fee and tax keep
their proportion to the last minor unit, so taxes stay those of the lower price. The platform's own
offers lower the booking fee and the tax on it, and never what the organization gets.
"""

from collections.abc import Iterator, Sequence
from datetime import time
from itertools import chain

from tessera.kit.money import share, spread
from tessera.offers.model import Offer, OfferKind, Reason, Rule
from tessera.offers.pricing import Applied, NotApplied, Occasion, Priced, PricedLine

STACKED_MAX = 5
"""Offers in one order; those that bring the most come first."""
_TURN = (OfferKind.FIXED_PRICE, OfferKind.N_FOR_M, OfferKind.FLAT, OfferKind.PERCENTAGE)
"""Who goes first where several go together: a share is of what the others have left."""


def price(
    lines: Sequence[PricedLine], offers: Sequence[Offer], occasion: Occasion, *, asked: int = 0
) -> Priced:
    """The lines with the best of `offers`: one that stands alone, or all those that go together.

    `asked` is the id of the offer that the buyer typed a code for. Equal bargains: the one with the
    buyer's code, else the elder.
    """
    before = tuple(lines)
    refused, holding = [], []
    for offer in offers:
        reasons = why_not(offer, before, occasion)
        if reasons:
            refused.append(NotApplied(offer, reasons))
        else:
            holding.append(offer)
    together = [offer for offer in holding if offer.stacks]
    bundles = [[offer] for offer in holding if not offer.stacks] + ([together] if together else [])
    tried = [_after(before, bundle) for bundle in bundles]
    best = min(tried, key=lambda p: _worth(p, asked), default=Priced(before))
    won = {applied.offer.id for applied in best.applied}
    lost = [NotApplied(o, (Reason.BETTER_WITHOUT,)) for o in holding if o.id not in won]
    return Priced(best.lines, best.applied, (*refused, *lost))


def _worth(priced: Priced, asked: int) -> tuple[int, bool, int]:
    ids = [applied.offer.id for applied in priced.applied]
    return (priced.total, asked not in ids, min(ids, default=0))


def _after(lines: tuple[PricedLine, ...], offers: Sequence[Offer]) -> Priced:
    """The lines after all of these, one on the other."""
    turn = sorted(offers, key=lambda o: (_TURN.index(o.rule.kind), o.id))[:STACKED_MAX]
    applied = []
    for offer in turn:
        amounts = reduction(offer, lines)
        if any(amounts):
            lines = tuple(
                lowered(line, amount, fee_only=offer.of_platform)
                for line, amount in zip(lines, amounts, strict=True)
            )
            applied.append(Applied(offer, amounts))
    return Priced(lines, tuple(applied))


def why_not(offer: Offer, lines: Sequence[PricedLine], at: Occasion) -> tuple[Reason, ...]:
    """Every reason why the offer does not hold here, in order of precedence; none where it does."""
    return tuple(chain(_of_time(offer, at), _of_show(offer.rule, at), _of_buyer(offer, lines, at)))


def _of_time(offer: Offer, at: Occasion) -> Iterator[Reason]:
    if not offer.enabled:
        yield Reason.SWITCHED_OFF
    if offer.starts_at is not None and at.now < offer.starts_at:
        yield Reason.NOT_YET
    if offer.ends_at is not None and at.now >= offer.ends_at:
        yield Reason.OVER
    if offer.currency and offer.currency != at.currency:
        yield Reason.OTHER_CURRENCY


def _of_show(rule: Rule, at: Occasion) -> Iterator[Reason]:
    titles, kinds = rule.title_ids, rule.title_kinds
    if (titles and at.title_id not in titles) or (kinds and at.title_kind not in kinds):
        yield Reason.OTHER_TITLE
    if rule.venue_ids and at.venue_id not in rule.venue_ids:
        yield Reason.OTHER_VENUE
    if rule.weekdays and at.starts_at.isoweekday() not in rule.weekdays:
        yield Reason.OTHER_DAY
    if not within(rule.from_time, rule.until_time, at.starts_at.time()):
        yield Reason.OTHER_TIME


def within(since: str | None, until: str | None, at: time) -> bool:
    """Whether a time of day lies in `[since, until)`, which may go over midnight."""
    begins = time.fromisoformat(since) if since else time.min
    ends = time.fromisoformat(until) if until else None
    if ends is None:
        return at >= begins
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def _of_buyer(offer: Offer, lines: Sequence[PricedLine], at: Occasion) -> Iterator[Reason]:
    rule = offer.rule
    if rule.channels and at.channel not in rule.channels:
        yield Reason.OTHER_CHANNEL
    if rule.providers and not at.providers & set(rule.providers):
        yield Reason.OTHER_PROVIDER
    if rule.first_purchase and at.first_purchase is None:
        yield Reason.SIGN_IN_FIRST
    elif rule.first_purchase and not at.first_purchase:
        yield Reason.NOT_FIRST_PURCHASE
    if rule.tables and at.restaurant_id not in rule.tables:
        yield Reason.RESTAURANT_MISSING
    chosen = [line for line in lines if _matches(rule, line)]
    if not chosen:
        yield Reason.OTHER_CATEGORY
    elif rule.kind is OfferKind.N_FOR_M and len(chosen) < (rule.buys or 0):
        yield Reason.TOO_FEW_PLACES
    if sum(line.total for line in chosen) < rule.minimum:
        yield Reason.BELOW_MINIMUM


def _matches(rule: Rule, line: PricedLine) -> bool:
    return not rule.categories or line.category in rule.categories


def reduction(offer: Offer, lines: Sequence[PricedLine]) -> tuple[int, ...]:
    """What an offer that holds takes off each line: never more than there is, at most its cap."""
    rule = offer.rule
    bases = [
        (line.fee + line.fee_tax if offer.of_platform else line.total)
        if _matches(rule, line)
        else 0
        for line in lines
    ]
    match rule.kind:
        case OfferKind.PERCENTAGE:
            wanted = [share(base, rule.basis_points or 0) for base in bases]
        case OfferKind.FLAT:
            wanted = spread(min(rule.amount or 0, sum(bases)), bases)
        case OfferKind.FIXED_PRICE:
            wanted = [
                max(0, min(base, line.total - (rule.amount or 0))) if base else 0
                for base, line in zip(bases, lines, strict=True)
            ]
        case OfferKind.N_FOR_M:
            wanted = _free_ones(rule, bases)
    if rule.cap is not None and sum(wanted) > rule.cap:
        wanted = spread(rule.cap, wanted)
    return tuple(wanted)


def _free_ones(rule: Rule, bases: Sequence[int]) -> list[int]:
    """Of each whole group of `buys`, the dearest first, the cheapest beyond `pays` cost nothing."""
    buys, pays = rule.buys or 1, rule.pays or 1
    dearest = sorted((n for n, base in enumerate(bases) if base), key=lambda n: (-bases[n], n))
    wanted = [0] * len(bases)
    for first in range(0, len(dearest) - buys + 1, buys):
        for n in dearest[first + pays : first + buys]:
            wanted[n] = bases[n]
    return wanted


def lowered(line: PricedLine, amount: int, *, fee_only: bool) -> PricedLine:
    """A line that costs `amount` less, its parts in proportion."""
    if fee_only:
        fee, fee_tax = spread(line.fee + line.fee_tax - amount, [line.fee, line.fee_tax])
        tax = line.tax - line.fee_tax + fee_tax
        return PricedLine(line.category, line.face, fee, tax, fee_tax)
    on_price = line.tax - line.fee_tax
    face, fee, tax, fee_tax = spread(
        line.total - amount, [line.face, line.fee, on_price, line.fee_tax]
    )
    return PricedLine(line.category, face, fee, tax + fee_tax, fee_tax)
