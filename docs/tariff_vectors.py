"""Prices every tariff vector and writes docs/reference/tariff-vectors.md.

Run ``python docs/tariff_vectors.py`` to write the page, with ``--check`` to fail where it is out
of date. The vectors lie in ``tests/tariffs/vectors``.
"""

import gzip
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.pricing.price import CannotSay, Price
from plugdex.model.pricing.pricer import price_of
from plugdex.model.pricing.session import (
    ChargingSession,
    PowerPiece,
    Reservation,
    even_session,
)
from plugdex.model.tariffs import Tariff

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "tests" / "tariffs" / "vectors"
PAGE: Final = ROOT / "docs" / "reference" / "tariff-vectors.md"
FILES: Final[Mapping[str, str]] = {
    "spec-examples": "Examples of the specification",
    "cdr-examples": "Charge detail records",
    "real-tariffs": "Real tariffs",
}
TOLERANCE: Final = Decimal("0.006")
RECEIVED: Final = datetime(2026, 6, 1, tzinfo=UTC)
NAMES: Final = ("total_excl_vat", "total_incl_vat")

WRONG: Final[Mapping[str, str]] = {
    "cdr-025kwh_min_price-cdr2_less_than_2kWh": "The record leaves out the tariff's `min_price` "
    "of 0.50; the specification's own example bills it.",
    "cdr-step_size-cdr1": "The tariff gives no VAT rate; the record takes that for no VAT. "
    "(Its parking begins at 17:02 by the times and at 17:05 by the volumes, which count.)",
}
"""Vectors whose expected totals are not what the tariff says, and why."""


class Vector(NamedTuple):
    """A tariff, a session and what it should cost."""

    id: str
    tariff: Tariff
    session: ChargingSession
    zone: ZoneInfo
    expected: tuple[Decimal | None, Decimal | None]
    tolerance: Decimal


class Result(NamedTuple):
    """A vector and our price of it."""

    vector: Vector
    price: Price | CannotSay

    @property
    def totals(self) -> tuple[Decimal | None, Decimal | None]:
        """Ours without and with tax."""
        if isinstance(self.price, CannotSay):
            return None, None
        return self.price.total.excl, self.price.total.incl

    @property
    def is_met(self) -> bool:
        """Whether both totals agree; where nothing is billed, there is no tax either."""
        return all(
            (ours in (None, 0)) if wanted is None else _is_near(ours, wanted, self.vector.tolerance)
            for ours, wanted in zip(self.totals, self.vector.expected, strict=True)
        )


def _is_near(ours: Decimal | None, wanted: Decimal, tolerance: Decimal) -> bool:
    return ours is not None and abs(ours - wanted) <= tolerance


def results(name: str) -> Iterator[Result]:
    """Every vector of a file with our price."""
    for each in load(name):
        vector = _vector(each)
        yield Result(vector, price_of(vector.tariff, vector.session, vector.zone))


def load(name: str) -> list[dict[str, Any]]:
    """A file of vectors."""
    found: list[dict[str, Any]] = json.loads(gzip.decompress(_file(name).read_bytes()))
    return found


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json.gz"


def read_tariff(thing: Mapping[str, Any]) -> Tariff:
    """A tariff as the OCPI reader has it."""
    options = ReadOptions(source="vectors", received=RECEIVED)
    (reading,) = find_format("ocpi").read(
        io.BytesIO(json.dumps({"data": [thing]}).encode()), options
    )
    if reading.tariff is None:
        raise ValueError(f"{thing.get('id')}: {reading.issues}")
    return reading.tariff


def _vector(each: Mapping[str, Any]) -> Vector:
    is_record = "cdr" in each
    cost = each["cdr"]["total_cost"] if is_record else each["expected"]
    names = ("excl_vat", "incl_vat") if is_record else NAMES
    return Vector(
        each["id"],
        read_tariff(each["tariff"]),
        _recorded(each["cdr"]) if is_record else _asked(each["session"]),
        ZoneInfo(each["tz"]),
        (_decimal(cost[names[0]]), _decimal(cost[names[1]])),
        Decimal(str(each.get("tolerance", TOLERANCE))),
    )


def _asked(session: Mapping[str, Any]) -> ChargingSession:
    times = [_time(session[name]) for name in ("start", "charging_end", "end")]
    reservation = None
    if "reserved_from" in session:
        end = _time(session.get("reserved_to", session["start"]))
        begin = _time(session["reserved_from"])
        reservation = Reservation(begin=begin, end=end, used=session["used"])
    kwh = Decimal(str(session["kwh"]))
    return even_session(times, kwh, _decimal(session.get("current_a")), reservation)


def _recorded(cdr: Mapping[str, Any]) -> ChargingSession:
    """The session of a record: every period without parking is a piece, as long as it says."""
    periods = cdr["charging_periods"]
    begins = [_time(each["start_date_time"]) for each in periods]
    end = _time(cdr["end_date_time"])
    pieces = []
    for period, begin, until in zip(periods, begins, [*begins[1:], end], strict=True):
        volumes = {each["type"]: _decimal(each["volume"]) for each in period["dimensions"]}
        if "PARKING_TIME" not in volumes:
            hours = volumes.get("TIME")
            seconds = (
                Decimal(int((until - begin).total_seconds())) if hours is None else hours * 3600
            )
            kwh = volumes.get("ENERGY") or Decimal(0)
            pieces.append(PowerPiece(seconds=seconds, kwh=kwh))
    return ChargingSession(start=begins[0], end=end, pieces=tuple(pieces))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _decimal(number: object) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def page() -> str:
    """The page."""
    found = {name: list(results(name)) for name in FILES}
    total = sum(map(len, found.values()))
    met = sum(result.is_met for each in found.values() for result in each)
    sections = "\n\n".join(_section(FILES[name], each) for name, each in found.items())
    return f"""# Tariff vectors

<!-- Generated by docs/tariff_vectors.py: change the code or the vectors, not this page. -->

Each vector is a tariff, a session and the totals that it should come to.
Of {total} vectors {met} are met; of the others the reason is given.
Totals are without and with VAT; a dash stands where the tariff does not say its VAT.
[What a session costs](../explanation/pricing.md) says how we count.
The vectors and where they come from lie in `tests/tariffs/vectors`.

{sections}

## Tariffs that are not OCPI

{_nonstandard()}
"""


def _section(title: str, found: Sequence[Result]) -> str:
    lines = [
        f"## {title}",
        "",
        "| Vector | Expected | Ours | Verdict |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{result.vector.id}` | {_pair(result.vector.expected)} | {_pair(result.totals)} "
        f"| {'met' if result.is_met else WRONG.get(result.vector.id, '**not met**')} |"
        for result in found
    ]
    return "\n".join(lines)


def _pair(amounts: Sequence[Decimal | None]) -> str:
    return " / ".join("–" if each is None else f"{each:.4f}" for each in amounts)


def _nonstandard() -> str:
    """What becomes of tariffs whose prices depend on what OCPI does not know."""
    prices = list(map(price_nonstandard, load("nonstandard")))
    reasons = Counter(
        (reason.code, reason.detail)
        for price in prices
        if isinstance(price, CannotSay)
        for reason in {(each.code, each.detail): each for each in price.reasons}.values()
    )
    refused = sum(isinstance(price, CannotSay) for price in prices)
    rows = "\n".join(
        f"| `{code}` | `{detail}` | {count} |" for (code, detail), count in sorted(reasons.items())
    )
    return f"""One operator's tariffs charge for congestion, by how full the vehicle is.
All {len(prices)} are read and kept; for {refused} of them no price is said.

| Reason | What | Tariffs |
| --- | --- | --- |
{rows}"""


def price_nonstandard(thing: Mapping[str, Any]) -> Price | CannotSay:
    """The price of an hour with 30 kWh and half an hour of parking."""
    times = [datetime(2026, 9, 15, hour, minute, tzinfo=UTC) for hour, minute in HOURS]
    tariff = read_tariff(thing)
    return price_of(tariff, even_session(times, Decimal(30)), ZoneInfo("Europe/Amsterdam"))


HOURS: Final = ((10, 0), (11, 0), (11, 30))


def main(arguments: list[str]) -> int:
    """Write or check the page; the exit code is 1 when it is out of date."""
    if arguments == ["--check"]:
        if PAGE.exists() and PAGE.read_text("utf-8") == page():
            return 0
        print("reference/tariff-vectors.md is out of date; run `make docs`.")
        return 1
    PAGE.write_text(page(), "utf-8")
    print("reference/tariff-vectors.md written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
