"""The pages of the ontology in a real browser: the picture, its words, narrow screens, paper, no scripts."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.chromium import chromium
from tests.conftest import require_tool

PAGES = (
    "/ontology",
    "/ontology/memberships",
    "/ontology/Membership",
    "/scheme/topic",
    "/scheme",
    "/problem/deadline",
)


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One browser without scripts for all tests of this module."""
    program, driver = require_tool("chromium"), require_tool("chromedriver")
    with chromium(program, driver, tmp_path_factory.mktemp("profile")) as opened:
        opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        yield opened


def resize(window: Chrome, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def outer(element_size: dict[str, float]) -> tuple[float, float]:
    return element_size["x"], element_size["x"] + element_size["width"]


def test_texts_of_the_picture_fit_their_boxes_and_its_columns_do_not_meet(
    window: Chrome, address: str
) -> None:
    resize(window, 1280)
    for language in ("en", "ru"):
        window.get(f"{address}/ontology?lang={language}")
        boxes = window.find_elements(By.CSS_SELECTOR, ".picture .class, .picture .guest, .picture .end")
        assert len(boxes) > 100
        for box in boxes[::5]:
            left, right = outer(box.find_element(By.TAG_NAME, "rect").rect)
            start, end = outer(box.find_element(By.TAG_NAME, "text").rect)
            assert left <= start < end <= right, box.text


def test_picture_leads_to_a_term_and_from_there_to_its_parent(window: Chrome, address: str) -> None:
    resize(window, 1280)
    window.get(f"{address}/ontology/memberships?lang=en")
    window.find_element(By.CSS_SELECTOR, ".picture a[href='/ontology/Succession']").click()
    assert window.find_element(By.TAG_NAME, "h1").text == "Succession"
    window.find_element(By.CSS_SELECTOR, "#content a[href='/ontology/Event']").click()
    assert window.find_element(By.TAG_NAME, "h1").text == "Event"


def test_words_of_the_picture_open_without_scripts(window: Chrome, address: str) -> None:
    window.get(f"{address}/ontology/memberships?lang=en")
    details = window.find_element(By.CSS_SELECTOR, ".drawing details")
    assert not details.find_element(By.TAG_NAME, "ul").is_displayed()
    details.find_element(By.TAG_NAME, "summary").click()
    assert "party → Actor" in details.text


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_a_narrow_screen(window: Chrome, address: str, path: str) -> None:
    resize(window, 360)
    window.get(f"{address}{path}?lang=ru")
    assert window.find_element(By.TAG_NAME, "html").get_attribute("lang") == "ru"
    metrics = window.execute_cdp_cmd("Page.getLayoutMetrics", {})
    assert metrics["cssContentSize"]["width"] <= 360


def test_ontology_prints_with_its_pictures_and_without_what_is_for_the_screen(
    window: Chrome, address: str
) -> None:
    resize(window, 1280)
    window.get(f"{address}/ontology/memberships?lang=en")
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert not window.find_element(By.CSS_SELECTOR, ".drawing details").is_displayed()
        assert not window.find_element(By.CSS_SELECTOR, ".top nav").is_displayed()
        picture = window.find_element(By.CSS_SELECTOR, ".picture").rect
        assert 0 < picture["width"] <= window.find_element(By.TAG_NAME, "main").rect["width"]
    finally:
        window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    printed = base64.b64decode(window.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert printed.startswith(b"%PDF")


def test_every_part_of_the_page_has_a_name(window: Chrome, address: str) -> None:
    """What assistive software is told: tables have headings, regions names, and the picture is not read out twice."""
    window.get(f"{address}/ontology/memberships?lang=en")
    nodes = window.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    shown = [node for node in nodes if not node["ignored"]]
    roles = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in shown]
    assert all(name for role, name in roles if role in ("link", "region", "heading", "columnheader"))
    assert ("heading", "Memberships, offices and relations") in roles
    assert [role for role, _ in roles].count("table") == 2
    assert [name for role, name in roles if role == "link"].count("Tenure") <= 3
