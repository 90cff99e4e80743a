"""Queries whose plan is looked at: by hand, and made at random from a seed."""

from __future__ import annotations

import random
from typing import Final

_PATHS: Final = ("<x:p>*", "<x:q>+", "<x:r>?", "(<x:p>|<x:q>)", "!<x:p>", "^<x:q>", "(<x:p>/<x:q>)?")
_VERBS: Final = ("<x:p>", "<x:q>", "<x:r>", "?p", "a")

SHAPES: Final = (
    "?a <x:p> ?b . ?b <x:r> 's' . ?a <x:q> ?c FILTER(?c != <x:k>)",
    "?a <x:p> ?b . ?c <x:r> ?d . ?e <x:q> <x:k>",
    "?a ?p ?b . { ?b <x:r> ?x . ?x <x:q> <x:k> } UNION { ?b <x:q> ?x } OPTIONAL { ?a <x:q> ?c . ?c <x:r> ?d }",
    "VALUES ?x { UNDEF } ?a <x:p> ?b . ?b <x:r> ?x . ?a <x:q> <x:k>",
    "VALUES ?x { UNDEF <x:k> } ?a <x:p> ?b . ?b <x:r> ?x",
    "VALUES (?x ?y) { (UNDEF <x:k>) } ?a <x:p> ?b . ?b <x:r> ?x . ?a <x:q> ?y",
    "GRAPH ?g { ?a <x:p> ?b . ?b <x:q> 's' } ?g <x:p> <x:k> . ?a <x:r> ?y",
    "GRAPH ?g { ?a <x:p> ?b OPTIONAL { ?b <x:q> 's' } } ?g <x:p> <x:k>",
    "?a <x:p> ?b BIND(STR(?b) AS ?k) ?a <x:r> 's' . ?a <x:q> <x:k>",
    "?b <x:p> ?a . BIND(?a AS ?c) ?d <x:p> ?c",
    "?a <x:p> ?b MINUS { ?b <x:q> ?k . ?k a <x:l> } ?a <x:r> 's'",
    "?b <x:p> ?a . { SELECT ?a { ?a <x:q> 's' . ?a <x:r> ?o } LIMIT 10 }",
    "?b <x:p> ?a . { ?a <x:q> 's' OPTIONAL { ?a <x:r> ?u } } ?u <x:p> <x:k>",
    "?b <x:r> ?x OPTIONAL { ?b <x:p> ?c . ?c <x:q> 's' OPTIONAL { ?c <x:r> ?x } }",
    "?a a <x:k> . ?a <x:p> <x:k> . ?a <x:r> ?y",
)
"""Group graph patterns without their brackets."""


def random_pattern(seed: int) -> str:
    """A group graph pattern without its brackets, of all kinds of elements, nested."""
    return _group(random.Random(seed), 0)


def _group(source: random.Random, depth: int) -> str:
    elements = [_triple(source), *(_element(source, depth) for _ in range(source.randint(1, 4)))]
    return " ".join(elements)


def _element(source: random.Random, depth: int) -> str:
    def inner() -> str:
        return _group(source, depth + 1)

    kind = "triple" if depth > 2 else source.choices(_KINDS, _WEIGHTS)[0]
    match kind:
        case "OPTIONAL" | "MINUS":
            return f"{kind} {{ {inner()} }}"
        case "UNION":
            return f"{{ {inner()} }} UNION {{ {inner()} }}"
        case "GRAPH":
            return f"GRAPH {source.choice((_variable(source), '<x:k>'))} {{ {inner()} }}"
        case "VALUES":
            rows = source.choice(("<x:k>", "UNDEF", "<x:k> <x:l>", "UNDEF <x:l>"))
            return f"VALUES {_variable(source)} {{ {rows} }}"
        case "FILTER":
            return f"FILTER({_variable(source)} != {_variable(source)})"
        case "group":
            return f"{{ {inner()} }}"
        case "subquery":
            return f"{{ SELECT ?a ?b {{ {inner()} }} }}"
        case "BIND":
            return f"BIND(STR({_variable(source)}) AS ?bound{source.randrange(10**9)})"
        case _:
            return _triple(source)


_KINDS: Final = (
    "triple", "OPTIONAL", "UNION", "MINUS", "GRAPH", "VALUES", "FILTER", "group", "subquery", "BIND",
)  # fmt: skip
_WEIGHTS: Final = (55, 10, 8, 5, 5, 4, 5, 3, 2, 3)


def _triple(source: random.Random) -> str:
    subject = _variable(source) if source.random() < 0.8 else _iri(source)
    verb = source.choice((*_VERBS, *_PATHS)) if source.random() < 0.5 else "<x:p>"
    thing = _variable(source) if source.random() < 0.6 else source.choice((_iri(source), "'s'"))
    return f"{subject} {verb} {thing} ."


def _variable(source: random.Random) -> str:
    return f"?{source.choice('abcdefg')}"


def _iri(source: random.Random) -> str:
    return f"<x:{source.choice('klmn')}>"
