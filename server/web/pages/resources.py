"""A page for every IRI of the project, and the same in RDF."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, make_response, redirect, request

from server.endpoint.formats import HTML, Format
from server.endpoint.problems import HttpProblem, Slug
from server.namespaces import BASE
from server.rdf.iris import is_claim, readable
from server.web.answers import open_to_all, problem_response
from server.web.pages.citing import cited
from server.web.pages.claim_profiles import DESCRIPTION, OTHERS, address_of, asked, in_profile, with_profiles
from server.web.pages.discrepancies.pages import discrepancy_page
from server.web.pages.model.disputes import disputes_of
from server.web.pages.model.graph import is_iri
from server.web.pages.model.labels import KINDS_OF_PAGE, THINGS, path_of
from server.web.pages.model.passages import MOST_SUBJECTS
from server.web.pages.model.resource import kind_of_resource
from server.web.pages.model.statements import MOST, documented_in, lead
from server.web.pages.negotiated import wants_document
from server.web.pages.reading import choices, walk, wanted_statements, with_filter
from server.web.pages.rendering import labels, language, page, quoted, site, word
from server.web.pages.search import near
from server.web.pages.site import Deprecated, without_suffix
from server.web.pages.things import thing_page
from server.web.rdf import RDF, alternates, description, link_header, split, wanted

blueprint: Final = Blueprint("resources", __name__)


def superseded() -> Response | None:
    """Answer a request for something deprecated: 308 to what replaces it in the same format, else 410 and why.

    It is asked before every request, so that no page of a deprecated resource is answered as if it were in use.
    """
    path, suffix = without_suffix(request.path[1:], [name for form in RDF for name in form.names])
    iri = BASE + path
    if path.partition("/")[0] not in KINDS_OF_PAGE or not (found := site().deprecated.get(iri)):
        return None
    if found.replacement:
        address = path_of(found.replacement) or found.replacement
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        suffix = suffix if found.replacement.startswith(BASE) else ""
        return open_to_all(make_response(redirect(address + suffix + query, 308)))
    form = wanted(suffix[1:])
    if form is HTML:
        return make_response(
            page("gone.html", iri=iri, note=found.note(language()), parts=_links(found)), 410
        )
    response = description(iri, form) or missing(iri)
    response.status_code = 410
    return response


def _links(found: Deprecated) -> list[tuple[str, str]]:
    """Return the name and address of each that replaces something which was split."""
    return [(readable(iri), path_of(iri) or iri) for iri in sorted(found.replacements)]


@blueprint.get("/<any(id, ontology, scheme, graph):part>/", defaults={"rest": ""})
@blueprint.get("/<any(id, ontology, scheme, graph):part>/<path:rest>")
def resource(part: str, rest: str) -> Response:
    """Everything said of an IRI and everywhere it occurs."""
    stem, form = split(rest)
    iri = f"{BASE}{part}/{stem}"
    return _claim(iri, form) if is_claim(iri) else described(iri, form or wanted())


def _claim(iri: str, suffix: Format | None) -> Response:
    profile, form = asked(suffix)
    path = str(path_of(iri))
    if profile is not DESCRIPTION:
        return (in_profile(iri, path, profile, form) if is_iri(iri) else None) or missing(iri)
    response = described(iri, form)
    return with_profiles(response, path, profile) if response.status_code == 200 else response


def described(iri: str, form: Format) -> Response:
    """Return the page of an IRI, or its description in RDF."""
    if form is not HTML:
        return description(iri, form) or missing(iri)
    discrepancy = site().discrepancies.by_iri.get(iri)
    return discrepancy_page(discrepancy) if discrepancy else _page(iri)


def _page(iri: str) -> Response:
    if not is_iri(iri):
        return missing(iri)
    kind = kind_of_resource(iri)
    if iri.startswith(THINGS) and kind == "thing":
        return thing_page(iri) or missing(iri)
    chosen = wanted_statements()
    this = site().resource(iri, chosen)
    if this.empty:
        return missing(iri)
    found, reading, place = this.found, this.reading, this.place
    shown = {*this.iris()}
    disputes = disputes_of(site().discrepancies, iri)
    shown.update(one.iri for several in disputes.values() for one in several)
    if place:
        shown.update(filter(None, (place.document, chosen.stance, chosen.speaker)))
    names = labels(shown)
    body = page(
        "resource.html",
        iri=iri,
        found=documented_in(found, language()),
        inside=this.inside,
        cut=(MOST, this.size) if this.size > MOST else None,
        sources=this.sources,
        coverage=this.coverage,
        reading=reading if reading and reading.passages else None,
        read=reading.wanted(chosen) if reading else (),
        choices=choices(reading, chosen, names) if reading else (),
        kept_filter=with_filter(chosen),
        most_subjects=MOST_SUBJECTS,
        walk=walk(place, chosen),
        labels=names,
        kind=kind,
        citation=cited(iri, names[iri].text) if iri.startswith(THINGS) else None,
        lead=lead(found, language()),
        alternates=alternates(),
        profiles={one.token: address_of(str(path_of(iri)), one) for one in OTHERS} if kind == "claim" else {},
        path=path_of(iri),
        disputes=disputes,
    )
    response = make_response(body)
    response.headers["Link"] = link_header(str(path_of(iri)))
    return response


def missing(iri: str) -> Response:
    """Return what is told of an IRI that nobody knows, as a page or a problem: what may have been meant."""
    found, names = near(iri.rpartition("/")[2])
    if wants_document():
        members = {"near": found}
        detail = word("not_found_text", what=quoted(iri))
        return open_to_all(problem_response(HttpProblem(Slug.NOT_FOUND, 404, detail, members)))
    return make_response(page("missing.html", iri=quoted(iri), found=found, labels=names), 404)
