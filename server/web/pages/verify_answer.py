"""`/verify?question=`: who says the rows of a saved question, and whether those to whom they are attributed do."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs, urlencode

from flask import Response, jsonify, make_response
from pyoxigraph import BlankNode, Literal, NamedNode

from server.endpoint.formats import HTML, PLAIN_JSON, Format
from server.endpoint.problems import HttpProblem, Slug
from server.namespaces import BASE
from server.saved.paging import FURTHEST, Page, paged
from server.saved.query import SavedQuery
from server.saved.values import InvalidParameter, bind
from server.web.pages.model.statements import claim_source
from server.web.pages.queries.asked import bound_of, encoded
from server.web.pages.rendering import labels, language, page, quoted, site, word
from server.why.answer_attribution import AnswerAttribution, answer_attribution
from server.why.attribution import Source
from server.why.attribution_formats import claim_data

FORMATS: Final = (HTML, PLAIN_JSON)
_QUERIES: Final = (f"{BASE}queries/", "/queries/")
_ROWS: Final = 20
MOST_ROWS: Final = 100
"""Rows whose verdicts are told at once."""

_MOST_CLAIMS: Final = 4
"""Claims that a cell of the page tells; JSON has all."""


def rows_asked() -> Page:
    """Return which rows `limit` and `offset` ask for. Raises HttpProblem."""
    return Page(bound_of("limit", 1, MOST_ROWS) or _ROWS, bound_of("offset", 0, FURTHEST) or 0)


def answer_verdicts(text: str, source: Source, chosen: Page, form: Format, given: dict[str, str]) -> Response:
    """Return the verdicts on rows of a saved question, `<name>?<values>`. Raises HttpProblem and EngineError."""
    saved, values = _question(text)
    try:
        bound = bind(saved, values)
    except InvalidParameter as error:
        detail = f"{str(error)[:1].upper()}{str(error)[1:]}."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "question"}) from None
    has_pages = saved.form == "SELECT"
    explained = site().graph.sources(paged(bound, chosen) if has_pages else bound, site().proofs)
    found = site().graph.read(answer_attribution(explained, source))
    total = site().total(bound) if has_pages else len(found.rows)
    asked = f"{saved.name}?{encoded(values)}" if values else saved.name
    if form is PLAIN_JSON:
        return jsonify(_data(found, asked, total))
    return make_response(_page(found, saved, asked, total, given))


def _question(text: str) -> tuple[SavedQuery, dict[str, list[str]]]:
    """Return the saved question and its values that a name, a path or an IRI gives. Raises HttpProblem."""
    name, _, query = text.strip().partition("?")
    for start in _QUERIES:
        name = name.removeprefix(start)
    saved = site().queries.get(name)
    if saved is None:
        detail = f"There is no saved query {quoted(name)}; /queries.json lists those there are."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "question"})
    return saved, parse_qs(query, keep_blank_values=True)


def _data(found: AnswerAttribution, asked: str, total: int) -> dict[str, Any]:
    return {
        "question": asked,
        "iri": f"{BASE}queries/{asked}",
        "speaker": found.source.speaker or None,
        "document": found.source.document or None,
        "verdicts": found.counts,
        "total": total,
        "complete": found.complete,
        "detail": found.detail,
        "rows": [
            {
                "values": row.values,
                "verdict": row.verdict.value,
                "there": [claim.iri for claim in row.there],
                "elsewhere": [claim.iri for claim in row.elsewhere],
                "files": list(row.files),
                "complete": row.complete,
            }
            for row in found.rows
        ],
        "claims": [claim_data(claim) for claim in found.claims],
    }


def _page(found: AnswerAttribution, saved: SavedQuery, asked: str, total: int, given: dict[str, str]) -> str:
    places = {claim.iri: claim_source(claim.iri, claim) for claim in found.claims}
    rows = [({name: _term(term) for name, term in row.values.items()}, row) for row in found.rows]
    shown = {iri for place in places.values() for iri in place.named} | set(found.source.given)
    shown.update(term.value for terms, _ in rows for term in terms.values() if isinstance(term, NamedNode))
    columns = [*dict.fromkeys(name for terms, _ in rows for name in terms)]
    return page(
        "verify_answer.html",
        given=given,
        found=found,
        saved=saved,
        asked=asked,
        total=total,
        rows=rows,
        columns=columns,
        heads=_heads(saved),
        address=urlencode({name: value for name, value in given.items() if value}),
        most=_MOST_CLAIMS,
        places=places,
        labels=labels(shown),
    )


def _heads(saved: SavedQuery) -> dict[str, str]:
    """Return what the columns are called: those of a table as the query says, else the places of a triple."""
    if saved.form == "SELECT":
        return {column.name: column.label[language()] for column in saved.columns}
    return {name: word(f"why_{name}") for name in ("subject", "predicate", "object")}


def _term(term: dict[str, Any]) -> NamedNode | BlankNode | Literal:
    """Return a term of SPARQL 1.1 Query Results JSON, a triple term as its text."""
    if term["type"] == "uri":
        return NamedNode(term["value"])
    if term["type"] == "bnode":
        return BlankNode(term["value"])
    if term["type"] == "triple":
        return Literal(str(term["value"]))
    if language := term.get("xml:lang"):
        return Literal(term["value"], language=language)
    datatype = term.get("datatype")
    return Literal(term["value"], datatype=NamedNode(datatype) if datatype else None)
