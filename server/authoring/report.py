"""A difference in words, as JSON, and as Markdown for a pull request."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from server.authoring.compatibility import Step, demanded, shown, version
from server.authoring.diff import Difference, QueryChanges, Row, RowChanges
from server.rdf.iris import short

SHOWN: Final = 20
"""Entries of a list that are shown unless all are asked for."""


def in_words(difference: Difference, most: int | None = SHOWN) -> Iterator[str]:
    """Yield the lines of the report; a list ends after `most` entries, None for no end."""
    before, after = difference.names
    yield f"from {before} to {after}"
    yield from _terms(difference, most)
    for name, changed in (("asserted", difference.asserted), ("inferred", difference.inferred)):
        if changed.gained or changed.lost:
            yield ""
            yield f"{name} statements: {len(changed.gained)} gained, {len(changed.lost)} lost"
            yield from _bounded([f"  + {statement}" for statement in changed.gained], most)
            yield from _bounded([f"  - {statement}" for statement in changed.lost], most)
    for name, faults in (("checks", difference.faults), ("shapes", difference.failures)):
        if faults.new or faults.gone:
            yield ""
            yield f"{name}: {len(faults.new)} newly failing, {len(faults.gone)} newly passing"
            yield from _bounded([f"  ! {fault}" for fault in faults.new], most)
            yield from _bounded([f"  ok {fault}" for fault in faults.gone], most)
    yield from _queries(difference.queries, most)
    yield ""
    yield f"version step: {difference.step}"
    yield from _bounded([f"  {reason}" for reason in difference.reasons], most)
    yield from _ontology_version(difference)


def as_markdown(difference: Difference) -> Iterator[str]:
    """Yield the lines of a comment on a pull request: the step and its reasons, then everything, folded up."""
    before, after = difference.names
    yield f"### `{before}` → `{after}`: {difference.step}"
    yield ""
    if difference.reasons:
        yield "| step | about | what |"
        yield "|---|---|---|"
        for reason in difference.reasons[:SHOWN]:
            yield f"| {reason.step} | {_cell(reason.about)} | {_cell(reason.text)} |"
        if len(difference.reasons) > SHOWN:
            yield f"| | | … and {len(difference.reasons) - SHOWN} more |"
        yield ""
    yield "<details><summary>Everything that changed</summary>"
    yield ""
    yield "```diff"
    for line in in_words(difference, None):
        text = line.strip()
        # The sign of a change begins the line, so that it is coloured.
        yield f"{text[0]} {line.rstrip()}" if text[:2] in ("+ ", "- ", "! ") else f"  {line}".rstrip()
    yield "```"
    yield ""
    yield "</details>"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def as_json(difference: Difference) -> dict[str, Any]:
    """Return the whole difference as JSON has it."""
    terms = difference.terms
    return {
        "from": difference.names[0],
        "to": difference.names[1],
        "step": str(difference.step),
        "reasons": [{"step": str(r.step), "about": r.about, "text": r.text} for r in difference.reasons],
        "ontology": {
            "from": difference.versions[0],
            "to": difference.versions[1],
            "step": str(terms.step),
            "demanded": _demanded(difference),
        },
        "terms": {
            "added": {short(iri): kind for iri, kind in terms.added.items()},
            "removed": {short(iri): kind for iri, kind in terms.removed.items()},
            "changed": {
                short(iri): [str(change) for change in found] for iri, found in terms.changed.items()
            },
        },
        **{
            name: {"gained": [str(s) for s in one.gained], "lost": [str(s) for s in one.lost]}
            for name, one in (("asserted", difference.asserted), ("inferred", difference.inferred))
        },
        **{
            name: {"new": [str(p) for p in one.new], "gone": [str(p) for p in one.gone]}
            for name, one in (("problems", difference.faults), ("shapes", difference.failures))
        },
        "queries": _queries_json(difference.queries),
    }


def answers_as_json(changes: QueryChanges) -> dict[str, Any]:
    """Return how answers changed as JSON has it."""
    return {"from": changes.names[0], "to": changes.names[1], **_queries_json(changes)}


def answers_in_words(changes: QueryChanges, most: int | None = SHOWN) -> Iterator[str]:
    """Yield the lines of the report on answers alone; a list ends after `most` entries, None for no end."""
    before, after = changes.names
    yield f"from {before} to {after}"
    yield from _queries(changes, most)
    if not changes:
        yield "no saved query gives other rows"


def _queries_json(changes: QueryChanges) -> dict[str, Any]:
    return {
        "added": changes.added,
        "removed": changes.removed,
        "rows": [
            {
                "query": rows.query,
                "setting": rows.setting or None,
                "columns": {"from": rows.columns[0], "to": rows.columns[1]},
                "gained": rows.gained,
                "lost": rows.lost,
                "fault": rows.fault or None,
            }
            for rows in changes.rows
        ],
    }


def _terms(difference: Difference, most: int | None) -> Iterator[str]:
    terms = difference.terms
    if terms.added or terms.removed or terms.changed:
        yield ""
        yield f"terms: {len(terms.added)} added, {len(terms.removed)} removed, {len(terms.changed)} changed"
        yield from _bounded([f"  + {short(iri)} ({kind})" for iri, kind in terms.added.items()], most)
        yield from _bounded([f"  - {short(iri)} ({kind})" for iri, kind in terms.removed.items()], most)
        blocks = [
            "\n".join([f"  ~ {short(iri)}", *(f"      {change}" for change in found)])
            for iri, found in terms.changed.items()
        ]
        yield from _bounded(blocks, most)


def _queries(changes: QueryChanges, most: int | None) -> Iterator[str]:
    if not changes:
        return
    counts = len(changes.added), len(changes.removed), len(changes.rows)
    yield ""
    yield "saved queries: {} added, {} removed, {} with other rows".format(*counts)
    yield from (f"  + {name}" for name in changes.added)
    yield from (f"  - {name}" for name in changes.removed)
    for rows in changes.rows:
        setting = f" ({rows.setting})" if rows.setting else ""
        yield f"  ~ {rows.query}{setting}: {len(rows.gained)} rows gained, {len(rows.lost)} lost"
        yield from (f"      {line}" for line in _rows(rows, most))


def _rows(rows: RowChanges, most: int | None) -> Iterator[str]:
    if rows.fault:
        yield f"! {rows.fault}"
    if rows.columns[0] != rows.columns[1]:
        yield f"columns {', '.join(rows.columns[1])} instead of {', '.join(rows.columns[0])}"
    yield from _bounded([f"+ {_line(row)}" for row in rows.gained], most)
    yield from _bounded([f"- {_line(row)}" for row in rows.lost], most)


def _line(row: Row) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()


def _ontology_version(difference: Difference) -> Iterator[str]:
    if difference.terms.step is Step.NONE:
        return
    old, new = (text or "without version" for text in difference.versions)
    wanted = _demanded(difference)
    verdict = f"; its terms demand {wanted} ({difference.terms.step})" if wanted else ""
    yield f"ontology: {old} → {new}{verdict}"


def _demanded(difference: Difference) -> str | None:
    try:
        return shown(demanded(version(difference.versions[0]), difference.terms.step))
    except ValueError:
        return None


def _bounded(lines: Sequence[str], most: int | None) -> Iterable[str]:
    if most is None or len(lines) <= most:
        return lines
    return [
        *lines[:most],
        f"{lines[0][: len(lines[0]) - len(lines[0].lstrip())]}… and {len(lines) - most} more (--all)",
    ]
