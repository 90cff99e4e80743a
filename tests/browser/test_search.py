"""From a misspelt name to a cited fact, with the keyboard alone."""

from __future__ import annotations

from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.test_browser import Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]


def test_a_misspelt_cyrillic_name_leads_to_a_cited_fact(browser: Open, address: str) -> None:
    window = browser(language="ru")
    window.get(f"{address}/?lang=ru")
    field = window.find_element(By.ID, "q")
    field.send_keys("Лукашинко")
    options = wait(window, "#q-suggestions [role=option]")
    assert field.get_attribute("aria-expanded") == "true"
    assert "Александр Лукашенко" in options[0].text
    field.send_keys(Keys.ARROW_DOWN)
    assert options[0].get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == options[0].get_attribute("id")
    field.send_keys(Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: w.current_url.endswith("/id/person/alexander-lukashenko"))
    assert wait(window, "a.source")


def test_suggestions_close_and_the_text_is_searched(browser: Open, address: str) -> None:
    window = browser()
    window.get(address)
    field = window.find_element(By.ID, "q")
    field.send_keys("sanctions")
    wait(window, "#q-suggestions [role=option]")
    field.send_keys(Keys.ESCAPE)
    assert field.get_attribute("aria-expanded") == "false"
    field.send_keys(Keys.ENTER)
    assert wait(window, ".facets a")
    window.find_element(By.CSS_SELECTOR, ".facets a[href*='kind=']").click()
    assert wait(window, ".facets [aria-current=true]")
    assert wait(window, ".finds a")
