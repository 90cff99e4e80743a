"""A reader of Belarusian by night: the language is chosen once, pages are dark, and they say how they are read."""

from __future__ import annotations

from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By

from tests.browser.test_browser import NARROW, Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]

LIGHT, DARK = "rgb(246, 247, 244)", "rgb(20, 25, 29)"


def prefer(window: Chrome, scheme: str) -> None:
    """Have the window ask for light or dark pages, as the setting of a system does."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def ground(window: Chrome) -> str:
    script = "return getComputedStyle(document.documentElement).backgroundColor"
    return str(window.execute_script(script))


def test_belarusian_is_chosen_once_and_stays(browser: Open, address: str) -> None:
    window = browser()
    window.get(address)
    window.find_element(By.LINK_TEXT, "Беларуская").click()
    assert wait(window, "html[lang=be]")
    window.find_element(By.LINK_TEXT, "Пытанні").click()
    assert wait(window, "html[lang=be]")
    assert window.find_element(By.TAG_NAME, "h1").text == "Гатовыя пытанні"
    window.find_element(By.CSS_SELECTOR, "a[href='/queries/status-as-of']").click()
    heads = [one.text for one in wait(window, "thead th")]
    assert heads[:3] == ["арганізацыя або орган", "статус", "наколькі гэта вядома"]
    window.find_element(By.LINK_TEXT, "Русский").click()
    assert wait(window, "html[lang=ru]")
    assert window.find_element(By.TAG_NAME, "h1").text == "Статус государства в организациях на дату"


def test_pages_are_dark_where_that_is_preferred(browser: Open, address: str) -> None:
    window = browser()
    for scheme, colour in (("light", LIGHT), ("dark", DARK)):
        prefer(window, scheme)
        for path in ("/", "/about", "/ontology/claims", "/id/document/leshenyuk-2021", "/docs"):
            window.get(f"{address}{path}")
            assert ground(window) == colour, (path, scheme)
    window.get(f"{address}/ontology/claims")
    line = window.find_element(By.CSS_SELECTOR, ".picture rect")
    assert line.value_of_css_property("stroke") == "rgb(230, 233, 230)"
    strip = "return getComputedStyle(document.querySelector('.strip .covered')).fill"
    window.get(address)
    assert window.execute_script(strip) == "rgb(255, 156, 159)"


def test_how_to_read_a_page_is_reached_by_keyboard_and_fits_a_phone(browser: Open, address: str) -> None:
    window = browser(NARROW, "be")
    window.get(address)
    link = window.find_element(By.CSS_SELECTOR, "footer a[href='/about']")
    window.execute_script("arguments[0].focus()", link)
    link.send_keys(Keys.ENTER)
    assert wait(window, ".specimen .source")
    assert window.find_element(By.TAG_NAME, "h1").text == "Як чытаць старонку"
    widths = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    scroll, client = window.execute_script(widths)
    assert scroll == client <= NARROW
    window.find_element(By.CSS_SELECTOR, ".specimen .source").send_keys(Keys.ENTER)
    assert wait(window, ".inside")
