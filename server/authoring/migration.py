"""Migrations: a SPARQL 1.1 Update for data that were written with the terms of an earlier version.

ontology/migrations/from-<version>.ru holds one for each recorded version. What was given up since stands in it in the
order in which it was, so that a name that was changed twice ends at the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from server.authoring.split import Decisions
from server.authoring.terms import terms
from server.authoring.versions import released
from server.build.read.sources import Sources
from server.namespaces import PREFIXES
from server.rdf.iris import short

FOLDER: Final = "ontology/migrations"
_HEADER: Final = """\
# Data written with version {} of the ontology, brought to the terms of today: run this as SPARQL Update.
# It changes the default graph and every named one. A pattern that decides is sought in the default graph and in each
# named graph by itself: where it spans several, the default graph has to be the union of all.
"""
_NAME: Final = re.compile(r"(?<![\w:<])([a-z][\w-]*):(?=\w)")


def migration(
    root: Path,
    sources: Sources,
    olds: Sequence[str],
    by: Sequence[str],
    kinds: Mapping[str, str],
    decisions: Decisions | None,
) -> tuple[str, str, str]:
    """Return the name of the migration from the last recorded version, its text now, and with the terms replaced."""
    before = released(root)
    version = (before or terms(sources.quads)).version
    name = f"{FOLDER}/from-{version}.ru"
    path = root / name
    text = path.read_text("utf-8") if path.is_file() else ""
    start = text or _HEADER.format(version)
    parts = [_part(old, by, kinds[old], decisions) for old in olds]
    return name, text, _joined(start, parts)


def _joined(start: str, parts: Sequence[str]) -> str:
    """Return a migration with parts at its end; its prefixes stand below the comment, where every engine reads them."""
    lines = start.splitlines()
    size = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    rest = "\n".join(line for line in lines[size:] if not line.startswith("PREFIX ")).strip("\n")
    body = "\n\n".join(part for part in (rest, *parts) if part).rstrip("\n")
    commands = "\n".join(line for line in body.splitlines() if not line.startswith("#"))
    used = {name for name in _NAME.findall(commands) if name in PREFIXES}
    declarations = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name in used]
    return "\n".join([*lines[:size], *declarations, "", body, ""])


def _part(old: str, by: Sequence[str], kind: str, decisions: Decisions | None) -> str:
    name = short(old)
    if not by:
        return f"# {name} was given up and nothing replaces it: what was said with it stays.\n"
    if len(by) == 1:
        return f"# {name} became {short(by[0])}.\n" + "".join(_moved(name, short(by[0]), kind))
    text = f"# {name} was split into {', '.join(map(short, by))}.\n"
    if decisions is None:
        return text + "# Which of them is meant is for people to say: what was said with it stays.\n"
    for part, pattern in decisions.patterns:
        text += "".join(_moved(name, short(part.value), kind, pattern))
    if decisions.rest is not None:
        text += "".join(_moved(name, short(decisions.rest.value), kind))
    return text


def _moved(old: str, new: str, kind: str, pattern: str = "") -> Iterator[str]:
    """Yield the updates that write one term for another, where a pattern holds if one is given."""
    where = (
        f" FILTER EXISTS {{ {{ {pattern} }} UNION {{ GRAPH ?other {{ {pattern} }} }} }}" if pattern else ""
    )
    if kind.endswith("property"):
        yield from _update(f"?subject {old} ?object", f"?subject {new} ?object", where)
    if not pattern:
        yield from _update(f"?subject ?property {old}", f"?subject ?property {new}", "")
    elif kind == "class":
        yield from _update(f"?subject a {old}", f"?subject a {new}", where)


def _update(old: str, new: str, where: str) -> Iterator[str]:
    yield f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old}{where} }} ;\n"
    old, new = f"GRAPH ?graph {{ {old} }}", f"GRAPH ?graph {{ {new} }}"
    yield f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old}{where} }} ;\n"
