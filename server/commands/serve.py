"""`eikg serve`: serve the current release over HTTP, or a scratch dataset, a copy whose store may be written to."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.commands.project import reading_option, releases_option
from server.commands.scratch import scratch_release, scratch_token
from server.commands.startup import prepare_to_serve, refuse_broken
from server.endpoint.scratch import Scratch
from server.engine import Access, AsyncPool, EngineError, Limits, Pool
from server.engine.remote.opening import pool_of
from server.release import NoRelease, Release, current
from server.settings import Settings, SettingsError, documentation

if TYPE_CHECKING:
    from flask import Flask

    from server.endpoint.sparql import SparqlEndpoint


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
    everything as TriG). Writing needs the bearer token that EIKG_SCRATCH_TOKEN holds, or one that is made and printed,
    and goes to a copy that is gone when the server ends. One update or query runs at a time; an update is carried out
    whole or changes nothing.
    """
    if empty and not scratch:
        raise click.UsageError("--empty goes with --scratch")

    def read() -> Settings:
        given = Settings.from_environment()
        port_given = given.port if port is None else port
        settings = replace(given, host=host or given.host, port=port_given, releases=releases)
        refuse_broken(settings)
        return settings

    try:
        settings = read()
        if scratch:
            _serve_scratch(None if empty else current(releases), settings)
        else:
            _serve(current(releases), settings, read)
    except (SettingsError, NoRelease, EngineError) as error:
        raise click.ClickException(str(error)) from None


def _serve_scratch(original: Release | None, settings: Settings) -> None:
    token, made = scratch_token(settings.host)
    if made:
        click.echo(f"token: {token}")
    with scratch_release(original) as (release, access):
        follows = access is Access.SCRATCH_UNION
        given = replace(settings, query_length=settings.update_length)
        _serve(release, given, access=access, scratch=Scratch(token, follows))


def _serve(
    release: Release,
    settings: Settings,
    read: Callable[[], Settings] | None = None,
    access: Access = Access.RELEASE,
    scratch: Scratch | None = None,
) -> None:
    for told in prepare_to_serve(settings, release if scratch is None else None):
        click.echo(f"warning: {told}", err=True)
    what = f"release {release.path.name}" if scratch is None else "a scratch dataset"

    pool = (
        pool_of(release, settings, settings.evaluators)
        if scratch is None
        else AsyncPool(release.store, Limits.of(settings), settings.evaluators, access)
    )
    # Imported only now, while the template loads the release: that takes as long.
    from server.web.app import create_app
    from server.web.serving import Serving

    def make(release: Release, pool: Pool, settings: Settings, endpoint: SparqlEndpoint) -> Flask:
        return create_app(release, pool, settings, scratch, endpoint)

    def started(_: object) -> None:
        click.echo(f"http://{settings.host}:{settings.port} serves {what} (end with Ctrl-C)")

    gc.freeze()  # the modules stay: the garbage collector need not look through them while the release is opened
    try:
        Serving(make, settings, scratch, read).run(
            release, pool, settings.releases if scratch is None else None, started
        )
    except OSError as error:
        reason = f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
        raise click.ClickException(f"{reason}; give another --port") from None
