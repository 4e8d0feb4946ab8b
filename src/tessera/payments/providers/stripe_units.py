"""Stripe's own minor units, which are not always a currency's.

Source: docs.stripe.com/currencies ("Zero-decimal currencies", "Three-decimal currencies", "Special
cases"). We count minor units as CLDR has them (`tessera.kit.money.exponent`), and the two differ: a
króna has no decimals to us, and must be told to Stripe as 100; a forint has two at both, though
Stripe pays whole ones out.
"""

from tessera.kit.money import exponent


def _these(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


ZERO_DECIMAL = _these("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF")
THREE_DECIMAL = _these("BHD JOD KWD OMR TND")
WHOLE_ONLY = frozenset({"ISK", "UGX"})
"""Told with two decimals for the sake of old programs, and the two must be 00."""
PRESENTMENT = _these(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD
    LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK
    PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TND TOP
    TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
    """
)
"""What customers can be charged in."""


def stripe_exponent(currency: str) -> int:
    """Decimals that Stripe counts in."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def to_stripe(amount: int, currency: str) -> int | None:
    """Our minor units in Stripe's, or None where Stripe cannot charge exactly that: the last digit
    of three decimals must be 0, and no fraction of a whole-only currency exists."""
    shift = stripe_exponent(currency) - exponent(currency)
    if shift < 0 and amount % 10**-shift:
        return None
    units = amount * 10**shift if shift >= 0 else amount // 10**-shift
    if currency in THREE_DECIMAL and units % 10:
        return None
    return None if currency in WHOLE_ONLY and units % 100 else units


def from_stripe(units: int, currency: str) -> int:
    """Stripe's minor units in ours. What has no exact counterpart (a fraction that Stripe never
    takes) is cut off: it then differs from what was asked, which is what `settle` looks at."""
    shift = stripe_exponent(currency) - exponent(currency)
    factor: int = 10 ** abs(shift)
    return units // factor if shift >= 0 else units * factor
