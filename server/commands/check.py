"""`eikg check`: what can be found wrong in the curated files without building."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import click

from server.authoring.answers import answer_faults
from server.authoring.findings import as_annotations, as_json, findings
from server.build.analysis import Analysis, analyse
from server.build.validate.consistency import VERDICT, keep
from server.commands.progress import Progress
from server.commands.project import fail, releases_option, root_option
from server.engine import EvaluatorDied
from server.faults import Fault, counted, in_order, totals
from server.integrity import damage, entries
from server.release import CURRENT, NAME, RELEASES, NoRelease, current


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--answers", "wants_answers", is_flag=True, help="Ask the current release all saved queries, too."
)
@click.option("--all", "wants_all", is_flag=True, help="Show information too: what may stay as it is.")
@click.option("--strict", is_flag=True, help="End with status 1 for warnings, too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people; for editors and programs; as annotations of a pull request on GitHub.",
)
@click.option(
    "--release",
    "name",
    is_flag=False,
    flag_value=CURRENT,
    help="Check the files of a release, by its name or the current one, and nothing else.",
)
@root_option
@releases_option
def check(
    paths: tuple[Path, ...],
    wants_answers: bool,
    wants_all: bool,
    strict: bool,
    form: str,
    name: str | None,
    root: Path,
    releases: Path,
) -> None:
    """Find what is wrong in ontology/, triples/ and queries/: each finding with file, line and what to do.

    Syntax, names, dates, claims, the structure of OWL 2 DL, shapes, the checks of ontology/checks, style, version.
    Errors come first, then warnings; the status is 1 if there are errors.

    Where the axioms of the ontology or of the entities changed, HermiT judges whether they are consistent, and
    ontology/consistency.txt keeps that they are: commit it with the change.

    With PATHS all files are read, but only what is wrong in these files or folders is shown. With --answers the rows
    that the current release gives for each saved query must be those of queries/expected, and its ORDER BY must decide
    their order.

    With --release [NAME] every file of a release is read and compared with what the build wrote: one line for each
    that is damaged. Give the option last, or the name after it.
    """
    if name is not None:
        if paths:
            raise click.UsageError("--release goes without PATHS")
        _check_release(releases, name)
        return
    progress = Progress()
    found = analyse(root, progress.stage)
    answered = _answered(root, releases, progress) if wants_answers else []
    judged = _judged(found, progress, quiet=form != "text")
    told = in_order([*findings(found), *judged, *answered])
    if paths:
        wanted = [path.resolve() for path in paths]
        told = [f for f in told if any((root / f.file).is_relative_to(path) for path in wanted)]
    shown = [fault for fault in told if wants_all or fault.severity != "info"]
    _SHOW[form](found, shown)
    severities = {fault.severity for fault in told}
    raise SystemExit(1 if "error" in severities or (strict and "warning" in severities) else 0)


def _as_text(found: Analysis, shown: Iterable[Fault]) -> None:
    faults = list(shown)
    for fault in faults:
        click.echo(str(fault), err=True)
    if any(fault.severity == "error" for fault in faults):
        click.echo(totals(faults), err=True)
        return
    sources = found.sources
    statements = sum(len(source.quads) for source in sources.files)
    click.echo(
        f"{counted(len(sources.files), 'file')}, {counted(statements, 'statement')}, "
        f"{counted(len(found.tables.segments), 'segment')}: {totals(faults)}"
    )


def _check_release(folder: Path, name: str) -> None:
    try:
        path = current(folder).path if name == CURRENT else folder / RELEASES / name
    except NoRelease as error:
        raise click.ClickException(str(error)) from None
    if name != CURRENT and not (NAME.fullmatch(name) and path.is_dir()):
        raise click.ClickException(
            f"there is no release {name} in {folder}; its folder {RELEASES}/ has their names"
        )
    with Progress().stage("read the release"):
        found = damage(path, whole=True)
    if found:
        remedy = "run `eikg build`: it makes the release of these sources again, and removes others that are damaged"
        fail(
            Fault(f"{path.name}/{one.name}", None, None, "damage", f"the file {one.reason}", remedy)
            for one in found
        )
    click.echo(f"release {path.name}: {counted(len(entries(path)), 'file')}, as they were written")


def _answered(root: Path, releases: Path, progress: Progress) -> list[Fault]:
    try:
        with progress.stage("ask the saved queries"):
            return [*answer_faults(root, current(releases))]
    except (NoRelease, EvaluatorDied) as error:
        raise click.ClickException(str(error)) from None


def _as_json(_: Analysis, shown: Iterable[Fault]) -> None:
    click.echo(as_json(shown))


def _as_annotations(_: Analysis, shown: Iterable[Fault]) -> None:
    for line in as_annotations(shown):
        click.echo(line)


_SHOW: Final[dict[str, Callable[[Analysis, Iterable[Fault]], None]]] = {
    "text": _as_text,
    "json": _as_json,
    "github": _as_annotations,
}


def _judged(found: Analysis, progress: Progress, *, quiet: bool) -> list[Fault]:
    """Have the ontology and the entities judged, if they changed since they last were; keep a good verdict.

    While their files are at fault nobody judges: what is wrong there may be the contradiction. With `quiet` a good
    verdict is told on standard error.
    """
    if found.unjudged is None or found.file_faults:
        return []
    # Only here, as it brings a reasoner: with an unchanged ontology nobody needs one.
    from server.build.validate.reasoner import ReasonerFailed, consistency_faults

    try:
        with progress.stage("judge consistency"):
            faults = consistency_faults(found.sources, found.unjudged)
    except ReasonerFailed as error:
        click.echo(f"consistency was not judged: {error}", err=True)
        return []
    if not faults:
        keep(found.root, found.unjudged)
        click.echo(f"HermiT finds no contradiction: kept in {VERDICT}", err=quiet)
    return faults
