"""The checks of ontology/checks: one SELECT query a file, what it means in the comments of its first lines.

A check sees every graph: plain patterns match their union, where a triple of two graphs counts twice. ?subject is what
the finding is about, ?detail what about it is wrong. In graph:queries, `?query dcterms:references ?iri` says which
IRIs a saved query names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from server.build.read.sources import read_text
from server.build.validate.quality.model import SEVERITIES, Check, Finding
from server.build.vocabulary import graph
from server.faults import Fault, InvalidInput
from server.namespaces import BASE
from server.rdf.terms import DCTERMS

FOLDER: Final = "ontology/checks"
_HEADER: Final = re.compile(r"^# (title|severity|after|reason): (.+)$", re.MULTILINE)
_REFERENCES: Final = DCTERMS["references"]
_SAVED: Final = NamedNode(BASE + "queries")


@dataclass(frozen=True)
class CheckQuery:
    """A check and the query that finds its faults."""

    check: Check
    text: str


def read_checks(root: Path) -> list[CheckQuery]:
    """Read ontology/checks/*.rq of a project by name. Raises InvalidInput for a file that is no check."""
    checks: list[CheckQuery] = []
    faults: list[Fault] = []
    for path in sorted((root / FOLDER).glob("*.rq")):
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
        Check(path.stem, header["title"], severity, header["reason"], header.get("after", "")), text
    )
    try:
        columns = {variable.value for variable in _solutions(Store(), text).variables}
    except (SyntaxError, TypeError) as error:
        raise InvalidInput([_fault(name, f"is no SELECT query: {error}", "correct the query")]) from None
    if not {"subject"} <= columns <= {"subject", "detail"}:
        raise InvalidInput([_fault(name, f"selects {sorted(columns)}", "select ?subject and ?detail")])
    return query


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
