"""The pictures by keyboard alone: the date is moved, what held then is read, and a bar leads to what it stands for."""

from __future__ import annotations

from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.test_browser import NARROW, Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]


def test_the_status_of_a_state_on_a_date_is_read_off_the_picture(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/pictures/memberships?of=body:sco&asof=2024-06")
    [slider] = wait(window, "#handle")

    def status() -> list[str]:
        shown = window.find_elements(By.CSS_SELECTOR, ".then li")
        return [one.text for one in shown if one.is_displayed() and one.text.startswith("Belarus:")]

    def line() -> float:
        place = window.find_element(By.CSS_SELECTOR, ".handle line").get_attribute("x1")
        return float(str(place).rstrip("%"))

    [before], place = status(), line()
    assert "observer, surely" in before
    slider.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    [after] = status()
    assert "member" in after
    assert "observer" not in after
    assert line() > place
    assert window.current_url.endswith("asof=2024-08")
    assert window.find_element(By.CSS_SELECTOR, "[data-date]").text == "2024-08"
    cells = window.find_elements(By.CSS_SELECTOR, "tr[data-period] td[data-level]")
    moved = [one.text for one in cells]
    window.refresh()
    assert [
        one.text for one in window.find_elements(By.CSS_SELECTOR, "tr[data-period] td[data-level]")
    ] == moved


def test_a_bar_is_reached_and_followed_with_the_keyboard(browser: Open, address: str) -> None:
    window = browser(width=NARROW)
    window.get(f"{address}/pictures/memberships?of=body:sco")
    bar = window.find_element(By.CSS_SELECTOR, ".canvas a.bar[aria-label*='Belarus: observer, 2015']")
    previous = window.find_element(By.CSS_SELECTOR, ".canvas a[href='/id/state/belarus']")
    window.execute_script("arguments[0].focus()", previous)
    for _ in range(3):
        if window.switch_to.active_element == bar:
            break
        window.switch_to.active_element.send_keys(Keys.TAB)
    assert window.switch_to.active_element == bar
    window.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: w.current_url.endswith("/id/membership/belarus-sco-observer"))
    assert wait(window, "a.source")


def test_a_narrow_page_scrolls_inside_its_boxes_only(browser: Open, address: str) -> None:
    window = browser(width=NARROW, language="ru")
    for path in (
        "/pictures",
        "/pictures/memberships?of=state:belarus",
        "/pictures/map?of=body:sco",
        "/pictures/network",
        "/pictures/resolutions",
    ):
        window.get(address + path)
        width = window.execute_script("return document.documentElement.scrollWidth")
        assert width <= NARROW
