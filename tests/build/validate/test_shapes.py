"""The validator of the build finds what pyshacl finds, constraint by constraint."""

from __future__ import annotations

import pyoxigraph
import pyshacl
import pytest
import rdflib
from pyoxigraph import RdfFormat

from server.build.read.sources import Source, Sources
from server.build.validate.shapes import Report, validate
from server.faults import Fault, InvalidInput
from server.namespaces import PREFIXES

HEAD = "PREFIX e: <http://e/>\n" + "".join(
    f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("sh", "xsd", "rdfs", "rdf", "edtf")
)
SH = rdflib.Namespace(PREFIXES["sh"])


def property_shape(constraint: str, path: str = "e:p") -> str:
    return f"sh:targetClass e:C ; sh:property [ sh:path {path} ; {constraint} ]"


CASES = {
    "minCount": (property_shape("sh:minCount 1"), "e:x a e:C . e:y a e:C ; e:p 1 ."),
    "maxCount": (property_shape("sh:maxCount 1"), "e:x a e:C ; e:p 1 , 2 . e:y a e:C ; e:p 1 ."),
    "subclass": (
        property_shape("sh:minCount 1"),
        "e:D rdfs:subClassOf e:C . e:F rdfs:subClassOf e:D . e:x a e:F .",
    ),
    "class": (
        property_shape("sh:class e:C"),
        "e:D rdfs:subClassOf e:C . e:x a e:C ; e:p e:y . e:z a e:D ; e:p e:x .",
    ),
    "datatype": (property_shape("sh:datatype edtf:EDTF"), 'e:x a e:C ; e:p "2014" , "2014"^^edtf:EDTF .'),
    "pattern": (property_shape('sh:pattern "^[a-z-]+/[0-9]{3}$"'), 'e:x a e:C ; e:p "ab/001" , "ab/01" .'),
    "words": (
        property_shape('sh:pattern "^(\\\\S+\\\\s+){0,2}\\\\S+$"'),
        'e:x a e:C ; e:p "a b c"@en , "a b c d"@en .',
    ),
    "uniqueLang": (property_shape("sh:uniqueLang true"), 'e:x a e:C ; e:p "A"@en , "B"@en , "C"@ru .'),
    "languageIn": (property_shape('sh:languageIn ("en" "ru")'), 'e:x a e:C ; e:p "A"@en , "B"@be .'),
    "in": (property_shape("sh:in (e:a e:b)"), "e:x a e:C ; e:p e:a , e:c ."),
    "hasValue": (property_shape("sh:hasValue e:a"), "e:x a e:C ; e:p e:c . e:y a e:C ; e:p e:a ."),
    "nodeKind": (property_shape("sh:nodeKind sh:IRI"), 'e:x a e:C ; e:p "c" , e:c .'),
    "qualified": (
        property_shape("sh:qualifiedValueShape [ sh:class e:C ] ; sh:qualifiedMinCount 2"),
        "e:x a e:C ; e:p e:x , e:y .",
    ),
    "lessThanOrEquals": (property_shape("sh:lessThanOrEquals e:q"), "e:x a e:C ; e:p 2 ; e:q 1 ."),
    "maxLength": (property_shape("sh:maxLength 3"), 'e:x a e:C ; e:p "abcd"@en , "abc" .'),
    "alternative path": (
        property_shape("sh:maxCount 1", "[ sh:alternativePath (e:p e:q) ]"),
        "e:x a e:C ; e:p 1 ; e:q 2 .",
    ),
    "inverse path": (
        property_shape("sh:minCount 1", "[ sh:inversePath e:p ]"),
        "e:x a e:C . e:y a e:C . e:u e:p e:y .",
    ),
    "sequence path": (
        property_shape("sh:minCount 1", "( e:p rdf:type )"),
        "e:x a e:C ; e:p e:y . e:z a e:C ; e:p e:x .",
    ),
    "or": (
        "sh:targetClass e:C ; sh:or ( [ sh:property [ sh:path e:p ; sh:minCount 1 ] ] [ sh:class e:D ] )",
        "e:x a e:C . e:y a e:C , e:D . e:z a e:C ; e:p 1 .",
    ),
    "not": ("sh:targetClass e:C ; sh:not [ sh:class e:D ]", "e:x a e:C , e:D . e:y a e:C ."),
    "closed": (
        "sh:targetClass e:C ; sh:closed true ; sh:ignoredProperties (rdf:type) ; sh:property [ sh:path e:p ]",
        "e:x a e:C ; e:p 1 ; e:q 2 .",
    ),
    "subjects": ("sh:targetSubjectsOf e:p ; sh:class e:C", "e:x e:p 1 ."),
    "objects": ("sh:targetObjectsOf e:p ; sh:class e:C", "e:x e:p e:y ."),
    "sparql": (
        'sh:targetClass e:C ; sh:sparql [ sh:message "no" ; sh:select "SELECT $this WHERE { $this <http://e/p> 2 }" ]',
        "e:x a e:C ; e:p 2 . e:y a e:C ; e:p 1 .",
    ),
    "severity": (
        "sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ; sh:severity sh:Warning ]",
        "e:x a e:C .",
    ),
}


def source(name: str, text: str) -> Source:
    return Source(name, text, tuple(pyoxigraph.parse(text, RdfFormat.TURTLE)), {})


def validated(shape: str, data: str) -> Report:
    shapes = source("ontology/shapes/s.ttl", HEAD + f"e:S a sh:NodeShape ; {shape} .")
    facts = source("triples/entities/d.ttl", HEAD + data)
    return validate(facts.quads, Sources((shapes, facts), ()))


def by_pyshacl(shape: str, data: str) -> list[tuple[str, str, bool]]:
    facts, shapes = (
        rdflib.Graph().parse(data=HEAD + data),
        rdflib.Graph().parse(data=HEAD + f"e:S a sh:NodeShape ; {shape} ."),
    )
    _, report, _ = pyshacl.validate(facts, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    return sorted(
        (
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.sourceConstraintComponent))
            .removeprefix(SH)
            .removesuffix("ConstraintComponent"),
            report.value(result, SH.resultSeverity) == SH.Violation,
        )
        for result in report.subjects(rdflib.RDF.type, SH.ValidationResult)
    )


@pytest.mark.parametrize("name", CASES)
def test_the_same_results_as_pyshacl(name: str) -> None:
    shape, data = CASES[name]
    report = validated(shape, data)
    found = [(fault, True) for fault in report.faults] + [
        (fault, False) for fault in (*report.warnings, *report.notes)
    ]
    results = sorted((_focus(p), _component(p), is_violation) for p, is_violation in found)
    wanted = by_pyshacl(shape, data)
    assert wanted, "the case shows nothing"
    assert [(f, c.lower(), v) for f, c, v in results] == [(f, c.lower(), v) for f, c, v in wanted]


def _focus(fault: Fault) -> str:
    return (fault.subject or "").strip("<>")


def _component(fault: Fault) -> str:
    return fault.message.partition("fails sh:")[2].split()[0]


def test_a_fault_names_place_shape_and_remedy() -> None:
    shape = property_shape('sh:minCount 1 ; sh:message "Придумайте"@ru , "Give it an e:p."@en')
    assert validated(shape, "\n\ne:x\n  a e:C .").faults == [
        Fault(
            "triples/entities/d.ttl",
            9,
            "<http://e/x>",
            "shape",
            "<http://e/p> fails sh:minCount of <http://e/S>",
            "Give it an e:p.",
        )
    ]


def test_a_fault_of_a_value_stands_at_its_property() -> None:
    [fault] = validated(
        property_shape('sh:maxLength 1 ; sh:message "m"'), 'e:x a e:C ;\n e:p\n "long" .'
    ).faults
    assert (fault.line, fault.message) == (8, '<http://e/p> "long" fails sh:maxLength of <http://e/S>')


def test_malformed_shapes_are_told() -> None:
    with pytest.raises(InvalidInput):
        validated("sh:targetClass e:C ; sh:property [ sh:path 5 ; sh:minCount 1 ]", "e:x a e:C .")
