"""Bad input by its kind: each is found at its line, with words that say what is wrong and what to do.

The cases are data (bad_input.toml): text that is added to a file of the project, in memory, the line of that text at
which the finding must stand, its rule, and words of it. Nothing else may be found.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Quad

from server.build.read.places import Places
from server.build.read.segments import Tables
from server.build.read.sources import Source, Sources, read
from server.build.read.turtle import parsed
from server.build.validate.checks import style_faults
from server.build.validate.names import declaration_faults, iri_faults
from server.build.validate.quality_checks import read_vocabularies
from server.build.validate.references import QueryText, reference_faults
from server.build.validate.structure.checks import structure_faults
from server.build.validate.values import literal_faults
from server.faults import Fault, InvalidInput
from server.namespaces import PREFIXES
from tests.conftest import ROOT

CASES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "bad_input.toml").read_text("utf-8")
)
LEGAL: dict[str, str] = {name: case["add"] for name, case in CASES.items() if "rule" not in case}
EVENTS = "ontology/modules/events.ttl"
VOCABULARIES = read_vocabularies(ROOT)
DECLARED = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def ontology() -> Sources:
    """The modules, the schemes and the external terms: what most faults concern, so that a case takes milliseconds."""
    found = read(ROOT)
    return Sources(
        tuple(found.under("ontology/modules", "ontology/schemes", "ontology/external-terms.ttl")), ()
    )


def faults(sources: Sources, changed: Source) -> list[Fault]:
    one = Sources((changed,), ())
    odd = [fault for fault in style_faults(one) if fault.rule != "style"]
    found = [*odd, *iri_faults(one), *literal_faults(one), *structure_faults(sources, Places(sources.files))]
    # The data are not there, so that things which axioms and examples name seem to be missing.
    undeclared = declaration_faults(sources, Tables({}, ()))
    return [*found, *(f for f in undeclared if f.message != "is used and has no type anywhere")]


def with_text(sources: Sources, name: str, add: str) -> tuple[Sources, Source]:
    """Return the sources with a text added to a file, or as a new file, and that file. Raises InvalidInput."""
    before = next((source for source in sources.files if source.name == name), None)
    text = f"{before.text}\n{add}" if before else DECLARED + add
    content = parsed(text, name)
    home = before.quads[0].graph_name if before else content.quads[0].graph_name
    quads = tuple(Quad(q.subject, q.predicate, q.object, home) for q in content.quads)
    after = Source(name, text, quads, content.prefixes)
    others = tuple(source for source in sources.files if source is not before)
    return Sources((*others, after), ()), after


def line_of(text: str, marked: str) -> int:
    """Return the line of the last text that begins so: what a case adds stands at the end."""
    return text[: text.rindex(marked)].count("\n") + 1


@pytest.mark.parametrize("name", [name for name in CASES if name not in LEGAL])
def test_bad_input_is_told_at_its_line(ontology: Sources, name: str) -> None:
    case = CASES[name]
    file = case.get("file", EVENTS)
    text = next((source.text for source in ontology.files if source.name == file), DECLARED[:-1])
    try:
        found = faults(*with_text(ontology, file, case["add"]))
    except InvalidInput as invalid:
        found = invalid.faults
    assert {fault.rule for fault in found} == {case["rule"]}, "\n".join(map(str, found))
    assert len(found) == case.get("number", 1), "\n".join(map(str, found))
    told = str(found[0])
    line = line_of(f"{text}\n{case['add']}" if file == EVENTS else DECLARED + case["add"], case["at"])
    assert found[0].place == f"{file}:{line}", told
    assert [words for words in case["words"] if words not in told] == [], told
    assert found[0].remedy, told
    if "column" in case:
        assert found[0].column == case["column"]


@pytest.mark.parametrize("name", LEGAL)
def test_legal_input_is_taken(ontology: Sources, name: str) -> None:
    assert [str(fault) for fault in faults(*with_text(ontology, EVENTS, LEGAL[name]))] == []


def test_the_ontology_itself_has_no_fault(ontology: Sources) -> None:
    assert [str(fault) for fault in faults(ontology, ontology.files[0])] == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "PREFIX eik: <https://w3id.org/eikg/ontology/>\nCONSTRUCT { ?a a eik:Evnt }\nWHERE { ?a a eik:Event }",
            2,
            "eik:Event?",
        ),
        (
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\nSELECT * { ?a rdfs:subClasOf ?b }",
            3,
            "rdfs:subClassOf?",
        ),
        ("SELECT * { ?a <https://w3id.org/eikg/ontology/nothing> ?b }", 1, "no file declares it"),
    ],
)
def test_a_query_of_the_ontology_that_names_no_term_is_told(
    ontology: Sources, text: str, line: int, words: str
) -> None:
    [fault] = reference_faults([QueryText("ontology/rules/x.rq", text)], ontology, VOCABULARIES)
    assert fault.place == f"ontology/rules/x.rq:{line}"
    assert words in str(fault)


def test_a_query_in_a_shape_that_names_no_term_is_told(ontology: Sources) -> None:
    shape = 'eik:S\n    sh:select """\nSELECT $this {\n  $this eik:Evnt ?x }""" .'
    content = parsed(DECLARED + shape, "ontology/shapes/x.ttl")
    source = Source("ontology/shapes/x.ttl", DECLARED + shape, content.quads, content.prefixes)
    [fault] = reference_faults([], Sources((*ontology.files, source), ()), VOCABULARIES)
    assert fault.place == "ontology/shapes/x.ttl:4"
