"""`eikg capacity`: what a running server bears, where it breaks and what to set; and a model of several of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

import click
import uvloop

from server.commands.load.connections import NoServer, Server, Unanswered
from server.commands.load.course import Course, NothingAnswered, Plan, run
from server.commands.load.document import COLUMNS, NoMeasurement, document, modelled, row, summary
from server.commands.load.requests import Load, of_log, of_saved_queries
from server.commands.load.schedule import MOST
from server.commands.load.verdict import Verdict, judged
from server.commands.project import reading_option, releases_option
from server.release import NoRelease, current
from server.saved.query import SavedQuery, from_json
from server.settings import Settings, SettingsError

_MOST_CLIENTS: Final = 200
_MOST_CONNECTIONS: Final = 512
_GAP: Final = "  "


def _rates(_context: click.Context, _parameter: click.Parameter, value: str | None) -> list[float]:
    try:
        rates = [float(part) for part in value.split(",")] if value else []
    except ValueError:
        raise click.BadParameter(f"'{value}' is no list of numbers such as 10,20,50") from None
    if not all(0 < rate <= MOST for rate in rates):
        raise click.BadParameter(f"a rate is above 0, and at most {MOST:,.0f} requests a second")
    return rates


@click.command("capacity")
@click.option(
    "--endpoint", metavar="URL", help="Address of the server. Default: this machine, at EIKG_PORT or 8000."
)
@click.option(
    "--from-log",
    "log",
    type=click.File("r", encoding="utf-8", errors="replace"),
    metavar="FILE",
    help="Send what a server's log of requests tells of. Default: the saved queries.",
)
@click.option("--unique", is_flag=True, help="Give each query a literal of its own, so that no cache has it.")
@click.option(
    "--rates",
    callback=_rates,
    metavar="A,B,…",
    help=f"Requests a second, at most {MOST:,.0f}. Default: 10, doubled until it breaks.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(1, 3600),
    default=5.0,
    show_default=True,
    help="How long each rate is kept.",
)
@click.option(
    "--latency",
    type=click.FloatRange(0.001, 60),
    default=0.5,
    show_default=True,
    help="Seconds within which 99 percent have to be answered.",
)
@click.option(
    "--clients",
    type=click.IntRange(1, _MOST_CLIENTS),
    default=16,
    show_default=True,
    help="Addresses that ask a server of this machine; another one is asked by one.",
)
@click.option(
    "--connections",
    type=click.IntRange(1, _MOST_CONNECTIONS),
    default=64,
    show_default=True,
    help="Connections of all of them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one document in JSON.")
@click.option(
    "--model",
    type=click.File("r", encoding="utf-8", errors="replace"),
    metavar="FILE",
    help="Send nothing: fit a model to such a document, and say what several such servers would bear.",
)
@reading_option
@releases_option
def capacity(
    endpoint: str | None,
    log: TextIO | None,
    unique: bool,
    rates: list[float],
    seconds: float,
    latency: float,
    clients: int,
    connections: int,
    as_json: bool,
    model: TextIO | None,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Say what a running server bears, where it breaks, and what to set.

    Requests are sent at rising rates, at times that no answer delays; a latency counts from when its request was due.
    A rate holds if no request fails (429, 5xx, no answer) and 99 percent are answered within --latency. Nothing is
    started, and nothing is written: of a log, what may write or has the server call others is left out.

    On the same machine this command takes processors from the server; the figures say how much.

    The status is 1 if nobody answers, or no rate holds.
    """
    try:
        if model is not None:
            _print_model(model.read())
            return
        server = Server.at(endpoint or f"http://127.0.0.1:{Settings.from_environment().port}")
        load = of_log(log, unique) if log else of_saved_queries(_saved(releases), unique)
        if not load.requests:
            raise click.ClickException("; ".join(["there is nothing to send", *_left_out(load)]))
        plan = Plan(load, rates, seconds, latency, clients, connections)
        course = uvloop.run(_measured(server, plan))
    except (NoServer, NoMeasurement) as error:
        raise click.UsageError(str(error)) from None
    except (NoRelease, SettingsError, Unanswered, NothingAnswered) as error:
        raise click.ClickException(str(error)) from None
    verdict = judged(course.steps, course.setting)
    if as_json:
        about = {
            "server": str(server),
            "release": course.health.get("release", ""),
            "requests": len(load.requests),
            "left_out": dict(load.left_out),
            "mistaken": course.mistaken,
            "policy": course.policy,
            "unique": unique,
            "seconds": seconds,
        }
        found = document(about, course.setting, course.alone, course.steps, verdict)
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        _print(server, load, course, verdict)
    raise SystemExit(int(verdict.bears is None))


async def _measured(server: Server, plan: Plan) -> Course:
    """Measure. Raises Unanswered with the address of the server, and NothingAnswered."""
    try:
        return await run(server, plan, _progress)
    except Unanswered as error:
        raise Unanswered(f"{server}: {error}") from None


def _saved(releases: Path) -> tuple[SavedQuery, ...]:
    return from_json(current(releases).queries.read_text("utf-8"))


def _left_out(load: Load) -> Iterator[str]:
    for reason, number in sorted(load.left_out.items()):
        yield f"left out: {number:,} × {reason}"


def _progress(what: str) -> None:
    click.echo(f"{what} …", err=True)


def _print(server: Server, load: Load, course: Course, verdict: Verdict) -> None:
    setting = course.setting
    told = f", release {course.health['release']}, {setting.evaluators} evaluators" if course.health else ""
    click.echo(f"{server}{told}")
    asked = f"{setting.connections} connections of {setting.clients} addresses"
    click.echo(f"{len(load.requests):,} requests in turn, on {asked}")
    for line in _left_out(load):
        click.echo(line)
    if course.mistaken:
        click.echo(
            f"{course.mistaken:,} of those sent one by one are mistaken to the server; they count as answered"
        )
    if course.policy:
        click.echo(f"this address is counted: {course.policy}")
    click.echo()
    for line in _aligned([COLUMNS, *map(row, course.steps)]):
        click.echo(line)
    click.echo()
    for line in summary(setting, verdict):
        click.echo(line)


def _print_model(text: str) -> None:
    """Print what a document of this command tells by the model. Raises NoMeasurement."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise NoMeasurement(f"this is no JSON: {error}") from None
    for title, rows in modelled(found):
        click.echo(title)
        for line in _aligned(rows):
            click.echo(f"{_GAP}{line}")


def _aligned(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as lines of a table, all columns to the right."""
    found = [*rows]
    widths = [max(map(len, column)) for column in zip(*found, strict=True)]
    for cells in found:
        yield _GAP.join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
