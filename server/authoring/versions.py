"""The ontology's version against its last released one: ontology/versions/<version>.nt, and .nq for shapes and rules.

The baseline is a file of the project, not a tag: a shallow clone or an archive without any history can be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, Quad, RdfFormat, parse

from server.authoring.compatibility import (
    Step,
    TermChanges,
    demanded,
    replaced,
    shown,
    term_changes,
    version,
)
from server.authoring.constraints import Constraints, constraint_reasons, constraints
from server.authoring.terms import Terms, terms
from server.build.publish.resources import rule_quads
from server.build.publish.texts import VERSIONS_FOLDER
from server.build.read.rules import Rule, read_rules
from server.build.read.sources import Source, Sources, subject_iri
from server.build.read.turtle import written
from server.build.read.versions import module_versions
from server.build.vocabulary import graph
from server.faults import OF_VERSION, Fault, InvalidInput
from server.namespaces import BASE
from server.rdf.graphs import canonical, n_quads
from server.rdf.iris import short
from server.rdf.terms import DCTERMS, OWL, TERMS

_MODULES: Final = "ontology/modules"
_ROOT: Final = BASE + "ontology"
_VERSION_INFO: Final = OWL["versionInfo"]
_VERSION_IRI: Final = OWL["versionIRI"]
_CITATION: Final = DCTERMS["bibliographicCitation"]
_CITED: Final = re.compile(r"\bversion \d+\.\d+\.\d+")
_SHOWN: Final = 3


def released(root: Path) -> Terms | None:
    """Return the terms of the newest recorded version of a project, None if none is recorded.

    Raises InvalidInput for a file of ontology/versions that is not named after a version or does not parse.
    """
    versions = {}
    for path in sorted((root / VERSIONS_FOLDER).glob("*.nt")):
        try:
            versions[version(path.stem)] = path
        except ValueError as error:
            raise InvalidInput([_fault(path, root, str(error))]) from None
    if not versions:
        return None
    newest = versions[max(versions)]
    try:
        triples = list(parse(path=str(newest), format=RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise InvalidInput([_fault(newest, root, str(error))]) from None
    return terms(Quad(t.subject, t.predicate, t.object, graph("ontology")) for t in triples)


def since_release(root: Path, sources: Sources, rules: Iterable[Rule] | None = None) -> TermChanges | None:
    """Return what became of terms, shapes and rules since the newest recorded version, None if none is recorded.

    `rules` are those of the project's folder unless they are given. Raises InvalidInput.
    """
    before, now = released(root), terms(sources.quads)
    if before is None:
        return None
    found = term_changes(before, now)
    known = _recorded_constraints(root, before.version)
    if known is None:
        return found
    demands = constraints(_constraint_quads(sources, read_rules(root) if rules is None else rules))
    reasons = [*found.reasons, *constraint_reasons(known, demands, replaced(before, now))]
    return replace(found, reasons=tuple(sorted(reasons, key=lambda reason: -reason.step)))


def _constraint_quads(sources: Sources, rules: Iterable[Rule]) -> Iterator[Quad]:
    """Yield what is kept of shapes and rules."""
    yield from (quad for quad in sources.quads if quad.graph_name == graph("shapes"))
    yield from rule_quads(rules)


def _recorded_constraints(root: Path, number: str) -> Constraints | None:
    """Return the shapes and rules of a recorded version, None if they were not recorded with it."""
    path = root / VERSIONS_FOLDER / f"{number}.nq"
    if not path.is_file():
        return None
    try:
        return constraints(parse(path=str(path), format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise InvalidInput([_fault(path, root, str(error))]) from None


def version_faults(root: Path, sources: Sources) -> Iterator[Fault]:
    """Yield a fault where the ontology's version is none, lags behind its terms, or is not that of its modules."""
    now = terms(sources.quads)
    if not now.version:
        return
    try:
        number = version(now.version)
        before = released(root)
        found = since_release(root, sources)
    except InvalidInput as invalid:
        yield from invalid.faults
        return
    except ValueError as error:
        yield _header_fault(sources, _ROOT, str(error), "write for example 1.2.3")
        return
    for iri, module in _versions(sources):
        if module != now.version:
            remedy = "leave it out: a module has the version of the ontology"
            yield _header_fault(sources, iri, f"has version {module}, the ontology {now.version}", remedy)
    if before is None or found is None:
        return
    wanted = demanded(version(before.version), found.step)
    if number < wanted:
        causes = "; ".join(str(reason) for reason in found.reasons[:_SHOWN])
        more = f"; and {len(found.reasons) - _SHOWN} more" if len(found.reasons) > _SHOWN else ""
        message = (
            f"is {now.version}, but what changed since {before.version} is a {found.step} step "
            f"and demands {shown(wanted)} ({causes}{more})"
            if found.step is not Step.NONE
            else f"is {now.version}, lower than the released {before.version}"
        )
        yield _header_fault(sources, _ROOT, message, "run `eikg version --raise`")


def record(root: Path, sources: Sources, *, force: bool = False) -> Path:
    """Write the terms as those of the ontology's version and return the file.

    Raises InvalidInput if that version is recorded with other terms and `force` is not given.
    """
    now = terms(sources.quads)
    path = root / VERSIONS_FOLDER / f"{shown(version(now.version))}.nt"
    homes = {graph("ontology"), graph("schemes")}
    given = [*sources.quads, *module_versions(sources.quads)]
    quads = (Quad(q.subject, q.predicate, q.object) for q in given if q.graph_name in homes)
    texts = {
        path: n_quads(canonical(quads)),
        path.with_suffix(".nq"): n_quads(canonical(_constraint_quads(sources, read_rules(root)))),
    }
    others = [p for p, text in texts.items() if p.is_file() and p.read_text(encoding="utf-8") != text]
    if others and not force:
        name = path.relative_to(root).as_posix()
        remedy = "raise the version with `eikg version --raise`, or replace the record with --force"
        raise InvalidInput(
            [Fault(name, None, None, OF_VERSION, "this version is recorded with other terms", remedy)]
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8", newline="\n")
    return path


def raised(root: Path, sources: Sources, rules: Iterable[Rule] | None = None) -> dict[str, str]:
    """Return the texts of the files that set the version which the changes since the last released one demand.

    Nothing changes if that version is reached or none is recorded. Raises InvalidInput, and ValueError if the
    ontology's version is none.
    """
    before, now, found = released(root), terms(sources.quads), since_release(root, sources, rules)
    if before is None or found is None:
        return {}
    wanted = demanded(version(before.version), found.step)
    to = shown(max(wanted, version(now.version)))
    return {source.name: text for source, text in _raised(sources, to) if text != source.text}


def raise_version(root: Path, sources: Sources) -> list[str]:
    """Write what `raised` returns, and return the names of the files."""
    texts = raised(root, sources)
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    return [*texts]


def _raised(sources: Sources, to: str) -> Iterator[tuple[Source, str]]:
    """Yield each module with its text under another version: of the root, its IRI, its citation, and who states it."""
    for source in sources.under(_MODULES):
        quads = [_at_version(quad, to) for quad in source.file_quads]
        yield source, written(quads, source.positions, source.name)


def _at_version(quad: Quad, to: str) -> Quad:
    if quad.predicate == _VERSION_INFO:
        return Quad(quad.subject, quad.predicate, Literal(to))
    if quad.predicate == _VERSION_IRI:
        return Quad(quad.subject, quad.predicate, TERMS[to])
    if quad.predicate == _CITATION and isinstance(quad.object, Literal):
        text = _CITED.sub(f"version {to}", quad.object.value)
        return Quad(quad.subject, quad.predicate, Literal(text, language=quad.object.language))
    return quad


def _versions(sources: Sources) -> Iterator[tuple[str, str]]:
    for source in sources.under(_MODULES):
        for quad in source.quads:
            if quad.predicate == _VERSION_INFO and isinstance(quad.object, Literal):
                yield subject_iri(quad), quad.object.value


def _header_fault(sources: Sources, iri: str, message: str, remedy: str) -> Fault:
    for source in sources.under(_MODULES):
        if line := source.positions.line(iri, _VERSION_INFO.value):
            return Fault(source.name, line, short(iri), OF_VERSION, f"owl:versionInfo {message}", remedy)
    return Fault(_MODULES, None, short(iri), OF_VERSION, f"owl:versionInfo {message}", remedy)


def _fault(path: Path, root: Path, message: str) -> Fault:
    name = path.relative_to(root).as_posix()
    return Fault(name, None, None, OF_VERSION, message, "restore the file, or record the version again")
