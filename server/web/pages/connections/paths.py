"""The paths between two nodes of a graph: the shortest first, searched from both ends, within bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice
from typing import Final

LONGEST: Final = 4
"""Steps of a path at most."""

TRIED: Final = 200_000
"""Paths of a length that are looked at, at most, to choose those that are shown."""

Neighbours = Mapping[str, frozenset[str]]
Path = tuple[str, ...]
"""The nodes of a path in order, its ends included."""


@dataclass(frozen=True)
class Found:
    """The paths, the best first; whether there are more, and whether all of a length were looked at."""

    paths: tuple[Path, ...]
    more: bool
    complete: bool


def paths(neighbours: Neighbours, one: str, other: str, steps: int, most: int) -> Found:
    """Return at most `most` paths of at most `steps` steps (at most LONGEST) from one node to another.

    Of one length those come first whose inner nodes have the fewest neighbours: what links few says more than what
    links many. A path is left out where two of its nodes are linked directly, so that it would only be a detour; that
    its ends are linked does not count.
    """
    found: list[Path] = []
    for length in range(1, min(steps, LONGEST) + 1):
        tried = list(islice(_joined(neighbours, one, other, length), TRIED + 1))
        straight = [path for path in tried[:TRIED] if _straight(neighbours, path)]
        wanted = most - len(found)
        found += nsmallest(wanted, straight, key=lambda path: _cost(neighbours, path))
        complete = len(tried) <= TRIED
        if len(straight) > wanted or not complete:
            return Found(tuple(found), more=True, complete=complete)
    return Found(tuple(found), more=False, complete=True)


def _cost(neighbours: Neighbours, path: Path) -> tuple[int, Path]:
    return sum(len(neighbours[node]) for node in path[1:-1]), path


def _joined(neighbours: Neighbours, one: str, other: str, length: int) -> Iterator[Path]:
    """Yield the walks of a length, made of those that begin at either end, where they meet."""
    if one == other or one not in neighbours or other not in neighbours:
        return
    back: dict[str, list[Path]] = defaultdict(list)
    for path in islice(_walks(neighbours, other, length // 2), TRIED + 1):
        back[path[-1]].append(path)
    for path in _walks(neighbours, one, length - length // 2):
        for rest in back.get(path[-1], ()):
            yield (*path, *rest[-2::-1])


def _walks(neighbours: Neighbours, start: str, length: int) -> Iterator[Path]:
    """Yield the walks of a length, at most two steps, from a node that do not come back to it."""
    if length == 0:
        yield (start,)
        return
    for path in _walks(neighbours, start, length - 1):
        for following in sorted(neighbours[path[-1]] - {start}):
            yield (*path, following)


def _straight(neighbours: Neighbours, path: Path) -> bool:
    """Whether no two nodes of a path are linked, or the same, but those that follow one another and its ends."""
    last = len(path) - 1
    return not any(
        path[later] == path[earlier] or path[later] in neighbours[path[earlier]]
        for earlier in range(last)
        for later in range(earlier + 2, last + 1)
        if (earlier, later) != (0, last)
    )
