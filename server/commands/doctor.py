"""`eikg doctor`: what is wrong with an installation, and how to mend it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from server.commands.installation import Finding, Verdict
from server.commands.installation.machine import clock, descriptors, kernel, memory, rights
from server.commands.installation.packages import front_end, packages
from server.commands.installation.port import port as port_findings
from server.commands.installation.release import disk, whole_release
from server.commands.installation.settings import settings_of
from server.commands.project import reading_option, releases_option
from server.release import NoRelease, Release, current
from server.settings import Settings


@click.command("doctor")
@click.option("--host", help="Address to listen on. Default: EIKG_HOST, or loopback.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on. Default: EIKG_PORT, or 8000.")
@click.option("--json", "as_json", is_flag=True, help="Print one document in JSON.")
@reading_option
@releases_option
def doctor(
    host: str | None,
    port: int | None,
    as_json: bool,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Say what is wrong with this installation, and how to mend it.

    Looks at the settings (EIKG_…), the rights, the kernel, the limits of files and memory, the port, the clock, the
    disk, the release, which is read whole, and the packages: as the user, and in the environment, that the server is to
    run in. One line for each finding: ok, warning or broken, and what to do. Nothing is changed.

    The status is 1 if anything is broken. `eikg serve` refuses to start, in one line, for what it cannot work with,
    and tells of the warnings that concern it.
    """
    given, _ = Settings.read(os.environ)
    settings = replace(
        given, host=host or given.host, port=given.port if port is None else port, releases=releases
    )
    found = [*examined(settings)]
    if as_json:
        click.echo(json.dumps(_document(found), ensure_ascii=False, indent=2))
    else:
        width = max(len(finding.check) for finding in found)
        for finding in found:
            click.echo(f"{finding.verdict:7}  {finding.check:{width}}  {finding}")
    raise SystemExit(int(_worst(found) is Verdict.BROKEN))


def examined(settings: Settings) -> Iterator[Finding]:
    """What every check finds, in the order in which a server would meet it."""
    release = _release(settings.releases)
    readable = release if isinstance(release, Release) else None
    yield from packages()
    yield from front_end()
    yield from settings_of(settings, os.environ)
    yield from rights(settings)
    yield from kernel()
    yield from descriptors(settings)
    yield from memory(settings, readable)
    yield from clock(readable)
    yield from disk(settings.releases, release)
    yield from whole_release(release)
    yield from port_findings(settings)


def _release(folder: Path) -> Release | NoRelease:
    try:
        return current(folder)
    except NoRelease as error:
        return error


def _worst(found: Sequence[Finding]) -> Verdict:
    order = [*Verdict]
    return max((finding.verdict for finding in found), key=order.index)


def _document(found: Sequence[Finding]) -> dict[str, object]:
    return {"verdict": _worst(found), "findings": [asdict(finding) for finding in found]}
