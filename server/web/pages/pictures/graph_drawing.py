"""A network as it is drawn: lines by kind of tie, a disc for each actor, and as many names as have room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.web.pages.pictures.network import Network, Node, Tie

SIDE: Final = 1000
_MARGIN: Final = 24
_LEAST, _MOST = 4.0, 22.0
_LETTER: Final = 7.2
_LINE: Final = 15
_APART: Final = 2.5
_ASIDE: Final = 130
_NARROWEST: Final = 640


@dataclass(frozen=True)
class Disc:
    """An actor: its place, radius, and the number of actors to which it is tied here; its name is shown if `named`."""

    node: Node
    x: float
    y: float
    radius: float
    degree: int
    named: bool


@dataclass(frozen=True)
class Drawing:
    """The discs, the smallest last, for each kind of tie its lines as the `d` of a path, and what is in view.

    `view` is left, top, width and height.
    """

    discs: tuple[Disc, ...]
    lines: Mapping[str, str]
    view: tuple[int, int, int, int]


def draw(
    network: Network, ties: Iterable[Tie], kinds: Iterable[str], size: str, name: Callable[[str], str]
) -> Drawing:
    """Draw some ties of a network; `size` is the measure by which actors are sized, `name` gives their names."""
    listed = [tie for tie in ties if tie.one in network.nodes and tie.other in network.nodes]
    joined: dict[str, set[str]] = {}
    for tie in listed:
        joined.setdefault(tie.one, set()).add(tie.other)
        joined.setdefault(tie.other, set()).add(tie.one)
    shown = sorted(
        (network.nodes[actor] for actor in joined), key=lambda node: (-node.sizes[size], node.actor)
    )
    greatest = max((node.sizes[size] for node in network.nodes.values()), default=0) or 1
    taken: list[tuple[float, float, float, float]] = []
    discs = []
    for node in shown:
        radius = round(_LEAST + (_MOST - _LEAST) * (node.sizes[size] / greatest) ** 0.5, 1)
        x, y = node.x + _MARGIN, node.y + _MARGIN
        width = len(name(node.actor)) * _LETTER
        box = (x - width / 2, y + radius, x + width / 2, y + radius + _LINE)
        room = box[0] > 0 and box[2] < SIDE + 2 * _MARGIN and not any(_meet(box, other) for other in taken)
        taken.append((x - radius, y - radius, x + radius, y + radius))  # no smaller name on a larger disc
        if room:
            taken.append(box)
        discs.append(Disc(node, x, y, radius, len(joined[node.actor]), room))
    lines = {kind: _path(network, listed, kind, index) for index, kind in enumerate(kinds)}
    return Drawing(tuple(discs), {kind: path for kind, path in lines.items() if path}, _view(discs))


def _view(discs: Iterable[Disc]) -> tuple[int, int, int, int]:
    """What holds all discs and their names, at least as wide as lets names stay small."""
    listed = list(discs)
    side = SIDE + 2 * _MARGIN
    left = max(min((disc.x for disc in listed), default=0) - _ASIDE, 0)
    right = min(max((disc.x for disc in listed), default=side) + _ASIDE, side)
    top = max(min((disc.y for disc in listed), default=0) - _MARGIN - _MOST, 0)
    bottom = min(max((disc.y for disc in listed), default=side) + _MARGIN + _MOST, side)
    wider = max(_NARROWEST - (right - left), 0) / 2
    left = min(max(left - wider, 0), side - _NARROWEST) if wider else left
    return round(left), round(top), round(max(right - left, _NARROWEST)), round(bottom - top)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _path(network: Network, ties: Iterable[Tie], kind: str, index: int) -> str:
    """The lines of a kind, each a little beside those of other kinds, so that none covers another."""
    pairs = sorted({(tie.one, tie.other) for tie in ties if tie.kind == kind})
    told = []
    for one, other in pairs:
        start, stop = network.nodes[min(one, other)], network.nodes[max(one, other)]
        across, down = stop.x - start.x, stop.y - start.y
        length = (across * across + down * down) ** 0.5 or 1
        shift = (index - 1.5) * _APART
        x, y = _MARGIN - shift * down / length, _MARGIN + shift * across / length
        told.append(f"M{start.x + x:.0f} {start.y + y:.0f}L{stop.x + x:.0f} {stop.y + y:.0f}")
    return "".join(told)
