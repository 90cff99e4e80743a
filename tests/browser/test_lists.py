"""From a tile of the home page to one thing of a long list, and to the list as data, wide and narrow."""

from __future__ import annotations

from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.test_browser import NARROW, Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]


def test_a_tile_leads_to_one_thing_of_a_list(browser: Open, address: str) -> None:
    window = browser()
    window.get(address)
    window.find_element(By.CSS_SELECTOR, ".kinds a[href='/lists/State']").click()
    assert wait(window, "h1")[0].text == "State"
    window.find_element(By.CSS_SELECTOR, ".crumb a[href='/lists']").click()
    wait(window, "a[href='/lists/Membership']")[0].click()
    assert wait(window, "h1")[0].text == "Membership"
    everything = wait(window, "[role=status]")[0].text
    field = window.find_element(By.ID, "text")
    field.send_keys("Belarus", Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: "text=Belarus" in w.current_url)
    assert wait(window, "[role=status]")[0].text != everything
    window.find_element(By.CSS_SELECTOR, ".facets a[href*='status=']").click()
    assert wait(window, ".facets [aria-current=true]")
    assert "text=Belarus" in window.current_url
    window.find_element(By.LINK_TEXT, "During").click()
    assert "During" in wait(window, "th[aria-sort=ascending]")[0].text
    window.find_element(By.CSS_SELECTOR, "th[aria-sort=ascending] a").click()
    assert wait(window, "th[aria-sort=descending]")
    wait(window, "tbody th a")[0].click()
    assert wait(window, ".source")


def test_table_scrolls_in_its_own_box_by_keyboard_and_names_stay(browser: Open, address: str) -> None:
    window = browser(NARROW, "ru")
    for path in ("/lists", "/lists/Resolution", "/lists/Claim"):
        window.get(f"{address}{path}")
        scroll, client = window.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert scroll == client <= NARROW, path
    box = wait(window, ".scroll[role=region]")[0]
    name = window.find_element(By.CSS_SELECTOR, "tbody th")
    before = name.location["x"]
    window.execute_script("arguments[0].focus()", box)
    for _ in range(5):
        window.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    WebDriverWait(window, 120).until(lambda w: w.execute_script("return arguments[0].scrollLeft", box) > 0)
    assert name.location["x"] == before
    assert window.find_element(By.CSS_SELECTOR, ".to-facets").is_displayed()


def test_figures_of_a_wide_list_are_on_the_screen_of_a_desktop(browser: Open, address: str) -> None:
    window = browser()
    window.set_window_size(1366, 900)
    window.get(f"{address}/lists/Resolution")
    box = wait(window, ".scroll[role=region]")[0]
    figures = window.find_elements(By.CSS_SELECTOR, "thead th.figure")
    assert len(figures) == 3  # for, against, abstained
    edge = box.location["x"] + box.size["width"]
    assert all(one.location["x"] + one.size["width"] <= edge for one in figures)
