"""Whether a situation held at a date, and where its bar stands."""

from __future__ import annotations

from datetime import date

import pytest

from server.rdf.dates import Bounds
from server.web.pages.model.periods import Held, held, moment_of, period_of, scale_of


@pytest.mark.parametrize(
    ("period", "moment", "expected"),
    [
        ("2010/2015", "2012", Held.YES),
        ("2010/2015", "2016", Held.NO),
        ("2010/2015", "2009-12-31", Held.NO),
        ("2010/2015", "2010-05", Held.PERHAPS),  # began some day of 2010
        ("2010/2015", "2015-05", Held.PERHAPS),
        ("2010-03-01/2015-05-31", "2010-03", Held.YES),
        ("2010-03-01/2015-05-31", "2010-03-01", Held.YES),
        ("2010-03-02/2015-05-31", "2010-03-01", Held.NO),
        ("2010-03-01/..", "2026", Held.YES),
        ("2010-03-01/..", "2010-02", Held.NO),
        ("2010-03/", "2012", Held.PERHAPS),  # its end is not known
        ("2010-03/", "2009", Held.NO),
        ("/2015", "2012", Held.PERHAPS),  # its start is not known
        ("/2015", "2016", Held.NO),
        ("../2015", "2012", Held.YES),
        ("2014-03-27", "2014-03", Held.YES),
        ("2014-03-27", "2014-04", Held.NO),
        ("2014", "2014-04", Held.PERHAPS),
        ("1999-09-14?/..", "2001", Held.YES),
    ],
)
def test_a_period_holds_at_a_date(period: str, moment: str, expected: Held) -> None:
    assert held(period_of(period), moment_of(moment)) is expected


def test_without_a_period_nobody_knows() -> None:
    assert held(None, moment_of("2016")) is Held.PERHAPS


@pytest.mark.parametrize("value", ["soon", "", "2015/2010", "2010 / 2015"])
def test_what_is_no_date_is_no_period(value: str) -> None:
    assert period_of(value) is None


def test_a_moment_spans_the_days_of_its_precision() -> None:
    assert moment_of("2016") == Bounds(date(2016, 1, 1), date(2016, 12, 31))
    assert moment_of("2016-02") == Bounds(date(2016, 2, 1), date(2016, 2, 29))
    assert moment_of("2016-02-03") == Bounds(date(2016, 2, 3), date(2016, 2, 3))


@pytest.mark.parametrize(
    "text", ["0000", "2016-00", "2016-13", "2015-02-29", "16", "2016/2017", " 2016", "٢٠١٦"]
)
def test_other_texts_are_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment_of(text)


def test_bars_lie_on_a_scale_of_whole_years() -> None:
    periods = [
        found for one in ("2000-07/2010", "2005/..", "/2001", "2020-05-05") if (found := period_of(one))
    ]
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
