"""The datatypes of XML Schema: which the engine stores as another, and which lexical forms have a value."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from typing import Final

from server.namespaces import PREFIXES

_XSD: Final = PREFIXES["xsd"]

_BOUNDS: Final[Mapping[str, tuple[int | None, int | None]]] = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
"""The datatypes derived from integer (XML Schema Part 2, sections 3.4.13 to 3.4.25), with their least and greatest."""

STORED_AS: Final[Mapping[str, str]] = {
    **{_XSD + name: _XSD + "integer" for name in _BOUNDS},
    _XSD + "dateTimeStamp": _XSD + "dateTime",
}
"""The datatypes whose literals the engine holds with another one."""

INTEGER_RANGE: Final = range(-(2**63), 2**63)
"""The integers that the engine computes with; greater ones it only keeps."""

NUMBERS: Final = frozenset((*(_XSD + name for name in ("integer", "decimal", "double", "float", *_BOUNDS)),))
TEMPORAL: Final = frozenset(
    _XSD + name
    for name in (
        "dateTime",
        "dateTimeStamp",
        "date",
        "time",
        "gYear",
        "gYearMonth",
        "gMonthDay",
        "gDay",
        "gMonth",
    )
)
DURATIONS: Final = frozenset(_XSD + name for name in ("duration", "dayTimeDuration", "yearMonthDuration"))

_ZONE: Final = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)"
_YEAR: Final = r"-?(?:[1-9]\d{3,}|0\d{3})"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_TIME: Final = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DAYS: Final = r"(?:\d+Y)?(?:\d+M)?(?:\d+D)?"
_HOURS: Final = r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_FORMS: Final = {
    _XSD + name: re.compile(form, re.ASCII)
    for name, form in {
        "boolean": "true|false|1|0",
        "integer": r"[+-]?\d+",
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        **dict.fromkeys(("double", "float"), r"[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|INF)|NaN"),
        "date": rf"(?P<year>{_YEAR})-(?P<month>{_MONTH})-(?P<day>{_DAY}){_ZONE}?",
        "dateTime": rf"(?P<year>{_YEAR})-(?P<month>{_MONTH})-(?P<day>{_DAY})T{_TIME}{_ZONE}?",
        "dateTimeStamp": rf"(?P<year>{_YEAR})-(?P<month>{_MONTH})-(?P<day>{_DAY})T{_TIME}{_ZONE}",
        "time": rf"{_TIME}{_ZONE}?",
        "gYear": rf"{_YEAR}{_ZONE}?",
        "gYearMonth": rf"{_YEAR}-{_MONTH}{_ZONE}?",
        "gMonthDay": rf"--(?P<month>{_MONTH})-(?P<day>{_DAY}){_ZONE}?",
        "gDay": rf"---{_DAY}{_ZONE}?",
        "gMonth": rf"--{_MONTH}{_ZONE}?",
        "duration": rf"-?P(?=.){_DAYS}{_HOURS}",
        "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
        "dayTimeDuration": rf"-?P(?=.)(?:\d+D)?{_HOURS}",
    }.items()
}
_LEAP: Final = 2000


def has_value(lexical: str, datatype: str) -> bool:
    """Whether a literal has a value: its lexical form is one of its datatype's; of other datatypes than these, too."""
    bounds = _BOUNDS.get(datatype.removeprefix(_XSD))
    form = _FORMS.get(_XSD + "integer" if bounds else datatype)
    if form is None:
        return True
    found = form.fullmatch(lexical.strip(" \t\r\n"))
    if found is None:
        return False
    if bounds:
        least, most = bounds
        number = _integer(lexical)
        return (least is None or number >= least) and (most is None or number <= most)
    parts = found.groupdict()
    return "day" not in parts or int(parts["day"]) <= _days(parts.get("year"), int(parts["month"]))


def is_beyond_range(lexical: str, datatype: str) -> bool:
    """Whether a literal is an integer that the engine does not compute with."""
    integer = STORED_AS.get(datatype, datatype) == _XSD + "integer"
    return integer and has_value(lexical, datatype) and _integer(lexical) not in INTEGER_RANGE


def _integer(lexical: str) -> int:
    digits = lexical.strip(" \t\r\n")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-").lstrip("0")[:40] or "0"  # more digits than any bound has
    return sign * int(digits)


def _days(year: str | None, month: int) -> int:
    # Leap years repeat after 400 years; a day without a year may be one of a leap year.
    return monthrange(_LEAP + int(year[-4:]) % 400 if year else _LEAP, month)[1]
