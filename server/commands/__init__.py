"""The command line `eikg`: one module per command."""

from __future__ import annotations

import click

from server import __version__
from server.commands.build import build_release
from server.commands.check import check
from server.commands.coverage import show_coverage
from server.commands.format import format_files


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="eikg")
def main() -> None:
    """The Eurasian Integration Knowledge Graph: build, check, serve and query it."""


main.add_command(build_release)
main.add_command(check)
main.add_command(show_coverage)
main.add_command(format_files)
