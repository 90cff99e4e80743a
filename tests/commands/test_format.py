"""The format command on files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.conftest import ROOT
from tests.project import eikg, invoke, replace

THINGS = "triples/entities/things.ttl"


def test_only_what_is_out_of_style_changes(project: Path) -> None:
    neat = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    replace(project, THINGS, "body:un\n    a eik:Actor ;\n    .", "body:un a eik:Actor .")
    checked = eikg(project, "format", "--check")
    assert (checked.returncode, checked.stdout) == (1, f"would change {THINGS}\n")
    assert eikg(project, "format").stdout == f"changed {THINGS}\n"
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == neat
    assert eikg(project, "format", "--check").returncode == 0


def test_only_the_given_files_change(project: Path) -> None:
    replace(project, THINGS, "body:un\n    a eik:Actor ;\n    .", "body:un a eik:Actor .")
    assert eikg(project, "format", "triples/documents").stdout == ""
    assert eikg(project, "format", THINGS).stdout == f"changed {THINGS}\n"


def test_a_missing_prefix_of_the_table_is_declared(project: Path) -> None:
    replace(project, THINGS, "@prefix body: <https://w3id.org/eikg/id/body/> .\n", "")
    assert (
        "[unknown-prefix] body:: the prefix is not declared (column 1) → run `eikg format`"
        in eikg(project, "check").stderr
    )
    assert eikg(project, "format").returncode == 0
    assert eikg(project, "check").returncode == 0


def test_a_file_with_a_lost_comment_is_left_as_it_is(project: Path) -> None:
    line = replace(project, THINGS, "body:un\n", "# why?\nbody:un\n")
    before = (project / THINGS).read_bytes()
    result = eikg(project, "format")
    assert result.returncode == 1
    assert f"{THINGS}:{line}: [comment]" in result.stderr
    assert (project / THINGS).read_bytes() == before


def test_other_files_are_refused(project: Path) -> None:
    assert eikg(project, "format", "ontology/rules/member-of.rq").returncode == 2


def test_the_hook_keeps_a_file_without_the_style_out_of_a_commit(project: Path) -> None:
    git = ["git", "-C", str(project), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    assert "wrote" in invoke(project, "format", "--hook").output
    assert invoke(project, "format", "--hook").exit_code == 0  # again
    subprocess.run([*git, "add", "ontology", "triples"], check=True)
    command = [*git, "commit", "-qm", "x"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    things = project / "triples/entities/things.ttl"
    things.write_text(things.read_text("utf-8") + "body:cis a eik:Actor .\n", encoding="utf-8")
    subprocess.run([*git, "add", "triples"], check=True)
    refused = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "would change triples/entities/things.ttl" in refused.stdout + refused.stderr
    assert invoke(project, "format").exit_code == 0
    subprocess.run([*git, "add", "triples"], check=True)
    assert subprocess.run(command, env=environment, check=False).returncode == 0


def test_the_hook_of_somebody_else_stays(project: Path) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    hook = project / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntrue\n", encoding="utf-8")
    result = invoke(project, "format", "--hook")
    assert result.exit_code == 1
    assert "exists: add to it the lines" in result.output
    assert hook.read_text("utf-8") == "#!/bin/sh\ntrue\n"
