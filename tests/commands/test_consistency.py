"""`eikg check` has HermiT judge what changed, keeps its verdict, and trusts it as long as nothing changes."""

from __future__ import annotations

import re
from pathlib import Path

from tests.project import eikg, invoke, replace

VERDICT = "ontology/consistency.txt"
MODULE = "ontology/modules/base.ttl"
THINGS = "triples/entities/things.ttl"
NO_JAVA = {"JAVA_TOOL_OPTIONS": "-XX:+NoSuchOption"}
"""An environment in which no Java starts."""


def test_a_verdict_is_kept_and_trusted(project: Path) -> None:
    first = invoke(project, "check")
    assert f"HermiT finds no contradiction: kept in {VERDICT}" in first.stdout
    kept = (project / VERDICT).read_text()
    second = eikg(project, "check", **NO_JAVA)
    assert (second.returncode, second.stderr) == (0, "")
    assert "HermiT" not in second.stdout
    assert (project / VERDICT).read_text() == kept


def test_a_contradiction_fails_the_check_with_the_axioms(project: Path) -> None:
    assert invoke(project, "check").exit_code == 0
    kept = (project / VERDICT).read_text()
    replace(
        project,
        MODULE,
        "    rdfs:subClassOf eik:Actor ;",
        "    rdfs:subClassOf eik:Actor ;\n    owl:disjointWith eik:Segment ;",
    )
    line = replace(project, THINGS, "    a eik:State ;", "    a\n        eik:Segment ,\n        eik:State ;")
    result = invoke(project, "check")
    assert result.exit_code == 1
    told = next((row for row in result.stderr.splitlines() if "[inconsistent]" in row), "")
    assert told, result.output
    assert told.startswith(f"{THINGS}:{line + 1}: ")
    assert f"state:belarus type eik:Segment ({THINGS}:{line + 1})" in told
    assert f"state:belarus type eik:State ({THINGS}:{line + 2})" in told
    assert re.search(rf"disjointWith \S+ \({MODULE}:\d+\)", told)
    assert (project / VERDICT).read_text() == kept


def test_another_label_needs_no_other_verdict(project: Path) -> None:
    assert invoke(project, "check").exit_code == 0
    replace(project, THINGS, '"Belarus"@en', '"Republic of Belarus"@en')
    assert "HermiT" not in invoke(project, "check").stdout


def test_without_java_it_says_that_nothing_was_judged(project: Path) -> None:
    result = eikg(project, "check", **NO_JAVA)
    assert result.returncode == 0
    assert result.stderr.startswith("consistency was not judged: HermiT could not be run: ")
    assert len(result.stderr.splitlines()) == 1
    assert not (project / VERDICT).exists()


def test_a_build_needs_no_java_and_tells_of_a_verdict_on_other_axioms(project: Path) -> None:
    assert invoke(project, "check").exit_code == 0
    assert eikg(project, "build", **NO_JAVA).stderr == ""
    replace(project, MODULE, "eik:member\n    a", "eik:member\n    rdfs:range eik:Actor ;\n    a")
    result = eikg(project, "build", **NO_JAVA)
    assert result.returncode == 0
    assert f"warning: {VERDICT}: [consistency] " in result.stderr
    assert " 1 warnings" in result.stdout
