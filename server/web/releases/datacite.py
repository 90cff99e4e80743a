"""A release in the shape of DataCite's metadata schema 4.5, as repositories register it with a DOI."""

from __future__ import annotations

from typing import Any, Final

from server.namespaces import BASE, LICENCE
from server.web.releases.published import LICENCE_CODE, LICENCE_NAME, Published

DATACITE: Final = "datacite.json"
_SCHEMA: Final = "http://datacite.org/schema/kernel-4"


def datacite_of(release: Published) -> dict[str, Any]:
    """Return the metadata; it has no DOI, as nobody registered one: the permanent address stands in its place."""
    maker = {"name": release.contributors, "nameType": "Organizational"}
    return {
        "schemaVersion": _SCHEMA,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge graph"},
        "alternateIdentifiers": [{"alternateIdentifier": release.address, "alternateIdentifierType": "URL"}],
        "url": release.address,
        "creators": [maker],
        "publisher": {"name": release.contributors},
        "publicationYear": release.day[:4],
        "dates": [{"date": release.day, "dateType": "Created"}],
        "titles": [{"title": title, "lang": language} for language, title in release.titles.items()],
        "descriptions": [
            {"description": text, "descriptionType": "Abstract", "lang": language}
            for language, text in release.descriptions.items()
        ],
        "language": "en",
        "version": release.version,
        "rightsList": [
            {
                "rights": LICENCE_NAME,
                "rightsUri": LICENCE,
                "rightsIdentifier": LICENCE_CODE,
                "rightsIdentifierScheme": "SPDX",
            }
        ],
        "subjects": [{"subject": "knowledge graph"}, {"subject": "linked data"}],
        "formats": [kept.dump.media_type for kept in release.files],
        "sizes": [f"{kept.size} bytes ({kept.dump.name})" for kept in release.files],
        "relatedIdentifiers": [
            {
                "relatedIdentifier": BASE,
                "relatedIdentifierType": "URL",
                "relationType": "IsVersionOf",
            }
        ],
    }
