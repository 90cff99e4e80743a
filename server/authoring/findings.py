"""All that can be found wrong in a project, as one list: what `eikg check` shows and `eikg build` counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from server.authoring.uses import deprecated_uses
from server.authoring.versions import version_faults
from server.build.analysis import QUERIES, Analysis
from server.build.read.catalog import catalog_faults
from server.build.validate.checks import style_faults
from server.build.validate.names import deprecated
from server.faults import SEVERITIES, Fault, in_order
from server.saved.library import deprecated_names


def findings(found: Analysis) -> list[Fault]:
    """Return what keeps a release from being made, what is to be mended and what is good to know, worst first."""
    return in_order(_findings(found))


def _findings(found: Analysis) -> Iterator[Fault]:
    yield from found.findings
    yield from found.query_faults
    yield from style_faults(found.sources)
    if not found.sources.faults:
        yield from catalog_faults(found.root, found.sources)
    remedies = {iri: entry.remedy for iri, entry in deprecated(found.sources).items()}
    yield from deprecated_names(found.queries, found.root / QUERIES, remedies)
    yield from deprecated_uses(found.root, remedies)
    if not found.sources.faults:
        yield from version_faults(found.root, found.sources)


def as_json(faults: Iterable[Fault]) -> str:
    """Return findings as a JSON document: `findings`, and the number of each severity."""
    given = list(faults)
    content: dict[str, Any] = {
        "findings": [
            {
                "severity": fault.severity,
                "rule": fault.rule,
                "file": fault.file,
                "line": fault.line,
                "column": fault.column,
                "subject": fault.subject,
                "message": fault.message,
                "remedy": fault.remedy,
            }
            for fault in given
        ],
        **{severity: sum(fault.severity == severity for fault in given) for severity in SEVERITIES},
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def as_annotations(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield a workflow command of GitHub Actions for each finding, which annotates the line of a pull request."""
    for fault in faults:
        place = {"file": fault.file, "line": fault.line, "col": fault.column, "title": fault.rule}
        properties = ",".join(f"{key}={_escaped(str(value))}" for key, value in place.items() if value)
        about = f"{fault.subject}: " if fault.subject else ""
        remedy = f" → {fault.remedy}" if fault.remedy else ""
        message = f"{about}{fault.message}{remedy}".replace("%", "%25").replace("\n", "%0A")
        yield f"::{_COMMANDS[fault.severity]} {properties}::{message}"


def _escaped(value: str) -> str:
    for character, code in (("%", "%25"), (":", "%3A"), (",", "%2C"), ("\n", "%0A")):
        value = value.replace(character, code)
    return value
