"""The catalog names the file of each module, is kept by `eikg format`, and a new module stands in it at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from server.build.read.catalog import CATALOG, catalog, catalog_faults
from server.build.read.sources import read
from tests.conftest import ROOT
from tests.project import eikg, write_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for part in ("ontology", "triples", "queries"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def test_a_new_module_stands_in_it(project: Path) -> None:
    labels = ("--label-en", "Seats", "--label-ru", "Адреса", "--label-be", "Адрасы")
    made = eikg(project, "new", "module", "seats", *labels, "--description", "Where bodies have their seats.")
    assert made.returncode == 0, made.stderr
    text = (project / CATALOG).read_text("utf-8")
    assert 'name="https://w3id.org/eikg/ontology/seats" uri="seats.ttl"' in text
    assert text == catalog(read(project))
    assert eikg(project, "format", "--check").stdout == ""


@pytest.mark.parametrize("text", ["", "<catalog/>", None])
def test_another_one_is_a_fault_until_it_is_written_anew(project: Path, text: str | None) -> None:
    if text is None:
        (project / CATALOG).unlink()
    else:
        (project / CATALOG).write_text(text)
    (fault,) = catalog_faults(project, read(project))
    assert (fault.file, fault.rule, fault.remedy) == (CATALOG, "catalog", "run `eikg format`")
    assert eikg(project, "format", "--check").returncode == 1
    assert eikg(project, "format").stdout == f"changed {CATALOG}\n"
    assert [*catalog_faults(project, read(project))] == []


def test_where_no_module_imports_another_there_is_none(tmp_path: Path) -> None:
    root = write_project(tmp_path / "project")
    assert catalog(read(root)) == ""
    (root / CATALOG).write_text("<catalog/>")
    assert eikg(root, "format").stdout == f"changed {CATALOG}\n"
    assert not (root / CATALOG).exists()
