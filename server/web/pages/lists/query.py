"""The query that gives the same list: its things, their names and columns, filtered and sorted alike."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

from server.namespaces import OWN, PREFIXES
from server.rdf.terms import TYPE
from server.web.pages.lists.columns import CLASS_COLUMN, Column
from server.web.pages.lists.patterns import named_ends, spoken_of
from server.web.pages.lists.table import Table
from server.web.pages.lists.view import DOCUMENT, LABEL, Wanted

_NAMED: Final = (OWN, "rdfs", "skos", "dcterms")
_NAMES: Final = "rdfs:label|skos:prefLabel|dcterms:title"


def query_of(table: Table, wanted: Wanted, language: str) -> str:
    """Return the SELECT whose rows are the things of a table that are wanted, one each.

    Several values of a column come as one text. Texts are sorted as SPARQL compares them, which knows no alphabet.
    """
    names = [column.key for column in table.columns]
    lines = [
        *(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in _NAMED),
        "",
        f"SELECT ?thing ?label {' '.join(f'?{name}' for name in names)}".rstrip() + " WHERE {",
        f"  {{ SELECT DISTINCT ?thing WHERE {{ {table.pattern} }} }}",
        *(f"  {line}" for line in _filters(table, wanted)),
        "  OPTIONAL { SELECT ?thing (MIN(?name) AS ?label) WHERE {",
        f"    {table.pattern} ?thing {_NAMES} ?name FILTER(LANG(?name) = {Literal(language)})",
        "  } GROUP BY ?thing }",
        *(line for column in table.columns for line in _values(table, column)),
        f"}} ORDER BY {_order(wanted)}",
    ]
    return "\n".join(lines) + "\n"


def _values(table: Table, column: Column) -> list[str]:
    pattern = _narrowest(f"?{column.key}") if column is CLASS_COLUMN else column.pattern(f"?{column.key}")
    if column.single:
        return [f"  OPTIONAL {{ {pattern} }}"]
    inner = _narrowest("?v") if column is CLASS_COLUMN else column.pattern("?v")
    return [
        f'  OPTIONAL {{ SELECT ?thing (GROUP_CONCAT(DISTINCT STR(?v); SEPARATOR=" | ") AS ?{column.key}) WHERE {{',
        f"    {table.pattern} {inner}",
        "  } GROUP BY ?thing }",
    ]


def _narrowest(variable: str) -> str:
    """The pattern of the narrowest own classes of ?thing, as a variable or a term."""
    return (
        f"?thing {NamedNode(TYPE.value)} {variable} FILTER(STRSTARTS(STR({variable}), STR({OWN}:))) "
        f"FILTER NOT EXISTS {{ ?thing a ?narrower . ?narrower rdfs:subClassOf+ {variable} "
        f"FILTER(?narrower != {variable}) }}"
    )


def _filters(table: Table, wanted: Wanted) -> list[str]:
    found = []
    for key, iri in sorted(wanted.chosen.items()):
        term, column = NamedNode(iri), table.column(key)
        if key == DOCUMENT:
            found.append(f"FILTER EXISTS {{ {spoken_of(str(term))} }}")
        elif column is CLASS_COLUMN:
            found.append(f"FILTER EXISTS {{ {_narrowest(str(term))} }}")
        elif column:
            found.append(f"FILTER EXISTS {{ {column.pattern(str(term))} }}")
    given = (
        f"{{ {table.pattern} BIND(STR(?thing) AS ?word) }}",
        f"{{ {table.pattern} ?thing ?says ?word FILTER(ISLITERAL(?word)) }}",
        named_ends(table.columns, table.pattern),
    )
    texts = " UNION ".join(one for one in given if one)
    for word in wanted.words:
        held = f"FILTER(CONTAINS(LCASE(STR(?word)), {Literal(word)}))"
        found.append(f"{{ SELECT DISTINCT ?thing WHERE {{ {texts} {held} }} }}")
    return found


def _order(wanted: Wanted) -> str:
    way = "DESC" if wanted.descending else "ASC"
    if wanted.sort in (LABEL, "documents"):
        return f"{way}(?label) ?thing"
    return f"(!BOUND(?{wanted.sort})) {way}(?{wanted.sort}) ?label ?thing"
