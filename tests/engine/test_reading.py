"""Several readers side by side: one round trip a stage, answers to whom they belong."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Literal

from server.engine.reading import Reader, read, together
from server.engine.rows import Row


def chain(*stages: Sequence[str]) -> Reader[list[str]]:
    said = []
    for queries in stages:
        for rows in (yield queries):
            said += [str(row["x"]) for row in rows]
    return said


class Asked:
    def __init__(self) -> None:
        self.stages: list[list[str]] = []

    def __call__(self, queries: Sequence[str]) -> list[list[Row]]:
        self.stages.append(list(queries))
        return [[{"x": Literal(f"re {query}")}] for query in queries]


def said(*queries: str) -> list[str]:
    return [str(Literal(f"re {query}")) for query in queries]


def test_readers_side_by_side_take_as_many_round_trips_as_the_longest() -> None:
    asked = Asked()
    found = read(
        together(chain(["a"], ["b1", "b2"], ["c"]), chain(["d1", "d2"]), chain()),
        asked,
    )
    assert found == (said("a", "b1", "b2", "c"), said("d1", "d2"), [])
    assert asked.stages == [["a", "d1", "d2"], ["b1", "b2"], ["c"]]


def test_readers_within_readers_go_on_side_by_side_too() -> None:
    def nested() -> Reader[tuple[list[str], list[str]]]:
        first = yield from chain(["a"])
        (second,) = yield from together(chain([*first]))
        return first, second

    asked = Asked()
    (first, second), other = read(together(nested(), chain(["x"], ["y"])), asked)
    assert first == said("a")
    assert second == said(*first)
    assert other == said("x", "y")
    assert len(asked.stages) == 2


def test_nothing_to_ask_is_not_asked() -> None:
    asked = Asked()
    assert read(chain([], ["a"], []), asked) == said("a")
    assert asked.stages == [["a"]]
