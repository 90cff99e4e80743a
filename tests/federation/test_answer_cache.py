"""The answers of other endpoints that are kept: found as long as they are fresh, and then not kept any more."""

from __future__ import annotations

import time
from sys import getsizeof
from weakref import ref

from server.federation.calls import AnswerCache, Solutions

ROWS = (("<urn:a>",),)
LATER = ("http://other.example/", "later")


def test_an_answer_is_found_as_long_as_it_is_fresh() -> None:
    kept = AnswerCache(size=10_000, seconds=3600)
    answer = Solutions(("x",), ROWS)
    kept.keep(("http://other.example/", "q"), answer)
    assert kept.find(("http://other.example/", "q")) is answer
    assert kept.find(LATER) is None


def test_what_is_too_old_leaves_when_another_comes() -> None:
    kept = AnswerCache(size=10_000, seconds=0.01)
    answer = Solutions(("x",), ROWS)
    old = ref(answer)
    kept.keep(("http://other.example/", "q"), answer)
    del answer
    time.sleep(0.02)
    kept.keep(LATER, Solutions(("x",), ROWS))
    assert old() is None


def test_the_oldest_leaves_where_there_is_no_room() -> None:
    answers = [Solutions(("x",), ROWS) for _ in range(3)]
    kept = AnswerCache(size=2 * (answers[0].size + getsizeof("0")), seconds=3600)
    for number, answer in enumerate(answers):
        kept.keep(("http://other.example/", str(number)), answer)
    found = [kept.find(("http://other.example/", str(number))) for number in range(3)]
    assert found == [None, answers[1], answers[2]]


def test_nothing_is_kept_for_no_time() -> None:
    kept = AnswerCache(size=10_000, seconds=0)
    kept.keep(LATER, Solutions(("x",), ROWS))
    assert kept.find(LATER) is None


def test_the_texts_of_answers_and_queries_are_counted_as_they_are_held() -> None:
    """Outside of Latin a character takes two or four bytes."""
    answer = Solutions(("x",), (("ж" * 10_000,),))
    assert answer.size > 20_000
    kept = AnswerCache(size=50_000, seconds=3600)
    kept.keep(("http://other.example/", "𐍈" * 10_000), answer)
    assert kept.find(("http://other.example/", "𐍈" * 10_000)) is None
