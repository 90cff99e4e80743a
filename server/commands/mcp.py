"""`eikg mcp`: the tools of the Model Context Protocol over standard input and output, for programs of this machine."""

from __future__ import annotations

from pathlib import Path

import click

from server.commands.project import reading_option, releases_option
from server.engine import EngineError
from server.release import NoRelease, current
from server.settings import Settings, SettingsError


@click.command("mcp")
@click.option(
    "--endpoint", metavar="URL", help="Ask the server at this address instead of the current release."
)
@reading_option
@releases_option
def mcp(
    endpoint: str | None,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Let a language model ask: serve the Model Context Protocol on standard input and output.

    A program that speaks MCP starts this command, and finds tools to search, to describe things, to ask saved questions
    and SPARQL, to see who says what, to verify an attribution and to cite. Without --endpoint the current release is
    asked, by evaluators of its own; nothing listens. A server that runs has the same tools at /mcp.
    """
    # Imported only now: the package of the protocol takes a second, and no other command needs it.
    from server.commands.mcp_serving import over_http, over_release

    try:
        if endpoint is not None:
            over_http(endpoint)
        else:
            over_release(current(releases), Settings.from_environment())
    except ValueError as error:
        if isinstance(error, SettingsError):
            raise click.ClickException(str(error)) from None
        raise click.BadParameter(str(error), param_hint="--endpoint") from None
    except (NoRelease, EngineError) as error:
        raise click.ClickException(str(error)) from None
