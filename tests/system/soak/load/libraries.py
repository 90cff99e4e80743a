"""Clients on the libraries that people use: SPARQLWrapper and rdflib's SPARQLStore; what they understood is judged."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.error import HTTPError
from xml.dom.minidom import Document

from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import GET, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

from tests.system.soak.answers.asks import Sent
from tests.system.soak.answers.bodies import CSV, GRAPHS, JSON, TSV, XML
from tests.system.soak.answers.judge import Reply
from tests.system.soak.target import HOST

N_TRIPLES: Final = "application/n-triples"
_NAMES: Final = {
    JSON: "json",
    XML: "xml",
    CSV: "csv",
    TSV: "tsv",
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "rdf+xml",
}


def takes(sent: Sent) -> bool:
    """Whether these libraries can ask so."""
    return sent.ask.at_endpoint and sent.method != "HEAD" and sent.media_type in _NAMES and not sent.release


class Wrapper:
    """SPARQLWrapper."""

    def __init__(self, port: int) -> None:
        self._address = f"http://{HOST}:{port}/sparql"

    def __call__(self, sent: Sent) -> Reply:
        """Ask the query of a request; the request itself is the library's."""
        wrapper = SPARQLWrapper(self._address)
        wrapper.setTimeout(60)
        wrapper.setQuery(sent.query)
        wrapper.setReturnFormat(_NAMES[sent.media_type])
        wrapper.setMethod(GET if sent.method == "GET" else POST)
        wrapper.setRequestMethod(POSTDIRECTLY if sent.method == "QUERY" else URLENCODED)

        def ask(began: float) -> Reply:
            result = wrapper.query()
            headers = {name.lower(): text for name, text in result.info().items()}
            body, read_as = _written(result.convert(), sent.media_type)
            return Reply(200, headers, body, True, began, read_as=read_as)

        return _tried(ask)


class Store:
    """rdflib's SPARQLStore, which shows nothing of the response but its content."""

    def __init__(self, port: int) -> None:
        self._address = f"http://{HOST}:{port}/sparql"

    def __call__(self, sent: Sent) -> Reply:
        """Ask the query of a request; the request itself is the library's."""
        unreadable = sent.media_type in GRAPHS or (
            sent.media_type == TSV and "ASK" in sent.query
        )  # to the library
        form = "xml" if unreadable else _NAMES[sent.media_type]
        method = "GET" if sent.method == "GET" else "POST"

        def ask(began: float) -> Reply:
            try:
                result: Any = SPARQLStore(self._address, method=method, returnFormat=form).query(sent.query)
            except ValueError as error:  # so the library says that GET failed
                if isinstance(error.__context__, HTTPError):
                    raise error.__context__ from None
                raise
            if isinstance(result, tuple):  # and so that POST did
                return Reply(int(result[0]), {}, b"", True, began, bare=True)
            if result.graph is not None:
                return Reply(
                    200, {}, result.graph.serialize(format="nt").encode(), True, began, read_as=N_TRIPLES
                )
            read_as = CSV if sent.media_type == CSV else JSON
            return Reply(
                200,
                {},
                result.serialize(format="csv" if read_as == CSV else "json"),
                True,
                began,
                read_as=read_as,
            )

        return _tried(ask)


def _tried(ask: Callable[[float], Reply]) -> Reply:
    began = time.monotonic()
    try:
        return ask(began)
    except HTTPError as error:
        headers = {name.lower(): text for name, text in error.headers.items()}
        with error:
            return Reply(error.code, headers, error.read(), True, began)
    except http.client.IncompleteRead as error:
        return Reply(200, {}, error.partial, False, began, error="IncompleteRead")
    except (OSError, http.client.HTTPException) as error:
        return Reply(0, {}, b"", False, began, error=type(error).__name__)


def _written(converted: Any, media_type: str) -> tuple[bytes, str]:
    """What the library made of a result, as a document again, and the type of that."""
    if isinstance(converted, bytes):
        return converted, media_type
    if isinstance(converted, dict):
        return json.dumps(converted).encode(), JSON
    if isinstance(converted, Document):
        return converted.toxml().encode(), XML
    return converted.serialize(format="nt").encode(), N_TRIPLES
