"""Each view of a result in the editor draws what it is for, and has the same as text."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.test_browser import wait
from tests.browser.test_editor import ACTIVE, EIK, chrome, open_editor, run, window

__all__ = ("chrome", "window")


@pytest.mark.parametrize(
    ("view", "query", "drawn", "told"),
    [
        (
            "chart",
            "SELECT ?body (COUNT(?s) AS ?n) WHERE { ?s eik:memberOf ?body } GROUP BY ?body ORDER BY DESC(?n) LIMIT 4",
            "svg path",
            "United Nations",
        ),
        (
            "graph",
            "CONSTRUCT { ?s eik:memberOf ?b } WHERE { ?s a eik:State ; eik:memberOf ?b } ORDER BY ?s ?b LIMIT 5",
            "svg path",
            "Afghanistan",
        ),
        (
            "map",
            "SELECT ?s (COUNT(?b) AS ?n) WHERE { ?s a eik:State ; eik:memberOf ?b } GROUP BY ?s",
            "svg path",
            "Belarus",
        ),
        ("pivot", "SELECT ?s ?b WHERE { ?s a eik:State ; eik:memberOf ?b }", "tbody td", "Belarus"),
    ],
    ids=("chart", "graph", "map", "pivot"),
)
def test_a_view_draws_a_result_and_has_its_text(
    window: Chrome, address: str, view: str, query: str, drawn: str, told: str
) -> None:
    open_editor(window, address)
    run(window, f"#view: {view}\n{EIK}{query}")
    assert wait(window, f"{ACTIVE} .view {drawn}")
    table = window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .view table")
    assert told in str(table.get_attribute("textContent"))
