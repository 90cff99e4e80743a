"""The scratch dataset: `eikg serve --scratch` as a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import pytest

from server.release import Release
from tests.conftest import RELEASES, ROOT
from tests.engine.small_store import ENDLESS
from tests.launcher import EIKG, eikg_serve, launched
from tests.web.client import Answer, HttpClient, Server

TOKEN = "a-token-that-must-not-be-seen"
UPDATE = "application/sparql-update"
TITLE = "<https://w3id.org/eikg/graph/trial> <http://purl.org/dc/terms/title>"


class Scratch(Server):
    """A scratch server, written to with its token."""

    def update(self, update: str, token: str = TOKEN, query: str = "") -> Answer:
        return self.post(update, UPDATE, f"/sparql{query}", Authorization=f"Bearer {token}")

    def count(self, pattern: str) -> int:
        return int(self.get("text/csv", query=f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}").text.split()[1])


@contextmanager
def scratch(*options: str, **settings: str) -> Iterator[Scratch]:
    command = eikg_serve("--scratch", "--releases", str(RELEASES), *options)
    with launched(command, environment={"EIKG_SCRATCH_TOKEN": TOKEN, **settings}) as process:
        server = Scratch(process)
        yield server
        process.stop()
        assert TOKEN not in server.said()


@pytest.fixture(scope="module")
def copy(release: Release) -> Iterator[Scratch]:
    with scratch() as server:
        yield server


@pytest.fixture(scope="module")
def empty() -> Iterator[Scratch]:
    with scratch("--empty") as server:
        yield server


@pytest.mark.parametrize(
    ("authorization", "source"),
    [
        (None, "127.0.0.2"),
        ("Bearer", "127.0.0.3"),
        ("Bearer wrong", "127.0.0.4"),
        (f"Basic {TOKEN}", "127.0.0.5"),
        ("Bearer \xff", "127.0.0.6"),
    ],
)
def test_nobody_writes_without_the_token(empty: Scratch, authorization: str | None, source: str) -> None:
    headers = {"Content-Type": UPDATE} | ({"Authorization": authorization} if authorization else {})
    for method, target in (
        ("POST", "/sparql"),
        ("PUT", "/data?default"),
        ("POST", "/data?default"),
        ("DELETE", "/data"),
        ("DELETE", "/data?default&graph=a:both"),
    ):
        answer = empty.send(method, target, headers, b"CLEAR ALL", source)
        assert (answer.status, answer.media_type) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_update_is_seen_by_the_next_query(copy: Scratch) -> None:
    before = copy.count("?s ?p ?o")
    assert copy.update(f"INSERT DATA {{ GRAPH <a:trial> {{ {TITLE} 'Trial' }} }}").status == 204
    assert copy.count(f"{TITLE} 'Trial'") == 1
    assert copy.count("?s ?p ?o") == before + 1
    assert copy.send("GET", "/graph/trial", {"Accept": "text/turtle"}).status == 200
    assert copy.update("INSERT DATA { GRAPH <a:other> { " + TITLE + " 'Trial' } }").status == 204
    assert copy.count("?s ?p ?o") == before + 1
    assert copy.update("DROP GRAPH <a:trial> ; DROP GRAPH <a:other>").status == 204
    assert copy.count("?s ?p ?o") == before


def test_the_default_graph_of_a_copy_follows_the_named_ones(copy: Scratch) -> None:
    before = copy.count("?s ?p ?o")
    for update in (f"INSERT DATA {{ {TITLE} 'Trial' }}", "DELETE WHERE { ?s ?p ?o }"):
        answer = copy.update(update)
        assert answer.status == 409
        assert "name a graph" in answer.json()["detail"]
        assert copy.count("?s ?p ?o") == before


def test_the_release_itself_never_changes(copy: Scratch, release: Release, address: str) -> None:
    copy.update(f"INSERT DATA {{ GRAPH <a:trial> {{ {TITLE} 'Trial' }} }}")
    public = HttpClient(int(address.rpartition(":")[2]))
    assert not public.get(query=f"ASK {{ {TITLE} 'Trial' }}").json()["boolean"]
    refused = public.post(f"INSERT DATA {{ GRAPH <a:trial> {{ {TITLE} 'Trial' }} }}", UPDATE)
    assert refused.status == 403
    assert "eikg serve --scratch" in refused.json()["detail"]
    assert public.send("GET", "/data").status == 404
    copy.update("DROP GRAPH <a:trial>")


def test_what_is_answered_of_an_update_is_so_whenever_its_time_is_up(copy: Scratch) -> None:
    graph, statuses = "https://w3id.org/eikg/graph/timed", set()
    for number in range(12):
        update = f"INSERT DATA {{ GRAPH <{graph}> {{ {TITLE} {number} }} }}"
        status = copy.update(update, query=f"?timeout={0.02 * 1.5**number:.3f}").status
        statuses.add(status)
        made = copy.count(f"GRAPH <{graph}> {{ {TITLE} {number} }}")
        assert (status, made, copy.count(f"{TITLE} {number}")) in {(204, 1, 1), (503, 0, 0)}
    assert 503 in statuses, "some were stopped"
    assert copy.update(f"DROP SILENT GRAPH <{graph}>").status == 204


def test_everything_is_exported_as_trig(copy: Scratch, release: Release) -> None:
    answer = copy.send("GET", "/data")
    assert answer.media_type == "application/trig"
    exported = {*ox.parse(answer.body, format=ox.RdfFormat.TRIG)}
    assert len(exported) == release.manifest.counts["quads"]


def test_a_whole_dataset_is_read_as_it_was_put(empty: Scratch) -> None:
    quads = "<a:s> <a:p> 1 . <a:g> { <a:s> <a:p> 2 , _:b } _:b <a:q> 'я' ."
    headers = {"Content-Type": "application/trig", "Authorization": f"Bearer {TOKEN}"}
    assert empty.send("PUT", "/data", headers, quads.encode()).status == 204
    found = [
        *ox.parse(
            empty.send("GET", "/data", {"Accept": "application/n-quads"}).body, format=ox.RdfFormat.N_QUADS
        )
    ]
    put, got = ox.Dataset(ox.parse(quads, format=ox.RdfFormat.TRIG)), ox.Dataset(found)
    for dataset in (put, got):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert put == got
    assert empty.send("DELETE", "/data", headers).status == 204
    assert empty.count("?s ?p ?o") == 0


@pytest.mark.parametrize(
    ("target", "content_type", "body", "status"),
    [
        ("/data?graph=a:g", "text/turtle", "<a:s> <a:p>", 400),
        ("/data?graph=a:g", "text/turtle; charset=latin1", "", 415),
        ("/data?graph=a:g", "image/png", "", 415),
        ("/data?graph=a:g", "application/trig", "<a:other> { <a:s> <a:p> 1 }", 400),
        ("/data?graph=relative", "text/turtle", "", 400),
        ("/data?graph=a:g&default", "text/turtle", "", 400),
        ("/data?default=a:g", "text/turtle", "", 400),
        ("/data?default&default", "text/turtle", "", 400),
        ("/data?graph=a:g&graph=a:h", "text/turtle", "", 400),
        ("/data?graph=%FF", "text/turtle", "", 400),
        ("/data", "text/turtle", "<a:s> <a:p> 1 .", 400),
        ("/data", "application/trig", "_:g { <a:s> <a:p> 1 }", 400),
    ],
)
def test_malformed_data_is_refused_with_a_reason(
    empty: Scratch, target: str, content_type: str, body: str, status: int
) -> None:
    headers = {"Content-Type": content_type, "Authorization": f"Bearer {TOKEN}"}
    answer = empty.send("PUT", target, headers, body.encode())
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    assert answer.json()["detail"]


def test_compressed_data_is_refused(empty: Scratch) -> None:
    headers = {"Content-Type": "text/turtle", "Content-Encoding": "gzip", "Authorization": f"Bearer {TOKEN}"}
    for method in ("PUT", "POST"):
        assert empty.send(method, "/data?default", headers, b"<a:s> <a:p> 1 .").status == 415
    assert empty.count("?s ?p ?o") == 0


def test_an_update_that_is_stopped_changes_nothing_and_loses_nothing() -> None:
    values = " ".join(f"<a:s> <a:p> {number} ." for number in range(300))
    endless = ENDLESS.partition("{")[2]
    with scratch("--empty", EIKG_QUERY_DEADLINE="2") as server:
        assert server.update(f"INSERT DATA {{ {values} }}").status == 204
        stopped = server.update(
            f"DELETE {{ ?a ?b ?c }} WHERE {{ {{ SELECT ?a ?b ?c (COUNT(*) AS ?n) {{ {endless} GROUP BY ?a ?b ?c }} }}"
        )
        found = (stopped.status, stopped.json()["type"].rpartition("/")[2])
        assert found in {(503, "deadline"), (503, "memory")}
        assert server.count("?s ?p ?o") == 300


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <{}>",
        "LOAD SILENT <{}> INTO GRAPH <a:g>",
        "INSERT DATA {{ <a:s> <a:p> 1 }} ; load<{}>",
        "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
    ],
)
def test_an_update_fetches_nothing(empty: Scratch, update: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        answer = empty.update(update.format(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        assert answer.status == 403
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_syntax_error_in_an_update_has_its_place(empty: Scratch) -> None:
    problem = empty.update("INSERT DATA { <a:s> <a:p> 1 } ;\nDELETE WHERE { ?s ?p ]").json()
    assert (problem["status"], problem["line"], problem["column"]) == (400, 2, 22)


@pytest.mark.parametrize(
    ("update", "column", "advice"),
    [
        ("DELETE DATA { <a:s> <a:p> ?o }", 27, "name the term"),
        ("INSERT { ?s <a:p> ?n } WHERE { ?s ?p ?o BIND(1 AS ?o) }", 51, "choose another name"),
        (
            "INSERT { <a:s> <a:p> ?n } WHERE { { SELECT (SUM(MAX(?o)) AS ?n) { ?s ?p ?o } } }",
            49,
            "aggregate in a",
        ),
    ],
)
def test_a_broken_rule_in_an_update_has_its_place_and_advice(
    empty: Scratch, update: str, column: int, advice: str
) -> None:
    problem = empty.update(update).json()
    assert (problem["status"], problem["line"], problem["column"]) == (400, 1, column)
    assert problem["advice"].startswith(advice)


def run(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "EIKG_SCRATCH_TOKEN"}
    return subprocess.run(
        [EIKG, "serve", *options],
        cwd=ROOT,
        env={**variables, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_pages_are_shown_over_nothing_too(empty: Scratch) -> None:
    for path in ("/", "/queries", "/editor", "/conformance", "/health"):
        assert empty.send("GET", path, {"Accept": "text/html"}).status == 200
    assert empty.send("GET", "/id/state/belarus", {"Accept": "text/html"}).status == 404


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("x", "22 characters drawn at random"),
        ("try-it", "22 characters drawn at random"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "drawn at random"),
        ("0123456789abcdef0123456789", "32 characters drawn at random"),
        ("токен-который-достаточно-длинный", "A-Z a-z 0-9"),
        ("a token with spaces in between", "A-Z a-z 0-9"),
    ],
)
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused_with_what_to_do(
    token: str, reason: str
) -> None:
    said = run("--scratch", "--empty", EIKG_SCRATCH_TOKEN=token).stderr
    assert reason in said
    assert "secrets.token_urlsafe()" in said
    assert token not in said.replace("EIKG_SCRATCH_TOKEN", "") or len(token) == 1


def test_it_does_not_start_beyond_loopback() -> None:
    assert "loopback" in run("--scratch", "--host", "0.0.0.0", EIKG_SCRATCH_TOKEN=TOKEN).stderr
    assert "--scratch" in run("--empty").stderr


def test_what_was_written_here_stands_in_its_graph_and_in_no_file(copy: Scratch) -> None:
    graph = "https://w3id.org/eikg/graph/trial-of-sources"
    assert copy.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <x:s> <x:of-sources> 1 }} }}").status == 204
    found = copy.get(query="SELECT ?s { ?s <x:of-sources> ?o }", explain="sources").json()
    [source] = found["sources"]
    assert (source["claims"], source["graphs"], source["files"]) == ([], [graph], [])
    assert copy.update(f"DROP GRAPH <{graph}>").status == 204
