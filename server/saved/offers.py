"""What a parameter of a saved query can be given so that the answer has rows, asked of the data itself.

The VALUES block of the parameter is replaced by all members of the class or scheme that it belongs to, and what is
asked for is the parameter in place of the columns. The other parameters keep the values that they have.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from pyoxigraph import NamedNode

from server.namespaces import BASE
from server.saved.query import Parameter, SavedQuery, values_blocks
from server.sparql.parser import parse
from server.sparql.scopes import in_scope


def offered_in(query: SavedQuery) -> tuple[Parameter, ...]:
    """Return the parameters whose values can be listed: they take an IRI, and the solutions of the query have them.

    One that stands only in subqueries is in no solution; nor is one that stands in several places, unless a class says
    what it can be in each.
    """
    places = Counter(block.variable for block in values_blocks(query.text))
    return tuple(
        one
        for one in query.parameters
        if one.type == "iri" and one.name in _bound(query.text) and (one.of or places[one.name] == 1)
    )


@cache
def _bound(text: str) -> frozenset[str]:
    """The variables that the solutions of a query have."""
    where = parse(text).query.where
    return in_scope(where) if where else frozenset()


def offers(text: str, parameter: Parameter) -> str:
    """Return the SELECT of the values of an `iri` parameter with which a bound query has rows, as ?name.

    Where HAVING judges groups, they are formed for each value. Raises Unreadable if the text does not parse.
    """
    name = parameter.name
    for block in reversed(values_blocks(text)):
        if block.variable == name:
            text = f"{text[: block.keyword]}{_members(parameter)}{text[text.index('}', block.end) + 1 :]}"
    tree = parse(text)
    if tree.query.where is None:
        raise ValueError(f"the query of parameter '{name}' has no pattern")
    where = re.sub(r"\A\s*WHERE\b", "", tree.slice(tree.query.where), flags=re.IGNORECASE)
    dataset, judged = " ".join(map(tree.slice, tree.query.dataset)), ""
    if tree.query.group_by and tree.query.having:
        judged = f"{tree.slice(tree.query.group_by)} ?{name} {tree.slice(tree.query.having)}"
    return f"{tree.declarations}\nSELECT DISTINCT ?{name} {dataset} WHERE {where} {judged}"


def _members(parameter: Parameter) -> str:
    if parameter.of is None:
        return ""
    link = "skos:inScheme" if parameter.of.startswith(BASE + "scheme/") else "a"
    return f"{{ SELECT DISTINCT ?{parameter.name} WHERE {{ ?{parameter.name} {link} {NamedNode(parameter.of)} }} }}"
