"""Every answer names its request, as its line of the log and its problem do, and the trace that its client is in."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from server.web.front.exchange import Trace
from tests.web.client import Answer, Client, until
from tests.web.conftest import EndpointServer

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
ASK = "/sparql?query=ASK%7B%7D"
ID = re.compile(r"[0-9a-f]{16}")


def id_of(answer: Answer) -> str:
    [found] = answer.headers.get_all("X-Request-Id") or [""]
    assert ID.fullmatch(found), found
    return found


def lines(server: EndpointServer, *wanted: str) -> dict[str, dict[str, Any]]:
    """The lines of the log by the ids of their requests, when those that are wanted are there."""

    def written() -> dict[str, dict[str, Any]]:
        return {line["request"]: line for line in map(json.loads, server.log.read_text().splitlines())}

    until(lambda: {*wanted} <= written().keys())
    return written()


def test_each_answer_has_an_id_of_its_own_also_one_that_is_kept(endpoint: EndpointServer) -> None:
    answers = [endpoint.send("GET", ASK) for _ in range(3)]
    tag = answers[0].headers["ETag"]
    answers += [endpoint.send("GET", ASK, {"If-None-Match": tag}), endpoint.send("HEAD", ASK)]
    answers += [endpoint.send(method, path) for method, path in (("GET", "/health"), ("OPTIONS", "/sparql"))]
    assert [answer.status for answer in answers] == [200, 200, 200, 304, 200, 200, 204]
    assert answers[2].headers["Cache-Status"] == "eikg; hit"
    assert {answer.headers["ETag"] for answer in answers[:4]} == {tag}
    ids = [id_of(answer) for answer in answers]
    assert len({*ids}) == len(ids)
    found = lines(endpoint, *ids)
    assert [found[one]["status"] for one in ids] == [answer.status for answer in answers]
    assert "X-Request-Id" in answers[0].headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("target", "status"),
    [("/sparql?query=ASK", 400), ("/release/none/sparql", 404), (f"{ASK}&format=none", 406)],
)
@pytest.mark.parametrize("form", ["application/json", "text/plain", "text/html, */*;q=0.1"])
def test_a_problem_names_its_request(endpoint: EndpointServer, target: str, status: int, form: str) -> None:
    answer = endpoint.send("GET", target, {"Accept": form})
    assert answer.status == status
    told = answer.json()["request"] if "json" in form else answer.text
    assert id_of(answer) in told


@pytest.mark.parametrize(
    ("target", "status"), [("/nowhere", 404), ("/docs/none", 404), ("/queries/none", 404)]
)
def test_a_page_that_tells_an_error_names_its_request(site: Client, target: str, status: int) -> None:
    answer = site.send("GET", target, {"Accept": "text/html"})
    assert answer.status == status
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_trace_goes_on_in_the_log_and_comes_back(endpoint: EndpointServer) -> None:
    traced = [endpoint.send("GET", ASK, {"traceparent": PARENT}) for _ in range(2)]
    for answer in traced:
        assert answer.headers["traceresponse"] == f"00-{TRACE}-{id_of(answer)}-01"
        assert lines(endpoint, id_of(answer))[id_of(answer)]["trace"] == TRACE
    plain = endpoint.send("GET", ASK, {"traceparent": PARENT.upper()})
    assert plain.headers["traceresponse"] is None
    assert "trace" not in lines(endpoint, id_of(plain))[id_of(plain)]
    assert endpoint.send("GET", ASK, {"X-Request-Id": "forged"}).headers["X-Request-Id"] != "forged"


@pytest.mark.parametrize(
    ("parent", "trace", "flags"),
    [
        (PARENT, TRACE, "01"),
        (PARENT[:-2] + "00", TRACE, "00"),
        (PARENT[:-2] + "ff", TRACE, "01"),
        ("cc" + PARENT[2:], TRACE, "01"),
        ("cc" + PARENT[2:] + "-what-comes-later", TRACE, "01"),
    ],
)
def test_a_traceparent_is_read_as_the_standard_has_it(parent: str, trace: str, flags: str) -> None:
    found = Trace()
    found.continue_from(parent.encode())
    assert dict(found.fields())[b"traceresponse"].decode() == f"00-{trace}-{found.request}-{flags}"


@pytest.mark.parametrize(
    "parent",
    [
        "",
        "ff" + PARENT[2:],
        PARENT + "-more",
        PARENT + "\n",
        PARENT[:-1],
        PARENT.replace("4bf9", "4BF9"),
        PARENT.replace(TRACE, "0" * 32),
        PARENT.replace("00f067aa0ba902b7", "0" * 16),
        f"{PARENT},{PARENT}",
        "cc" + PARENT[2:] + "more",
        "cc" + PARENT[2:] + "-" + "x" * 200,
        "cc" + PARENT[2:] + "-\r\nset-cookie: a=b",
    ],
)
def test_a_traceparent_that_is_none_is_as_if_it_were_not_there(parent: str) -> None:
    found = Trace()
    found.continue_from(parent.encode())
    assert found.fields() == [(b"x-request-id", found.request.encode())]


def test_nothing_of_a_later_version_is_sent_back() -> None:
    """What follows the flags is of a form that is not known yet; only digits are given back."""
    found = Trace()
    found.continue_from(b"cc" + PARENT.encode()[2:] + b"-\x07\xff")
    for _, value in found.fields():
        assert re.fullmatch(rb"[0-9a-f-]+", value)
