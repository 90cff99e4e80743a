"""What `eikg serve --scratch` serves: a copy of a release that ends with the server, and the token to write to it."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import click

from server.engine import Access
from server.integrity import refuse_damaged
from server.release import ASSERTED, DATA, FILES, MANIFEST, PROOFS, QUERIES, STORE, Manifest, Release

TOKEN: Final = "EIKG_SCRATCH_TOKEN"  # noqa: S105 - the name of the variable, not a token
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

_FOLDER: Final = "eikg-scratch-"
"""How the names of the folders begin, in the system's folder of temporary files."""

_LOCK: Final = "server.lock"
"""A file of such a folder that is locked as long as its server runs; the system unlocks it however the server ends."""

_BEARER: Final = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
"""What can be sent as a bearer token (RFC 6750, section 2.1)."""

_SHORTEST, _SHORTEST_HEXADECIMAL, _DIFFERENT = 22, 32, 10
"""Characters with 128 bits where each is drawn from 64, or from 16; how many differ in any that were drawn."""

_NOTHING: Final = Manifest(
    digest="0" * 64,
    created=None,
    versions={},
    counts=dict.fromkeys(("triples", "graphs", "claims", "entities", "inferred", "quads", "queries"), 0),
    graphs={},
    files={},
)


def scratch_token(host: str) -> tuple[str, bool]:
    """The token that writing needs, and whether it was made here and nobody knows it.

    Raises ClickException for one that can be guessed or not be sent, or if others than this machine could write.
    """
    if host not in LOOPBACK:
        raise click.ClickException(f"a scratch dataset listens on loopback only, not on {host}")
    token = os.environ.get(TOKEN, "")
    if not token:
        return secrets.token_urlsafe(32), True
    if reason := _weakness(token):
        raise click.ClickException(
            f"{TOKEN} {reason}; leave it out, and a token is made and printed, or take one of "
            "`python -c 'import secrets; print(secrets.token_urlsafe())'`"
        )
    return token, False


def _weakness(token: str) -> str:
    """Why a token will not do; empty if it will."""
    if not _BEARER.fullmatch(token):
        return "holds a character that a header cannot carry: a token is made of A-Z a-z 0-9 - . _ ~ + /"
    hexadecimal = re.fullmatch(r"[0-9A-Fa-f-]+", token) is not None
    shortest = _SHORTEST_HEXADECIMAL if hexadecimal else _SHORTEST
    if len(token) < shortest or len(set(token)) < min(_DIFFERENT, shortest):
        return f"is too easy to guess: it needs 128 bits of chance, that is {shortest} characters drawn at random"
    return ""


@contextmanager
def scratch_release(release: Release | None) -> Iterator[tuple[Release, Access]]:
    """A copy of a release, or an empty one, until the end of the context; and how its default graph behaves.

    Copies that servers left behind, as they were killed, are removed first.
    """
    _remove_leftovers()
    path = Path(tempfile.mkdtemp(prefix=_FOLDER))
    lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _laid_out(path, release)
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def _laid_out(path: Path, release: Release | None) -> tuple[Release, Access]:
    if release is None:
        (path / STORE).mkdir()
        (path / MANIFEST).write_text(_NOTHING.to_json(), "utf-8")
        (path / QUERIES).write_text("[]\n", "utf-8")
        for name in (DATA, PROOFS):
            (path / name).touch()
        return Release(path), Access.SCRATCH
    refuse_damaged(release.path, whole=True)
    # Not the second store, without what was inferred: it would not follow what is written to the first.
    shutil.copytree(release.path, path, ignore=shutil.ignore_patterns(ASSERTED, FILES), dirs_exist_ok=True)
    return Release(path), Access.SCRATCH_UNION


def _remove_leftovers() -> None:
    """Remove the folders of this user whose server has ended; one without a lock is not known to have."""
    for path in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError):
            if path.is_symlink() or path.stat().st_uid != os.geteuid():
                continue
            lock = os.open(path / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(lock)
