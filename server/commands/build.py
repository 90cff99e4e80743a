"""`eikg build`: make a release from the curated files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from server.authoring.answers import verified
from server.authoring.findings import findings
from server.build.pipeline import build
from server.commands.progress import Progress
from server.commands.project import fail, releases_option, root_option
from server.faults import Fault, InvalidInput, in_order
from server.release import Release
from server.saved.verified import from_json


@click.command("build")
@root_option
@releases_option
@click.option(
    "--answers",
    "asks",
    is_flag=True,
    help="Ask the release its saved queries, and keep in it which gave their expected rows.",
)
def build_release(root: Path, releases: Path, asks: bool) -> None:
    """Read, derive, infer, validate, describe and write: the result becomes the current release.

    Problems are printed one a line and end the build with status 1; the release that was current stays. What does not
    keep a release from being made is printed as `eikg check` has it, and counted.
    """
    try:
        stage = Progress(lasting=True).stage
        built = build(root, releases, stage, partial(verified, root) if asks else None)
    except InvalidInput as invalid:
        fail(invalid.faults)
    found = in_order([*findings(built.analysis), *built.unjudged])
    told = [fault for fault in found if fault.severity != "info"]
    for fault in (*told, *built.replaced):
        click.echo(str(fault), err=True)
    _print(built.release, told)


def _print(release: Release, told: list[Fault]) -> None:
    manifest = release.manifest
    click.echo(f"release {release.path.name}, created {manifest.created or 'outside a repository'}")
    click.echo(f"digest  {manifest.digest}")
    numbers = {f"{severity}s": sum(f.severity == severity for f in told) for severity in ("error", "warning")}
    counts = {**manifest.counts, **numbers}
    if release.answers:
        found = from_json(release.answers.read_text("utf-8"))
        failed = [one.query for one in found if one.failed]
        others = f"; other rows than expected: {', '.join(failed)}" if failed else ""
        click.echo(f"answers {len(found) - len(failed)} of {len(found)} saved queries as expected{others}")
    click.echo("counts  " + ", ".join(f"{number} {name}" for name, number in sorted(counts.items())))
