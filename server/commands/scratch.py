"""The scratch dataset of `eikg serve --scratch`: a release in a folder of its own, whose store may be written to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from server.engine import Access
from server.release import ASSERTED, DATA, MANIFEST, PROOFS, QUERIES, STORE, Manifest, Release

TOKEN: Final = "EIKG_SCRATCH_TOKEN"  # noqa: S105 - the name of the variable, not a token
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

_NOTHING: Final = Manifest(
    digest="0" * 64,
    created=None,
    versions={},
    counts=dict.fromkeys(("triples", "graphs", "claims", "entities", "inferred", "quads", "queries"), 0),
    graphs={},
    files={},
)


def scratch_token(host: str) -> str:
    """The token that writing needs. Raises ClickException without one, or if others than this machine could write."""
    if host not in LOOPBACK:
        raise click.ClickException(f"a scratch dataset listens on loopback only, not on {host}")
    token = os.environ.get(TOKEN, "")
    if not token:
        raise click.ClickException(
            f"set {TOKEN} to a token of your choice; writing asks for it as a bearer token"
        )
    return token


@contextmanager
def scratch_release(release: Release | None) -> Iterator[tuple[Release, Access]]:
    """A copy of a release, or an empty one, until the end of the context; and how its default graph behaves."""
    with TemporaryDirectory(prefix="eikg-scratch-") as folder:
        path = Path(folder)
        if release is None:
            (path / STORE).mkdir()
            (path / MANIFEST).write_text(_NOTHING.to_json(), "utf-8")
            (path / QUERIES).write_text("[]\n", "utf-8")
            for name in (DATA, PROOFS):
                (path / name).touch()
            yield Release(path), Access.SCRATCH
        else:
            # Not the second store, without what was inferred: it would not follow what is written to the first.
            shutil.copytree(release.path, path, ignore=shutil.ignore_patterns(ASSERTED), dirs_exist_ok=True)
            yield Release(path), Access.SCRATCH_UNION
