"""A release as a dataset of rdflib: the graphs are those of the release, and nothing can be written."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest

from server.integrity import DamagedRelease, is_held
from server.release import NoRelease, Release
from tests.conftest import RELEASES, require_module

require_module("oxrdflib")
require_module("pandas")

from rdflib import Dataset, URIRef  # noqa: E402

import eikg  # noqa: E402

CLAIM = URIRef("https://w3id.org/eikg/id/claim/leshenyuk-2021-083")


@pytest.fixture(scope="module")
def dataset(release: Release) -> Dataset:
    return eikg.open_release(RELEASES)


def test_the_default_graph_is_the_union_each_triple_once(dataset: Dataset, release: Release) -> None:
    counted = eikg.select("SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }", dataset)
    assert counted["triples"].tolist() == [release.manifest.counts["triples"]]
    assert len(dataset.default_graph) == release.manifest.counts["triples"]


def test_each_claim_is_a_named_graph(dataset: Dataset, release: Release) -> None:
    assert len(dataset.get_context(CLAIM)) == release.manifest.graphs[str(CLAIM)].triples
    assert len(dataset.graph(CLAIM)) == len(dataset.get_context(CLAIM))
    [speaker] = dataset.objects(CLAIM, URIRef("https://w3id.org/eikg/ontology/statedBy"))
    assert str(speaker).endswith("person/oleg-leshenyuk")
    names = eikg.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", dataset)
    assert set(names["g"]) == {*release.manifest.graphs}


def test_prefixes_of_the_project_are_bound(dataset: Dataset) -> None:
    found = eikg.select(
        "SELECT ?speaker { claim:leshenyuk-2021-083 eik:statedBy ?speaker }", dataset, labels="ru"
    )
    assert found["speakerLabel"].str.len().gt(0).all()


def test_nothing_can_be_written(dataset: Dataset) -> None:
    with pytest.raises(RuntimeError, match="read-write"):
        dataset.add((CLAIM, CLAIM, CLAIM))


def test_a_folder_of_a_project_of_releases_and_of_one_release_open_the_same(release: Release) -> None:
    for folder in (RELEASES.parent, RELEASES, release.path, str(release.path)):
        assert len(eikg.open_release(folder).get_context(CLAIM)) > 0


def test_a_release_is_held_as_long_as_it_is_used(release: Release, tmp_path: Path) -> None:
    copy = shutil.copytree(release.path, tmp_path / release.path.name)
    opened = eikg.open_release(copy)
    assert is_held(copy)
    del opened
    gc.collect()
    assert not is_held(copy)


def test_what_is_no_release_or_damaged_is_refused(release: Release, tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match="eikg build"):
        eikg.open_release(tmp_path)
    copy = shutil.copytree(release.path, tmp_path / release.path.name)
    (copy / "data.nq").write_text("", encoding="utf-8")
    with pytest.raises(DamagedRelease, match=r"data\.nq"):
        eikg.open_release(copy)
    assert not is_held(copy)
