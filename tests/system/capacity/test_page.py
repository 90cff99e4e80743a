"""The page of the documents has the figures of the measurements beside it, and the model fitted to them."""

from __future__ import annotations

import json

from tests.system.capacity.page import CACHED, EVALUATED, PAGE, table, written


def test_the_page_is_as_it_is_written_from_the_measurements() -> None:
    page = PAGE.read_text("utf-8")
    for path in (EVALUATED, CACHED):
        assert table(json.loads(path.read_text("utf-8"))) in page
    assert "requests a second that several such servers bear" in page
    assert page == written(page), "run `make capacity`"
