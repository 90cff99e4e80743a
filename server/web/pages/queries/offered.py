"""What a parameter of a saved query can be given, found by what somebody has typed so far."""

from __future__ import annotations

from typing import Final

from flask import request

from server.endpoint.problems import HttpProblem, Slug
from server.saved.offers import offered_in
from server.saved.query import Parameter, SavedQuery
from server.search.words import LONGEST, MOST
from server.web.pages.queries.asked import bound_of
from server.web.pages.rendering import quoted
from server.web.pages.site import Offers

MOST_VALUES: Final = 1000
"""Values in an answer."""

FEW_VALUES: Final = 20
"""Values in an answer where the request does not say how many."""


def offered_parameter(saved: SavedQuery, name: str) -> Parameter:
    """Return a parameter whose values can be listed. Raises HttpProblem for any other."""
    listed = {one.name: one for one in offered_in(saved)}
    if name in listed:
        return listed[name]
    names = ", ".join(listed) or "none"
    detail = f"This query has no parameter {quoted(name)} whose values can be listed; it has {names}."
    raise HttpProblem(Slug.NOT_FOUND, 404, detail, {"offered": [*listed]})


def within() -> tuple[str, int]:
    """Return the words that the values shall have, as many as a search reads, and how many are wanted at most.

    Raises HttpProblem.
    """
    words = " ".join(request.args.get("text", "")[:LONGEST].split()[:MOST])
    limit = bound_of("limit", 1, MOST_VALUES)
    return words, FEW_VALUES if limit is None else limit


def matching(offers: Offers, words: str, language: str) -> list[tuple[str, str]]:
    """Return the IRIs and labels of what has each word in one of its labels or its IRI, by label.

    Labels in which a word begins with the text come before others; all languages are looked at, so that a name is
    found however it is written.
    """
    folded = words.casefold().split()
    found = []
    for iri, label in offers[language].items():
        told = " ".join((*(labels[iri] for labels in offers.values()), iri)).casefold()
        if all(word in told for word in folded):
            begins = all(f" {word}" in f" {told}" for word in folded)
            found.append((not begins, label.casefold(), iri, label))
    return [(iri, label) for _, _, iri, label in sorted(found)]
