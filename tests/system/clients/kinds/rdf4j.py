"""RDF4J: SPARQLRepository, SERVICE from a store in memory, and its server."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Final
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from tests.conftest import require_file, require_tool
from tests.launcher import start
from tests.system.clients import queries
from tests.system.clients.answers import Answer
from tests.system.clients.client import FORM, Call, Client, World, absent
from tests.system.clients.kinds.java import JAVA, machine, version
from tests.system.clients.kinds.program import request

REPOSITORY: Final = """\
@prefix rep: <http://www.openrdf.org/config/repository#> .
@prefix sail: <http://www.openrdf.org/config/sail#> .
@prefix sr: <http://www.openrdf.org/config/repository/sail#> .

[] a rep:Repository ;
    rep:repositoryID "notes" ;
    rep:repositoryImpl [
        rep:repositoryType "openrdf:SailRepository" ;
        sr:sailImpl [ sail:sailType "openrdf:MemoryStore" ] ;
    ] .
"""


class Rdf4j(Client):
    """A connection of a SPARQLRepository."""

    name = "RDF4J"
    graph_formats = ("Turtle", "N-Triples", "JSON-LD", "TriG", "N-Quads")

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._program = machine()
        self.version = version("rdf4j")

    def close(self) -> None:
        self._program.close()

    def run(self, call: Call) -> Answer:
        return self._ask(endpoint=self.world.endpoint, **request(call))

    def graphs(self) -> str:
        offered = super().graphs()
        self.same(Call(queries.CONSTRUCT, media_type="application/rdf+xml"))
        assert self.world.tap.answers[-1].get_content_type() == "text/turtle"
        return f"{offered}; where RDF/XML is preferred it still weighs Turtle higher"

    def get(self) -> str:
        super().get()
        return "by its own choice"

    def form(self) -> str:
        self.same(Call(queries.LONG))
        assert (self.request.method, self.request.content_type) == ("POST", FORM)
        return "where an address would be longer than 4,083 characters"

    body = absent("sends GET or a form")

    def deadline(self) -> str:
        """Its own time ends the wait; the server's is told as an interruption."""
        assert "timed out" in str(self.failure(Call(queries.ENDLESS, timeout=1)))
        self.world.tap.clear()
        error = self.failure(Call(queries.ENDLESS))
        assert self.world.tap.statuses == [503]
        return self.told(error, queries.TOO_LONG)

    def broken(self) -> str:
        self.failure(Call(queries.SLOW))
        assert self.world.tap.statuses == [200]
        return ""

    def update(self) -> str:
        return self.updated(lambda **told: self._ask(action="update", default=[], named=[], **told))

    discovery = absent("sends queries only")
    fragments = absent("sends queries only")

    def service_from(self) -> str:
        query = queries.from_there(self.world.endpoint)
        members = {"turtle": queries.NOTES_TURTLE, "query": query, "default": [], "named": []}
        assert self._ask(action="evaluate", **members) == self.world.oracle(queries.JOINED)
        return ""

    def service_to(self) -> str:
        with _Server(self.world.notes[self.name]):
            super().service_to()
        return f"RDF4J Server {version('rdf4j-server')}"

    def _ask(self, **members: object) -> Answer:
        return self._program.ask(client=self.name, **members)


class _Server:
    """RDF4J's server, a web application, in Jetty, with the notes in the repository at an address."""

    def __init__(self, repository: str) -> None:
        self._repository = repository
        self._java = require_tool("java", "default-jdk-headless and maven")
        self._parts = [
            JAVA / "target/server" / name for name in ("jetty-runner.jar", "rdf4j-http-server.war")
        ]
        for part in self._parts:
            require_file(part, "`make clients`, with maven and default-jdk-headless")

    def __enter__(self) -> None:
        self._folder = Path(mkdtemp())
        port = urlsplit(self._repository).port or 0
        places = [f"-Djava.io.tmpdir={self._folder}", f"-Dorg.eclipse.rdf4j.appdata.basedir={self._folder}"]
        runner, application = map(str, self._parts)
        options = ["--host", "127.0.0.1", "--port", str(port)]
        command = [self._java, *places, "-jar", runner, *options, application]
        self._server = start(lambda _: command, self._folder / "said", port=port)
        try:
            self._put("PUT", self._repository, REPOSITORY)
            self._put("POST", f"{self._repository}/statements", queries.NOTES_TURTLE)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        self._server.close()
        shutil.rmtree(self._folder)

    def _put(self, method: str, address: str, turtle: str) -> None:
        sent = Request(address, turtle.encode(), {"Content-Type": "text/turtle"}, method=method)
        with urlopen(sent, timeout=60):
            pass
