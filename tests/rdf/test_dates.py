"""EDTF: the days that each form in use spans."""

from __future__ import annotations

from datetime import date

import pytest

from server.rdf.dates import Bounds, bounds


@pytest.mark.parametrize(
    ("value", "earliest", "latest"),
    [
        ("2012-07-11", "2012-07-11", "2012-07-11"),
        ("2014-09", "2014-09-01", "2014-09-30"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("1945", "1945-01-01", "1945-12-31"),
        ("2013-06~", "2013-06-01", "2013-06-30"),
        ("2013?", "2013-01-01", "2013-12-31"),
        ("2013-06-15%", "2013-06-15", "2013-06-15"),
        ("2004/..", "2004-01-01", None),
        ("2004/", "2004-01-01", None),
        ("../2016", None, "2016-12-31"),
        ("/2016-05", None, "2016-05-31"),
        ("1974/1975", "1974-01-01", "1975-12-31"),
        ("2015-01-01/2016-02", "2015-01-01", "2016-02-29"),
        ("2013~/2014-03?", "2013-01-01", "2014-03-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("2012-21", "2012-03-01", "2012-05-31"),
        ("[2012,2013]", "2012-01-01", "2013-12-31"),
        ("[2018..]", "2018-01-01", None),
        ("XXXX-07-03", None, None),
        ("XXXX-02-29", None, None),
        ("XXXX-12", None, None),
    ],
)
def test_bounds(value: str, earliest: str | None, latest: str | None) -> None:
    first = date.fromisoformat(earliest) if earliest else None
    last = date.fromisoformat(latest) if latest else None
    assert bounds(value) == Bounds(first, last)


@pytest.mark.parametrize(
    "value",
    ["", "..", "../..", "/", "2013-13", "2013-00", "2013-02-30", "2013-02-29", "13", "June 2013", " 2013", "2013 ",
     "2014/2013", "2014/2015/2016", "01.02.2013", "2013-6", "-0044", "Y17000", "Y1E99999999", "Y-1E99", "[Y1E99999999]",
     "2004-X5", f"[{'2016,' * 1400}2017]", "2004" * 20,
     "XXXX", "XXXX-02-30", "XXXX-13", "XXXX-07-03/XXXX-07-05"],
)  # fmt: skip
def test_what_is_no_date_says_why_and_is_not_printed(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        bounds(value)
    assert capsys.readouterr().out == ""
