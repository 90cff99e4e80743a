"""Preconditions by entity tags (RFC 9110, section 13) at the graph store and at the endpoint, as they are transferred.

Every method × condition × target × way of transfer.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.engine.small_store import EX
from tests.web.client import Answer, Client, Server
from tests.web.conftest import StartServer
from tests.web.test_scratch import TOKEN, UPDATE, Scratch, scratch
from tests.web.transfers import TRANSFERS, with_length

NAMED, DEFAULT, WHOLE, DIRECT = "/data?graph=http://e/g", "/data?default", "/data", "/data/a-name"
TURTLE, TRIG = "text/turtle", "application/trig"
ONE, TWO = "<a:s> <a:p> 1 .", "<a:s> <a:p> 2 ."
WAYS = {"with length": with_length, **TRANSFERS}


@pytest.fixture(scope="module")
def store() -> Iterator[Scratch]:
    with scratch("--empty") as server:
        yield server


@pytest.fixture
def data(store: Scratch) -> Iterator[Scratch]:
    """A dataset with the same triple in three graphs."""
    for target in (NAMED, DEFAULT, DIRECT):
        assert send(store, "PUT", target, ONE).status in (201, 204)
    yield store
    assert store.update("DROP ALL").status == 204


def send(
    server: Server, method: str, target: str, body: str = "", way: str = "with length", **fields: str
) -> Answer:
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "*/*"}
    if method in ("PUT", "POST"):
        headers["Content-Type"] = TRIG if target == WHOLE and method == "PUT" else TURTLE
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return WAYS[way](server.port, method, target, {**headers, **named}, body.encode())


def tag_of(server: Server, target: str, method: str = "GET", **fields: str) -> str:
    answer = send(server, method, target, **fields)
    assert answer.status == 200
    return str(answer.headers["ETag"])


BODIES = {"PUT": TWO, "POST": TWO, "DELETE": ""}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("method", BODIES)
@pytest.mark.parametrize("target", [NAMED, DEFAULT, WHOLE, DIRECT])
def test_a_change_is_made_only_where_its_preconditions_hold(
    data: Scratch, target: str, method: str, way: str
) -> None:
    body, before = BODIES[method], tag_of(data, target)
    for fields in (
        {"If_Match": '"other"'},
        {"If_Match": f"W/{before}"},
        {"If_None_Match": "*"},
        {"If_None_Match": f'"other", W/{before}'},
        {"If_Match": before, "If_None_Match": before},
    ):
        refused = send(data, method, target, body, way, **fields)
        assert (refused.status, refused.media_type) == (412, "application/problem+json"), fields
        assert tag_of(data, target) == before
    done = send(data, method, target, body, way, If_Match=f'"other", {before}', If_None_Match='"other"')
    assert done.status in (201, 204)
    assert data.count("{ ?s ?p 2 } UNION { GRAPH ?g { ?s ?p 2 } }") == (0 if method == "DELETE" else 1)
    again = send(data, method, target, body, way, If_Match=before)
    assert again.status == (404 if method == "DELETE" and target in (NAMED, DIRECT) else 412)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("target", ["/data?graph=http://e/new", "/data/new"])
def test_a_graph_is_made_only_where_there_is_none(data: Scratch, target: str, method: str, way: str) -> None:
    assert send(data, method, target, ONE, way, If_Match="*").status == 412
    assert send(data, method, target, ONE, way, If_Match='"any"').status == 412
    assert send(data, "GET", target).status == 404
    assert send(data, method, target, ONE, way, If_None_Match="*").status == 201
    assert send(data, method, target, TWO, way, If_None_Match="*").status == 412
    assert send(data, "GET", target, Accept="application/n-triples").text.count("\n") == 1
    assert send(data, method, target, TWO, way, If_Match="*").status == 204


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("target", [NAMED, DEFAULT, WHOLE, DIRECT])
def test_who_has_a_graph_is_told_so_until_it_changes(data: Scratch, target: str, method: str) -> None:
    tag = tag_of(data, target, method)
    assert tag == tag_of(data, target)
    for held in (tag, f'"other", W/{tag}', "*"):
        answer = send(data, method, target, If_None_Match=held)
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)
    assert send(data, method, target, If_Match=tag).status == 200
    assert send(data, method, target, If_Match="*").status == 200
    assert send(data, method, target, If_Match=f"W/{tag}").status == 412
    assert send(data, method, target, Accept="application/n-quads", If_None_Match=tag).status == 200
    assert send(data, "PUT", target, TWO).status == 204
    assert send(data, method, target, If_None_Match=tag).status == 200
    assert send(data, method, target, If_Match=tag).status == 412
    assert send(data, "PUT", target, ONE).status == 204
    assert tag_of(data, target) == tag or target == WHOLE  # the other graphs are gone


def test_a_tag_tells_graph_format_and_coding(data: Scratch) -> None:
    assert send(data, "PUT", NAMED, "".join(f"<a:s> <a:p> {number} ." for number in range(500))).status == 204
    plain = tag_of(data, NAMED)
    coded = tag_of(data, NAMED, Accept_Encoding="gzip")
    other = tag_of(data, NAMED, Accept="application/n-triples")
    assert len({plain, coded, other, tag_of(data, DEFAULT)}) == 4
    assert send(data, "GET", NAMED, Accept_Encoding="gzip", If_None_Match=coded).status == 304
    for tag in (plain, coded, other):
        assert send(data, "POST", NAMED, "", If_Match=tag).status == 204
    assert send(data, "DELETE", NAMED, If_Match=coded).status == 204


def test_an_update_changes_the_tags_of_what_it_changes(data: Scratch) -> None:
    tags = {target: tag_of(data, target) for target in (NAMED, DEFAULT, WHOLE, DIRECT)}
    assert data.update("INSERT DATA { GRAPH <http://e/g> { <a:s> <a:p> 3 } }").status == 204
    now = {target: tag_of(data, target) for target in tags}
    assert {target for target in tags if now[target] != tags[target]} == {NAMED, WHOLE}
    assert data.update("INSERT DATA { <a:s> <a:p> 3 }").status == 204
    assert tag_of(data, DEFAULT) != tags[DEFAULT]
    assert tag_of(data, NAMED) == now[NAMED]


def test_the_default_graph_of_a_copy_has_another_tag_when_a_named_graph_changes(release: object) -> None:
    with scratch() as copy:
        before = tag_of(copy, DEFAULT)
        assert send(copy, "PUT", "/data?graph=a:trial", ONE).status == 201
        assert tag_of(copy, DEFAULT) != before


@pytest.mark.parametrize("way", WAYS)
def test_the_endpoint_has_no_tag_that_an_update_could_match(data: Scratch, way: str) -> None:
    headers = {"Content-Type": UPDATE}
    update = "INSERT DATA { <a:s> <a:p> 9 }"
    for fields in ({"If_Match": tag_of(data, DEFAULT)}, {"If_None_Match": "*"}):
        assert send(data, "POST", "/sparql", update, way, **headers, **fields).status == 412
    assert data.count("<a:s> <a:p> 9") == 0
    for fields in ({"If_Match": "*"}, {"If_None_Match": '"x"'}):
        assert send(data, "POST", "/sparql", update, way, **headers, **fields).status == 204
    assert data.count("<a:s> <a:p> 9") == 1


def test_a_precondition_that_cannot_be_read_changes_nothing(data: Scratch) -> None:
    for fields in ({"If_Match": "one"}, {"If_None_Match": '"one'}):
        assert send(data, "PUT", NAMED, TWO, **fields).status == 400
    assert data.count("GRAPH <http://e/g> { ?s ?p 1 }") == 1


def test_what_is_refused_anyway_is_refused_for_that(data: Scratch) -> None:
    assert send(data, "DELETE", "/data?graph=http://e/none", If_Match="*").status == 404
    assert send(data, "PUT", NAMED, TWO, If_Match='"x"', Authorization="Bearer no").status == 401
    assert send(data, "PATCH", NAMED, TWO, If_Match='"x"').status == 405
    assert send(data, "OPTIONS", NAMED, If_Match='"x"').status == 204


def test_of_many_changes_of_one_state_a_single_one_is_made(data: Scratch) -> None:
    tag = tag_of(data, NAMED)

    def write(number: int) -> int:
        return send(data, "POST", NAMED, f"<a:s> <a:p> {100 + number} .", If_Match=tag).status

    with ThreadPoolExecutor(8) as threads:
        found = sorted(threads.map(write, range(8)))
    assert found == [204, *[412] * 7]
    assert data.count("GRAPH <http://e/g> { ?s ?p ?o FILTER(?o >= 100) }") == 1


@pytest.fixture(scope="module")
def direct(start_server: StartServer) -> Server:
    return start_server(evaluators=1)


@pytest.fixture(scope="module")
def by_flask(start_server: StartServer) -> Server:
    return start_server(evaluators=1, direct=0)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("method", ["QUERY", "POST"])
@pytest.mark.parametrize("driver", ["direct", "by_flask"])
def test_a_result_has_to_match_as_it_is_asked(
    request: pytest.FixtureRequest, driver: str, method: str, way: str
) -> None:
    server: Server = request.getfixturevalue(driver)
    query, headers = (
        f"SELECT ?n {{ ?s <{EX}number> ?n }} ORDER BY ?n",
        {"Content-Type": "application/sparql-query"},
    )
    tag = send(server, method, "/sparql", query, way, **headers).headers["ETag"]
    for condition, status in (
        ({"If_Match": tag}, 200),
        ({"If_Match": "*"}, 200),
        ({"If_Match": '"other"'}, 412),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": "*"}, 304 if method == "QUERY" else 200),
        ({"If_None_Match": f"W/{tag}"}, 304 if method == "QUERY" else 200),
    ):
        for _ in range(2):  # computed, and kept
            answer = send(server, method, "/sparql", query, way, **headers, **condition)
            assert answer.status == status, condition
    refused = send(server, method, "/sparql", "SELEC", way, **headers, If_None_Match="*")
    assert refused.status == 400
    of_the_moment = send(
        server, method, "/sparql", "SELECT (RAND() AS ?x) {}", way, **headers, If_Match='"x"'
    )
    assert of_the_moment.status == 412


@pytest.mark.parametrize(
    "target", ["/queries/bodies-held-necessary.csv?language=ru", "/fragments?predicate=rdf:type"]
)
def test_other_results_have_to_match_too(site: Client, target: str) -> None:
    tag = site.send("GET", target, {"Accept": "*/*"}).headers["ETag"]
    assert site.send("GET", target, {"Accept": "*/*", "If-Match": tag}).status == 200
    refused = site.send("GET", target, {"Accept": "*/*", "If-Match": '"other"'})
    assert (refused.status, refused.media_type) == (412, "application/problem+json")
