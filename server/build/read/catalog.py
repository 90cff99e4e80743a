"""The catalog by which OWL tools find the modules as files: XML Catalogs 1.1, by the name that Protégé knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from pyoxigraph import NamedNode

from server.build.read.sources import Sources
from server.faults import Fault
from server.rdf.terms import OWL, TYPE

CATALOG: Final = "ontology/modules/catalog-v001.xml"
_ONTOLOGY: Final = "ontology/"
_IMPORTS: Final = OWL["imports"]
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">\n'
)


def catalog(sources: Sources, further: Mapping[str, str] | None = None) -> str:
    """Return the text of the catalog; empty where no module imports another.

    `further` are the files of modules that are to be written, by their IRIs.
    """
    own = [source for source in sources.files if source.name.startswith(_ONTOLOGY)]
    if not further and not any(quad.predicate == _IMPORTS for source in own for quad in source.quads):
        return ""
    places = {
        quad.subject.value: source.name
        for source in own
        for quad in source.quads
        if quad.predicate == TYPE and quad.object == OWL["Ontology"] and isinstance(quad.subject, NamedNode)
    }
    places |= further or {}
    folder = CATALOG.rpartition("/")[0] + "/"
    lines = (
        f"    <uri name={quoteattr(iri)} uri={quoteattr(_from(folder, name))}/>\n"
        for iri, name in sorted(places.items())
    )
    return _HEAD + "".join(lines) + "</catalog>\n"


def _from(folder: str, name: str) -> str:
    """Return a path as the catalog writes it: from its own folder."""
    return name.removeprefix(folder) if name.startswith(folder) else "../" + name.removeprefix(_ONTOLOGY)


def catalog_faults(root: Path, sources: Sources) -> Iterator[Fault]:
    """Yield the fault that the catalog is not the one that the modules call for."""
    path, wanted = root / CATALOG, catalog(sources)
    found = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    if found != wanted:
        message = (
            "does not say in which file each module stands, so that tools of others cannot follow owl:imports"
        )
        yield Fault(CATALOG, None, None, "catalog", message, "run `eikg format`")
