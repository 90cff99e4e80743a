"""What the server as a whole does about other endpoints."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path
from urllib.parse import urlencode

from server.release import Release
from tests.conftest import RELEASES, require_tool
from tests.federation.conftest import ONE, REMOTE, TWO, ask, pins
from tests.federation.generator import PROLOGUE
from tests.federation.remotes import Listener, Recorder, always, answering
from tests.federation.serving import serving
from tests.web.client import Server, until
from tests.web.conftest import StartServer


def test_a_release_by_its_name_is_federated_with_too(
    recorders: tuple[Recorder, Recorder], release: Release, tmp_path: Path
) -> None:
    with serving(tmp_path, ["--releases", str(RELEASES)], {"EIKG_FEDERATION": pins(recorders)}) as server:
        query = urlencode(
            {"query": f"{PROLOGUE} SELECT ?l {{ SERVICE <{TWO}> {{ thing:2 :label ?l }} }}", "format": "csv"}
        )
        for name in (release.path.name, release.manifest.digest):
            answer = server.send("GET", f"/release/{name}/sparql?{query}")
            assert (answer.status, answer.text.split()) == (200, ["l", "other"])
            assert answer.headers["Cache-Control"] == "no-store"


def test_the_end_of_the_server_ends_its_calls(tmp_path: Path) -> None:
    listener = Listener(lambda connection, _: connection.recv(1))
    environment = {
        "EIKG_FEDERATION": f"{ONE}=127.0.0.1:{listener.port}",
        "EIKG_FEDERATION_SECONDS": "1000",
        "EIKG_QUERY_DEADLINE": "1000",
        "EIKG_STOP_WAIT": "0.5",
        "EIKG_SCRATCH_TOKEN": "of-the-tests-and-long-enough",
    }
    with serving(tmp_path, ["--scratch", "--empty"], environment) as server:
        query = urlencode({"query": f"ASK {{ SERVICE SILENT <{ONE}> {{ ?s ?p ?o }} }}"})
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            until(lambda: listener.count == 1)
            server.process.terminate()
            server.process.wait()
    listener.close()


def test_calls_are_counted_by_endpoint_and_what_came_of_them(server: Server) -> None:
    ask(server, f"ASK {{ SERVICE <{TWO}> {{ ?s ?p ?o }} }}")
    figures = server.send("GET", "/metrics").text
    assert f'eikg_federation_calls_total{{endpoint="{TWO}",outcome="answered"}}' in figures


def test_the_service_description_tells_what_may_be_named(server: Server, start_server: StartServer) -> None:
    def described(one: Server) -> str:
        return one.send("GET", "/sparql", {"Accept": "application/n-triples"}).text

    feature = "<http://www.w3.org/ns/sparql-service-description#BasicFederatedQuery>"
    told, untold = described(server), described(start_server(evaluators=1))
    assert all(f"<http://purl.org/dc/terms/references> <{name}>" in told for name in (ONE, TWO))
    assert told.count("service-description#endpoint>") == 1
    assert feature in told
    assert feature not in untold
    assert "EIKG_FEDERATION_BLOCK is 2 (default 400)" in told
    assert "127.0.0.1:" not in told.replace(f"127.0.0.1:{server.port}", ""), (
        "to what a name is pinned is nobody's concern"
    )


def test_the_name_of_the_endpoint_is_verified_over_tls(tmp_path: Path) -> None:
    require_tool("openssl")
    for name in ("one", "two"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={name}.example",
             "-addext", f"subjectAltName=DNS:{name}.example", "-keyout", f"{name}.key", "-out", f"{name}.pem"],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip
    trusted = tmp_path / "trusted.pem"
    trusted.write_text("".join((tmp_path / f"{name}.pem").read_text() for name in ("one", "two")))
    recorder = Recorder(REMOTE)
    recorder.secure(tmp_path / "one.pem", tmp_path / "one.key")
    environment = {
        "EIKG_FEDERATION": " ".join(
            f"https://{name}.example/=127.0.0.1:{recorder.port}" for name in ("one", "two")
        ),
        "EIKG_SCRATCH_TOKEN": "of-the-tests-and-long-enough",
        "SSL_CERT_FILE": str(trusted),
    }
    with serving(tmp_path, ["--scratch", "--empty"], environment) as server:
        statuses = {
            name: server.send(
                "GET",
                "/sparql?"
                + urlencode({"query": f"ASK {{ SERVICE <https://{name}.example/> {{ ?s ?p ?o }} }}"}),
            )
            for name in ("one", "two")
        }
    assert statuses["one"].status == 200, statuses["one"].text
    assert (statuses["two"].status, "CERTIFICATE" in statuses["two"].text.upper()) == (502, True)
    recorder.close()


def test_a_redirect_within_the_list_is_followed(start_server: StartServer, one: Recorder) -> None:
    elsewhere = Listener(always(answering(b"", "text/plain", "301 Moved", f"Location: {ONE}")))
    given = f"http://old.example/=127.0.0.1:{elsewhere.port} {ONE}=127.0.0.1:{one.port}"
    server = start_server(federation=given, evaluators=1)
    status, text = ask(server, "SELECT ?l { SERVICE <http://old.example/> { thing:2 :label ?l } }")
    assert (status, text.splitlines()[1:]) == (200, ["two"])
    assert one.headers[0]["Host"] == "one.example"
    elsewhere.close()
