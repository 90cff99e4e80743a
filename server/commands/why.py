"""`eikg why`: why a triple of the current release holds, or all proofs at once."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from server.commands.names import complete_names
from server.commands.project import GRAPHS, reading_option, releases_option
from server.engine import EngineError, Limits, Pool, select_many
from server.engine.reading import read
from server.rdf.terms import text
from server.release import NoRelease, Release, current
from server.settings import Settings, SettingsError
from server.why.formats import explanation_triples, proof_triples, serialise, to_data, to_lines
from server.why.proof_tree import Explanation, InvalidTerm, explain, near, read_triple
from server.why.proofs import Proofs


@click.command("why")
@click.argument("terms", nargs=-1, metavar="SUBJECT PREDICATE OBJECT", shell_complete=complete_names)
@click.option("--all", "everything", is_flag=True, help="Write the proofs of all inferred triples in RDF.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json", *(name for name in GRAPHS if name not in ("json", "xml"))]),
    help="Default: text; ttl with --all.",
)
@reading_option
@releases_option
def why(
    terms: tuple[str, ...],
    everything: bool,
    format_name: str | None,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Show why a triple holds: the rules and premises from which it follows, down to the claims and files.

    Terms are IRIs or prefixed names of the project's table; the object may be a literal in Turtle's notation, such as
    '"EAEU"@en'. A triple that does not hold ends with status 1 and the triples that come near to it.
    """
    if everything == bool(terms) or (terms and len(terms) != 3):
        raise click.UsageError("give a subject, a predicate and an object, or --all")
    try:
        release = current(releases)
        if everything:
            _write_all(release, format_name or "ttl")
            return
        found = _explain(release, terms)
    except (EngineError, NoRelease, SettingsError, InvalidTerm) as error:
        raise click.ClickException(str(error)) from None
    if format_name == "json":
        click.echo(json.dumps(to_data(found), ensure_ascii=False, indent=2))
    elif format_name in (None, "text"):
        click.echo("\n".join(to_lines(found)))
    else:
        media_type = GRAPHS[format_name].media_type
        sys.stdout.buffer.write(serialise(explanation_triples(found), media_type))


def _explain(release: Release, terms: tuple[str, ...]) -> Explanation:
    triple = read_triple(*terms)
    with closing(Pool(release.store, Limits.of(Settings.from_environment()), size=1)) as pool:
        ask = partial(select_many, pool)
        found = read(explain(Proofs(release.proofs), triple), ask)
        if found is None:
            others = read(near(triple), ask)
            message = "this triple does not hold" + ("; these do:" if others else "")
            lines = (" ".join(map(text, (t.subject, t.predicate, t.object))) for t in others)
            raise click.ClickException("\n  ".join([message, *lines]))
        return found


def _write_all(release: Release, name: str) -> None:
    if name not in GRAPHS or name == "json":
        raise click.UsageError("--all writes RDF: choose one of ttl, nt, nq, trig, jsonld, rdf")
    triples = dict.fromkeys(proof_triples(Proofs(release.proofs)))
    sys.stdout.buffer.write(serialise(triples, GRAPHS[name].media_type))
