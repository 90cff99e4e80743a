"""`eikg ask`: run a saved query by its name, its parameters as options."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Final

import click
from click.shell_completion import CompletionItem
from pyoxigraph import NamedNode

from server.commands.asking import Wanted, answer_options, asking, errors, rows, show
from server.commands.endpoints import Endpoint
from server.commands.names import completions, index_of, meant
from server.commands.project import reading_option, releases_folder, releases_option
from server.namespaces import BASE, PROJECT
from server.rdf.iris import readable, short
from server.release import NoRelease, Release, current
from server.saved.query import Parameter, SavedQuery, from_json
from server.saved.values import InvalidParameter, bind
from server.search.entries import QUERY_KIND
from server.search.find import Filter, SearchIndex

_LANGUAGE: Final = "en"
_METAVARS: Final = {
    "iri": "NAME",
    "date": "DATE",
    "integer": "NUMBER",
    "language": "LANGUAGE",
    "string": "TEXT",
}
_OF_THE_COMMAND: Final = frozenset(("endpoint", "explain", "format", "help"))
"""Options that every saved query has."""


class _Questions(click.Group):
    """The saved queries of the current release, each a command whose options are the query's parameters."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        try:
            return [*_queries(_release(ctx))]
        except NoRelease:
            return []

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        with errors():
            release = _release(ctx)
            queries = _queries(release)
        return _command(queries[cmd_name], release) if cmd_name in queries else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not ctx.resilient_parsing and self.get_command(ctx, name) is None:
            near = get_close_matches(name, self.list_commands(ctx), n=3)
            told = f"; did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"there is no saved query '{name}'{told} (`eikg ask` lists them)", ctx)
        return super().resolve_command(ctx, args)


@click.group("ask", cls=_Questions, invoke_without_command=True, subcommand_metavar="[QUERY [PARAMETERS]]")
@click.option(
    "--list", "words", metavar="WORDS", help="List the saved queries that have these words, and end."
)
@reading_option
@releases_option
@click.pass_context
def ask(context: click.Context, words: str | None, root: Path, releases: Path) -> None:  # noqa: ARG001 - as in `query`
    """Run a saved query by its name; alone, list the saved queries.

    `eikg ask QUERY --help` shows the parameters. One that takes a name takes a prefixed name, an IRI, or words that
    name one thing only; give the option again for a further value. What is printed, and the status, are as with
    `eikg query`.
    """
    if words is None and context.invoked_subcommand is not None:
        return
    with errors():
        release = current(releases)
        queries = _queries(release)
        names = [*queries] if words is None else [*_found(words, index_of(release), queries)]
    if not names and words is None:
        raise click.ClickException("this release has no saved queries")
    if not names:
        raise click.ClickException(f"no saved query has the words '{words}' (`eikg ask` lists all)")
    width = max(map(len, names))
    for name in names:
        click.echo(f"{name:{width}}  {queries[name].title[_LANGUAGE]}")
    context.exit()


def _release(context: click.Context) -> Release:
    """The release that the group's options mean. Raises NoRelease."""
    given = context.params
    return current(releases_folder(given.get("root") or PROJECT.folder, given.get("releases")))


def _queries(release: Release) -> dict[str, SavedQuery]:
    """The saved queries by name. Raises NoRelease."""
    try:
        return {query.name: query for query in from_json(release.queries.read_text("utf-8"))}
    except (OSError, ValueError, LookupError) as error:
        raise NoRelease(f"{release.queries} cannot be read ({error}): run `eikg build`") from None


def _found(words: str, index: SearchIndex, queries: Collection[str]) -> Iterator[str]:
    hits = index.find(words, Filter(kind=QUERY_KIND)).hits
    return (name for hit in hits if (name := hit.iri.removeprefix(f"{BASE}queries/")) in queries)


def _command(saved: SavedQuery, release: Release) -> click.Command:
    options = [_option(parameter, release) for parameter in saved.parameters]
    columns = "\n".join(f"{column.name}: {column.label[_LANGUAGE]}" for column in saved.columns)

    @answer_options
    def run(
        format_name: str | None, explain: str | None, endpoint: str | None, **given: Sequence[str]
    ) -> None:
        wanted = Wanted(format_name, explain, endpoint)
        values = {name.removeprefix("given_"): list(texts) for name, texts in given.items() if texts}
        with asking(wanted, release.path.parent.parent) as asked:
            show(asked, _bound(saved, values, release, asked), wanted)

    command = click.command(
        saved.name,
        help=f"{saved.title[_LANGUAGE]}.\n\n{saved.question[_LANGUAGE]}",
        epilog=f"\b\nColumns\n{columns}" if columns else None,
    )(run)
    command.params[:0] = options
    return command


def _option(parameter: Parameter, release: Release) -> click.Option:
    """The option of a parameter; one that is called as an option of every query has a longer name."""

    def complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return completions(release.path.parent.parent, incomplete) if parameter.type == "iri" else []

    values = ", ".join(readable(value) for value in parameter.values)
    default = f"for example {values}; required" if parameter.required else f"default: {values or 'any'}"
    return click.Option(
        [_flag(parameter.name), f"given_{parameter.name}"],
        multiple=True,
        metavar=_METAVARS[parameter.type],
        help=f"{parameter.label[_LANGUAGE]} ({default})",
        shell_complete=complete,
    )


def _flag(name: str) -> str:
    return f"--parameter-{name}" if name in _OF_THE_COMMAND else f"--{name}"


def _bound(saved: SavedQuery, given: Mapping[str, list[str]], release: Release, endpoint: Endpoint) -> str:
    """The text of the query with the values given. Raises UsageError that names the option of a wrong one."""
    try:
        named = {
            name: _iris(parameter, values, release, endpoint)
            if (parameter := saved.parameter(name)) and parameter.type == "iri"
            else values
            for name, values in given.items()
        }
        return bind(saved, named)
    except InvalidParameter as error:
        flag = _flag(error.name)
        parameter = saved.parameter(error.name)
        if error.reason == "required" and parameter:
            example = " ".join(f"{flag} {readable(value)}" for value in parameter.values)
            raise click.UsageError(f"{flag} is required; for example {example}") from None
        raise click.BadParameter(str(error).partition(": ")[2], param_hint=flag) from None


def _iris(parameter: Parameter, values: Sequence[str], release: Release, endpoint: Endpoint) -> list[str]:
    """The IRIs that values write or name; how a name was understood goes to standard error. Raises BadParameter."""
    found, members = [], partial(_members, parameter.of, endpoint)
    opened = cache(lambda: index_of(release))
    for value in filter(None, values):
        try:
            iri, hit = meant(value, opened, members)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint=_flag(parameter.name)) from None
        if hit:
            click.echo(f"{_flag(parameter.name)} {short(iri)} ({hit.name})", err=True)
        found.append(iri)
    return found


def _members(kind: str | None, endpoint: Endpoint, iris: Collection[str]) -> Collection[str]:
    """Those of some IRIs that are of a class or in a concept scheme; all of them without one."""
    if kind is None or not iris:
        return iris
    things = " ".join(map(str, map(NamedNode, iris)))
    relation = "skos:inScheme" if kind.startswith(f"{BASE}scheme/") else "a"
    return {
        row["thing"]
        for row in rows(
            endpoint,
            f"SELECT DISTINCT ?thing {{ VALUES ?thing {{ {things} }} ?thing {relation} {NamedNode(kind)} }}",
        )
    }
