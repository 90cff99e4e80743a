"""A release in Croissant 1.0 (http://mlcommons.org/croissant/1.0), which says what is in the columns of its table."""

from __future__ import annotations

from typing import Any, Final

from server.dumps import COLUMNS, TABLE, Kept
from server.namespaces import LICENCE
from server.web.releases.published import Published

CROISSANT: Final = "croissant.json"
_PROFILE: Final = "http://mlcommons.org/croissant/1.0"
_STATEMENTS: Final = "statements"

_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification gives (appendix 1)."""


def croissant_of(release: Published) -> dict[str, Any]:
    """Return the metadata; a release without the table has files and no records."""
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _PROFILE,
        "name": release.title,
        "description": release.description,
        "url": release.address,
        "license": LICENCE,
        "version": release.version,
        "datePublished": release.day,
        "isLiveDataset": False,
        "creator": {"@type": "sc:Organization", "name": release.contributors},
        "publisher": {"@type": "sc:Organization", "name": release.contributors},
        "citeAs": release.citation,
        "distribution": [_file(kept, release.folder) for kept in release.files],
    }
    if any(kept.dump is TABLE for kept in release.files):
        found["recordSet"] = [_records()]
    return found


def _file(kept: Kept, folder: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": kept.dump.name,
        "name": kept.dump.name,
        "description": kept.dump.title["en"],
        "contentUrl": folder + kept.dump.name,
        "contentSize": f"{kept.size} B",
        "encodingFormat": kept.dump.file_type,
        "sha256": kept.digest,
    }


def _records() -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": _STATEMENTS,
        "name": _STATEMENTS,
        "description": "Every statement, with the graph in which it stands.",
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{_STATEMENTS}/{name}",
                "name": name,
                "description": meaning,
                "dataType": "sc:Text",
                "source": {"fileObject": {"@id": TABLE.name}, "extract": {"column": name}},
            }
            for name, meaning in COLUMNS
        ],
    }
