"""Runs a notebook as a reader does, and says what it printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.conftest import ROOT

FOLDER: Final = ROOT / "server/docs/notebooks"
SERVER: Final = "http://127.0.0.1:8000"
"""What notebooks and documents call a server that runs."""


def run(path: Path, address: str) -> list[list[str]]:
    """Return what each cell of code shows over the release and the server at an address."""
    from nbclient import NotebookClient
    from nbformat import reads

    text = path.read_text("utf-8").replace(SERVER, address)
    notebook = reads(text, as_version=4)  # type: ignore[no-untyped-call]
    place = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
    return outputs(notebook)


def outputs(notebook: Any) -> list[list[str]]:
    """Return what each cell of code shows, in text; of a picture only that it is one."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [[text for output in cell["outputs"] for text in _texts(output)] for cell in cells]


def _texts(output: Any) -> Iterator[str]:
    if output["output_type"] == "stream":
        yield str(output["text"])
    elif "image/png" in output["data"]:
        yield "a picture"
    else:
        yield str(output["data"]["text/plain"])
