"""`/about`: how to read a page, what the words and marks mean, who made the graph, and its licence."""

from __future__ import annotations

from typing import Final

from flask import Blueprint
from pyoxigraph import Literal, NamedNode

from server.namespaces import BASE, EIK, PREFIXES
from server.web.pages.model.labels import best
from server.web.pages.ontology.vocabulary import ONTOLOGY
from server.web.pages.rendering import labels, language, page, site

blueprint: Final = Blueprint("about", __name__)
_DCTERMS: Final = PREFIXES["dcterms"]
_DEFINITION: Final = PREFIXES["skos"] + "definition"
_STANCES: Final = BASE + "scheme/stance"
_TERMS: Final = ("Claim", "Segment", "Discrepancy")
"""The classes of which the page tells, by their keys in it."""


@blueprint.get("/about")
def about() -> str:
    """What a claim, a passage, a speaker, a stance, inferred and disputed mean; who made it; the licence."""
    vocabulary, shown = site().vocabulary, site().specimen
    facts = vocabulary.ontology
    found = vocabulary.schemes.get(_STANCES)
    stances = [concept.iri for concept in found.top] if found else []
    named = shown.source.named if shown else ()
    return page(
        "about.html",
        said=best(shown.said, language()) if shown else None,
        source=shown.source if shown else None,
        labels=labels({*named, *stances}),
        stances=[
            (iri, vocabulary.text(vocabulary.concepts, iri, language(), _DEFINITION)) for iri in stances
        ],
        classes={name: f"/ontology/{name}" for name in _TERMS if EIK + name in vocabulary.terms},
        makers=sorted(
            {
                one.value
                for one in facts.values(NamedNode(ONTOLOGY), _DCTERMS + "creator")
                if isinstance(one, Literal)
            }
        ),
        licences=facts.iris(NamedNode(ONTOLOGY), _DCTERMS + "license"),
        version=vocabulary.version,
    )
