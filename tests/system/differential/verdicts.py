"""Whether two answers to a query are the same, by what SPARQL 1.1 determines of it.

Rows are compared as a multiset, or as a list where the query puts them into an order that leaves nothing open. Blank
nodes of a dataset have the same labels in both engines, which tells more than an isomorphism would.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, InvalidOperation
from enum import StrEnum

import pyoxigraph as ox

from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from server.sparql.tree import Membership, Operation, PathRepetition, Property, Triples, variables, walk
from tests.system.conformance.comparison import Table
from tests.system.differential.datasets import NODES, XSD, Term
from tests.system.differential.program import Found
from tests.system.differential.trees import TOTAL_ORDER, Node

NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))

KEPT = frozenset(node for node in NODES if isinstance(node, ox.BlankNode))
"""The blank nodes of a dataset."""

ROUNDED = Context(prec=12)

Row = tuple[tuple[str, str], ...]


class Excuse(StrEnum):
    """Why answers may differ: each is a class of queries, with the section that leaves it open."""

    LIMIT = "which rows LIMIT takes without an order (SPARQL 1.1 Query, section 15.4)"
    NUMBER = (
        "how a computed number is written, and a decimal rounded (XPath Functions and Operators, section 4.2)"
    )
    ENDS = "a number that begins a path of length zero, compared with = as a term (sections 9.3 and 17.3)"
    MINUS = "MINUS inside EXISTS with a variable of the row, which is none when its value is put in (section 18.6)"


class Outcome(StrEnum):
    """What came of a query."""

    SAME = "the same"
    EXCUSED = "excused"
    DIFFERENT = "different"
    REFUSED = "refused"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True)
class Verdict:
    """What came of a query, and what is to be said of it."""

    outcome: Outcome
    remark: str = ""


def verdict(query: Node, ours: Found, theirs: Found, whole: Callable[[], Found | Exception]) -> Verdict:
    """How our answer compares with that of the oracle, which gives the whole one, without LIMIT, when it is asked."""
    found = _compared(query, ours, theirs, whole)
    if found.outcome is not Outcome.DIFFERENT:
        return found
    if _removes_by_row(query):
        return Verdict(Outcome.EXCUSED, Excuse.MINUS)
    return Verdict(Outcome.EXCUSED, Excuse.ENDS) if _compares_ends(query) else found


def _removes_by_row(query: Node) -> bool:
    """Whether a MINUS inside EXISTS uses a variable that occurs outside of EXISTS, too."""
    tests = [node for node in query.nodes() if {*node.constructs} & {"EXISTS", "NOT EXISTS"}]
    return any(
        _variables(str(node)) & _variables(str(query).replace(str(test), "", 1))
        for test in tests
        for node in test.nodes()
        if "MINUS" in node.constructs
    )


def _compares_ends(query: Node) -> bool:
    """Whether a variable at an end of a path that may have length zero is compared by =, != or IN."""
    try:
        tree = parse(str(query))
    except Unreadable:  # one that only the engine refuses
        return False
    ends: set[str] = set()
    compared: set[str] = set()
    for node in walk(tree.query):
        match node:
            case Triples(subject=subject, properties=properties):
                paths = [one for one in properties if _may_be_empty(one)]
                ends |= {name for one in paths for name in variables(subject, *one.objects)}
            case Operation(operators=("=" | "!=",)) | Membership():
                compared |= variables(node)
    return bool(ends & compared)


def _may_be_empty(one: Property) -> bool:
    return any(isinstance(path, PathRepetition) and path.mark != "+" for path in walk(one.verb))


def _variables(text: str) -> set[str]:
    return {*re.findall(r"\?\w+", text)}


def _compared(query: Node, ours: Found, theirs: Found, whole: Callable[[], Found | Exception]) -> Verdict:
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return _tables(query, ours, theirs, whole)
    if isinstance(ours, list) and isinstance(theirs, list):
        return Verdict(Outcome.SAME if _solutions(ours) == _solutions(theirs) else Outcome.DIFFERENT)
    return Verdict(Outcome.SAME if ours is theirs else Outcome.DIFFERENT)


def _solutions(graph: list[ox.Quad]) -> Counter[frozenset[str]]:
    """The triples of a graph, those about one node that a template made together.

    A template has one label, so that such a node occurs in the triples of one solution alone, and graphs are isomorphic
    if these are equal. Canonicalising a graph of many solutions that are alike takes time and memory without bound.
    """
    found: dict[ox.BlankNode | None, set[str]] = defaultdict(set)
    for quad in graph:
        made = {term for term in (quad.subject, quad.object) if isinstance(term, ox.BlankNode)} - KEPT
        node = next(iter(made), None)
        terms = ("_:made" if term == node else canonical(term) for term in quad.triple)
        found[node].add(" ".join(terms))
    return Counter(map(frozenset, found.values()))


def _tables(query: Node, ours: Table, theirs: Table, whole: Callable[[], Found | Exception]) -> Verdict:
    if ours[0] != theirs[0]:
        return Verdict(Outcome.DIFFERENT, f"columns: {sorted(ours[0] or ())}, {sorted(theirs[0] or ())}")
    own = {name for part in query.children() for name in part.constructs}
    if own & {"LIMIT"} and TOTAL_ORDER not in own:
        return _part(ours, theirs, whole())
    if _same(ours, theirs, _written, ordered=TOTAL_ORDER in own):
        return Verdict(Outcome.SAME)
    if _same(ours, theirs, canonical, ordered=TOTAL_ORDER in own):
        return Verdict(Outcome.EXCUSED, Excuse.NUMBER)
    return Verdict(Outcome.DIFFERENT)


def _same(ours: Table, theirs: Table, form: Callable[[Term], str], ordered: bool) -> bool:
    left, right = _rows(ours, form), _rows(theirs, form)
    return left == right if ordered else Counter(left) == Counter(right)


def _part(ours: Table, theirs: Table, whole: Found | Exception) -> Verdict:
    if not isinstance(whole, tuple):
        return Verdict(Outcome.NOT_COMPARED, "ARQ has no answer without LIMIT")
    if len(ours[1]) != len(theirs[1]):
        return Verdict(Outcome.DIFFERENT, f"{len(ours[1])} rows, {len(theirs[1])}")
    if Counter(_rows(ours, canonical)) <= Counter(_rows(whole, canonical)):
        return Verdict(Outcome.EXCUSED, Excuse.LIMIT)
    return Verdict(Outcome.DIFFERENT, "rows that are not in the whole answer")


def _rows(table: Table, form: Callable[[Term], str]) -> list[Row]:
    return [tuple(sorted((name, form(term)) for name, term in row.items())) for row in table[1]]


def _written(term: Term) -> str:
    """A term as it is, but for the case of its language tag, which tells nothing (RDF 1.1 Concepts, section 3.3)."""
    return str(term) if not isinstance(term, ox.Literal) or not term.language else str(term).casefold()


def canonical(term: Term) -> str:
    """A term with its number written in one way, and rounded to what every engine keeps."""
    if not isinstance(term, ox.Literal) or term.datatype.value not in NUMBERS:
        return _written(term)
    try:
        return f"{ROUNDED.create_decimal(term.value).normalize(ROUNDED)} {term.datatype.value}"
    except InvalidOperation:
        return _written(term)


def has_rows(answer: Found | Exception) -> bool:
    """Whether an answer has a row or triple, or is true."""
    if isinstance(answer, Exception):
        return False
    return bool(answer[1] if isinstance(answer, tuple) else answer)


def told(answer: Found | Exception) -> str:
    """An answer in words, its rows in an order."""
    if isinstance(answer, tuple):
        rows = (" ".join(sorted(f"?{name}={term}" for name, term in row.items())) for row in answer[1])
        columns = " ".join(sorted(f"?{name}" for name in answer[0] or ()))
        return f"{len(answer[1])} rows of ({columns}): {' | '.join(rows)}"
    if isinstance(answer, list):
        return " . ".join(sorted(map(str, answer)))
    return f"{type(answer).__name__} {answer}"
