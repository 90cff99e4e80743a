"""Many findings that one axiom causes are one finding, at the axiom; few are told each by itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.project import invoke, replace

MODULE = "ontology/modules/base.ttl"
THINGS = "triples/entities/things.ttl"
SHAPE = "ontology/shapes/membership.ttl"


def write_states(project: Path, number: int) -> None:
    """Add states that are members of a body, and the rules that draw classes."""
    for rule in ("type-by-domain", "type-by-subclass"):
        shutil.copy(ROOT / f"ontology/rules/{rule}.rq", project / "ontology/rules")
    states = "".join(
        f"state:s{n}\n    a eik:State ;\n    eik:memberOf body:un ;\n    .\n\n" for n in range(number)
    )
    replace(project, THINGS, "state:belarus\n", f"{states}state:belarus\n")
    exclusive = "eik:Segment\n    a owl:Class ;\n    owl:disjointWith eik:State ;\n"
    replace(project, MODULE, "eik:Segment\n    a owl:Class ;\n", exclusive)


def with_domain(project: Path) -> int:
    old = "eik:memberOf\n    a owl:ObjectProperty ;\n"
    return replace(project, MODULE, old, f"{old}    rdfs:domain eik:Segment ;\n") + 2


def test_a_wrong_domain_is_told_once(project: Path) -> None:
    write_states(project, 9)
    assert "[disjoint]" not in invoke(project, "check", "--all").stderr
    line = with_domain(project)
    told = invoke(project, "check").stderr.splitlines()
    [cause] = [row for row in told if "[cause]" in row]
    start = (
        f"{MODULE}:{line}: [cause] eik:memberOf rdfs:domain eik:Segment explains 10 findings about 10 things"
    )
    assert cause.startswith(start)
    assert cause.count(" (triples/") == 3
    assert "; and 7 more → correct or remove it" in cause
    assert not any("[disjoint]" in row for row in told)
    everything = invoke(project, "check", "--all").stderr.splitlines()
    assert sum(row.startswith("info: triples/") and "[disjoint]" in row for row in everything) == 10


def test_few_findings_are_told_each_in_the_data(project: Path) -> None:
    write_states(project, 2)
    with_domain(project)
    told = invoke(project, "check").stderr.splitlines()
    assert not any("[cause]" in row for row in told)
    assert sum("[disjoint]" in row for row in told) == 3


def test_wrong_data_are_not_laid_to_a_right_axiom(project: Path) -> None:
    """Where most of what rests on an axiom is sound, the things are wrong."""
    write_states(project, 20)
    text = (project / THINGS).read_text()
    for number in range(5):
        text = text.replace(
            f"state:s{number}\n    a eik:State", f"state:s{number}\n    a eik:Segment, eik:State"
        )
    (project / THINGS).write_text(text)
    told = invoke(project, "check").stderr.splitlines()
    assert sum("[disjoint]" in row for row in told) + sum("[cause]" in row for row in told) == 5


@pytest.mark.parametrize("severity", ["", " sh:severity sh:Warning ;"])
def test_a_shape_that_nothing_meets_is_told_once(project: Path, severity: str) -> None:
    write_states(project, 9)
    demand = f'[ sh:path eik:body ; sh:minCount 1 ; sh:message "Name a body."@en ;{severity} ]'
    name = "<https://w3id.org/eikg/graph/shapes/OfState>"
    shape = (
        f"\n{name}\n    a sh:NodeShape ;\n    sh:property {demand} ;\n    sh:targetClass eik:State ;\n    .\n"
    )
    path = project / SHAPE
    path.write_text(path.read_text() + shape)
    result = invoke(project, "check")
    kind = "warning: " if severity else ""
    [cause] = [row for row in result.stderr.splitlines() if "[cause]" in row]
    assert cause.startswith(f"{kind}{SHAPE}:")
    assert "OfState> sh:path eik:body explains 10 findings about 10 things" in cause
