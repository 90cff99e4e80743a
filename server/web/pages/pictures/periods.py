"""When something held: an EDTF period as the days that each of its ends can mean, and whether it held on some date."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

_QUALIFIERS: Final = re.compile(r"[~?%]")
_DAY: Final = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
OPEN: Final = ".."


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
    """The ends of a period. None is an end of which nothing is known, but where `ongoing`, then it has none.

    `known` is the last day for which the source shows what goes on.
    """

    begin: Days | None = None
    end: Days | None = None
    ongoing: bool = False
    known: date | None = None

    def __bool__(self) -> bool:
        """Whether it has a date at all."""
        return self.begin is not None or self.end is not None

    def held(self, asked: Days) -> Held:
        """Whether what has this period held all through the days asked, as the saved query of statuses judges it."""
        begun = Held.PERHAPS if self.begin is None else _after(asked, self.begin)
        return Held(min(begun, self._lasted(asked))) if begun else Held.NO

    def _lasted(self, asked: Days) -> Held:
        if self.end is not None:
            return _before(asked, self.end)
        if self.known is not None and asked.last <= self.known:
            return Held.SURELY
        return Held.AS_LAST_KNOWN if self.ongoing else Held.PERHAPS


def period_of(text: str, known: str = "") -> Period:
    """Return the period that an EDTF value means, where `known` is the date for which its source was checked.

    What EDTF can say beyond dates, intervals and sets of one range is taken for unknown.
    """
    plain = _QUALIFIERS.sub("", text).strip("[]{}")
    shown = days_of(known)
    first, slash, last = plain.partition("/")
    if not slash and OPEN in plain:  # one of a range of days: it may have begun and ended on each of them
        first, _, last = plain.partition(OPEN)
        days = _between(days_of(first), days_of(last))
        return Period(days, days if last else None)
    begin = days_of(first)
    end = days_of(last) if slash else begin
    return Period(begin, end, last == OPEN, shown.last if shown else None)


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


def _between(first: Days | None, last: Days | None) -> Days | None:
    if first is None or last is None:
        return first or last
    return Days(first.first, max(first.first, last.last))


def _after(asked: Days, begin: Days) -> Held:
    surely = asked.first >= begin.last if begin.exact else asked.first > begin.last
    return Held.SURELY if surely else Held.PERHAPS if asked.last >= begin.first else Held.NO


def _before(asked: Days, end: Days) -> Held:
    surely = asked.last <= end.first if end.exact else asked.last < end.first
    return Held.SURELY if surely else Held.PERHAPS if asked.first <= end.last else Held.NO
