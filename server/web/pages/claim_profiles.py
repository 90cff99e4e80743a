"""A claim in the models of others, at its own address: Content Negotiation by Profile (W3C, dx-prof-conneg).

A profile is asked for by `_profile`, by the header Accept-Profile, or by the parameter `profile` of a media type in
Accept; `_mediatype` stands in the place of Accept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph
from flask import Response, json, request
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from server.claims.annotation import CONTEXT, annotation
from server.claims.nanopublication import SCHEMA, Nanopublication, nanopublication
from server.claims.record import ClaimRecord, record_of
from server.claims.reification import reified
from server.endpoint.formats import HTML, JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, Format
from server.endpoint.negotiation import accepted_profiles, best, media_ranges, profile_quality, quality
from server.endpoint.problems import HttpProblem, Slug, not_acceptable
from server.namespaces import BASE
from server.rdf.graphs import used_prefixes
from server.rdf.iris import percent_encoded
from server.rdf.terms import DCTERMS, Namespace
from server.web.pages.rendering import site
from server.web.rdf import RDF, rdf_response, written


@dataclass(frozen=True)
class Profile:
    """A model in which a claim is told: the token and IRI by which it is asked for, and its formats."""

    token: str
    iri: str
    formats: tuple[Format, ...]


DESCRIPTION: Final = Profile("description", f"{BASE}ontology", (HTML, *RDF))
"""As every thing is told: on a page, or by all that is said of it, in the terms of the ontology."""

NANOPUB: Final = Profile("nanopub", SCHEMA.iri, (TRIG, N_QUADS, JSON_LD))
_REIFIED: Final = Profile("reified", "https://www.w3.org/TR/rdf12-concepts/", (TURTLE, N_TRIPLES))
_ANNOTATION: Final = Profile("annotation", CONTEXT, (JSON_LD,))
LIST: Final = Profile("alt", "http://www.w3.org/ns/dx/connegp/altr", RDF)
"""Which profiles there are, in the Alternate Representations Data Model."""

OTHERS: Final = (NANOPUB, _REIFIED, _ANNOTATION)
PROFILES: Final = (DESCRIPTION, *OTHERS)
_KNOWN: Final = (*PROFILES, LIST)

_ALTR: Final = Namespace(f"{LIST.iri}#")
_HAS_TOKEN: Final = NamedNode("http://www.w3.org/ns/dx/prof/hasToken")
_WITH_GRAPHS: Final = {TRIG: RdfFormat.TRIG, N_QUADS: RdfFormat.N_QUADS, JSON_LD: RdfFormat.JSON_LD}


def asked(suffix: Format | None) -> tuple[Profile, Format]:
    """Return the profile and the format that the request wants of a claim; `suffix` is the one of its address.

    Raises HttpProblem. Only `_profile` has to name a profile that there is: headers tell what is liked best.
    """
    named = request.args.get("_mediatype", "").replace(" ", "+")
    accept = named or request.headers.get("Accept")
    profile = _named() or (None if suffix else _named_beside(accept)) or DESCRIPTION
    offered = tuple(form for form in profile.formats if suffix in (None, form))
    form = best(media_ranges(None if suffix else accept), ((form, form.media_types) for form in offered))
    if form is None or (named and "/" not in named):  # of the header, what is no media type stands for any
        raise not_acceptable(profile.formats)
    return profile, form


def _named() -> Profile | None:
    token = request.args.get("_profile")
    wanted = accepted_profiles(request.headers.get("Accept-Profile")) if token is None else [token]
    found = next((one for name in wanted for one in _KNOWN if name in (one.token, one.iri)), None)
    if found is None and token is not None:
        tokens = ", ".join(one.token for one in _KNOWN)
        raise HttpProblem(Slug.REQUEST, 400, f"A claim has no such profile. Send _profile= one of {tokens}.")
    return found


def _named_beside(accept: str | None) -> Profile | None:
    """Return the profile that Accept names beside a media type, if nothing without one is liked better."""
    ranges = media_ranges(accept)
    plain = max(quality(ranges, form.media_type) for form in DESCRIPTION.formats)
    liked = {
        one: max(profile_quality(ranges, one.iri, form.media_type) for form in one.formats) for one in OTHERS
    }
    most = max(OTHERS, key=lambda one: liked[one])
    return most if liked[most] and liked[most] >= plain else None


def in_profile(iri: str, path: str, profile: Profile, form: Format) -> Response | None:
    """Return a claim in a profile that is not DESCRIPTION, None if there is no such claim."""
    claim = site().graph.read(record_of(iri))
    if claim is None:
        return None
    return with_profiles(_told(claim, profile, form), path, profile)


def _told(claim: ClaimRecord, profile: Profile, form: Format) -> Response:
    if profile is NANOPUB:
        return nanopub_response(nanopublication(claim), form)
    if profile is _REIFIED:
        response = rdf_response(written(reified(claim), form), form)
        response.headers["Content-Type"] = f"{form.media_type}; version=1.2"
        return response
    if profile is _ANNOTATION:
        response = rdf_response(json.dumps(annotation(claim)).encode(), form)
        response.headers["Content-Type"] = f'{form.media_type}; profile="{profile.iri}"'
        return response
    return rdf_response(written(_list(claim.iri), form), form)


def nanopub_response(nanopub: Nanopublication, form: Format) -> Response:
    """Return a nanopublication in a format with named graphs."""
    prefixes = nanopub.prefixes | used_prefixes(nanopub.quads)
    body = pyoxigraph.serialize(nanopub.quads, format=_WITH_GRAPHS[form], prefixes=prefixes)
    return rdf_response(body or b"", form)


def with_profiles(response: Response, path: str, profile: Profile) -> Response:
    """Name in the headers of a claim's answer its profile, and where it is in the others."""
    links = [f'<{profile.iri}>; rel="profile"']
    for one in PROFILES:
        form = one.formats[0]
        address, relation = (
            (path, "canonical") if one is DESCRIPTION else (address_of(path, one), "alternate")
        )
        links.append(
            f'<{address}>; rel="{relation}"; type="{form.media_type}"; profile="{one.iri}"; formats="{one.iri}"'
        )
    response.headers["Link"] = ", ".join(filter(None, [response.headers.get("Link"), *links]))
    response.vary.update(("Accept", "Accept-Profile"))
    return response


def address_of(path: str, profile: Profile) -> str:
    """Return the address of a claim in a profile, in the first of its formats."""
    return f"{path}?_profile={profile.token}"


def _list(claim: NamedNode) -> Iterator[Triple]:
    for profile in PROFILES:
        yield Triple(NamedNode(profile.iri), _HAS_TOKEN, Literal(profile.token))
        for form in profile.formats:
            is_default = profile is DESCRIPTION and form is HTML
            address = NamedNode(
                f"{claim.value}?_profile={profile.token}&_mediatype={percent_encoded(form.media_type)}"
            )
            relation = "hasDefaultRepresentation" if is_default else "hasRepresentation"
            yield Triple(claim, _ALTR[relation], address)
            yield Triple(address, DCTERMS["conformsTo"], NamedNode(profile.iri))
            yield Triple(address, DCTERMS["format"], Literal(form.media_type))
