"""`eikg deprecate`: terms given up, merged into another or split."""

from __future__ import annotations

from pathlib import Path

import click
from pyoxigraph import Quad

from server.authoring.split import decisions
from server.authoring.succession import Succession
from server.build.analysis import analyse
from server.build.read.sources import Sources
from server.commands.project import fail, root_option
from server.commands.succession import apply, expanded_terms, write_option


@click.command("deprecate")
@click.argument("terms", nargs=-1, required=True)
@click.option("--by", multiple=True, metavar="NEW", help="Term that takes the place; several for a split.")
@click.option(
    "--where",
    "patterns",
    multiple=True,
    metavar="PATTERN",
    help="For a split, one for each --by in order: which uses it takes. A SPARQL pattern with ?subject and ?object.",
)
@click.option("--because", default="", help="Why, as an English sentence: the term's page shows it.")
@write_option
@root_option
def deprecate(
    terms: tuple[str, ...],
    by: tuple[str, ...],
    patterns: tuple[str, ...],
    because: str,
    write: bool,
    root: Path,
) -> None:
    """Give up TERMS: for one --by NEW (a merge), for several (a split), or --because of a reason alone.

    They stay as deprecated terms, without axioms. With one --by every use becomes a use of NEW. Of a split the --where
    patterns decide each statement of triples/; the last --by may go without and takes the rest. What is left for people
    to decide is listed, and `eikg check` finds it until it is done.
    """
    if not by and not because:
        raise click.UsageError("say what takes the place (--by) or why it is given up (--because)")
    if patterns and len(by) < 2:
        raise click.UsageError("--where decides a split: name each part with --by")

    def succession(sources: Sources) -> Succession:  # noqa: ARG001 - each command makes its own of the sources
        olds, news = expanded_terms(terms), expanded_terms(by)
        decided = decisions(olds[0], news, patterns, _quads(root)) if patterns else None
        return Succession(olds, news, because, decisions=decided)

    apply(root, succession, write=write)


def _quads(root: Path) -> tuple[Quad, ...]:
    found = analyse(root)
    if found.unreadable:
        fail(found.unreadable)
    return found.quads
