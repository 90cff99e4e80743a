"""Runs a notebook as a reader does, and says what it printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.conftest import ROOT

FOLDER: Final = ROOT / "server/docs/notebooks"
SERVER: Final = "http://127.0.0.1:8000"
"""What notebooks and documents call a server that runs."""


def run(path: Path, address: str) -> Any:
    """Return a notebook with the outputs that it has over the release and the server at an address."""
    from nbclient import NotebookClient
    from nbformat import reads

    shown = path.read_text("utf-8")
    notebook = reads(shown.replace(SERVER, address), as_version=4)
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    )
    client.execute()
    return json.loads(json.dumps(notebook).replace(address, SERVER))


def outputs(notebook: Any) -> list[list[str]]:
    """Return what each cell of code showed, in text; of a picture only that it is one."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [[text for output in cell["outputs"] for text in _texts(output)] for cell in cells]


def _texts(output: Any) -> Iterator[str]:
    if output["output_type"] == "stream":
        yield _joined(output["text"])
    elif output["output_type"] == "error":
        yield f"{output['ename']}: {output['evalue']}"
    elif "image/png" in output["data"]:
        yield "a picture"
    else:
        yield _joined(output["data"]["text/plain"])


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def written(notebook: Any) -> str:
    """Return the text of a notebook as it is committed: without what differs from run to run."""
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell["source"] = _joined(cell["source"]).splitlines(keepends=True)
        for output in cell.get("outputs", ()):
            if "data" in output:
                data = {
                    kind: output["data"][kind]
                    for kind in ("text/plain", "image/png")
                    if kind in output["data"]
                }
                output["data"] = {"image/png": data["image/png"]} if "image/png" in data else _lines(data)
                output["metadata"] = {}
            if "text" in output:
                output["text"] = _joined(output["text"]).splitlines(keepends=True)
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _lines(data: dict[str, Any]) -> dict[str, Any]:
    return {kind: _joined(text).splitlines(keepends=True) for kind, text in data.items()}
