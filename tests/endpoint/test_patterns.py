"""Taking queries apart: what is put together again means the same."""

from __future__ import annotations

import pytest

from server.endpoint.diagnostics.patterns import Patterns
from server.sparql.scanner import Unreadable
from server.sparql.tree import Triples


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("?s ?p ?o", "?s ?p ?o ."),
        ("?s <x:p> 1.5, -2e3 ; a <x:c>.", "?s <x:p> 1.5 . ?s <x:p> -2e3 . ?s a <x:c> ."),
        (
            "?s <x:p> 'a'@en , \"b\"^^<x:t> , true.",
            "?s <x:p> 'a'@en . ?s <x:p> \"b\"^^<x:t> . ?s <x:p> true .",
        ),
        ("?s <x:p>/^<x:q> ?o", "?s <x:p> ?eikg_1 . ?eikg_1 ^<x:q> ?o ."),
        ("?s (<x:p>/<x:q>)*|<x:r> ?o", "?s (<x:p>/<x:q>)*|<x:r> ?o ."),
        ("[ <x:p> ?o ] .", "?eikg_1 <x:p> ?o ."),
        ("_:b <x:p> [] ; <x:q> _:b", "?eikg_blank_b <x:p> ?eikg_1 . ?eikg_blank_b <x:q> ?eikg_blank_b ."),
        ("?s <x:p> (1 2)", "?s <x:p> (1 2) ."),
        ("OPTIONAL { ?s ?p ?o . }", "OPTIONAL { ?s ?p ?o . }"),
        ("{ ?s ?p 1 } UNION { ?s ?p 2 }", "{ ?s ?p 1 . } UNION { ?s ?p 2 . }"),
        ("GRAPH ?g { ?s ?p ?o }", "GRAPH ?g { ?s ?p ?o . }"),
        ("?s ?p ?o FILTER NOT EXISTS { ?s a ?c. }", "?s ?p ?o . FILTER NOT EXISTS { ?s a ?c. }"),
        ("FILTER regex(?o, '}') BIND(1+2 AS ?x)", "FILTER regex(?o, '}') BIND(1+2 AS ?x)"),
        ("VALUES (?a ?b) { (1 UNDEF) } ?a ?p ?b", "VALUES (?a ?b) { (1 UNDEF) } ?a ?p ?b ."),
        ("{ SELECT ?s { ?s ?p ?o } }", "{ { SELECT ?s { ?s ?p ?o } } }"),
    ],
)
def test_a_pattern_is_written_again(pattern: str, written: str) -> None:
    found = Patterns(f"SELECT * WHERE {{ {pattern} }}")
    assert found.inside(found.group) == written


def test_prologue_dataset_and_the_rest_are_told_apart() -> None:
    found = Patterns(
        "PREFIX a: <b:>\nSELECT (COUNT(*) AS ?n) FROM a:g FROM NAMED <x:h> WHERE { ?s ?p ?o } LIMIT 3"
    )
    assert found.prologue == "PREFIX a: <b:>"
    assert found.dataset == "FROM a:g FROM NAMED <x:h>"
    assert " ".join(found.without_dataset.split()) == "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o } LIMIT 3"
    assert isinstance(found.group.elements[0], Triples)


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "SELECT * { ?s ?p",
        "SELECT * { " + "{" * 50 + "}" * 50 + "}",
        "SELECT * { FILTER(?a<?b#>\n) }",
        "SELECT * { << ?s ?p ?o >> ?q ?r }",
        "SELECT * { " + "?s ?p ?o . " * 300 + "}",
        "SELECT * { SERVICE <x:y> { ?s ?p ?o } }",
        "SELECT",
        "",
    ],
)
def test_what_is_not_understood_is_refused(query: str) -> None:
    with pytest.raises(Unreadable):
        Patterns(query)
