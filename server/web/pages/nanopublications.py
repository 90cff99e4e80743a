"""`/nanopub/<claim>/<digest>`: the nanopublication of a claim at its own IRI, as long as the claim is as it was."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, make_response, redirect, request

from server.claims.nanopublication import NANOPUBLICATIONS, nanopublication
from server.claims.record import record_of
from server.endpoint.formats import HTML
from server.endpoint.negotiation import best, media_ranges
from server.endpoint.problems import HttpProblem, Slug, not_acceptable
from server.namespaces import PREFIXES
from server.web.answers import open_to_all
from server.web.pages.claim_profiles import NANOPUB, nanopub_response
from server.web.pages.model.graph import is_iri
from server.web.pages.model.labels import path_of
from server.web.pages.rendering import quoted, site

blueprint: Final = Blueprint("nanopublications", __name__)


@blueprint.get("/nanopub/<name>/<digest>")
def nanopub(name: str, digest: str) -> Response:
    """The nanopublication in RDF; who reads pages is led to that of the claim."""
    claim = PREFIXES["claim"] + name
    found = site().graph.read(record_of(claim)) if is_iri(claim) else None
    if found is None:
        raise HttpProblem(
            Slug.NOT_FOUND, 404, f"There is no claim {quoted(name)}, so no nanopublication of it."
        )
    this = nanopublication(found)
    if this.iri != f"{NANOPUBLICATIONS}{name}/{digest}":
        detail = f"The claim is not what {quoted(digest)} was made of. Its nanopublication is {this.iri}."
        raise HttpProblem(Slug.NOT_FOUND, 404, detail)
    offered = (*NANOPUB.formats, HTML)
    form = best(media_ranges(request.headers.get("Accept")), ((one, one.media_types) for one in offered))
    if form is None:
        raise not_acceptable(offered)
    if form is HTML:
        return open_to_all(make_response(redirect(str(path_of(claim)), 303)))
    return nanopub_response(this, form)
