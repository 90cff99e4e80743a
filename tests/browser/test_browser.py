"""A person's way through the site in a real browser: home, a question, the editor, a resource; wide and narrow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.chromium import chromium
from tests.conftest import require_tool

NARROW = 360
Open = Callable[..., Chrome]


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Open]:
    """Open a browser of a given width and language; after the test its console and its requests are examined."""
    with ExitStack() as stack:
        opened: list[Chrome] = []

        def start(width: int = 1280, language: str = "en") -> Chrome:
            program, driver = require_tool("chromium"), require_tool("chromedriver")
            profile = tmp_path / f"profile-{len(opened)}"
            opened.append(stack.enter_context(chromium(program, driver, profile, width, language=language)))
            return opened[-1]

        yield start
        for window in opened:
            assert [entry["message"] for entry in log(window, "browser") if entry["level"] == "SEVERE"] == []
            assert {host for host in requested_hosts(window) if not host.startswith("127.0.0.1:")} == set()


def log(window: Chrome, kind: str) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = window.get_log(kind)  # type: ignore[no-untyped-call]
    return entries


def requested_hosts(window: Chrome) -> set[str]:
    """Return the hosts that pages asked for anything over the network."""
    events = (json.loads(entry["message"])["message"] for entry in log(window, "performance"))
    urls = (
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    )
    return {url.split("/")[2] for url in urls if url.startswith(("http:", "https:", "ws"))}


def wait(window: Chrome, css: str) -> list[WebElement]:
    found: list[WebElement] = WebDriverWait(window, 120).until(
        lambda w: w.find_elements(By.CSS_SELECTOR, css), f"nothing on {window.current_url} is {css}"
    )
    return found


def test_question_is_asked_from_home_with_a_changed_parameter(browser: Open, address: str) -> None:
    window = browser()
    window.get(address)
    window.find_element(By.LINK_TEXT, "Questions").click()
    window.find_element(By.CSS_SELECTOR, "a[href='/queries/resolutions-initiated']").click()
    before = len(wait(window, "tbody tr"))
    form = Select(window.find_element(By.NAME, "state"))
    form.deselect_all()
    form.select_by_visible_text("Belarus")
    window.find_element(By.CSS_SELECTOR, ".parameters button").click()
    WebDriverWait(window, 120).until(lambda w: "state=state%3Abelarus" in w.current_url)
    assert 0 < len(wait(window, "tbody tr")) < before
    wait(window, "tbody a[href^='/id/resolution/']")[0].click()
    assert wait(window, ".source")
    assert "Resolution" in wait(window, ".crumb")[0].text


def test_editor_runs_its_query_and_a_loaded_question(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/editor")
    wait(window, ".yasqe_queryButton")[0].click()
    rows = wait(window, ".yasr_results tbody tr")
    assert len(rows) > 10
    assert "claim" in wait(window, ".yasr_results thead")[0].text
    link = rows[0].find_element(By.CSS_SELECTOR, "a[href*='/id/claim/']")
    window.execute_script("arguments[0].focus()", link)
    assert str(link.get_attribute("href")).startswith(f"{address}/id/claim/"), "leads to this server's page"
    Select(window.find_element(By.ID, "example")).select_by_value("resolutions-initiated")
    window.find_element(By.CSS_SELECTOR, "#examples button").click()
    wait(window, ".tabPanel.active .yasqe_queryButton")[0].click()
    results = wait(window, ".tabPanel.active .yasr_results tbody tr")
    assert 0 < len(results) < 20
    named = wait(window, ".tabPanel.active .yasr_results a[data-name$='A-RES-3-I'] span")[0]
    assert "Extradition" in named.text, "it is shown by its label"


MARKUP = "<img src=x onerror=hacked=1> & <script>hacked=1</script> <b>b</b> &lt;img src=y&gt; <a href=javascript:b()>a</a>"  # noqa: E501 - one text
OWN = ", ".join(
    f".yasr_results {one}" for one in ("img", "script", "b", "a[href^='javascript']", "[onerror]")
)


def test_editor_shows_literals_as_the_text_that_they_are(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/editor")
    terms = f'"{MARKUP}", "{MARKUP}"@en, "{MARKUP}"^^<urn:x>, "&<img src=z>", <javascript:hacked=1>, <http://127.0.0.1/\'onclick=\'hacked=1>'
    values = f"VALUES ?x {{ {terms.replace(', ', ' ').replace('&<img src', '&<img src')} }}"
    for query, shown, plugins in (
        (f"SELECT ?x {{ {values} }}", "td .nonIri", ("table", "response")),
        (f'CONSTRUCT {{ <urn:s> <urn:p> "{MARKUP}" }} {{}}', ".CodeMirror-line", ("response",)),
        (f'ASK {{ FILTER("{MARKUP}" = "x") }}', ".booleanResult, .yasr_results div", ("boolean", "response")),
        (f'SELECT "{MARKUP}" {{', ".errorResult, .yasr_results div", ("error",)),
    ):
        wait(window, ".tabPanel.active .CodeMirror")
        window.execute_script(
            "document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.setValue(arguments[0])", query
        )
        window.find_element(By.CSS_SELECTOR, ".tabPanel.active .yasqe_queryButton").click()
        wait(window, f".tabPanel.active .yasr_results :is({shown})")
        if plugins == ("error",):
            WebDriverWait(window, 120).until(
                lambda w: "400" in w.find_element(By.CSS_SELECTOR, ".tabPanel.active .yasr").text
            )
        for plugin in plugins:
            for button in window.find_elements(By.CSS_SELECTOR, f".tabPanel.active .select_{plugin}"):
                button.click()
            assert window.find_elements(By.CSS_SELECTOR, OWN) == [], (query, plugin)
            if plugin == "table":
                cells = [cell.text for cell in wait(window, ".tabPanel.active .yasr_results td:nth-child(2)")]
                assert cells[0] == MARKUP
                assert cells[1].startswith(f'"{MARKUP}"')
                window.find_element(By.CSS_SELECTOR, ".tableFilter").send_keys("<img src=z")
                WebDriverWait(window, 120).until(
                    lambda w: (
                        len(w.find_elements(By.CSS_SELECTOR, ".tabPanel.active .yasr_results tbody tr")) == 1
                    )
                )
                window.find_element(By.CSS_SELECTOR, ".yasr_results th:nth-child(2)").click()
                window.find_element(By.CSS_SELECTOR, ".tableControls .switch").click()
                assert window.find_elements(By.CSS_SELECTOR, OWN) == []
    assert window.execute_script("return window.hacked") is None
    faults = [entry["message"] for entry in log(window, "browser") if entry["level"] == "SEVERE"]
    assert [fault for fault in faults if "400 (Bad Request)" not in fault] == []
    asked = {url.rpartition("/")[2] for url in requested_paths(window)}
    assert not asked & {"x", "y", "z"}


def requested_paths(window: Chrome) -> set[str]:
    script = "return performance.getEntriesByType('resource').map(one => one.name)"
    return set(window.execute_script(script))


def test_editor_shows_what_the_endpoint_points_out_until_the_next_query(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/editor")
    hints = wait(window, "#hints")[0]
    wait(window, ".CodeMirror")
    label = 'SELECT * WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> "Belarus"'
    for query, shown in ((f"{label} }}", True), (f"{label}@en }}", False), (f"{label} }}", True)):
        window.execute_script(
            "document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.setValue(arguments[0])", query
        )
        window.find_element(By.CSS_SELECTOR, ".tabPanel.active .yasqe_queryButton").click()
        # A query is over when the button is no longer that which stops it.
        WebDriverWait(window, 120).until_not(
            lambda w: w.find_elements(By.CSS_SELECTOR, ".yasqe_queryButton.busy")
        )
        if shown:
            WebDriverWait(window, 120).until(lambda _: hints.is_displayed())
        assert hints.is_displayed() == shown
        assert ("add the language (@be, @en, @ru)" in hints.text) == shown


def test_question_opens_in_the_editor_with_its_parameters(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/queries/resolutions-initiated?state=state:belarus")
    window.find_element(By.LINK_TEXT, "Open in the editor").click()
    wait(window, ".tabPanel.active .CodeMirror")
    text = window.execute_script(
        "return document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()"
    )
    assert "VALUES ?state { <https://w3id.org/eikg/id/state/belarus> }" in text


def test_a_question_that_is_opened_again_is_in_the_tab_that_it_has(browser: Open, address: str) -> None:
    window = browser()
    path = f"{address}/editor?saved=resolutions-initiated"
    window.get(path)
    before = len(wait(window, ".tabsList .tab"))
    window.get(f"{address}/queries")
    window.get(path)
    assert len(wait(window, ".tabsList .tab")) == before
    window.get(f"{path}&state=state:belarus")
    assert len(wait(window, ".tabsList .tab")) == before + 1
    assert "state/belarus" in window.execute_script(
        "return document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()"
    )


def test_every_tab_asks_this_endpoint_whatever_a_link_says(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/editor#query=ASK%7B%7D&endpoint=https%3A%2F%2Felsewhere.example%2Fsparql")
    wait(window, ".tabPanel.active .CodeMirror")
    asked = "return [...document.querySelectorAll('.tabPanel.active .autocompleteWrapper input')].map(one => one.value)"
    assert window.execute_script(asked) == [f"{address}/sparql"]
    window.find_element(By.CSS_SELECTOR, ".addTab").click()
    wait(window, ".tabPanel.active .CodeMirror")
    assert window.execute_script(asked) == [f"{address}/sparql"]


def test_editor_completes_the_terms_of_the_ontology(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/editor")
    wait(window, ".CodeMirror")
    window.execute_script(
        """const editor = document.querySelector('.CodeMirror').CodeMirror;
        editor.setValue('PREFIX eik: <https://w3id.org/eikg/ontology/>\\nSELECT * WHERE { ?claim eik:statedB }');
        editor.focus(); editor.setCursor(1, 35); editor.autocomplete();"""
    )
    WebDriverWait(window, 120).until(lambda w: "eik:statedBy" in w.find_element(By.TAG_NAME, "body").text)


def test_editor_shows_where_a_query_is_wrong(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/editor?text=SELECT%20%3Fx%20WHERE%20%7B%20%3Fx%20%3D%20%7D")
    wait(window, ".tabPanel.active .parseErrorIcon")


def test_pages_fit_a_narrow_screen(browser: Open, address: str) -> None:
    window = browser(NARROW, "ru")
    things = ("/id/state/belarus", "/id/claim/leshenyuk-2021-083", "/id/segment/leshenyuk-2021-083")
    for path in ("/", "/queries/resolutions-initiated", *things):
        window.get(f"{address}{path}")
        assert window.find_element(By.TAG_NAME, "html").get_attribute("lang") == "ru"
        scroll, client = window.execute_script(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert scroll == client <= NARROW, path


def test_keyboard_reaches_the_content_first(browser: Open, address: str) -> None:
    window = browser()
    window.get(address)
    window.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = window.switch_to.active_element
    assert skip.text == "Skip to the content"
    skip.send_keys(Keys.ENTER)
    assert window.current_url.endswith("#content")


def test_language_switch_keeps_the_page_and_lasts(browser: Open, address: str) -> None:
    window = browser()
    window.get(f"{address}/id/body/eaeu")
    window.find_element(By.LINK_TEXT, "Русский").click()
    assert wait(window, "h1")[0].text == "Евразийский экономический союз"
    window.find_element(By.LINK_TEXT, "Вопросы").click()
    assert wait(window, "h1")[0].text == "Готовые вопросы"
