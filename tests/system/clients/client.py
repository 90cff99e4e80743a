"""A client: each feature shown with it, compared with the engine's own answer and with what went over the wire."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.system.clients import queries
from tests.system.clients.answers import Answer, Oracle, read
from tests.system.clients.features import Cell, Failed, Feature, NotOffered
from tests.system.clients.tap import Sent, Tap
from tests.system.conformance.store import TOKEN, Store

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
JSON, CSV = "application/sparql-results+json", "text/csv"
FORMATS = {
    "JSON": JSON,
    "XML": "application/sparql-results+xml",
    "CSV": CSV,
    "TSV": "text/tab-separated-values",
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "JSON-LD": "application/ld+json",
    "RDF/XML": "application/rdf+xml",
    "TriG": "application/trig",
    "N-Quads": "application/n-quads",
}


class Method(StrEnum):
    """The ways to send a query (SPARQL 1.1 Protocol, section 2.1)."""

    GET = "GET"
    FORM = "form"
    BODY = "body"


@dataclass(frozen=True)
class Call:
    """A query and how to send it; None leaves the choice to the client. `timeout` is in seconds."""

    query: str
    method: Method | None = None
    media_type: str | None = None
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    timeout: int | None = None


@dataclass(frozen=True)
class World:
    """What a client meets: the server behind a tap, a scratch dataset, and the engine's own answers."""

    tap: Tap
    scratch: str
    oracle: Oracle
    notes: Mapping[str, str]
    """Client → the endpoint at which it may itself be asked for the notes; this server's SERVICE is allowed there."""

    @property
    def endpoint(self) -> str:
        return f"{self.tap.address}/sparql"

    def written(self, subject: str, predicate: str, literal: str) -> bool:
        """Whether a triple, and no other about its subject, is in the scratch dataset; it is taken out again."""
        scratch = Store(urlsplit(self.scratch).port or 0)
        asked = scratch.query(f"SELECT ?p ?o {{ <{subject}> ?p ?o }}", "text/csv")
        assert scratch.update(f"DELETE WHERE {{ <{subject}> ?p ?o }}").status == 204
        return asked.text.split() == ["p,o", f"{predicate},{literal}"]


def absent(reason: str) -> Callable[[Any], str]:
    """A feature that a client does not have."""

    def method(self: Client) -> str:
        raise NotOffered(reason)

    return method


class Client(ABC):
    """A client that is ready to use. Each feature is a method that returns a remark or raises NotOffered."""

    name: ClassVar[str]
    version: str
    pinned: ClassVar[bool] = True
    """Whether the project's lock files say the version; else it is that of the machine."""
    slow: ClassVar[str] = queries.SLOW
    solutions_formats: tuple[str, ...] = ("JSON", "XML", "CSV", "TSV")
    graph_formats: tuple[str, ...] = ("Turtle", "N-Triples", "JSON-LD", "RDF/XML", "TriG", "N-Quads")

    def __init__(self, world: World) -> None:
        self.world = world

    @abstractmethod
    def run(self, call: Call) -> Answer:
        """Send a query to the endpoint. Raises Failed."""

    def close(self) -> None:  # noqa: B027 - most clients leave nothing behind
        """End what was started for the client."""

    def show(self, feature: Feature) -> Cell:
        """Try a feature; an AssertionError is a defect, here or there."""
        self.world.tap.clear()
        try:
            return Cell(True, getattr(self, feature.name.lower())())
        except NotOffered as reason:
            return Cell(False, str(reason))

    def select(self) -> str:
        return self.same(Call(queries.BODIES))

    def ask(self) -> str:
        self.same(Call(queries.TRUE))
        return self.same(Call(queries.FALSE))

    def construct(self) -> str:
        return self.same(Call(queries.CONSTRUCT))

    def describe(self) -> str:
        return self.same(Call(queries.DESCRIBE))

    def solutions(self) -> str:
        return self.formats(queries.BODIES, self.solutions_formats)

    def graphs(self) -> str:
        return self.formats(queries.CONSTRUCT, self.graph_formats)

    def get(self) -> str:
        return self.sent(Method.GET, "GET", "")

    def form(self) -> str:
        return self.sent(Method.FORM, "POST", FORM)

    def body(self) -> str:
        return self.sent(Method.BODY, "POST", QUERY)

    def default_graph(self) -> str:
        call = Call(queries.IN_DEFAULT, default=queries.GRAPHS)
        self.same(call, self.world.oracle(call.query, default=call.default))
        assert self.request.parameters["default-graph-uri"] == [*call.default]
        return ""

    def named_graph(self) -> str:
        call = Call(queries.IN_NAMED, named=queries.GRAPHS)
        self.same(call, self.world.oracle(call.query, named=call.named))
        assert self.request.parameters["named-graph-uri"] == [*call.named]
        return ""

    def syntax(self) -> str:
        error = self.failure(Call(queries.MALFORMED))
        assert self.world.tap.statuses == [400]
        if queries.PLACE not in str(error):
            raise NotOffered("an error is told, but not what the server said of it")
        return ""

    def deadline(self) -> str:
        error = self.failure(Call(queries.ENDLESS, timeout=1))
        assert 503 in self.world.tap.statuses
        return self.told(error, queries.TOO_LONG)

    def broken(self) -> str:
        self.failure(Call(self.slow, timeout=2))
        assert self.world.tap.statuses[-1] == 200
        return ""

    def compression(self) -> str:
        self.same(Call(queries.BODIES))
        codings = {answer["Content-Encoding"] for answer in self.world.tap.answers} - {None}
        if not codings:
            assert self.request.headers["Accept-Encoding"] in (None, "identity")
            raise NotOffered("does not ask for them")
        return ", ".join(sorted(codings))

    @abstractmethod
    def update(self) -> str: ...

    @abstractmethod
    def discovery(self) -> str: ...

    @abstractmethod
    def fragments(self) -> str: ...

    @abstractmethod
    def service_from(self) -> str: ...

    @property
    def request(self) -> Sent:
        """The last request."""
        return self.world.tap.requests[-1]

    def same(self, call: Call, wanted: Answer | None = None) -> str:
        """Hold that an answer is the engine's own, and not an empty one."""
        wanted = self.world.oracle(call.query) if wanted is None else wanted
        found = self.run(call)
        assert found == wanted
        assert wanted != []
        return ""

    def service_to(self) -> str:
        """Hold that this server gets the notes of the client by SERVICE."""
        address = (
            f"{self.world.endpoint}?{urlencode({'query': queries.from_here(self.world.notes[self.name])})}"
        )
        with urlopen(Request(address, headers={"Accept": JSON})) as response:
            assert read(response.read(), JSON) == self.world.oracle(queries.JOINED)
        return ""

    def formats(self, query: str, names: tuple[str, ...]) -> str:
        """Hold that each of the formats arrives, and says the same."""
        for media_type in map(FORMATS.__getitem__, names):
            wanted = self.world.oracle.as_csv(query) if media_type == CSV else None
            self.same(Call(query, media_type=media_type), wanted)
            assert self.world.tap.answers[-1].get_content_type() == media_type
        return ", ".join(names)

    def sent(self, method: Method, verb: str, content_type: str) -> str:
        """Hold that a query is answered and was sent so."""
        self.same(replace(Call(queries.BODIES), method=method))
        assert (self.request.method, self.request.content_type) == (verb, content_type)
        return ""

    def updated(self, send: Callable[..., object]) -> str:
        """Hold that an update reaches the scratch dataset with the token, and not without."""
        told = {
            "endpoint": f"{self.world.scratch}",
            "update": f"INSERT DATA {{ <a:{self.name}> <a:way> 1 }}",
        }
        with pytest.raises(Failed, match=r"401|Unauthorized"):
            send(**told)
        send(**told, token=TOKEN)
        assert self.world.written(f"a:{self.name}", "a:way", "1")
        return "with the token as a header of its own"

    def failure(self, call: Call) -> Failed:
        """What the client says of a request that must fail."""
        with pytest.raises(Failed) as caught:
            self.run(call)
        return caught.value

    def told(self, error: Failed, reason: str) -> str:
        """Whether what the server said reached the user."""
        return "" if reason in str(error) else "without the reason that the server gave"
