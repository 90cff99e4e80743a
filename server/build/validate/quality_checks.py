"""The checks of the quality report, what they find, and how they run.

The checks of ontology/checks are one SELECT query a file, its meaning in the comments of its first lines. A check sees
every graph: plain patterns match their union, where a triple of two graphs counts twice. ?subject is what the finding
is about, ?detail what about it is wrong. In graph:queries, `?query dcterms:references ?iri` says which IRIs a saved
query names. Terms of other vocabularies must stand in ontology/vocabularies/<prefix>.txt, which holds one local name a
line; its comments say from which publication it was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from server.build.read.sources import read_text
from server.build.vocabulary import graph
from server.faults import SEVERITIES, Fault, InvalidInput, Severity
from server.namespaces import BASE, PREFIXES
from server.rdf.iris import prefixed, short
from server.rdf.terms import DCTERMS, TYPE

CHECKS_FOLDER: Final = "ontology/checks"
_HEADER: Final = re.compile(
    r"^# ((?:title|reason)(?: in Russian| in Belarusian)?|severity|after|remedy): (.+)$", re.MULTILINE
)
_OTHER_LANGUAGES: Final = {"ru": "Russian", "be": "Belarusian"}
_REFERENCES: Final = DCTERMS["references"]
_SAVED: Final = NamedNode(BASE + "queries")

VOCABULARIES_FOLDER: Final = "ontology/vocabularies"
Vocabularies = Mapping[str, frozenset[str]]
"""Prefix → the local names of its vocabulary."""
_AXIOMS: Final = frozenset(
    NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (
        ("rdfs", "subClassOf"),
        ("rdfs", "subPropertyOf"),
        ("rdfs", "domain"),
        ("rdfs", "range"),
        ("owl", "onProperty"),
        ("owl", "someValuesFrom"),
        ("owl", "allValuesFrom"),
        ("owl", "inverseOf"),
    )
)
_NO_VOCABULARY: Final = (BASE, PREFIXES["wd"])
"""Namespaces of things, and our own: nothing there is a term of another vocabulary."""


@dataclass(frozen=True)
class Translation:
    """Title and reason of a check in another language than English."""

    language: str
    title: str
    reason: str


@dataclass(frozen=True)
class Check:
    """One check: its `name`, the fault that it finds as a phrase (`title`), how bad that is, and why it matters.

    `after` names the catalogue entries that it follows, such as `OOPS! P07` or `ROBOT missing_label`; `remedy` says
    what to do.
    """

    name: str
    title: str
    severity: Severity
    reason: str
    after: str = ""
    remedy: str = ""
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: the IRI concerned ("" for the project as a whole), and what there is wrong."""

    subject: str
    detail: str = ""


@dataclass(frozen=True)
class Waiver:
    """A finding that stands, with the reason: all findings of `check` about `subject`; `line` is its own."""

    check: str
    subject: str
    reason: str
    line: int | None = None


@dataclass(frozen=True)
class Result:
    """What one check found, apart from what is waived."""

    check: Check
    open: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...] = ()


@dataclass(frozen=True)
class Report:
    """The results of every check, in the order of their names."""

    results: tuple[Result, ...] = field(default=())


def readable_detail(detail: str) -> str:
    """Return the detail of a finding as people read it: IRIs as prefixed names."""
    return " ".join(short(word).strip("<>") if "://" in word else word for word in detail.split(" "))


@dataclass(frozen=True)
class CheckQuery:
    """A check, the query that finds its faults, and the file that holds both."""

    check: Check
    text: str
    file: str = ""


def read_checks(root: Path) -> list[CheckQuery]:
    """Read ontology/checks/*.rq of a project by name. Raises InvalidInput for a file that is no check."""
    checks: list[CheckQuery] = []
    faults: list[Fault] = []
    for path in sorted((root / CHECKS_FOLDER).glob("*.rq")):
        try:
            checks.append(_checked(path, path.relative_to(root).as_posix()))
        except InvalidInput as invalid:
            faults += invalid.faults
    if faults:
        raise InvalidInput(faults)
    return checks


def _checked(path: Path, name: str) -> CheckQuery:
    text = read_text(path, name)
    header = dict(_HEADER.findall(text))
    severity = next((known for known in SEVERITIES if known == header.get("severity")), None)
    if severity is None or not {"title", "reason"} <= header.keys():
        remedy = f"begin with the comments title, severity ({', '.join(SEVERITIES)}) and reason"
        raise InvalidInput([_fault(name, "its header is not whole", remedy)])
    query = CheckQuery(
        Check(
            path.stem,
            header["title"],
            severity,
            header["reason"],
            header.get("after", ""),
            header.get("remedy", ""),
            tuple(_translations(header)),
        ),
        text,
        name,
    )
    try:
        columns = {variable.value for variable in _solutions(Store(), text).variables}
    except (SyntaxError, TypeError) as error:
        raise InvalidInput([_fault(name, f"is no SELECT query: {error}", "correct the query")]) from None
    if not {"subject"} <= columns <= {"subject", "detail"}:
        raise InvalidInput([_fault(name, f"selects {sorted(columns)}", "select ?subject and ?detail")])
    return query


def _translations(header: Mapping[str, str]) -> Iterator[Translation]:
    for tag, name in _OTHER_LANGUAGES.items():
        title, reason = (header.get(f"{field} in {name}") for field in ("title", "reason"))
        if title and reason:
            yield Translation(tag, title, reason)


def checked_store(quads: Iterable[Quad], queried: Iterable[str] = ()) -> Store:
    """Return a store that checks can be run on; `queried` are the IRIs that the saved queries name."""
    store = Store()
    store.bulk_extend(quads)
    store.extend(Quad(_SAVED, _REFERENCES, NamedNode(iri), graph("queries")) for iri in queried)
    return store


def run(query: CheckQuery, store: Store) -> list[Finding]:
    """Return what a check finds in a store, in order."""
    found = set()
    for row in _solutions(store, query.text):
        subject = row["subject"]
        detail = row["detail"] if "?detail" in query.text else None
        found.add(Finding(_text(subject), _text(detail)))
    return sorted(found)


def _solutions(store: Store, text: str) -> QuerySolutions:
    result = store.query(text, use_default_graph_as_union=True)
    if not isinstance(result, QuerySolutions):
        raise TypeError("another form of query")
    return result


def _text(term: object) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else ""


def _fault(name: str, message: str, remedy: str) -> Fault:
    return Fault(name, None, None, "check", message, remedy)


UNKNOWN: Final = Check(
    "external-term-unknown",
    "a term is not in the vocabulary that its IRI claims",
    "error",
    "a misspelt term of another vocabulary parses, loads and means nothing",
    "FOOPS! VOC1, VOC2; OOPS! P40",
    "write the term as its vocabulary does, or add the vocabulary's list to ontology/vocabularies",
    (
        Translation(
            "ru",
            "термина нет в словаре, на который указывает его IRI",
            "термин чужого словаря, написанный с ошибкой, читается, загружается и ничего не значит",
        ),
        Translation(
            "be",
            "тэрміна няма ў слоўніку, на які паказвае яго IRI",
            "тэрмін чужога слоўніка, напісаны з памылкай, чытаецца, загружаецца і нічога не значыць",
        ),
    ),
)


def read_vocabularies(root: Path) -> Vocabularies:
    """Read ontology/vocabularies/*.txt of a project."""
    return {
        path.stem: frozenset(
            name for name in path.read_text("utf-8").splitlines() if name and not name.startswith("#")
        )
        for path in sorted((root / VOCABULARIES_FOLDER).glob("*.txt"))
    }


def unknown_terms(quads: Iterable[Quad], vocabularies: Vocabularies) -> list[Finding]:
    """Return a finding for each foreign IRI that is used as a class, property or datatype and is in no list."""

    @cache
    def fault(iri: str) -> str | None:
        return unknown(iri, vocabularies)

    return sorted({Finding(iri, why) for quad in quads for iri in _terms(quad) if (why := fault(iri))})


def unknown(iri: str, vocabularies: Vocabularies) -> str | None:
    """Say why a term is not known, or None if its vocabulary has it or it is our own."""
    if iri.startswith(_NO_VOCABULARY):
        return None
    prefix, name = prefixed(iri) or ("", "")
    if prefix not in vocabularies:
        return "no list of its vocabulary"
    return None if name in vocabularies[prefix] else f"{prefix} has no {name}"


def _terms(quad: Quad) -> Iterator[str]:
    yield quad.predicate.value
    if isinstance(quad.object, Literal):
        yield quad.object.datatype.value
    elif isinstance(quad.object, NamedNode) and (quad.predicate == TYPE or quad.predicate in _AXIOMS):
        yield quad.object.value
