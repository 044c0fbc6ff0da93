"""Money: currencies, their smallest units, and the only place where an amount is rounded.

OCPI leaves the rounding of a total open and gives its numbers four decimals (2.2.1 §16.3), so
sums are exact, a total has four decimals, and what people pay is the currency's smallest unit.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

ALL: Final = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN"
    " BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP"
    " GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES"
    " KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU"
    " MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON"
    " RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND"
    " TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER"
    " ZAR ZMW ZWG BGN HRK ANG"
)
CODES: Final = frozenset(ALL.split())
"""ISO 4217 currencies with which one pays; the last three ended lately and still occur."""

USUAL_DECIMALS: Final = 2
NO_DECIMALS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"
FOUR_DECIMALS: Final = "CLF UYW"
DECIMALS: Final[Mapping[str, int]] = {
    **dict.fromkeys(NO_DECIMALS.split(), 0),
    **dict.fromkeys(THREE_DECIMALS.split(), 3),
    **dict.fromkeys(FOUR_DECIMALS.split(), 4),
}
"""Currencies whose smallest unit is not a hundredth (ISO 4217, table A.1)."""

OF_STEPS: Final = Decimal("0.000001")
OF_OCPI: Final = Decimal("0.0001")


def plain(number: Decimal) -> Decimal:
    """A number for a step: six decimals at most, without zeros at its end."""
    found = number.quantize(OF_STEPS, ROUND_HALF_UP)
    whole = found.to_integral_value()
    return whole if whole == found else found.normalize()


def total(amount: Decimal) -> Decimal:
    """A sum as OCPI has it: four decimals, halves up."""
    return amount.quantize(OF_OCPI, ROUND_HALF_UP)


def payable(amount: Decimal, currency: str) -> Decimal:
    """What people pay: the smallest unit of the currency, halves up."""
    return amount.quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_UP)


def decimals(currency: str) -> int:
    """How many decimals the smallest unit of a currency has."""
    return DECIMALS.get(currency, USUAL_DECIMALS)
