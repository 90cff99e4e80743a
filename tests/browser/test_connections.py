"""How two states are connected, asked by keyboard from the page of one of them, down to a claim."""

from __future__ import annotations

from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.test_browser import NARROW, Open, browser, log, requested_hosts, wait

__all__ = ["browser", "log", "requested_hosts"]


def test_two_states_are_connected_with_the_claims_of_each_step(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/id/state/belarus")
    field = window.find_element(By.ID, "connect-other")
    field.send_keys("Ирландия")
    options = wait(window, "#connect-other-suggestions [role=option]")
    assert "Ireland" in options[0].text
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert str(field.get_attribute("value")).endswith("/id/state/ireland")
    field.send_keys(Keys.ENTER)
    WebDriverWait(window, 120).until(lambda w: "/connections" in w.current_url)
    path = wait(window, ".paths > li")[0]
    stations = [one.text for one in path.find_elements(By.CSS_SELECTOR, ".node > a:first-child")]
    assert stations == ["Belarus", "Belarusian–Irish ministerial consultations, Dublin, July 2013", "Ireland"]
    for step in path.find_elements(By.CSS_SELECTOR, ".step"):
        assert "Unnamed analyst" in step.text
        assert step.find_elements(By.CSS_SELECTOR, "a.source[href*='/id/claim/kremlin-support-2013-010-a']")
    path.find_element(By.CSS_SELECTOR, "a.source").click()
    WebDriverWait(window, 120).until(lambda w: "/id/claim/" in w.current_url)


def test_a_narrow_page_of_connections_does_not_scroll_sideways(browser: Open, address: str) -> None:
    window = browser(width=NARROW)
    window.get(f"{address}/connections?one=state:belarus&other=state:kazakhstan")
    wait(window, ".paths > li")
    wide, seen = window.execute_script(
        "const root = document.documentElement; return [root.scrollWidth, root.clientWidth]"
    )
    assert wide <= seen
