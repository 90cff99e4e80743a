"""With nothing but a keyboard: from a name to its evidence, from home to both sides, and to a status on a date."""

from __future__ import annotations

from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.test_browser import Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]

MOST = 150
"""Presses of the Tab key that a reader would be asked for at most, between two steps."""


def press(window: Chrome, *keys: str) -> None:
    """Type to whatever has the focus."""
    ActionChains(window).send_keys(*keys).perform()


def go(window: Chrome, css: str) -> WebElement:
    """Press Tab until what a selector describes has the focus, and see that it shows that."""
    for _ in range(MOST):
        press(window, Keys.TAB)
        active = window.switch_to.active_element
        if window.execute_script("return arguments[0].matches(arguments[1])", active, css):
            assert active.value_of_css_property("outline-style") != "none", css
            return active
    raise AssertionError(f"Tab does not reach {css} on {window.current_url}")


def follow(window: Chrome, css: str) -> str:
    """Go to a link, follow it with Enter, and return the address that it leads to."""
    path = str(go(window, css).get_dom_attribute("href"))
    press(window, Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: path in w.current_url)
    return path


def test_from_a_misspelt_name_to_the_passage_that_says_it_and_how_to_cite_it(
    browser: Open, address: str
) -> None:
    window = browser(language="ru")
    window.get(f"{address}/?lang=ru")
    go(window, "#q")
    press(window, "Лукашинко")
    assert "Александр Лукашенко" in wait(window, "#q-suggestions [role=option]")[0].text
    press(window, Keys.ARROW_DOWN, Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: w.current_url.endswith("/id/person/alexander-lukashenko"))
    go(window, ".skip")
    press(window, Keys.ENTER)
    follow(window, ".said a.source[href^='/id/claim/']:not([href*='/reference-'])")
    follow(window, "a[href*='/id/segment/']")
    assert "Сегмент" in wait(window, ".crumb")[0].text
    window.back()
    wait(window, "section[aria-labelledby=cite]")
    go(window, "section[aria-labelledby=cite] summary")
    press(window, Keys.ENTER)
    [bibtex, *_] = wait(window, "section[aria-labelledby=cite] pre")
    assert "@" in bibtex.text


def test_from_home_to_both_passages_of_a_disagreement(browser: Open, address: str) -> None:
    window = browser()
    window.get(address)
    follow(window, ".worked h3 a")
    passages = set()
    for number in (1, 2):
        passages.add(follow(window, f".side:nth-of-type({number}) a[href*='/id/segment/']"))
        assert "Segment" in wait(window, ".crumb")[0].text
        window.back()
        wait(window, ".side")
    assert len(passages) == 2


def test_from_home_to_the_status_of_a_state_on_a_date(browser: Open, address: str) -> None:
    window = browser()
    window.get(address)
    follow(window, "nav a[href='/pictures']")
    follow(window, "main a[href='/pictures/memberships']")
    go(window, "#of")
    press(window, "Shanghai Coop")
    go(window, "#asof")  # a field that Tab leads to is selected, so that what is typed replaces it
    press(window, "2016-03", Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: "asof=2016-03" in w.current_url)
    assert "of=body%3Asco" in window.current_url or "of=body:sco" in window.current_url

    def status() -> list[str]:
        shown = window.find_elements(By.CSS_SELECTOR, ".then li")
        return [one.text for one in shown if one.is_displayed() and one.text.startswith("Belarus:")]

    assert "observer, surely" in status()[0]
    go(window, "#handle")
    press(window, Keys.END)
    assert "member" in status()[0]
    assert "observer" not in status()[0]
