"""No page takes more than 300 kB to come to a browser that has nothing of it, scripts, styles and fonts included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome

from server.web.pages.messages import LANGUAGES
from tests.browser.chromium import chromium
from tests.conftest import require_tool
from tests.web.page_kinds import EXAMPLES, HEAVY

MOST = 300_000
MOST_OF_HEAVY = 450_000
SIZES = """
const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
return entries.map(one => [new URL(one.name).pathname, one.transferSize]);
"""


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser that keeps nothing."""
    program, driver = require_tool("chromium"), require_tool("chromedriver")
    with chromium(program, driver, tmp_path_factory.mktemp("profile"), 1280) as opened:
        opened.execute_cdp_cmd("Network.enable", {})
        opened.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
        yield opened


@pytest.mark.parametrize("path", EXAMPLES)
def test_a_page_is_light(window: Chrome, address: str, path: str) -> None:
    language = LANGUAGES[EXAMPLES.index(path) % len(LANGUAGES)]
    window.get(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
    window.execute_async_script("document.fonts.ready.then(() => arguments[0]())")
    sizes: list[tuple[str, int]] = window.execute_script(SIZES)
    assert len(sizes) > 1
    assert sum(size for _, size in sizes) <= (MOST_OF_HEAVY if path in HEAVY else MOST), sorted(sizes)
