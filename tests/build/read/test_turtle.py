"""Turtle and TriG files: what the format command may and may not touch, and where each thing stands."""

from __future__ import annotations

from itertools import count

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat

from server.build.read.turtle import positions, styled
from server.faults import InvalidInput
from server.namespaces import PREFIXES

EX = "http://x/"
TEXT = """\
# header
@prefix x: <http://x/> .
PREFIX y: <http://y/>

x:graph {
  x:a x:p x:b ;
    x:q '''two
lines # no comment''', 'three' ,
    [ x:r x:c ] .
}
GRAPH x:claim { <http://x/b> x:p 1.5, "\\u0041\\n" . x:a
   x:s y:z\\,1 } # a comment
"""


def test_lines() -> None:
    where = positions(TEXT)
    assert where.header == ("# header",)
    assert where.prefixes == {"x": (EX, 2), "y": ("http://y/", 3)}
    assert [(token.line, token.text) for token in where.comments] == [(12, "# a comment")]
    assert where.line(EX + "a") == 6
    assert where.line(EX + "a", EX + "q") == 7
    assert where.line(EX + "a", EX + "q", "three") == 8
    assert where.line(EX + "a", EX + "q", "two\nlines # no comment") == 7
    assert where.line(EX + "a", EX + "r", EX + "c") == 9
    assert where.line(EX + "b", "1.5") == 11
    assert where.line(EX + "b", "A\n") == 11
    assert where.line(EX + "a", EX + "s") == 12
    assert where.line(EX + "a", "http://y/z,1") == 12
    assert where.line(EX + "claim") == 11


def test_what_is_no_subject_is_found_where_it_is_mentioned() -> None:
    where = positions(TEXT)
    assert where.line(EX + "c") == where.mention(EX + "c") == 9
    assert where.line(EX + "nowhere") is None
    assert where.describes(EX + "a", EX + "s")
    assert not where.describes(EX + "c")


RDF = PREFIXES["rdf"]
XSD = PREFIXES["xsd"]


def canonical(text: str, form: RdfFormat = RdfFormat.TRIG) -> Dataset:
    dataset = Dataset(pyoxigraph.parse(text, form))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def serialised(quads: list[Quad], form: RdfFormat) -> str:
    data = pyoxigraph.serialize(quads, format=form)
    assert data is not None
    return data.decode()


names = st.sampled_from(
    ["a", "A-RES-3-I", "x.y", "x.", "-x", "été", "1", "", "a/b", "a%20b", "a:b", "Ł·", "ª"]
)
iris = st.builds(
    lambda base, name: NamedNode(base + name), st.sampled_from([*PREFIXES.values(), "http://x/"]), names
)
strings = st.text(st.characters(exclude_categories=["Cs"])) | st.text('"\\\n\r\t a\u200b', max_size=12)
literals = (
    st.builds(Literal, strings)
    | st.builds(
        lambda value, tag: Literal(value, language=tag), strings, st.sampled_from(["en", "ru", "be", "en-gb"])
    )
    | st.builds(
        lambda value, name: Literal(value, datatype=NamedNode(name)),
        st.sampled_from(
            ["1", "-01", "+1.50", ".5", "5.", "1e3", "1.E-3", "true", "1", "maybe", "2014-09", ""]
        ),
        st.sampled_from(
            [XSD + n for n in ("integer", "decimal", "double", "boolean", "int", "date")] + ["http://x/t"]
        ),
    )
)


@st.composite
def datasets(draw: st.DrawFn) -> list[Quad]:
    """Named and anonymous subjects, nested nodes and lists, in several graphs."""
    quads: list[Quad] = []
    numbers = count()

    def value(depth: int, graph: NamedNode) -> NamedNode | BlankNode | Literal:
        kind = draw(st.sampled_from(["iri", "literal", "node", "list"] if depth < 3 else ["iri", "literal"]))
        if kind == "iri":
            return draw(iris)
        if kind == "literal":
            return draw(literals)
        if kind == "node":
            node = BlankNode(f"b{next(numbers)}")
            size = draw(st.integers(0, 2))
            quads.extend([Quad(node, draw(iris), value(depth + 1, graph), graph) for _ in range(size)])
            return node
        rest: NamedNode | BlankNode = NamedNode(RDF + "nil")
        for _ in range(draw(st.integers(0, 3))):
            cell = BlankNode(f"b{next(numbers)}")
            quads.append(Quad(cell, NamedNode(RDF + "first"), value(depth + 1, graph), graph))
            quads.append(Quad(cell, NamedNode(RDF + "rest"), rest, graph))
            rest = cell
        return rest

    for _ in range(draw(st.integers(0, 8))):
        graph = draw(iris)
        subject = draw(iris | st.builds(lambda: BlankNode(f"b{next(numbers)}")))
        quads.append(Quad(subject, draw(iris), value(0, graph), graph))
    return quads


@settings(deadline=None)
@given(datasets())
def test_nothing_is_lost_and_the_style_is_a_fixed_point(quads: list[Quad]) -> None:
    text = serialised(quads, RdfFormat.TRIG)
    result = styled(text, "x.trig")
    assert canonical(result) == canonical(text)
    assert styled(result, "x.trig") == result


@settings(deadline=None)
@given(strings)
def test_every_string_survives(value: str) -> None:
    quad = Quad(NamedNode("http://x/s"), NamedNode("http://x/p"), Literal(value))
    result = styled(serialised([quad], RdfFormat.TURTLE), "x.ttl")
    assert [q.object for q in pyoxigraph.parse(result, RdfFormat.TURTLE)] == [Literal(value)]


MESSY = """\
# What this file is.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
state:belarus rdfs:label "Беларусь"@be, "Belarus"@en; eik:acronym "BY" ;rdfs:label "Белоруссия"@ru ; a eik:State.
resolution:A-RES-68-262 a eik:Resolution ; eik:votesFor 100 ; eik:share 0.50 .
resolution:A-RES-3-I a eik:Resolution ; skos:note '''first
"second"''' .
"""

NEAT = '''\
# What this file is.

@prefix eik: <https://w3id.org/eikg/ontology/> .
@prefix state: <https://w3id.org/eikg/id/state/> .
@prefix resolution: <https://w3id.org/eikg/id/resolution/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

resolution:A-RES-3-I
    a eik:Resolution ;
    skos:note """first
"second\\"""" ;
    .

resolution:A-RES-68-262
    a eik:Resolution ;
    eik:share 0.50 ;
    eik:votesFor 100 ;
    .

state:belarus
    a eik:State ;
    rdfs:label
        "Belarus"@en ,
        "Белоруссия"@ru ,
        "Беларусь"@be ;
    eik:acronym "BY" ;
    .
'''


def test_style_of_a_turtle_file() -> None:
    assert styled(MESSY, "x.ttl") == NEAT


def test_claims_stand_beside_what_they_state() -> None:
    text = """
claim:d-010 { state:b eik:q state:c }
graph:d {
  claim:d-010 a eik:Claim . claim:d-9 a eik:Claim . segment:d-1 a eik:Segment . doc:d a eik:Document .
}
claim:d-9 { state:a eik:p state:c }
"""
    lines = styled(text, "x.trig").split("\n")
    heads = [
        line.strip()
        for line in lines
        if line
        and (not line.startswith(" ") or (line.startswith("    ") and line[4] != " "))
        and not line.startswith(("@", "}"))
    ]
    assert heads == [
        "graph:d {", "doc:d", "segment:d-1",
        "graph:d {", "claim:d-9", "claim:d-9 {", "state:a",
        "graph:d {", "claim:d-010", "claim:d-010 {", "state:b",
    ]  # fmt: skip


def test_the_heading_of_a_module_comes_first() -> None:
    text = "eik:A a owl:Class . <https://w3id.org/eikg/ontology/zebra-module> a owl:Ontology ."
    assert styled(text, "x.ttl").index("zebra") < styled(text, "x.ttl").index("eik:A")


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("state:a a eik:State .\n# lost\nstate:b a eik:State .", 2, "comment"),
        ("state:a a eik:State ; # lost\n  eik:p 1 .", 1, "comment"),
        ("state:a a\n eik:State", 2, "syntax"),
        ("state:a a eik:State .\nnope:a a eik:State .", 2, "unknown-prefix"),
        ("state:a a eik:A .\n_:a eik:p _:b .\n_:b eik:p _:a .", 2, "blank-node"),
        ("state:a a eik:A .\nstate:a eik:p _:b .\n_:b eik:q _:c .\n_:c eik:r _:b .", 3, "blank-node"),
    ],
)
def test_what_would_be_lost_is_refused(text: str, line: int | None, rule: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        styled(text, "folder/x.ttl")
    assert [(p.file, p.line, p.rule) for p in caught.value.faults] == [("folder/x.ttl", line, rule)]


def test_a_hash_inside_an_iri_or_a_string_is_no_comment() -> None:
    text = 'state:a eik:p <http://x/y#z> , "a # b" , """c\n# d""" , xsd:date .'
    assert canonical(styled(text, "x.trig")) == canonical(
        "PREFIX state: <https://w3id.org/eikg/id/state/> PREFIX eik: <https://w3id.org/eikg/ontology/> "
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> " + text
    )
