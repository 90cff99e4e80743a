"""`eikg serve`: serve the current release over HTTP, or a scratch dataset, a copy whose store may be written to."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import click

from server.commands.project import reading_option, releases_option
from server.endpoint.scratch import Scratch
from server.engine import Access, AsyncPool, EvaluatorDied, Limits, Pool
from server.release import (
    ASSERTED,
    DATA,
    MANIFEST,
    PROOFS,
    QUERIES,
    STORE,
    Manifest,
    NoRelease,
    Release,
    current,
)
from server.settings import Settings, SettingsError, documentation

if TYPE_CHECKING:
    from flask import Flask

    from server.endpoint.sparql import SparqlEndpoint

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


def _settings() -> str:
    """Every setting with its default, in lines that click leaves as they are."""
    lines = (f"{name}={default}\n    {meaning}" for name, default, meaning in documentation())
    return "\b\nSettings, as environment variables with their defaults:\n" + "\n".join(lines)


@click.command("serve", epilog=_settings())
@click.option("--host", help="Address to listen on. Default: EIKG_HOST, or loopback.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on. Default: EIKG_PORT, or 8000.")
@click.option("--scratch", is_flag=True, help="Serve a copy of the release that can be written to.")
@click.option("--empty", is_flag=True, help="With --scratch: serve an empty dataset instead of a copy.")
@reading_option
@releases_option
def serve(
    host: str | None,
    port: int | None,
    scratch: bool,
    empty: bool,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Serve the pages, the saved queries and the SPARQL endpoint of the current release.

    Every limit is an environment variable EIKG_…, listed below. Loopback is the default, as nothing here asks who a
    visitor is.

    With --scratch a change can be tried out: /sparql takes SPARQL Update as well and /data is a graph store (GET it for
    everything as TriG). Writing needs the bearer token that EIKG_SCRATCH_TOKEN holds, and goes to a copy that is gone
    when the server ends. One update or query runs at a time; one that is stopped at a limit changes nothing.
    """
    if empty and not scratch:
        raise click.UsageError("--empty goes with --scratch")
    try:
        given = Settings.from_environment()
        settings = replace(
            given, host=host or given.host, port=given.port if port is None else port, releases=releases
        )
        if scratch:
            _serve_scratch(None if empty else current(releases), settings)
        else:
            _serve(current(releases), settings)
    except (SettingsError, NoRelease, EvaluatorDied) as error:
        raise click.ClickException(str(error)) from None


def _serve_scratch(original: Release | None, settings: Settings) -> None:
    token = scratch_token(settings.host)
    with scratch_release(original) as (release, access):
        follows = access is Access.SCRATCH_UNION
        _serve(
            release, replace(settings, query_length=settings.update_length), access, Scratch(token, follows)
        )


def _serve(
    release: Release, settings: Settings, access: Access = Access.RELEASE, scratch: Scratch | None = None
) -> None:
    what = f"release {release.path.name}" if scratch is None else "a scratch dataset"

    pool = AsyncPool(release.store, Limits.of(settings), settings.evaluators, access)
    # Imported only now, while the template loads the release: that takes as long.
    from server.web.app import create_app
    from server.web.serving import Serving

    def make(release: Release, pool: Pool, endpoint: SparqlEndpoint) -> Flask:
        return create_app(release, pool, settings, scratch, endpoint)

    def started(_: object) -> None:
        click.echo(f"http://{settings.host}:{settings.port} serves {what} (end with Ctrl-C)")

    gc.freeze()  # the modules stay for good: the garbage collector need not look through them again and again
    try:
        Serving(make, settings, scratch).run(
            release, pool, settings.releases if scratch is None else None, started
        )
    except OSError as error:
        reason = f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
        raise click.ClickException(f"{reason}; give another --port") from None
