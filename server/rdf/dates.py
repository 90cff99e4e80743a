"""Extended Date/Time Format (EDTF, ISO 8601-2 annex A): which days a curated date spans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from edtf import EDTFParseException, parse_edtf
from edtf.parser import parser_classes
from edtf.parser.grammar import level0Expression, level1Expression
from pyoxigraph import Literal
from pyparsing import ParseException

from server.namespaces import PREFIXES

EDTF: Final = PREFIXES["edtf"] + "EDTF"
_LONGEST: Final = 64
"""Characters of a date: those of a long set take the parser seconds."""

_FAULTS: Final = (ArithmeticError, AttributeError, LookupError, TypeError)
"""What the package raises for forms that it half knows."""

# It also prints them, where a program may speak a protocol and a visitor's words do not belong.
vars(parser_classes)["print"] = lambda *_: None

_OPEN: Final = ("", "..")
_NO_YEAR: Final = "XXXX-"
_LEAP_YEAR: Final = "2000-"


@dataclass(frozen=True)
class Bounds:
    """The first and the last day that a date can mean; None where it is open or unknown, as without a year."""

    earliest: date | None
    latest: date | None


@lru_cache(maxsize=2**12)
def bounds(value: str) -> Bounds:
    """Return the days that an EDTF value spans. Raises ValueError with the reason if it is none.

    The span is the one written, whatever its qualifier: `2013-06~` and `2013-06?` span June 2013 like
    `2013-06`, because what "about" adds differs from source to source (the edtf package's fuzzy bounds would
    widen it to May 2012 until July 2014). An open (`..`) or unknown (empty) end of an interval has no bound.
    Nor has a month or day without a year, as `XXXX-07-03`, which is so dated in each year.
    """
    if len(value) > _LONGEST:
        raise ValueError(f"a date has at most {_LONGEST} characters")
    if value != value.strip() or " " in value:
        raise ValueError("a date holds no white space")
    if "Y" in value:  # the package works out as many digits as `Y1E99999999` asks for
        raise ValueError("a year has four digits")
    first, slash, last = value.partition("/")
    if value.startswith(_NO_YEAR) and not slash:
        bounds(_LEAP_YEAR + value.removeprefix(_NO_YEAR))  # raises if no year has such a day
        return Bounds(None, None)
    if slash and first in _OPEN and last in _OPEN:
        raise ValueError("an interval needs at least one end")
    try:
        parsed = _parsed(value)
        # For an unknown end the package would guess ten years.
        found = Bounds(
            None if slash and first in _OPEN else _day(parsed.lower_strict()),
            None if slash and last in _OPEN else _day(parsed.upper_strict()),
        )
    except _FAULTS:
        raise ValueError("is no date in EDTF") from None
    if found.earliest and found.latest and found.earliest > found.latest:
        raise ValueError("the interval ends before it begins")
    return found


def is_date(literal: Literal) -> bool:
    """Tell whether a literal is a curated date."""
    return literal.datatype.value == EDTF


def _parsed(value: str):  # type: ignore[no-untyped-def]
    """Parse a value by the lowest level that has a form for it: trying all at once takes five times as long."""
    for level in (level0Expression, level1Expression):
        try:
            return level.parse_string(value, parse_all=True)[0]
        except ParseException:
            continue
    try:
        return parse_edtf(value)
    except EDTFParseException:
        raise ValueError("is no date in EDTF") from None


def _day(moment) -> date | None:  # type: ignore[no-untyped-def]
    """Convert what the edtf package returns: a struct_time, or an infinity for an open end."""
    if isinstance(moment, float):
        return None
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)
