"""The whole build, stage by stage: read → derive → infer → validate → describe → write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.alignments import alignment_quads, read_alignments
from server.build.checks import problems_of
from server.build.checks.dates import date_warnings
from server.build.conformance import report_text
from server.build.derive import date_proofs, passage_proofs, segment_quads
from server.build.disjointness import disjointness_problems
from server.build.infer import conclusions, prove
from server.build.output.canonical import canonical
from server.build.output.describe import description
from server.build.output.rules import rule_quads
from server.build.output.stated import stated
from server.build.output.write import newest_commit, write
from server.build.premises import premises
from server.build.problems import InvalidInput, Problem, in_order
from server.build.quality.model import Report as QualityReport
from server.build.quality.publish import quality_quads
from server.build.quality.report import read_all, report_on
from server.build.rules import Rule, read_rules
from server.build.segments import Tables, read_tables
from server.build.shapes import Report as ShapesReport
from server.build.shapes import validate
from server.build.sources import Sources, read
from server.build.versions import versions_text
from server.build.vocabulary import CLAIM, graph
from server.proofs import Proof, proofs_text
from server.rdf.terms import OWL, TYPE
from server.release import CONFORMANCE, PROOFS, QUERIES, VERSIONS, Release

_ONTOLOGY: Final = OWL["Ontology"]
_VERSION: Final = OWL["versionInfo"]


@dataclass(frozen=True)
class Queries:
    """The saved queries as the release holds them: the text of queries.json, how many there are, what they name.

    `quads` describe them in RDF.
    """

    json: str
    number: int
    named: frozenset[str] = frozenset()
    quads: tuple[Quad, ...] = ()


QueryReader = Callable[[Path, frozenset[str]], Queries]
"""Reads and checks the saved queries of a project, given its root and the IRIs that the data describes.

Raises InvalidInput. The build takes it as an argument because the saved queries stand to its right.
"""

Stage = Callable[[str], AbstractContextManager[object]]
"""Opens a stage of the build by its name, for a progress display."""


@dataclass(frozen=True)
class Built:
    """A release, and what its shapes and the check of dates found that does not stop it: to mend, or only to know."""

    release: Release
    warnings: list[Problem]
    notes: list[Problem]


def build(
    root: Path, folder: Path, read_queries: QueryReader, stage: Stage = lambda _: nullcontext()
) -> Built:
    """Build the project at `root` into `folder` and make the result the current release.

    Raises InvalidInput with every problem of the stage that failed; the current release stays as it was.
    """
    with stage("read"):
        sources, tables = read(root), read_tables(root)
        _stop_at(problems_of(sources, tables))
        rules = read_rules(root)
        checks = read_all(root)
        alignments = read_alignments(root, checks.vocabularies)
    content = statements(sources, tables, rules, stage)
    quads = [*content.asserted, *content.inferred, *alignment_quads(alignments)]
    with stage("validate"):
        report = _validated(sources, content, quads)
        queries = read_queries(root, described(quads))
        warnings = in_order([*report.warnings, *date_warnings(sources)])
    with stage("measure"):
        quads += quality_quads(report_on(checks, quads, queries.named, warnings))
    with stage("describe"):
        quads += [*description(quads), *rule_quads(rules), *queries.quads]
        proofs = proofs_text(content.proofs, stated(sources, content.asserted))
    with stage("write"):
        counts, version = _counts(content, queries), _ontology_version(sources)
        texts = {
            QUERIES: queries.json,
            PROOFS: proofs,
            VERSIONS: versions_text(root),
            CONFORMANCE: report_text(),
        }
        release = write(folder, quads, texts, counts, version, newest_commit(root))
    return Built(release, warnings, in_order(report.notes))


def quality(root: Path, read_queries: QueryReader) -> QualityReport:
    """Return the quality report of a project whose files have no problem. Raises InvalidInput if they have."""
    sources, tables = read(root), read_tables(root)
    _stop_at(problems_of(sources, tables))
    checks = read_all(root)
    content = statements(sources, tables, read_rules(root))
    mappings = read_alignments(root, checks.vocabularies)
    quads = [*content.asserted, *content.inferred, *alignment_quads(mappings)]
    warnings = [*_validated(sources, content, quads).warnings, *date_warnings(sources)]
    return report_on(checks, quads, read_queries(root, described(quads)).named, warnings)


@dataclass(frozen=True)
class Content:
    """What the files assert, segments included, what follows from it, and why."""

    asserted: list[Quad]
    inferred: list[Quad]
    proofs: list[Proof] = field(default_factory=list)


def statements(
    sources: Sources, tables: Tables, rules: Iterable[Rule], stage: Stage = lambda _: nullcontext()
) -> Content:
    """Derive and infer, from files whose dates and segments exist.

    Raises InvalidInput for rules that get in one another's way.
    """
    with stage("derive"):
        # With the labels that blank nodes have in the release, so that proofs can name them.
        asserted = canonical(sources.quads)
        derived = date_proofs(asserted)
        passages = list(passage_proofs(asserted))
        asserted += segment_quads(tables, asserted)
    with stage("infer"):
        steps = derived + prove(rules, premises(asserted + conclusions(derived)))
        return Content(asserted, conclusions(steps), steps + passages)


def _validated(sources: Sources, content: Content, quads: list[Quad]) -> ShapesReport:
    report = validate(quads, sources)
    _stop_at([*report.problems, *disjointness_problems(sources, quads, content.proofs)])
    return report


def _stop_at(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise InvalidInput(found)


def described(quads: Iterable[Quad]) -> frozenset[str]:
    """Return every IRI that the quads say something about, and every graph: what a saved query may name."""
    names = (term.value for q in quads for term in (q.subject, q.graph_name) if isinstance(term, NamedNode))
    return frozenset(names)


def _counts(content: Content, queries: Queries) -> dict[str, int]:
    return {
        "claims": len(set(_instances(content.asserted, CLAIM))),
        "entities": len(
            {q.subject for q in content.asserted if q.predicate == TYPE and q.graph_name == graph("entities")}
        ),
        "inferred": len(set(content.inferred)),
        "proofs": len(content.proofs),
        "queries": queries.number,
    }


def _instances(quads: Iterable[Quad], kind: NamedNode) -> Iterator[str]:
    return (str(quad.subject) for quad in quads if quad.predicate == TYPE and quad.object == kind)


def _ontology_version(sources: Sources) -> str:
    """Return the version of the ontology: that of its shortest IRI, the ontology which the modules are part of."""
    versions = {
        quad.subject.value: quad.object.value
        for source in sources.under("ontology/modules")
        for quad in source.quads
        if quad.predicate == _VERSION
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    }
    return versions[min(versions, key=len)] if versions else ""
