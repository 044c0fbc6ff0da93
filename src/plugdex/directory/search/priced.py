"""What one session would cost at the locations that a search finds.

1. The price of a location is that of its cheapest connector that meets the filters.
2. Only the first ``MOST`` locations in the question's own order are priced for an answer.
3. Prices with tax come first, since one without is not what people pay; then those without; then
   locations whose price cannot be said.
4. Currencies are compared at a rough rate.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from msgspec.structs import replace

from plugdex.directory.estimate import Estimate, Prices, Wish, estimate_at
from plugdex.directory.lookup import in_full_by_row
from plugdex.directory.ports import Reads
from plugdex.directory.search.core import search
from plugdex.directory.search.question import Found, Question
from plugdex.model.filters import is_wanted
from plugdex.model.price_sanity import PER_EURO
from plugdex.model.value import Value

MOST: Final = 500
"""Locations that are priced for one answer."""

WITHOUT_TAX: Final = 1e9
UNSAID: Final = 2e9
"""What the place in the order is increased by."""


class SessionPrice(Value, frozen=True, kw_only=True):
    """What the session costs at the cheapest connector."""

    amount: Decimal
    currency: str
    per_kwh: Decimal | None = None
    without_tax: bool = False
    """The tariff does not say its tax."""

    @property
    def place(self) -> float:
        """The place in the order: roughly euros."""
        euros = float(self.amount / PER_EURO.get(self.currency, Decimal(1)))
        return max(0.0, euros) + (WITHOUT_TAX if self.without_tax else 0.0)


class ByPrice(Value, frozen=True, kw_only=True):
    """What is asked of prices: the session, the highest price, and whether they make the order."""

    wish: Wish
    highest: Decimal | None = None
    """In the currency of each location, with tax; what cannot be said is left out."""
    is_order: bool = False


class PricedPage(NamedTuple):
    """What was found, the prices by row id, and the place behind which to go on."""

    found: Sequence[Found]
    prices: Mapping[int, SessionPrice]
    after: tuple[float, int] | None


def search_by_price(
    reads: Reads, question: Question, asked: ByPrice, stale: Collection[int] = ()
) -> PricedPage:
    """The locations that meet a question and have the price that is asked for."""
    after = None if asked.is_order else question.after
    candidates = search(reads, replace(question, limit=MOST, after=after), stale)
    prices = prices_of(reads, candidates, question, asked.wish)
    kept = [each for each in candidates if _is_within(prices.get(each.rid), asked.highest)]
    if asked.is_order:
        return _in_order(kept, prices, question)
    page = kept[: question.limit]
    if len(kept) > len(page):
        return PricedPage(page, prices, page[-1].place)
    return PricedPage(page, prices, candidates[-1].place if len(candidates) == MOST else None)


def prices_of(
    reads: Reads, candidates: Sequence[Found], question: Question, wish: Wish
) -> Mapping[int, SessionPrice]:
    """The prices that can be said, by row id."""
    places = in_full_by_row(reads, [each.rid for each in candidates], tariffs=True)
    wanted, known = partial(is_wanted, question.filters), Prices()
    found = {
        rid: cheapest(estimate_at("", place, wish, wanted, known), wish)
        for rid, place in places.items()
    }
    return {rid: price for rid, price in found.items() if price is not None}


def cheapest(estimate: Estimate, wish: Wish) -> SessionPrice | None:
    """The lowest price of some offers; ``None`` where none can be said."""
    found = []
    for offer in estimate.offers:
        if offer.price is None:
            continue
        payable, total = offer.price.payable, offer.price.total
        amount = total.excl if payable is None else payable
        if amount is not None:
            price = SessionPrice(
                amount=amount,
                currency=offer.price.currency,
                per_kwh=round(amount / wish.kwh, 4) if wish.kwh else None,
                without_tax=payable is None,
            )
            found.append(price)
    return min(found, key=_place, default=None)


def _place(price: SessionPrice) -> float:
    return price.place


def _is_within(price: SessionPrice | None, highest: Decimal | None) -> bool:
    if highest is None:
        return True
    return price is not None and not price.without_tax and price.amount <= highest


def _in_order(
    kept: Sequence[Found], prices: Mapping[int, SessionPrice], question: Question
) -> PricedPage:
    """The cheapest first; what costs the same in the question's own order."""
    placed = []
    for number, each in enumerate(kept):
        price = prices.get(each.rid)
        placed.append(replace(each, place=(price.place if price else UNSAID, number)))
    placed.sort(key=lambda each: each.place)
    behind = [each for each in placed if question.after is None or each.place > question.after]
    page = behind[: question.limit]
    return PricedPage(page, prices, page[-1].place if len(behind) > len(page) else None)
