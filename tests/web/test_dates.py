"""Dates as pages show and order them."""

from __future__ import annotations

import pytest

from server.web.pages.model.dates import readable_date, sort_key


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("1945-06-26", "1945-06-26"),
        ("2011/..", "2011 – …"),
        ("/2022-11", "? – 2022-11"),
        ("2015/2017-04~", "2015 – ≈\u00a02017-04"),
        ("2006-06-23/2012-12-19", "2006-06-23 – 2012-12-19"),
        ("1999-09-14?", "1999-09-14?"),
        ("2017%", "≈\u00a02017?"),
        ("2013-07~", "≈\u00a02013-07"),
        ("[2013-06-11..2013-06-20]", "2013-06-11 … 2013-06-20"),
        ("[2016-04..]", "2016-04 …"),
        ("[..2016-04]", "… 2016-04"),
        ("../..", "… – …"),
        ("some day", "some day"),
        ("", ""),
    ],
)
def test_dates_are_shown_with_signs(edtf: str, shown: str) -> None:
    assert readable_date(edtf) == shown


def test_dates_are_ordered_by_their_first_year() -> None:
    dates = ["[2016-04..]", "2013-07~", "../2012", "1999?", "2014/.."]
    assert sorted(dates, key=sort_key) == ["1999?", "../2012", "2013-07~", "2014/..", "[2016-04..]"]
