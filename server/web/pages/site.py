"""One release as its pages see it: what they need of it as a whole, read once, and the graph for all the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from threading import Lock, Thread, Timer
from typing import Final, Generic, TypeVar

from pyoxigraph import Literal, NamedNode

from server.endpoint.caching import repeatable
from server.endpoint.wrong_answers import WrongAnswer
from server.engine import EngineError, reading_release
from server.engine.interpreter import INTERPRETER
from server.engine.reading import Reader
from server.engine.rows import Row
from server.languages import LANGUAGES
from server.namespaces import BASE
from server.release import ANSWERS, QUERIES, SEARCH, Release
from server.saved.offers import offers
from server.saved.paging import TOTAL, counted
from server.saved.query import Parameter, SavedQuery, from_json
from server.saved.verified import Verified
from server.saved.verified import from_json as verified_from_json
from server.search.find import SearchIndex
from server.web.kept import Kept
from server.web.pages.connections.links import Links, links
from server.web.pages.editor.terms import PropertiesOf, properties_of_classes
from server.web.pages.lists.classes import member_counts
from server.web.pages.lists.reading import table_of
from server.web.pages.lists.store import Tables
from server.web.pages.lists.table import Table
from server.web.pages.lists.ties import Ties, ties_of
from server.web.pages.model.claims import Claims, claims
from server.web.pages.model.discrepancies import Discrepancies, discrepancies
from server.web.pages.model.documents import Documents, documents
from server.web.pages.model.figures import Figures, figures
from server.web.pages.model.graph import Graph, text
from server.web.pages.model.kept_labels import KeptLabels
from server.web.pages.model.labels import Label, Labels, best, is_own, labels_in, labels_of, path_of
from server.web.pages.model.outline import Outline, outline
from server.web.pages.model.passages import Wanted
from server.web.pages.model.resource import Resource, resource
from server.web.pages.model.sections import Sections, sections_of
from server.web.pages.model.specimen import Specimen, specimen
from server.web.pages.model.thing import Thing, thing
from server.web.pages.ontology.vocabulary import Vocabulary, vocabulary_of
from server.web.pages.pictures.areas import Areas, areas
from server.web.pages.pictures.memberships import Said, said_of
from server.web.pages.pictures.network import Network, network
from server.web.pages.pictures.subjects import Subjects, subjects
from server.why.proofs import Proofs

T = TypeVar("T")

_MOST_CHOICES: Final = 1000
_MOST_OFFERED: Final = 5000
_TOTALS_KEPT: Final = 10_000
_OFFERS_KEPT: Final = 20
_SAID_KEPT: Final = 20
_ANSWERS_KEPT: Final = 20
_LONGEST_ANSWER: Final = 1_000
"""Rows of an answer that is kept."""
_THINGS_KEPT: Final = 50
"""The largest take a megabyte."""
_LABELS_KEPT: Final = 30_000
"""Some 15 MB."""

Choices = Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]
"""By language, and by the IRI of a class or scheme: the IRI and label of each thing, in the order of the labels."""

Offers = Mapping[str, Mapping[str, str]]
"""By language, and by IRI: the label of each thing that a parameter can be given."""

_HEAD_START: Final = 1.0
"""Seconds in which a release gives its first answers before it takes a quarter of one to prepare its pages."""
_KINDS_OF_TERMS: Final = {
    "classes": "owl:Class",
    "properties": "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty",
}


class Prepared(Generic[T]):
    """A value that `make` returns. Whoever asks for it before it is there waits; a failed attempt is repeated."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._value: Future[T] | None = None
        self._made: tuple[T, ...] = ()

    def begin(self) -> Future[T]:
        """Start to make the value, unless it is there or under way."""
        with self._lock:
            if self._value is None or (self._value.done() and self._value.exception()):
                self._value = Future()
                Thread(target=self._run, args=(self._value,), name="prepare", daemon=True).start()
            return self._value

    def get(self) -> T:
        """Return the value. Raises what `make` raised."""
        if self._made:
            return self._made[0]
        with INTERPRETER.lent():
            return self.begin().result()

    def _run(self, value: Future[T]) -> None:
        try:
            self._made = (
                self._make(),
            )  # found without a lock by who comes later, some thousand times a page
            value.set_result(self._made[0])
        except BaseException as error:
            value.set_exception(error)


@dataclass
class Deprecated:
    """A deprecated term or thing: the IRIs that replace it (several where it was split), and notes that say why."""

    replacements: set[str] = field(default_factory=set)
    notes: list[Label] = field(default_factory=list)

    @property
    def replacement(self) -> str | None:
        """The one IRI that replaces it, None if nothing or more than one does."""
        return next(iter(self.replacements)) if len(self.replacements) == 1 else None

    def note(self, language: str) -> Label | None:
        """Return the note in the language wanted or the nearest to it."""
        return best(self.notes, language)


def deprecated_iris() -> Reader[dict[str, Deprecated]]:
    """Return everything deprecated, by IRI."""
    found: dict[str, Deprecated] = {}
    query = """SELECT ?iri ?replacement ?note WHERE {
        ?iri owl:deprecated true
        OPTIONAL { ?iri dcterms:isReplacedBy ?replacement }
        OPTIONAL { ?iri skos:changeNote|skos:historyNote|skos:editorialNote ?note } }"""
    (rows,) = yield [query]
    for row in rows:
        entry = found.setdefault(text(row, "iri"), Deprecated())
        entry.replacements |= {text(row, "replacement")} - {""}
        if isinstance(note := row.get("note"), Literal):
            entry.notes.append(Label(note.value, note.language or ""))
    return found


def without_suffix(path: str, suffixes: Iterable[str]) -> tuple[str, str]:
    """Split a path into that of the resource and the suffix of a format with its dot, empty if it has none."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, dot + suffix) if dot and suffix in suffixes else (path, "")


def choices_of(queries: Iterable[SavedQuery]) -> Reader[Choices]:
    """Return what every parameter of the queries can name."""
    kinds = sorted({p.of for query in queries for p in query.parameters if p.type == "iri" and p.of})
    answers = yield [
        f"""SELECT DISTINCT ?thing WHERE {{
        ?thing {"skos:inScheme" if kind.startswith(BASE + "scheme/") else "a"} {NamedNode(kind)} }}
        LIMIT {_MOST_CHOICES}"""
        for kind in kinds
    ]
    things = {kind: [text(row, "thing") for row in rows] for kind, rows in zip(kinds, answers, strict=True)}
    labels = yield from labels_in({iri for listed in things.values() for iri in listed}, LANGUAGES)
    return {
        language: {
            kind: tuple(sorted(((iri, labels[language][iri].text) for iri in listed), key=_by_label))
            for kind, listed in things.items()
        }
        for language in LANGUAGES
    }


def _by_label(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


class Site:
    """One release: its files, its graph, and what is read from the graph once, by the server for all visitors.

    A scratch dataset (`changing`) is taken for what it was when a page first needed it.
    """

    def __init__(
        self,
        release: Release,
        graph: Graph,
        proofs: Proofs,
        changing: bool = False,
        wrong: tuple[WrongAnswer, ...] = (),
    ) -> None:
        self.release = release
        self.wrong: Final = wrong
        """Saved queries that the engine is known to answer wrongly."""
        self.proofs: Final = proofs
        """Why each inferred triple holds, and which files state what no claim does."""
        self.graph = graph
        self._changing = changing
        self._totals: Kept[int] = Kept(0 if changing else _TOTALS_KEPT)
        self._offers: Kept[Offers] = Kept(0 if changing else _OFFERS_KEPT)
        self._said: Kept[Said] = Kept(0 if changing else _SAID_KEPT)
        self._answers: Kept[list[list[Row]]] = Kept(0 if changing else _ANSWERS_KEPT, _is_short)
        self._resources: Kept[Resource] = Kept(0 if changing else _THINGS_KEPT)
        self._things: Kept[Thing] = Kept(0 if changing else _THINGS_KEPT)
        self._labels = KeptLabels(_LABELS_KEPT)
        self._deprecated = Prepared(lambda: graph.read(deprecated_iris()))
        self._terms = Prepared(lambda: graph.read(_terms()))
        self._properties_of_classes = Prepared(lambda: graph.read(properties_of_classes()))
        self._documents = Prepared(lambda: graph.read(documents()))
        self._discrepancies = Prepared(lambda: graph.read(discrepancies()))
        self._figures = Prepared(lambda: graph.read(figures()))
        self._specimen = Prepared(lambda: graph.read(specimen()))
        self._vocabulary = Prepared(lambda: graph.read(vocabulary_of(release, self.queries)))
        self._member_counts = Prepared(lambda: graph.read(member_counts()))
        self._tables = Tables()
        self._choices = Prepared(lambda: graph.read(choices_of(self.queries.values())))
        self._subjects = Prepared(lambda: graph.read(subjects()))
        self._claims = Prepared(lambda: graph.read(claims()))
        self._areas = Prepared(lambda: graph.read(areas()))
        self._network = Prepared(lambda: graph.read(network()))
        self._links = Prepared(lambda: graph.read(links()))
        self._outline = Prepared(lambda: graph.read(outline()))

    def prepare(self) -> None:
        """Read all that is read once in a moment, in a thread, so that no visitor has to wait for it."""
        timer = Timer(_HEAD_START, self._prepare)
        timer.daemon = True
        timer.start()

    def _prepare(self) -> None:
        parts = (
            self._deprecated,
            self._terms,
            self._properties_of_classes,
            self._documents,
            self._discrepancies,
            self._figures,
            self._specimen,
            self._vocabulary,
            self._choices,
            self._member_counts,
            self._claims,
            self._subjects,
            self._areas,
            self._network,
            self._links,
            self._outline,
        )
        for part in parts:
            with suppress(EngineError):  # who needs it has it read again, and is told why that fails
                part.get()

    @property
    def deprecated(self) -> Mapping[str, Deprecated]:
        """Everything that the release declares to be deprecated, by IRI. Raises EngineError."""
        return self._deprecated.get()

    @property
    def terms(self) -> Mapping[str, list[str]]:
        """The IRIs of the classes and of the properties, in order. Raises EngineError."""
        return self._terms.get()

    @property
    def properties_of_classes(self) -> PropertiesOf:
        """The properties of each class by use, as the release describes itself. Raises EngineError."""
        return self._properties_of_classes.get()

    @property
    def documents(self) -> Documents:
        """How far every document has been read, and how each is cited. Raises EngineError."""
        return self._documents.get()

    @property
    def discrepancies(self) -> Discrepancies:
        """Where claims differ, with their sides. Raises EngineError."""
        return self._discrepancies.get()

    @property
    def figures(self) -> Figures:
        """The figures of the release; of a scratch dataset those of now. Raises EngineError."""
        return self.graph.read(figures()) if self._changing else self._figures.get()

    @property
    def specimen(self) -> Specimen | None:
        """A claim, to explain by it how a page is read. Raises EngineError."""
        return self._specimen.get()

    @property
    def vocabulary(self) -> Vocabulary:
        """The ontology and the concept schemes. Raises EngineError."""
        return self._vocabulary.get()

    @property
    def member_counts(self) -> Mapping[str, int]:
        """How many members each class has, of those that have some; in a scratch dataset now. Raises EngineError."""
        return self.graph.read(member_counts()) if self._changing else self._member_counts.get()

    @cached_property
    def ties(self) -> Ties:
        """How the classes and properties of the ontology stand to one another. Raises EngineError."""
        return ties_of(self.vocabulary.ontology)

    def labels(self, iris: Iterable[str], language: str) -> Labels:
        """Return the labels of IRIs in a language; in a scratch dataset those of now. Raises EngineError."""

        def read(missing: Iterable[str]) -> Labels:
            return self.graph.read(labels_of(missing, language))

        return read(iris) if self._changing else self._labels.get(iris, language, read)

    def thing(self, iri: str) -> Thing:
        """Return what the graph says of a thing; in a scratch dataset now.

        Raises EngineError, and ValueError if the IRI is not well formed.
        """
        return self._things.get(iri, lambda: self.graph.read(thing(iri, self.sections, self.claims)))

    def resource(self, iri: str, chosen: Wanted) -> Resource:
        """Return what the graph says of a claim, a passage, a document or a graph; in a scratch dataset now.

        Raises EngineError, and ValueError if the IRI is not well formed.
        """
        key = " ".join((iri, chosen.stance, chosen.speaker))
        return self._resources.get(key, lambda: self.graph.read(resource(iri, self.claims, chosen)))

    def table(self, pattern: str, named: Iterable[str] = ()) -> Table:
        """Return the table of what fits a pattern, with labels also of what is `named`; in a scratch dataset of now.

        Raises EngineError and TooMany.
        """

        def read() -> Table:
            return self.graph.read(table_of(pattern, self.ties, named))

        return read() if self._changing else self._tables.get(pattern, read)

    @cached_property
    def sections(self) -> Sections:
        """How the page of a thing is divided. Raises EngineError."""
        return sections_of(self.vocabulary.ontology, self.vocabulary.concepts)

    @property
    def subjects(self) -> Subjects:
        """Whom a picture can be of; in a scratch dataset those of now. Raises EngineError."""
        return self.graph.read(subjects()) if self._changing else self._subjects.get()

    @property
    def claims(self) -> Claims:
        """Who makes each claim, and what it mentions; in a scratch dataset as of now. Raises EngineError."""
        return self.graph.read(claims()) if self._changing else self._claims.get()

    @property
    def areas(self) -> Areas:
        """Which thing has which code on a map, and what is contested; in a scratch dataset now. Raises EngineError."""
        return self.graph.read(areas()) if self._changing else self._areas.get()

    @property
    def network(self) -> Network:
        """What ties actors, and how central each is; in a scratch dataset as of now. Raises EngineError."""
        return self.graph.read(network()) if self._changing else self._network.get()

    @property
    def links(self) -> Links:
        """What links things in one step; in a scratch dataset as of now. Raises EngineError."""
        return self.graph.read(links()) if self._changing else self._links.get()

    @property
    def outline(self) -> Outline:
        """The release in outline; of a scratch dataset that of now. Raises EngineError."""
        return self.graph.read(outline()) if self._changing else self._outline.get()

    def choices(self, query: SavedQuery) -> Choices:
        """Return what the parameters of a query can name; in a scratch dataset what they can name now."""
        return self.graph.read(choices_of([query])) if self._changing else self._choices.get()

    def said(self, of: str) -> Said:
        """Return what is said of the affiliations and restrictions of a body or state; in a scratch dataset now.

        Raises EngineError, and ValueError for no IRI.
        """
        return self._said.get(of, lambda: self.graph.read(said_of(of)))

    def answers(self, queries: Sequence[str]) -> list[list[Row]]:
        """Return the rows of SELECTs; in a scratch dataset, and of what varies with the time, those of now.

        Raises EngineError.
        """

        def read() -> list[list[Row]]:
            return self.graph.read(_rows(queries))

        return self._answers.get("\0".join(queries), read) if all(map(repeatable, queries)) else read()

    def total(self, query: str) -> int:
        """Return the number of rows of a SELECT; in a scratch dataset that of now. Raises EngineError."""
        return self._totals.get(query, lambda: int(text(self.graph.rows(counted(query))[0], TOTAL)))

    def offers(self, query: str, parameter: Parameter) -> Offers:
        """Return what a parameter can be given so that a bound query has rows. Raises EngineError."""
        asked = f"{offers(query, parameter)} LIMIT {_MOST_OFFERED}"
        return self._offers.get(asked, lambda: self.graph.read(_offers(asked, parameter.name)))

    @cached_property
    def index(self) -> SearchIndex | None:
        """What things are called; None in a release that was made before there was an index. Raises ReleaseDamaged."""
        with reading_release(SEARCH):
            return SearchIndex(path) if (path := self.release.search) else None

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The path of everything that can be found and has a page, but for what is deprecated.

        Raises EngineError and TooSlow.
        """
        with reading_release(SEARCH):
            iris = self.index.iris() if self.index else []
        own = (iri for iri in iris if is_own(iri) and iri not in self.deprecated)
        return tuple(path for iri in own if (path := path_of(iri)) and path.startswith("/"))

    @cached_property
    def passed(self) -> Mapping[str, Verified]:
        """How the build found the answers to the saved queries, by name; none where it had no rows to compare with.

        Raises ReleaseDamaged.
        """
        with reading_release(ANSWERS):
            path = self.release.answers
            found = verified_from_json(path.read_text("utf-8")) if path else ()
        return {one.query: one for one in found}

    @cached_property
    def queries(self) -> dict[str, SavedQuery]:
        """The saved queries by name: those with a rank, then by the competency questions that they answer.

        Raises ReleaseDamaged.
        """
        with reading_release(QUERIES):
            queries = from_json(self.release.queries.read_text("utf-8"))
        return {
            query.name: query
            for query in sorted(
                queries, key=lambda query: (query.rank or inf, query.answers or ("~",), query.name)
            )
        }


def _offers(query: str, name: str) -> Reader[Offers]:
    (rows,) = yield [query]
    iris = {term.value for row in rows if isinstance(term := row.get(name), NamedNode)}
    labels = yield from labels_in(iris, LANGUAGES)
    return {language: {iri: labels[language][iri].text for iri in iris} for language in LANGUAGES}


def _rows(queries: Sequence[str]) -> Reader[list[list[Row]]]:
    return (yield queries)


def _is_short(answers: list[list[Row]]) -> bool:
    return sum(map(len, answers)) <= _LONGEST_ANSWER


def _terms() -> Reader[dict[str, list[str]]]:
    answers = yield [
        f"""SELECT DISTINCT ?term WHERE {{
        VALUES ?type {{ {types} }} ?term a ?type FILTER(ISIRI(?term)) }}"""
        for types in _KINDS_OF_TERMS.values()
    ]
    return {
        kind: sorted(text(row, "term") for row in rows)
        for kind, rows in zip(_KINDS_OF_TERMS, answers, strict=True)
    }
