"""The claims of the real release, each read as a server reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from server.claims.record import ClaimRecord, record_of
from server.engine.reading import read
from server.engine.rows import Row
from server.namespaces import PREFIXES
from server.release import Release


@pytest.fixture(scope="package")
def claims(release: Release) -> Mapping[str, ClaimRecord]:
    """Every claim of the release by its IRI."""
    store = Store.read_only(str(release.store))

    def rows(query: str) -> list[Row]:
        found = store.query(query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: one[name] for name in names if one[name] is not None} for one in found]

    def ask(queries: Sequence[str]) -> list[list[Row]]:
        return [rows(query) for query in queries]

    listed = (row["claim"] for row in rows(f"SELECT ?claim {{ ?claim a <{PREFIXES['eik']}Claim> }}"))
    iris = [claim.value for claim in listed if isinstance(claim, NamedNode)]
    records = {iri: read(record_of(iri), ask) for iri in iris}
    return {iri: record for iri, record in records.items() if record is not None}


@pytest.fixture(scope="package")
def stated(release: Release) -> Mapping[str, set[Triple]]:
    """What each claim states in the data of the release, by its IRI."""
    start = f" <{PREFIXES['claim']}".encode()
    with release.data.open("rb") as lines:
        chosen = b"".join(
            line for line in lines if line.rpartition(b" <")[0] and start in line[line.rindex(b" <") :]
        )
    found: dict[str, set[Triple]] = defaultdict(set)
    for quad in parse(chosen, RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, NamedNode)
        found[quad.graph_name.value].add(quad.triple)
    return found


def triples_in(quads: Sequence[Quad], graph: str) -> set[Triple]:
    """The triples of a named graph."""
    return {quad.triple for quad in quads if quad.graph_name == NamedNode(graph)}
