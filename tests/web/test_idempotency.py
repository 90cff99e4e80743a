"""Updates that are sent again with their Idempotency-Key: carried out once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from server.endpoint.http import Headers, Request
from server.endpoint.idempotency import IdempotencyKeys
from tests.engine.small_store import ENDLESS
from tests.web.client import FORM, Answer, until
from tests.web.test_scratch import TOKEN, UPDATE, Scratch, scratch

ADD = "INSERT { [] <a:p> 1 } WHERE {}"
"""Adds a triple each time that it is carried out."""


@pytest.fixture(scope="module")
def server() -> Iterator[Scratch]:
    with scratch("--empty", EIKG_QUERY_DEADLINE="3") as found:
        yield found


def send(server: Scratch, key: str, update: str = ADD, content_type: str = UPDATE, query: str = "") -> Answer:
    fields = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": key}
    return server.post(update, content_type, f"/sparql{query}", **fields)


def kind(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json()["type"].rpartition("/")[2]


def test_an_update_that_is_sent_again_is_carried_out_once(server: Scratch) -> None:
    assert [send(server, '"one"').status for _ in range(3)] == [204] * 3
    assert send(server, "one").status == 204, "the same key as many a client writes it"
    assert server.count("?s <a:p> ?o") == 1
    assert send(server, '"two"').status == 204
    assert server.count("?s <a:p> ?o") == 2


def test_a_key_is_for_one_update(server: Scratch) -> None:
    assert send(server, '"mine"').status == 204
    before = server.count("?s <a:p> ?o")
    for other in (
        send(server, '"mine"', ADD + " "),
        send(server, '"mine"', f"update={quote(ADD)}", FORM),
        send(server, '"mine"', query="?using-graph-uri=a:g"),
    ):
        assert kind(other) == (422, "idempotency-key")
    assert server.count("?s <a:p> ?o") == before


def test_a_key_waits_for_its_update_and_one_that_failed_may_be_tried_again(server: Scratch) -> None:
    endless = f"INSERT {{ ?a ?b ?c }} WHERE {{ {ENDLESS.partition('{')[2]}"
    data = " ".join(f"<a:s> <a:many> {number} ." for number in range(200))
    assert server.update(f"INSERT DATA {{ {data} }}").status == 204
    with ThreadPoolExecutor() as threads:
        first = threads.submit(send, server, '"slow"', endless)
        until(lambda: server.running() == 1 or first.done())
        assert kind(send(server, '"slow"', endless)) == (409, "idempotency-key")
        assert kind(send(server, '"slow"')) == (422, "idempotency-key")
        assert kind(first.result())[0] == 503
    assert kind(send(server, '"slow"', endless))[0] == 503, "carried out again, as nothing was changed"
    assert (
        kind(send(server, '"wrong"', "INSERT"))
        == kind(send(server, '"wrong"', "INSERT"))
        == (400, "query-syntax")
    )


@pytest.mark.parametrize("key", ["", '""', '"', '"a', f'"{"x" * 256}"', "two words", '"a", "b"', '"\xff"'])
def test_a_malformed_key_is_refused(server: Scratch, key: str) -> None:
    before = server.count("?s <a:p> ?o")
    assert kind(send(server, key)) == (400, "idempotency-key")
    assert server.count("?s <a:p> ?o") == before


def test_no_key_helps_who_has_no_token(server: Scratch) -> None:
    assert send(server, '"known"').status == 204
    assert server.post(ADD, UPDATE, **{"Idempotency-Key": '"known"'}).status == 401


def test_keys_are_remembered_within_bounds() -> None:
    keys = IdempotencyKeys(most=10)
    for number in range(100):
        with keys.attempt(request(number)) as wanted:
            assert wanted
    assert len(keys) == 10
    with keys.attempt(request(99)) as wanted:
        assert not wanted
    with keys.attempt(request(0)) as wanted:
        assert wanted, "forgotten"


def request(number: int) -> Request:
    return Request("POST", "/sparql", "", Headers([(b"idempotency-key", f'"{number}"'.encode())]))
