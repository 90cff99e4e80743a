"""From home to both passages of a disagreement; the list narrowed down; columns that become rows on a phone."""

from __future__ import annotations

from selenium.webdriver.common.by import By

from tests.browser.test_browser import NARROW, Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]

SIDES = """return [...document.querySelectorAll('.side')].map(one => {
    const box = one.getBoundingClientRect(); return [box.left, box.top] })"""
"""Where the left upper corner of each side is."""


def test_a_disagreement_leads_from_home_to_both_passages(browser: Open, address: str) -> None:
    window = browser()
    window.get(address)
    wait(window, ".worked h3 a")[0].click()
    passages = [
        {
            str(link.get_attribute("href"))
            for link in side.find_elements(By.CSS_SELECTOR, "a[href*='/id/segment/']")
        }
        for side in wait(window, ".side")
    ]
    assert len(passages) >= 2
    for one in [min(links) for links in passages if links]:
        window.find_element(By.CSS_SELECTOR, f".side a[href='{one.removeprefix(address)}']").click()
        assert "Segment" in wait(window, ".crumb")[0].text
        window.back()
        wait(window, ".side")


def test_the_list_is_narrowed_down_and_widened_again(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/")
    window.find_element(By.LINK_TEXT, "Disagreements").click()
    everything = wait(window, ".listing strong")[0].text
    window.find_element(By.CSS_SELECTOR, ".facets a[href*='coarser-date']").click()
    assert wait(window, ".facets [aria-current=true]")[0].text == "coarser date"
    assert wait(window, ".listing strong")[0].text != everything
    assert [
        one.text for one in window.find_elements(By.CSS_SELECTOR, "h2") if one.text.startswith("Precision")
    ]
    window.find_element(By.CSS_SELECTOR, "details.folded summary").click()
    assert "coarser-date" in window.find_element(By.CSS_SELECTOR, "details.folded pre").text
    window.find_element(By.CSS_SELECTOR, ".chosen a").click()
    assert wait(window, ".listing strong")[0].text == everything


def test_a_disputed_value_opens_both_sides(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/id/body/csce")
    wait(window, "a.disputed")[0].click()
    assert len(wait(window, ".side")) == 2


def test_columns_become_rows_on_a_phone_and_nothing_is_too_wide(browser: Open, address: str) -> None:
    path = "/id/discrepancy/leshenyuk-2021-status-of-the-republics"
    wide = browser()
    wide.get(address + path)
    wait(wide, ".side")
    (_, first), (_, second) = wide.execute_script(SIDES)
    assert first == second
    narrow = browser(NARROW, "ru")
    for one in ("/discrepancies", "/id/discrepancy/d31", path):
        narrow.get(address + one)
        scroll, client = narrow.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert scroll == client <= NARROW, one
    (left, first), (other, second) = narrow.execute_script(SIDES)
    assert left == other
    assert first < second
