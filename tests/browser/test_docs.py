"""The queries of a document answer below themselves, with a script and without, and open in the editor."""

from __future__ import annotations

from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.test_browser import Open, browser, wait

__all__ = ["browser"]


def answers(window: Chrome) -> list[list[str]]:
    """The first cell of each row that stands below each query."""
    return [
        [cell.text for cell in answer.find_elements(By.CSS_SELECTOR, "tbody td:first-child")]
        for answer in wait(window, ".example .answer")
    ]


def test_a_step_is_asked_by_key_and_answered_in_place(browser: Open, address: str) -> None:
    window = browser(language="ru")
    window.get(f"{address}/docs/tutorial")
    wait(window, "a[rel='next']")[0].click()
    first, second = wait(window, ".example button")
    window.execute_script("window.same = true")
    second.send_keys(Keys.ENTER)
    names = ["Армения", "Беларусь", "Казахстан", "Кыргызстан", "Россия"]
    WebDriverWait(window, 60).until(lambda w: answers(w) == [[], names])
    first.send_keys(Keys.ENTER)
    WebDriverWait(window, 60).until(lambda w: len(answers(w)[0]) == 5)
    assert answers(window)[1] == names, "an answer stays where it is"
    assert window.execute_script("return window.same") is True, "the page was not loaded again"
    assert "?" not in window.current_url
    wait(window, ".example .answer a[href='/id/state/belarus']")[0].click()
    WebDriverWait(window, 60).until(lambda w: w.current_url.endswith("/id/state/belarus"))


def test_a_refusal_is_said_below_the_query(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/docs/tutorial/federation?run=1")
    assert answers(window)[0], "a page that is opened with its answer has it without a script"
    assert [one.tag_name for one in wait(window, ".example")[1].find_elements(By.TAG_NAME, "form")] == [
        "form"
    ]
    query = wait(window, ".example pre")[0].text
    window.find_element(By.CSS_SELECTOR, ".example .ask a[href^='/editor']").click()
    text = wait(window, ".yasqe .CodeMirror")[0]
    shown = window.execute_script("return arguments[0].CodeMirror.getValue()", text)
    assert shown.split() == query.split()
