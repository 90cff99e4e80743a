"""What a project says of itself in ontology/project.toml: its base IRI, name, languages, kinds of things, prefixes.

The names are the same for a whole process, so they are read once, by server/namespaces.py. A release keeps a copy, in
which `schemes` stands for the files of ontology/schemes: so it can be served where the project is not.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.languages import by_preference

FILE: Final = "ontology/project.toml"
COPY: Final = "project.toml"
"""Its name in a release."""
VARIABLE: Final = "EIKG_PROJECT"
"""The environment variable that names the folder of a project or of a release."""

_SCHEMES: Final = "ontology/schemes"
_RELEASE: Final = "manifest.json"
_CURRENT: Final = ("current", ".eikg/current")
_BASE: Final = re.compile(r"https?://[^\s<>\"{}|\\^`#?]+/")
_NAMESPACE: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+[/#]")
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CLASS: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_REQUIRED: Final = ("base", "prefix", "name", "languages", "title", "description", "kinds")
_KEYS: Final = (*_REQUIRED, "heading", "introduction", "prefixes", "schemes", "topics")
ENGINE_KINDS: Final = ("claim", "segment", "document")
"""The kinds that the build itself makes things of."""
BUILT_IN: Final[Mapping[str, str]] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "oa": "http://www.w3.org/ns/oa#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "time": "http://www.w3.org/2006/time#",
    "cito": "http://purl.org/spar/cito/",
    "sh": "http://www.w3.org/ns/shacl#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "vann": "http://purl.org/vocab/vann/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "qb": "http://purl.org/linked-data/cube#",
    "schema": "https://schema.org/",
    "wd": "http://www.wikidata.org/entity/",
}
"""The prefixes of the vocabularies that every project of this kind may use."""

Texts = Mapping[str, str]
"""A text by language."""


class ProjectError(Exception):
    """No project was found, or its file does not hold what it must; the message says where and what to do."""


@dataclass(frozen=True)
class Project:
    """What ontology/project.toml says, and where: `root` is None for the copy that a release keeps.

    `folder` is where it was found. `prefix` stands for the namespace of the project's own terms; `prefixes` are those
    of further vocabularies; `schemes` are the names of the concept schemes; `kinds` gives the classes that the things
    of each kind belong to; `topics` are the texts of what saved queries can be about, by their names in the order in
    which they are listed; the first of `languages` stands in for one that a text lacks.
    """

    text: str
    folder: Path
    root: Path | None
    base: str
    prefix: str
    name: str
    languages: tuple[str, ...]
    title: Texts
    description: Texts
    heading: Texts
    introduction: Texts
    kinds: Mapping[str, tuple[str, ...]]
    schemes: tuple[str, ...]
    prefixes: Mapping[str, str]
    topics: Mapping[str, Texts]

    @property
    def copy(self) -> str:
        """The text of the copy for a release."""
        names = ", ".join(f'"{name}"' for name in self.schemes)
        return self.text if self.root is None else f"schemes = [{names}]\n{self.text}"

    def in_language(self, texts: Texts, language: str) -> str:
        """Return a text in a language, else in one that stands in for it, else in the first that it has."""
        return next(texts[tag] for tag in (*by_preference(language), *self.languages) if texts.get(tag))


def read(path: Path, folder: Path | None = None) -> Project:
    """Read a project's file, or the copy in a release; `folder` holds that release, or is it.

    Raises ProjectError with every fault, each with its key.
    """
    try:
        text = path.read_text(encoding="utf-8")
        given = tomllib.loads(text)
    except OSError as error:
        raise ProjectError(f"{path} cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{path} is no TOML: {error}; mend that place") from None
    if faults := [*_faults(given)]:
        raise ProjectError("\n".join(f"{path}: {fault}" for fault in faults))
    root = path.parent.parent if path.parent.name == "ontology" else None
    schemes = given.get("schemes") or (
        sorted(file.stem for file in (root / _SCHEMES).glob("*.ttl")) if root else ()
    )
    return Project(
        text=text,
        folder=folder or root or path.parent,
        root=root,
        base=given["base"],
        prefix=given["prefix"],
        name=given["name"],
        languages=tuple(given["languages"]),
        title=given["title"],
        description=given["description"],
        heading=given.get("heading") or given["title"],
        introduction=given.get("introduction") or given["description"],
        kinds={kind: _classes(value) for kind, value in given["kinds"].items()},
        schemes=tuple(schemes),
        prefixes=given.get("prefixes", {}),
        topics=given.get("topics", {}),
    )


def find(start: Path, environment: Mapping[str, str] = os.environ) -> Project:
    """Return the project that EIKG_PROJECT names, else the nearest one from `start` upward, or that of a release there.

    Raises ProjectError.
    """
    if named := environment.get(VARIABLE):
        folder = Path(named).resolve()
        if (path := _file_in(folder)) is None:
            raise ProjectError(
                f"{VARIABLE} names {folder}, where there is neither {FILE} nor a release with {COPY}"
            )
        return read(path, folder)
    for folder in (start, *start.parents):
        if (path := _file_in(folder)) is not None:
            return read(path, folder)
    raise ProjectError(
        f"neither {start} nor a folder above it holds {FILE} or a release: go into the project's folder, name it "
        f"with {VARIABLE}, or make a project with `eikg init DIR`"
    )


def _file_in(folder: Path) -> Path | None:
    """Return the project's file of a folder that is a project, a release, or holds a current release."""
    if (folder / FILE).is_file():
        return folder / FILE
    for release in (folder, *(folder / name for name in _CURRENT)):
        if (release / COPY).is_file() and (release / _RELEASE).is_file():
            return (release / COPY).resolve()
    return None


def _faults(given: Mapping[str, Any]) -> Iterable[str]:
    for key in given.keys() - set(_KEYS):
        yield f"the key '{key}' is unknown; known are {', '.join(_KEYS)}"
    if missing := [key for key in _REQUIRED if key not in given]:
        yield f"no {' and no '.join(missing)}; `eikg init` writes an example of a whole file"
        return
    for key, pattern, example in (
        ("base", _BASE, "an IRI that ends with a slash, as https://example.org/graph/"),
        ("prefix", _SLUG, "a short name in small letters, as eik"),
        ("name", re.compile(r"\S.*"), "what people call the graph, as EIKG"),
    ):
        if not isinstance(given[key], str) or not pattern.fullmatch(given[key]):
            yield f"{key} is {given[key]!r}; give {example}"
    for key, pattern, example in (
        ("languages", _LANGUAGE, "the tags of languages, the main one first, as en"),
        ("schemes", _SLUG, "names in small letters, as membership-status"),
    ):
        values = given.get(key, ["en"])
        if not isinstance(values, list) or (not values and key != "schemes"):
            yield f"{key} is no list; give {example}"
        elif wrong := [
            value for value in values if not isinstance(value, str) or not pattern.fullmatch(value)
        ]:
            yield f"{key} holds {', '.join(map(repr, wrong))}; give {example}"
        elif len(set(values)) < len(values):
            yield f"{key} names {', '.join(sorted({v for v in values if values.count(v) > 1}))} twice"
    yield from _text_faults(given)
    yield from _name_faults(given)


def _text_faults(given: Mapping[str, Any]) -> Iterable[str]:
    languages = given["languages"] if isinstance(given["languages"], list) else []
    topics = given.get("topics", {})
    if not isinstance(topics, dict) or not all(map(_SLUG.fullmatch, topics)):
        yield 'topics is no table of names; write [topics] and below it lines such as treaties = { en = "Treaties" }'
        topics = {}
    own = {key: given.get(key) for key in ("title", "description", "heading", "introduction")}
    for key, texts in (own | {f"topics.{name}": texts for name, texts in topics.items()}).items():
        if texts is None:
            continue
        if not isinstance(texts, dict) or not all(isinstance(text, str) and text for text in texts.values()):
            yield f'[{key}] is no table of texts; give one line for each language, as en = "…"'
        elif languages and not any(language in texts for language in languages):
            yield f"[{key}] has no text in {' or '.join(map(str, languages))}; give one"


def _classes(value: object) -> tuple[str, ...]:
    """Return the classes of a kind, which are one name or a list of names; none for what is neither."""
    found = value if isinstance(value, list) else [value]
    wanted = all(isinstance(name, str) and _CLASS.fullmatch(name) for name in found)
    return tuple(map(str, found)) if wanted else ()


def _name_faults(given: Mapping[str, Any]) -> Iterable[str]:
    kinds = given["kinds"]
    if not isinstance(kinds, dict):
        yield 'kinds is no table; write [kinds] and below it lines such as treaty = "Treaty"'
        return
    for kind, value in kinds.items():
        if not _SLUG.fullmatch(kind):
            yield f"kinds holds {kind!r}; give names in small letters, as treaty-action"
        if not _classes(value):
            yield f'kinds.{kind} is {value!r}; give the class that its things belong to, as "Treaty", or a list'
    if missing := [kind for kind in ENGINE_KINDS if kind not in kinds]:
        yield f"kinds lacks {', '.join(missing)}; the build makes things of these kinds: add them"
    further = given.get("prefixes", {})
    if not isinstance(further, dict):
        yield 'prefixes is no table; write [prefixes] and below it lines such as undo = "https://…#"'
        return
    taken = {*BUILT_IN, *kinds, "graph", "scheme", "doc"}
    for prefix, namespace in further.items():
        if not isinstance(namespace, str) or not _NAMESPACE.fullmatch(namespace):
            yield f"prefixes.{prefix} is {namespace!r}; give an IRI that ends with / or #"
        elif not _SLUG.fullmatch(prefix) or prefix in taken or prefix == given["prefix"]:
            yield f"prefixes.{prefix} is no name for a prefix, or taken already; choose another"
    if given["prefix"] in taken:
        yield f"prefix is {given['prefix']!r}, which stands for something else; choose another"
