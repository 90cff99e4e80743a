"""What catalogues are told of a release, judged by their own validators, which are not asked to fetch anything."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from server.dumps import DUMPS
from server.release import Release
from server.web.releases.crate import CRATE, crate_of
from server.web.releases.croissant import croissant_of
from server.web.releases.datacite import datacite_of
from server.web.releases.published import Published, published
from tests.conftest import require_module

CONTEXT: Final = "https://w3id.org/ro/crate/1.2/context"
OF_SCHEMA: Final = (
    "CreativeWork",
    "Dataset",
    "Organization",
    "about",
    "author",
    "contentSize",
    "creditText",
    "datePublished",
    "description",
    "encodingFormat",
    "hasPart",
    "identifier",
    "license",
    "name",
    "publisher",
    "sha256",
    "url",
    "version",
)
TERMS: Final = {
    **{name: f"http://schema.org/{name}" for name in OF_SCHEMA},
    "File": "http://schema.org/MediaObject",
    "conformsTo": "http://purl.org/dc/terms/conformsTo",
}
"""What the context of RO-Crate 1.2 says of the names that are used: the validator would fetch it."""

ABSENT: Final = {
    "The Root Data Entity SHOULD use PropertyValue entities for identifiers",  # it has an address, no other identifier
    "SHOULD resolve to the RO-Crate Metadata Document",  # nothing is fetched here
    "An Organization entity SHOULD have a ROR identifier",  # the project is none that is registered
    "SHOULD reference a ContactPoint",  # it names no person
    "SHOULD have a contactPoint",
}
"""Recommendations that are not followed, with why."""


@pytest.fixture(scope="module")
def told(release: Release) -> Published:
    return published(release, "http://127.0.0.1:8000")


@pytest.fixture(scope="module")
def crate(release: Release, told: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crates") / "crate"
    shutil.copytree(release.path / DUMPS, folder)
    (folder / CRATE).write_text(json.dumps(crate_of(told)), encoding="utf-8")
    return folder


@pytest.fixture
def issues(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Validates a crate: the messages of a severity; the network is not there, and the context is that of TERMS."""
    services, models = (require_module(f"rocrate_validator.{name}") for name in ("services", "models"))
    http = require_module("rocrate_validator.utils.http")
    response_of = require_module("requests").Response

    def get(_requester: Any, url: str, **_options: Any) -> Any:
        response = response_of()
        response.url, response.status_code, response._content = url, 504, b""
        if url == CONTEXT:
            response.status_code = 200
            response.headers["Content-Type"] = "application/ld+json"
            response._content = json.dumps({"@context": TERMS}).encode()
        return response

    for method in ("get", "head"):
        monkeypatch.setattr(http.HttpRequester, method, get, raising=False)

    def found(folder: Path, severity: str) -> list[str]:
        settings = services.ValidationSettings(
            rocrate_uri=folder,
            profile_identifier="ro-crate-1.2",
            requirement_severity=models.Severity[severity],
        )
        return [issue.message for issue in services.validate(settings).get_issues()]

    return found


def test_a_release_is_a_valid_crate(crate: Path, issues: Any) -> None:
    assert issues(crate, "REQUIRED") == []
    recommended = [one for one in issues(crate, "RECOMMENDED") if not any(part in one for part in ABSENT)]
    assert recommended == []


def test_a_crate_without_its_licence_would_be_found_out(crate: Path, issues: Any, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(crate, tmp_path / "broken"))
    document = json.loads((broken / CRATE).read_text(encoding="utf-8"))
    for node in document["@graph"]:
        if node["@id"] == "./":
            del node["license"], node["datePublished"]
    (broken / CRATE).write_text(json.dumps(document), encoding="utf-8")
    assert issues(broken, "REQUIRED")


def test_a_release_is_valid_croissant(told: Published, tmp_path: Path) -> None:
    croissant = require_module("mlcroissant")
    path = tmp_path / "croissant.json"
    path.write_text(json.dumps(croissant_of(told)), encoding="utf-8")
    dataset = croissant.Dataset(jsonld=path)
    assert not dataset.metadata.issues.errors
    assert not dataset.metadata.issues.warnings
    (records,) = dataset.metadata.record_sets
    assert [field.name for field in records.fields][:4] == ["graph", "subject", "predicate", "object"]


def test_croissant_without_a_source_of_a_field_would_be_found_out(told: Published, tmp_path: Path) -> None:
    croissant = require_module("mlcroissant")
    document = croissant_of(told)
    document["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "none"
    path = tmp_path / "croissant.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(croissant.ValidationError):
        croissant.Dataset(jsonld=path)


def test_a_citation_has_the_shape_of_datacite(told: Published) -> None:
    schema = require_module("datacite.schema45")
    assert [error.message for error in schema.validator.iter_errors(datacite_of(told))] == []
    assert [*schema.validator.iter_errors({**datacite_of(told), "publicationYear": 2026})]
