"""Whether something with a period in EDTF held on a date, by what its ends can mean, and where its bar stands."""

from __future__ import annotations

from datetime import date

import pytest

from server.web.pages.model.periods import Days, Held, days_of, period_of, scale_of, span


@pytest.mark.parametrize(
    ("told", "asked", "held"),
    [
        ("2010/2015", "2012-06", Held.SURELY),
        ("2010/2015", "2010-06-01", Held.PERHAPS),
        ("2010/2015", "2015", Held.PERHAPS),
        ("2010/2015", "2016-01-01", Held.NO),
        ("2010/2015", "2009", Held.NO),
        ("2024-07-04/..", "2024-07-04", Held.AS_LAST_KNOWN),
        ("2024-07-04/..", "2024-07", Held.PERHAPS),
        ("2024-07-04/..", "2024-07-03", Held.NO),
        ("2010-03/", "2012", Held.PERHAPS),
        ("/2020-01-31", "2019", Held.PERHAPS),
        ("/2020-01-31", "2020-02", Held.NO),
        ("2023~/2025-09-01", "2024-02", Held.SURELY),
        ("1999-09-14?/..", "1999-09-15", Held.AS_LAST_KNOWN),
        ("2013", "2013-05", Held.PERHAPS),
        ("19XX", "1950", Held.PERHAPS),
        ("19XX", "2001", Held.NO),
        ("[2013-07-01..2013-07-10]", "2013-07-05", Held.PERHAPS),
        ("[2013-07-01..2013-07-10]", "2013-07-11", Held.NO),
        ("[2016-04..]", "2016-03", Held.NO),
        ("[2016-04..]", "2019", Held.PERHAPS),
        ("{1992,1994}", "1993", Held.PERHAPS),
        ("{1992,1994}", "1995", Held.NO),
        ("../2015", "2012", Held.SURELY),
        ("2010-03-01/2015-05-31", "2010-03", Held.SURELY),
        ("2010-03-02/2015-05-31", "2010-03-01", Held.NO),
        ("2014-03-27", "2014-03", Held.PERHAPS),
        ("2014-03-27", "2014-04", Held.NO),
        ("", "2016", Held.PERHAPS),
    ],
)
def test_what_a_period_says_of_a_date(told: str, asked: str, held: Held) -> None:
    days = days_of(asked)
    assert days is not None
    assert period_of(told).held(days) is held


def test_what_goes_on_is_sure_up_to_the_day_for_which_its_source_was_checked() -> None:
    period = period_of("2002-10-07/..", "2022-11")
    for asked, held in (("2022-11-30", Held.SURELY), ("2022-12-01", Held.AS_LAST_KNOWN)):
        days = days_of(asked)
        assert days is not None
        assert period.held(days) is held


@pytest.mark.parametrize("value", ["soon", "", "2015/2010", "2010 / 2015"])
def test_what_is_no_date_is_no_period(value: str) -> None:
    assert not period_of(value)


def test_a_date_has_the_days_of_its_precision() -> None:
    assert days_of("2016") == Days(date(2016, 1, 1), date(2016, 12, 31))
    assert days_of("2016-02") == Days(date(2016, 2, 1), date(2016, 2, 29))
    assert days_of("2016-02-03") == Days(date(2016, 2, 3), date(2016, 2, 3))


@pytest.mark.parametrize(
    "text",
    [
        "0000",
        "2016-13",
        "2016-02-30",
        "16",
        "2016-3",
        "2016-03-1",
        "2016/2017",
        " 2016",
        "spring",
        "٢٠١٦",
        "",
    ],
)
def test_what_is_no_date_has_no_days(text: str) -> None:
    assert days_of(text) is None


@pytest.mark.parametrize("told", ["2016", "2016-02", "2016-02-29", "1946-12-31"])
def test_the_days_of_a_date_are_written_as_that_date(told: str) -> None:
    days = days_of(told)
    assert days is not None
    assert span(days.first, days.last) == told


def test_days_that_are_no_one_date_are_written_both() -> None:
    first, last = date(2017, 3, 1), date(2017, 3, 25)
    assert span(first, last) == "2017-03-01 – 2017-03-25"
    assert span(first, None) == "2017-03-01 – …"
    assert span(None, last) == "? – 2017-03-25"
    assert span(None, None) == ""


def test_bars_lie_on_a_scale_of_whole_years() -> None:
    periods = [period_of(one) for one in ("2000-07/2010", "2005/..", "/2001", "2020-05-05")]
    scale = scale_of(periods, date(2026, 3, 1))
    assert scale
    assert scale.years == (2000, 2026)
    closed, open_end, open_start, day = map(scale.bar, periods)
    assert 0 < closed.x < open_end.x
    assert open_end.x + open_end.width == scale.width
    assert (open_end.open_start, open_end.open_end) == (False, True)
    assert (open_start.x, open_start.open_start) == (0, True)
    assert day.width > 0
    assert scale_of([], date(2026, 3, 1)) is None


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ("2010-03/2015", "2010-03-01,2010-03-31,2015-01-01,2015-12-31,,2022-11-30"),
        ("2010-03-02/..", "2010-03-02,2010-03-02,,,1,2022-11-30"),
        ("[2016-04..]", "2016-04-01,2016-04-30,,,,"),
        ("../2015-01-31", "0000-00-00,0000-00-00,2015-01-31,2015-01-31,,2022-11-30"),
        ("", ",,,,,"),
    ],
)
def test_the_script_is_told_what_a_period_is_judged_by(told: str, fields: str) -> None:
    assert period_of(told, "2022-11").for_script == fields
