"""`eikg diff` on two ontology files of anybody's, in any format of RDF."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import BlankNode, Quad, RdfFormat, parse, serialize

from server.commands import main

BEFORE = """\
@prefix : <https://example.org/pets#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

<https://example.org/pets> a owl:Ontology ; owl:versionInfo "1.4.0" .
:Animal a owl:Class .
:Cat a owl:Class ; rdfs:subClassOf :Animal, [ a owl:Restriction ; owl:onProperty :owner ; owl:maxCardinality 3 ] .
:Dog a owl:Class ; rdfs:subClassOf :Animal .
:owner a owl:ObjectProperty ; rdfs:domain [ owl:unionOf ( :Cat :Dog ) ] ; rdfs:range :Person .
:Person a rdfs:Class .
:barks a owl:DatatypeProperty .
[] a owl:AllDisjointClasses ; owl:members ( :Cat :Dog :Person ) .
_:first :next _:second . _:second :next _:first ; :name "circle" .
_:both :name "shared" . :Cat :about _:both . :Dog :about _:both .
"""
SUFFIXES = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
}


def written(path: Path, text: str, shuffle: int | None = None) -> Path:
    """Write an ontology in the format of the suffix; with `shuffle` its lines and blank nodes in a random order."""
    quads = list(parse(text, format=RdfFormat.TURTLE))
    if shuffle is not None:
        source = random.Random(shuffle)
        names: dict[BlankNode, BlankNode] = {}

        def name(term: Any) -> Any:
            if not isinstance(term, BlankNode):
                return term
            return names.setdefault(term, BlankNode(f"n{source.randrange(10**9)}"))

        quads = [Quad(name(q.subject), q.predicate, name(q.object)) for q in quads]
        source.shuffle(quads)
    data = serialize([q.triple for q in quads], format=SUFFIXES[path.suffix])
    path.write_bytes(data or b"")
    return path


def diff(*arguments: str | Path) -> Any:
    result = CliRunner().invoke(main, ["diff", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("seed", range(3))
def test_another_order_other_blank_nodes_and_another_format_are_no_change(
    tmp_path: Path, suffix: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # outside of any project
    found = json.loads(
        diff(written(tmp_path / "a.ttl", BEFORE), written(tmp_path / f"b{suffix}", BEFORE, seed), "--json")
    )
    assert (found["step"], found["asserted"]) == ("none", {"gained": [], "lost": []})


@pytest.mark.parametrize(
    ("old", "new", "step", "said"),
    [
        (":barks a owl:DatatypeProperty .", "", "major", "pets#barks> (data property) was removed"),
        ("( :Cat :Dog )", "( :Cat )", "major", "is narrower: rdfs:domain"),
        ("rdfs:range :Person", "rdfs:comment 'x'", "minor", "is wider: rdfs:range is no longer"),
        (
            ":Person a rdfs:Class",
            ":Person a rdfs:Class . :Bird a owl:Class",
            "minor",
            "Bird> (class) was added",
        ),
        ('"circle"', '"ring"', "patch", "says other things, of no term"),
        ('"shared"', '"common"', "patch", "is described otherwise"),
    ],
)
def test_a_change_demands_its_step_in_words_json_and_markdown(
    tmp_path: Path, old: str, new: str, step: str, said: str
) -> None:
    assert old in BEFORE
    sides = written(tmp_path / "a.ttl", BEFORE), written(tmp_path / "b.owl", BEFORE.replace(old, new), 7)
    assert f"version step: {step}" in diff(*sides)
    found = json.loads(diff(*sides, "--format", "json"))
    assert found["step"] == step
    assert any(said in f"{r['about']} {r['text']}" for r in found["reasons"]), found["reasons"]
    markdown = diff(*sides, "--format", "markdown")
    assert markdown.startswith(f"### `{sides[0]}` → `{sides[1]}`: {step}\n")
    assert "```diff\n" in markdown


def test_blank_nodes_that_nothing_tells_apart_are_compared_in_bounded_time(tmp_path: Path) -> None:
    """Forty nodes, each linked with every other one: canonical labels would take a number of steps with 47 digits."""
    links = "".join(
        f"_:n{a} <https://example.org/p> _:n{b} ." for a in range(40) for b in range(40) if a != b
    )
    sides = written(tmp_path / "a.ttl", links), written(tmp_path / "b.nt", links, 1)
    assert json.loads(diff(*sides, "--json"))["step"] == "none"


def test_the_name_of_a_graph_is_no_part_of_an_ontology(tmp_path: Path) -> None:
    path = written(tmp_path / "a.nt", BEFORE)
    lines = path.read_text("utf-8").splitlines()
    named = "".join(f"{line.removesuffix(' .')} <https://example.org/g> .\n" for line in lines)
    (tmp_path / "b.nq").write_text(named, encoding="utf-8")
    assert json.loads(diff(path, tmp_path / "b.nq", "--json"))["asserted"] == {"gained": [], "lost": []}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("b.docx", "x", "is of no format of RDF → name a file that ends in .ttl"),
        ("b.ttl", ":x a", "b.ttl:1: [syntax]"),
        ("b.rdf", "<rdf", "b.rdf"),
    ],
)
def test_a_file_that_is_no_ontology_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(
        main, ["diff", str(written(tmp_path / "a.ttl", BEFORE)), str(tmp_path / name)]
    )
    assert result.exit_code == 1
    assert said in result.output
