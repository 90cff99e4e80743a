"""The quality report of a project: every check over all that a release would hold, less what is waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import yaml
from pyoxigraph import Quad

from server.build.read.places import Place, Places
from server.build.validate.quality_checks import (
    UNKNOWN,
    Check,
    CheckQuery,
    Finding,
    Report,
    Result,
    Translation,
    Vocabularies,
    Waiver,
    checked_store,
    read_checks,
    read_vocabularies,
    readable_detail,
    run,
    unknown_terms,
)
from server.faults import Fault, InvalidInput
from server.namespaces import PREFIXES
from server.rdf.iris import short

FILE: Final = "ontology/checks/waivers.yaml"
UNUSED: Final = Check(
    "waiver-unused",
    "a waiver waives nothing",
    "warning",
    "a fault that is gone needs no excuse, and the next one of its kind should be seen",
    remedy="remove the waiver",
    translations=(
        Translation(
            "ru",
            "допущение ничего не допускает",
            "исчезнувшей ошибке не нужно оправдание, а следующую такую же следует увидеть",
        ),
        Translation(
            "be",
            "дапушчэнне нічога не дапускае",
            "памылцы, якой больш няма, не патрэбна апраўданне, а наступную такую ж варта ўбачыць",
        ),
    ),
)
_KEYS: Final = {"check", "subject", "reason"}

SHAPE = Check(
    "shape-warning",
    "a shape or the comparison of dates warns",
    "warning",
    "what only warns does not stop a release; somebody has to look at each",
    "SHACL sh:Warning",
    translations=(
        Translation(
            "ru",
            "предупреждает форма данных или сравнение дат",
            "то, что лишь предупреждает, не останавливает выпуск; на каждое кто-то должен посмотреть",
        ),
        Translation(
            "be",
            "папярэджвае форма даных або параўнанне дат",
            "тое, што толькі папярэджвае, не спыняе выпуску; на кожнае нехта мусіць паглядзець",
        ),
    ),
)


def read_waivers(root: Path) -> list[Waiver]:
    """Read the waivers of a project; none if it has no such file. Raises InvalidInput if one is not whole."""
    path = root / FILE
    if not path.is_file():
        return []
    try:
        text = path.read_text("utf-8")
        entries = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        raise InvalidInput([_fault(f"is no YAML: {error}")]) from None
    if not isinstance(entries, list) or not all(_is_whole(entry) for entry in entries):
        raise InvalidInput([_fault("an entry lacks check, subject or reason, or has more than these")])
    lines = text.splitlines()
    return [
        Waiver(e["check"], _subject(e["subject"]), " ".join(e["reason"].split()), _line(lines, e["subject"]))
        for e in entries
    ]


def _line(lines: Sequence[str], subject: str) -> int | None:
    """Return the line on which a waiver names its subject: the first that does."""
    return next((number for number, text in enumerate(lines, start=1) if subject in text), None)


def apply(waivers: Sequence[Waiver], results: Iterable[Result]) -> list[Result]:
    """Set aside what is waived, and report each waiver that found nothing to waive."""
    by_place = {(waiver.check, waiver.subject): waiver for waiver in waivers}
    applied: list[Result] = []
    used: set[tuple[str, str]] = set()
    for result in results:
        waived = tuple(
            (f, by_place[result.check.name, f.subject])
            for f in result.open
            if (result.check.name, f.subject) in by_place
        )
        used |= {(waiver.check, waiver.subject) for _, waiver in waived}
        excused = {finding for finding, _ in waived}
        applied.append(replace(result, open=tuple(f for f in result.open if f not in excused), waived=waived))
    unused = sorted(
        Finding(waiver.subject, waiver.check) for place, waiver in by_place.items() if place not in used
    )
    return [*applied, Result(UNUSED, tuple(unused))]


def _is_whole(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == _KEYS
        and all(isinstance(text, str) and text.strip() for text in entry.values())
    )


def iri_of(name: str) -> str:
    """Return the IRI that a prefixed name or a text such as `<https://…>` stands for."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name.strip("<>")


def _subject(name: str) -> str:
    iri = iri_of(name)
    if "://" not in iri:
        raise InvalidInput([_fault(f"the subject {name} is neither an IRI nor a prefixed name")])
    return iri


def _fault(message: str) -> Fault:
    remedy = "give each waiver a check, a subject (eik:Term) and a reason"
    return Fault(FILE, None, None, "waiver", message, remedy)


@dataclass(frozen=True)
class Checks:
    """What a project checks itself by."""

    queries: tuple[CheckQuery, ...] = ()
    vocabularies: Vocabularies = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()


def read_all(root: Path) -> Checks:
    """Read the checks, vocabularies and waivers of a project. Raises InvalidInput."""
    return Checks(tuple(read_checks(root)), read_vocabularies(root), tuple(read_waivers(root)))


def report_on(
    checks: Checks, quads: Sequence[Quad], queried: Iterable[str], warnings: Iterable[Fault] = ()
) -> Report:
    """Run every check on the quads of a release; `queried` are the IRIs that its saved queries name.

    `warnings` are what the shapes found that does not stop a release.
    """
    store = checked_store(quads, queried)
    results = [Result(query.check, tuple(run(query, store))) for query in checks.queries]
    # A project that keeps no list of any vocabulary has nothing to look its terms up in.
    unknown = unknown_terms(quads, checks.vocabularies) if checks.vocabularies else []
    results.append(Result(UNKNOWN, tuple(unknown)))
    results.append(Result(SHAPE, tuple(sorted({_finding(warning) for warning in warnings}))))
    return Report(tuple(sorted(apply(checks.waivers, results), key=lambda result: result.check.name)))


def quality_faults(
    report: Report, places: Places, warnings: Iterable[Fault], waivers: Iterable[Waiver]
) -> Iterator[Fault]:
    """Yield the open findings of a report: each at the statement that it is about, else at what it is about.

    `warnings` and `waivers` are those that the report was made with.
    """
    lines = {(waiver.check, waiver.subject): waiver.line for waiver in waivers}
    given = {_finding(warning): warning for warning in warnings}
    for result in report.results:
        for found in result.open:
            if result.check == SHAPE:
                yield given[found]
            elif result.check == UNUSED:
                yield _at(Place(FILE, lines[found.detail, found.subject]), result.check, found)
            else:
                place = (
                    places.statement(found.subject, found.detail)
                    if found.subject
                    else Place("ontology", None)
                )
                yield _at(place, result.check, found)


def _at(place: Place, check: Check, found: Finding) -> Fault:
    about = short(found.subject) if found.subject else None
    detail = f" ({readable_detail(found.detail)})" if found.detail else ""
    remedy = check.remedy or f"mend it: {check.reason}"
    return Fault(place.file, place.line, about, check.name, f"{check.title}{detail}", remedy, check.severity)


def _finding(warning: Fault) -> Finding:
    return Finding(iri_of(warning.subject or ""), warning.message)
