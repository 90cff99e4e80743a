"""axe-core finds nothing serious on any kind of page, in each language, by day and night, on a desk and in a hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome

from server.web.pages.messages import LANGUAGES
from tests.browser.chromium import chromium
from tests.conftest import require_file, require_tool
from tests.web.page_kinds import EXAMPLES

AXE = Path(__file__).parent / "axe/node_modules/axe-core/axe.min.js"
SERIOUS = ("serious", "critical")
LOOKS = {"desk": (1280, "light"), "hand": (390, "dark")}
RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ["violations"]}).then(found => done(found.violations.map(one => ({
  rule: one.id, impact: one.impact, help: one.help,
  where: one.nodes.slice(0, 3).map(node => node.target.join(" ") + ": " + node.failureSummary),
}))), error => done([{rule: "axe", impact: "critical", help: String(error), where: []}]));
"""


@pytest.fixture(scope="module", params=[*LOOKS])
def window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser that is as wide, and as dark, as one of LOOKS."""
    require_file(AXE, "make tests/system/pages/axe/node_modules/.installed")
    width, scheme = LOOKS[request.param]
    program, driver = require_tool("chromium"), require_tool("chromedriver")
    with chromium(program, driver, tmp_path_factory.mktemp("profile"), width) as opened:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        opened.set_script_timeout(120)
        yield opened


def serious(window: Chrome) -> list[dict[str, Any]]:
    """What axe finds on the page that is open."""
    window.execute_script(AXE.read_text(encoding="utf-8"))
    found = window.execute_async_script(RUN)
    return [one for one in found if one["impact"] in SERIOUS]


@pytest.mark.parametrize("path", EXAMPLES)
def test_nothing_keeps_people_from_using_a_page(window: Chrome, address: str, path: str) -> None:
    language = LANGUAGES[EXAMPLES.index(path) % len(LANGUAGES)]
    window.get(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
    assert serious(window) == []


def test_axe_finds_what_is_wrong(window: Chrome, address: str) -> None:
    window.get(f"{address}/queries")
    window.execute_script("document.documentElement.removeAttribute('lang')")
    window.execute_script("document.querySelector('input').outerHTML = '<input>'")
    assert {one["rule"] for one in serious(window)} >= {"html-has-lang", "label"}
