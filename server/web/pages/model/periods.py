"""When something held: a curated date or interval as the days that each of its ends can mean, whether it held on a
date, and how it lies on a scale of years.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from server.rdf.dates import bounds

_OPEN: Final = ".."
_QUALIFIERS: Final = "~?%"
_LEAST: Final = 3.0
_NEVER: Final = "0000-00-00"
_DAY: Final = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


@dataclass(frozen=True)
class Days:
    """The first and the last day that a date can mean, which are one where it names a day."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


class Held(IntEnum):
    """Whether something held on a day: its source dates it so that it must have, or shows it for an earlier day only,
    or leaves it open.
    """

    NO = 0
    PERHAPS = 1
    AS_LAST_KNOWN = 2
    SURELY = 3

    @property
    def told(self) -> str:
        """The word for it in data, as as-last-known."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True)
class Period:
    """A date or interval in EDTF, and its ends.

    An end is None where nothing is known of it, or where there is none: at the end if it is `ongoing`. `known` is the
    last day for which the source shows what goes on.
    """

    value: str
    begin: Days | None = None
    end: Days | None = None
    known: date | None = None

    def __bool__(self) -> bool:
        """Whether it has a date at all."""
        return self.begin is not None or self.end is not None

    @property
    def interval(self) -> bool:
        """Whether both ends are written, rather than one date."""
        return "/" in self.value

    @property
    def ends_as_written(self) -> tuple[str, str]:
        """What is written for its beginning and for its end, which of one date are the same."""
        start, slash, finish = self.value.partition("/")
        return (start, finish) if slash else (start, start)

    @property
    def ongoing(self) -> bool:
        """Whether it is said to have no end."""
        return self.interval and self.ends_as_written[1] == _OPEN

    @property
    def unbegun(self) -> bool:
        """Whether it is said to have no beginning."""
        return self.interval and self.ends_as_written[0] == _OPEN

    @property
    def first(self) -> date | None:
        """The first day that it can have."""
        return self.begin.first if self.begin else None

    @property
    def last(self) -> date | None:
        """The last day that it can have."""
        return self.end.last if self.end else None

    @property
    def for_script(self) -> str:
        """What timeline.js judges by as `held` does: the days of both ends, whether it goes on, the last day known."""
        begin = (_NEVER, _NEVER) if self.unbegun else _written(self.begin)
        known = str(self.known or "") if self.interval else ""
        return ",".join((*begin, *_written(self.end), "1" if self.ongoing else "", known))

    def held(self, asked: Days) -> Held:
        """Whether what has this period held all through the days asked, as the saved query of statuses judges it."""
        begun = self._begun(asked)
        return Held(min(begun, self._lasted(asked))) if begun else Held.NO

    def _begun(self, asked: Days) -> Held:
        if self.begin is not None:
            return _after(asked, self.begin)
        return Held.SURELY if self.unbegun else Held.PERHAPS

    def _lasted(self, asked: Days) -> Held:
        if self.end is not None:
            return _before(asked, self.end)
        if self.interval and self.known is not None and asked.last <= self.known:
            return Held.SURELY
        return Held.AS_LAST_KNOWN if self.ongoing else Held.PERHAPS


def period_of(value: str, known: str = "") -> Period:
    """Return the period that an EDTF value means, where `known` is the date for which its source was checked.

    Of one out of a range of days that is open, what is known is the end that it has. A text that is no date has no end.
    """
    shown = _days(known)
    last_known = shown.last if shown else None
    if days := _days(value):  # one date, or one of a set of them: it may have begun and ended on each
        return Period(value, days, days, last_known)
    start, _, finish = value.partition("/") if "/" in value else value.strip("[]").partition(_OPEN)
    begin, end = _days(start), _days(finish)
    if begin and end and begin.first > end.last:
        return Period(value, known=last_known)
    return Period(value, begin, end, last_known)


def days_of(text: str) -> Days | None:
    """Return the days of a year, a month, a day, or a decade or century as 199X and 19XX; None for anything else."""
    if not (found := _DAY.fullmatch(text)):
        return None
    year, month, day = found.groups()
    earliest, latest = (int(year.replace("X", digit)) for digit in "09")
    try:
        if month is None:
            return Days(date(max(earliest, 1), 1, 1), date(latest, 12, 31))
        if day is None:
            return Days(
                date(earliest, int(month), 1),
                date(latest, int(month), calendar.monthrange(latest, int(month))[1]),
            )
        return Days(date(earliest, int(month), int(day)), date(latest, int(month), int(day)))
    except (ValueError, calendar.IllegalMonthError):
        return None


def span(first: date | None, last: date | None) -> str:
    """Write the first and the last day that a date can mean as a day, a month or a year, if it is one, or as both."""
    if first and last:
        for told in (first.isoformat(), first.isoformat()[:7], f"{first:%Y}"):
            if days_of(told) == Days(first, last):
                return told
    return f"{first or '?'} – {last or '…'}" if first or last else ""


def _days(text: str) -> Days | None:
    """Return the days that a date, or one of a set of dates, can mean; None for an interval, an open end or no date."""
    if "/" in text or text in ("", _OPEN):
        return None
    if found := days_of(
        text.rstrip(_QUALIFIERS)
    ):  # most are; reading all of EDTF takes a hundred times as long
        return found
    try:
        span = bounds(text)
    except ValueError:
        return None
    return Days(span.earliest, span.latest) if span.earliest and span.latest else None


def _written(days: Days | None) -> tuple[str, str]:
    return (str(days.first), str(days.last)) if days else ("", "")


def _after(asked: Days, begin: Days) -> Held:
    surely = asked.first >= begin.last if begin.exact else asked.first > begin.last
    return Held.SURELY if surely else Held.PERHAPS if asked.last >= begin.first else Held.NO


def _before(asked: Days, end: Days) -> Held:
    surely = asked.last <= end.first if end.exact else asked.last < end.first
    return Held.SURELY if surely else Held.PERHAPS if asked.first <= end.last else Held.NO


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
        return Bar(round(start, 1), round(width, 1), period.begin is None, period.end is None)


def scale_of(periods: Iterable[Period], until: date) -> Scale | None:
    """Return a scale of whole years for some periods, to a last day at least; None if none of them has a day."""
    days = [day for one in periods for day in (one.first, one.last) if day]
    if not days:
        return None
    return Scale(date(min(days).year, 1, 1), date(max(max(days), until).year, 12, 31))
