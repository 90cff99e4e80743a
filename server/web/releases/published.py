"""What catalogues are told of a release: its address, its texts, its date, its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from server.dumps import DUMPS, Kept, kept_in
from server.namespaces import PROJECT
from server.project import Texts
from server.release import MANIFEST, Release

LICENCE_NAME: Final = "Creative Commons Attribution 4.0 International"
LICENCE_CODE: Final = "CC-BY-4.0"
LANGUAGE: Final = "en"
"""The language of the texts where a catalogue takes one."""


@dataclass(frozen=True)
class Published:
    """A release as catalogues have it. `address` is its permanent one, `day` that of its newest source."""

    name: str
    address: str
    version: str
    day: str
    titles: Texts
    descriptions: Texts
    files: tuple[Kept, ...]

    @property
    def title(self) -> str:
        """The title in the language of catalogues."""
        return PROJECT.in_language(self.titles, LANGUAGE)

    @property
    def description(self) -> str:
        """The description in the language of catalogues."""
        return PROJECT.in_language(self.descriptions, LANGUAGE)

    @property
    def contributors(self) -> str:
        """Who made it: the project names no persons."""
        return f"The contributors to the {self.title}"

    @property
    def folder(self) -> str:
        """The address of the files, with a slash at its end."""
        return f"{self.address}/{DUMPS}/"

    @property
    def citation(self) -> str:
        """How it is cited in a line of text."""
        return f"{self.contributors} ({self.day[:4]}). {self.title}. Release {self.name}. {self.address}"


def published(release: Release, root: str) -> Published:
    """Return what catalogues are told of a release at the server whose address is `root`. Raises NoRelease."""
    manifest, name = release.manifest, release.path.name
    return Published(
        name=name,
        address=f"{root}/release/{name}",
        # SemVer, with the release as build metadata: two releases of one version are still told apart.
        version=f"{manifest.versions.get('ontology') or '0.0.0'}+{name}",
        day=(manifest.created or _built(release))[:10],
        titles=PROJECT.title,
        descriptions=PROJECT.description,
        files=tuple(kept_in(release)),
    )


def _built(release: Release) -> str:
    """When a release was built, as its day where its sources are in no repository."""
    return datetime.fromtimestamp((release.path / MANIFEST).stat().st_mtime, UTC).isoformat()
