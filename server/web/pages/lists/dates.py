"""Dates in EDTF (ISO 8601-2, annex A) as a table shows them: with signs that are read alike in every language."""

from __future__ import annotations

import re
from typing import Final

_OPEN: Final = ("", "..")
_QUALIFIED: Final = re.compile(r"([0-9X-]+)([~?%])")


def readable_date(edtf: str) -> str:
    """Return 2011/.. as "2011 –", 2015/2017 as "2015 – 2017" and 2017-04~ as "≈ 2017-04"; any other text as it is."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _qualified(edtf)
    ends = ["" if end in _OPEN else _qualified(end) for end in (first, last)]
    return f"{ends[0]} – {ends[1]}".strip()


def _qualified(date: str) -> str:
    """Approximate dates with ≈ before them, uncertain ones with ? behind (level 1, qualification of a date)."""
    if not (found := _QUALIFIED.fullmatch(date)):
        return date
    sign = found[2]
    return f"{'≈ ' if sign in '~%' else ''}{found[1]}{'?' if sign in '?%' else ''}"
