"""What the tests of the ontology read: its files, and small graphs written in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from server.namespaces import PREFIXES
from tests.conftest import ROOT

MODULES = sorted((ROOT / "ontology/modules").glob("*.ttl"))
EXTERNAL = ROOT / "ontology/external-terms.ttl"
ONTOLOGY = [*MODULES, EXTERNAL]
SCHEMES = sorted((ROOT / "ontology/schemes").glob("*.ttl"))
TRIPLES = sorted(path for path in (ROOT / "triples").rglob("*") if path.suffix in (".ttl", ".trig"))
FIXTURES = Path(__file__).parent / "fixtures"

_DECLARATIONS = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in PREFIXES.items())


def read(paths: Iterable[Path]) -> list[Quad]:
    return [quad for path in paths for quad in parse(path=path)]


def turtle(text: str) -> list[Quad]:
    """Parse Turtle or TriG in which the project's prefixes need no declaration."""
    return list(parse(_DECLARATIONS + text, RdfFormat.TRIG))


def union(quads: Iterable[Quad]) -> list[Quad]:
    return [Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in quads]


def term(name: str) -> NamedNode:
    """Return the IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def iri(node: object) -> str:
    """Return the IRI of a node, or an empty text for a node that has none."""
    return node.value if isinstance(node, NamedNode) else ""
