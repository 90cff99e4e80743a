"""Inference: the CONSTRUCT queries of ontology/rules, run until they give nothing new.

A rule sees every graph: plain patterns match their union, with what has been inferred so far.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Quad, QueryTriples, Store, Triple

from server.build.problems import InvalidInput, Problem
from server.build.sources import read_text
from server.build.vocabulary import graph

FOLDER: Final = "ontology/rules"
_MOST_ROUNDS: Final = 100
_PLACE: Final = re.compile(r"error at (\d+):")
"""How pyoxigraph's message of a syntax error begins: with the line."""


@dataclass(frozen=True)
class Rule:
    """One rule: the path of its file from the root, and its query."""

    file: str
    query: str


def read_rules(root: Path) -> list[Rule]:
    """Read ontology/rules/*.rq of a project by name. Raises InvalidInput for a rule that is no CONSTRUCT query."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for path in sorted((root / FOLDER).glob("*.rq")):
        name = path.relative_to(root).as_posix()
        try:
            rule = Rule(name, read_text(path, name))
            _run(rule, Store())
            rules.append(rule)
        except InvalidInput as invalid:
            problems += invalid.problems
    if problems:
        raise InvalidInput(problems)
    return rules


def infer(rules: Iterable[Rule], quads: Iterable[Quad]) -> list[Quad]:
    """Return graph:inferred: every triple that the rules add to the union of the given graphs.

    Raises InvalidInput if a rule makes blank nodes (it would never end) or the rules do not come to an end.
    """
    rules, name = list(rules), graph("inferred")
    store = Store()
    given = list(quads)
    store.bulk_extend(given)
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in given)
    inferred: list[Quad] = []
    seen: set[Triple] = set()
    for _ in range(_MOST_ROUNDS):
        found = {triple for rule in rules for triple in _run(rule, store)} - seen
        seen |= found
        new = [t for t in found if Quad(t.subject, t.predicate, t.object, DefaultGraph()) not in store]
        if not new:
            return inferred
        store.extend(Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in new)
        additions = [Quad(t.subject, t.predicate, t.object, name) for t in new]
        store.extend(additions)
        inferred += additions
    message, remedy = (
        f"the rules still add triples after {_MOST_ROUNDS} rounds",
        "look for a rule that feeds itself",
    )
    raise InvalidInput([Problem(FOLDER, None, None, "rule", message, remedy)])


def _run(rule: Rule, store: Store) -> list[Triple]:
    try:
        result = store.query(rule.query)
    except SyntaxError as error:
        place = _PLACE.match(str(error))
        line = int(place[1]) if place else None
        raise InvalidInput([_problem(rule, str(error), "correct the query", line)]) from None
    if not isinstance(result, QueryTriples):
        raise InvalidInput([_problem(rule, "is no CONSTRUCT query", "write CONSTRUCT { … } WHERE { … }")])
    triples = list(result)
    if any(_is_made(term, store) for t in triples for term in (t.subject, t.object)):
        remedy = "construct statements about nodes that exist"
        raise InvalidInput([_problem(rule, "makes blank nodes, new ones in each round", remedy)])
    return triples


def _is_made(term: object, store: Store) -> bool:
    """Tell whether a term is a blank node that none of the data holds, so that the rule made it."""
    return isinstance(term, BlankNode) and not (
        any(store.quads_for_pattern(term, None, None)) or any(store.quads_for_pattern(None, None, term))
    )


def _problem(rule: Rule, message: str, remedy: str, line: int | None = None) -> Problem:
    return Problem(rule.file, line, None, "rule", message, remedy)
