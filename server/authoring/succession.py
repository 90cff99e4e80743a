"""Terms given up: renamed, merged into another, split into several, or replaced by nothing.

A term that people have used keeps its address: it stays as a deprecated one (OWL 2, section 5.5) that says what it was
called and what it meant, and leads to what replaces it. Its axioms go, or go over to the new name, so that nothing
follows from it any more.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.authoring.axioms import without, without_members
from server.authoring.draft import Refused
from server.authoring.migration import migration
from server.authoring.split import Decisions
from server.authoring.terms import KINDS, terms
from server.authoring.uses import Use, renamed, texts, uses_in
from server.authoring.versions import raised
from server.build.read.alignments import FOLDER as ALIGNMENTS
from server.build.read.rules import FOLDER as RULES
from server.build.read.rules import Rule
from server.build.read.sources import Source, Sources, subject_iri, with_texts
from server.build.read.turtle import parsed, positions, written
from server.build.validate.names import deprecated
from server.build.validate.quality_report import FILE as WAIVERS
from server.rdf.iris import short
from server.rdf.terms import TYPE, named

_HOMES: Final = ("ontology/modules", "ontology/schemes")
_EXTERNAL: Final = "ontology/external-terms.ttl"
_KEPT: Final = frozenset(
    named(name)
    for name in (
        *("rdfs:label", "rdfs:isDefinedBy", "skos:prefLabel", "skos:altLabel", "skos:definition"),
        *("skos:scopeNote", "skos:historyNote", "skos:changeNote", "skos:inScheme"),
    )
)
"""What a deprecated term still says of itself."""


@dataclass(frozen=True)
class Succession:
    """Terms (IRIs) that are given up, those that take their place, and why.

    With `is_rename` the one that takes the place is new, has all that is said of the old one, and the `labels` given
    (language → text). `decisions` say which part of a split term a use is a use of.
    """

    olds: tuple[str, ...]
    by: tuple[str, ...]
    because: str
    is_rename: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    decisions: Decisions | None = None


@dataclass(frozen=True)
class Change:
    """The files that change, with their texts before ("" for a new file) and after.

    `left`: uses that a person has to decide about; `suspected`: lines of programs that may mean the term.
    """

    files: Mapping[str, tuple[str, str]]
    left: tuple[Use, ...]
    suspected: tuple[Use, ...]

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff."""
        for name, (before, after) in sorted(self.files.items()):
            old, new = before.splitlines(), after.splitlines()
            yield from difflib.unified_diff(old, new, f"a/{name}", f"b/{name}", n=1, lineterm="")

    def write(self, root: Path) -> None:
        """Write the files."""
        for name, (_, after) in self.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(after, encoding="utf-8", newline="\n")


def change_of(root: Path, sources: Sources, succession: Succession) -> Change:
    """Return what a succession changes in a project. Raises Refused, or InvalidInput for a file without the style."""
    _refuse(sources, succession)
    before = dict(texts(root))
    known = {source.name: source for source in sources.files}
    after = {name: _after(name, text, known.get(name), succession) for name, text in before.items()}
    changed = {name: text for name, text in after.items() if text != before[name]}
    later = with_texts(sources, {n: text for n, text in changed.items() if n in known})
    rules = [
        Rule(name, text) for name, text in after.items() if name.startswith(RULES) and name.endswith(".rq")
    ]
    changed |= raised(root, later, rules)
    files = {name: (before.get(name, ""), text) for name, text in changed.items()}
    kinds = terms(sources.quads).kinds
    name, old, new = migration(root, sources, succession.olds, succession.by, kinds, succession.decisions)
    files[name] = (old, new)
    found = sorted(
        use
        for file, text in after.items()
        for use in _uses(file, changed.get(file, text), file in known, succession.olds)
    )
    return Change(
        files,
        tuple(use for use in found if use.is_certain),
        tuple(use for use in found if not use.is_certain),
    )


def _refuse(sources: Sources, succession: Succession) -> None:
    kinds, gone = terms(sources.quads).kinds, deprecated(sources)
    faults = [f"{short(iri)} is no term of the ontology" for iri in succession.olds if iri not in kinds]
    faults += [f"{short(iri)} is deprecated already" for iri in succession.olds if iri in gone]
    if succession.is_rename:
        faults += [f"{short(iri)} exists already" for iri in succession.by if iri in kinds]
        old, new = succession.olds[0], succession.by[0]
        if old.rpartition("/")[0] != new.rpartition("/")[0] or _is_capital(old) != _is_capital(new):
            faults.append(
                f"{short(new)} is no name for what {short(old)} names: keep its prefix and first case"
            )
    else:
        for iri in succession.by:
            if iri not in kinds or iri in gone or iri in succession.olds:
                faults.append(f"--by {short(iri)} is no term that stays: add it first with `eikg new`")
            elif any(kinds.get(old, kinds[iri]) != kinds[iri] for old in succession.olds):
                faults.append(f"--by {short(iri)} is of kind {kinds[iri]}, unlike what it replaces")
        if len(succession.by) > 1 and len(succession.olds) > 1:
            faults.append("split one term at a time")
    if faults:
        raise Refused(faults)


def _is_capital(iri: str) -> bool:
    return iri.rpartition("/")[2][:1].isupper()


def _after(name: str, text: str, source: Source | None, succession: Succession) -> str:
    """Return a file's text afterwards."""
    one = len(succession.by) == 1
    names = dict.fromkeys(succession.olds, succession.by[0]) if one else {}
    if source is not None:
        return _turtle(source, names, succession)
    if name.startswith(ALIGNMENTS):
        return _table(text, names, succession)
    if name == WAIVERS and not succession.is_rename:
        text = _without_waivers(text, succession.olds)
    return renamed(text, names)


def _turtle(source: Source, names: Mapping[str, str], succession: Succession) -> str:
    olds = set(succession.olds)
    quads = list(source.file_quads)
    if source.name == _EXTERNAL:
        annotations = [named("dcterms:isReplacedBy")] if succession.by else []
        declared = {quad.subject for quad in quads}
        missing = [p for p in (*annotations, named("skos:changeNote")) if p not in declared]
        quads += [Quad(p, TYPE, named("owl:AnnotationProperty")) for p in missing]
        return written(quads, source.positions, source.name) if missing else source.text
    here = olds & _declared(source)
    if not here and not any(iri in olds for quad in quads for iri in _iris(quad)):
        return renamed(source.text, names)
    remains = [quad for iri in sorted(here) for quad in _remains(quads, iri, succession)]
    if here and not succession.is_rename:
        quads = without(quads, here)
    if not succession.is_rename:
        quads = without_members(quads, olds, {*names.values()})
    if succession.decisions is not None and source.name.startswith("triples/"):
        quads = [succession.decisions.applied(quad) for quad in quads]
    text = renamed(written(quads, source.positions, source.name), names)
    quads = list(parsed(text, source.name).quads)
    if succession.is_rename and here:
        quads = [*_relabelled(quads, succession)]
    else:
        # Merged into its own parent or inverse, a term would stand on both sides.
        quads = [q for q in quads if q.subject != q.object or subject_iri(q) not in names.values()]
    return written([*quads, *remains], positions(text), source.name)


def _declared(source: Source) -> set[str]:
    if source.part not in _HOMES:
        return set()
    kinds = {NamedNode(kind) for kind in KINDS}
    return {subject_iri(quad) for quad in source.quads if quad.predicate == TYPE and quad.object in kinds}


def _iris(quad: Quad) -> Iterator[str]:
    return (t.value for t in (quad.subject, quad.predicate, quad.object) if isinstance(t, NamedNode))


def _remains(quads: Iterable[Quad], iri: str, succession: Succession) -> Iterator[Quad]:
    """Yield what a deprecated term says of itself."""
    own = NamedNode(iri)
    for quad in quads:
        is_kind = quad.predicate == TYPE and isinstance(quad.object, NamedNode) and quad.object.value in KINDS
        if quad.subject == own and (quad.predicate in _KEPT or is_kind):
            yield quad
    yield Quad(own, named("owl:deprecated"), Literal(True))
    for new in succession.by:
        yield Quad(own, named("dcterms:isReplacedBy"), NamedNode(new))
    if succession.because:
        yield Quad(own, named("skos:changeNote"), Literal(succession.because, language="en"))


def _relabelled(quads: Iterable[Quad], succession: Succession) -> Iterator[Quad]:
    new = NamedNode(succession.by[0])
    for quad in quads:
        label = quad.object
        if (
            quad.subject == new
            and quad.predicate in (named("rdfs:label"), named("skos:prefLabel"))
            and isinstance(label, Literal)
            and (text := succession.labels.get(label.language or ""))
        ):
            yield Quad(quad.subject, quad.predicate, Literal(text, language=label.language))
        else:
            yield quad


def _table(text: str, names: Mapping[str, str], succession: Succession) -> str:
    """Return an SSSOM table; what a term meant elsewhere is no mapping of what it was merged into."""
    lines = text.splitlines(keepends=True)
    size = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines)) + 1
    rows = lines[size:]
    was_sorted = rows == sorted(rows)
    if not succession.is_rename:
        rows = [row for row in rows if row.partition("\t")[0] not in {short(old) for old in succession.olds}]
    rows = [renamed(row, names) for row in rows]
    return "".join([*lines[:size], *(sorted(rows) if was_sorted else rows)])


def _without_waivers(text: str, olds: Iterable[str]) -> str:
    lost = [f"  subject: {short(old)}\n" for old in olds]
    entries = text.split("\n\n")
    return "\n\n".join(entry for entry in entries if not any(line in entry + "\n" for line in lost))


def _uses(file: str, text: str, is_turtle: bool, olds: Iterable[str]) -> Iterator[Use]:
    if not is_turtle:
        yield from uses_in(file, text, olds)
        return
    lines, where = text.splitlines(), positions(text)
    for old in olds:
        for line in where.elsewhere(old):
            yield Use(file, line, old, lines[line - 1].strip())
