"""Explanations in plain text, made of the documents that carry them in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from server.rdf.iris import readable

_WIDTH: Final = 100
"""Characters of a part that are shown."""

_TRIPLE: Final = ("subject", "predicate", "object")
_STANDS_ON: Final = ("claims", "graphs", "files", "endpoints")
"""The members that tell what a row stands on."""

_METHODS: Final = {
    "first": "taken first",
    "nested loop": "looked up for each solution so far",
    "hash": "evaluated for the whole graph, then compared",
    "cartesian product": "combined with every solution so far",
    None: "applied to the solutions so far",
}


def plan_in_words(document: Mapping[str, Any]) -> str:
    """The explanation of a slow query (plan.py), a step in two lines or more."""
    return "\n".join(_plan(document)) + "\n"


def emptiness_in_words(document: Mapping[str, Any]) -> str:
    """The explanation of an empty answer (empty.py), a condition in one line."""
    lines = [document["detail"], ""]
    for condition in document["conditions"]:
        found = "solutions" if condition["solutions"] else "no solution"
        lines.append(f"{found} up to the {_named(condition, 'pattern')}")
    return "\n".join([*lines, *_hints(document)]).rstrip() + "\n"


def sources_in_words(document: Mapping[str, Any]) -> str:
    """The explanation of what an answer stands on (sources/document.py), a row with its sources in some lines."""
    return "\n".join(_sources(document)) + "\n"


def _sources(document: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        ", ".join(f"?{name} = {_term(term)}" for name, term in row.items())
        for row in document.get("results", {}).get("bindings", ())
    ] or [" ".join(_term(triple[part]) for part in _TRIPLE) for triple in document.get("triples", ())]
    for number, (row, source) in enumerate(zip(rows, document["sources"], strict=True), start=1):
        yield f"{number}. {row}"
        for name in _STANDS_ON:
            yield from (f"   {name.removesuffix('s')} {readable(one)}" for one in source[name])
        rules = dict.fromkeys(triple["rule"] for triple in source["triples"] if triple.get("rule"))
        yield from (f"   by the rule {rule}" for rule in rules)
        if source.get("detail"):
            yield f"   {source['detail']}"
    if document.get("detail"):
        yield document["detail"]
    yield from _hints(document)


def _term(term: Mapping[str, Any]) -> str:
    return readable(term["value"]) if term["type"] == "uri" else json.dumps(term["value"], ensure_ascii=False)


def _plan(document: Mapping[str, Any]) -> Iterator[str]:
    yield document["order"]
    yield ""
    yield from _steps(document["steps"], "", "")
    for one in document["left_out"]:
        yield f"Left out: {_named(one, 'text')}"
        yield from (f"   Advice: {advice}" for advice in one["advice"])
    result = document["result"]
    yield ""
    yield f"The query as a whole: {_solutions(result)}, {_time(result)}."
    yield from _hints(document)


def _steps(steps: list[dict[str, Any]], number: str, margin: str) -> Iterator[str]:
    indent = f"{margin}   "
    for place, step in enumerate(steps, start=1):
        here = f"{number}{place}."
        yield f"{margin}{here} {_named(step, 'text')}"
        alone = f" ({_solutions(step['alone'])} alone)" if step["alone"] else ""
        yield f"{indent}{_solutions(step['so_far'])} so far{alone}, {_time(step)}; {_METHODS[step['method']]}"
        yield from (f"{indent}Advice: {advice}" for advice in step["advice"])
        for branch, group in enumerate(step["inside"], start=1):
            yield from _steps(group, f"{here}{branch}." if len(step["inside"]) > 1 else here, indent)


def _named(part: Mapping[str, Any], text: str) -> str:
    written = " ".join(part[text].split())
    shown = written if len(written) <= _WIDTH else f"{written[: _WIDTH - 1]}…"
    return f"{part['kind']} in line {part['line']}, column {part['column']}: {shown}"


def _solutions(measured: Mapping[str, Any]) -> str:
    number = measured["solutions"]
    if number is None:
        return "an unknown number of solutions"
    return f"{number:,} {'solution' if number == 1 else 'solutions'}"


def _time(measured: Mapping[str, Any]) -> str:
    """The time that something took, or after which it was stopped."""
    whole = measured.get("so_far", measured)
    if whole["stopped"]:
        return (
            f"stopped by the limit of {whole['stopped']} after more than {whole['milliseconds'] / 1000:.1f} s"
        )
    if measured["milliseconds"] is None:
        return "not reached in the time that the query has"
    return f"{measured['milliseconds']:.1f} ms"


def _hints(document: Mapping[str, Any]) -> Iterator[str]:
    for hint in document.get("hints", ()):
        yield f"Hint: {hint['written']} {hint['message']}"
