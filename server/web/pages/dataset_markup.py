"""The data as schema.org's Dataset, which the home page holds for search engines of data sets."""

from __future__ import annotations

from server.namespaces import BASE, LICENCE, PROJECT
from server.web.pages.citing import embedded
from server.web.releases.published import LANGUAGE, Published


def dataset_markup(release: Published) -> str:
    """Return the description of the current release as JSON-LD, safe inside of a script element."""
    maker = {"@type": "Organization", "name": release.contributors, "url": BASE}
    return embedded(
        {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "@id": BASE,
            "identifier": [BASE, release.address],
            "url": BASE,
            "name": release.title,
            "description": release.description,
            "keywords": [PROJECT.in_language(topic, LANGUAGE) for topic in PROJECT.topics.values()],
            "license": LICENCE,
            "isAccessibleForFree": True,
            "creator": maker,
            "publisher": maker,
            "datePublished": release.day,
            "version": release.version,
            "creditText": release.citation,
            "inLanguage": [*release.titles],
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": kept.dump.title[LANGUAGE],
                    "contentUrl": release.folder + kept.dump.name,
                    "encodingFormat": kept.dump.file_type,
                    "contentSize": f"{kept.size} B",
                    "sha256": kept.digest,
                }
                for kept in release.files
            ],
        }
    )
