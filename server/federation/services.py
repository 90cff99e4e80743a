"""The SERVICE clauses of a query, by its tree, and what each has to be asked for: the part before it, as a query.

Nothing hangs on the tree but which answers are joined where: the evaluator refuses every SERVICE that is left in the
text, and calls go to endpoints of the allow list whatever is read.

The solutions of a clause `SERVICE <e> { P }` are joined with those of what stands before it. So P is asked only for
the bindings of shared variables that occur there; that this changes no answer holds for these reasons:

- A binding is sent for a variable only if P binds it in every solution (`certain`) and the preceding part does,
  too, in every row found. Then sending S, the set of the rows' bindings, leaves out of P just the solutions whose
  values are not in S, and what is left has the same multiplicity, as S has no row twice.
- Such a solution meets no solution of the preceding part. In the same group, it would be joined with that part. In a
  nested group, everything that follows SERVICE there (joins, OPTIONAL, MINUS, BIND, FILTER) goes by single solutions
  and keeps its values, so each solution of the group that stems from it has them, and meets nothing where the group is
  joined (`{ }`, UNION, GRAPH), is optional, or is subtracted (MINUS subtracts what agrees with it, so not this).
- The preceding part is therefore the join of all that stands before SERVICE in its group and before each group around
  it. OPTIONAL, MINUS and UNION around it only choose how the join is used; in the part itself they stay as written.
- FILTER acts on its whole group, so one is applied early only if all its variables are bound by what precedes in its
  own group, and if it has no EXISTS.
- A subquery is evaluated by itself, so nothing is taken from outside of it; and within a GRAPH nothing at all, as its
  preceding part would be evaluated outside of that.
- EXISTS is evaluated for each solution with that solution's values put in, which the part alone has not; there nothing
  is sent. Nor where the part holds a function whose value is another each time. What a subquery with LIMIT leaves open,
  the engine chooses the same way each time, as the data does not change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.engine.rows import Row
from server.rdf.terms import XSD, Term, for_query
from server.sparql.rewriting import edited
from server.sparql.scanner import Unreadable
from server.sparql.scopes import certain
from server.sparql.tokens import tokens
from server.sparql.tree import (
    Call,
    Element,
    Exists,
    Filter,
    GraphPattern,
    Group,
    Node,
    Query,
    ServicePattern,
    Tree,
    Variable,
    children,
    variables,
    walk,
)

_MOST_CLAUSES: Final = 50

_PRIMARY_LANGUAGE: Final = re.compile(r"[A-Za-z]+")
_VARYING: Final = frozenset(("RAND", "UUID", "STRUUID", "BNODE", "NOW"))

Render = Callable[[Element], str]
"""An element as it is written, with the services in it replaced by their answers, and a dot behind triples."""


@dataclass(frozen=True)
class Service:
    """A SERVICE clause: the nodes around it, the innermost first, and the clauses that stand in its pattern."""

    clause: ServicePattern
    around: tuple[Node, ...]
    nested: tuple[Service, ...]

    @property
    def variable(self) -> str:
        """The variable that names the endpoint; empty if an IRI names it."""
        name = self.clause.name
        return name.name if isinstance(name, Variable) else ""

    def all_nested(self) -> Iterator[Service]:
        """Every clause in the pattern, however deep."""
        for service in self.nested:
            yield service
            yield from service.all_nested()


def services(tree: Tree) -> tuple[Service, ...]:
    """The outermost SERVICE clauses of a query, in order. Raises Unreadable if they are too many."""
    found = tuple(_services(tree.query, ()))
    if sum(1 for service in found for _ in (service, *service.all_nested())) > _MOST_CLAUSES:
        raise Unreadable(f"it has more than {_MOST_CLAUSES} SERVICE clauses")
    return found


def _services(root: Node, around: tuple[Node, ...]) -> Iterator[Service]:
    waiting = [(root, around)]
    while waiting:
        node, above = waiting.pop()
        if isinstance(node, ServicePattern):
            yield Service(node, above, tuple(_services(node.group, (node, *above))))
        else:
            waiting += reversed([(child, (node, *above)) for child in children(node)])


def without_calls(query: str) -> str:
    """A query, right or wrong, with each SERVICE as a plain group: its scope and its places are the same."""
    edits = []
    listed = [*tokens(query)]
    for place, token in enumerate(listed):
        following = listed[place + 1 : place + 4]
        if token.word != "SERVICE" or not following:
            continue
        if following[0].word == "SILENT":
            del following[0]
        match following:
            case [name, opening, *_] if name.kind in ("iri", "name", "variable") and opening.text == "{":
                group = f"{{VALUES{name.text}{{}}" if name.kind == "variable" else "{"
                end = opening.start + 1
                before = query[token.start : end - len(group)]
                blank = "".join(mark if mark in "\r\n" else " " for mark in before)
                edits.append((token.start, end, blank + group))
    return edited(query, edits)


@dataclass(frozen=True)
class Preceding:
    """What stands before a SERVICE, as the text of a group, and the variables that are written there."""

    group: str
    variables: frozenset[str]

    def select(self, tree: Tree, names: Sequence[str], most: int) -> str:
        """The query for the bindings of some of its variables: at most one row more than `most`."""
        columns = " ".join(f"?{name}" for name in names)
        dataset = " ".join(map(tree.slice, tree.query.dataset))
        return f"{tree.declarations} SELECT DISTINCT {columns} {dataset} WHERE {self.group} LIMIT {most + 1}"


def preceding(service: Service, tree: Tree, render: Render) -> Preceding | None:
    """What stands before a SERVICE; None where there is nothing, or nothing that may be used."""
    text, used, anything = "", list[Element](), False
    below: Node = service.clause
    around = iter(service.around)
    for node in around:
        match node:
            case Group(elements=elements):
                before, filters = _usable(elements, below)
                anything = anything or bool(before)
                used += [*before, *filters]
                text = f"{{ {' '.join([*map(render, before), text, *map(render, filters)])} }}"
            case GraphPattern(name=name):
                text = f"GRAPH {tree.slice(name)} {text}"
            case Exists():
                return None
            case Query():
                break
        below = node
    if not anything or any(isinstance(node, Exists | GraphPattern) for node in around):
        return None
    if any(isinstance(node, Call) and node.function in _VARYING for node in walk(*used)):
        return None
    return Preceding(text, variables(*used))


def _usable(elements: Sequence[Element], until: Node) -> tuple[list[Element], list[Filter]]:
    """The elements of a group before one of them, and the filters that depend on nothing but those."""
    before: list[Element] = [
        one for one in elements if one.start < until.start and not isinstance(one, Filter)
    ]
    bound = certain(before)
    filters: list[Filter] = [
        one for one in elements if isinstance(one, Filter) and _is_plain(one) and variables(one) <= bound
    ]
    return before, filters


def _is_plain(element: Filter) -> bool:
    return not any(isinstance(node, Exists) for node in walk(element))


def sent(rows: Sequence[Row], names: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The names whose bindings can be sent, and their distinct rows, written; no names where none can."""
    usable = tuple(name for name in names if all(name in row and sendable(row[name]) for row in rows))
    if not usable:
        return (), []
    return usable, list(dict.fromkeys(tuple(for_query(row[name]) for name in usable) for row in rows))


def sendable(term: Term) -> bool:
    """Whether the term means the same everywhere: another endpoint has it if and only if it is this term.

    Blank nodes have no name elsewhere, and numbers and dates are kept by their value here but as they are written
    there, so “5” would not find the “05” that it is equal to in this engine.
    """
    if isinstance(term, NamedNode):
        return True
    if not isinstance(term, Literal):
        return False
    if term.language is not None:
        return bool(_PRIMARY_LANGUAGE.fullmatch(term.language))
    return term.datatype == XSD["string"]
