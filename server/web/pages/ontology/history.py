"""How the terms of the ontology came to be: what the recorded versions say of each, one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, parse

from server.namespaces import EIK
from server.release import VERSIONS, Release
from server.web.pages.ontology.facts import Facts


@dataclass(frozen=True)
class Event:
    """What happened to a term in a version: `what` is added or changed."""

    version: str
    what: str


def recorded(release: Release) -> dict[str, Facts]:
    """Return what each recorded version states, the oldest first; none for a release that keeps no records."""
    if VERSIONS not in release.manifest.files:
        return {}
    triples = defaultdict(list)
    for quad in parse(path=release.versions, format=RdfFormat.N_QUADS):
        if isinstance(quad.graph_name, NamedNode):
            triples[quad.graph_name.value.removeprefix(EIK)].append(quad.triple)
    return {version: Facts(triples[version]) for version in sorted(triples, key=_number)}


def history(versions: Mapping[str, Facts], current: str, now: Facts, iri: str) -> list[Event]:
    """Return what happened to a term, the oldest first. `now` is what the release itself states, its version `current`.

    Where the current version is recorded too, the record and the release are the same version.
    """
    states = {**versions, current: now} if current else dict(versions)
    events: list[Event] = []
    before: frozenset[str] = frozenset()
    for version, facts in states.items():
        after = facts.folded(NamedNode(iri))
        if after and after != before:
            events.append(Event(version, "changed" if events else "added"))
        before = after
    return events


def _number(version: str) -> tuple[tuple[int, ...], str]:
    parts = version.split(".")
    return tuple(int(part) for part in parts if part.isdecimal()), version
