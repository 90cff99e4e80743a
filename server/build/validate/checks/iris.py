"""IRIs under the project's base, and the prefixes that files declare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from server.build.read.sources import Sources
from server.faults import Fault
from server.namespaces import BASE, KINDS, PREFIXES, SCHEMES
from server.rdf.iris import short
from server.rdf.terms import iris

_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_HOST: Final = re.compile(r"https?://(www\.)?w3id\.org/eikg\b")


def iri_faults(sources: Sources) -> Iterator[Fault]:
    """Yield each IRI under the base that no kind, scheme or graph has room for, and each foreign prefix."""
    for source in sources.files:
        for prefix, namespace in source.prefixes.items():
            if PREFIXES.get(prefix) != namespace:
                line = source.positions.prefixes[prefix][1]
                message = f"the prefix table of the project has no {prefix}: <{namespace}>"
                remedy = "use a prefix of server/namespaces.py, or the full IRI"
                yield Fault(source.name, line, f"{prefix}:", "prefix", message, remedy)
        seen: set[str] = set()
        for quad in source.quads:
            for iri in iris(quad):
                if iri not in seen:
                    seen.add(iri)
                    if fault := iri_fault(iri):
                        line_of = source.positions.mention(iri)
                        yield Fault(source.name, line_of, short(iri), "iri", *fault)


def iri_fault(iri: str) -> tuple[str, str] | None:
    """Return what is wrong with an IRI under the project's base and what to do, or None if nothing is."""
    if not iri.startswith(BASE):
        if _HOST.match(iri) and iri != BASE.rstrip("/"):
            return "looks like an IRI of the project but is not under its base", f"begin it with {BASE}"
        return None
    part, *rest = iri.removeprefix(BASE).split("/")
    if part == "id":
        return _thing_fault(rest)
    if part == "scheme":
        return _concept_fault(rest)
    if (part in ("ontology", "graph") and all(map(_SLUG.fullmatch, rest))) or (
        part == "ontology" and rest == [""]
    ):
        return None
    if part in ("", "sparql", "queries", "release"):
        return None
    return "no part of the project has such IRIs", "use ontology/, scheme/, id/ or graph/ after the base"


def _thing_fault(rest: list[str]) -> tuple[str, str] | None:
    if rest[0] not in KINDS:
        return f"{rest[0]!r} is no kind of thing", "use a kind of server/namespaces.py"
    if len(rest) != 2 or not _SLUG.fullmatch(rest[1]):
        return "the name after the kind is not well formed", "use Latin letters, digits, '-', '.' and '_'"
    return None


def _concept_fault(rest: list[str]) -> tuple[str, str] | None:
    if not rest or rest[0] not in SCHEMES:
        return f"{'/'.join(rest)!r} is in no concept scheme", "use a scheme of server/namespaces.py"
    if len(rest) > 2 or not all(map(_SLUG.fullmatch, rest)):
        return "the name of the concept is not well formed", "use Latin letters, digits, '-', '.' and '_'"
    return None
