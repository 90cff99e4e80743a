"""What the editor asks for while somebody works in it: terms to complete, labels of a table, a query laid out anew."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, jsonify, request

from server.endpoint.problems import HttpProblem, Slug
from server.sparql.formatting import formatted
from server.web.answers import kept_by_language, open_to_all, refuse_if_spent, refuse_undecodable
from server.web.pages.editor.terms import terms_in
from server.web.pages.model.graph import is_iri
from server.web.pages.rendering import labels, language, site

blueprint: Final = Blueprint("editor_answers", __name__)

MOST_LABELS: Final = 50
"""IRIs whose labels are told at once: more would not fit into an address."""


@blueprint.get("/editor/terms.json")
def terms_json() -> Response:
    """The classes and properties with label, definition and number of uses, and the properties of each class."""
    found = terms_in(language(), site().vocabulary, site().terms, site().properties_of_classes)
    return kept_by_language(jsonify(found))


@blueprint.get("/labels.json")
def labels_json() -> Response:
    """What things are called in the reader's language: for each `iri` its label and the language of that.

    Raises HttpProblem for what is no IRI, and for too many.
    """
    iris = request.args.getlist("iri")
    if not 0 < len(iris) <= MOST_LABELS:
        raise HttpProblem(Slug.REQUEST, 400, f"Give the parameter `iri` once to {MOST_LABELS} times.")
    for iri in iris:
        if not is_iri(iri):
            raise HttpProblem(Slug.REQUEST, 400, f"The parameter `iri` has no IRI: {iri[:200]}")
    named = labels(iris)
    told = {iri: {"label": named[iri].text, "language": named[iri].language} for iri in iris}
    return kept_by_language(jsonify(told))


@blueprint.post("/format")
def format_query() -> Response:
    """A query laid out anew: other line breaks and indentation, the same tokens and comments. Raises HttpProblem."""
    refuse_undecodable()
    fields = [*request.form.items(multi=True)]
    if [name for name, _ in fields] != ["query"]:
        raise HttpProblem(Slug.REQUEST, 400, "Send the query as the only field of a form, `query`.")
    refuse_if_spent()
    [(_, query)] = fields
    return open_to_all(Response(formatted(query), mimetype="text/plain"))
