"""The editor in a real browser: problems mended, answers explained, names completed, results viewed, queries shared."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.chromium import chromium
from tests.browser.test_browser import Open, browser, log, requested_hosts, wait
from tests.conftest import require_tool

__all__ = ("browser",)

EIK = "PREFIX eik: <https://w3id.org/eikg/ontology/>\n"
RDFS = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
ACTIVE = ".tabPanel.active"
EDITOR = f"document.querySelector('{ACTIVE} .CodeMirror').CodeMirror"


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One browser for all tests that need no fresh profile."""
    program, driver = require_tool("chromium"), require_tool("chromedriver")
    with chromium(program, driver, tmp_path_factory.mktemp("profile")) as window:
        yield window


@pytest.fixture
def window(chrome: Chrome, address: str) -> Iterator[Chrome]:
    """The browser without tabs of an earlier test; afterwards its console and its requests are examined."""
    chrome.get(f"{address}/problem?lang=en")
    chrome.execute_script("localStorage.clear()")
    log(chrome, "browser")
    yield chrome
    assert [entry["message"] for entry in log(chrome, "browser") if entry["level"] == "SEVERE"] == []
    assert {host for host in requested_hosts(chrome) if not host.startswith("127.0.0.1:")} == set()


def open_editor(window: Chrome, address: str, path: str = "/editor?lang=en") -> None:
    window.get(address + path)
    wait(window, f"{ACTIVE} .CodeMirror")
    wait(window, "#about-query:not([hidden])")


def write(window: Chrome, query: str, line: int = 0, column: int = 0) -> None:
    window.execute_script(
        f"const editor = {EDITOR}; editor.setValue(arguments[0]); editor.focus();"
        "editor.setCursor(arguments[1], arguments[2])",
        query,
        line,
        column,
    )


def written(window: Chrome) -> str:
    return str(window.execute_script(f"return {EDITOR}.getValue()"))


def run(window: Chrome, query: str) -> None:
    write(window, query)
    window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .yasqe_queryButton").click()
    until(window, lambda: bool(window.find_element(By.ID, "outcome").text))


def until(window: Chrome, holds: object) -> None:
    assert callable(holds)
    WebDriverWait(window, 120).until(lambda _: holds())


def press(window: Chrome, css: str, text: str) -> None:
    next(one for one in wait(window, css) if text in one.text).click()


def tool(window: Chrome, name: str) -> None:
    window.find_element(By.CSS_SELECTOR, f"[data-tool={name}]").click()
    until(window, lambda: window.find_elements(By.CSS_SELECTOR, "#told:not([hidden]) h2"))


def refused_once(window: Chrome) -> None:
    """Take the one complaint of the console that is meant: that of a query which the endpoint refuses."""
    severe = [entry["message"] for entry in log(window, "browser") if entry["level"] == "SEVERE"]
    assert len(severe) == 1
    assert "400 (Bad Request)" in severe[0]


def test_an_error_is_told_in_words_marked_in_the_text_and_mended_at_a_click(
    window: Chrome, address: str
) -> None:
    open_editor(window, address)
    run(window, "SELECT * WHERE {\n  ?é a eki:State ;\n    rdfs:label ?name .\n} LIMIT 3")
    assert "is not declared" in wait(window, f"{ACTIVE} .problem-told")[0].text
    assert [mark.text for mark in wait(window, ".marked-place")] == ["eki:State"]
    press(window, f"{ACTIVE} .fix", "eik:")
    assert window.find_elements(By.CSS_SELECTOR, ".marked-place") == []
    press(window, f"{ACTIVE} .fix", "PREFIX rdfs:")
    assert (
        written(window)
        == EIK + RDFS + "SELECT * WHERE {\n  ?é a eik:State ;\n    rdfs:label ?name .\n} LIMIT 3"
    )
    refused_once(window)
    window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .yasqe_queryButton").click()
    assert len(wait(window, f"{ACTIVE} .yasr_results tbody tr")) == 3


def test_an_empty_answer_is_explained_and_its_cause_mended(window: Chrome, address: str) -> None:
    open_editor(window, address)
    pattern = 'SELECT * WHERE {\n  ?state a eik:State ;\n    rdfs:label "Беларусь" .\n}'
    run(window, EIK + RDFS + pattern)
    assert window.find_element(By.ID, "outcome").text.startswith("Rows: 0")
    tool(window, "empty")
    assert "Nothing in the data fits" in window.find_element(By.ID, "told").text
    assert "Беларусь" in wait(window, "#told .empties code")[0].text
    assert "".join(mark.text for mark in wait(window, ".marked-place")) == 'rdfs:label "Беларусь" .'
    press(window, "#told .fix", "@ru")
    assert written(window) == EIK + RDFS + pattern.replace('Беларусь"', 'Беларусь"@ru')
    window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .yasqe_queryButton").click()
    row = wait(window, f"{ACTIVE} .yasr_results tbody td a[href$='/id/state/belarus']")[0]
    until(window, lambda: row.text.startswith("Belarus"))


def test_a_misspelt_class_is_pointed_out_and_mended(window: Chrome, address: str) -> None:
    open_editor(window, address)
    run(window, EIK + "SELECT * WHERE { ?state a eik:Stat }")
    press(window, "#hints .fix", "eik:State")
    assert written(window) == EIK + "SELECT * WHERE { ?state a eik:State }"
    assert not window.find_element(By.ID, "hints").is_displayed()


def test_plan_and_sources_are_shown_in_words(window: Chrome, address: str) -> None:
    open_editor(window, address)
    run(
        window,
        EIK + "SELECT ?body WHERE { <https://w3id.org/eikg/id/state/belarus> eik:memberOf ?body } LIMIT 2",
    )
    tool(window, "plan")
    plan = window.find_element(By.ID, "told").text
    assert "solutions so far" in plan
    assert "eik:memberOf" in plan
    tool(window, "sources")
    until(window, lambda: "Row 2" in window.find_element(By.ID, "told").text)
    links = wait(window, "#told a[href*='/id/claim/']")
    assert links[0].text.startswith("claim:")


@pytest.mark.parametrize("typed", ["Белар", "Belarus"])
def test_a_thing_is_completed_by_its_name_in_any_language(window: Chrome, address: str, typed: str) -> None:
    open_editor(window, address)
    write(window, "SELECT * WHERE { ?x ?p  }", 0, 23)
    ActionChains(window).send_keys(typed).perform()
    if typed.isascii():  # what may be a keyword is completed when it is asked for
        ActionChains(window).key_down(Keys.CONTROL).send_keys(" ").key_up(Keys.CONTROL).perform()
    offer = next(one for one in wait(window, ".CodeMirror-hint") if "state:belarus" in one.text)
    assert "documents:" in offer.text
    assert "State" in offer.text
    offer.click()
    until(window, lambda: "?p state:belarus }" in written(window))
    assert written(window).startswith("PREFIX state: <https://w3id.org/eikg/id/state/>\n")


def test_properties_are_those_of_the_class_at_hand_by_use(window: Chrome, address: str) -> None:
    open_editor(window, address)
    write(window, EIK + "SELECT * WHERE { ?x a eik:Document ;  }", 1, 36)
    window.execute_script(f"{EDITOR}.autocomplete()")
    offers = [one.text for one in wait(window, ".CodeMirror-hint")]
    numbers = [int(one.split("uses: ")[1].split("\n")[0].replace(",", "")) for one in offers]
    assert numbers == sorted(numbers, reverse=True)
    assert any("dcterms:title" in one for one in offers)
    assert not any("eik:statedBy" in one for one in offers), "that of a claim"


def test_a_link_holds_the_query_and_opens_in_a_fresh_profile(
    window: Chrome, browser: Open, address: str
) -> None:
    open_editor(window, address)
    query = EIK + "# Дакумент é 😀\nSELECT ?document WHERE { ?document a eik:Document } LIMIT 7"
    write(window, query)
    tool(window, "share")
    link = str(window.find_element(By.CSS_SELECTOR, "#told input").get_attribute("value"))
    assert link.startswith(f"{address}/editor#q=")
    assert len(link) < len(quote(query))
    other = browser()
    other.get(link)
    wait(other, "#about-query:not([hidden])")
    until(other, lambda: written(other) == query)
    before = len(wait(other, ".tabsList .tab"))
    other.get("about:blank")
    other.get(link)
    wait(other, "#about-query:not([hidden])")
    assert len(wait(other, ".tabsList .tab")) == before, "it has its tab already"
    assert written(other) == query


def test_a_browser_that_cannot_pack_a_query_writes_it_into_the_link(
    window: Chrome, browser: Open, address: str
) -> None:
    open_editor(window, address)
    query = EIK + "# Дакумент + 100 % é 😀\nSELECT ?document WHERE { ?document a eik:Document }"
    write(window, query)
    window.execute_script("delete window.CompressionStream")
    tool(window, "share")
    link = str(window.find_element(By.CSS_SELECTOR, "#told input").get_attribute("value"))
    assert link.startswith(f"{address}/editor#text=")
    other = browser()
    other.get(link)
    wait(other, "#about-query:not([hidden])")
    until(other, lambda: written(other) == query)


def test_the_link_to_a_saved_query_names_it(window: Chrome, address: str) -> None:
    open_editor(window, address, "/editor?lang=en&saved=resolutions-initiated")
    tool(window, "share")
    link = window.find_element(By.CSS_SELECTOR, "#told input").get_attribute("value")
    assert link == f"{address}/editor?saved=resolutions-initiated"


def test_a_link_without_a_query_says_so(window: Chrome, address: str) -> None:
    open_editor(window, address, "/editor?lang=en#q=%25")
    assert "no query" in window.find_element(By.ID, "outcome").text


def test_a_view_is_chosen_by_a_comment_and_has_its_text(window: Chrome, address: str) -> None:
    open_editor(window, address)
    scripts = "return performance.getEntriesByType('resource').map(one => one.name).join()"
    assert "echarts" not in window.execute_script(scripts), "it comes when it is chosen"
    run(window, f"#view: timeline\n{EIK}SELECT ?e ?date WHERE {{ ?e a eik:Event ; eik:date ?date }} LIMIT 9")
    assert wait(window, f"{ACTIVE} .view svg path")
    chosen = window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .select_timeline")
    assert "selected" in str(chosen.get_attribute("class"))
    assert len(window.find_elements(By.CSS_SELECTOR, f"{ACTIVE} .view tbody tr")) == 9
    window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .select_table").click()
    assert wait(window, f"{ACTIVE} .yasr_results table.dataTable tbody tr")


def test_a_timeline_takes_every_form_of_a_date_and_no_other_text(window: Chrome, address: str) -> None:
    open_editor(window, address)
    dates = ("19XX", "[1991..]", "{1946,1968}", "2004/..", "2013-06~", "2012-07-11", "2014-21")
    values = " ".join(f"'{date}'" for date in dates)
    run(window, f"#view: timeline\nSELECT ?date {{ VALUES ?date {{ {values} }} }}")
    assert len(wait(window, f"{ACTIVE} .view tbody tr")) == len(dates)
    run(window, f"#view: timeline\nSELECT ?text {{ VALUES ?text {{ {values} '2014 people' }} }}")
    until(
        window,
        lambda: "needs a column of dates" in window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .view").text,
    )


def test_a_result_without_what_a_view_needs_says_what_that_is(window: Chrome, address: str) -> None:
    open_editor(window, address)
    run(window, "#view: chart\nSELECT ?x { VALUES ?x { 'a' } }")
    until(
        window,
        lambda: "needs a column of numbers" in window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .view").text,
    )


def test_a_query_is_laid_out(window: Chrome, address: str) -> None:
    open_editor(window, address)
    write(window, "SELECT * {?s ?p ?o. # why\n?o ?q ?r}")
    window.find_element(By.CSS_SELECTOR, "[data-tool=format]").click()
    until(window, lambda: written(window) == "SELECT * {\n  ?s ?p ?o. # why\n  ?o ?q ?r\n}\n")


def test_questions_are_found_by_words_and_opened_once(window: Chrome, address: str) -> None:
    open_editor(window, address)
    window.find_element(By.ID, "example-search").send_keys("resolutions initiated")
    choice = Select(window.find_element(By.ID, "example"))
    assert "resolutions-initiated" in [one.get_attribute("value") for one in choice.options]
    assert len(choice.options) < 10
    choice.select_by_value("resolutions-initiated")
    for _ in range(2):
        window.find_element(By.CSS_SELECTOR, "#examples button").click()
    assert len(wait(window, ".tabsList .tab")) == 2
    window.find_element(By.ID, "example-search").send_keys(" xyzzy")
    assert [one.text for one in choice.options] == ["No question has these words"]


def test_the_keyboard_leaves_the_query(window: Chrome, address: str) -> None:
    open_editor(window, address)
    write(window, "ASK {}")
    ActionChains(window).send_keys(Keys.TAB).perform()
    outside = (
        f"return !document.activeElement.closest('{ACTIVE} .CodeMirror-code, {ACTIVE} .CodeMirror textarea')"
    )
    until(window, lambda: window.execute_script(outside))
    assert written(window) == "ASK {}"
    field = window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .CodeMirror textarea")
    assert (
        "Tab leaves the query"
        in window.find_element(By.ID, str(field.get_attribute("aria-describedby"))).text
    )


def test_the_words_of_the_page_are_the_readers(window: Chrome, address: str) -> None:
    open_editor(window, address, "/editor?lang=ru")
    run(window, EIK + "SELECT ?state WHERE { ?state a eik:State } LIMIT 3")
    assert window.find_element(By.ID, "outcome").text.startswith("Строк: 3")
    header = wait(window, f"{ACTIVE} .yasr_header")[0]
    until(window, lambda: "Таблица" in header.text)
    for english in ("Table", "Response", "Simple view", "Page size"):
        assert english not in header.text
    button = window.find_element(By.CSS_SELECTOR, f"{ACTIVE} .yasqe_queryButton")
    assert button.get_attribute("aria-label") == "Выполнить запрос"
