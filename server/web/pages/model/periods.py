"""Times of situations: whether one holds at a date, and how its period lies on a scale of years."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from server.rdf.dates import Bounds, bounds

_GOES_ON: Final = ".."
_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Held(Enum):
    """Whether a situation held at some time within a date."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


@dataclass(frozen=True)
class Period:
    """A curated date or interval (EDTF): its two ends as written, and the days that each can mean.

    An end is None where the interval has none that is known; `goes_on` tells of an end that was not reached.
    """

    value: str
    start: str
    finish: str
    begins: Bounds | None
    ends: Bounds | None

    @property
    def interval(self) -> bool:
        """Whether both ends are written, rather than one date."""
        return "/" in self.value

    @property
    def goes_on(self) -> bool:
        """Whether it is said to have no end."""
        return self.finish == _GOES_ON

    @property
    def first(self) -> date | None:
        """The first day that it can have."""
        return self.begins.earliest if self.begins else None

    @property
    def last(self) -> date | None:
        """The last day that it can have."""
        return self.ends.latest if self.ends else None


def period_of(value: str) -> Period | None:
    """Return the period that a value in EDTF gives, None for a text that gives none."""
    try:
        whole = bounds(value)
        start, slash, finish = value.partition("/")
        if not slash:
            return Period(value, value, value, whole, whole)
        begins, ends = (None if end in ("", _GOES_ON) else bounds(end) for end in (start, finish))
    except ValueError:
        return None
    return Period(value, start, finish, begins, ends)


def moment_of(text: str) -> Bounds:
    """Return the days of a year, month or day, as `2016`, `2016-03` or `2016-03-05`. Raises ValueError for others."""
    if not (found := _DATE.fullmatch(text)):
        raise ValueError("is no year, month or day")
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or month is None:
        return Bounds(date(year or 0, 1, 1), date(year or 0, 12, 31))
    if day is None:
        return Bounds(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return Bounds(date(year, month, day), date(year, month, day))


def held(period: Period | None, moment: Bounds) -> Held:
    """Tell whether what has a period held at a moment; of what has none, perhaps.

    An end that is open counts as not reached, one that is not known leaves a doubt, and so does one that is known no
    more exactly than by the month or year in which the moment lies.
    """
    first, last = moment.earliest, moment.latest
    if period is None or first is None or last is None:
        return Held.PERHAPS
    if (period.first and period.first > last) or (period.last and period.last < first):
        return Held.NO
    begun = period.start == _GOES_ON or bool(
        period.begins and period.begins.latest and period.begins.latest <= last
    )
    lasting = period.goes_on or bool(period.ends and period.ends.earliest and period.ends.earliest >= first)
    return Held.YES if begun and (lasting or not period.interval) else Held.PERHAPS


@dataclass(frozen=True)
class Bar:
    """A period on a scale: where it begins and how long it is, in units of the drawing, and which ends are open."""

    x: float
    width: float
    open_start: bool
    open_end: bool


@dataclass(frozen=True)
class Scale:
    """The days from which to which a drawing goes, and its width in units."""

    first: date
    last: date
    width: int = 200

    @property
    def years(self) -> tuple[int, int]:
        """The years at the two ends."""
        return self.first.year, self.last.year

    def at(self, day: date) -> float:
        """Return where a day stands."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(min(max(share, 0), 1) * self.width, 1)

    def bar(self, period: Period) -> Bar:
        """Return the bar of a period, wide enough to be seen."""
        start = self.at(period.first) if period.first else 0.0
        end = self.at(period.last) if period.last else float(self.width)
        width = max(end - start, _LEAST)
        start = min(start, self.width - width)
        return Bar(round(start, 1), round(width, 1), period.begins is None, period.ends is None)


_LEAST: Final = 3.0


def scale_of(periods: Iterable[Period], until: date) -> Scale | None:
    """Return a scale of whole years for some periods, to a last day at least; None if none of them has a day."""
    days = [day for one in periods for day in (one.first, one.last) if day]
    if not days:
        return None
    return Scale(date(min(days).year, 1, 1), date(max(max(days), until).year, 12, 31))
