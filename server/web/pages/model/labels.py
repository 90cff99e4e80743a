"""What stands for an IRI on a page: a readable name, in the reader's language if possible, and where it leads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from server.engine.reading import Reader
from server.engine.rows import Row
from server.languages import by_preference
from server.namespaces import BASE, OWN, PREFIXES
from server.rdf.dates import is_date
from server.rdf.iris import local_name, readable
from server.rdf.terms import TYPE, Term
from server.web.pages.model.foreign import FOREIGN
from server.web.pages.model.graph import text, values
from server.web.pages.model.shortening import shortened, shortened_within
from server.web.pages.model.situations import name_of

KINDS_OF_PAGE = ("id", "ontology", "scheme", "graph")
"""The first part of the paths under which the project's own IRIs are answered."""

THINGS: Final = BASE + "id/"
"""What the IRIs of things begin with, before their kind."""

_NAMES: Final = ("rdfs:label", "skos:prefLabel", "dcterms:title")
_END_NAMES: Final = ("label", "preferred", "title")
"""The variables for the values of _NAMES of what an unnamed thing is connected to."""
_GIST: Final = f"{OWN}:gist"
_PARTS: Final = 4
_LONGEST: Final = 160
_LONGEST_GIST: Final = 240
"""More than 25 words of a gist have in any language."""
_LONGEST_PART: Final = 60
_SAFE: Final = "/:@!$&'()*+,;=~"
_PLAIN: Final = re.compile(r"[A-Za-z0-9/_.~-]*")
"""Paths that are written as they are, as nearly all: to see that takes a tenth of the time that `quote` takes."""
_SUBJECT, _VALUE = "urn:content:1-subject", "urn:content:2-value"
"""Tie a claim to what its graph speaks of and to what that is tied to, in the rows of this module alone."""


def path_of(iri: str) -> str | None:
    """Return the path of an own IRI on this server, the address of a foreign web page, or None if it leads nowhere."""
    if iri.startswith(BASE) and iri[len(BASE) :].partition("/")[0] in KINDS_OF_PAGE:
        path = iri[len(BASE) - 1 :]
        return path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE)
    return iri if iri.startswith(("https://", "http://")) else None


def is_own(iri: str) -> bool:
    """Tell whether an IRI is one of the project's, so that this server describes it."""
    return iri.startswith(BASE)


def kind_of(iri: str) -> str:
    """Return the kind of thing that an IRI names, empty for what is no thing of the project."""
    return iri[len(THINGS) :].partition("/")[0] if iri.startswith(THINGS) else ""


@dataclass(frozen=True)
class Label:
    """A name and its language tag (empty for none)."""

    text: str
    language: str


_TELLING: Final = frozenset(
    PREFIXES[prefix] + name
    for prefix, names in (("xsd", ("integer", "decimal", "date", "gYear")), ("edtf", ("EDTF",)))
    for name in names
)
"""The datatypes of values that tell things without a name apart."""

Candidates = Mapping[str, list[Label]]
"""The labels to choose from, by IRI."""


class Labels:
    """The labels of a set of IRIs for readers of a language; any other IRI is named by its prefixed form, a foreign one
    by the words of its name.
    """

    def __init__(self, known: Mapping[str, Label], language: str) -> None:
        self._known = known
        self.language: Final = language

    def __getitem__(self, iri: str) -> Label:
        return self._known.get(iri) or Label(readable(iri) if is_own(iri) else _in_words(iri), "")


def labels_of(iris: Iterable[str], language: str) -> Reader[Labels]:
    """Return the labels of IRIs: their own label, else a description made of what is said of them.

    A claim and a passage are named by document and number. A membership, a statement or another node that curation
    leaves unnamed is described by its gist, by who is what where and when, or by its kind and what it connects.
    """
    return (yield from labels_in(iris, (language,)))[language]


def labels_in(iris: Iterable[str], languages: Iterable[str]) -> Reader[dict[str, Labels]]:
    """Return the labels of IRIs in several languages; what other vocabularies call their terms is known beforehand."""
    wanted = set(iris)
    numbered = {iri: Label(number, "") for iri in wanted if (number := _numbered(iri))}
    wanted -= numbered.keys()
    known = {
        language: numbered
        | {iri: Label(FOREIGN[iri][language], language) for iri in wanted if language in FOREIGN.get(iri, ())}
        for language in languages
    }
    if not (terms := values(wanted)):
        return {language: Labels(labels, language) for language, labels in known.items()}
    *names, gists, facts, ends = yield [
        *(_property(name, terms) for name in _NAMES),
        *_descriptions(values(iri for iri in wanted if is_own(iri))),
    ]
    said: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(facts, key=lambda row: (text(row, "p"), str(row["o"]))):
        said[text(row, "iri")].append(row)
    found = _Found(
        [_candidates(rows, "iri", "name") for rows in names],
        _candidates(gists, "iri", "name"),
        said,
        [_candidates(ends, "end", column) for column in _END_NAMES],
    )
    return {language: Labels(found.labels(language) | labels, language) for language, labels in known.items()}


@dataclass(frozen=True)
class _Found:
    """What the graph says of some IRIs: their names by property, their gists, and for those that have neither what is
    said of them, with the names of what that connects them to.
    """

    names: list[Candidates]
    gists: Candidates
    said: Mapping[str, list[Row]]
    ends: list[Candidates]

    def labels(self, language: str) -> dict[str, Label]:
        labels = {
            iri: Label(shortened(gist.text, _LONGEST_GIST), gist.language)
            for iri, gist in _first_of([self.gists], language).items()
        }
        named = _first_of(self.ends, language)
        labels |= {iri: _description(iri, about, named, language) for iri, about in self.said.items()}
        return labels | _first_of(self.names, language)


def best(candidates: Iterable[Label], language: str) -> Label | None:
    """Return the candidate in the language wanted, else in one that stands in for it, else one without language."""
    order = (*by_preference(language), "")
    ranked = sorted(
        candidates,
        key=lambda c: (order.index(c.language) if c.language in order else len(order), len(c.text), c.text),
    )
    return ranked[0] if ranked else None


def in_language(values: Sequence[Term], language: str) -> list[Term]:
    """Return values without the texts in other languages than the one wanted, or the one that stands in for it.

    What has no language, as an IRI, a date or a code, stays.
    """
    tags = [getattr(value, "language", None) for value in values]
    chosen = next((tag for tag in (*by_preference(language), "") if tag in tags), None)
    return [value for value, tag in zip(values, tags, strict=True) if tag in (None, chosen)]


def _numbered(iri: str) -> str | None:
    """Name a claim or a passage of a document by its number: leshenyuk-2021-083-b becomes leshenyuk-2021 § 083b."""
    match = re.fullmatch(re.escape(BASE) + r"id/(?:claim|segment)/(.+?)-(\d{3})(?:-([a-z0-9]+))?", iri)
    return f"{match[1]}\u00a0§\u00a0{match[2]}{match[3] or ''}" if match else None


def _property(name: str, terms: str) -> str:
    """Return the query for the values of one property: a join over all of them at once is ten times slower."""
    return f"SELECT ?iri ?name WHERE {{ VALUES ?iri {{ {terms} }} ?iri {name} ?name }}"


def _descriptions(terms: str) -> tuple[str, str, str]:
    """Return the queries for what describes things without a name: gists, what is said, the names of what that names.

    The last two leave out what has a name or a gist.
    """
    absent = " ".join(f"FILTER NOT EXISTS {{ ?iri {name} ?n{n} }}" for n, name in enumerate((*_NAMES, _GIST)))
    facts = f"""{{ SELECT ?iri WHERE {{ VALUES ?iri {{ {terms} }} {absent} }} }}
        {{ GRAPH ?g {{ ?iri ?p ?o }} FILTER(?g != graph:inferred) }}
        UNION {{ ?iri a {OWN}:Claim . GRAPH ?iri {{ ?o ?q ?z }} BIND({NamedNode(_SUBJECT)} AS ?p) }}
        UNION {{ ?iri a {OWN}:Claim . GRAPH ?iri {{ ?z ?q ?o }} BIND({NamedNode(_VALUE)} AS ?p)
        FILTER(?q != rdf:type && ISIRI(?o)) }}"""
    names = " ".join(
        f"OPTIONAL {{ ?end {name} ?{column} }}" for name, column in zip(_NAMES, _END_NAMES, strict=True)
    )
    return (
        _property(_GIST, terms),
        f"SELECT DISTINCT ?iri ?p ?o WHERE {{ {facts} }}",
        f"""SELECT ?end {" ".join(f"?{column}" for column in _END_NAMES)} WHERE {{
        {{ SELECT DISTINCT (?o AS ?end) WHERE {{ {facts} FILTER(STRSTARTS(STR(?o), "{BASE}")) }} }} {names} }}""",
    )


def _candidates(rows: Iterable[Row], subject: str, name: str) -> Candidates:
    found: dict[str, list[Label]] = defaultdict(list)
    for row in rows:
        if term := row.get(name):
            language = (term.language or "") if isinstance(term, Literal) else ""
            found[text(row, subject)].append(Label(text(row, name), language))
    return found


def _first_of(properties: Iterable[Candidates], language: str) -> dict[str, Label]:
    """Return for each IRI the best value of the first property that it has."""
    found: dict[str, Label] = {}
    for candidates in properties:
        for iri, listed in candidates.items():
            if iri not in found and (label := best(listed, language)):
                found[iri] = label
    return found


def _description(iri: str, facts: list[Row], named: Mapping[str, Label], language: str) -> Label:
    if iri.startswith(PREFIXES["graph"]):  # its size, which is said of it, is no name
        return Label(readable(iri), "")
    kinds = [label.text for row in facts if row.get("p") == TYPE and (label := named.get(text(row, "o")))]
    if situation := name_of(_said(facts, named)):
        return Label(situation, language)
    spoken_of = [row for row in facts if text(row, "p") in (_SUBJECT, _VALUE)]
    parts = [*dict.fromkeys(_parts(spoken_of or facts, named, language))][:_PARTS]
    if not parts:
        return Label(f"{kinds[0]}: {local_name(iri)}" if kinds else readable(iri), "")
    if len(parts) > 1:
        parts = [shortened_within(part, _LONGEST_PART) for part in parts]
    return Label(shortened(": ".join([*kinds[:1], " · ".join(parts)]), _LONGEST), language)


def _said(facts: Iterable[Row], named: Mapping[str, Label]) -> dict[str, list[str]]:
    """The names of what a thing is tied to, and its dates, by property."""
    said: dict[str, list[str]] = defaultdict(list)
    for row in facts:
        if (label := named.get(text(row, "o"))) or _is_date(row["o"]):
            said[text(row, "p")].append(label.text if label else text(row, "o"))
    return said


def _is_date(value: Term) -> bool:
    return isinstance(value, Literal) and is_date(value)


def _parts(facts: Iterable[Row], named: Mapping[str, Label], language: str) -> Iterator[str]:
    """The values of a thing that tell it apart: numbers and dates first, then words, then the names of other things."""
    words: dict[str, list[Label]] = defaultdict(list)
    for row in facts:
        if isinstance(value := row["o"], Literal):
            if value.language:
                words[text(row, "p")].append(Label(value.value, value.language))
            elif value.datatype.value in _TELLING:
                yield value.value
    chosen = (best(said, language) for said in words.values())
    yield from (one.text for one in chosen if one and len(one.text) <= _LONGEST_PART)
    for row in facts:
        if row.get("p") != TYPE and (label := named.get(text(row, "o"))):
            yield label.text


def _in_words(iri: str) -> str:
    """Name a foreign term by the words of its local name, memberOf as "member of"; a page's address stays whole."""
    name = readable(iri).partition(":")[2]
    if readable(iri) == iri or not name.isalpha():
        return readable(iri)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower() if name[0].islower() else name
