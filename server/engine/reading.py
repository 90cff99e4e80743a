"""Reading the graph in few round trips: what is asked at the same stage goes to an evaluator together.

A `Reader` is a generator: it yields the queries whose answers it needs to go on, is sent the rows of each, and returns
what it made of them. `together` lets several readers go on side by side, so that a page takes as many round trips as
its longest chain of questions has links, however many things it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar, overload

from server.engine.rows import Row

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
Reader = Generator[Sequence[str], list[list[Row]], T]
"""Yields SELECT queries, is sent their rows in the same order, returns a T."""


def read(reader: Reader[T], ask: Callable[[Sequence[str]], list[list[Row]]]) -> T:
    """Return what a reader makes of the answers that `ask` gives to the queries of each stage."""
    try:
        queries = next(reader)
        while True:
            queries = reader.send(ask(queries) if queries else [])
    except StopIteration as end:
        result: T = end.value
        return result


@overload
def together(first: Reader[A], second: Reader[B], /) -> Reader[tuple[A, B]]: ...
@overload
def together(first: Reader[A], second: Reader[B], third: Reader[C], /) -> Reader[tuple[A, B, C]]: ...
@overload
def together(
    first: Reader[A], second: Reader[B], third: Reader[C], fourth: Reader[D], fifth: Reader[E], /
) -> Reader[tuple[A, B, C, D, E]]: ...
@overload
def together(*readers: Reader[T]) -> Reader[tuple[T, ...]]: ...
def together(*readers: Reader[Any]) -> Reader[tuple[Any, ...]]:
    """Read several things side by side: their queries of one stage are asked as one."""
    results: list[Any] = [None] * len(readers)
    waiting: dict[int, Sequence[str]] = {}

    def go_on(number: int, answers: list[list[Row]] | None) -> None:
        waiting.pop(number, None)
        try:
            reader = readers[number]
            waiting[number] = next(reader) if answers is None else reader.send(answers)
        except StopIteration as end:
            results[number] = end.value

    for number in range(len(readers)):
        go_on(number, None)
    while waiting:
        answers = iter((yield [query for queries in waiting.values() for query in queries]))
        for number, queries in [*waiting.items()]:
            go_on(number, [next(answers) for _ in queries])
    return tuple(results)
