"""The constructs of SPARQL 1.1 Query (section 19.8), by names of their own, and those that a query uses."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from server.namespaces import PREFIXES
from server.sparql import tree
from server.sparql.parser import parse
from server.sparql.tree import (
    Aggregate,
    Assignment,
    Call,
    DatasetClause,
    Exists,
    GraphPattern,
    GroupBy,
    Iri,
    Literal,
    Membership,
    Node,
    Operation,
    OrderCondition,
    PathInverse,
    PathNegation,
    PathRepetition,
    Query,
    Values,
    walk,
)
from tests.sparql.productions import QUERIES

FUNCTIONS: Final = {
    **dict.fromkeys(("NOW", "RAND", "STRUUID", "UUID"), (0,)),
    **dict.fromkeys(("ABS", "CEIL", "FLOOR", "ROUND"), (1,)),
    **dict.fromkeys(("BOUND", "DATATYPE", "IRI", "LANG", "STR", "URI"), (1,)),
    **dict.fromkeys(("ISBLANK", "ISIRI", "ISLITERAL", "ISNUMERIC", "ISURI"), (1,)),
    **dict.fromkeys(("DAY", "HOURS", "MINUTES", "MONTH", "SECONDS", "TIMEZONE", "TZ", "YEAR"), (1,)),
    **dict.fromkeys(("MD5", "SHA1", "SHA256", "SHA384", "SHA512"), (1,)),
    **dict.fromkeys(("ENCODE_FOR_URI", "LCASE", "STRLEN", "UCASE"), (1,)),
    **dict.fromkeys(("CONTAINS", "STRAFTER", "STRBEFORE", "STRENDS", "STRSTARTS"), (2,)),
    **dict.fromkeys(("LANGMATCHES", "SAMETERM", "STRDT", "STRLANG"), (2,)),
    **dict.fromkeys(("COALESCE", "CONCAT"), (0, 1, 2)),
    "BNODE": (0, 1),
    "IF": (3,),
    "REGEX": (2, 3),
    "REPLACE": (3, 4),
    "SUBSTR": (2, 3),
}
"""Rule 121: the name of each function, and the numbers of arguments that it takes (of those that take any, a few)."""

AGGREGATES: Final = ("AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM")
"""Rule 127."""

CASTS: Final = ("boolean", "dateTime", "decimal", "double", "float", "integer", "string")
"""Section 17.5: the datatypes of XML Schema whose names are functions."""

OPERATORS: Final = ("||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/")
"""Rules 111 to 117."""

SIGNS: Final = ("!", "+", "-")
"""Rule 118."""

ELSEWHERE: Final = frozenset(
    (
        *("Node", "Tree", "Prologue"),  # no construct, or none that has a node in the tree of a query
        "ServicePattern",  # of Federated Query: tests/federation
        *(
            "TripleTerm",
            "Reifier",
            "ReifiedTriple",
            "AnnotationBlock",
            "Annotated",
            "call SUBJECT of 1",
        ),  # SPARQL 1.2
    )
)
"""Constructs that no recorded answer needs."""


def required() -> frozenset[str]:
    """The constructs that the recorded answers must use.

    They come from the classes of the tree, from the table of productions, and from the tables above.
    """
    classes = (name for name, one in inspect.getmembers(tree, inspect.isclass) if issubclass(one, Node))
    produced = (name for query in QUERIES for name in used(query) if not name.startswith("call <"))
    found = {
        *classes,
        *produced,
        *(f"call {name} of {number}" for name, numbers in FUNCTIONS.items() for number in numbers),
        *(f"aggregate {name}{distinct}" for name in AGGREGATES for distinct in ("", " DISTINCT")),
        *(f"call <{PREFIXES['xsd']}{name}>" for name in CASTS),
        *(f"operator {operator}" for operator in OPERATORS),
        *(f"sign {sign}" for sign in SIGNS),
    }
    return frozenset(found - ELSEWHERE)


def used(query: str) -> frozenset[str]:
    """The constructs of a query. Raises Unreadable."""
    return frozenset(name for node in walk(parse(query).query) for name in _names(node))


def _names(node: Node) -> Iterator[str]:
    yield type(node).__name__
    match node:
        case Operation(operators=operators, operands=operands):
            kind = "sign" if len(operands) == 1 else "operator"
            yield from (f"{kind} {operator}" for operator in operators)
            yield from (f"operators {one} {other}" for one, other in pairwise(operators))
        case Membership(negated=negated):
            yield f"membership {'NOT ' * negated}IN"
        case Call(function=Iri(value=value)):
            yield f"call <{value}>"
        case Call(function=function, arguments=arguments):
            yield f"call {function} of {len(arguments)}"
        case Aggregate(function=function, distinct=distinct, argument=argument, separator=separator):
            yield f"aggregate {function}{' DISTINCT' * distinct}{' *' * (argument is None)}"
            yield f"aggregate with{'out' * (separator is None)} separator"
        case Exists(negated=negated):
            yield f"{'NOT ' * negated}EXISTS"
        case PathRepetition(mark=mark):
            yield f"path {mark}"
        case PathNegation(members=members):
            yield from (f"path ! of {type(one).__name__}" for one in members)
            yield f"path ! of {'several' if len(members) > 1 else 'one'}"
        case PathInverse(path=path):
            yield f"path ^ of {type(path).__name__}"
        case OrderCondition(descending=descending):
            yield f"order {'descending' if descending else 'ascending'}"
        case DatasetClause(named=named):
            yield f"FROM{' NAMED' * named}"
        case GroupBy(keys=keys):
            yield from (f"group by {'AS' if isinstance(key, Assignment) else 'key'}" for key in keys)
        case GraphPattern(name=name):
            yield f"GRAPH {type(name).__name__}"
        case Literal(language=language):
            yield f"literal{' with language' * (language is not None)}"
        case Values(variables=names):
            yield f"VALUES of {min(len(names), 2)}"
        case Query(form=form, modifier=modifier, template=template, where=where, values=values):
            yield f"{form} {modifier}".rstrip()
            yield f"{form}{' *' * node.is_star}"
            yield f"{form} with{'out' * (template is None)} template"
            yield f"{form} with{'out' * (where is None)} group"
            yield f"query with{'out' * (values is None)} values"
        case _:
            pass
