"""`eikg version` and the check that a change of terms takes the version step which it demands."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from server import __version__
from server.build.analysis import analyse
from tests.conftest import ROOT
from tests.project import eikg, invoke, replace, write_project

TERMS = "ontology/modules/base.ttl"
HEADER = '    owl:versionInfo "0.1.0" ;\n'
STATE = "eik:State\n    a owl:Class ;\n"
RANGED = "eik:statedBy\n    a owl:ObjectProperty ;\n    rdfs:range eik:State ;\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose version 0.1.0 is recorded."""
    root = write_project(tmp_path)
    result = eikg(root, "version", "--record")
    assert result.returncode == 0, result.stderr
    assert "recorded ontology/versions/0.1.0.nt" in result.stdout
    return root


def test_the_record_holds_one_triple_a_line_and_is_the_same_each_time(project: Path) -> None:
    path = project / "ontology/versions/0.1.0.nt"
    lines = path.read_text(encoding="utf-8").splitlines()
    state = "<https://w3id.org/eikg/ontology/State>"
    assert (
        f"{state} <http://www.w3.org/2000/01/rdf-schema#subClassOf> <https://w3id.org/eikg/ontology/Actor> ."
        in lines
    )
    before = path.read_bytes()
    assert invoke(project, "version", "--record").exit_code == 0
    assert path.read_bytes() == before
    assert invoke(project, "check").exit_code == 0


def test_without_a_record_nothing_is_demanded(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert invoke(root, "check").exit_code == 0
    assert "released none" in invoke(root, "version").output
    assert "no version is recorded" in invoke(root, "version", "--raise").output


@pytest.mark.parametrize(
    ("old", "new", "step", "version"),
    [
        (STATE, f"eik:Town\n    a owl:Class ;\n    .\n\n{STATE}", "minor", "0.2.0"),
        (RANGED.partition("    rdfs")[0], RANGED, "major", "0.2.0"),
        (STATE, f'{STATE}    rdfs:label "State"@en ;\n', "patch", "0.1.1"),
    ],
)
def test_a_change_without_its_step_fails_the_check_until_it_is_taken(
    project: Path, old: str, new: str, step: str, version: str
) -> None:
    replace(project, TERMS, old, new)
    result = eikg(project, "check")
    assert result.returncode == 1
    assert f"is 0.1.0, but what changed since 0.1.0 is a {step} step and demands {version}" in result.stderr
    assert f"{TERMS}:7: [version]" in result.stderr
    assert "run `eikg version --raise`" in result.stderr
    assert invoke(project, "version", "--raise").exit_code == 0
    assert f'owl:versionInfo "{version}"' in (project / TERMS).read_text(encoding="utf-8")
    check = invoke(project, "check")
    assert check.exit_code == 0, check.output


def test_a_removed_rule_and_a_stricter_shape_fail_the_check_until_the_step_is_taken(project: Path) -> None:
    (project / "ontology/rules/transitive.rq").unlink()
    replace(project, "ontology/shapes/membership.ttl", "            sh:severity sh:Warning ;\n", "")
    said = eikg(project, "version").stdout
    assert "major: rule transitive was removed" in said
    assert "eik:Membership was a warning and is a violation: sh:property [ sh:maxCount 1" in said
    assert "demands 0.2.0" in invoke(project, "check").output


def test_a_higher_version_than_demanded_stays(project: Path) -> None:
    replace(project, TERMS, STATE, f'{STATE}    rdfs:label "State"@en ;\n')
    replace(project, TERMS, HEADER, HEADER.replace("0.1.0", "1.0.0"))
    assert invoke(project, "check").exit_code == 0
    assert invoke(project, "version", "--raise").output.splitlines()[0] == "version  1.0.0"


def test_the_newest_record_counts_by_number(project: Path) -> None:
    replace(project, TERMS, HEADER, HEADER.replace("0.1.0", "0.10.0"))
    assert invoke(project, "version", "--record").exit_code == 0
    replace(project, TERMS, HEADER.replace("0.1.0", "0.10.0"), HEADER.replace("0.1.0", "0.9.0"))
    assert "is 0.9.0, lower than the released 0.10.0" in invoke(project, "check").output


def test_a_recorded_version_is_not_recorded_again_with_other_terms(project: Path) -> None:
    replace(project, TERMS, STATE, f"eik:Town\n    a owl:Class ;\n    .\n\n{STATE}")
    result = invoke(project, "version", "--record")
    assert result.exit_code == 1
    assert "this version is recorded with other terms" in result.output
    assert invoke(project, "version", "--record", "--force").exit_code == 0
    assert invoke(project, "format").exit_code == 0
    assert invoke(project, "check").exit_code == 0


def test_a_module_has_the_version_of_the_ontology(project: Path) -> None:
    (project / "ontology/modules/more.ttl").write_text(
        "@prefix eik: <https://w3id.org/eikg/ontology/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\n"
        'eik:more\n    a owl:Ontology ;\n    owl:versionInfo "0.0.9" ;\n    .\n',
        encoding="utf-8",
    )
    said = invoke(project, "check").output
    assert (
        "ontology/modules/more.ttl:6: [version] eik:more: owl:versionInfo has version 0.0.9, the ontology 0.1.0"
        in said
    )
    assert invoke(project, "version", "--raise").exit_code == 0
    assert invoke(project, "check").exit_code == 0


def test_a_module_that_says_none_has_the_version_of_the_ontology(project: Path) -> None:
    (project / "ontology/modules/more.ttl").write_text(
        "@prefix eik: <https://w3id.org/eikg/ontology/> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n\n"
        "eik:more\n    a owl:Ontology ;\n    .\n",
        encoding="utf-8",
    )
    found = [q for q in analyse(project).quads if q.subject.value.endswith("/more")]  # type: ignore[union-attr]
    assert [q.object.value for q in found if q.predicate.value.endswith("versionInfo")] == ["0.1.0"]  # type: ignore[union-attr]


def test_the_version_stands_in_one_file_of_the_project(tmp_path: Path) -> None:
    for part in ("ontology", "triples"):
        shutil.copytree(ROOT / part, tmp_path / part)
    root = tmp_path / "ontology/modules/eikg.ttl"
    text = root.read_text("utf-8")
    (version,) = re.findall(r'owl:versionInfo "([0-9.]+)"', text)
    raised = "9.0.0"
    replace(
        tmp_path, "ontology/modules/eikg.ttl", f'owl:versionInfo "{version}"', f'owl:versionInfo "{raised}"'
    )
    assert invoke(tmp_path, "version", "--raise").output.splitlines()[0] == (
        "changed ontology/modules/eikg.ttl"
    )
    assert root.read_text("utf-8") == text.replace(version, raised)


def test_the_citation_file_has_the_version_of_the_program() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__


def test_a_version_that_is_none_and_a_record_that_is_none_are_told(project: Path) -> None:
    replace(project, TERMS, HEADER, HEADER.replace("0.1.0", "first"))
    assert "'first' is no version: write three numbers" in invoke(project, "check").output
    assert "'first' is no version" in invoke(project, "version", "--record").output
    replace(project, TERMS, HEADER.replace("0.1.0", "first"), HEADER)
    (project / "ontology/versions/0.1.0.nt").write_text("<", encoding="utf-8")
    assert "ontology/versions/0.1.0.nt: [version]" in invoke(project, "check").output
    (project / "ontology/versions/0.1.0.nt").rename(project / "ontology/versions/latest.nt")
    assert "'latest' is no version" in invoke(project, "check").output
