"""The picture of a module: its classes as a tree, and beside each class where its object properties lead.

Everything is laid out here in the units of an SVG, in three columns (classes, properties, what they lead to), so that
lines never cross and the picture needs no script. The width of a text is estimated: no font is at hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import PREFIXES
from server.web.pages.ontology.facts import Facts
from server.web.pages.ontology.term import scope

_SUBCLASS: Final = PREFIXES["rdfs"] + "subClassOf"
_LETTER, _WIDE_LETTER = 7.6, 8.5
_LINE: Final = 30
_BOX: Final = 24
_INDENT: Final = 24
_GAP: Final = 34
_MOST_ENDS: Final = 3

Name = Callable[[str], str]


@dataclass(frozen=True)
class Relation:
    """A property that leads from a class to others."""

    property: str
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Branch:
    """A class with its relations and subclasses; `guest` if another module or vocabulary defines it."""

    iri: str
    guest: bool
    relations: tuple[Relation, ...]
    below: tuple[Branch, ...]


@dataclass(frozen=True)
class Text:
    """A term at a place; a `width` makes a box of it. `kind` is class, guest, property or end."""

    iri: str
    text: str
    x: float
    y: float
    kind: str
    width: float = 0


@dataclass
class Picture:
    """Texts, and lines as the `d` of SVG paths; an arrow's ends in a head."""

    width: float = 0
    height: float = 0
    texts: list[Text] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    arrows: list[str] = field(default_factory=list)


def branches(facts: Facts, classes: Iterable[str], object_properties: Iterable[str]) -> tuple[Branch, ...]:
    """Return the classes of a module under the classes from which they descend, and what leads from each."""
    own = list(classes)
    relations: dict[str, list[Relation]] = defaultdict(list)
    for iri in object_properties:
        for origin in scope(facts, iri, "domain"):
            relations[origin].append(Relation(iri, tuple(scope(facts, iri, "range"))))
    below: dict[str, list[str]] = defaultdict(list)
    guests: list[str] = []
    top = []
    for iri in own:
        parents = facts.iris(NamedNode(iri), _SUBCLASS)
        if not parents:
            top.append(iri)
            continue
        parent = min(parents, key=lambda one: (one not in own, one))
        below[parent].append(iri)
        if parent not in own:
            guests.append(parent)
    guests += [iri for iri in relations if iri not in own]

    def branch(iri: str, above: frozenset[str]) -> Branch:
        above |= {iri}
        children = tuple(branch(one, above) for one in below[iri] if one not in above)
        return Branch(iri, iri not in own, tuple(relations.get(iri, ())), children)

    return tuple(branch(iri, frozenset()) for iri in (*top, *dict.fromkeys(guests)))


def draw(trees: Iterable[Branch], name: Name) -> Picture:
    """Lay out a picture; `name` gives the label of an IRI."""
    listed = list(trees)
    boxes = [(depth, branch) for tree in listed for depth, branch in _walk(tree, 0)]
    middle = max((d * _INDENT + _width(name(b.iri)) for d, b in boxes), default=0) + _GAP
    properties = [relation.property for _, branch in boxes for relation in branch.relations]
    right = middle + max((_width(name(iri)) for iri in properties), default=0) + _GAP
    picture = Picture()
    for tree in listed:
        _draw(picture, tree, 0, (middle, right), name)
    picture.width = max((t.x + (t.width or _width(t.text)) for t in picture.texts), default=0) + 2
    return picture


def _walk(tree: Branch, depth: int) -> Iterator[tuple[int, Branch]]:
    yield depth, tree
    for one in tree.below:
        yield from _walk(one, depth + 1)


def _draw(picture: Picture, tree: Branch, depth: int, columns: tuple[float, float], name: Name) -> float:
    """Draw a branch below what is there; return the height of the middle of its box."""
    x, y = depth * _INDENT + 1.0, picture.height + _LINE / 2
    width = _width(name(tree.iri))
    picture.texts.append(Text(tree.iri, name(tree.iri), x, y, "guest" if tree.guest else "class", width))
    picture.height += _LINE * max(1, len(tree.relations))
    _relations(picture, tree, (x + width, y), columns, name)
    children = [_draw(picture, one, depth + 1, columns, name) for one in tree.below]
    if children:
        stem = x + _INDENT / 2
        picture.lines.append(f"M{stem:.1f} {y + _BOX / 2:.1f}V{children[-1]:.1f}")
        picture.lines += [f"M{stem:.1f} {child:.1f}H{x + _INDENT:.1f}" for child in children]
    return y


def _relations(
    picture: Picture, tree: Branch, start: tuple[float, float], columns: tuple[float, float], name: Name
) -> None:
    (x, y), (middle, right) = start, columns
    for index, relation in enumerate(tree.relations):
        line = y + index * _LINE
        picture.texts.append(Text(relation.property, name(relation.property), middle, line, "property"))
        end = middle + _width(name(relation.property)) - 10
        if relation.ends:
            picture.arrows.append(f"M{end:.1f} {line:.1f}H{right - 3:.1f}")
        place = right
        for iri in relation.ends[:_MOST_ENDS]:
            width = _width(name(iri))
            picture.texts.append(Text(iri, name(iri), place, line, "end", width))
            place += width + 6
        if len(relation.ends) > _MOST_ENDS:
            more = f"+ {len(relation.ends) - _MOST_ENDS}"
            picture.texts.append(Text(relation.property, more, place, line, "property"))
    if tree.relations:
        turn = middle - _GAP / 2
        last = y + (len(tree.relations) - 1) * _LINE
        picture.lines.append(f"M{x:.1f} {y:.1f}H{middle - 6:.1f}")
        if last > y:
            picture.lines.append(f"M{turn:.1f} {y:.1f}V{last:.1f}")
            rows = range(1, len(tree.relations))
            picture.lines += [f"M{turn:.1f} {y + row * _LINE:.1f}H{middle - 6:.1f}" for row in rows]


def _width(text: str) -> float:
    """Estimate the width of a text with its margins; Cyrillic letters are wider than Latin ones."""
    return sum(_LETTER if letter.isascii() else _WIDE_LETTER for letter in text) + 18
