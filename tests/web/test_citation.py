"""Entity tags, permanent links and kept results, over HTTP."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.engine.small_store import EX
from tests.web.client import Answer, Server, until
from tests.web.conftest import StartServer, make_current, write_release

QUERY = f"SELECT * {{ ?s <{EX}number> ?n }} ORDER BY ?n"
CONSTRUCT = f"CONSTRUCT WHERE {{ ?s <{EX}number> ?n }}"
ACCEPTS = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
]


@pytest.fixture(scope="module")
def citable(start_server: StartServer) -> Server:
    return start_server(evaluators=2, query_deadline=60)


def fresh(name: str) -> str:
    """A query that no other test has asked."""
    return f"SELECT * {{ ?s <{EX}number> ?n FILTER(?n < 20) }} # {name}\nLIMIT {20 + len(name)}"


def ask(server: Server, query: str, method: str = "GET", **headers: str) -> Answer:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return server.send(method, f"/sparql?{urlencode({'query': query})}", given)


def link(answer: Answer, relation: str) -> str:
    found = re.search(rf'<([^>]*)>; rel="{relation}"', answer.headers["Link"])
    assert found
    return found[1]


def hit(answer: Answer) -> bool:
    return answer.headers["Cache-Status"] == "eikg; hit"


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("accept", [*ACCEPTS, "text/turtle", "application/n-triples"])
def test_a_kept_answer_is_the_evaluated_one_byte_by_byte(citable: Server, accept: str, coding: str) -> None:
    query = QUERY if accept in ACCEPTS else CONSTRUCT
    evaluated, kept = (ask(citable, query, Accept=accept, Accept_Encoding=coding) for _ in range(2))
    assert (hit(evaluated), hit(kept)) == (False, True)
    assert kept.body == evaluated.body
    for name in ("Content-Type", "Content-Encoding", "ETag", "Vary", "Link", "Cache-Control"):
        assert kept.headers[name] == evaluated.headers[name]


def test_every_format_and_coding_has_a_tag_of_its_own(citable: Server) -> None:
    tags = {
        ask(citable, QUERY, Accept=accept, Accept_Encoding=coding).headers["ETag"]
        for accept in ACCEPTS
        for coding in ("identity", "gzip", "zstd")
    }
    assert len(tags) == len(ACCEPTS) * 3
    assert all(re.fullmatch('"[0-9a-f]{32}(-gzip|-zstd)?"', tag) for tag in tags)


def test_the_tag_is_that_of_the_meaning_not_of_the_spelling(citable: Server) -> None:
    tag = ask(citable, QUERY).headers["ETag"]
    same = QUERY.replace(" ", "\n   # a remark\n ")
    assert ask(citable, same).headers["ETag"] == tag
    assert ask(citable, QUERY + " LIMIT 3").headers["ETag"] != tag
    dataset = citable.get(query=QUERY, default_graph_uri=EX + "graph/odd")
    assert dataset.headers["ETag"] != tag


def test_the_tag_tells_memory_from_disk_whose_rows_may_come_in_another_order(
    citable: Server, start_server: StartServer
) -> None:
    query = f"SELECT * {{ ?s <{EX}number> ?n }}"
    held = ask(citable, query, Accept="text/csv")
    read = ask(start_server(evaluators=1, store_memory=0), query, Accept="text/csv")
    assert held.headers["ETag"] != read.headers["ETag"]
    assert sorted(held.body.splitlines()) == sorted(read.body.splitlines())


def test_who_has_it_is_told_so_before_anything_is_evaluated(citable: Server) -> None:
    query = fresh("304")
    tag = ask(citable, query).headers["ETag"]
    again = ask(citable, query + "#", If_None_Match=f'"other", W/{tag}')
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"]
    assert ask(citable, query, If_None_Match='"other"').status == 200


def test_head_has_the_headers_of_get_and_no_body(citable: Server) -> None:
    query = fresh("head")
    heads = [ask(citable, query, "HEAD")]
    got = ask(citable, query)
    heads.append(ask(citable, query, "HEAD"))
    for head in heads:
        assert (head.status, head.body) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag", "Link", "Cache-Control"):
            assert head.headers[name] == got.headers[name]
    assert hit(heads[1])


def test_errors_are_never_kept(citable: Server) -> None:
    for answer in (ask(citable, "SELECT") for _ in range(2)):
        assert answer.status == 400
        assert "ETag" not in answer.headers
        assert not hit(answer)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (rand() AS ?x) {}",
        "SELECT (NOW() AS ?x) {}",
        "SELECT (UUID() AS ?x) {}",
        "SELECT (BNODE() AS ?x) {}",
        f"CONSTRUCT {{ [] <{EX}p> ?n }} WHERE {{ ?s <{EX}number> ?n }}",
        f"CONSTRUCT {{ _:x <{EX}p> ?n }} WHERE {{ ?s <{EX}number> ?n }}",
    ],
)
def test_what_differs_each_time_is_neither_tagged_nor_kept(citable: Server, query: str) -> None:
    first, second = ask(citable, query), ask(citable, query)
    assert first.status == second.status == 200
    assert first.body != second.body
    assert "ETag" not in first.headers
    assert first.headers["Cache-Control"] == "no-store"


def test_words_that_only_look_like_functions_do_no_harm(citable: Server) -> None:
    assert "ETag" in ask(citable, 'SELECT * { ?rand ?p "now" } # uuid()').headers


def test_the_permanent_link_gives_the_same_for_good(citable: Server) -> None:
    for accept, query in (("text/csv", QUERY), ("text/turtle", CONSTRUCT)):
        answer = citable.get(
            accept, query=query, named_graph_uri=EX + "graph/odd", default_graph_uri=EX + "graph/all"
        )
        permanent = citable.send("GET", link(answer, "canonical"))
        assert permanent.body == answer.body
        assert permanent.headers["Content-Type"] == answer.headers["Content-Type"]
        assert permanent.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert link(permanent, "canonical") == link(answer, "canonical")
        assert link(answer, "license").startswith("https://creativecommons.org/")
        assert link(answer, "service-desc") == "/sparql"


def test_a_query_too_long_for_a_link_has_none(citable: Server) -> None:
    values = " ".join(map(str, range(3000)))
    answer = citable.post(f"SELECT * {{ VALUES ?x {{ {values} }} }}", "application/sparql-query")
    assert answer.status == 200
    assert 'rel="canonical"' not in answer.headers["Link"]
    assert 'rel="license"' in answer.headers["Link"]


def test_results_by_post_are_kept_by_their_body(citable: Server) -> None:
    first, other, again = (
        citable.post(f"SELECT * {{ VALUES ?x {{ {value} }} }}", "application/sparql-query")
        for value in (1, 2, 1)
    )
    assert (hit(first), hit(other), hit(again)) == (False, False, True)
    assert first.body == again.body != other.body


def test_the_cache_is_bounded_and_large_results_pass_it_by(start_server: StartServer) -> None:
    server = start_server(evaluators=1, cache_size=100_000, cache_result=20_000)
    assert [hit(ask(server, QUERY)) for _ in range(2)] == [False, False]
    for number in range(60):
        ask(server, f"SELECT * {{ ?s <{EX}number> ?n }} LIMIT {number}")
    figures = server.send("GET", "/metrics").text
    held = re.search(r"^eikg_cache_bytes ([\d.e+]+)$", figures, re.MULTILINE)
    assert held
    assert 0 < float(held[1]) <= 100_000
    assert hit(ask(server, f"SELECT * {{ ?s <{EX}number> ?n }} LIMIT 59"))
    assert not hit(ask(server, f"SELECT * {{ ?s <{EX}number> ?n }} LIMIT 0"))


def test_an_old_release_answers_under_its_name_as_long_as_it_is_kept(
    start_server: StartServer, tmp_path: Path
) -> None:
    old = write_release(tmp_path, "a" * 64, 10)
    server = start_server(release=old, evaluators=1, release_check=0.05)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = ask(server, count, Accept="text/csv")
    assert before.text == "n\r\n10\r\n"
    write_release(tmp_path, "b" * 64, 20)
    until(lambda: ask(server, count, Accept="text/csv").text == "n\r\n20\r\n")
    assert ask(server, count, Accept="text/csv").headers["ETag"] != before.headers["ETag"]
    assert server.send("GET", link(before, "canonical")).body == before.body
    by_digest = f"/release/{'a' * 64}/sparql?{urlencode({'query': count, 'format': 'csv'})}"
    assert server.send("GET", by_digest).body == before.body
    for name in ("c" * 16, "c" * 64, "..", "a"):
        assert server.send("GET", f"/release/{name}/sparql?query=ASK%7B%7D").status == 404
    make_current(old)
    until(lambda: ask(server, count, Accept="text/csv").text == "n\r\n10\r\n")
