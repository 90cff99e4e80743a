"""curl: the protocol itself, as people try it at a command line."""

from __future__ import annotations

import subprocess

import pyoxigraph as ox
import pytest

from tests.conftest import require_tool
from tests.system.clients import queries
from tests.system.clients.answers import Answer, Oracle, read
from tests.system.clients.client import QUERY, Call, Client, Method, World, absent
from tests.system.clients.features import Failed
from tests.system.conformance.store import TOKEN

SERVICE = "http://www.w3.org/ns/sparql-service-description#Service"
DESCRIPTION = (
    f"SELECT ?endpoint {{ ?s a <{SERVICE}> ; <{SERVICE.removesuffix('Service')}endpoint> ?endpoint }}"
)


class Curl(Client):
    """One command a request, without any option that hides an error."""

    name = "curl"
    pinned = False

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._curl = require_tool("curl", "curl")
        self.version = subprocess.check_output([self._curl, "--version"], text=True).split()[1]

    def run(self, call: Call) -> Answer:
        parameters = [("default-graph-uri", graph) for graph in call.default]
        parameters += [("named-graph-uri", graph) for graph in call.named]
        parameters += [("timeout", str(call.timeout))] * bool(call.timeout)
        options = ["--get"] * (call.method in (None, Method.GET))
        if call.method is Method.BODY:
            assert not parameters
            options += ["--header", f"Content-Type: {QUERY}", "--data-binary", call.query]
        else:
            parameters.append(("query", call.query))
        for name, value in parameters:
            options += ["--data-urlencode", f"{name}={value}"]
        if call.media_type:
            options += ["--header", f"Accept: {call.media_type}"]
        return self._answer(self.world.endpoint, *options)

    def compression(self) -> str:
        wanted = self.world.oracle(queries.BODIES)
        options = ["--compressed", "--get", "--data-urlencode", f"query={queries.BODIES}"]
        assert self._answer(self.world.endpoint, *options) == wanted
        assert self.world.tap.answers[-1]["Content-Encoding"]
        return "with `--compressed`"

    def update(self) -> str:
        address = f"{self.world.scratch}"
        update = ["--data-urlencode", "update=INSERT DATA { <a:curl> <a:way> 1 }"]
        with pytest.raises(Failed, match="token"):
            self._call(address, *update)
        self._call(address, "--header", f"Authorization: Bearer {TOKEN}", *update)
        assert self.world.written("a:curl", "a:way", "1")
        return ""

    def discovery(self) -> str:
        content, media_type = self._call(self.world.endpoint, "--header", "Accept: application/rdf+xml")
        assert media_type == "application/rdf+xml"
        described = ox.Store()
        described.load(content, format=ox.RdfFormat.RDF_XML)
        assert Oracle(described)(DESCRIPTION) == [f"?endpoint <{self.world.endpoint}>"]
        return ""

    def fragments(self) -> str:
        subject = "https://w3id.org/eikg/id/body/eaeu"
        options = [
            "--get",
            "--data-urlencode",
            f"subject={subject}",
            "--header",
            "Accept: application/n-triples",
        ]
        fragment = self._answer(f"{self.world.tap.address}/fragments", *options)
        wanted = self.world.oracle(f"CONSTRUCT WHERE {{ <{subject}> ?p ?o }}")
        assert isinstance(fragment, list)
        assert [triple for triple in fragment if triple.startswith(f"<{subject}>")] == wanted
        return ""

    service_from = absent("evaluates nothing itself")
    service_to = absent("is no endpoint")

    def _answer(self, *arguments: str) -> Answer:
        return read(*self._call(*arguments))

    def _call(self, *arguments: str) -> tuple[bytes, str]:
        """The body and its media type."""
        command = [self._curl, "--silent", "--show-error", "--fail-with-body"]
        told = ["--write-out", "%{stderr}%{content_type}"]
        done = subprocess.run([*command, *told, *arguments], capture_output=True, check=False)
        if done.returncode:
            raise Failed(f"{done.stderr.decode()} {done.stdout.decode(errors='replace')[:1000]}")
        return done.stdout, done.stderr.decode().partition(";")[0]
