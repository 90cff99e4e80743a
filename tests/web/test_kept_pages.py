"""Pages that a release alone decides are kept, each for those who are shown the same."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from tests.conftest import RELEASES
from tests.web.client import Answer
from tests.web.in_process import AsgiClient, served_in_process

BELARUS = "/id/state/belarus"
HTML = {"Accept": "text/html"}
CHANGING = ("date", "cache-status", "x-request-id")


@pytest.fixture(scope="module")
def client() -> Iterator[AsgiClient]:
    with served_in_process(RELEASES) as client:
        yield client


def was_kept(answer: Answer) -> bool:
    return answer.headers["Cache-Status"] == "eikg; hit"


def told(answer: Answer) -> dict[str, str]:
    fields = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in CHANGING}
    fields.pop("content-length", None)
    return fields


@pytest.mark.parametrize("path", [BELARUS, "/ontology/Claim", "/scheme/topic/trade", "/graph/inferred"])
def test_a_page_that_is_asked_again_is_the_same_page(client: AsgiClient, path: str) -> None:
    first, second = (client.send("GET", path, HTML) for _ in range(2))
    assert first.status == 200
    assert (was_kept(first), was_kept(second)) == (False, True)
    assert second.body == first.body
    assert told(second) == told(first)
    head = client.send("HEAD", path, HTML)
    assert (was_kept(head), head.body) == (True, b"")
    unchanged = client.send("GET", path, {**HTML, "If-None-Match": first.headers["ETag"]})
    assert (unchanged.status, unchanged.body, was_kept(unchanged)) == (304, b"", True)
    # A browser takes the fields of this over into the page that it has.
    assert told(unchanged).items() <= told(first).items()
    assert unchanged.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "other",
    [
        {"Accept-Language": "ru"},
        {"Cookie": "lang=be"},
        {"Host": "graph.example"},
        {"Accept": "text/turtle"},
    ],
)
def test_who_is_shown_another_page_gets_that(client: AsgiClient, other: dict[str, str]) -> None:
    path = f"{BELARUS}?asof=2020-01-0{1 + len(str(other)) % 9}"
    usual = [client.send("GET", path, HTML) for _ in range(2)][1]
    assert was_kept(usual)
    different = [client.send("GET", path, {**HTML, **other}) for _ in range(2)]
    assert different[0].status == 200
    assert different[0].body == different[1].body != usual.body
    assert client.send("GET", path, HTML).body == usual.body


def test_who_is_no_proxy_fills_nothing_for_those_behind_one() -> None:
    sent = {
        **HTML,
        "Host": "inside.example",
        "X-Forwarded-Host": "real.example",
        "X-Forwarded-Proto": "https",
    }
    with served_in_process(RELEASES, trusted_proxies="127.0.0.1") as client:
        for source, address in (
            ("127.0.0.2", "http://inside.example"),
            ("127.0.0.1", "https://real.example"),
        ):
            for _ in range(2):
                answer = client.send("GET", BELARUS, sent, source=source)
                assert f'"{address}/' in answer.text
        assert was_kept(answer)


def test_nobody_keeps_others_from_kept_pages(client: AsgiClient) -> None:
    path = f"{BELARUS}?asof=2022-03-04"
    for number in range(40):
        assert client.send("GET", path, {**HTML, "Cookie": f"number={number}"}).status == 200
    assert [was_kept(client.send("GET", path, HTML)) for _ in range(2)] == [False, True]


def test_each_coding_is_kept_for_itself(client: AsgiClient) -> None:
    path = f"{BELARUS}?asof=2021-02-03"
    plain = [client.send("GET", path, HTML) for _ in range(2)][1]
    coded = [client.send("GET", path, {**HTML, "Accept-Encoding": "gzip"}) for _ in range(2)]
    assert [was_kept(one) for one in coded] == [False, True]
    assert coded[1].headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(coded[0].body) == gzip.decompress(coded[1].body) == plain.body
    assert plain.headers["Content-Encoding"] is None
    assert client.send("GET", path, HTML).body == plain.body


@pytest.mark.parametrize(
    "path", [f"{BELARUS}?lang=ru", "/id/state/nowhere", f"{BELARUS}?asof=never", "/search?q=belarus", "/"]
)
def test_what_sets_a_cookie_fails_or_is_of_the_moment_is_not_kept(client: AsgiClient, path: str) -> None:
    answers = [client.send("GET", path, HTML) for _ in range(2)]
    assert not any(map(was_kept, answers))
    assert answers[0].status == answers[1].status
