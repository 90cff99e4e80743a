"""New files of a project: a document with its segments, a module, a scheme, a kind of thing, a shape, a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.authoring.draft import Refused, applied, new_thing
from server.authoring.labels import definition_faults, label_faults
from server.authoring.terms import terms
from server.build.analysis import analyse
from server.build.read.catalog import CATALOG, catalog
from server.build.read.segments import FOLDER as SEGMENTS
from server.build.read.segments import Tables, table
from server.build.read.sources import Source, Sources, subject_iri
from server.build.read.turtle import positions, written
from server.build.vocabulary import DOCUMENTS, document, graph
from server.faults import Fault, InvalidInput
from server.namespaces import BASE, EIK, KINDS, OWN, PREFIXES
from server.project import FILE
from server.rdf.iris import short
from server.rdf.terms import DCTERMS, OWL, RDFS, SH, SKOS, TERMS, TYPE, XSD, Term

Files = Mapping[str, str]
"""The text of each new or changed file by its path from the project's root."""

_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_MODULES: Final = "ontology/modules"
_ROOT: Final = NamedNode(BASE + "ontology")
_NUMBERS: Final = {"min": "minCount", "max": "maxCount"}
SEVERITIES: Final = ("Violation", "Warning", "Info")


def write(root: Path, files: Files) -> None:
    """Write files, if the project is as right with them as without. Raises InvalidInput; then nothing is changed."""
    before = _put(root, files)
    if not (faults := _faults(root)):
        return
    _put(root, before)
    if new := [fault for fault in faults if fault not in _faults(root)]:
        raise InvalidInput(new)
    _put(root, files)


@dataclass(frozen=True)
class Particulars:
    """What is known of a document before its first claim: title as printed, language tag, IRI of who wrote it."""

    title: str
    language: str
    creator: str


def new_document(
    sources: Sources, tables: Tables, name: str, text: str, labels: Mapping[str, str], said: Particulars
) -> Files:
    """Segment a text and return the document's node, its segment table, and the file for its claims, still without any.

    `name` is also that of the text's file (<name>.txt) where digests are verified. Raises Refused and InvalidInput.
    """
    faults = _slug_faults(name, "NAME")
    if name in tables.sources():
        faults.append(f"NAME {name}: {SEGMENTS}/{name}.tsv exists already; choose another name")
    if not text.strip():
        faults.append("--text holds no text")
    if not _LANGUAGE.fullmatch(said.language):
        faults.append(f"--language '{said.language}' is no tag of a language: give one such as en")
    if not any(subject_iri(q) == said.creator and q.predicate == TYPE for q in sources.quads):
        faults.append(f"--creator {short(said.creator)} is not known; add it with `eikg new entity` first")
    if faults:
        raise Refused(faults)
    node, account = document(name), graph(name)
    stated = [
        Quad(node, DCTERMS["title"], Literal(said.title, language=said.language), account),
        Quad(node, DCTERMS["language"], Literal(said.language), account),
        Quad(node, DCTERMS["creator"], NamedNode(said.creator), account),
    ]
    draft = new_thing(sources, node.value, EIK + "SourceDocument", labels, None)
    return {
        draft.file: applied(sources, tables, draft),
        f"{SEGMENTS}/{name}.tsv": table(text),
        f"{DOCUMENTS}/{name}.trig": _turtle(stated),
    }


def new_module(sources: Sources, name: str, labels: Mapping[str, str], description: str) -> Files:
    """Return the module's header, and the ontology that it becomes part of. Raises Refused."""
    faults = [*_slug_faults(name, "NAME"), *label_faults(labels)]
    root = next((s for s in sources.under(_MODULES) if any(q.subject == _ROOT for q in s.quads)), None)
    if any(subject_iri(quad) == EIK + name for quad in sources.quads):
        faults.append(f"NAME {short(EIK + name)} exists already; choose another name")
    if root is None:
        faults.append(f"{_MODULES} holds no ontology <{_ROOT.value}> that a module could be part of")
    if faults or root is None:
        raise Refused(faults)
    module = TERMS[name]
    header: list[tuple[NamedNode, Term]] = [
        (TYPE, OWL["Ontology"]),
        *((RDFS["label"], Literal(text, language=tag)) for tag, text in labels.items()),
        *((DCTERMS["title"], Literal(text, language=tag)) for tag, text in labels.items()),
        (DCTERMS["description"], Literal(description, language="en")),
        (DCTERMS["conformsTo"], NamedNode("http://www.w3.org/ns/owl-profile/DL")),
        *((q.predicate, q.object) for q in root.quads if q.subject == _ROOT and q.predicate in _OF_ALL),
        (OWL["imports"], _ROOT),  # so that the module can be opened by itself
    ]
    quads = [Quad(module, predicate, value) for predicate, value in header]
    imported = [*root.file_quads, Quad(_ROOT, OWL["imports"], module)]
    file = f"{_MODULES}/{name}.ttl"
    return {
        file: _turtle(quads),
        root.name: written(imported, root.positions, root.name),
        CATALOG: catalog(sources, {module.value: file}),
    }


_OF_ALL: Final = (DCTERMS["license"], OWL["versionInfo"])
"""What a module's header has of the ontology's."""


def new_scheme(name: str, labels: Mapping[str, str], definitions: Mapping[str, str]) -> Files:
    """Return the file of a concept scheme, still without concepts. Raises Refused."""
    faults = [*_slug_faults(name, "NAME"), *label_faults(labels), *definition_faults(definitions)]
    if name in PREFIXES:
        faults.append(f"NAME {name}: the prefix {name}: is taken already; choose another name")
    if faults:
        raise Refused(faults)
    scheme = NamedNode(f"{BASE}scheme/{name}")
    texts = [(SKOS["prefLabel"], Literal(text, language=tag)) for tag, text in labels.items()]
    said: list[tuple[NamedNode, Term]] = [
        (TYPE, SKOS["ConceptScheme"]),
        *texts,
        *((SKOS["definition"], Literal(text, language=tag)) for tag, text in definitions.items()),
    ]
    return {f"ontology/schemes/{name}.ttl": _turtle(Quad(scheme, *statement) for statement in said)}


def new_kind(sources: Sources, text: str, name: str, classes: Iterable[str]) -> Files:
    """Return ontology/project.toml, whose text is given, with one kind of thing more. Raises Refused."""
    faults = _slug_faults(name, "NAME")
    known = terms(sources.quads).kinds
    for iri in classes:
        if known.get(iri) != "class":
            faults.append(
                f"--class {short(iri)}: the ontology has no such class; add it with `eikg new class`"
            )
    if name in PREFIXES or name in KINDS:
        faults.append(f"NAME {name}: the prefix {name}: is taken already; choose another name")
    if faults:
        raise Refused(faults)
    names = [f'"{iri.removeprefix(EIK)}"' for iri in classes]
    value = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    last = list(re.finditer(r"^\[kinds\][^\n]*\n(?:[^\[\n][^\n]*\n)*", text, re.MULTILINE))
    if not last:
        raise Refused([f"{FILE} has no table [kinds] at the start of a line: write it so"])
    end = last[0].end()
    return {FILE: f"{text[:end]}{name} = {value}\n{text[end:]}"}


def new_shape(
    sources: Sources,
    of: str,
    path: str,
    message: str,
    bounds: Mapping[str, int | None],
    severity: str,
    file: str,
) -> Files:
    """Return a file of shapes with one more: how many values things of a class have for a property. Raises Refused.

    `of` and `path` are IRIs, `bounds` has min and max, `file` is the name of the file without its ending.
    """
    known = terms(sources.quads).kinds
    faults = _slug_faults(file, "--file")
    if known.get(of) != "class":
        faults.append(f"--class {short(of)}: the ontology has no such class")
    if path.startswith(EIK) and "property" not in known.get(path, ""):
        faults.append(f"--path {short(path)}: the ontology has no such property")
    given = {name: number for name, number in bounds.items() if number is not None}
    if not given:
        faults.append("give --min or --max, or both")
    if len(given) == 2 and given["min"] > given["max"]:
        faults.append(f"--min {given['min']} is more than --max {given['max']}: nothing could be so")
    name = f"ontology/shapes/{file}.ttl"
    local = f"{re.split('[/#]', of)[-1]}-{re.split('[/#]', path)[-1]}"
    shape, rule = NamedNode(f"{BASE}graph/shapes/{local}"), BlankNode()
    source = next((s for s in sources.files if s.name == name), None) or Source(name, "", (), {})
    if any(quad.subject == shape for quad in sources.quads):
        faults.append(f"{short(shape.value)} exists already: edit it where it stands")
    if faults:
        raise Refused(faults)
    quads = [
        *source.file_quads,
        Quad(shape, TYPE, SH["NodeShape"]),
        Quad(shape, SH["targetClass"], NamedNode(of)),
        Quad(shape, SH["property"], rule),
        Quad(rule, SH["path"], NamedNode(path)),
        Quad(rule, SH["message"], Literal(message, language="en")),
        Quad(rule, SH["severity"], SH[severity]),
        *(
            Quad(rule, SH[_NUMBERS[key]], Literal(str(number), datatype=XSD["integer"]))
            for key, number in given.items()
        ),
    ]
    return {name: written(quads, source.positions, name)}


def new_rule(
    root: Path, sources: Sources, name: str, title: Mapping[str, str], reason: str, sparql: str
) -> Files:
    """Return the file of a rule, with the prefixes that it uses declared. Raises Refused."""
    file = f"ontology/rules/{name}.rq"
    faults = _slug_faults(name, "NAME")
    if (root / file).exists():
        faults.append(f"NAME {name}: {file} exists already; choose another name")
    if not re.search(r"\bCONSTRUCT\b", sparql, re.IGNORECASE):
        faults.append("--sparql is no CONSTRUCT query, which a rule is")
    known = terms(sources.quads).kinds
    for local in sorted(set(re.findall(rf"(?<![\w.-]){re.escape(OWN)}:([A-Za-z][\w-]*)", sparql))):
        if EIK + local not in known:
            faults.append(f"--sparql names {OWN}:{local}: the ontology has no such term")
    if faults:
        raise Refused(faults)
    declared = set(re.findall(r"(?i)\bPREFIX\s+([\w.-]*):", sparql))
    used = [p for p in PREFIXES if p not in declared and re.search(rf"(?<![\w.-]){re.escape(p)}:", sparql)]
    third = [f"# title in Belarusian: {title['be']}"] if "be" in title else []
    head = [f"# title: {title['en']}", f"# title in Russian: {title['ru']}", *third, f"# reason: {reason}"]
    lines = [*head, *(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in used)]
    return {file: "\n".join(lines) + f"\n\n{sparql.strip()}\n"}


def _slug_faults(name: str, argument: str) -> list[str]:
    if _SLUG.fullmatch(name):
        return []
    return [f"{argument} '{name}' is no name for it: use small Latin letters, digits and single hyphens"]


def _turtle(quads: Iterable[Quad]) -> str:
    return written(quads, positions(""), "")


def _faults(root: Path) -> list[Fault]:
    found = analyse(root)
    return [replace(fault, line=None) for fault in (*found.faults, *found.query_faults)]


def _put(root: Path, files: Mapping[str, str | None]) -> dict[str, str | None]:
    """Write files, or remove those without a text; return what was there."""
    before: dict[str, str | None] = {}
    for name, text in files.items():
        path = root / name
        before[name] = path.read_text(encoding="utf-8") if path.is_file() else None
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return before
