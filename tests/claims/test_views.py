"""Every claim of the release as a nanopublication, a reifier and a Web Annotation: each says what the claim does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from server.claims.annotation import CONTEXT, annotation
from server.claims.nanopublication import SCHEMA, nanopublication
from server.claims.record import STANCE, STATED_BY, ClaimRecord
from server.claims.reification import reified
from server.rdf.terms import PROV, RDF, TERMS, TYPE
from tests.claims.conftest import triples_in

Claims = Mapping[str, ClaimRecord]
Stated = Mapping[str, set[Triple]]

OA: Final = "http://www.w3.org/ns/oa#"
TERMS_OF_ANNOTATIONS: Final[dict[str, Any]] = {
    "id": "@id",
    "type": "@type",
    "Annotation": f"{OA}Annotation",
    "SpecificResource": f"{OA}SpecificResource",
    "TextPositionSelector": f"{OA}TextPositionSelector",
    "describing": f"{OA}describing",
    "body": {"@id": f"{OA}hasBody", "@type": "@id"},
    "target": {"@id": f"{OA}hasTarget", "@type": "@id"},
    "source": {"@id": f"{OA}hasSource", "@type": "@id"},
    "selector": {"@id": f"{OA}hasSelector", "@type": "@id"},
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "creator": {"@id": "http://purl.org/dc/terms/creator", "@type": "@id"},
    "rights": {"@id": "http://purl.org/dc/terms/rights", "@type": "@id"},
    "start": {"@id": f"{OA}start", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"},
    "end": {"@id": f"{OA}end", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"},
}
"""What the context of Web Annotations (Web Annotation Vocabulary, appendix A) says of the names that are used."""


def read(text: bytes, form: RdfFormat) -> list[Quad]:
    return [*pyoxigraph.parse(text, form)]


def test_every_claim_of_the_release_is_read_with_what_it_states(claims: Claims, stated: Stated) -> None:
    assert claims.keys() == stated.keys()
    assert len(claims) > 1000
    assert all(claim.of(STANCE) and claim.of(STATED_BY) for claim in claims.values())
    assert all(set(claim.stated) == stated[iri] for iri, claim in claims.items())


def test_the_assertion_of_a_nanopublication_is_the_claim_and_its_provenance_who_says_it_and_how(
    claims: Claims, stated: Stated
) -> None:
    seen = set()
    for iri, claim in claims.items():
        nanopub = nanopublication(claim)
        text = pyoxigraph.serialize(nanopub.quads, format=RdfFormat.TRIG, prefixes=nanopub.prefixes) or b""
        quads = read(text, RdfFormat.TRIG)
        assert triples_in(quads, f"{nanopub.iri}#assertion") == stated[iri]
        provenance = triples_in(quads, f"{nanopub.iri}#provenance")
        assertion = NamedNode(f"{nanopub.iri}#assertion")
        for predicate, of in ((PROV["wasAttributedTo"], STATED_BY), (STANCE, STANCE)):
            assert {t.object for t in provenance if t.subject == assertion and t.predicate == predicate} == {
                *claim.of(of)
            }
        assert {quad.graph_name for quad in quads} == {
            NamedNode(f"{nanopub.iri}#{name}") for name in ("Head", "assertion", "provenance", "pubinfo")
        }
        assert (
            Quad(NamedNode(nanopub.iri), TYPE, SCHEMA["Nanopublication"], NamedNode(f"{nanopub.iri}#Head"))
            in quads
        )
        seen.add(nanopub.iri)
    assert len(seen) == len(claims)


def test_a_claim_reifies_what_it_states_and_asserts_none_of_it(claims: Claims, stated: Stated) -> None:
    for iri, claim in claims.items():
        for form in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES):
            quads = read(pyoxigraph.serialize(reified(claim), format=form) or b"", form)
            terms = {quad.object for quad in quads if quad.predicate == RDF["reifies"]}
            assert terms == stated[iri]
            assert {quad.subject for quad in quads if quad.predicate == RDF["reifies"]} == {claim.iri}
            own = {claim.iri, *(passage.iri for passage in claim.passages)}
            assert {quad.subject for quad in quads} == own


def test_the_body_of_an_annotation_is_the_claim_and_its_targets_are_the_passages(
    claims: Claims, stated: Stated
) -> None:
    for iri, claim in claims.items():
        document = annotation(claim)
        check_annotation(document)
        text = json.dumps({**document, "@context": TERMS_OF_ANNOTATIONS}).encode()
        quads = read(text, RdfFormat.JSON_LD)
        assert triples_in(quads, iri) == stated[iri]
        said = {(quad.subject, quad.predicate): quad.object for quad in quads}
        starts = {
            int(quad.object.value)
            for quad in quads
            if quad.predicate == NamedNode(f"{OA}start") and isinstance(quad.object, Literal)
        }
        assert starts == {passage.start for passage in claim.passages}
        assert said[NamedNode(f"{iri}#annotation"), NamedNode(f"{OA}hasBody")] == claim.iri


def check_annotation(document: dict[str, Any]) -> None:
    """The rules of the Web Annotation Data Model for what stands in it (sections 3.1, 3.2.1, 4 and 4.2.5)."""
    assert document["@context"] == CONTEXT
    assert document["type"] == "Annotation"
    assert document["id"].startswith("https://")
    assert document["motivation"] == "describing", "one of those of appendix C"
    targets = document["target"] if isinstance(document["target"], list) else [document["target"]]
    assert targets, "an annotation has one or more targets"
    for target in targets:
        if isinstance(target, str):
            assert target.startswith("https://")
            continue
        assert target["type"] == "SpecificResource"
        assert isinstance(target["source"], str), "exactly one source"
        selector = target["selector"]
        assert selector.keys() == {"type", "start", "end"}
        assert selector["type"] == "TextPositionSelector"
        assert 0 <= selector["start"] < selector["end"], "the character at the end is not part of it"
        assert "exact" not in json.dumps(target), "the text is not ours"


def test_a_processor_of_json_ld_reads_the_annotation_by_its_context(claims: Claims) -> None:
    iri = "https://w3id.org/eikg/id/claim/leshenyuk-2021-083"

    def loader(url: str, _options: object) -> dict[str, Any]:
        assert url == CONTEXT, "nothing else is fetched"
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": TERMS_OF_ANNOTATIONS}}

    (found,) = jsonld.expand(annotation(claims[iri]), {"documentLoader": loader})
    target = found[f"{OA}hasTarget"][0]
    assert target[f"{OA}hasSource"] == [{"@id": "https://w3id.org/eikg/id/document/leshenyuk-2021"}]
    (selector,) = target[f"{OA}hasSelector"]
    assert selector["@type"] == [f"{OA}TextPositionSelector"]
    assert selector[f"{OA}start"][0]["@value"] == claims[iri].passages[0].start
    assert found[f"{OA}hasBody"][0]["@graph"]


def test_what_was_checked_elsewhere_has_its_record_for_a_target(claims: Claims) -> None:
    recorded = [claim for claim in claims.values() if not claim.passages]
    assert recorded
    for claim in recorded:
        assert [NamedNode(annotation(claim)["target"])] == [*claim.of(TERMS["inDocument"])]
