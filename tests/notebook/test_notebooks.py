"""The notebooks run without a network; what they show is not kept in them, as it changes with the data."""

from __future__ import annotations

import json

import pytest

from server.release import Release
from tests.conftest import ROOT, require_module
from tests.notebook.running import FOLDER, outputs, run

for name in ("oxrdflib", "pandas", "matplotlib", "ipykernel", "nbclient"):
    require_module(name)

SHOWN = {
    "first-steps": (
        "Shanghai Cooperation Organisation",
        "datetime64[s]",
        "belarus-facts/045",
        "True",
        "400: ",
    ),
    "sanctions": ("report", "a picture", "2004-01-01", "vysotskaya-2018/045"),
}
"""The notebooks, with some of what each shows."""


@pytest.fixture(autouse=True)
def _kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel is of this environment, and draws into the notebook."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")


def test_there_are_two_without_outputs() -> None:
    notebooks = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.ipynb")}
    assert notebooks.keys() == SHOWN.keys()
    assert not any(text for notebook in notebooks.values() for cell in outputs(notebook) for text in cell)


@pytest.mark.parametrize("name", SHOWN)
def test_a_notebook_runs_and_shows_what_it_says(name: str, release: Release, address: str) -> None:
    shown = run(FOLDER / f"{name}.ipynb", address)
    text = "\n".join(one for cell in shown for one in cell)
    assert all(part in text for part in SHOWN[name]), text
