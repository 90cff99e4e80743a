"""The command line `eikg`: one module per command, imported when the command is called."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from server import __version__

_COMMANDS: Final = {
    "build": "server.commands.build:build_release",
    "check": "server.commands.check:check",
    "coverage": "server.commands.coverage:show_coverage",
    "deprecate": "server.commands.deprecate:deprecate",
    "diff": "server.commands.diff:diff",
    "export": "server.commands.export:export",
    "format": "server.commands.format:format_files",
    "import": "server.commands.importing:import_ontology",
    "new": "server.commands.new:new",
    "query": "server.commands.query:query",
    "rename": "server.commands.rename:rename",
    "sbom": "server.commands.sbom:sbom",
    "serve": "server.commands.serve:serve",
    "why": "server.commands.why:why",
    "version": "server.commands.version:ontology_version",
}


class _Commands(click.Group):
    """Imports a command's module for that command only: a server needs no validator, a check no web server."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="eikg")
def main() -> None:
    """The Eurasian Integration Knowledge Graph: build, check, serve and query it."""
