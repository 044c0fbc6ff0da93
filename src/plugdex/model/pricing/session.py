"""The question: a session whose price is asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from plugdex.model.value import Value


class PowerPiece(Value, frozen=True, kw_only=True):
    """A part of the charging in which power is drawn evenly.

    ``seconds`` and ``kwh`` (kWh) tell how long and how much; ``kw`` (kW) and ``amperes`` (A, the
    sum of all phases) are what the meter shows. Without ``kw`` the mean counts, where there is one.
    """

    seconds: Decimal
    kwh: Decimal = Decimal(0)
    kw: Decimal | None = None
    amperes: Decimal | None = None

    @property
    def power(self) -> Decimal | None:
        """Power in kW: as stated, else the mean; ``None`` where no energy tells it."""
        if self.kw is not None or not self.kwh or not self.seconds:
            return self.kw
        return self.kwh * 3600 / self.seconds


class Reservation(Value, frozen=True, kw_only=True):
    """A reservation: from when, until when, and whether charging began before it expired."""

    begin: datetime
    end: datetime
    used: bool = True


class ChargingSession(Value, frozen=True, kw_only=True):
    """A session: the pieces are drawn from ``start`` on, then the vehicle is parked to ``end``.

    Times have a zone. A reservation that expired has no session: its ``used`` is false.
    """

    start: datetime
    end: datetime
    pieces: tuple[PowerPiece, ...] = ()
    reservation: Reservation | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a session's times have a time zone: add one, such as UTC")
        if any(piece.seconds < 0 or piece.kwh < 0 for piece in self.pieces):
            raise ValueError("seconds and kWh of a piece are not negative")
        if any(piece.kwh and not piece.seconds for piece in self.pieces):
            raise ValueError("energy takes time: give a piece with kWh its seconds")
        if self.end < self.charging_end:
            raise ValueError("a session ends when its charging ends, or later")

    @property
    def charging_end(self) -> datetime:
        """When the last piece is drawn."""
        seconds = sum((piece.seconds for piece in self.pieces), Decimal(0))
        return self.start + timedelta(microseconds=int(seconds * 1_000_000))

    @property
    def kwh(self) -> Decimal:
        """All energy, kWh."""
        return sum((piece.kwh for piece in self.pieces), Decimal(0))

    @property
    def is_used(self) -> bool:
        """Whether the vehicle came at all."""
        return self.reservation is None or self.reservation.used


def even_session(
    times: Sequence[datetime],
    kwh: Decimal,
    amperes: Decimal | None = None,
    reservation: Reservation | None = None,
) -> ChargingSession:
    """A session that draws its energy evenly; times are start, end of charging, end."""
    start, charging_end, end = times
    length = charging_end - start
    seconds = Decimal(length // timedelta(microseconds=1)) / 1_000_000
    pieces = (PowerPiece(seconds=seconds, kwh=kwh, amperes=amperes),) if seconds else ()
    return ChargingSession(start=start, end=end, pieces=pieces, reservation=reservation)
