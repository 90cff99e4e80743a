"""What the IRIs of a table are called, in the language that a reader likes best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import pandas as pd
from rdflib import Literal, URIRef, Variable
from rdflib.namespace import DCTERMS, RDFS, SKOS
from rdflib.query import Result

from server.languages import by_preference
from server.notebook.frames import is_column_of_iris

SUFFIX: Final = "Label"
_NAMES: Final = (RDFS.label, SKOS.prefLabel, DCTERMS.title)
_IRI: Final = Variable("iri")
_LABEL: Final = Variable("label")
_AT_ONCE: Final = 300
"""IRIs in a query."""


def with_labels(
    frame: pd.DataFrame, result: Result, ask: Callable[[str], Result], language: str
) -> pd.DataFrame:
    """Return a table with a column of names beside each column of IRIs; what has no name there has none here.

    `ask` answers where the table comes from. A column whose name is taken is left out.
    """
    columns = {
        str(variable): [row.get(variable) for row in result.bindings] for variable in result.vars or ()
    }
    named = [name for name, terms in columns.items() if is_column_of_iris(terms)]
    found = _labels(
        {term for name in named for term in columns[name] if isinstance(term, URIRef)}, ask, language
    )
    labelled = frame.copy()
    for name in named:
        if (label := name + SUFFIX) not in labelled:
            texts = [found.get(term) if isinstance(term, URIRef) else None for term in columns[name]]
            place: Any = labelled.columns.get_loc(name)
            labelled.insert(place + 1, label, pd.Series(texts, dtype="string"))
    return labelled


def _labels(iris: Iterable[URIRef], ask: Callable[[str], Result], language: str) -> Mapping[URIRef, str]:
    """Return the best label of each IRI that has one: by property first, then by language."""
    order = (*by_preference(language), "")
    found: dict[URIRef, list[tuple[int, int, str]]] = defaultdict(list)
    for query, rank in _queries(sorted(iris)):
        for row in ask(query).bindings:
            iri, label = row[_IRI], row[_LABEL]
            if isinstance(iri, URIRef) and isinstance(label, Literal):
                tag = label.language or ""
                place = order.index(tag) if tag in order else len(order)
                found[iri].append((rank, place, str(label)))
    return {iri: min(candidates)[2] for iri, candidates in found.items()}


def _queries(iris: list[URIRef]) -> Iterator[tuple[str, int]]:
    """The queries for the names of some IRIs, one for each property, as engines answer those fastest; with its rank."""
    for start in range(0, len(iris), _AT_ONCE):
        values = " ".join(iri.n3() for iri in iris[start : start + _AT_ONCE])
        for rank, name in enumerate(_NAMES):
            yield f"SELECT ?iri ?label {{ VALUES ?iri {{ {values} }} ?iri {name.n3()} ?label }}", rank
