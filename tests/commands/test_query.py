"""The query and export commands, on a release and through a running server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import chdir
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat

from server.commands import main
from server.namespaces import BASE
from server.release import current
from tests.launcher import eikg_serve, launched
from tests.project import eikg, write_project

BODIES = "SELECT ?body WHERE { state:belarus eik:memberOf ?body } ORDER BY ?body"
EAEU, UN = BASE + "id/body/eaeu", BASE + "id/body/un"
GRAPH = "CONSTRUCT WHERE { state:belarus eik:memberOf ?body }"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_project(tmp_path_factory.mktemp("query") / "project")
    result = eikg(root, "build")
    assert result.returncode == 0, result.stderr
    return root


@pytest.fixture(scope="module")
def endpoint(built: Path) -> Iterator[str]:
    with launched(eikg_serve(), folder=built) as server:
        yield f"{server.address}/sparql"


@pytest.fixture(params=["release", "endpoint"])
def options(request: pytest.FixtureRequest) -> list[str]:
    """Ask the release in place, and the running server."""
    return ["--endpoint", request.getfixturevalue("endpoint")] if request.param == "endpoint" else []


def test_a_table_is_csv_by_default(built: Path, options: list[str]) -> None:
    result = eikg(built, "query", BODIES, *options)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["body", EAEU, UN]


def test_csv_quotes_what_needs_it(built: Path, options: list[str]) -> None:
    query = 'SELECT ?x ?y { VALUES (?x ?y) { (<a:b,c> 1) ("" UNDEF) } }'
    assert eikg(built, "query", query, *options).stdout.split() == ["x,y", '"a:b,c",1', ","]
    assert eikg(built, "query", "SELECT ?x { VALUES ?x { UNDEF } }", *options).stdout.split() == ["x", '""']


@pytest.mark.parametrize(
    ("name", "start"), [("tsv", "?body\n<"), ("xml", "<?xml"), ("json", "{"), ("csv", "body\n")]
)
def test_formats_of_a_table(built: Path, options: list[str], name: str, start: str) -> None:
    result = eikg(built, "query", BODIES, "--format", name, *options)
    assert result.stdout.replace("\r\n", "\n").startswith(start), result.stderr
    assert UN in result.stdout
    if name == "json":
        assert [row["body"]["value"] for row in json.loads(result.stdout)["results"]["bindings"]] == [
            EAEU,
            UN,
        ]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        (None, RdfFormat.TURTLE),
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
        ("json", RdfFormat.JSON_LD),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
def test_formats_of_a_graph(built: Path, options: list[str], name: str | None, form: RdfFormat) -> None:
    result = eikg(built, "query", GRAPH, *(["--format", name] if name else []), *options)
    assert result.returncode == 0, result.stderr
    objects = {q.object.value for q in pyoxigraph.parse(result.stdout, form)}
    assert objects == {EAEU, UN}


def test_the_query_may_come_from_a_file(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "bodies.rq"
    file.write_text(f"PREFIX eik: <{BASE}ontology/>\n{BODIES}", encoding="utf-8")
    assert eikg(built, "query", "--file", str(file)).stdout.split() == ["body", EAEU, UN]


def test_the_query_may_come_on_standard_input(built: Path) -> None:
    with chdir(built):
        asked = [CliRunner().invoke(main, ["query", *file], input=BODIES) for file in ([], ["--file", "-"])]
    assert [result.stdout.split() for result in asked] == [["body", EAEU, UN]] * 2


def test_a_query_that_is_no_text_is_told(built: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.rq"
    file.write_bytes(b"ASK { } # \xff")
    result = eikg(built, "query", "--file", str(file))
    assert (result.returncode, result.stdout) == (2, "")
    assert "no UTF-8: byte 11" in result.stderr


def test_an_answer_without_rows_says_so(built: Path, options: list[str]) -> None:
    nothing = eikg(built, "query", "SELECT ?x { ?x a eik:Stat }", *options)
    assert (nothing.returncode, nothing.stdout.split()) == (0, ["x"])
    assert nothing.stderr.splitlines() == [
        "hint: eik:Stat does not exist in this release; did you mean eik:State?",
        "no rows: --explain empty tells which condition leaves none",
    ]
    assert eikg(built, "query", "SELECT * { }", *options).stderr == ""  # a row, though without columns


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("empty", "\nsolutions up to the triple pattern in line 1, column 22: ?body a eik:Document .\n"),
        ("plan", "1. triple pattern in line 1, column 22: ?body a eik:Document ."),
        ("sources", "All is told."),
    ],
)
def test_an_answer_is_explained_in_words(built: Path, options: list[str], kind: str, told: str) -> None:
    query = "SELECT ?body { ?body a eik:Document ; eik:memberOf ?x }"
    result = eikg(built, "query", query, "--explain", kind, *options)
    assert result.returncode == 0, result.stderr
    assert told in result.stdout


def test_the_sources_of_each_row_are_named(built: Path) -> None:
    told = eikg(
        built, "query", "SELECT ?body { body:eaeu eik:memberOf ?body }", "--explain", "sources"
    ).stdout
    assert told == "1. ?body = body:un\n   claim claim:note-003\nAll is told.\n"


def test_an_explanation_is_json_for_programs(built: Path, options: list[str]) -> None:
    query = "SELECT ?x { ?x a eik:Stat }"
    result = eikg(built, "query", query, "--explain", "empty", "--format", "json", *options)
    found = json.loads(result.stdout)
    assert found["culprit"]["column"] == query.index("a eik:Stat") + 1
    assert found["hints"][0]["column"] == query.index("eik:Stat") + 1
    assert eikg(built, "query", query, "--explain", "empty", "--format", "csv", *options).returncode == 2


def test_a_long_query_reaches_the_server(built: Path, endpoint: str) -> None:
    result = eikg(built, "query", BODIES + "\n#" + "x" * 5000, "--endpoint", endpoint)
    assert result.stdout.split() == ["body", EAEU, UN], result.stderr


def test_a_syntax_error_is_told_with_its_place(built: Path, options: list[str]) -> None:
    result = eikg(built, "query", "SELECT *\nWHERE { ?s ?p", *options)
    assert result.returncode == 1
    assert result.stderr.lower().startswith("error: line 2, column 14: "), result.stderr
    assert "Traceback" not in result.stderr


def test_a_name_that_does_not_exist_is_pointed_out(built: Path, options: list[str]) -> None:
    result = eikg(built, "query", "SELECT ?body { state:belarus eik:memberof ?body }", *options)
    assert (result.returncode, result.stdout.split()) == (0, ["body"])
    assert "eik:memberof does not exist in this release; did you mean eik:memberOf?" in result.stderr
    assert eikg(built, "query", BODIES, *options).stderr == ""


def test_declared_prefixes_do_not_move_the_place_of_an_error(built: Path, options: list[str]) -> None:
    told = eikg(built, "query", "SELECT * { ?s a eik:State . WHERE }", *options).stderr.splitlines()
    assert told[0].startswith("Error: Line 1, column 29: ")
    assert told[1:] == ["    SELECT * { ?s a eik:State . WHERE }", "    " + " " * 28 + "^"]


def test_a_format_that_cannot_hold_the_result_is_told(built: Path, options: list[str]) -> None:
    result = eikg(built, "query", GRAPH, "--format", "csv", *options)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_the_deadline_is_kept(built: Path) -> None:
    cross = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(6)) + " }"
    result = eikg(built, "query", cross, EIKG_QUERY_DEADLINE="0.5")
    assert result.returncode == 1
    assert "stopped at its deadline of 0.5 s" in result.stderr


def test_the_limit_of_rows_is_kept(built: Path) -> None:
    whole = eikg(built, "query", "SELECT ?s WHERE { ?s ?p ?o } LIMIT 3")
    assert len(whole.stdout.split()) == 4
    cut = eikg(built, "query", "SELECT ?s WHERE { ?s ?p ?o } LIMIT 3", EIKG_RESULT_ROWS="1")
    assert cut.returncode == 1
    assert len(cut.stdout.split()) <= 2
    assert "rows" in cut.stderr


@pytest.mark.parametrize("folder", [[], ["--releases", ".eikg"]])
def test_a_setting_that_is_no_number_is_told(built: Path, folder: list[str]) -> None:
    result = eikg(built, "query", BODIES, *folder, EIKG_QUERY_DEADLINE="soon")
    assert result.returncode != 0
    assert "EIKG_QUERY_DEADLINE" in result.stderr
    assert "Traceback" not in result.stderr


def test_text_or_file_but_one(built: Path) -> None:
    assert eikg(built, "query").returncode == 2


def test_no_server_is_told(built: Path) -> None:
    result = eikg(built, "query", BODIES, "--endpoint", "http://127.0.0.1:9/sparql")
    assert result.returncode == 1
    assert "cannot be reached" in result.stderr


def test_an_address_that_is_none_is_told(built: Path) -> None:
    result = eikg(built, "query", BODIES, "--endpoint", "no-address")
    assert result.returncode == 2
    assert "--endpoint: 'no-address' is no address of the Web" in result.stderr


REFUSALS = {
    "a problem document": (400, b'{"detail": "Line 1: no query."}', "Error: Line 1: no query.\n"),
    "what is not there": (404, b"", "Error: 404: Not Found\n"),
    "a failure": (500, b"Oops\n", "Error: 500: Oops\n"),
    "too much": (503, b'{"detail": "Wait."}', "Error: 503: Wait.\n"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_told_in_the_words_of_the_endpoint(built: Path, name: str) -> None:
    status, body, told = REFUSALS[name]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        result = eikg(built, "query", BODIES, "--endpoint", f"http://127.0.0.1:{server.server_port}/sparql")
        server.shutdown()
    assert (result.returncode, result.stdout, result.stderr) == (1, "", told)


def test_export_is_the_release(built: Path, tmp_path: Path) -> None:
    data = current(built / ".eikg").data.read_text(encoding="utf-8")
    assert eikg(built, "export").stdout == data
    output = tmp_path / "all.trig"
    assert eikg(built, "export", "--format", "trig", "--output", str(output)).returncode == 0
    quads = set(pyoxigraph.parse(data, RdfFormat.N_QUADS))
    trig = list(pyoxigraph.parse(path=output, format=RdfFormat.TRIG))
    assert len(trig) == len(quads)


@pytest.mark.parametrize("name", ["entities", "graph:entities", BASE + "graph/entities"])
def test_export_of_one_graph(built: Path, name: str) -> None:
    result = eikg(built, "export", "--format", "ttl", "--graph", name)
    assert result.returncode == 0, result.stderr
    assert len(list(pyoxigraph.parse(result.stdout, RdfFormat.TURTLE))) == 5
    assert "@prefix state:" in result.stdout
    assert "@prefix claim:" not in result.stdout


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("o.ttl", RdfFormat.TURTLE),
        ("o.nt", RdfFormat.N_TRIPLES),
        ("o.rdf", RdfFormat.RDF_XML),
        ("o.owl", RdfFormat.RDF_XML),
        ("o.jsonld", RdfFormat.JSON_LD),
    ],
)
def test_the_name_of_the_output_tells_the_format(
    built: Path, tmp_path: Path, name: str, form: RdfFormat
) -> None:
    assert eikg(built, "export", "--ontology", "--output", str(tmp_path / name)).returncode == 0
    assert [*pyoxigraph.parse((tmp_path / name).read_bytes(), form)]
    told = eikg(built, "export", "--ontology", "--format", "nt", "--output", str(tmp_path / name))
    assert told.returncode == 0
    assert [*pyoxigraph.parse((tmp_path / name).read_bytes(), RdfFormat.N_TRIPLES)]


def test_export_of_an_unknown_graph(built: Path) -> None:
    result = eikg(built, "export", "--graph", "entties")
    assert result.returncode == 2
    assert "no graph" in result.stderr


def test_export_of_the_union_has_each_triple_once(built: Path) -> None:
    lines = eikg(built, "export", "--format", "nt").stdout.splitlines()
    assert len(lines) == len(set(lines)) == current(built / ".eikg").manifest.counts["triples"]


def test_an_update_is_sent_to_nobody(built: Path, endpoint: str) -> None:
    result = eikg(built, "query", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "--endpoint", endpoint)
    assert result.returncode == 1
    assert "this is an update" in result.stderr
