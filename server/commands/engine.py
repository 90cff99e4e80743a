"""`eikg engine`: an engine that stands behind the server in place of the embedded one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from server import remote
from server.commands.engine_cases import CURATED, QUESTIONS, SAVED, Case, cases, left_out
from server.commands.project import reading_option, releases_option
from server.engine import EngineError, Job, Limits, Pool, QueryError
from server.engine.remote.address import address_of
from server.engine.remote.loading import expected
from server.engine.remote.products import Product, product_of
from server.engine.remote.uploading import upload, upload_mark
from server.release import RELEASES, NoRelease, Release, current
from server.settings import Settings, SettingsError

_COUNT = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_COUNT_DEFAULT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_MOST_TOLD = 10


@click.group("engine")
def engine() -> None:
    """Load and check an engine that answers the queries in place of the embedded one.

    EIKG_ENGINE is the address of its SPARQL endpoint, EIKG_ENGINE_PRODUCT which engine it is, EIKG_ENGINE_DATA where
    data is put. How to run each: server/docs/operations/engines.md.
    """


@engine.command("load")
@click.option("--release", "name", help="Name of the release. Default: the current one.")
@reading_option
@releases_option
def load(name: str | None, root: Path, releases: Path) -> None:  # noqa: ARG001 - the releases' folder was found by it
    """Put a release into the engine, count what has arrived, and mark it as ready to be served.

    Where the addresses hold {release}, it goes into a dataset of its own, beside those that are served. Else it takes
    the place of what is there.
    """
    try:
        settings = Settings.from_environment()
        release = Release(releases / RELEASES / name) if name else current(releases)
        product = product_of(settings)
        upload(release, product, settings)
        if missing := _differences(release, product, settings):
            told = "\n".join(missing[:_MOST_TOLD])
            more = f"\nand {len(missing) - _MOST_TOLD} more" if len(missing) > _MOST_TOLD else ""
            raise click.ClickException(
                f"the engine does not hold what was sent, so it is not marked:\n{told}{more}"
            )
        upload_mark(release, settings)
    except (SettingsError, NoRelease, EngineError, OSError, remote.Unanswered) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{product.name} holds release {release.path.name} at {address_of(settings.engine, release)}")


@engine.command("check")
@click.option(
    "--engine",
    "engines",
    metavar="PRODUCT=ADDRESS",
    multiple=True,
    help="An engine to ask; several make a table. Default: that of EIKG_ENGINE.",
)
@click.option("--release", "name", help="Name of the release. Default: the current one.")
@click.option("--json", "as_json", is_flag=True, help="Print one document in JSON.")
@reading_option
@releases_option
def check(engines: tuple[str, ...], name: str | None, as_json: bool, root: Path, releases: Path) -> None:
    """Ask an engine that holds a release what the embedded one was asked, and say what it gets wrong.

    Asked are the saved queries with all recorded values, the questions of the benchmark and, in a checkout of the
    project, the queries of its tests. The status is 1 if a saved query is answered otherwise than recorded.
    """
    try:
        settings = Settings.from_environment()
        release = Release(releases / RELEASES / name) if name else current(releases)
        with closing(Pool(release.store, Limits.of(settings), size=1)) as embedded:
            asked = [*cases(release, root, embedded)]
        report = [_checked(one, release, asked) for one in _chosen(engines, settings)]
    except (SettingsError, NoRelease, EngineError, OSError) as error:
        raise click.ClickException(str(error)) from None
    omitted = left_out(root)
    if as_json:
        document = {"release": release.path.name, "engines": report, "left_out": omitted}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print(report, omitted)
    raise SystemExit(int(any(one["group"] == SAVED for each in report for one in each["wrong"])))


def _chosen(engines: tuple[str, ...], settings: Settings) -> Iterator[Settings]:
    """The settings for each engine that is asked. Raises SettingsError."""
    for given in engines or ("",):
        product, _, address = given.partition("=")
        chosen = replace(settings, engine=address, engine_product=product) if given else settings
        product_of(chosen)
        yield chosen


def _checked(settings: Settings, release: Release, asked: list[Case]) -> dict[str, Any]:
    """What an engine gets right and wrong. Raises EngineError, NoRelease, SettingsError."""
    from server.engine.remote.pool import RemotePool

    right: Counter[str] = Counter()
    wrong = []
    with closing(Pool.opening(RemotePool(release, settings, 1))) as pool:
        for case in asked:
            outcome = "wrong"
            try:
                difference = case.judge(pool.fetch(Job(case.text)))
            except EngineError as error:
                outcome, difference = "refused" if isinstance(error, QueryError) else "failed", str(error)
            if difference:
                entry = {
                    "group": case.group,
                    "query": case.name,
                    "outcome": outcome,
                    "difference": difference,
                }
                wrong.append(entry)
            else:
                right[case.group] += 1
    return {
        "engine": settings.engine_product,
        "address": address_of(settings.engine, release),
        "asked": len(asked),
        "right": dict(right),
        "wrong": wrong,
    }


def _print(report: list[dict[str, Any]], omitted: str) -> None:
    """Print a table: how many of each group are right, then what each engine gets wrong."""
    names = [one["engine"] for one in report]
    widths = [max(len(name), 9) for name in names]
    wrong = {(one["group"], one["query"]) for each in report for one in each["wrong"]}
    first = max((len(f"{group} {query}") for group, query in wrong), default=20)

    def line(label: str, cells: Iterable[str]) -> None:
        fitted = (f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        click.echo(f"{label:{first}}  {'  '.join(fitted)}".rstrip())

    line("", names)
    for group in (SAVED, QUESTIONS, CURATED):
        counts = [_count(each, group) for each in report]
        if any(total for _, total in counts):
            line(f"{group}: right", [f"{right}/{total}" for right, total in counts])
    for group, query in sorted(wrong):
        line(f"{group} {query}", [_outcome(each, group, query) for each in report])
    for each in report:
        for one in each["wrong"]:
            click.echo(f"{each['engine']}: {one['group']} {one['query']}: {one['difference']}")
    if omitted:
        click.echo(f"left out: {omitted}")


def _count(report: dict[str, Any], group: str) -> tuple[int, int]:
    right = report["right"].get(group, 0)
    return right, right + sum(one["group"] == group for one in report["wrong"])


def _outcome(report: dict[str, Any], group: str, query: str) -> str:
    found = (one["outcome"] for one in report["wrong"] if (one["group"], one["query"]) == (group, query))
    return next(found, "right")


def _differences(release: Release, product: Product, settings: Settings) -> list[str]:
    """How the numbers of triples in an engine differ from those of the release, a line for each graph."""
    wanted = dict(expected(release, product))
    found = {row["g"]: int(row["n"]) for row in _rows(_COUNT, release, settings)}
    if not product.union_by_name:
        found[""] = sum(int(row["n"]) for row in _rows(_COUNT_DEFAULT, release, settings))
    return [
        f"  {graph or 'the default graph'}: {found.get(graph, 0):,} of {number:,} triples"
        for graph, number in wanted.items()
        if found.get(graph, 0) != number
    ]


def _rows(query: str, release: Release, settings: Settings) -> list[dict[str, str]]:
    """The rows of a SELECT, as the engine gives them. Raises Unanswered."""
    address = address_of(settings.engine, release)
    reply = remote.ask(address, query, "application/sparql-results+json", user=settings.engine_user)
    body = b"".join(reply.body)
    if reply.status != 200:
        raise remote.Unanswered(f"{address} answered {reply.status}: {body[:300].decode('utf-8', 'replace')}")
    found = json.loads(body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]
