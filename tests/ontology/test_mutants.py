"""Whatever is left out of a valid example, or put wrong, is caught by a shape or by a check of the build."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from server.build.infer import closure
from server.build.read.places import Places
from server.build.read.rules import read_rules
from server.build.read.segments import read_tables
from server.build.read.sources import read as read_sources
from server.build.validate.checks import faults_of
from server.build.validate.disjointness import shared_things
from server.build.validate.shapes import FOLDER, validate
from server.build.validate.structure.axioms import Axioms
from server.faults import Fault
from server.namespaces import PREFIXES
from server.rdf.iris import short
from tests.conftest import ROOT
from tests.ontology.files import FIXTURES, MODULES, SCHEMES, iri, read, term
from tests.ontology.mutants import Mutant, controls, mutants

SH = rdflib.Namespace(PREFIXES["sh"])


@pytest.fixture(scope="module")
def every_mutant() -> list[Mutant]:
    return mutants()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, every_mutant: list[Mutant]) -> dict[str, list[Fault]]:
    """The faults of each copy by its name, as the build finds them with all copies among the triples."""
    folder = tmp_path_factory.mktemp("mutants")
    copies = [*controls(), *(quad for mutant in every_mutant for quad in mutant.quads)]
    by_copy = defaultdict(list)
    for fault in faults(folder, copies):
        # What is wrong with a second thing named is no fault of the copy, unless it is that it was named there.
        name = re.search(r"(mutant|control)-\d+(-value)?$", fault.subject or "")
        if name and (not name[2] or fault.rule == "disjoint"):
            by_copy[name[0].removesuffix("-value")].append(fault)
    return by_copy


def faults(folder: Path, copies: Iterable[Quad]) -> list[Fault]:
    """Run the stages of the build that judge on the ontology, the valid examples and the copies."""
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    entities = folder / "triples/entities"
    entities.mkdir(parents=True)
    for name in ("valid.ttl", "optional.ttl"):
        shutil.copy(FIXTURES / name, entities)
    (entities / "copies.ttl").write_bytes(
        serialize((q.triple for q in copies), format=RdfFormat.TURTLE) or b""
    )
    sources, tables = read_sources(folder), read_tables(folder)
    content = closure(sources, tables, read_rules(folder))
    quads = content.asserted + content.inferred
    report = validate(quads, sources)
    pairs = Axioms(sources, Places(sources.files)).disjoint
    excluded = (fault for _, _, fault in shared_things(sources, quads, content.proofs, pairs))
    return [*faults_of(sources, tables), *report.faults, *report.warnings, *report.notes, *excluded]


def test_every_mutant_is_caught(
    every_mutant: list[Mutant], found: dict[str, list[Fault]], tally: Callable[[str, int], None]
) -> None:
    survivors = [
        f"{mutant.origin} {mutant.fault}"
        for number, mutant in enumerate(every_mutant)
        if f"mutant-{number}" not in found
    ]
    tally("mutants", len(every_mutant))
    tally("mutants caught", len(every_mutant) - len(survivors))
    assert survivors == []
    assert len(every_mutant) > 500


def test_an_unaltered_copy_passes(found: dict[str, list[Fault]]) -> None:
    assert {name: list(map(str, those)) for name, those in found.items() if name.startswith("control-")} == {}


def test_a_fault_says_what_to_do(found: dict[str, list[Fault]]) -> None:
    assert all(fault.remedy for those in found.values() for fault in those)


def test_pyshacl_finds_the_same_in_a_sample(every_mutant: list[Mutant]) -> None:
    # The build's validator asks nothing of a literal where sh:node describes a concept; a check of the build does.
    sample = [mutant for mutant in every_mutant if not mutant.fault.endswith("is a text")][::30]
    copies = [quad for mutant in sample for quad in mutant.quads]
    background = [
        quad
        for quad in read([*MODULES, *SCHEMES, FIXTURES / "valid.ttl", FIXTURES / "optional.ttl"])
        if quad.predicate in (term("rdfs:subClassOf"), term("skos:inScheme"), term("rdf:type"))
        and isinstance(quad.object, NamedNode)
    ]
    data, sources = [*background, *copies], read_sources(ROOT)
    report = validate(data, sources)
    ours = {p.subject for p in (*report.faults, *report.warnings, *report.notes)}
    shapes = [quad for source in sources.under(FOLDER) for quad in source.quads]
    _, results, _ = pyshacl.validate(_rdflib(data), shacl_graph=_rdflib(shapes))
    theirs = {short(str(node)) for node in results.objects(None, SH.focusNode)}
    copied = {short(iri(quad.subject)) for quad in copies}
    assert ours & copied
    assert ours & copied == theirs & copied


def _rdflib(quads: Iterable[Quad]) -> rdflib.Graph:
    data = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=data or b"", format="nt")
