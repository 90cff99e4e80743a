"""The files of a project on a new topic: the base ontology of claims and documents, one module, document and query.

They are made of the files in `base`, which use this program's own base IRI and prefix. Nothing here may need the names
of a project, as there is none yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.build.read.segments import table

BASE: Final = Path(__file__).parent / "base"
"""The files that every project begins with."""

LANGUAGES: Final = ("en", "ru", "be")
"""The languages in which the base ontology has labels."""

DEFINITION_LANGUAGES: Final = LANGUAGES[:2]
"""Those in which it has definitions, too."""

_IRI: Final = "https://w3id.org/eikg/"
_PREFIX: Final = re.compile(r"(?<![\w-])eik:")
_LABEL: Final = re.compile(r'( +".*"@([a-z]+)) ([,;])')
_KINDS: Final = (
    "Claim",
    "Segment",
    "Document",
    "Discrepancy",
    "Statement",
    "Person",
    "Organisation",
    "Group",
)
_TEXT: Final = "texts/about.txt"
_TABLE: Final = "triples/segments/about.tsv"

_PROJECT: Final = """\
# What this graph is called, and how its IRIs are built. Every command and the server read it.
base = {base}
prefix = {prefix} # of the project's own terms, base + ontology/
name = {name}
languages = [{languages}]

[title]
{titles}

[description]
{titles}

# The kinds of things under id/, each with the class that its things belong to: an IRI of any other kind is an error.
# Each is a prefix, too (document: doc). `eikg new kind` adds one.
[kinds]
{kinds}

# Prefixes of vocabularies beside those that the program knows.
[prefixes]
"""
_README: Final = """\
# {title}

A knowledge graph of what documents claim. `eikg check --answers` tests it, `eikg build` makes a release of it,
`eikg serve` serves that.

| folder | what |
|---|---|
| `ontology` | its name, kinds and prefixes (`project.toml`), classes and properties, concepts, shapes, rules, checks |
| `triples` | things, what each document says of them, and where each passage stands |
| `queries` | saved queries, each with the rows that it must give |
| `texts` | source texts: keep those to yourself that are not yours to publish |
"""


@dataclass(frozen=True)
class Start:
    """What somebody chooses for a project: base IRI, prefix of its terms, short name, title, languages, day (ISO)."""

    base: str
    prefix: str
    name: str
    title: str
    languages: Sequence[str]
    day: str


def files(start: Start) -> dict[str, str]:
    """Return the text of each file of a new project by its path."""
    found = {path.relative_to(BASE).as_posix(): path for path in sorted(BASE.rglob("*")) if path.is_file()}
    texts = {
        name.replace("modules/eikg.ttl", f"modules/{start.prefix}.ttl"): _adapted(
            path.read_text(encoding="utf-8"), start
        )
        for name, path in found.items()
    }
    texts[_TABLE] = table(texts[_TEXT])
    texts["ontology/project.toml"] = project_file(start)
    texts["README.md"] = _README.format(title=start.title)
    texts[".gitignore"] = ".eikg/\n"
    return texts


def project_file(start: Start) -> str:
    """Return the text of ontology/project.toml."""
    return _PROJECT.format(
        base=_quoted(start.base),
        prefix=_quoted(start.prefix),
        name=_quoted(start.name),
        languages=", ".join(map(_quoted, start.languages)),
        kinds="\n".join(f'{kind.lower()} = "{kind}"' for kind in _KINDS),
        titles="\n".join(f"{tag} = {_quoted(start.title)}" for tag in start.languages),
    )


def _quoted(text: str) -> str:
    """Return a text as a basic string of TOML (and, for a text of one line, of Turtle)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _adapted(text: str, start: Start) -> str:
    """Return a file's text with the base, prefix, title and languages of the new project."""
    title = _quoted(start.title)[1:-1]
    defined = [language for language in DEFINITION_LANGUAGES if language in start.languages]
    replaced: Mapping[str, str] = {
        _IRI: start.base,
        '"eik"': f'"{start.prefix}"',
        "{title}": title,
        "{day}": start.day,
        '"en" "ru" "be"': " ".join(map(_quoted, start.languages)),
        '"en" "ru"': " ".join(map(_quoted, defined)),
        "sh:minCount 3": f"sh:minCount {len(start.languages)}",
        "in English, Russian and Belarusian": f"in {', '.join(start.languages)}",
        "in English and Russian": f"in {', '.join(defined)}",
    }
    for old, new in replaced.items():
        text = text.replace(old, new)
    return "".join(_in_languages(_PREFIX.sub(f"{start.prefix}:", text), start.languages))


def _in_languages(text: str, languages: Sequence[str]) -> Iterator[str]:
    """Yield the lines without the labels in other languages: those that stand one a line, the last with a semicolon."""
    kept: list[str] = []
    for line in text.splitlines(keepends=True):
        label = _LABEL.fullmatch(line.rstrip("\n"))
        if label is None:
            yield line
            continue
        if label[2] in languages or label[2] not in LANGUAGES:
            kept.append(label[1])
        if label[3] == ";":
            yield from (f"{one} ,\n" for one in kept[:-1])
            yield f"{kept[-1]} ;\n"
            kept = []
