"""What ontology maintainers do with the export and with each module: load, check the profile, reason, all offline."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from server.namespaces import PREFIXES
from tests.conftest import ROOT, require_file, require_tool
from tests.ontology.files import MODULES
from tests.project import eikg

HERE = Path(__file__).parent
CATALOG = ROOT / "ontology/modules/catalog-v001.xml"
PLANTED = f"""
<{PREFIXES["eik"]}StateThatIsAPlace> a <{PREFIXES["owl"]}Class> ;
    <{PREFIXES["rdfs"]}subClassOf> <{PREFIXES["eik"]}State> , <{PREFIXES["eik"]}Place> .
"""


def java(folder: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of one of the two folders of libraries; without Java or the libraries the test is skipped."""
    machine = require_tool("java", "default-jdk-headless and maven")
    libraries = HERE / folder / "target/libraries"
    require_file(libraries, "`make owl`, with maven and default-jdk-headless")
    classes = f"{HERE / folder / 'target/classes'}:{libraries}/*"
    command = [machine, "-Xmx1g", "-cp", classes, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def robot(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ROBOT; each module's imports come from the files that the catalog names, and from nowhere else."""
    return java("robot", "org.obolibrary.robot.CommandLineInterface", "--catalog", str(CATALOG), *arguments)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "eikg.ttl"
    result = eikg(ROOT, "export", "--ontology", "--format", "ttl", "--output", str(path))
    assert result.returncode == 0, result.stderr
    return path


def test_robot_finds_the_export_in_the_profile(exported: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    result = robot("validate-profile", "--profile", "DL", "--input", str(exported), "--output", str(report))
    assert result.returncode == 0, report.read_text("utf-8")
    assert "in profile" in report.read_text("utf-8")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_robot_finds_each_module_with_its_imports_in_the_profile(module: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    result = robot("validate-profile", "--profile", "DL", "--input", str(module), "--output", str(report))
    assert result.returncode == 0, report.read_text("utf-8")


@pytest.mark.parametrize("reasoner", ["hermit", "ELK"])
def test_robot_reasons_and_a_class_under_two_that_exclude_each_other_makes_it_fail(
    exported: Path, tmp_path: Path, reasoner: str
) -> None:
    sound = robot("reason", "--reasoner", reasoner, "--input", str(exported))
    assert sound.returncode == 0, sound.stdout
    planted = tmp_path / "planted.ttl"
    planted.write_text(exported.read_text("utf-8") + PLANTED, encoding="utf-8")
    refused = robot("reason", "--reasoner", reasoner, "--input", str(planted))
    assert refused.returncode != 0
    assert "StateThatIsAPlace" in refused.stdout + refused.stderr


def test_owlapi_5_loads_the_export_and_each_module_as_owl_2_dl(exported: Path) -> None:
    files = [exported, *MODULES]
    result = java("owlapi", "Load", str(CATALOG), *map(str, files))
    assert result.returncode == 0, result.stderr
    lines = [tuple(map(int, line.split())) for line in result.stdout.splitlines()]
    assert len(lines) == len(files)
    for path, (axioms, imported, violations, unread) in zip(files, lines, strict=True):
        assert axioms or path.stem == "eikg", "only the module that imports all others has none of its own"
        assert (violations, unread) == (0, 0), path
        assert imported == (0 if path == exported else len(MODULES)), path
