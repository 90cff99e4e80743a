"""A readable name for every IRI of a page, in the reader's language where there is one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.engine.rows import Row
from server.namespaces import BASE, PREFIXES
from server.web.pages.interface.links import is_own, local_name, short
from server.web.pages.model.graph import PROLOGUE, Rows, text, values

_RDF_TYPE: Final = PREFIXES["rdf"] + "type"
_GIST: Final = PREFIXES["eik"] + "gist"
_FALLBACK: Final = ("en", "ru", "be", "")
_PARTS: Final = 3
_LONGEST: Final = 120


@dataclass(frozen=True)
class Label:
    """A name and its language tag (empty for none)."""

    text: str
    language: str


class Labels:
    """The labels of a set of IRIs; any other is named by its prefixed form, a foreign one by the words of its name."""

    def __init__(self, known: Mapping[str, Label]) -> None:
        self._known = known

    def __getitem__(self, iri: str) -> Label:
        return self._known.get(iri) or Label(short(iri) if is_own(iri) else _in_words(iri), "")


def labels_of(rows: Rows, iris: Iterable[str], language: str) -> Labels:
    """Return the labels of IRIs: their own label, else a description made of what is said of them.

    A claim and a passage are named by document and number. A membership, a statement or another node that curation
    leaves unnamed is described by its gist, or by its kind and the names of what it connects.
    """
    wanted = {iri for iri in iris if is_own(iri)}
    foreign = {iri for iri in iris if not is_own(iri)}
    known = {iri: Label(numbered, "") for iri in wanted if (numbered := _numbered(iri))}
    known |= _stated(rows, (wanted | foreign) - known.keys(), language)
    unnamed = wanted - known.keys()
    known |= _described(rows, unnamed, language)
    return Labels(known)


def best(candidates: Iterable[Label], language: str) -> Label | None:
    """Return the candidate in the language wanted, else in the first of en, ru, be, none, that there is."""
    order = (language, *_FALLBACK)
    ranked = sorted(
        candidates,
        key=lambda c: (order.index(c.language) if c.language in order else len(order), len(c.text), c.text),
    )
    return ranked[0] if ranked else None


def _numbered(iri: str) -> str | None:
    """Name a claim or a passage of a document by its number: leshenyuk-2021-083-b becomes leshenyuk-2021 § 083b."""
    match = re.fullmatch(re.escape(BASE) + r"id/(?:claim|segment)/(.+?)-(\d{3})(?:-([a-z0-9]+))?", iri)
    return f"{match[1]}\u00a0§\u00a0{match[2]}{match[3] or ''}" if match else None


def _stated(rows: Rows, iris: Iterable[str], language: str) -> dict[str, Label]:
    """Ask for one property after another: a join over all of them at once is ten times slower."""
    found: dict[str, Label] = {}
    for name in ("rdfs:label", "skos:prefLabel", "dcterms:title"):
        if not (terms := values(set(iris) - found.keys())):
            break
        candidates: dict[str, list[Label]] = defaultdict(list)
        query = f"{PROLOGUE}SELECT ?iri ?label WHERE {{ VALUES ?iri {{ {terms} }} ?iri {name} ?label }}"
        for row in rows(query):
            candidates[text(row, "iri")].append(_label(row, "label"))
        found |= {iri: label for iri, listed in candidates.items() if (label := best(listed, language))}
    return found


def _described(rows: Rows, iris: set[str], language: str) -> dict[str, Label]:
    if not (terms := values(iris)):
        return {}
    query = f"""{PROLOGUE}SELECT DISTINCT ?iri ?p ?o WHERE {{
        VALUES ?iri {{ {terms} }} GRAPH ?g {{ ?iri ?p ?o }} FILTER(?g != graph:inferred) }}"""
    facts: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows(query), key=lambda row: (text(row, "p"), str(row["o"]))):
        facts[text(row, "iri")].append(row)
    ends = {text(row, "o") for listed in facts.values() for row in listed if isinstance(row["o"], NamedNode)}
    named = _stated(rows, {iri for iri in ends if is_own(iri)}, language)
    return {iri: _description(iri, facts[iri], named, language) for iri in iris}


def _description(iri: str, facts: list[Row], named: Mapping[str, Label], language: str) -> Label:
    if gist := best([_label(row, "o") for row in facts if text(row, "p") == _GIST], language):
        return Label(_shortened(gist.text), gist.language)
    ends: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for row in facts:
        if label := named.get(text(row, "o")):
            ends[text(row, "p") == _RDF_TYPE].setdefault(label.text)
    kinds, parts = list(ends[True])[:1], list(ends[False])[:_PARTS]
    if not parts:
        return Label(f"{kinds[0]}: {local_name(iri)}" if kinds else short(iri), "")
    return Label(_shortened(": ".join([*kinds, " · ".join(parts)])), language)


def _label(row: Row, name: str) -> Label:
    term = row[name]
    return Label(text(row, name), (term.language or "") if isinstance(term, Literal) else "")


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _in_words(iri: str) -> str:
    """Name a foreign term by the words of its local name, memberOf as "member of"; a page's address stays whole."""
    name = short(iri).partition(":")[2]
    if short(iri) == iri or not name.isalpha():
        return short(iri)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() if name[0].islower() else name
