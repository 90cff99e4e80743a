"""Every damage of every file of a release is found: when it is opened, by the command, and by the next build."""

from __future__ import annotations

import os
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from server import integrity
from server.integrity import (
    SAMPLED_ABOVE,
    DamagedRelease,
    damage,
    hold,
    is_complete,
    record,
    refuse_damaged,
    retained_releases,
)
from server.release import Release, current
from tests.project import eikg, replace
from tests.web.damages import damaged, files_of, small_release, ways

LABEL = "triples/entities/things.ttl"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return small_release(tmp_path_factory.mktemp("project"))


@pytest.fixture
def release(whole: Release, tmp_path: Path) -> Release:
    """A copy, with its project, that a test may damage."""
    project = tmp_path / "project"
    shutil.copytree(whole.path.parents[2], project, symlinks=True)
    return current(project / ".eikg")


def test_every_file_is_listed(whole: Release) -> None:
    listed = {*integrity.entries(whole.path), "files.tsv"}
    assert listed == {*files_of(whole.path)}
    assert {"manifest.json", "data.nq", "queries.json", "proofs.tsv", "originals.nt"} < listed
    assert {"store/CURRENT", "asserted/CURRENT"} < listed
    assert not damage(whole.path, whole=True)


def test_every_damage_is_found_at_once(whole: Release) -> None:
    for name, how in ways(whole.path):
        with damaged(whole.path, name, how):
            for all_of_it in (False, True):
                with pytest.raises(DamagedRelease, match=f"{name} .*eikg build") as told:
                    refuse_damaged(whole.path, all_of_it)
                assert str(whole.path.parent) not in str(told.value), (name, how)
            assert how == "a flipped bit" or not is_complete(whole.path), (name, how)
    refuse_damaged(whole.path, whole=True)


def test_any_byte_of_a_small_file_is_met_by_the_sample(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    content = bytes(range(256)) * 40
    small.write_bytes(content)
    with large.open("wb") as file:
        file.truncate(4 * SAMPLED_ABOVE)
    record(tmp_path)
    for place in range(0, len(content), 97):
        small.write_bytes(content[:place] + b"x" + content[place + 1 :])
        assert [one.name for one in damage(tmp_path, whole=False)] == ["small"] or content[place] == ord("x")
    small.write_bytes(content)
    read: list[int] = []
    assert not damage(tmp_path, whole=False, read=read.append)
    assert sum(read) < SAMPLED_ABOVE
    with large.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"x")
    assert [one.name for one in damage(tmp_path, whole=False)] == ["large"]
    with large.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\0")
        file.seek(SAMPLED_ABOVE + 12_345)
        file.write(b"x")
    assert [one.name for one in damage(tmp_path, whole=True)] == ["large"]


def test_the_command_says_file_by_file_what_is_wrong(release: Release) -> None:
    project, path = release.path.parents[2], release.path
    assert eikg(project, "check", "--release").stdout.startswith(f"release {path.name}: ")
    (path / "proofs.tsv").unlink()
    (path / "queries.json").write_text("garbled")
    for arguments in (("--release",), ("--release", path.name)):
        result = eikg(project, "check", *arguments)
        assert result.returncode == 1
        assert f"{path.name}/proofs.tsv: [damage] the file is missing → run `eikg build`" in result.stderr
        assert f"{path.name}/queries.json: [damage] the file has 7 bytes where " in result.stderr
        assert "2 problems" in result.stderr
    assert "there is no release" in eikg(project, "check", "--release", "../..").stderr
    assert "goes without PATHS" in eikg(project, "check", "ontology", "--release").stderr


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *(("store/CURRENT", how) for how in ("a flipped bit", "deleted", "a folder")),
        *((name, "deleted") for name in ("manifest.json", "files.tsv", "proofs.tsv")),
        *((name, "half of it") for name in ("manifest.json", "data.nq")),
    ],
)
def test_a_build_of_the_same_makes_a_damaged_release_again(release: Release, name: str, how: str) -> None:
    project, path = release.path.parents[2], release.path
    inode, manifest = path.stat().st_ino, (path / "manifest.json").read_bytes()
    result = eikg(project, "build")
    assert (path.stat().st_ino, "damage" in result.stderr) == (inode, False)
    with damaged(path, name, how):
        result = eikg(project, "build")
        assert f"{path.name}/{name}: [damage] the file " in result.stderr
        assert result.returncode == 0
        assert (path / "manifest.json").read_bytes() == manifest
        assert path.stat().st_ino != inode
        assert not damage(path, whole=True)
        assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_half_a_release_is_rubbish_to_the_next_build(release: Release) -> None:
    project, path = release.path.parents[2], release.path
    replace(project, LABEL, '"Belarus"@en', '"Other"@en')
    assert eikg(project, "build").returncode == 0
    for names in (("manifest.json",), ("files.tsv",), ("data.nq", "store/CURRENT")):
        half = path.with_name("".join(reversed(path.name)))
        shutil.copytree(path, half)
        (path.parent / ".removed-aaaa").mkdir(exist_ok=True)
        for name in names:
            (half / name).unlink()
        assert half.name not in {one.path.name for one in retained_releases(project / ".eikg")}
        assert eikg(project, "build").returncode == 0
        assert half.name not in {one.name for one in path.parent.iterdir()}
        assert not [one for one in path.parent.iterdir() if one.name.startswith(".")]
    (path / "manifest.json").unlink()
    replace(project, LABEL, '"Other"@en', '"Belarus"@en')
    assert eikg(project, "build").returncode == 0
    assert not damage(path, whole=True)


def test_a_release_that_is_held_is_not_removed(release: Release) -> None:
    project, path = release.path.parents[2], release.path
    held = hold(path)
    labels = ("Belarus", "One", "Two", "Three", "Four")
    try:
        os.utime(path, (0, 0))
        for old, new in pairwise(labels):
            replace(project, LABEL, f'"{old}"@en', f'"{new}"@en')
            assert eikg(project, "build").returncode == 0
        assert not damage(path, whole=True)
    finally:
        os.close(held)
    assert eikg(project, "build").returncode == 0
    assert not path.exists()
