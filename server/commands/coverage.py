"""`eikg coverage`: how much of each source the claims cover."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click

from server.build.read.segments import read_tables, unread, wrong_digests
from server.build.read.sources import read
from server.build.validate.claims import Coverage, conflicts, coverage
from server.commands.project import fail, root_option


@click.command("coverage")
@click.option(
    "--sources",
    "texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the source texts (<source>.txt), to verify the digest of every segment.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@root_option
def show_coverage(texts: Path | None, as_json: bool, root: Path) -> None:
    """Count the segments of each source that are covered by a claim, marked with a reason, or open.

    Without --sources no digest is verified; with it, those of the documents whose text is in the folder are, and the
    others are named. Ends with status 1 if a digest is wrong, a segment is both covered
    and marked, or a file cannot be read; open segments are no error.
    """
    sources, tables = read(root), read_tables(root)
    digests = wrong_digests(tables, texts) if texts else []
    left = unread(tables, texts) if texts else tables.sources()
    counted = Counter((p.subject or "").partition("/")[0] for p in digests)
    wrong = {source: counted[source] for source in tables.sources() if source not in left}
    rows = coverage(sources, tables)
    if as_json:
        figures = [_figures(row, wrong) for row in rows]
        click.echo(json.dumps({"documents": figures, "verified": not left, "unread": left}, indent=2))
    else:
        _print(rows, wrong)
        if texts is None:
            click.echo("digests not verified: name the folder of the source texts with --sources")
        elif left:
            click.echo(f"not read, so not verified, as {texts} has no text of them: {', '.join(left)}")
    faults = [*sources.faults, *tables.faults, *conflicts(sources), *digests]
    if faults:
        fail(faults)


def _figures(row: Coverage, wrong: Mapping[str, int]) -> dict[str, str | int | None]:
    return {
        "document": row.source,
        "segments": len(row.segments),
        "covered": len(row.covered),
        "marked": len(row.marked),
        "open": len(row.open),
        "wrong": wrong.get(row.source),
    }


def _print(rows: list[Coverage], wrong: Mapping[str, int]) -> None:
    width = max((len(row.source) for row in rows), default=8)
    click.echo(f"{'document':{width}}  segments  covered  marked  open  wrong")
    for row in rows:
        digests = str(wrong.get(row.source, "-"))
        click.echo(
            f"{row.source:{width}}  {len(row.segments):8}  {len(row.covered):7}  {len(row.marked):6}  "
            f"{len(row.open):4}  {digests:>5}"
        )
    for row in rows:
        if row.open:
            click.echo(f"open in {row.source}: {', '.join(_ranges(row))}")


def _ranges(row: Coverage) -> list[str]:
    """Write the open segments' numbers, neighbours as a range."""
    position = {segment.number: index for index, segment in enumerate(row.segments)}
    runs: list[list[str]] = []
    for segment in row.open:
        if runs and position[runs[-1][-1]] + 1 == position[segment.number]:
            runs[-1].append(segment.number)
        else:
            runs.append([segment.number])
    return [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
