"""What accounts and kinds of transactions are called."""

from tessera.statements.model import Account, Kind
from tessera.web.present import N_

ACCOUNTS = {
    Account.PAYABLE: N_("Payable to you"),
    Account.FEES: N_("Booking fees"),
    Account.TAXES: N_("Taxes"),
    Account.REFUNDS: N_("Refunds on their way"),
    Account.CUSTOMER: N_("Money that bought nothing"),
    Account.GIFT_CARDS: N_("On gift cards"),
    Account.CHARGEBACKS: N_("Disputed by customers"),
    Account.CLEARING: N_("With payment providers"),
}
KINDS = {
    Kind.SALE: N_("Sales"),
    Kind.LATE_MONEY: N_("Money that came too late"),
    Kind.CANCELLATION: N_("Cancellations"),
    Kind.REFUND_SENT: N_("Refunds sent"),
    Kind.DISPUTE_OPENED: N_("Disputes opened"),
    Kind.DISPUTE_WON: N_("Disputes won"),
    Kind.DISPUTE_LOST: N_("Disputes lost"),
    Kind.GIFT_CARD_ISSUED: N_("Gift cards issued"),
    Kind.GIFT_CARD_EXPIRED: N_("Gift cards expired"),
    Kind.GIFT_CARD_SOLD: N_("Gift cards sold online"),
    Kind.GIFT_CARD_RETURNED: N_("Gift cards given back"),
    Kind.GIFT_CARD_REFUND_SENT: N_("Refunds of gift cards sent"),
}
"""A rate of tax is added in brackets."""
