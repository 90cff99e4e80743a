"""The generic rules draw the same conclusions about things as owlrl, an independent OWL 2 RL reasoner."""

from __future__ import annotations

from typing import Any

import owlrl as untyped_owlrl
import pyoxigraph
from pyoxigraph import BlankNode, Literal, Quad, RdfFormat
from rdflib import Graph, URIRef

from server.build.infer import conclusions, prove
from server.build.read.rules import FOLDER, read_rules
from server.namespaces import BASE, EIK
from tests.conftest import ROOT
from tests.ontology.files import FIXTURES, ONTOLOGY, read, term, turtle, union

owlrl: Any = untyped_owlrl

CHAINS = """
organ:committee eik:organOf organ:valid . organ:valid eik:organOf body:valid .
event:opening eik:partOf event:valid-session ; eik:place place:valid .
place:valid eik:locatedIn place:region . state:valid eik:capital place:valid . place:region eik:locatedIn state:valid .
event:valid eik:partOf event:larger . measure:valid eik:measureOf initiative:valid .
eik:narrow rdfs:subPropertyOf eik:wide . eik:wide rdfs:subPropertyOf eik:widest . body:valid eik:narrow state:valid .
eik:forward a owl:ObjectProperty ; owl:inverseOf eik:backward . event:valid eik:forward place:valid .
membership:of-somebody a eik:Affiliation ; org:member group:of-no-other-kind ; eik:status membership-status:member .
membership-status:member a eik:MemberStatus .
person:valid eik:metWith state:valid .
doc:valid eik:nameVariant "x"@en ; eik:developedFrom resolution:valid .
"""


def premises() -> list[Quad]:
    """The ontology without its labels and definitions, and an example of every class and kind of chain."""
    # owlrl takes things that have no value of a key's property for the same thing.
    logical = [
        q for q in read(ONTOLOGY) if not isinstance(q.object, Literal) and q.predicate != term("owl:hasKey")
    ]
    return [*logical, *read([FIXTURES / "valid.ttl", FIXTURES / "optional.ttl"]), *turtle(CHAINS)]


HIERARCHY = (term("rdfs:subClassOf"), term("rdfs:subPropertyOf"))


def about_terms(quads: list[Quad]) -> set[tuple[str, str, str]]:
    """The hierarchy of the project's own terms, without what holds of any: that each is below itself."""
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in quads
        if q.predicate in HIERARCHY
        and str(q.subject).startswith(f"<{EIK}")
        and not isinstance(q.object, BlankNode)
        and q.object not in (q.subject, term("owl:Thing"))
    }


def about_things(quads: list[Quad]) -> set[tuple[str, str, str]]:
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in quads
        if str(q.subject).startswith(f"<{BASE}id/")
        and not isinstance(q.object, BlankNode)
        and q.object != term("owl:Thing")
        and q.predicate != term("owl:sameAs")
    }


def test_conclusions_are_those_of_owlrl() -> None:
    generic = [rule for rule in read_rules(ROOT) if "\n# rule: " in rule.query]
    assert len(generic) < len(list((ROOT / FOLDER).glob("*.rq")))
    given = premises()
    proofs = prove(generic, given)
    assert {proof.rule for proof in proofs} == {rule.name for rule in generic}
    closure = union(given) + conclusions(proofs)

    graph = Graph()
    graph.parse(
        data=pyoxigraph.serialize((q.triple for q in given), format=RdfFormat.N_TRIPLES) or b"", format="nt"
    )
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        graph
    )
    for subject in set(graph.subjects()):
        if not isinstance(subject, URIRef):
            graph.remove((subject, None, None))
    theirs = list(pyoxigraph.parse(graph.serialize(format="nt"), RdfFormat.N_TRIPLES))

    assert about_things(closure) == about_things(theirs)
    assert about_terms(closure) == about_terms(theirs)
    assert len(about_things(closure) - about_things(union(given))) > 50
    assert len(about_terms(closure) - about_terms(union(given))) > 50
