"""Where the files of a project name a term: in data, axioms, rules, mappings, queries, tests, documents and programs.

Files are read as text, so that a name counts wherever a person would have to change it: in a comment too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Final

from server.build.read.sources import read_text
from server.build.read.turtle import FORMATS
from server.faults import Fault, InvalidInput
from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.iris import short

_SUFFIXES: Final = frozenset(
    {*FORMATS, ".rq", ".tsv", ".csv", ".yaml", ".toml", ".txt", ".py", ".md", ".html", ".js"}
)
_PROGRAMS: Final = frozenset({".py", ".toml", ".html", ".js"})
_FOLDERS: Final = frozenset({"ontology", "queries", "server", "tests", "triples"})
_DOCUMENT: Final = ".md"
"""Beside these folders a project has documents; whatever else lies there is somebody's own."""
_LEFT_OUT: Final = frozenset({"node_modules", "vendor", "target", "__pycache__"})
_HISTORY: Final = ("CHANGELOG.md", "ontology/versions/", "ontology/migrations/", "ontology/consistency.txt")
"""What tells of the past, where a term keeps the name that it had."""

_NAME_END: Final = r"(?![\w-]|\.\w)"
"""No more of a prefixed name follows."""
_PATH_END: Final = r"(?![\w/-]|\.(?!(?:ttl|nt|nq|trig|rdf|jsonld|html)\b)\w)"
"""No more of an address follows but the suffix of a format."""
_ADDRESS: Final = (
    rf"(?:{re.escape(BASE.rstrip('/'))}|https?://(?:127\.0\.0\.\d+|localhost)(?::\d+)?|(?<![\w./:\]-]))"
)
"""What stands before the path of a term: the base, a server on this machine, or nothing."""


@dataclass(frozen=True, order=True)
class Use:
    """A line that names a term; where it may as well mean something else it `is_certain` is False."""

    file: str
    line: int
    term: str
    text: str
    is_certain: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each file of a project in which people write terms.

    Left out is what was installed or built, what tells of earlier versions, and what is not UTF-8.
    """
    for folder, folders, names in os.walk(root):
        at_top = Path(folder) == root
        known = (name for name in folders if not at_top or name in _FOLDERS)
        folders[:] = sorted(name for name in known if not name.startswith(".") and name not in _LEFT_OUT)
        for name in sorted(names):
            path = Path(folder) / name
            if at_top and path.suffix != _DOCUMENT:
                continue
            file = path.relative_to(root).as_posix()
            # A link to nothing, as a checkout may hold, has no text.
            if path.suffix in _SUFFIXES and path.exists() and not file.startswith(_HISTORY):
                try:
                    yield file, read_text(path, file)
                except InvalidInput:
                    continue


def uses(root: Path, iris: Iterable[str]) -> list[Use]:
    """Return every line of a project's files that names one of some terms (IRIs), in order."""
    wanted = list(iris)
    return sorted(use for file, text in texts(root) for use in uses_in(file, text, wanted))


def uses_in(file: str, text: str, iris: Iterable[str]) -> Iterator[Use]:
    """Yield the lines of one text that name a term."""
    for iri in iris:
        local = iri[_cut(iri) :]
        if local not in text:
            continue
        pattern = _pattern(iri, _prefixes(iri, text))
        suspected = _bare(local) if file.endswith(tuple(_PROGRAMS)) else None
        for number, line in enumerate(text.splitlines(), 1):
            if local not in line:
                continue
            if pattern.search(line):
                yield Use(file, number, iri, line.strip())
            elif suspected and suspected.search(line):
                yield Use(file, number, iri, line.strip(), is_certain=False)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return a text that names other terms: `names` leads from IRI to IRI, within one namespace or across."""
    for old, new in names.items():
        if old[_cut(old) :] in text:
            text = _pattern(old, _prefixes(old, text)).sub(partial(_as, old, new), text)
    return text


def _as(old: str, iri: str, match: re.Match[str]) -> str:
    """Write an IRI in the form in which a match writes the old one."""
    local = iri[_cut(iri) :]
    if (prefix := match["prefix"]) is not None:
        return f"{prefix}:{local}" if old[: _cut(old)] == iri[: _cut(iri)] else short(iri)
    if (code := match["code"]) is not None:
        return code + local + (match["end"] or "")
    return f"{match['address']}/{iri.removeprefix(BASE)}"


def deprecated_uses(root: Path, remedies: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a fault for each line that names what is deprecated: outside Turtle, saved queries and programs.

    `remedies` says of each IRI what to use instead. Turtle files and saved queries are judged by what they mean.
    """
    for file, text in texts(root) if remedies else ():
        suffix = Path(file).suffix
        if suffix in _PROGRAMS or (Path(file).parent == Path("queries") and suffix == ".rq"):
            continue
        if suffix in FORMATS and file.startswith(("ontology/", "triples/")):
            continue
        for use in uses_in(file, text, remedies):
            yield Fault(file, use.line, short(use.term), "deprecated", "is deprecated", remedies[use.term])


def _cut(iri: str) -> int:
    return max(iri.rfind("/"), iri.rfind("#")) + 1


def _prefixes(iri: str, text: str) -> tuple[str, ...]:
    """Return the prefixes that a text may write the IRI with: those it declares, and that of the project's table."""
    namespace = iri[: _cut(iri)]
    declared = re.findall(rf"prefix\s+([\w-]*):\s*<{re.escape(namespace)}>", text, re.IGNORECASE)
    table = [prefix for prefix, known in PREFIXES.items() if known == namespace]
    return tuple(sorted({*declared, *table}))


@cache
def _pattern(iri: str, prefixes: tuple[str, ...]) -> re.Pattern[str]:
    local = re.escape(iri[_cut(iri) :])
    path = re.escape(iri.removeprefix(BASE))
    names = "|".join(map(re.escape, prefixes))
    # In programs: EIK + "name", EIK["name"], f"{EIK}name".
    code = r'(?P<code>\bEIK(?: \+ |\[)"|\{EIK\})' if iri.startswith(EIK) else r"(?P<code>(?!))"
    return re.compile(
        rf"(?<![\w:-])(?P<prefix>{names}):{local}{_NAME_END}"
        rf"|(?P<address>{_ADDRESS})/{path}{_PATH_END}"
        rf"|{code}{local}(?P<end>\"|\b)"
    )


@cache
def _bare(local: str) -> re.Pattern[str]:
    return re.compile(rf"""["'`>]{re.escape(local)}["'`<]""")
