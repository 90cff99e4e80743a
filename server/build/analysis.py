"""One look at a project, for all who need one: what `eikg build` publishes, `eikg check` reports, `eikg diff` compares.

The files are read, what follows from them is derived and inferred, and everything is validated, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

from pyoxigraph import Quad

from server.build.infer import Closure, Stage, closure, no_stage
from server.build.read.alignments import Alignment, alignment_quads, read_alignments
from server.build.read.places import Place, Places
from server.build.read.rules import Rule, read_rules
from server.build.read.segments import FOLDER as SEGMENTS
from server.build.read.segments import Tables, read_tables
from server.build.read.sources import Sources, read
from server.build.validate.checks import faults_of
from server.build.validate.conflicts import conflict_faults
from server.build.validate.consistency import Projection, is_known, judged
from server.build.validate.disagreements import between_claims, disagreement_faults
from server.build.validate.names import described
from server.build.validate.quality_checks import Report as QualityReport
from server.build.validate.quality_report import Checks, quality_faults, read_all, report_on
from server.build.validate.references import QueryText, reference_faults
from server.build.validate.shapes import Report as ShapesReport
from server.build.validate.shapes import validate
from server.build.validate.things import kind_of_iri_faults
from server.build.vocabulary import SEGMENT_BASE
from server.faults import Fault, InvalidInput, in_order
from server.saved.benchmark import Asked, read_asked
from server.saved.library import read_folder, unknown_names
from server.saved.query import SavedQuery
from server.why.proofs import Proof

QUERIES: Final = "queries"
_WITHOUT_VALUE: Final = frozenset({"literal", "segment"})
"""The checks whose faults leave a date or passage without a value, so that nothing can be derived from it."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Analysis:
    """What a project's files hold and what is wrong with them.

    `unreadable`: the faults that keep everything after the reading from being done; where there are any, what is
    inferred and validated is empty. `file_faults`: those of the files and of what they name in each other, the
    unreadable included; `graph_faults`: those of the whole graph, against shapes and disjoint classes; `query_faults`:
    names in saved queries that nothing describes. `warnings` and `notes` do not stop a release. `unjudged` is what a
    reasoner has to judge anew, None where the verdict that the project keeps is of the same axioms. `asked` are the
    questions of the benchmark.
    """

    root: Path
    sources: Sources
    tables: Tables
    rules: tuple[Rule, ...]
    queries: tuple[SavedQuery, ...]
    file_faults: tuple[Fault, ...]
    unreadable: tuple[Fault, ...]
    asserted: tuple[Quad, ...] = ()
    inferred: tuple[Quad, ...] = ()
    proofs: tuple[Proof, ...] = ()
    shapes: ShapesReport = field(default_factory=ShapesReport)
    graph_faults: tuple[Fault, ...] = ()
    query_faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    quality: QualityReport = field(default_factory=QualityReport)
    unjudged: Projection | None = None
    places: Places = field(default_factory=lambda: Places(()))
    checks: Checks = field(default_factory=Checks)
    asked: tuple[Asked, ...] = ()

    @property
    def quads(self) -> tuple[Quad, ...]:
        """What is asserted, and what follows from it."""
        return self.asserted + self.inferred

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What keeps a release from being made: of the first part that has faults, as later ones may come from them."""
        return self.file_faults or self.graph_faults or self.query_faults

    @property
    def findings(self) -> Iterator[Fault]:
        """The faults; and what does not stop a release: warnings, notes, and what the checks found, save the waived.

        While files are at fault nothing is said of the whole graph, as that may come from them.
        """
        yield from self.file_faults
        if not self.file_faults:
            yield from (*self.graph_faults, *self.query_faults, *self.notes)
            yield from quality_faults(self.quality, self.places, self.warnings, self.checks.waivers)


def analyse(root: Path, stage: Stage = no_stage) -> Analysis:
    """Read, derive, infer, validate and measure the project at `root`; `stage` is opened for each of these."""
    with stage("read"):
        found, alignments = _read(root)
    if found.unreadable:
        return found
    try:
        drawn = closure(found.sources, found.tables, found.rules, stage)
    except InvalidInput as invalid:
        faults = tuple(invalid.faults)
        return replace(found, unreadable=faults, file_faults=found.file_faults + faults)
    with stage("validate"):
        found = _validated(found, drawn, alignments)
    with stage("measure"):
        if found.file_faults:
            return found
        named = _named_in(found.queries)
        return replace(found, quality=report_on(found.checks, found.quads, named, found.warnings))


def _named_in(queries: Sequence[SavedQuery]) -> frozenset[str]:
    """Return what queries name: in their text, and as the class or scheme that a parameter's values belong to."""
    of = {parameter.of for query in queries for parameter in query.parameters if parameter.of}
    return frozenset({iri for query in queries for iri in query.iris} | of)


def _read(root: Path) -> tuple[Analysis, list[Quad]]:
    sources, tables = read(root), read_tables(root)
    unreadable: list[Fault] = [*sources.faults, *tables.faults]

    def part(reader: Callable[[], _T], nothing: _T) -> _T:
        try:
            return reader()
        except InvalidInput as invalid:
            unreadable.extend(invalid.faults)
            return nothing

    rules: list[Rule] = part(lambda: read_rules(root), [])
    checks: Checks = part(lambda: read_all(root), Checks())
    alignments: list[Alignment] = part(lambda: read_alignments(root, checks.vocabularies), [])
    queries: tuple[SavedQuery, ...] = part(lambda: read_folder(root / QUERIES), ())
    asked: tuple[Asked, ...] = part(lambda: read_asked(root / QUERIES), ())
    places = Places(sources.files, _other_places(tables, alignments))
    faults = [*faults_of(sources, tables, places)]
    texts = (
        *(QueryText(r.file, r.query) for r in rules),
        *(QueryText(c.file, c.text) for c in checks.queries),
    )
    if not sources.faults:
        faults += reference_faults(texts, sources, checks.vocabularies)
    unreadable += [fault for fault in faults if fault.rule in _WITHOUT_VALUE]
    found = Analysis(
        root,
        sources,
        tables,
        tuple(rules),
        queries,
        file_faults=tuple(in_order([*faults, *unreadable])),
        unreadable=tuple(in_order(unreadable)),
        places=places,
        checks=checks,
        asked=asked,
    )
    return found, list(alignment_quads(alignments))


def _other_places(tables: Tables, alignments: Iterable[Alignment]) -> dict[str, Place]:
    """Return where the segments stand, and the terms of other vocabularies that are mapped."""
    segments = {
        SEGMENT_BASE + segment.slug: Place(f"{SEGMENTS}/{segment.source}.tsv", segment.line)
        for segment in tables.segments.values()
    }
    return segments | {mapping.object: Place(mapping.file, mapping.line) for mapping in alignments}


def _validated(found: Analysis, drawn: Closure, alignments: list[Quad]) -> Analysis:
    asserted = (*drawn.asserted, *alignments)
    quads = asserted + drawn.inferred
    shapes = validate(quads, found.sources)
    axioms = judged(found.sources)
    failures, disagreements = between_claims(shapes.failures, quads, drawn.proofs)
    contradictions = list(
        conflict_faults(found.sources, found.places, quads, drawn.proofs, failures, found.rules)
    )
    return replace(
        found,
        asserted=asserted,
        inferred=drawn.inferred,
        proofs=drawn.proofs,
        shapes=shapes,
        graph_faults=(
            *(f for f in contradictions if f.severity == "error"),
            *kind_of_iri_faults(quads, found.places),
        ),
        query_faults=tuple(unknown_names(found.queries, found.root / QUERIES, described(quads))),
        warnings=tuple(
            in_order(
                [
                    *(f for f in contradictions if f.severity == "warning"),
                    *disagreement_faults(found.sources, found.places, disagreements),
                ]
            )
        ),
        notes=(*shapes.notes, *(f for f in contradictions if f.severity == "info")),
        unjudged=None if is_known(found.root, axioms) else axioms,
    )
