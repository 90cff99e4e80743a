"""Dates in EDTF (ISO 8601-2, annex A) as pages show them: with signs that are read alike in every language."""

from __future__ import annotations

import re
from typing import Final

_ENDS: Final = {"": "?", "..": "…"}
"""What stands for an end of an interval that is not known, and for one that there is not."""
_ONE_OF: Final = re.compile(r"[\[{](.*?)\.\.(.*)[\]}]")
_DIGITS: Final = re.compile(r"[0-9]{4}.*")
_QUALIFIED: Final = re.compile(r"([0-9X-]+)([~?%])")


def readable_date(edtf: str) -> str:
    """Return 2015/2017 as "2015 – 2017", 2011/.. (to an open end) as "2011 – …", /1975 (from an unknown one) as
    "? – 1975", 2017-04~ as "≈ 2017-04", [2017-04..2017-06] (some day between the two) as "2017-04 … 2017-06"; any other
    text as it is.
    """
    if found := _ONE_OF.fullmatch(edtf):
        return f"{qualified(found[1])} … {qualified(found[2])}".strip()
    first, slash, last = edtf.partition("/")
    if not slash:
        return qualified(edtf)
    return " – ".join(_ENDS.get(end) or qualified(end) for end in (first, last))


def sort_key(edtf: str) -> str:
    """Return what orders dates: a date from its first year on, whatever signs stand before that."""
    found = _DIGITS.search(edtf)
    return found[0] if found else edtf


def qualified(date: str) -> str:
    """Approximate dates with ≈ before them, uncertain ones with ? behind (level 1, qualification of a date)."""
    if not (found := _QUALIFIED.fullmatch(date)):
        return date
    sign = found[2]
    about, doubt = "≈\u00a0" if sign in "~%" else "", "?" if sign in "?%" else ""
    return f"{about}{found[1]}{doubt}"
