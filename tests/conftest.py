"""What all tests share: the place of the project, and how a missing optional tool is treated."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def require_tool(name: str) -> str:
    """Return the path of an optional program; without it skip the test, or fail under EIKG_REQUIRE_ALL."""
    path = shutil.which(name)
    if path is None:
        reason = f"'{name}' is not installed (Debian: chromium and chromium-driver)"
        if os.environ.get("EIKG_REQUIRE_ALL"):
            pytest.fail(f"{reason}, and EIKG_REQUIRE_ALL is set", pytrace=False)
        pytest.skip(reason)
    return path
