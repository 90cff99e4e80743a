"""The whole build, stage by stage: read → derive → infer → validate → measure → describe → write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.analysis import Analysis, analyse
from server.build.infer import Stage, no_stage
from server.build.publish.benchmark import benchmark_texts
from server.build.publish.description import description
from server.build.publish.network import network_quads
from server.build.publish.resources import executables, quality_quads, rule_quads
from server.build.publish.summary import summary
from server.build.publish.texts import report_text, stated, versions_text
from server.build.publish.write import Verify, Written, newest_commit, write
from server.build.read.sources import Sources
from server.build.validate.consistency import VERDICT
from server.build.vocabulary import CLAIM, graph
from server.faults import Fault, InvalidInput
from server.namespaces import PROJECT
from server.rdf.graphs import canonical
from server.rdf.terms import OWL, TYPE
from server.release import CONFORMANCE, PROJECT_COPY, PROOFS, QUERIES, SUMMARY, VERSIONS, Release
from server.saved.query import to_json
from server.search.entries import entries
from server.why.proofs import proofs_text

_VERSION: Final = OWL["versionInfo"]


@dataclass(frozen=True)
class Built:
    """A release, the analysis that it was made of, a warning where its axioms were not judged, what was repaired."""

    release: Release
    analysis: Analysis
    unjudged: tuple[Fault, ...]
    replaced: tuple[Fault, ...]


def build(root: Path, folder: Path, stage: Stage = no_stage, verify: Verify | None = None) -> Built:
    """Build the project at `root` into `folder` and make the result the current release.

    `verify`, if given, asks it its saved queries before that, so that it keeps which gave their expected rows.

    Raises InvalidInput with every fault of the part that has any; the current release stays as it was.
    """
    found = analyse(root, stage)
    if found.faults:
        raise InvalidInput(found.faults)
    with stage("describe"):
        quads = [*found.quads, *quality_quads(found.quality), *network_quads(found.quads)]
        quads += [*description(quads), *rule_quads(found.rules), *executables(found.queries)]
        quads = canonical(quads)
        texts = {
            QUERIES: to_json(found.queries),
            PROOFS: proofs_text(found.proofs, stated(found.sources, found.asserted)),
            VERSIONS: versions_text(root),
            PROJECT_COPY: PROJECT.copy,
            SUMMARY: summary(quads).to_json(),
            **benchmark_texts(quads, found.queries, found.asked),
        }
        names = entries(found.quads, found.queries)
        if (conformance := report_text(root)) is not None:
            texts[CONFORMANCE] = conformance
    with stage("write"):
        version = _ontology_version(found.sources)
        written = write(folder, quads, texts, names, _counts(found), version, newest_commit(root), verify)
    return Built(written.release, found, tuple(_stale(found)), tuple(_replaced(written)))


def _replaced(written: Written) -> Iterator[Fault]:
    """Tell of each damaged file of a release that was there and was made again."""
    for one in written.replaced:
        name = f"{written.release.path.name}/{one.name}"
        remedy = "made again; look after the disk"
        yield Fault(name, None, None, "damage", f"the file {one.reason}", remedy, "info")


def _stale(found: Analysis) -> Iterator[Fault]:
    """Warn of a kept verdict on other axioms than these: to build needs no reasoner, so that it cannot be renewed."""
    if found.unjudged is not None and (found.root / VERDICT).is_file():
        message = "the axioms of the ontology or of the entities changed since HermiT judged them"
        remedy = "run `eikg check` and commit the file"
        yield Fault(VERDICT, None, None, "consistency", message, remedy, "warning")


def _counts(found: Analysis) -> dict[str, int]:
    entities = (q for q in found.asserted if q.predicate == TYPE and q.graph_name == graph("entities"))
    return {
        "claims": len(set(_instances(found.asserted, CLAIM))),
        "entities": len({quad.subject for quad in entities}),
        "inferred": len(set(found.inferred)),
        "proofs": len(found.proofs),
        "queries": len(found.queries),
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
