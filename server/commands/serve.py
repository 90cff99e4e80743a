"""`eikg serve`: serve the current release over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from server.commands.project import releases_option, root_option
from server.engine import EvaluatorDied, Pool
from server.release import NoRelease, current
from server.settings import Settings, SettingsError
from server.web import serving
from server.web.app import create_app
from server.web.sparql import limits_of


@click.command("serve")
@click.option("--host", help="Address to listen on. Default: EIKG_HOST, or loopback.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on. Default: EIKG_PORT, or 8000.")
@root_option
@releases_option
def serve(
    host: str | None,
    port: int | None,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Serve the pages, the saved queries and the SPARQL endpoint of the current release.

    Every limit is an environment variable EIKG_…; loopback is the default, as nothing here asks who a visitor is.
    """
    try:
        given = Settings.from_environment()
        settings = replace(given, host=host or given.host, port=given.port if port is None else port)
        release = current(releases)
        pool = Pool(release.store, limits_of(settings), settings.evaluators)
    except (SettingsError, NoRelease, EvaluatorDied) as error:
        raise click.ClickException(str(error)) from None
    try:
        click.echo(
            f"http://{settings.host}:{settings.port} serves release {release.path.name} (end with Ctrl-C)"
        )
        serving.serve(create_app(release, pool, settings), pool, settings)
    except OSError as error:
        reason = f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
        raise click.ClickException(f"{reason}; give another --port") from None
    finally:
        pool.close()
