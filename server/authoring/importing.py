"""An ontology that another editor saved, brought back into the modules: only what was really changed.

Editors such as Protégé write one file, in an order, with prefixes and blank nodes of their own. It is compared, axiom
by axiom, with the ontology as it would be exported now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.authoring.draft import Refused
from server.authoring.owl_axioms import Axiom, Key, axioms, labels
from server.authoring.terms import KINDS
from server.build.read.sources import Source, Sources
from server.build.read.turtle import written
from server.namespaces import EIK, PREFIXES
from server.rdf.graphs import ROOT
from server.rdf.iris import short
from server.rdf.terms import OWL, RDFS, TYPE

_MODULES: Final = "ontology/modules"
_EXTERNAL: Final = "ontology/external-terms.ttl"
_DEFINED_BY: Final = RDFS["isDefinedBy"]
_ONTOLOGY, _IMPORTS, _INDIVIDUAL = OWL["Ontology"], OWL["imports"], OWL["NamedIndividual"]
_BUILT_IN: Final = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "xsd"))
_Home = tuple[str, Axiom]


@dataclass(frozen=True)
class Imported:
    """The files that change (name → text before and after), the terms that the import adds, and those it lacks.

    `missing` terms (IRIs) stay unless they are to be removed; `foreign`: what the file says of things that the project
    has no place for, left out.
    """

    files: Mapping[str, tuple[str, str]]
    added: tuple[str, ...]
    missing: tuple[str, ...]
    foreign: tuple[str, ...]


def imported(sources: Sources, quads: list[Quad], module: str | None, *, remove: bool) -> Imported:
    """Compare the ontology of a file with that of the project.

    New terms go to the module that rdfs:isDefinedBy names, else to `module`. Raises Refused where neither is given, and
    InvalidInput where a file has no form in the style.
    """
    before = {
        key: (source.name, axiom)
        for source in sources.under(_MODULES, _EXTERNAL)
        for key, axiom in axioms(source.file_quads).items()
    }
    after = axioms(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    lost = {key: home for key, home in before.items() if key not in after and _is_exported(home[1], before)}
    new = {key: axiom for key, axiom in after.items() if key not in before and not _is_ignored(axiom)}
    missing = {
        iri for iri, _ in _declared(before) if not any(axiom.subject == iri for axiom in after.values())
    }
    headers = {subject for subject, kind, *rest in before if [kind, *rest] == [str(TYPE), str(_ONTOLOGY)]}
    missing = {iri for iri in missing if iri.startswith(EIK) and f"<{iri}>" not in headers}
    if not remove:
        # With a term the editor also deletes the axioms that name it.
        lost = {key: home for key, home in lost.items() if not home[1].iris & missing}
    lost = {key: home for key, home in lost.items() if home[0] != _EXTERNAL}
    homes = dict(_declared(before))
    added = [iri for iri in _new_terms(new) if iri not in homes]
    homes |= _new_homes(sources, added, after, module)
    used = {iri for axiom in new.values() if axiom.subject.startswith(EIK) for iri in axiom.iris}
    placed, foreign = _placed(new, homes, used)
    texts = _texts(sources, lost, placed, _definitions(added, after, module))
    return Imported(texts, tuple(sorted(added)), tuple(sorted(missing)), tuple(sorted(foreign)))


def _is_exported(axiom: Axiom, before: Mapping[Key, _Home]) -> bool:
    """Tell whether `eikg export --ontology` writes an axiom: of headers only the root's, and no imports."""
    if axiom.quads[0].predicate == _IMPORTS:
        return False
    is_header = (f"<{axiom.subject}>", str(TYPE), str(_ONTOLOGY)) in before
    return not is_header or axiom.subject == ROOT.value


def _is_ignored(axiom: Axiom) -> bool:
    first = axiom.quads[0]
    return (
        first.predicate == _IMPORTS
        or (first.predicate == TYPE and first.object == _INDIVIDUAL)
        or axiom.subject.startswith(_BUILT_IN)
    )


def _declared(before: Mapping[Key, _Home]) -> Iterator[tuple[str, str]]:
    for file, axiom in before.values():
        first = axiom.quads[0]
        if axiom.subject and first.predicate == TYPE:
            yield axiom.subject, file


def _new_terms(new: Mapping[Key, Axiom]) -> list[str]:
    kinds = {NamedNode(kind) for kind in KINDS}
    return sorted(
        {
            axiom.subject
            for axiom in new.values()
            if axiom.subject.startswith(EIK)
            and axiom.quads[0].predicate == TYPE
            and axiom.quads[0].object in kinds
        }
    )


def _new_homes(
    sources: Sources, added: list[str], after: Mapping[Key, Axiom], module: str | None
) -> dict[str, str]:
    files = {source.name for source in sources.under(_MODULES)}
    defined = labels(after, _DEFINED_BY)
    homes = {}
    faults = []
    for iri in added:
        name = defined.get(iri, EIK + module if module else "").removeprefix(EIK)
        file = f"{_MODULES}/{name}.ttl"
        if file in files:
            homes[iri] = file
        else:
            faults.append(
                f"{short(iri)} is of no module: give it rdfs:isDefinedBy, or name one with --module"
            )
    if faults:
        raise Refused(faults)
    return homes


def _placed(
    new: Mapping[Key, Axiom], homes: Mapping[str, str], used: set[str]
) -> tuple[dict[str, list[Quad]], set[str]]:
    """Sort new axioms into files; return what has no place too."""
    placed: dict[str, list[Quad]] = {}
    foreign: set[str] = set()
    for axiom in new.values():
        named = sorted(iri for iri in axiom.iris if iri.startswith(EIK) and iri in homes)
        if axiom.subject in homes and homes[axiom.subject] != _EXTERNAL:
            file = homes[axiom.subject]
        elif not axiom.subject and named:
            file = homes[named[0]]
        elif axiom.subject in used and axiom.quads[0].predicate == TYPE:
            file = _EXTERNAL
        else:
            foreign.add(short(axiom.subject) if axiom.subject else "an anonymous axiom")
            continue
        placed.setdefault(file, []).extend(axiom.quads)
    return placed, foreign


def _definitions(added: list[str], after: Mapping[Key, Axiom], module: str | None) -> list[Quad]:
    """Return rdfs:isDefinedBy of the new terms that lack it."""
    defined = labels(after, _DEFINED_BY)
    return [
        Quad(NamedNode(iri), _DEFINED_BY, NamedNode(EIK + module))
        for iri in added
        if module and iri not in defined
    ]


def _texts(
    sources: Sources, lost: Mapping[Key, _Home], placed: Mapping[str, list[Quad]], definitions: list[Quad]
) -> dict[str, tuple[str, str]]:
    texts = {}
    for source in sources.under(_MODULES, _EXTERNAL):
        gone = {quad for file, axiom in lost.values() if file == source.name for quad in axiom.quads}
        more = list(placed.get(source.name, []))
        more += [d for d in definitions if any(d.subject == quad.subject for quad in more)]
        if gone or more:
            texts[source.name] = (source.text, _text(source, gone, more))
    return {name: (before, after) for name, (before, after) in texts.items() if before != after}


def _text(source: Source, gone: set[Quad], more: list[Quad]) -> str:
    kept = [quad for quad in source.file_quads if quad not in gone]
    return written([*kept, *more], source.positions, source.name)
