"""Takes the README's picture: `make screenshot` writes tests/browser/screenshot.png, a resource page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import chromium
from tests.conftest import RELEASES, require_tool, serving

PICTURE = Path(__file__).with_name("screenshot.png")
PAGE = "/id/resolution/A-RES-68-262"
WIDTH, HEIGHT = 1200, 860


def main() -> None:
    """Serve the current release, open the page and save what a window of that size shows."""
    programs = require_tool("chromium"), require_tool("chromedriver")
    with (
        tempfile.TemporaryDirectory() as profile,
        serving(RELEASES) as address,
        chromium(*programs, Path(profile), WIDTH, HEIGHT) as window,
    ):
        window.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        window.get(address + PAGE)
        window.execute_script("return document.fonts.ready")
        window.save_screenshot(str(PICTURE))
    sys.stdout.write(f"{PICTURE} ({PICTURE.stat().st_size // 1000} kB)\n")


if __name__ == "__main__":
    main()
