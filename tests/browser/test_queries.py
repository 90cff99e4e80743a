"""A saved query's page in a browser: rows sorted and filtered at once, code copied, cards on a phone, a picture."""

from __future__ import annotations

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.test_browser import NARROW, Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]


def shown(window: Chrome, column: int) -> list[str]:
    """The cells of a column that can be seen, from the top."""
    cells = window.find_elements(By.CSS_SELECTOR, f"#rows tbody td:nth-child({column})")
    return [cell.text for cell in cells if cell.is_displayed()]


def test_rows_are_sorted_and_filtered_without_a_request(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/queries/central-actors?minimum=2")
    before, where = shown(window, 3), window.current_url
    head = wait(window, "#rows thead th:nth-child(3) a")[0]
    head.click()
    numbers = [int(text) for text in shown(window, 3)]
    assert numbers == sorted(map(int, before))
    assert window.find_element(By.CSS_SELECTOR, "th[aria-sort=ascending]").text.startswith("degree")
    head.click()
    assert [int(text) for text in shown(window, 3)] == numbers[::-1]
    window.find_element(By.ID, "table-words").send_keys("byelorussian soviet")
    assert shown(window, 2) == ["Byelorussian Soviet Socialist Republic"]
    assert window.current_url == where


def test_rows_are_sorted_as_the_server_sorts_them(browser: Open, address: str) -> None:
    window = browser(language="be")
    for path, column, name in (
        ("/queries/events-in-a-place", 1, "date"),
        ("/queries/events-in-a-place", 2, "event"),
        ("/queries/launch-and-size-of-a-body?body=body:eaeu", 5, "value"),
    ):
        for sign in ("", "-"):
            window.get(f"{address}{path}")
            for _ in range(len(sign) + 1):
                wait(window, f"#rows thead th:nth-child({column}) a")[0].click()
            sorted_here = [shown(window, number) for number in (1, 2, 3)]
            window.get(f"{address}{path}{'&' if '?' in path else '?'}table-sort={sign}{name}")
            assert sorted_here == [shown(window, number) for number in (1, 2, 3)], (path, sign, name)


def test_without_script_links_and_a_form_do_the_same(browser: Open, address: str) -> None:
    window = browser()
    window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    window.get(f"{address}/queries/central-actors")
    before = [int(text) for text in shown(window, 3)]
    wait(window, "#rows thead th:nth-child(3) a")[0].click()
    wait(window, "th[aria-sort=ascending]")
    assert [int(text) for text in shown(window, 3)] == sorted(before)
    window.find_element(By.ID, "row-1").click()
    assert "United Nations" not in wait(window, ".sources-of h3")[0].text
    assert wait(window, ".sources-of .source")


def test_on_a_phone_each_row_is_a_card_and_nothing_sticks_out(browser: Open, address: str) -> None:
    window = browser(NARROW, "ru")
    for name in ("central-actors", "votes-on-resolutions", "coordinates-of-places"):
        window.get(f"{address}/queries/{name}")
        scroll, client = window.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert scroll == client <= NARROW, name
        cell = wait(window, "#rows tbody td")[0]
        assert window.execute_script("return getComputedStyle(arguments[0], '::before').content", cell) == (
            f'"{cell.get_attribute("data-head")}"'
        )
        assert cell.size["width"] > NARROW / 2
