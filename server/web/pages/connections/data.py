"""The connections of two things as data: JSON, nested as paths are, and CSV, a row for each claim of each statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from server.web.pages.connections.asked import Question
from server.web.pages.connections.links import Link, Links, Step
from server.web.pages.connections.paths import Found, Path
from server.web.pages.model.labels import Labels
from server.web.pages.pictures.view import csv_of

_COLUMNS: Final = (
    *("path", "step", "from", "from_name", "to", "to_name", "relation", "relation_name"),
    *("subject", "property", "object", "claim", "document", "speaker", "stance", "links"),
)
_LINKS_OF_ONE_STEP: Final = 1000
_LINKS: Final = 20
"""Links that are told between two nodes, of a path that is one step and of a longer one."""


def told_steps(path: Path, links: Links) -> tuple[Step, ...]:
    """Return the steps of a path with the links that are told as data."""
    return links.steps(path, _LINKS_OF_ONE_STEP, _LINKS)


def as_json(asked: Question, found: Found, links: Links, names: Labels) -> str:
    """Return the paths with what links their nodes."""

    def told(step: Step) -> dict[str, Any]:
        return {
            "from": {"iri": step.one, "label": names[step.one].text},
            "to": {"iri": step.other, "label": names[step.other].text},
            "count": step.count,
            "links": [_link(link, names) for link in step.links],
        }

    content = {
        "one": asked.one,
        "other": asked.other,
        "paths": [{"steps": [told(step) for step in told_steps(path, links)]} for path in found.paths],
        "more": found.more,
        "complete": found.complete,
    }
    return json.dumps(content, ensure_ascii=False) + "\n"


def _link(link: Link, names: Labels) -> dict[str, Any]:
    relation = {"iri": link.relation, "label": names[link.relation].text} if link.relation else None
    statements = [
        {
            "subject": one.subject,
            "property": one.predicate,
            "object": one.value,
            "claims": [
                {
                    "claim": source.graph,
                    "document": source.document,
                    "passages": source.passages,
                    "speaker": source.speaker,
                    "stance": source.stance,
                }
                for source in one.sources
            ],
        }
        for one in link.statements
    ]
    return {"relation": relation, "statements": statements}


def as_csv(_: Question, found: Found, links: Links, names: Labels) -> str:
    """Return the paths with a row for each claim of each statement that links their nodes."""
    return csv_of(_COLUMNS, _rows(found.paths, links, names))


def _rows(paths: Iterable[Path], links: Links, names: Labels) -> Iterator[Sequence[str]]:
    """Yield the rows of the CSV."""
    for number, path in enumerate(paths, 1):
        for place, step in enumerate(told_steps(path, links), 1):
            one, other = step.one, step.other
            ends = (str(number), str(place), one, names[one].text, other, names[other].text)
            for link in step.links:
                relation = (link.relation, names[link.relation].text if link.relation else "")
                for stated in link.statements:
                    triple = (stated.subject, stated.predicate, stated.value)
                    for source in stated.sources:
                        said = (source.graph, source.document, source.speaker, source.stance)
                        yield (*ends, *relation, *triple, *said, str(step.count))
