"""`/why`: the proof of a triple as a page, as RDF (PROV-O) and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from flask import Blueprint, Response, jsonify, make_response, request
from pyoxigraph import BlankNode, NamedNode, Triple

from server.endpoint.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, named
from server.endpoint.negotiation import best, media_ranges
from server.endpoint.problems import HttpProblem, Slug, not_acceptable
from server.rdf.terms import Term, text
from server.web.answers import open_to_all, problem_response
from server.web.pages.model.statements import claim_source
from server.web.pages.rendering import labels, page, site, word
from server.why.formats import explanation_triples, query_string, serialise, to_data
from server.why.proof_tree import Explanation, InvalidTerm, explain, near, read_triple
from server.why.proofs import rule_iri

blueprint: Final = Blueprint("why", __name__)
_JSON: Final = Format("application/json", ("json",))
_OFFERED: Final = (HTML, _JSON, TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
_TERMS: Final = ("s", "p", "o")


def why_of(about: str, predicate: str, arrow: str = "") -> Callable[[Term], str]:
    """Return what gives the address of the proof of a statement about a resource by its value.

    With an arrow the resource is the value, and what is given the subject.
    """
    node, link = NamedNode(about), NamedNode(predicate)

    def path(value: Term) -> str:
        if arrow and isinstance(value, NamedNode | BlankNode):
            return f"/why?{query_string(Triple(value, link, node))}"
        return f"/why?{query_string(Triple(node, link, value))}"

    return path


@blueprint.get("/why")
def why() -> Response:
    """Why the triple of the parameters s, p and o holds; without any, the form to ask."""
    given = {name: request.args.get(name, "") for name in _TERMS}
    form = _wanted()
    if form is None:
        return problem_response(not_acceptable(_OFFERED))
    if form is HTML and not any(given.values()):
        return make_response(page("why.html", given=given))
    try:
        triple = read_triple(*given.values())
    except InvalidTerm as error:
        text = f"{str(error)[:1].upper()}{str(error)[1:]}."
        if form is HTML:
            return make_response(page("why.html", given=given, problem=_problem(error)), 400)
        return problem_response(HttpProblem(Slug.REQUEST, 400, text))
    found = site().graph.read(explain(site().proofs, triple))
    response = _missing(given, triple, form) if found is None else _answer(found, form, given)
    return open_to_all(response)


def _problem(error: InvalidTerm) -> str:
    """Say in the reader's language what is wrong with a term."""
    place = word(f"why_{error.place}")
    if error.is_term:
        return word("term_no_iri", place=place, text=error.text)
    key = "term_unreadable_object" if error.place == "object" else "term_unreadable"
    return word(key, place=place, text=error.text or "…")


def _wanted() -> Format | None:
    if name := request.args.get("format"):
        return named(name, _OFFERED)
    return best(media_ranges(request.headers.get("Accept")), ((one, one.media_types) for one in _OFFERED))


def _answer(found: Explanation, form: Format, given: dict[str, str]) -> Response:
    if form is _JSON:
        return jsonify(to_data(found))
    if form is not HTML:
        return Response(
            serialise(explanation_triples(found), form.media_type), content_type=form.content_type
        )
    sources = {claim.iri: claim_source(claim.iri, claim) for one in found for claim in one.claims}
    rules = {one.rule: rule_iri(one.rule).value for one in found if one.rule}
    shown = {*_iris(one.triple for one in found), *sources, *rules.values()}
    shown.update(iri for source in sources.values() for iri in source.named)
    shown.update(graph for one in found for graph in one.graphs)
    body = page(
        "why.html",
        given=given,
        found=found,
        sources=sources,
        rules=rules,
        labels=labels(shown),
        alternates={
            one.names[0]: f"/why?{query_string(found.triple)}&format={one.names[0]}" for one in _OFFERED[1:]
        },
    )
    return make_response(body)


def _missing(given: dict[str, str], triple: Triple, form: Format) -> Response:
    """Say that a triple does not hold, and what comes near to it."""
    others = site().graph.read(near(triple))
    if form is HTML:
        body = page(
            "why.html",
            given=given,
            missing=triple,
            near=[(other, f"/why?{query_string(other)}") for other in others],
            labels=labels(_iris([triple, *others])),
        )
        return make_response(body, 404)
    written, *near_ones = (" ".join(map(text, (t.subject, t.predicate, t.object))) for t in (triple, *others))
    detail = f"This triple does not hold: {written}."
    return problem_response(HttpProblem(Slug.NOT_HELD, 404, detail, {"near": near_ones}))


def _iris(triples: Iterable[Triple]) -> Iterator[str]:
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode):
                yield term.value
