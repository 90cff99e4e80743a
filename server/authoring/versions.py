"""The ontology's version against its last released one, kept as ontology/versions/<version>.nt.

The baseline is a file of the project, not a tag: a shallow clone or an archive without any history can be checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, Quad, RdfFormat, parse

from server.authoring.compatibility import Step, TermChanges, demanded, shown, term_changes, version
from server.authoring.terms import Terms, terms
from server.build.publish.texts import VERSIONS_FOLDER
from server.build.read.sources import Source, Sources, subject_iri
from server.build.read.turtle import written
from server.build.vocabulary import graph
from server.faults import Fault, InvalidInput
from server.namespaces import BASE
from server.rdf.graphs import canonical, n_quads
from server.rdf.iris import short
from server.rdf.terms import OWL, TERMS

_MODULES: Final = "ontology/modules"
_ROOT: Final = BASE + "ontology"
_VERSION_INFO: Final = OWL["versionInfo"]
_VERSION_IRI: Final = OWL["versionIRI"]
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


def since_release(root: Path, sources: Sources) -> TermChanges | None:
    """Return what became of the terms since the newest recorded version, None if none is recorded."""
    before = released(root)
    return None if before is None else term_changes(before, terms(sources.quads))


def version_faults(root: Path, sources: Sources) -> Iterator[Fault]:
    """Yield a fault where the ontology's version is none, lags behind its terms, or is not that of its modules."""
    now = terms(sources.quads)
    if not now.version:
        return
    try:
        number = version(now.version)
        before = released(root)
    except InvalidInput as invalid:
        yield from invalid.faults
        return
    except ValueError as error:
        yield _header_fault(sources, _ROOT, str(error), "write for example 1.2.3")
        return
    for iri, module in _versions(sources):
        if module != now.version:
            remedy = "give every module the version of the ontology"
            yield _header_fault(sources, iri, f"has version {module}, the ontology {now.version}", remedy)
    if before is None:
        return
    found = term_changes(before, now)
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


def record(root: Path, sources: Sources, *, replace: bool = False) -> Path:
    """Write the terms as those of the ontology's version and return the file.

    Raises InvalidInput if that version is recorded with other terms and `replace` is not given.
    """
    now = terms(sources.quads)
    path = root / VERSIONS_FOLDER / f"{shown(version(now.version))}.nt"
    homes = {graph("ontology"), graph("schemes")}
    quads = (Quad(q.subject, q.predicate, q.object) for q in sources.quads if q.graph_name in homes)
    text = n_quads(canonical(quads))
    if path.is_file() and not replace and path.read_text(encoding="utf-8") != text:
        name = path.relative_to(root).as_posix()
        remedy = "raise the version with `eikg version --raise`, or replace the record with --force"
        raise InvalidInput(
            [Fault(name, None, None, "version", "this version is recorded with other terms", remedy)]
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def raise_version(root: Path, sources: Sources) -> list[str]:
    """Set the version that the changes since the last released one demand, if it is not reached; return the files.

    Without a recorded version nothing changes. Raises InvalidInput, and ValueError if the ontology's version is none.
    """
    before, now = released(root), terms(sources.quads)
    if before is None:
        return []
    wanted = demanded(version(before.version), term_changes(before, now).step)
    to = shown(max(wanted, version(now.version)))
    changed = [(source.name, text) for source, text in _raised(sources, to) if text != source.text]
    for name, text in changed:
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    return [name for name, _ in changed]


def _raised(sources: Sources, to: str) -> Iterator[tuple[Source, str]]:
    """Yield each module with its text under another version: owl:versionInfo of all, owl:versionIRI of the root."""
    for source in sources.under(_MODULES):
        quads = [_at_version(quad, to) for quad in source.file_quads]
        yield source, written(quads, source.positions, source.name)


def _at_version(quad: Quad, to: str) -> Quad:
    if quad.predicate == _VERSION_INFO:
        return Quad(quad.subject, quad.predicate, Literal(to))
    if quad.predicate == _VERSION_IRI:
        return Quad(quad.subject, quad.predicate, TERMS[to])
    return quad


def _versions(sources: Sources) -> Iterator[tuple[str, str]]:
    for source in sources.under(_MODULES):
        for quad in source.quads:
            if quad.predicate == _VERSION_INFO and isinstance(quad.object, Literal):
                yield subject_iri(quad), quad.object.value


def _header_fault(sources: Sources, iri: str, message: str, remedy: str) -> Fault:
    for source in sources.under(_MODULES):
        if line := source.positions.line(iri, _VERSION_INFO.value):
            return Fault(source.name, line, short(iri), "version", f"owl:versionInfo {message}", remedy)
    return Fault(_MODULES, None, short(iri), "version", f"owl:versionInfo {message}", remedy)


def _fault(path: Path, root: Path, message: str) -> Fault:
    name = path.relative_to(root).as_posix()
    return Fault(name, None, None, "version", message, "restore the file, or record the version again")
