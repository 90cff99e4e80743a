"""SPARQLWrapper, the usual client in Python."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from xml.dom.minidom import Document

import pytest
import SPARQLWrapper
from SPARQLWrapper import SPARQLExceptions

from tests.system.clients import queries
from tests.system.clients.answers import Answer, read
from tests.system.clients.client import FORMATS, Call, Client, Method, absent
from tests.system.clients.features import Failed
from tests.system.conformance.store import TOKEN

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


class SparqlWrapper(Client):
    """Every answer is taken as `queryAndConvert` gives it: a dict, a DOM, an rdflib graph, or bytes."""

    name = "SPARQLWrapper"
    version = SPARQLWrapper.__version__
    graph_formats = ("Turtle", "N3", "RDF/XML", "JSON-LD")

    def run(self, call: Call) -> Answer:
        return self._converted(self._prepared(call), call.media_type or JSON)

    def graphs(self) -> str:
        names = {"RDF/XML": SPARQLWrapper.RDFXML, "JSON-LD": SPARQLWrapper.JSONLD}
        wanted = self.world.oracle(queries.CONSTRUCT)
        for name in self.graph_formats:
            media_type = FORMATS.get(name, "text/turtle")
            wrapper = self._prepared(Call(queries.CONSTRUCT))
            wrapper.setReturnFormat(names.get(name, name.lower()))
            assert self._converted(wrapper, media_type) == wanted
            assert self.world.tap.answers[-1].get_content_type() == media_type
        return ", ".join(self.graph_formats)

    def get(self) -> str:
        long = Call(queries.TRUE + "#" + "x" * 100_000, method=Method.GET)
        with pytest.raises(SPARQLExceptions.URITooLong):
            self._prepared(long).query()
        assert self.run(replace(long, method=Method.FORM)) is True
        return super().get()

    def syntax(self) -> str:
        error = self.failure(Call(queries.MALFORMED))
        assert isinstance(error.__cause__, SPARQLExceptions.QueryBadFormed)
        assert queries.PLACE in str(error)
        with pytest.raises(SPARQLExceptions.EndPointNotFound):
            SPARQLWrapper.SPARQLWrapper(f"{self.world.endpoint}/nowhere").query()
        return "QueryBadFormed"

    def update(self) -> str:
        for number, way in enumerate((SPARQLWrapper.URLENCODED, SPARQLWrapper.POSTDIRECTLY)):
            wrapper = SPARQLWrapper.SPARQLWrapper(f"{self.world.scratch}")
            wrapper.setMethod(SPARQLWrapper.POST)
            wrapper.setRequestMethod(way)
            wrapper.setQuery(f"INSERT DATA {{ <a:sparqlwrapper> <a:way> {number} }}")
            with pytest.raises(SPARQLExceptions.Unauthorized):
                wrapper.query()
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
            wrapper.query()
            assert self.world.written("a:sparqlwrapper", "a:way", str(number))
        return "with the token as a header of its own"

    discovery = absent("has no way to ask for it")
    fragments = absent("sends queries only")
    service_from = absent("evaluates nothing itself")
    service_to = absent("is no endpoint")

    def _prepared(self, call: Call) -> Any:
        wrapper = SPARQLWrapper.SPARQLWrapper(self.world.endpoint)
        wrapper.setQuery(call.query)
        if call.method is not None:
            wrapper.setMethod("GET" if call.method is Method.GET else "POST")
        if call.method is Method.BODY:
            wrapper.setRequestMethod(SPARQLWrapper.POSTDIRECTLY)
        for graph in call.default:
            wrapper.addDefaultGraph(graph)
        for graph in call.named:
            wrapper.addNamedGraph(graph)
        if call.timeout:
            wrapper.addParameter("timeout", str(call.timeout))
        names = {"text/csv": "csv", "text/tab-separated-values": "tsv", XML: "xml"}
        wrapper.setReturnFormat(names.get(call.media_type or JSON, "json"))
        return wrapper

    def _converted(self, wrapper: Any, media_type: str) -> Answer:
        try:
            with warnings.catch_warnings():
                # That the library asks for */* where a graph is wanted as JSON, and uses an old class of rdflib.
                warnings.simplefilter("ignore")
                found = wrapper.queryAndConvert()
        except HTTPError as error:
            raise Failed(f"{error} {error.read().decode()}") from error
        except (SPARQLExceptions.SPARQLWrapperException, HTTPException, OSError) as error:
            raise Failed(str(error)) from error
        match found:
            case dict():
                return read(json.dumps(found).encode(), JSON)
            case Document():
                return read(found.toxml().encode(), XML)
            case bytes():
                turtle = media_type if media_type.startswith("text/") else "text/turtle"
                return read(found, turtle)
            case graph:
                return read(graph.serialize(format="nt", encoding="utf-8"), "application/n-triples")
