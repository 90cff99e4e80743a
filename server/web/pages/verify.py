"""`/verify`: who says a statement, and whether those to whom it is attributed do; and whether a text is a passage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from flask import Blueprint, Response, jsonify, make_response, request
from pyoxigraph import Literal, NamedNode, Triple

from server.endpoint.formats import HTML, JSON_LD, N_TRIPLES, PLAIN_JSON, RDF_XML, TURTLE, Format, named
from server.endpoint.negotiation import best, media_ranges
from server.endpoint.problems import HttpProblem, Slug, not_acceptable
from server.engine.reading import Reader
from server.passages import digest
from server.web.answers import open_to_all, problem_response, refuse_undecodable
from server.web.pages.model.disputes import rivals_of
from server.web.pages.model.graph import text
from server.web.pages.model.statements import Source as Place
from server.web.pages.model.statements import claim_source
from server.web.pages.rendering import labels, page, site, word
from server.web.pages.verify_answer import FORMATS as ANSWER_FORMATS
from server.web.pages.verify_answer import answer_verdicts, rows_asked
from server.why.attribution import Attribution, Source, Verdict, attribution
from server.why.attribution_formats import address, attribution_triples, to_data
from server.why.formats import grouped, query_string, serialise
from server.why.proof_tree import Claim, InvalidTerm, read_iri, read_triple

blueprint: Final = Blueprint("verify", __name__)
_OFFERED: Final = (HTML, PLAIN_JSON, TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
_TRIPLE: Final = ("s", "p", "o")
_SOURCE: Final = ("speaker", "document")
_QUESTION: Final = "question"
LONGEST_TEXT: Final = 20_000
"""Characters of a text to compare: several times the longest passage."""
_NO: Final = frozenset({Verdict.NOT_SAID, Verdict.SAID_BY_OTHERS, Verdict.CONTRADICTED, Verdict.DENIED})


@blueprint.get("/verify")
def verify() -> Response:
    """Whether the triple s, p, o, or each row of the saved `question`, is said by `speaker`, in `document`.

    Without any of them it is the form to ask.
    """
    given = {name: request.args.get(name, "") for name in (*_TRIPLE, _QUESTION, *_SOURCE)}
    rows = rows_asked()
    offered = ANSWER_FORMATS if given[_QUESTION] else _OFFERED
    form = _wanted(offered)
    if form is None:
        return problem_response(not_acceptable(offered))
    if form is HTML and not any(given.values()):
        return make_response(page("verify.html", given=given))
    try:
        triple = None if given[_QUESTION] else read_triple(*(given[name] for name in _TRIPLE))
        source = Source(*(read_iri(name, given[name]) if given[name] else "" for name in _SOURCE))
    except InvalidTerm as error:
        return _refused(form, given, f"{str(error)[:1].upper()}{str(error)[1:]}.", _unreadable(error))
    if not source.given:
        detail = (
            "Say to whom the statement is attributed: speaker=<IRI or prefixed name>, document=<…>, or both."
        )
        return _refused(form, given, detail, word("verify_needs_source"))
    if triple is None:
        return open_to_all(answer_verdicts(given[_QUESTION], source, rows, form, given))
    rivals = rivals_of(site().discrepancies, triple)
    found = site().graph.read(attribution(site().proofs, triple, source, rivals))
    if form is HTML:
        response = make_response(_page(found, given))
    elif form is PLAIN_JSON:
        response = jsonify(to_data(found))
    else:
        triples = grouped(attribution_triples(found))
        response = Response(serialise(triples, form.media_type), content_type=form.content_type)
    return open_to_all(response)


@blueprint.route("/verify/passage", methods=["GET", "POST"])
def passage() -> Response:
    """Whether the parameter `text`, in the address or a form, is exactly a passage that was read; and which."""
    form = _wanted((HTML, PLAIN_JSON))
    if form is None:
        return problem_response(not_acceptable((HTML, PLAIN_JSON)))
    refuse_undecodable()
    given = request.values.get("text", "")
    if not given.strip():
        if form is HTML and "text" not in request.values and request.method == "GET":
            return make_response(page("verify_passage.html", given=""))
        return _refused_text(form, given, "Give the passage as the parameter text.", word("verify_no_text"))
    if len(given) > LONGEST_TEXT:
        detail = f"A passage has at most {LONGEST_TEXT} characters; this text has {len(given)}."
        words = word("verify_long_text", most=LONGEST_TEXT)
        return _refused_text(form, given[:LONGEST_TEXT], detail, words)
    found = site().graph.read(_passages(digest(given)))
    if form is PLAIN_JSON:
        verdict = "exact" if found else "unknown"
        response = jsonify({"verdict": verdict, "sha256": digest(given), "passages": found})
    else:
        iris = {iri for one in found for iri in (one["passage"], one["document"], *one["claims"])}
        response = make_response(
            page("verify_passage.html", given=given, passages=found, asked=True, labels=labels(iris))
        )
    return open_to_all(response)


def _wanted(offered: Iterable[Format]) -> Format | None:
    if name := request.args.get("format"):
        return named(name, tuple(offered))
    return best(media_ranges(request.headers.get("Accept")), ((one, one.media_types) for one in offered))


def _refused(form: Format, given: dict[str, str], detail: str, words: str) -> Response:
    if form is HTML:
        return make_response(page("verify.html", given=given, problem=words), 400)
    return open_to_all(problem_response(HttpProblem(Slug.REQUEST, 400, detail)))


def _refused_text(form: Format, given: str, detail: str, words: str) -> Response:
    if form is HTML:
        return make_response(page("verify_passage.html", given=given, problem=words), 400)
    return open_to_all(problem_response(HttpProblem(Slug.REQUEST, 400, detail)))


def _unreadable(error: InvalidTerm) -> str:
    """Say in the reader's language what is wrong with a term."""
    place = word(f"verify_{error.place}" if error.place in _SOURCE else f"why_{error.place}")
    if error.is_term:
        return word("term_no_iri", place=place, text=error.text)
    key = "term_unreadable_object" if error.place == "object" else "term_unreadable"
    return word(key, place=place, text=error.text or "…")


def _page(found: Attribution, given: dict[str, str]) -> str:
    places = {claim.iri: _place(claim) for claim in found.claims}
    shown = {iri for place in places.values() for iri in place.named} | set(found.source.given)
    values = (other.value for other in found.others)
    shown.update(term.value for term in (*_terms(found.triple), *values) if isinstance(term, NamedNode))
    return page(
        "verify.html",
        given=given,
        found=found,
        no=found.verdict in _NO,
        places=places,
        why=f"/why?{query_string(found.triple)}" if found.proof else "",
        labels=labels(shown),
        alternates={one.names[0]: f"{_address(found)}&format={one.names[0]}" for one in _OFFERED[1:]},
    )


def _address(found: Attribution) -> str:
    """Return the address of the verdict on this host."""
    return f"/verify?{address(found).partition('?')[2]}"


def _place(claim: Claim) -> Place:
    return claim_source(claim.iri, claim)


def _terms(triple: Triple) -> tuple[Any, ...]:
    return triple.subject, triple.predicate, triple.object


def _passages(digest_of_text: str) -> Reader[list[dict[str, Any]]]:
    """Return the passages with a digest, their documents, and the claims that were read out of them."""
    (rows,) = yield [
        f"""SELECT DISTINCT ?passage ?document ?claim WHERE {{
        ?passage a eik:Segment ; eik:sha256 {Literal(digest_of_text)} ; eik:inDocument ?document
        OPTIONAL {{ ?claim eik:passage ?passage }} }} ORDER BY ?passage ?claim"""
    ]
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            text(row, "passage"),
            {"passage": text(row, "passage"), "document": text(row, "document"), "claims": []},
        )
        if claim := text(row, "claim"):
            one["claims"].append(claim)
    return [*found.values()]
