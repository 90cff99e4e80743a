"""A property that some two hundred triples use is renamed in a copy of the project, which stays whole at every step."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from server.namespaces import BASE, EIK
from server.rdf.iris import short
from server.release import Release, current
from tests.conftest import ROOT
from tests.project import eikg

WANTED = 200
MADE = ("ontology", "external-terms", "shapes", "schemes", "alignments", "description", "network", "quality")
"""The graphs that tell of the terms or are made of the others."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__", "node_modules", "vendor", "target")
    for part in ("ontology", "triples", "queries", "tests", "server"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    for name in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    # Those of earlier versions are behind the data.
    shutil.rmtree(tmp_path / "ontology/migrations", ignore_errors=True)
    return tmp_path


def data(quads: set[Quad]) -> set[Quad]:
    graphs = {f"<{BASE}graph/{name}>" for name in MADE}
    return {q for q in quads if str(q.graph_name) not in graphs and ".well-known" not in str(q.graph_name)}


def quads_of(release: Release) -> set[Quad]:
    return set(parse(path=str(release.data), format=RdfFormat.N_QUADS))


def test_a_rename_of_a_property_in_wide_use(copy: Path, release: Release) -> None:
    old = quads_of(release)
    uses = Counter(quad.predicate.value for quad in old if quad.predicate.value.startswith(EIK))
    name = min(uses, key=lambda iri: (abs(uses[iri] - WANTED), iri))
    result = eikg(copy, "rename", short(name), short(name + "Renamed"), "--write")
    assert result.returncode == 0, result.stderr
    assert eikg(copy, "check").returncode == 0
    report = eikg(copy, "check", "--strict")
    assert report.returncode == 0, report.stderr
    assert eikg(copy, "build").returncode == 0
    new = quads_of(current(copy / ".eikg"))
    assert sum(quad.predicate.value == name + "Renamed" for quad in new) >= uses[name]
    store = Store()
    store.extend(old)
    (migration,) = (copy / "ontology/migrations").glob("*.ru")
    store.update(migration.read_text("utf-8"))
    assert data(set(store)) == data(new)
    tests = (
        "tests/queries",
        "tests/questions",
        "tests/ontology/test_terms.py",
        "tests/ontology/test_shapes.py",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
