"""A page of a fragment as RDF: what matches, how much that is, and the forms that lead to every other fragment.

Triple Pattern Fragments, sections 3.2 to 3.5. In formats that have graphs, the data stands apart from what is said of
it: that is in a graph of its own, which clients find by foaf:primaryTopic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_plus

import pyoxigraph as ox

from server.endpoint.formats import JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, Format
from server.endpoint.fragments.request import PLACES, TRIPLE
from server.endpoint.fragments.terms import DEFAULT_GRAPH, BlankNodeNames
from server.namespaces import BASE, PREFIXES
from server.rdf.terms import TYPE, Namespace, named

FORMATS: Final = (TURTLE, TRIG, N_QUADS, N_TRIPLES, JSON_LD)
"""In which fragments are written, the one for whoever accepts anything first."""

_WITH_GRAPHS: Final = (TRIG, N_QUADS, JSON_LD)
_WITH_PREFIXES: Final = (TURTLE, TRIG)

HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
_PREFIXES: Final = {**PREFIXES, "hydra": HYDRA.iri}
_VALUES: Final = BASE + "fragments#values"
_MOST_VALUES: Final = BASE + "fragments#maxMpR"
_PROPERTIES: Final = {
    **{place: PREFIXES["rdf"] + place for place in TRIPLE},
    "graph": PREFIXES["sd"] + "graph",
    "values": _VALUES,
}
_SPECIFICATION: Final = "https://linkeddatafragments.org/specification/triple-pattern-fragments/"
_LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
_BINDINGS: Final = (
    "Bindings-restricted (brTPF): values holds solutions for variables that the pattern names as ?name, in the form of "
    "a SPARQL data block. At most {most} solutions with one request (maxMpR)."
)
_NOT_IN_IRIS: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_IN_QUERIES: Final = "%:/?@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Address:
    """Where a page was asked for: the absolute address up to the question mark, and the query string as it was sent."""

    path: str
    query: str = ""

    @property
    def page(self) -> str:
        """The address of the page: exactly that of the request, as far as an IRI can be it."""
        return self._with(self.query.split("&")) if self.query else self.path

    @property
    def fragment(self) -> str:
        """The address of the fragment: that of the page without its number."""
        return self._with(self._others())

    def numbered(self, number: int) -> str:
        """The address of another page of the fragment."""
        return self._with([*self._others(), f"page={number}"])

    def _others(self) -> list[str]:
        pieces = (piece for piece in self.query.split("&") if piece)
        return [piece for piece in pieces if unquote_plus(piece.partition("=")[0]) != "page"]

    def _with(self, pieces: list[str]) -> str:
        text = quote(_NOT_IN_IRIS.sub("%25", "&".join(pieces)), safe=_IN_QUERIES)
        return f"{self.path}?{text}" if pieces else self.path


@dataclass(frozen=True)
class Page:
    """A page of a fragment: the quads on it, how many there are on all pages, and how many fit on one.

    `quads_form`: the form has a place for the graph. `most_bindings` is what one request may bring.
    """

    address: Address
    number: int
    size: int
    total: int
    quads: tuple[ox.Quad, ...]
    quads_form: bool
    most_bindings: int

    @property
    def last(self) -> int:
        """The number of the last page; an empty fragment has one page."""
        return max(1, -(-self.total // self.size))

    @property
    def links(self) -> dict[str, str]:
        """The addresses of other pages by their relation."""
        found = {"first": self.address.numbered(1), "last": self.address.numbered(self.last)}
        if 1 < self.number <= self.last + 1:
            found["previous"] = self.address.numbered(self.number - 1)
        if self.number < self.last:
            found["next"] = self.address.numbered(self.number + 1)
        return found


def serialise(page: Page, form: Format, names: BlankNodeNames) -> bytes:
    """The page in one of FORMATS, with names for blank nodes."""
    data = [_without_blank_nodes(quad, names) for quad in page.quads]
    about = ox.NamedNode(f"{page.address.page}#metadata")
    stated = [ox.Quad(one.subject, one.predicate, one.object, about) for one in _statements(page, about)]
    quads = [*data, *stated]
    rdf_format = ox.RdfFormat.from_media_type(form.media_type)
    prefixes = _used(quads) if form in _WITH_PREFIXES else None
    if form in _WITH_GRAPHS:
        body = ox.serialize(quads, format=rdf_format, prefixes=prefixes)
    else:
        triples = dict.fromkeys(quad.triple for quad in quads)
        body = ox.serialize(triples, format=rdf_format, prefixes=prefixes)
    assert body is not None  # noqa: S101 - bytes are returned where no output is given
    return body


def controls(path: str, quads_form: bool, most_bindings: int) -> list[ox.Triple]:
    """The dataset behind the address `path` with its forms, as every page and the description of the data hold them."""
    return [*_controls(path, quads_form, most_bindings)]


def as_service(path: str) -> list[ox.Triple]:
    """The fragments at an address as a service of the dataset (DCAT 3), and as what looks up an IRI (VoID)."""
    service, dataset = ox.NamedNode(f"{path}#service"), ox.NamedNode(BASE)
    return [
        ox.Triple(dataset, named("void:uriLookupEndpoint"), ox.NamedNode(f"{path}?subject=")),
        ox.Triple(service, TYPE, named("dcat:DataService")),
        ox.Triple(service, named("dcat:endpointURL"), ox.NamedNode(path)),
        ox.Triple(service, named("dcat:servesDataset"), dataset),
        ox.Triple(service, named("dcterms:conformsTo"), ox.NamedNode(_SPECIFICATION)),
    ]


def dataset_iri(path: str) -> str:
    """The name of the dataset whose fragments are at an address."""
    return f"{path}#dataset"


def _statements(page: Page, about: ox.NamedNode) -> Iterator[ox.Triple]:
    address = page.address
    dataset = ox.NamedNode(dataset_iri(address.path))
    fragment, own = ox.NamedNode(address.fragment), ox.NamedNode(address.page)
    yield ox.Triple(about, named("foaf:primaryTopic"), fragment)
    # Clients that read a stream know the dataset of the page by this, so it comes before all else that is said of it,
    # and its fragment, which foaf:primaryTopic names, comes last.
    for resource in dict.fromkeys((fragment, own)):
        yield ox.Triple(dataset, named("void:subset"), resource)
    yield ox.Triple(fragment, named("void:subset"), own)
    yield from _controls(address.path, page.quads_form, page.most_bindings)
    for resource in dict.fromkeys((fragment, own)):
        yield ox.Triple(resource, named("void:triples"), ox.Literal(page.total))
        yield ox.Triple(resource, HYDRA["totalItems"], ox.Literal(page.total))
    yield ox.Triple(own, TYPE, HYDRA["PartialCollectionView"])
    yield ox.Triple(own, named("dcterms:source"), dataset)
    yield ox.Triple(own, HYDRA["itemsPerPage"], ox.Literal(page.size))
    for relation, target in page.links.items():
        yield ox.Triple(own, HYDRA[relation], ox.NamedNode(target))
        if relation in (
            "next",
            "previous",
        ):  # what section 3.5 calls them, and what they became in Hydra since
            yield ox.Triple(own, HYDRA[f"{relation}Page"], ox.NamedNode(target))


def _controls(path: str, quads_form: bool, most_bindings: int) -> Iterator[ox.Triple]:
    dataset = ox.NamedNode(dataset_iri(path))
    places = PLACES if quads_form else TRIPLE
    yield ox.Triple(dataset, TYPE, named("void:Dataset"))
    yield ox.Triple(dataset, TYPE, HYDRA["Collection"])
    yield ox.Triple(dataset, named("dcterms:source"), ox.NamedNode(BASE))
    yield ox.Triple(dataset, named("dcterms:license"), ox.NamedNode(_LICENCE))
    if quads_form:
        yield ox.Triple(dataset, named("sd:defaultGraph"), ox.NamedNode(DEFAULT_GRAPH))
    yield from _form(dataset, ox.BlankNode("pattern"), path, places)
    restricted = ox.BlankNode("bindings")
    yield from _form(dataset, restricted, path, (*places, "values"))
    yield ox.Triple(restricted, ox.NamedNode(_MOST_VALUES), ox.Literal(most_bindings))
    comment = ox.Literal(_BINDINGS.format(most=most_bindings), language="en")
    yield ox.Triple(restricted, named("rdfs:comment"), comment)


def _form(
    dataset: ox.NamedNode, form: ox.BlankNode, path: str, variables: tuple[str, ...]
) -> Iterator[ox.Triple]:
    """A form as Hydra has it: a template of addresses (RFC 6570), and what each of its variables stands for."""
    yield ox.Triple(dataset, HYDRA["search"], form)
    yield ox.Triple(form, TYPE, HYDRA["IriTemplate"])
    yield ox.Triple(form, HYDRA["template"], ox.Literal(f"{path}{{?{','.join(variables)}}}"))
    yield ox.Triple(form, HYDRA["variableRepresentation"], HYDRA["ExplicitRepresentation"])
    for variable in variables:
        mapping = ox.BlankNode(f"{form.value}-{variable}")
        yield ox.Triple(form, HYDRA["mapping"], mapping)
        yield ox.Triple(mapping, TYPE, HYDRA["IriTemplateMapping"])
        yield ox.Triple(mapping, HYDRA["variable"], ox.Literal(variable))
        yield ox.Triple(mapping, HYDRA["property"], ox.NamedNode(_PROPERTIES[variable]))


def _without_blank_nodes(quad: ox.Quad, names: BlankNodeNames) -> ox.Quad:
    subject, thing = names.named(quad.subject), names.named(quad.object)
    return ox.Quad(subject, quad.predicate, thing, quad.graph_name)  # type: ignore[arg-type]


def _used(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """The prefixes of the project that shorten an IRI of the quads: all of their namespaces end with # or /."""
    iris = {
        term.datatype.value if isinstance(term, ox.Literal) else term.value
        for quad in quads
        for term in quad
        if isinstance(term, ox.NamedNode | ox.Literal)
    }
    # No regular expression: tried from each character on, one call keeps all threads waiting (addresses have 60 KB).
    namespaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    return {prefix: namespace for prefix, namespace in _PREFIXES.items() if namespace in namespaces}
