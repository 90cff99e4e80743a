"""Random property paths (SPARQL 1.1 Query, section 9), each along triples that are there."""

from __future__ import annotations

from random import Random
from typing import Final

from tests.system.differential.datasets import NODES, PREDICATES, Quads, Term, written
from tests.system.differential.trees import Category, Node

FORMS: Final = ("alternative", "sequence", "inverse", "negated", "zero or more", "one or more", "zero or one")
MARKS: Final = {"zero or more": "*", "one or more": "+", "zero or one": "?"}

Walk = tuple[Node, Term]
"""A path, and a node to which it leads."""


def path(random: Random, quads: Quads, start: Term, depth: int = 2) -> Walk:
    """A path, and no mere IRI, with a node to which it leads from another one, if there is any."""
    form = random.choice(FORMS)
    match form:
        case "negated":
            return _negated(random, quads, start)
        case "alternative":
            first, end = _step(random, quads, start, depth)
            branches = [first, _step(random, quads, random.choice(NODES), depth)[0]]
            random.shuffle(branches)
            return _path("(", branches[0], "|", branches[1], ")", form=form), end
        case "sequence":
            first, middle = _step(random, quads, start, depth)
            second, end = _step(random, quads, middle, depth)
            return _path("(", first, "/", second, ")", form=form), end
        case "inverse":
            leading = [quad for quad in quads if quad.object == start]
            if not leading:
                return _path(f"^{written(random.choice(PREDICATES))}", form=form), random.choice(NODES)
            quad = random.choice(leading)
            return _path(f"^{written(quad.predicate)}", form=form), quad.subject
        case _:
            repeated, end = _step(random, quads, start, depth)
            stays = form != "one or more" and random.random() < 0.3
            return _path("(", repeated, f"){MARKS[form]}", form=form), start if stays else end


def _step(random: Random, quads: Quads, start: Term, depth: int) -> Walk:
    if depth > 1 and random.random() < 0.4:
        return path(random, quads, start, depth - 1)
    leaving = [quad for quad in quads if quad.subject == start]
    if not leaving:
        return _path(written(random.choice(PREDICATES))), random.choice(NODES)
    quad = random.choice(leaving)
    return _path(written(quad.predicate)), quad.object


def _negated(random: Random, quads: Quads, start: Term) -> Walk:
    inverse = random.random() < 0.4
    fitting = [quad for quad in quads if (quad.object if inverse else quad.subject) == start]
    quad = random.choice(fitting) if fitting else None
    excluded = [predicate for predicate in PREDICATES if quad is None or predicate != quad.predicate]
    mark = "^" if inverse else ""
    members = [mark + written(predicate) for predicate in random.sample(excluded, random.choice((1, 2)))]
    if random.random() < 0.3:
        members.append(("" if inverse else "^") + written(random.choice(PREDICATES)))
    form = "negated inverse" if "^" in "".join(members) else "negated"
    end = random.choice(NODES) if quad is None else quad.subject if inverse else quad.object
    return _path(f"!({'|'.join(members)})", form=form), end


def _path(*parts: str | Node, form: str = "") -> Node:
    return Node(Category.PATH, parts, (f"path: {form}",) if form else ())
