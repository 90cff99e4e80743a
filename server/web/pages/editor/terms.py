"""The classes and properties of a release as the editor completes them: labels, definitions, how often, of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from server.engine.reading import Reader
from server.namespaces import PREFIXES
from server.web.pages.model.graph import text
from server.web.pages.ontology.vocabulary import Vocabulary

_DEFINITIONS: Final = (PREFIXES["skos"] + "definition", PREFIXES["rdfs"] + "comment")

PropertiesOf = Mapping[str, tuple[tuple[str, int], ...]]
"""By the IRI of a class, the properties that its members have, each with the number of triples, the most used first."""


def properties_of_classes() -> Reader[PropertiesOf]:
    """Return what the release's own description (VoID) says of the properties of each class; nothing without one."""
    (rows,) = yield [
        """SELECT ?class ?property (MAX(?n) AS ?triples) WHERE {
        ?part void:class ?class ; void:propertyPartition ?inner .
        ?inner void:property ?property ; void:triples ?n } GROUP BY ?class ?property"""
    ]
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        found[text(row, "class")].append((text(row, "property"), int(text(row, "triples"))))
    return {
        iri: tuple(sorted(listed, key=lambda one: (-one[1], one[0]))) for iri, listed in sorted(found.items())
    }


def terms_in(
    language: str, vocabulary: Vocabulary, terms: Mapping[str, list[str]], of_classes: PropertiesOf
) -> dict[str, Any]:
    """Return the terms by kind and IRI, each with `label`, `definition` and `count`, and the properties of classes."""

    def entry(iri: str) -> dict[str, Any]:
        definition = vocabulary.text(vocabulary.ontology, iri, language, *_DEFINITIONS)
        return {
            "label": vocabulary.labels[language][iri].text,
            "definition": definition.value if definition else "",
            "count": vocabulary.totals.get(iri, 0),
        }

    described = {kind: {iri: entry(iri) for iri in iris} for kind, iris in terms.items()}
    return {**described, "of": of_classes}
