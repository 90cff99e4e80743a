"""What rates tell: what is borne, where it breaks, and what to set for each way in which it may break."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from server.commands.load.figures import Watched, is_loopback, sums_of
from server.commands.load.measuring import Outcome, Refusal
from server.commands.load.verdict import Setting, Step, judged, milliseconds

SETTING = Setting(latency=0.5, clients=16, connections=64, evaluators=12)
POLICY = '"requests";q=6000;w=60'


def step(
    rate: float, p99: float = 0.1, statuses: dict[int, int] | None = None, lateness: float = 0.0, **seen: Any
) -> Step:
    counted = Counter(statuses or {200: 100})
    outcome = Outcome(counted.total(), [p99] * counted.total(), [lateness], counted, took=5.0)
    return Step(rate, 5.0, outcome, Watched(**seen))


def refused(rate: float, status: int, fields: dict[str, str] | None = None, **members: object) -> Step:
    found = step(rate, statuses={200: 90, status: 10})
    found.outcome.refusals[status] = Refusal(status, json.dumps(members), fields or {})
    return found


def advice(*steps: Step) -> str:
    return "\n".join(judged(steps, SETTING).advice)


def test_what_is_borne_is_the_highest_rate_below_the_first_that_breaks() -> None:
    verdict = judged([step(10), step(20), step(40, 0.6), step(28), step(35, 0.6), step(50)], SETTING)
    assert verdict.bears
    assert verdict.breaks
    assert (verdict.bears.rate, verdict.breaks.rate) == (28, 35)
    assert verdict.reason == "99 % within 600 ms, more than 500 ms"


def test_where_nothing_breaks_it_says_so_and_where_nothing_holds() -> None:
    assert judged([step(10)], SETTING).breaks is None
    assert judged([step(10, 0.9)], SETTING).bears is None


def test_one_request_that_fails_breaks_a_rate() -> None:
    verdict = judged([step(10), step(20, statuses={200: 999, 503: 1})], SETTING)
    assert verdict.breaks
    assert verdict.reason == "1 × 503 of 1,000 requests; 99 % within 100 ms"


@pytest.mark.parametrize(
    ("budget", "setting"),
    [
        ("requests", "EIKG_RATE_LIMIT"),
        ("seconds", "EIKG_CLIENT_SECONDS"),
        ("errors", "EIKG_CLIENT_ERRORS"),
    ],
)
def test_a_limit_of_the_client_is_not_taken_for_one_of_the_machine(budget: str, setting: str) -> None:
    told = advice(refused(10, 429, {"ratelimit-policy": POLICY, "retry-after": "42"}, budget=budget))
    assert "not the machine" in told
    assert "EIKG_RATE_EXEMPT" in told
    for part in (setting, POLICY, "wait 42 s"):
        assert part in told


def test_the_share_of_a_client_is_told_from_its_budgets() -> None:
    told = advice(refused(10, 429, {"retry-after": "1"}, detail="As many of your requests wait as may."))
    assert "EIKG_CLIENT_WAITING" in told
    assert "--clients" in told
    assert "As many of your requests wait as may." in told


@pytest.mark.parametrize(
    ("kind", "part"),
    [("busy", "EIKG_QUEUE_LENGTH"), ("deadline", "EIKG_QUERY_DEADLINE"), ("memory", "EIKG_QUERY_MEMORY"),
     ("unavailable", "its log says why")],
)  # fmt: skip
def test_a_503_is_told_by_its_kind(kind: str, part: str) -> None:
    assert part in advice(refused(10, 503, type=f"https://w3id.org/eikg/problem/{kind}", detail="So it is."))


def test_an_answer_of_others_is_quoted_in_short() -> None:
    found = step(10, statuses={502: 3})
    found.outcome.refusals[502] = Refusal(502, "<html>" + "x" * 1000)
    assert len(advice(found)) < 400


def test_no_answer_is_told_with_its_reason() -> None:
    found = step(10, statuses={0: 3})
    found.outcome.refusals[0] = Refusal(0, "nobody takes connections there")
    assert "nobody takes connections there" in advice(found)


def test_latency_is_told_by_what_was_short() -> None:
    full = advice(step(10, 0.9, busy=0.97, own=0.2, running=12))
    assert "processors are the limit (97% busy, 20% by this command)" in full
    assert "EIKG_EVALUATORS" not in full
    idle = advice(step(10, 0.9, busy=0.4, running=12, waiting=9))
    assert "raise EIKG_EVALUATORS" in idle
    assert "9 queries waited" in idle
    assert "EIKG_CLIENT_REQUESTS" in advice(step(10, 0.9, busy=0.4, running=3, held=7))
    assert "not the server's" in advice(step(10, 0.9))


def test_this_command_says_where_it_was_late_itself() -> None:
    assert "measure from another machine" in advice(step(10, 0.9, lateness=0.2))
    assert "another machine" not in advice(step(10, 0.9, lateness=0.01, busy=1.0))


METRICS = """# TYPE eikg_requests counter
eikg_requests_total{method="GET",outcome="hit",route="/sparql",status="200"} 30.0
eikg_requests_total{method="GET",outcome="miss",route="/sparql",status="200"} 10.0
eikg_requests_total{method="GET",outcome="own",route="/metrics",status="200"} 5.0
# TYPE eikg_evaluators_ended counter
eikg_evaluators_ended_total{reason="Worn"} 2.0
eikg_evaluators_ended_total{reason="Abandoned"} 0.0
# TYPE eikg_evaluators gauge
eikg_evaluators 12.0
"""


def test_figures_tell_of_the_cache_and_of_evaluators_that_were_replaced() -> None:
    watched = Watched(counted=sums_of(METRICS), kept=(40, 3 * 2**20), busy=0.2)
    assert watched.from_cache == 0.75
    assert watched.ended() == {"Worn": 2}
    told = "\n".join(judged([Step(10, 5.0, step(10, 0.9).outcome, watched)], SETTING).advice)
    assert "75% of the answers came from the cache, which keeps 40 in 3.0 MiB" in told
    assert "2 × Worn" in told


def test_what_is_no_text_of_figures_has_none() -> None:
    assert sums_of("<html>") == {}
    assert Watched().from_cache is None


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.3.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("10.0.0.1", False),
        ("eikg.example", False),
    ],
)
def test_this_machine_is_told_from_others(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_times_are_for_people() -> None:
    assert [*map(milliseconds, (1.5, 0.0123, 0.00456))] == ["1,500 ms", "12 ms", "4.6 ms"]
