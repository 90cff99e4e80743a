"""Alignments: SSSOM tables (ontology/alignments/*.sssom.tsv) and the SKOS mapping triples of graph:alignments.

SSSOM/TSV: the first lines, each after a `#`, are the metadata of the mapping set in YAML; a header and one mapping a
line follow. Identifiers are CURIEs, resolved with the set's curie_map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import NamedNode, Quad

from server.build.read.sources import read_text
from server.build.validate.quality_checks import Vocabularies, unknown
from server.build.vocabulary import graph
from server.faults import Fault, InvalidInput
from server.namespaces import BASE, PREFIXES
from server.rdf.iris import prefixed

FOLDER: Final = "ontology/alignments"
COLUMNS: Final = (
    *("subject_id", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "confidence", "comment"),
)
_METADATA: Final = (
    "curie_map",
    "license",
    "mapping_set_id",
    "mapping_set_description",
)
_PREDICATES: Final = frozenset(
    f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
)
_JUSTIFICATIONS: Final = frozenset(
    f"semapv:{name}" for name in ("ManualMappingCuration", "LexicalMatching", "MappingReview")
)


@dataclass(frozen=True)
class Alignment:
    """One line of a table: IRIs, why the mapping holds, how sure it is (0 to 1), and a remark."""

    file: str
    line: int
    subject: str
    predicate: str
    object: str
    confidence: float
    comment: str


def read_alignments(root: Path, vocabularies: Vocabularies) -> list[Alignment]:
    """Read every table of a project. Raises InvalidInput with what is wrong in any of them.

    An object whose prefix has a list among `vocabularies` must stand in it.
    """
    mappings: list[Alignment] = []
    faults: list[Fault] = []
    for path in sorted((root / FOLDER).glob("*.sssom.tsv")):
        name = path.relative_to(root).as_posix()
        try:
            mappings += _read_table(name, read_text(path, name))
        except InvalidInput as invalid:
            faults += invalid.faults
    faults += _repeated(mappings)
    faults += [
        Fault(m.file, m.line, m.object, "alignment", why, "name a term that the vocabulary has")
        for m in mappings
        if (prefixed(m.object) or ("",))[0] in vocabularies and (why := unknown(m.object, vocabularies))
    ]
    if faults:
        raise InvalidInput(faults)
    return mappings


def alignment_quads(mappings: list[Alignment]) -> Iterator[Quad]:
    """Yield graph:alignments: a SKOS mapping triple for each mapping."""
    for m in mappings:
        yield Quad(NamedNode(m.subject), NamedNode(m.predicate), NamedNode(m.object), graph("alignments"))


def _read_table(name: str, text: str) -> list[Alignment]:
    lines = text.splitlines()
    size = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    prefixes = _curie_map(name, "\n".join(line[1:] for line in lines[:size]))
    if size == len(lines) or tuple(lines[size].split("\t")) != COLUMNS:
        raise InvalidInput(
            [_fault(name, size + 1, "has other columns", "the columns are " + ", ".join(COLUMNS))]
        )
    mappings: list[Alignment] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines[size + 1 :], size + 2):
        try:
            mappings.append(_mapping(name, number, line.split("\t"), prefixes))
        except ValueError as error:
            faults.append(_fault(name, number, str(error), "correct the line"))
    if faults:
        raise InvalidInput(faults)
    return mappings


def _curie_map(name: str, metadata: str) -> Mapping[str, str]:
    try:
        found: Any = yaml.safe_load(metadata)
    except yaml.YAMLError as error:
        raise InvalidInput(
            [_fault(name, 1, f"its metadata is no YAML: {error}", "correct the lines with #")]
        ) from None
    missing = [key for key in _METADATA if not isinstance(found, dict) or key not in found]
    if missing:
        raise InvalidInput(
            [_fault(name, 1, "its metadata lacks " + ", ".join(missing), "add it in the lines with #")]
        )
    prefixes: dict[str, str] = dict(found["curie_map"])
    for prefix, namespace in prefixes.items():
        if PREFIXES.get(prefix, namespace) != namespace:
            message = f"{prefix}: is {PREFIXES[prefix]} in the rest of the project"
            raise InvalidInput([_fault(name, 1, message, "correct the curie_map")])
    return prefixes


def _mapping(name: str, number: int, cells: list[str], prefixes: Mapping[str, str]) -> Alignment:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"has {len(cells)} cells instead of {len(COLUMNS)}")
    row = dict(zip(COLUMNS, cells, strict=True))
    if row["predicate_id"] not in _PREDICATES:
        raise ValueError(f"{row['predicate_id']} is no mapping relation of SKOS")
    if row["mapping_justification"] not in _JUSTIFICATIONS:
        raise ValueError(f"{row['mapping_justification']} is none of {', '.join(sorted(_JUSTIFICATIONS))}")
    confidence = float(row["confidence"])
    if not 0 <= confidence <= 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1")
    subject, predicate, other = (
        _iri(row[key], prefixes) for key in ("subject_id", "predicate_id", "object_id")
    )
    if not subject.startswith(BASE) or other.startswith(BASE):
        raise ValueError("does not lead from the project to another vocabulary")
    return Alignment(name, number, subject, predicate, other, confidence, row["comment"])


def _iri(curie: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = curie.partition(":")
    if not colon or not local or prefix not in prefixes:
        raise ValueError(f"{curie} is no CURIE of the set's curie_map")
    return prefixes[prefix] + local


def _repeated(mappings: list[Alignment]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for m in mappings:
        if (m.subject, m.object) in seen:
            yield _fault(m.file, m.line, f"maps {m.subject} to {m.object} again", "keep one of the two lines")
        seen.add((m.subject, m.object))


def _fault(name: str, line: int, message: str, remedy: str) -> Fault:
    return Fault(name, line, None, "alignment", message, remedy)
