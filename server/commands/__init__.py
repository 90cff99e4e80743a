"""The command line `eikg`: one module per command, imported when the command is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import click

from server import __version__
from server.project import FILE, VARIABLE, ProjectError

_COMMANDS: Final = {
    "ask": "server.commands.ask:ask",
    "build": "server.commands.build:build_release",
    "capacity": "server.commands.capacity:capacity",
    "check": "server.commands.check:check",
    "completion": "server.commands.completion:completion",
    "coverage": "server.commands.coverage:show_coverage",
    "deprecate": "server.commands.deprecate:deprecate",
    "diff": "server.commands.diff:diff",
    "doctor": "server.commands.doctor:doctor",
    "engine": "server.commands.engine:engine",
    "export": "server.commands.export:export",
    "format": "server.commands.format:format_files",
    "import": "server.commands.importing:import_ontology",
    "init": "server.commands.init:init",
    "mcp": "server.commands.mcp:mcp",
    "new": "server.commands.new:new",
    "query": "server.commands.query:query",
    "search": "server.commands.search:search",
    "rename": "server.commands.rename:rename",
    "sbom": "server.commands.sbom:sbom",
    "scratch": "server.commands.backup:scratch",
    "serve": "server.commands.serve:serve",
    "why": "server.commands.why:why",
    "version": "server.commands.version:ontology_version",
}

COMPLETION: Final = "_EIKG_COMPLETE"
"""The environment variable by which a shell asks for completions, as click names it."""

_NAMES: Final = "server.namespaces"
"""The module that reads the names of a project, for good."""


class _Commands(click.Group):
    """Imports a command's module for that command only: a server needs no validator, a check no web server."""

    def main(self, *args: Any, **given: Any) -> Any:
        """Run, or answer a shell that completes a line."""
        if COMPLETION in os.environ:
            import_module("server.commands.completion")
        return super().main(*args, **given)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return list(_COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; the project that --root names is the one whose names it is imported with."""
        for argument, following in pairwise([*args, ""]):
            option, equals, value = argument.partition("=")
            folder = value if equals else following
            if option == "--root" and (Path(folder) / FILE).is_file() and _NAMES not in sys.modules:
                os.environ[VARIABLE] = folder
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:  # click knows of no commands that are yet to be imported
            raise click.NoSuchCommand(error.command_name, possibilities=_COMMANDS, ctx=ctx) from None

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        try:
            command: click.Command = getattr(import_module(module), name)
        except ProjectError as error:
            return _without_project(cmd_name, str(error))
        return command


def _without_project(name: str, fault: str) -> click.Command:
    """Stand for a command whose module needs the names of a project: it says what is the matter, whatever is asked."""

    def refuse() -> None:
        raise click.ClickException(fault)

    return click.Command(
        name,
        callback=refuse,
        help="Needs a project: go into its folder.",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="eikg")
def main() -> None:
    """A knowledge graph of what documents claim: make, check, build, serve and query it."""
