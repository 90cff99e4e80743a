"""`/cite.json`: how a thing, a claim, or the answer to a query is cited, as the boxes of pages tell it."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Blueprint, Response, jsonify

from server.endpoint.problems import HttpProblem, Slug
from server.namespaces import BASE, LICENCE
from server.saved.values import InvalidParameter, bind
from server.web.answers import context, guarded, kept_by_language, root
from server.web.pages.citing import Citation, answer_citation, cited, query_citation
from server.web.pages.queries.asked import formats_of
from server.web.pages.rendering import labels, language, quoted, site, word
from server.web.pages.thing_data import asked_iri, unknown

blueprint: Final = Blueprint("cite", __name__)
_QUERIES: Final = BASE + "queries/"
_SPARQL: Final = BASE + "sparql"


@blueprint.get("/cite.json")
def cite() -> Response:
    """How what `iri` names is cited: a thing, `…/queries/<name>?<parameters>`, or `…/sparql?query=`."""
    return guarded(lambda: kept_by_language(jsonify(_told(_citation(asked_iri())))))


def _told(citation: Citation) -> dict[str, object]:
    return {
        "iri": citation.iri,
        "text": citation.plain,
        "permanent": citation.permanent or citation.iri,
        "release": citation.release or None,
        "license": LICENCE,
        "bibtex": citation.bibtex,
        "csl": citation.item,
    }


def _citation(iri: str) -> Citation:
    """Return the citation. Raises HttpProblem for what is not known, and parameters that are wrong."""
    path, _, query = iri.partition("?")
    if path.startswith(_QUERIES):
        return _of_answer(path.removeprefix(_QUERIES), parse_qs(query, keep_blank_values=True))
    if path == _SPARQL:
        if not (text := parse_qs(query).get("query", [""])[0].strip()):
            raise HttpProblem(Slug.REQUEST, 400, f"{iri} has no query: write {_SPARQL}?query=…")
        return query_citation(
            text, word("cite_sparql"), language(), site().release.manifest, root(), _release()
        )
    if not iri.startswith(BASE) or urlsplit(iri).fragment:
        raise HttpProblem(Slug.NOT_FOUND, 404, f"{iri} is none of this graph's: those begin with {BASE}.")
    if not site().graph.boolean(f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }}"):
        raise unknown(iri)
    return cited(iri, labels([iri])[iri].text)


def _of_answer(name: str, given: dict[str, list[str]]) -> Citation:
    saved = site().queries.get(name)
    if saved is None:
        detail = f"There is no saved query {quoted(name)}; /queries.json lists those there are."
        raise HttpProblem(Slug.NOT_FOUND, 404, detail)
    try:
        bind(saved, given)
    except InvalidParameter as error:
        raise HttpProblem(
            Slug.REQUEST, 400, f"{str(error)[:1].upper()}{str(error)[1:]}.", {"parameter": error.name}
        ) from None
    suffix = "csv" if saved.form == "SELECT" else formats_of(saved)[0].names[0]
    parameters = urlencode(given, doseq=True)
    manifest = site().release.manifest
    return answer_citation(
        name, suffix, saved.title[language()], parameters, language(), manifest, root(), _release()
    )


def _release() -> str:
    return context().release
