"""The measuring itself: what is sent, what counts as the same answer, what is left out of a ratio."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.commands.load.requests import with_literal
from server.namespaces import BASE
from server.release import INFERRED_GRAPH, Release
from tests.conftest import require_tool
from tests.processes import tree
from tests.system.bench import processes
from tests.system.bench.__main__ import main, peer
from tests.system.bench.answers import compare, rows
from tests.system.bench.growth.copies import renamed, union
from tests.system.bench.growth.results import Curve, Point
from tests.system.bench.load import NUMBER, Load, Prepared, once, prepared, request_file, run
from tests.system.bench.mix import MOST_CONSTANTS, Case, mix
from tests.system.bench.processes import memory, processor_seconds, settle
from tests.system.bench.report.tables import write_report
from tests.system.bench.results import UNIQUE, Results, SystemFigures
from tests.system.bench.systems import SYSTEMS, Data, Server, System, data_of


class Canned(BaseHTTPRequestHandler):
    """Answers ASK with true, and with status 400 where the path asks for it; notes what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str]]
    body = b'{"head": {}, "boolean": true}'

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers.get("Accept", "")))
        self.send_response(400 if "refuse" in self.path else 200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        pass


@pytest.fixture
def canned() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    class Handler(Canned):
        asked: list[tuple[str, str]] = []  # noqa: RUF012 - new for each test

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Handler.asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_load_sends_each_request_in_turn_and_never_the_same_twice(
    canned: tuple[str, list[tuple[str, str]]],
) -> None:
    require_tool("wrk")
    base, asked = canned
    requests = [prepared("/a", f"ASK {NUMBER}", "x/y"), prepared("/b?g=1", f"ASK {NUMBER} refuse", "z/z")]
    with request_file(requests) as file:
        load = run(base, file, 2, 1)
    paths = [path for path, _ in asked]
    assert len(set(paths)) == len(paths) > 10
    assert NUMBER not in "".join(paths)
    assert {accept for path, accept in asked if path.startswith("/a?query=ASK%20")} == {"x/y"}
    assert {accept for path, accept in asked if path.startswith("/b?g=1&query=ASK%20")} == {"z/z"}
    assert abs(load.refused - load.requests / 2) <= 2
    assert load.rate == pytest.approx((load.requests - load.refused) / load.seconds)
    assert load.broken == 0


def test_a_slow_system_is_asked_for_each_request_once(canned: tuple[str, list[tuple[str, str]]]) -> None:
    base, asked = canned
    load = once(base, [Prepared(f"/{number}/{NUMBER}", "x/y") for number in range(7)], 3, 5)
    assert sorted(path[1] for path, _ in asked) == list("0123456")
    assert (load.requests, load.refused, load.broken) == (7, 0, 0)
    load = once("http://127.0.0.1:9", [Prepared("/", "x/y")], 1, 5)
    assert (load.requests, load.broken) == (0, 1)


def test_the_mix_has_answers_and_a_literal_of_its_own_changes_none(release: Release) -> None:
    cases = mix(release)
    assert Counter(case.kind for case in cases) == {"saved": 20, "ad hoc": 20}
    assert len({case.name for case in cases}) == 40
    store = ox.Store.read_only(str(release.store))
    for case in cases:
        assert 1 <= len(case.texts) <= MOST_CONSTANTS
        assert len(set(case.texts)) == len(case.texts)
        found = [_answer(store, text) for text in case.texts]
        assert any(found), f"{case.name} finds nothing"
        unique = [with_literal(text, "000000000001") for text in case.texts]
        assert all("000000000001" in text for text in unique)
        assert [_answer(store, text) for text in unique] == found, case.name


def _answer(store: ox.Store, text: str) -> Counter[str]:
    result = store.query(text, base_iri=BASE)
    return (
        Counter(["true"] if result else [])
        if isinstance(result, ox.QueryBoolean)
        else Counter(map(str, result))
    )


def test_answers_are_multisets_of_rows_whose_terms_are_compared_by_value() -> None:
    def table(*values: dict[str, str]) -> Counter[object]:
        return rows({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": value} for value in values]}})

    one = {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    also_one = {
        "type": "typed-literal",
        "value": "1.0",
        "datatype": "http://www.w3.org/2001/XMLSchema#decimal",
    }
    text = {"type": "literal", "value": "1"}
    russian, upper = ({"type": "literal", "value": "1", "xml:lang": language} for language in ("ru", "RU"))
    assert table(one, text) == table(text, also_one)
    assert table(russian) == table(upper)
    assert table(one) != table(one, one)
    assert table(text) != table(russian)
    assert table({"type": "uri", "value": "a"}) != table({"type": "literal", "value": "a"})


class _Elsewhere(System):
    name = "elsewhere"

    def version(self) -> str:
        return ""

    def command(self, data: Data, port: int) -> list[str]:
        return [sys.executable, "-m", "tests.system.bench.nothing", str(port)]


def test_another_answer_is_told_by_name(
    canned: tuple[str, list[tuple[str, str]]], release: Release, tmp_path: Path
) -> None:
    base, _ = canned
    server = Server(
        _Elsewhere(tmp_path), Data(release, release.data, release.data), int(base.rpartition(":")[2])
    )
    case = Case("ask", "ad hoc", "ASK", ("ASK { ?s ?p ?o }",))
    right = {case.texts[0]: Counter([True]), with_literal(case.texts[0], "compared000"): Counter([True])}
    assert compare(server, case, right, 5).difference == ""
    wrong = {text: Counter([False]) for text in right}
    assert (
        compare(server, case, wrong, 5).difference
        == "constant 0: 1 rows instead of 1 (1 of them others, 1 missing)"
    )
    refused = Case("refused", "ad hoc", "ASK", ("ASK { <refuse> ?p ?o }",))
    assert "status 400" in compare(server, refused, {}, 5).difference


def test_a_query_that_differs_is_named_and_left_out_of_the_ratio(tmp_path: Path) -> None:
    results = Results("2026-01-01", 2, 8, 10, 9, "f" * 64, 1, 1, 5, cases=[("a", "saved"), ("b", "ad hoc")])
    results.systems = [
        SystemFigures("this server", "1"),
        SystemFigures("Oxigraph", "1"),
        SystemFigures("other", "1", differences={"b": "2 rows instead of 1"}),
    ]
    for system, without, rate in (
        ("this server", [], 1000),
        ("this server", ["b"], 300),
        ("Oxigraph", [], 400),
        ("other", ["b"], 100),
    ):
        results.measuring(system, UNIQUE, 8, without).loads.append(Load(rate, 1, 1, 1, 1, 0, 0))
    results.write(tmp_path / "results.json")
    verdicts = write_report(Results.read(tmp_path / "results.json"), tmp_path / "RESULTS.md")
    assert "unique queries, 8 connections: 2.50 × Oxigraph (at least 1): **reached**" in verdicts
    assert "unique queries, 8 connections: 3.00 × other (at least 100): **NOT reached**" in verdicts
    assert "- other, `b`: 2 rows instead of 1" in (tmp_path / "RESULTS.md").read_text("utf-8")


def test_a_union_is_a_set_beside_the_named_graphs(release: Release, tmp_path: Path) -> None:
    data = data_of(release, tmp_path)
    store = ox.Store()
    store.bulk_load(path=str(data.with_union), format=ox.RdfFormat.N_QUADS)
    default = sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert default == release.manifest.counts["triples"]
    assert len(store) - default == release.manifest.counts["quads"]


def test_a_copy_renames_things_and_their_graphs_and_nothing_else() -> None:
    thing, graph = f"<{BASE}id/state/belarus>", f"<{BASE}graph/entities>"
    label = '<http://www.w3.org/2000/01/rdf-schema#label> "<' + BASE + 'id/x>"@en'
    lines = [
        f"{thing} <{BASE}ontology/memberOf> <{BASE}id/body/eaeu> {graph} .\n",
        f"{thing} {label} {graph} .\n",
        f"{thing} <{BASE}ontology/memberOf> <{BASE}id/body/eaeu> <{INFERRED_GRAPH}> .\n",
        f"<{BASE}ontology/State> <http://www.w3.org/2004/02/skos/core#example> {thing} <{BASE}graph/ontology> .\n",
        f"<{BASE}ontology/State> {label} {graph} .\n",
    ]
    copied, changed = thing.replace(">", "~2>"), graph.replace(">", "~2>")
    first = f"{copied} <{BASE}ontology/memberOf> <{BASE}id/body/eaeu~2>"
    found = renamed(lines, 2)
    assert found[0] == f"{first} {changed} .\n"
    assert found[2] == f"{first} <{INFERRED_GRAPH}> .\n"
    assert len(found) == 3
    assert union(found)[0] == f"{first} .\n"
    assert len(union(found)) == 2


def test_growth_is_the_exponent_between_the_largest_sizes() -> None:
    curve = Curve("a", "saved", [Point(1, 9, 5), Point(4, 10, 20), Point(16, 160, 80), Point(64, None, 0)])
    assert curve.slope == pytest.approx(2)
    assert curve.size_slope == pytest.approx(1)
    assert curve.unanswered == [64]


def test_a_tree_of_processes_is_counted_and_found_idle() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1, flush=True); input()'])"
    command, pipe = [sys.executable, "-c", child], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdout
        process.stdout.readline()  # the child's child is there
        assert settle(process.pid, 30)
        assert len(tree(process.pid)) == 2
        assert memory(process.pid) > memory(tree(process.pid)[1]) > 2**20
        process.communicate(b"\n")


def test_what_goes_on_is_not_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    used = count()
    monkeypatch.setattr(processes, "processor_seconds", lambda _: float(next(used)))
    assert not settle(0, 0.5)


def test_the_time_of_a_busy_process_is_counted() -> None:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            while processor_seconds(process.pid) < 1:  # it gets there however little of a core it has
                time.sleep(0.05)
        finally:
            process.kill()


def test_a_system_that_does_not_exist_is_refused_at_once_with_the_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "oxigraph", "foosecki"])
    said = capsys.readouterr().err
    assert "no system is called 'foosecki'" in said
    assert all(kind.name in said for kind in SYSTEMS)


def test_a_system_is_named_in_any_case() -> None:
    assert [peer(name.upper()) for name in ("oxigraph", "rdflib-endpoint")] == ["Oxigraph", "rdflib-endpoint"]
