"""`eikg mcp`: the tools of the Model Context Protocol over standard input and output, for programs of this machine."""

from __future__ import annotations

import asyncio
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
    if endpoint is not None:
        _serve_server(endpoint)
        return
    from server.commands.mcp_release import serve_release

    try:
        serve_release(current(releases), Settings.from_environment())
    except (SettingsError, NoRelease, EngineError) as error:
        raise click.ClickException(str(error)) from None


def _serve_server(address: str) -> None:
    """Serve until standard input ends; the server at an address is asked."""
    from server.mcp.over_http import OverHttp, root_of
    from server.mcp.over_stdio import serve

    try:
        asked = OverHttp(root_of(address))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--endpoint") from None
    asyncio.run(serve(lambda _: asked))
