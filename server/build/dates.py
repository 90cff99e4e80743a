"""Extended Date/Time Format (EDTF, ISO 8601-2 annex A): which days a curated date spans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from edtf import EDTFParseException, parse_edtf
from pyoxigraph import Literal

from server.namespaces import PREFIXES

EDTF: Final = PREFIXES["edtf"] + "EDTF"
_OPEN: Final = ("", "..")


@dataclass(frozen=True)
class Bounds:
    """The first and the last day that a date can mean; None where it is open or unknown."""

    earliest: date | None
    latest: date | None


@cache
def bounds(value: str) -> Bounds:
    """Return the days that an EDTF value spans. Raises ValueError with the reason if it is none.

    The span is the one written, whatever its qualifier: `2013-06~` and `2013-06?` span June 2013 like
    `2013-06`, because what "about" adds differs from source to source (the edtf package's fuzzy bounds would
    widen it to May 2012 until July 2014). An open (`..`) or unknown (empty) end of an interval has no bound.
    """
    if value != value.strip() or " " in value:
        raise ValueError("a date holds no white space")
    first, slash, last = value.partition("/")
    if not slash:
        return _span(value)
    if first in _OPEN and last in _OPEN:
        raise ValueError("an interval needs at least one end")
    _parsed(value)
    found = Bounds(
        None if first in _OPEN else _span(first).earliest,
        None if last in _OPEN else _span(last).latest,
    )
    if found.earliest and found.latest and found.earliest > found.latest:
        raise ValueError("the interval ends before it begins")
    return found


def is_date(literal: Literal) -> bool:
    """Tell whether a literal is a curated date."""
    return literal.datatype.value == EDTF


def _span(value: str) -> Bounds:
    parsed = _parsed(value)
    return Bounds(_day(parsed.lower_strict()), _day(parsed.upper_strict()))


def _parsed(value: str):  # type: ignore[no-untyped-def]
    try:
        return parse_edtf(value)
    except EDTFParseException:
        raise ValueError("is no date in EDTF") from None


def _day(moment) -> date | None:  # type: ignore[no-untyped-def]
    """Convert what the edtf package returns: a struct_time, or an infinity for an open end."""
    if isinstance(moment, float):
        return None
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)
