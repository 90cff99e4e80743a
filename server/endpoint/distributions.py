"""The files of a release to take away, as distributions of its data (DCAT 3, section 6.8) and dumps (VoID, 3.2).

Only the server knows them: their address has the name of the release, which is made of the digest of the data, so that
the data cannot hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from server.dumps import GZIP, ONTOLOGY, TABLE, Kept, kept_in
from server.namespaces import BASE, LICENCE, VOID_GRAPH
from server.rdf.terms import DCAT, DCTERMS, TYPE, VOID, XSD, Namespace
from server.release import Release

SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_LICENCE: Final = ox.NamedNode(LICENCE)
_DATASET: Final = ox.NamedNode(BASE)
_ONTOLOGY: Final = ox.NamedNode(f"{BASE}ontology")


def distributions(root: str, release: Release) -> Iterator[ox.Triple]:
    """Yield the description of each file of a release at the server whose address is `root`. Raises DamagedRelease."""
    for kept in kept_in(release):
        address = ox.NamedNode(f"{root}/release/{release.path.name}/{kept.dump.path}")
        whole = _ONTOLOGY if kept.dump is ONTOLOGY else _DATASET
        node = ox.NamedNode(f"{VOID_GRAPH}#{kept.dump.name}")
        yield ox.Triple(whole, DCAT["distribution"], node)
        if kept.dump is ONTOLOGY:
            yield ox.Triple(whole, TYPE, DCAT["Dataset"])
            yield ox.Triple(_DATASET, DCTERMS["hasPart"], whole)
        elif kept.dump is not TABLE:  # a dump is RDF
            yield ox.Triple(whole, VOID["dataDump"], address)
        yield from _distribution(node, address, kept)


def _distribution(node: ox.NamedNode, address: ox.NamedNode, kept: Kept) -> Iterator[ox.Triple]:
    checksum = ox.NamedNode(f"{node.value}-checksum")
    yield ox.Triple(node, TYPE, DCAT["Distribution"])
    for language, title in kept.dump.title.items():
        yield ox.Triple(node, DCTERMS["title"], ox.Literal(title, language=language))
    yield ox.Triple(node, DCTERMS["license"], _LICENCE)
    yield ox.Triple(node, DCAT["accessURL"], address)
    yield ox.Triple(node, DCAT["downloadURL"], address)
    yield ox.Triple(node, DCAT["mediaType"], ox.NamedNode(_MEDIA_TYPES + kept.dump.media_type))
    if kept.dump.is_packed:
        yield ox.Triple(node, DCAT["compressFormat"], ox.NamedNode(_MEDIA_TYPES + GZIP))
    size = ox.Literal(str(kept.size), datatype=XSD["nonNegativeInteger"])
    yield ox.Triple(node, DCAT["byteSize"], size)
    yield ox.Triple(node, SPDX["checksum"], checksum)
    yield ox.Triple(checksum, TYPE, SPDX["Checksum"])
    yield ox.Triple(checksum, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"])
    yield ox.Triple(checksum, SPDX["checksumValue"], ox.Literal(kept.digest, datatype=XSD["hexBinary"]))
