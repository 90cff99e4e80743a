"""The notebooks of the documents run without a network, and show what stands in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from server.release import Release
from tests.conftest import ROOT, require_module
from tests.notebook.running import FOLDER, outputs, run, written

for name in ("oxrdflib", "pandas", "matplotlib", "ipykernel", "nbclient"):
    require_module(name)

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_two() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["first-steps", "sanctions"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.stem))
def test_a_notebook_shows_what_stands_in_it(
    path: Path, release: Release, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`EIKG_WRITE_NOTEBOOKS=1 pytest tests/notebook/test_notebooks.py` writes what they show now."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    done = run(path, address)
    if os.environ.get("EIKG_WRITE_NOTEBOOKS"):
        path.write_text(written(done), "utf-8")
    kept = json.loads(path.read_text("utf-8"))
    assert outputs(kept) == outputs(done)
    assert sum(bool(texts) for texts in outputs(kept)) >= 5


def test_a_notebook_is_small_and_a_picture_is_in_one() -> None:
    assert all(path.stat().st_size < 100_000 for path in NOTEBOOKS)
    assert [path.stem for path in NOTEBOOKS if '"image/png"' in path.read_text("utf-8")] == ["sanctions"]
