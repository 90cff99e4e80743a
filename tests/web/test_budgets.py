"""What a client uses is counted whatever path it takes and however its work ends; what is left is told."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from server.engine import ClientSpent
from server.settings import Settings, SettingsError
from server.web.front.budgets import Budgets
from server.web.front.clients import group, prefixes
from tests.conftest import RELEASES
from tests.engine.small_store import ENDLESS
from tests.web.client import Answer, until
from tests.web.conftest import EndpointServer, StartServer, write_release
from tests.web.in_process import AsgiClient, served_in_process
from tests.web.test_sparql_limits import ask_and_wait

ONE, OTHER, THIRD = "127.0.0.2", "127.0.0.3", "127.0.0.4"
LONG = 200_000
WORDS = quote("-".join(f"word{number}" for number in range(500)))
SPENDING = f"/sparql?query={quote(ENDLESS)}&timeout=1.2"
EVALUATED = (
    "/docs/tutorial/dates?run=1",
    "/sparql?query=ASK%7B%3Fa%20%3Fb%201%7D",
    "/sparql?explain=plan&query=ASK%7B%3Fa%20%3Fb%202%7D",
    "/fragments?predicate=http%3A%2F%2Fexample.org%2F",
    "/id/document/leshenyuk-2021",
    "/id/document/leshenyuk-2021.ttl",
    f"/id/{WORDS}",
    "/search?q=word",
    "/lists/Vote",
    "/.well-known/void",
)
"""What needs an evaluator."""


def ask(number: int) -> str:
    """The path of an ASK that is no other's, so that no kept answer is its own."""
    return f"/sparql?query=ASK%7BVALUES%20%3Fx%7B{number}%7D%7D"


def left(answer: Answer, budget: str) -> int:
    """What an answer says is left of a budget."""
    told = dict(part.split(";", 1) for part in answer.headers["RateLimit"].split(", "))
    return int(told[f'"{budget}"'].partition(";")[0].removeprefix("r="))


def refused_for(answer: Answer) -> str:
    """The budget that is spent by what a refusal says."""
    assert answer.status == 429, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    return str(answer.json()["budget"])


@pytest.fixture(scope="module")
def counting(start_server: StartServer) -> EndpointServer:
    return start_server(
        evaluators=2,
        query_deadline=3600,
        client_seconds=1,
        client_errors=3,
        rate_window=3600,
        rate_exempt="127.0.0.1",
    )


@pytest.fixture(scope="module")
def pages() -> Iterator[AsgiClient]:
    with served_in_process(
        RELEASES, client_seconds=1, rate_window=3600.0, rate_exempt="", request_lookups=14
    ) as client:
        yield client


def test_a_query_that_is_killed_is_charged_and_kept_answers_stay(counting: EndpointServer) -> None:
    kept = counting.send("GET", ask(1), source=ONE)
    assert kept.headers["RateLimit-Policy"] == (
        '"requests";q=6000;w=3600, "seconds";q=1;w=3600, "errors";q=3;w=3600'
    )
    assert (kept.status, left(kept, "seconds"), left(kept, "errors")) == (200, 1, 3)
    assert counting.send("GET", SPENDING, source=ONE).status == 503
    refused = counting.send("GET", ask(2), source=ONE)
    assert (refused_for(refused), left(refused, "seconds")) == ("seconds", 0)
    again = counting.send("GET", ask(1), source=ONE)
    assert (again.status, again.headers["Cache-Status"]) == (200, "eikg; hit")
    assert counting.send("GET", ask(2), source=OTHER).status == 200
    assert counting.send("GET", ask(3)).status == 200, "who is exempt is not counted"


def test_leaving_does_not_escape_the_charge(counting: EndpointServer) -> None:
    source = "127.0.0.5"
    with ask_and_wait(counting, source=source):
        until(lambda: counting.running() == 1)
        time.sleep(1.1)  # longer than the budget
    until(lambda: counting.running() == 0)
    assert refused_for(counting.send("GET", ask(4), source=source)) == "seconds"


def test_mistakes_are_counted(counting: EndpointServer) -> None:
    source = "127.0.0.6"
    for wrong in ("/sparql?query=SELEC", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"):
        assert counting.send("GET", wrong, source=source).status == 400
    assert left(counting.send("GET", "/nothing-there", source=source), "errors") == 1, "a 404 is no mistake"
    assert counting.send("GET", ask(5), source=source).status == 200
    assert counting.send("GET", "/sparql?query=SELEC", source=source).status == 400
    refused = counting.send("GET", ask(6), source=source)
    assert (refused_for(refused), left(refused, "errors")) == ("errors", 0)


def test_whoever_is_spent_has_no_long_text_read(counting: EndpointServer) -> None:
    source = "127.0.0.7"
    assert counting.send("GET", SPENDING, source=source).status == 503
    body = b"query=a&query=" + b"%20" * 20_000
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert refused_for(counting.send("POST", "/sparql", form, body, source)) == "seconds"


def test_a_search_is_charged_though_no_evaluator_works_for_it() -> None:
    with served_in_process(RELEASES, client_seconds=1, rate_window=3600.0, rate_exempt="") as client:
        for number in range(2000):
            if (answer := client.send("GET", f"/search.json?q=belarus+{number}", source=ONE)).status != 200:
                break
        assert refused_for(answer) == "seconds"
        assert client.send("GET", "/search.json?q=belarus", source=OTHER).status == 200


def test_whatever_is_evaluated_is_refused_to_whoever_is_spent(pages: AsgiClient) -> None:
    assert pages.send("GET", SPENDING, source=ONE).status == 503
    for path in EVALUATED:
        assert pages.send("GET", path, source=ONE).status == 429, path
    assert pages.send("GET", "/docs", source=ONE).status == 200, "what needs no evaluation is there"


@pytest.mark.parametrize("explanation", ["empty", "plan", "sources"])
def test_an_explanation_is_charged(pages: AsgiClient, explanation: str) -> None:
    source = f"127.0.1.{len(explanation)}"
    path = SPENDING.replace("timeout=1.2", "timeout=2.5")
    pages.send("GET", f"{path}&explain={explanation}", source=source)
    assert refused_for(pages.send("GET", ask(len(explanation)), source=source)) == "seconds"


def test_one_request_has_so_many_look_ups() -> None:
    with served_in_process(RELEASES, request_lookups=19) as client:
        assert client.send("GET", "/id/document/leshenyuk-2021").status == 200
        parts = "".join(f"?a ?b{number} {number} . " for number in range(20))
        query = quote(f"SELECT * {{ {parts} }}")
        refused = client.send("GET", f"/sparql?explain=plan&query={query}")
        assert (refused.status, refused.json()["type"].rpartition("/")[2]) == (503, "too-many-lookups")


def test_no_half_page_is_shown_beyond_the_look_ups() -> None:
    with served_in_process(RELEASES, request_lookups=12) as client:
        assert client.send("GET", "/id/document/leshenyuk-2021").status == 503
        for part in ("id", "ontology", "scheme", "graph", "docs", "queries"):
            assert client.send("GET", f"/{part}/{WORDS}").status == 404, part


def test_by_default_three_clients_with_endless_queries_leave_others_evaluators(
    start_server: StartServer,
) -> None:
    server = start_server(query_deadline=3600, queue_wait=3600, client_seconds=0, rate_exempt="127.0.0.1")
    with ExitStack() as stack:
        for _ in range(6):
            for source in (ONE, OTHER, THIRD):
                stack.enter_context(ask_and_wait(server, source=source))
        until(lambda: server.running() == 3 * Settings.client_queries)
        for number in range(5):
            assert server.send("GET", ask(number), source="127.0.0.9").status == 200
        assert server.running() == 3 * Settings.client_queries
    until(lambda: server.running() == 0)


def test_opening_an_old_release_is_refused_to_whoever_is_spent(
    start_server: StartServer, tmp_path: Path
) -> None:
    old = write_release(tmp_path, "1" * 64)
    new = write_release(tmp_path, "2" * 64)
    server = start_server(
        new, evaluators=2, query_deadline=60, client_seconds=1, rate_window=3600, rate_exempt="127.0.0.1"
    )
    path = f"/release/{old.name}{ask(1)}"
    assert server.send("GET", SPENDING, source=ONE).status == 503
    assert refused_for(server.send("GET", path, source=ONE)) == "seconds"
    assert server.send("GET", path).status == 200


def test_health_is_counted_for_all_but_operators(start_server: StartServer) -> None:
    server = start_server(
        evaluators=1, rate_limit=2, rate_window=3600, rate_exempt="", metrics_readers="127.0.0.1"
    )
    statuses = [server.send("GET", "/health", source=ONE).status for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert [server.send("GET", "/health").status for _ in range(3)] == [200, 200, 200]


def test_a_client_is_as_large_a_network_as_is_set() -> None:
    usual, wider = prefixes(Settings()), prefixes(Settings(client_prefixes="24, 56"))
    assert group("192.0.2.1", *usual) == group("::ffff:192.0.2.1", *usual) == "192.0.2.1"
    assert group("192.0.2.1", *wider) == group("192.0.2.2", *wider) == "192.0.2.0/24"
    assert group("2001:db8::1", *usual) == "2001:db8::/64"
    assert group("2001:db8:0:ff::1", *wider) == "2001:db8::/56"
    for wrong in ("32", "33, 64", "32, 129", "a, b", ""):
        with pytest.raises(SettingsError, match="EIKG_CLIENT_PREFIXES"):
            prefixes(Settings(client_prefixes=wrong))


def test_what_is_used_beyond_a_window_is_taken_off_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("server.web.front.budgets.time", SimpleNamespace(monotonic=lambda: now[0]))
    counted = Budgets(Settings(client_seconds=60, rate_window=60.0))
    counted.refuse_if_spent(ONE, "seconds")
    counted.use(ONE, "seconds", 150)
    with pytest.raises(ClientSpent) as caught:
        counted.refuse_if_spent(ONE, "seconds")
    assert caught.value.retry_after == 120
    now[0] += 61
    with pytest.raises(ClientSpent) as caught:
        counted.refuse_if_spent(ONE, "seconds")
    assert caught.value.retry_after == 60
    now[0] += 61
    counted.refuse_if_spent(ONE, "seconds")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SELECT * { ?s a eik:Person " + "{" * LONG, 400),
        ("SELECT * { VALUES ?s { " + "eik:a " * (LONG // 6) + "} }", 400),
        ("SELECT * { VALUES ?s { " + '"a" ' * (LONG // 4) + "} }", 200),
        ("# a\n" * (LONG // 4) + "ASK {}", 200),
        ("PREFIX a: <http://example.org/> " * (LONG // 32) + "ASK {}", 200),
        (": " * (LONG // 2), 400),
        ("x" * LONG, 400),
    ],
)
def test_a_long_text_is_read_by_an_evaluator(site: AsgiClient, text: str, status: int) -> None:
    calls: dict[str, int] = {}

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and "/server/sparql/" in frame.f_code.co_filename:
            calls[frame.f_code.co_name] = calls.get(frame.f_code.co_name, 0) + 1

    site.set_profile(note)
    try:
        answer = site.post(text, "application/sparql-query")
    finally:
        site.set_profile(None)
    assert answer.status == status
    assert sum(calls.values()) < 20, calls
    if "eik:" in text:
        assert {hint["written"] for hint in answer.json()["hints"]} == {"eik:"}
    if status == 200:
        assert answer.headers["ETag"], "it can be kept as any other"
    assert sys.getprofile() is None


def test_a_well_known_graph_has_its_lasting_name_in_a_long_query(site: AsgiClient) -> None:
    answers = [
        site.post(
            f"ASK {{ GRAPH <http://127.0.0.1:8000/.well-known/void> {{ ?s ?p ?o }} }} {rest}",
            "application/sparql-query",
        )
        for rest in ("", "# a long comment\n" * 1000)
    ]
    assert [answer.json()["boolean"] for answer in answers] == [True, True]
