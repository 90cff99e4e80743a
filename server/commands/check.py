"""`eikg check`: what can be found wrong in the curated files without building."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import click

from server.authoring.answers import answer_faults
from server.authoring.versions import version_faults
from server.build.analysis import QUERIES, Analysis, analyse
from server.build.validate.checks import style_faults
from server.build.validate.consistency import VERDICT, keep
from server.build.validate.names import deprecated
from server.commands.project import fail, releases_option, root_option
from server.engine import EvaluatorDied
from server.faults import Fault
from server.release import NoRelease, current
from server.saved.library import deprecated_names


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--answers", "wants_answers", is_flag=True, help="Ask the current release all saved queries, too."
)
@click.option("--report", "wants_report", is_flag=True, help="Print the quality report of the whole project.")
@root_option
@releases_option
def check(
    paths: tuple[Path, ...], wants_answers: bool, wants_report: bool, root: Path, releases: Path
) -> None:
    """Check ontology/, triples/ and queries/: syntax, IRIs, dates, claims, declarations, shapes, style, version.

    Where the axioms of the ontology or of the entities changed, HermiT judges whether they are consistent, and
    ontology/consistency.txt keeps that they are: commit it with the change.

    With PATHS all files are read, but only the problems of these files or folders are shown. With --answers the
    rows that the current release gives for each saved query must be those of queries/expected. With --report the
    checks of ontology/checks run on everything that a release would hold: one line for each finding, the totals
    last; the status is 0 only without errors and unwaived warnings.
    """
    found = analyse(root)
    if wants_report:
        _report(found)
    faults = [*_faults(found), *_judged(found), *(_answered(root, releases) if wants_answers else ())]
    if paths:
        wanted = [path.resolve() for path in paths]
        faults = [f for f in faults if any((root / f.file).is_relative_to(path) for path in wanted)]
    if faults:
        fail(faults)
    sources = found.sources
    statements = sum(len(source.quads) for source in sources.files)
    click.echo(
        f"{len(sources.files)} files, {statements} statements, {len(found.tables.segments)} segments: no problem"
    )


def _answered(root: Path, releases: Path) -> list[Fault]:
    try:
        return [*answer_faults(root, current(releases))]
    except (NoRelease, EvaluatorDied) as error:
        raise click.ClickException(str(error)) from None


def _report(found: Analysis) -> NoReturn:
    if found.faults:
        fail(found.faults)
    for line in found.quality.lines():
        click.echo(line)
    raise SystemExit(0 if found.quality.totals.is_clean else 1)


def _faults(found: Analysis) -> Iterator[Fault]:
    """Yield what keeps a release from being made, and what only editors need to mend."""
    yield from found.faults
    yield from found.query_faults
    yield from style_faults(found.sources)
    remedies = {iri: entry.remedy for iri, entry in deprecated(found.sources).items()}
    yield from deprecated_names(found.queries, found.root / QUERIES, remedies)
    if not found.sources.faults:
        yield from version_faults(found.root, found.sources)


def _judged(found: Analysis) -> list[Fault]:
    """Have the ontology and the entities judged, if they changed since they last were; keep a good verdict.

    While their files are at fault nobody judges: what is wrong there may be the contradiction.
    """
    if found.unjudged is None or found.file_faults:
        return []
    # Only here, as it brings a reasoner: with an unchanged ontology nobody needs one.
    from server.build.validate.reasoner import ReasonerFailed, consistency_faults

    try:
        faults = consistency_faults(found.sources, found.unjudged)
    except ReasonerFailed as error:
        click.echo(f"consistency was not judged: {error}", err=True)
        return []
    if not faults:
        keep(found.root, found.unjudged)
        click.echo(f"HermiT finds no contradiction: kept in {VERDICT}")
    return faults
