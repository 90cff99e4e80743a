"""Whoever has a text compares a passage of it with what was read, in the browser."""

from __future__ import annotations

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from server.passages import normalised
from tests.browser.test_browser import Open, browser, requested_paths, wait

__all__ = ["browser"]

TITLE = "The Eurasian Approach to the International Security System: A View from Belarus"
"""The whole second passage of its document."""

TRICKY = (
    "a  b\t c\n\nd\r\n",
    "co-\noperation, co- \t\r\n  operation, co -\noperation, 5-\n6, _-\n_",
    "soft\u00adhyphen, zero\u200bwidth\u2060joined",
    "cafe\u0301 и\u0306 ў у\u0306",
    "не-\nразрывный пробел\u00a0здесь, тире -\nтут",
    "\ufeffmark\u2028line\u2029paragraph\x1cfile\x85next\u3000wide",
)


def paste(window: Chrome, text: str) -> tuple[str, str]:
    """What the page says of a pasted text, and whether that is good news."""
    window.execute_script("document.querySelector('details.paste').open = true")
    field = window.find_element(By.ID, "pasted")
    field.clear()
    window.execute_script("document.querySelector('form[data-verify] output').removeAttribute('data-found')")
    field.send_keys(text)
    window.find_element(By.CSS_SELECTOR, "form[data-verify] button").click()
    [output] = wait(window, "form[data-verify] output[data-found]")
    return output.text, output.get_attribute("data-found") or ""


def test_a_pasted_passage_is_found_in_its_document_and_nothing_is_sent(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/id/document/stakhovsky-valdai")
    before = requested_paths(window)
    said, found = paste(window, f"  {TITLE.replace(' to ', '   to ')} ")
    assert (said, found) == ("The same text that was read here. 002", "true")
    assert paste(window, TITLE[:-1])[1] == "false"
    assert paste(window, TITLE)[1] == "true"
    # What belongs to the page itself (its fonts, its icon) may come late.
    assert {address for address in requested_paths(window) - before if "/static/" not in address} == set()
    window.find_element(By.CSS_SELECTOR, "form[data-verify] output a").click()
    WebDriverWait(window, 60).until(lambda w: "/id/segment/" in w.current_url)


def test_a_passage_is_compared_with_its_own_digest(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/id/segment/stakhovsky-valdai-002")
    assert paste(window, TITLE)[1] == "true"
    said, found = paste(window, TITLE.upper())
    assert found == "false"
    assert "be it by one letter" in said


def test_the_browser_takes_the_accidents_out_of_a_text_as_the_build_does(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/id/segment/stakhovsky-valdai-002")
    for text in TRICKY:
        assert window.execute_script("return normalised(arguments[0])", text) == normalised(text)
