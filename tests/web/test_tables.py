from __future__ import annotations

import io

import pytest

from tests.conftest import require_module
from tests.engine.small_store import EX, THINGS
from tests.web.client import Answer, Server
from tests.web.conftest import StartServer

ARROW, PARQUET = "application/vnd.apache.arrow.stream", "application/vnd.apache.parquet"
ROWS = f"SELECT ?none ?s ?n {{ ?s <{EX}number> ?n OPTIONAL {{ ?s <{EX}none> ?none }} }} ORDER BY ?n"
TERMS = "SELECT * { VALUES (?a ?b) { ('Мінск'@be <a:b>) (1.5 UNDEF) ('x' <a:c>) } }"


def table(body: bytes, media_type: str) -> list[dict[str, dict[str, str | None] | None]]:
    require_module("pyarrow")
    import pyarrow.ipc
    import pyarrow.parquet

    if media_type == ARROW:
        found = pyarrow.ipc.open_stream(body).read_all()
    else:
        found = pyarrow.parquet.read_table(io.BytesIO(body))
    rows: list[dict[str, dict[str, str | None] | None]] = found.to_pylist()
    return rows


@pytest.mark.parametrize(("media_type", "name"), [(ARROW, "arrow"), (PARQUET, "parquet")])
def test_a_table_has_every_row_and_the_columns_in_order(endpoint: Server, media_type: str, name: str) -> None:
    for answer in (endpoint.get(media_type, query=ROWS), endpoint.get(query=ROWS, format=name)):
        assert (answer.status, answer.media_type) == (200, media_type)
        rows = table(answer.body, media_type)
        assert len(rows) == THINGS
        assert list(rows[7]) == ["none", "s", "n"]
        assert rows[7]["none"] is None
        assert rows[7]["s"] == {"type": "uri", "value": f"{EX}thing/7", "datatype": None, "language": None}


@pytest.mark.parametrize("media_type", [ARROW, PARQUET])
def test_every_kind_of_term_keeps_what_it_has(endpoint: Server, media_type: str) -> None:
    rows = table(endpoint.get(media_type, query=TERMS).body, media_type)
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert [row["a"] for row in rows] == [
        {"type": "literal", "value": "Мінск", "datatype": None, "language": "be"},
        {"type": "literal", "value": "1.5", "datatype": xsd + "decimal", "language": None},
        {"type": "literal", "value": "x", "datatype": xsd + "string", "language": None},
    ]
    assert rows[1]["b"] is None


@pytest.mark.parametrize("media_type", [ARROW, PARQUET, "text/csv", "text/tab-separated-values"])
@pytest.mark.parametrize("direct", [0, 1])
def test_a_table_that_is_whole_is_sent_whole(start_server: StartServer, media_type: str, direct: int) -> None:
    require_module("pyarrow")
    server = start_server(evaluators=1, direct=direct)
    answer, head = (server.get(media_type, method, query=ROWS) for method in ("GET", "HEAD"))
    assert answer.status == 200
    assert int(answer.headers["Content-Length"]) == int(head.headers["Content-Length"]) == len(answer.body)


DOUBLED = 'BIND("xxxxxxxxxxxxxxxx" AS ?v0) ' + " ".join(
    f"BIND(CONCAT(?v{number}, ?v{number}) AS ?v{number + 1})" for number in range(20)
)
"""Values of 16 bytes, twice that, and so on up to 16 MiB."""


def is_too_large(answer: Answer) -> bool:
    return answer.status == 413 and answer.json()["type"].endswith("/result-too-large")


@pytest.mark.parametrize("media_type", [ARROW, PARQUET])
def test_a_row_too_large_for_a_table_is_refused(endpoint: Server, media_type: str) -> None:
    require_module("pyarrow")
    answer = endpoint.get(media_type, query=f"SELECT ?x {{ {DOUBLED} BIND(?v20 AS ?x) }}")
    assert is_too_large(answer)
    assert "ask for JSON" in answer.json()["detail"]
    # One that is not too large comes, whatever comes before and after it.
    rows = table(
        endpoint.get(
            media_type, query=f"SELECT ?x {{ {DOUBLED} VALUES ?i {{ 0 1 2 }} BIND(?v17 AS ?x) }}"
        ).body,
        media_type,
    )
    assert [len((row["x"] or {})["value"] or "") for row in rows] == 3 * [2 * 2**20]


@pytest.mark.parametrize("media_type", [ARROW, PARQUET])
def test_a_table_of_many_columns_is_refused(endpoint: Server, media_type: str) -> None:
    require_module("pyarrow")
    wide = [" ".join(f"(1 AS ?c{number})" for number in range(width)) for width in (256, 257)]
    (row,) = table(endpoint.get(media_type, query=f"SELECT {wide[0]} {{}}").body, media_type)
    assert len(row) == 256
    assert is_too_large(endpoint.get(media_type, query=f"SELECT {wide[1]} {{}}"))


@pytest.mark.parametrize("explain", ["sources", "plan"])
def test_values_too_long_to_be_read_are_no_fault_of_an_explanation(endpoint: Server, explain: str) -> None:
    answer = endpoint.get(query=f"SELECT ?x {{ {DOUBLED} BIND(?v20 AS ?x) }}", explain=explain)
    assert is_too_large(answer) if explain == "sources" else answer.status == 200


@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_only_a_select_is_a_table(endpoint: Server, query: str) -> None:
    assert endpoint.get(ARROW, query=query).status == 406
