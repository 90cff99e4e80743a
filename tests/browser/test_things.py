"""The page of a thing in a browser: read, asked for a date, copied from, small, and whole without scripts."""

from __future__ import annotations

import json

from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.test_browser import Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]

BELARUS = "/id/state/belarus"
MOST = 300_000
"""Bytes that a page may take, with all that it loads."""


def transferred(window: Chrome) -> int:
    """How many bytes came from this server for the page."""
    events = [json.loads(entry["message"])["message"] for entry in log(window, "performance")]
    here = {
        event["params"]["requestId"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
        and event["params"]["request"]["url"].startswith("http://127.0.0.1:")
    }
    return sum(
        event["params"]["encodedDataLength"]
        for event in events
        if event["method"] == "Network.loadingFinished" and event["params"]["requestId"] in here
    )


def told(window: Chrome) -> str:
    """The text of the memberships."""
    return window.find_element(By.CSS_SELECTOR, "section[aria-labelledby=memberships]").text


def test_status_of_a_state_at_a_date_is_found_from_its_contents(browser: Open, address: str) -> None:
    window = browser()
    window.get(address + BELARUS)
    window.find_element(By.CSS_SELECTOR, ".contents a[href='#memberships']").click()
    assert "dialogue partner" in told(window)
    bars = window.find_elements(By.CSS_SELECTOR, "section[aria-labelledby=memberships] svg[role=img]")
    assert len(bars) > 10
    assert all(bar.get_attribute("aria-label") for bar in bars)
    assert all(bar.size["width"] > 50 for bar in bars[:3])
    aside = window.find_element(By.CSS_SELECTOR, ".aside")
    assert 0 <= aside.rect["y"] - window.execute_script("return scrollY") < 100, "the contents stay in sight"
    field = window.find_element(By.ID, "asof")
    field.send_keys("2016-03", Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: "asof=2016-03" in w.current_url)
    assert "As of 2016-03:" in told(window)
    assert "dialogue partner" not in told(window)
    assert "observer" in told(window)
    window.find_element(By.CSS_SELECTOR, ".asof a").click()
    WebDriverWait(window, 120).until(lambda w: "asof" not in w.current_url)
    assert "dialogue partner" in told(window)


def test_a_neighbour_is_reached_by_keyboard_from_the_drawing(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/id/person/sergei-lavrov")
    link = window.find_element(By.CSS_SELECTOR, "svg.neighbourhood a")
    path = link.get_dom_attribute("href")
    window.execute_script("arguments[0].focus()", link)
    window.switch_to.active_element.send_keys(Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: w.current_url == address + path)
    assert wait(window, ".contents a")


def test_the_identifier_is_copied(browser: Open, address: str) -> None:
    window = browser()
    window.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    window.get(address + BELARUS)
    button = window.find_element(By.CSS_SELECTOR, "button[data-copy]")
    assert button.is_displayed()
    button.click()
    WebDriverWait(window, 120).until(lambda _: button.text == "Copied")
    copied = window.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == "https://w3id.org/eikg/id/state/belarus"


def test_without_scripts_all_is_there_but_the_button(browser: Open, address: str) -> None:
    window = browser()
    window.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    window.get(address + BELARUS)
    assert not window.find_element(By.CSS_SELECTOR, "button[data-copy]").is_displayed()
    assert "https://w3id.org/eikg/id/state/belarus" in window.find_element(By.CSS_SELECTOR, ".iri").text
    assert "Eurasian Economic Union" in told(window)


def test_the_largest_page_of_a_thing_is_small_enough(browser: Open, address: str) -> None:
    window = browser()
    window.get(address + BELARUS)
    window.execute_script("return document.fonts.ready")
    assert 30_000 < transferred(window) < MOST


def test_a_thing_fits_a_phone_and_keeps_its_neighbours_as_a_list(browser: Open, address: str) -> None:
    window = browser(360, "ru")
    for path in (f"{BELARUS}?asof=2016-03", "/id/person/sergei-lavrov", "/id/body/un"):
        window.get(address + path)
        scroll, client = window.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert scroll == client <= 360, path
        assert not window.find_element(By.CSS_SELECTOR, "svg.neighbourhood").is_displayed()
        summary = window.find_element(By.CSS_SELECTOR, ".as-list summary")
        summary.click()
        assert window.find_element(By.CSS_SELECTOR, ".as-list li a").is_displayed()
