"""Reading fragments as a client does: by what a page says of itself and its forms, never by how addresses look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit

import rdflib
from rdflib import RDF, Dataset, URIRef
from rdflib.namespace import FOAF, VOID

from tests.web.client import Answer

HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
Quad = tuple[rdflib.term.Node | None, ...]


@dataclass(frozen=True)
class Fragment:
    """A page: its data, what it says of itself, and its address."""

    url: str
    data: list[Quad]
    about: rdflib.Graph

    @property
    def total(self) -> int:
        totals = {int(str(number)) for number in self.about.objects(None, VOID.triples)}
        assert totals == {int(str(number)) for number in self.about.objects(None, HYDRA.totalItems)}
        assert len(totals) == 1
        return totals.pop()

    def link(self, relation: str) -> str | None:
        found = self.about.value(URIRef(self.url), HYDRA[relation], any=False)
        return None if found is None else str(found)

    def address(self, **given: str) -> str:
        """The address of another fragment, by the form that has the places that are given."""
        wanted = {
            SD.graph if name == "graph" else RDF[name]: value
            for name, value in given.items()
            if name != "values"
        }
        forms = list(self.about.objects(None, HYDRA.search))
        for form in forms:
            variables = {
                self.about.value(mapping, HYDRA.property): str(self.about.value(mapping, HYDRA.variable))
                for mapping in self.about.objects(form, HYDRA.mapping)
            }
            restricted = "values" in variables.values()
            if wanted.keys() <= variables.keys() and restricted is ("values" in given):
                values = {variables[place]: value for place, value in wanted.items()}
                values |= {"values": given["values"]} if restricted else {}
                return _expanded(str(self.about.value(form, HYDRA.template)), values)
        raise AssertionError(f"no form for {given}")


def _expanded(template: str, values: dict[str, str]) -> str:
    """A template with form-style query expansion (RFC 6570, section 3.2.8)."""
    found = re.fullmatch(r"([^{}]+)\{\?([^{}]+)\}", template)
    assert found
    given = {name: values[name] for name in found[2].split(",") if name in values}
    return found[1] + ("?" + urlencode(given, quote_via=quote, safe="") if given else "")


def fragment(url: str, accept: str = "application/trig") -> Fragment:
    """Fetch a page and tell its data from what it says of itself, as section 3 of the specification has it."""
    answer = fetched(url, Accept=accept)
    assert answer.status in (200, 404), answer.text
    assert answer.media_type == accept
    return parsed(url, answer)


def parsed(url: str, answer: Answer) -> Fragment:
    dataset = Dataset()
    dataset.parse(
        data=answer.body, format={"application/ld+json": "json-ld"}.get(answer.media_type, answer.media_type)
    )
    containing = {subject for one in dataset.graphs() for subject in one.subjects(VOID.subset, URIRef(url))}
    graphs = [
        one
        for one in dataset.graphs()
        if any((one.identifier, FOAF.primaryTopic, subject) in one for subject in containing)
    ]
    assert len(graphs) == 1, answer.text
    data: list[Quad] = [quad for quad in dataset.quads() if quad[3] != graphs[0].identifier]
    return Fragment(url, data, graphs[0])


def fetched(url: str, method: str = "GET", **headers: str) -> Answer:
    """Send a request; header names are given with _ for -."""
    address = urlsplit(url)
    connection = HTTPConnection(address.netloc, timeout=30)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, url.partition(address.netloc)[2], headers=sent)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def pages(url: str) -> Iterator[Fragment]:
    """The pages of a fragment from its address on, by the links from each to the next."""
    before, address = None, url
    while True:
        page = fragment(address)
        assert page.link("previous") == before
        yield page
        following = page.link("next")
        if following is None:
            return
        before, address = (address if before else page.link("first")), following
