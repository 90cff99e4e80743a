"""The judge of the soak sees what must never be."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest

from server.integrity import record
from server.release import ORIGINALS, RELEASES, Release
from tests.engine.small_store import EX
from tests.system.soak.answers.asks import Ask, Sent, compose
from tests.system.soak.answers.bodies import CSV, GRAPHS, JSON, TABLES, TSV, XML, accepted_by, lenient
from tests.system.soak.answers.judge import (
    BROKEN,
    DECLARED,
    FAULT,
    HALF,
    HUNG,
    NO_ANSWER,
    NOT_MODIFIED,
    RIGHT,
    WRONG,
    Judge,
    Reply,
)
from tests.system.soak.answers.recording import Recording
from tests.system.soak.releases import Releases, point
from tests.system.soak.tally import Tally

ROWS = f"SELECT ?s ?n {{ ?s <{EX}number> ?n }} ORDER BY ?n"
TRIPLES = f"CONSTRUCT WHERE {{ ?s <{EX}number> ?n }}"
PROBLEM = b'{"type": "https://w3id.org/eikg/problem/busy", "title": "x", "status": 503, "detail": "y"}'


@pytest.fixture
def stores(tmp_path: Path) -> Releases:
    """Two releases of a few numbers each: of the second one is left out."""
    for name, numbers in (("a" * 16, range(40)), ("b" * 16, range(1, 40))):
        (tmp_path / RELEASES / name).mkdir(parents=True)
        store = ox.Store(str(tmp_path / RELEASES / name / "store"))
        store.extend(
            ox.Quad(ox.NamedNode(f"{EX}{number}"), ox.NamedNode(f"{EX}number"), ox.Literal(number))
            for number in numbers
        )
        store.flush()
        del store
        (tmp_path / RELEASES / name / ORIGINALS).touch()
        record(tmp_path / RELEASES / name)
    point(tmp_path, f"{RELEASES}/{'a' * 16}")
    return Releases(tmp_path, [Release(tmp_path / RELEASES / (letter * 16)) for letter in "ab"])


@pytest.fixture
def judge(stores: Releases, tmp_path: Path) -> Judge:
    recording = Recording()
    for one in stores.all:
        recording.evaluate(one, [ask(ROWS), ask(TRIPLES)])
    return Judge(recording, stores, Tally(), tmp_path)


def ask(query: str, equivalents: tuple[str, ...] = ()) -> Ask:
    formats = tuple(GRAPHS) if query.startswith("CONSTRUCT") else TABLES
    return Ask(query[:9], "/sparql", query, formats, equivalents=equivalents)


def sent(query: str, media_type: str) -> Sent:
    return Sent(ask(query), media_type, "GET", "/sparql", query)


def body(stores: Releases, number: int, query: str, media_type: str) -> bytes:
    """What an evaluator would write."""
    result = ox.Store.read_only(str(stores.all[number].store)).query(query)
    if isinstance(result, ox.QueryTriples):
        return ox.serialize(result, format=GRAPHS[media_type]) or b""
    assert isinstance(result, ox.QuerySolutions)
    found = ox.QueryResultsFormat.from_media_type(media_type)
    assert found
    return result.serialize(format=found) or b""


def reply(content: bytes, media_type: str, release: str = "", **more: bool | str) -> Reply:
    link = {"link": f'</release/{release}>; rel="describedby"; type="application/json"'} if release else {}
    whole = bool(more.pop("whole", True))
    return Reply(200, {"content-type": media_type, **link}, content, whole, time.monotonic(), **more)  # type: ignore[arg-type]


BOTH = [*((ROWS, one) for one in TABLES), *((TRIPLES, one) for one in GRAPHS)]


@pytest.mark.parametrize(("query", "media_type"), BOTH)
def test_an_answer_is_right_for_its_own_release_only(
    judge: Judge, stores: Releases, query: str, media_type: str
) -> None:
    first, second = (body(stores, number, query, media_type) for number in (0, 1))
    asked = sent(query, media_type)
    assert judge.judge("x", asked, reply(first, media_type, "a" * 16)) == RIGHT
    assert judge.judge("x", asked, reply(first, media_type)) == RIGHT
    assert judge.judge("x", asked, reply(second, media_type, "a" * 16)) == WRONG
    assert judge.judge("x", asked, reply(second, media_type)) == WRONG
    assert judge.judge("x", asked, reply(second, media_type, "b" * 16)) == WRONG, "it is not the current one"
    stores.switch(stores.all[1])
    assert judge.judge("x", asked, reply(second, media_type, "b" * 16)) == RIGHT
    assert judge.judge("x", asked, reply(first, media_type, "a" * 16)) == RIGHT, "the switch is under way"
    stores.settled()
    assert judge.judge("x", asked, reply(first, media_type, "a" * 16)) == WRONG
    pinned = replace(asked, release="a" * 16)
    assert judge.judge("x", pinned, reply(first, media_type, "a" * 16)) == RIGHT
    assert judge.judge("x", pinned, reply(second, media_type, "b" * 16)) == WRONG
    assert judge.tally.of("outcomes") == {RIGHT: 5, WRONG: 5}


@pytest.mark.parametrize(("query", "media_type"), BOTH)
def test_half_an_answer_in_a_whole_transfer_is_wrong(
    judge: Judge, stores: Releases, query: str, media_type: str
) -> None:
    whole = body(stores, 0, query, media_type)
    lines = whole.splitlines(keepends=True)
    half = b"".join(lines[: len(lines) // 2]) if len(lines) > 3 else whole[: len(whole) // 2]
    assert judge.judge("x", sent(query, media_type), reply(half, media_type, "a" * 16)) == WRONG


def test_rows_in_another_order_are_wrong_where_the_query_orders_them(judge: Judge, stores: Releases) -> None:
    head, *rows = body(stores, 0, ROWS, TSV).splitlines(keepends=True)
    turned = b"".join([head, *reversed(rows)])
    assert judge.judge("x", sent(ROWS, TSV), reply(turned, TSV)) == WRONG


def test_a_broken_transfer_must_not_parse(judge: Judge, stores: Releases) -> None:
    cases: tuple[tuple[str, Callable[[bytes], bytes], str], ...] = (
        (CSV, lambda whole: whole[: whole.index(b"\n", 300) + 1], HALF),
        (CSV, lambda whole: whole[: whole.index(b"\n", 300) - 3], BROKEN),
        (CSV, lambda whole: whole[:300] + b'\r\n"# The result is incomplete\r\n', BROKEN),
        (TSV, lambda whole: whole[: whole.index(b"\n", 300) + 1], HALF),
        (TSV, lambda whole: whole[: whole.index(b"\n", 300) + 1] + b"# The result is incomplete\n", BROKEN),
        (JSON, lambda whole: whole[:300], BROKEN),
        (JSON, lambda whole: whole[: whole.index(b"}},", 300) + 2] + b"]}}", HALF),
        (XML, lambda whole: whole[:300], BROKEN),
    )
    for media_type, cut, outcome in cases:
        content = cut(body(stores, 0, ROWS, media_type))
        broken = reply(content, media_type, "a" * 16, whole=False, error="IncompleteRead")
        assert judge.judge("x", sent(ROWS, media_type), broken) == outcome, (media_type, content)
    whole = body(stores, 0, ROWS, CSV)
    lacking_its_end = reply(whole, CSV, "a" * 16, whole=False, error="IncompleteRead")
    assert judge.judge("x", sent(ROWS, CSV), lacking_its_end) == BROKEN, "all of it came"


def test_a_coding_must_have_its_end(judge: Judge, stores: Releases) -> None:
    packed = gzip.compress(body(stores, 0, ROWS, CSV))
    given = reply(packed, CSV, "a" * 16)
    coded = replace(given, headers={**given.headers, "content-encoding": "gzip"})
    assert judge.judge("x", sent(ROWS, CSV), coded) == RIGHT
    assert judge.judge("x", sent(ROWS, CSV), replace(coded, body=packed[:-9])) == WRONG


def test_only_declared_failures_pass(judge: Judge) -> None:
    declared = {"content-type": "application/problem+json", "retry-after": "5"}
    federated = replace(sent(ROWS, CSV), ask=ask(ROWS, equivalents=(ROWS,)))

    def outcome(asked: Sent, status: int, headers: dict[str, str], content: bytes = PROBLEM) -> str:
        return judge.judge("x", asked, Reply(status, headers, content, True, time.monotonic()))

    assert outcome(sent(ROWS, CSV), 503, declared) == DECLARED
    assert outcome(sent(ROWS, CSV), 503, {"content-type": "application/problem+json"}) == FAULT
    assert outcome(sent(ROWS, CSV), 503, declared, b"busy") == FAULT
    assert outcome(sent(ROWS, CSV), 502, declared, PROBLEM.replace(b"503", b"502")) == FAULT
    assert outcome(federated, 502, declared, PROBLEM.replace(b"503", b"502")) == DECLARED
    assert outcome(sent(ROWS, CSV), 500, declared, PROBLEM.replace(b"503", b"500")) == FAULT
    assert outcome(sent(ROWS, CSV), 404, declared, PROBLEM.replace(b"503", b"404")) == FAULT
    assert judge.judge("x", sent(ROWS, CSV), Reply(0, {}, b"", False, 0, error="TimeoutError")) == HUNG
    assert (
        judge.judge("x", sent(ROWS, CSV), Reply(0, {}, b"", False, 0, error="RemoteDisconnected"))
        == NO_ANSWER
    )


def test_not_modified_is_right_only_if_the_same_release_answers(judge: Judge, stores: Releases) -> None:
    asked = replace(sent(ROWS, CSV), headers={"If-None-Match": '"t"'})
    unchanged = Reply(304, {"etag": '"t"'}, b"", True, time.monotonic())
    assert judge.judge("x", asked, unchanged) == WRONG, "nobody gave that tag"
    stores.remember_tag(asked.ask.name, '"t"', "a" * 16)
    assert judge.judge("x", asked, unchanged) == NOT_MODIFIED
    stores.switch(stores.all[1])
    stores.settled()
    assert judge.judge("x", asked, replace(unchanged, began=time.monotonic())) == WRONG


def test_a_hostile_query_must_not_be_answered(judge: Judge) -> None:
    asked = sent(ROWS, "")
    assert judge.hostile("x", asked, reply(b"n\r\n1\r\n", CSV)) == WRONG
    assert judge.hostile("x", asked, reply(b"n\r\n1\r\n", CSV, whole=False, error="IncompleteRead")) == HALF


def test_every_way_of_asking_is_a_request_for_the_same(judge: Judge) -> None:
    random, methods = Random(0), set()
    for _ in range(200):
        made = compose(
            ask(ROWS.replace("}", "FILTER(?n != '$UNIQUE') }")), random, "1-2", random.choice(("", "c"))
        )
        methods.add(made.method)
        assert "$UNIQUE" not in made.query + made.target
        assert made.target.startswith("/release/c/sparql" if made.release else "/sparql")
    assert methods == {"GET", "HEAD", "POST", "QUERY"}


def test_the_parser_that_ignores_the_end_of_results_in_xml_still_does() -> None:
    head = (
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head><results>'
    )
    cut = (
        head
        + b'<result><binding name="s"><uri>urn:a</uri></binding></result><result><binding name="s"><uri>urn:'
    )
    assert [name for name in accepted_by(cut, XML) if not lenient(name)] == []
    assert f"pyoxigraph {XML}" in accepted_by(cut, XML)
