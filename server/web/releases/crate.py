"""A release as an RO-Crate 1.2 (https://w3id.org/ro/crate/1.2): the metadata of the folder of its files."""

from __future__ import annotations

from typing import Any, Final

from server.dumps import Kept
from server.namespaces import BASE, LICENCE
from server.web.releases.published import LICENCE_NAME, Published

CRATE: Final = "ro-crate-metadata.json"
_PROFILE: Final = "https://w3id.org/ro/crate/1.2"
_ROOT: Final = "./"
_MAKERS: Final = "#contributors"


def crate_of(release: Published) -> dict[str, Any]:
    """Return the metadata of an attached crate: it stands beside the files, under a name that the standard gives."""
    return {
        "@context": f"{_PROFILE}/context",
        "@graph": [
            {
                "@id": CRATE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": _PROFILE},
                "about": {"@id": _ROOT},
            },
            {
                "@id": _ROOT,
                "@type": "Dataset",
                "identifier": release.address,
                "url": release.address,
                "name": release.title,
                "description": release.description,
                "version": release.version,
                "datePublished": release.day,
                "license": {"@id": LICENCE},
                "author": {"@id": _MAKERS},
                "publisher": {"@id": _MAKERS},
                "creditText": release.citation,
                "hasPart": [{"@id": kept.dump.name} for kept in release.files],
            },
            *(_file(kept, release.name) for kept in release.files),
            {
                "@id": LICENCE,
                "@type": "CreativeWork",
                "name": LICENCE_NAME,
                "description": "Share and adapt it for any purpose, if you name the source.",
            },
            {"@id": _MAKERS, "@type": "Organization", "name": release.contributors, "url": BASE},
        ],
    }


def _file(kept: Kept, release: str) -> dict[str, Any]:
    dump = kept.dump
    return {
        "@id": dump.name,
        "@type": "File",
        "name": dump.title["en"],
        "description": f"{dump.title['en']}, of release {release}.",
        "encodingFormat": [dump.file_type, dump.media_type] if dump.is_packed else dump.media_type,
        "contentSize": str(kept.size),
        "sha256": kept.digest,
    }
