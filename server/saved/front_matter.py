"""Reading a .rq file: the `#+` lines at its top are YAML (the habit of grlc), the rest is the query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, Final

import yaml
from pyoxigraph import QueryBoolean, QuerySolutions, Store

from server.faults import Fault, InvalidInput
from server.languages import LANGUAGES
from server.namespaces import OWN, PROJECT
from server.rdf.iris import expand
from server.saved.picture import PARTS, Picture, parts_of
from server.saved.query import (
    REQUIRED,
    RESERVED,
    TYPES,
    Column,
    Parameter,
    SavedQuery,
    Texts,
    as_requested,
    bodies_in,
    line_of,
    names_in,
    values_blocks,
)
from server.saved.values import InvalidParameter, terms

_KEYS: Final = frozenset(
    {
        "title",
        "question",
        "purpose",
        "rank",
        "answers",
        "topic",
        "picture",
        "parameters",
        "columns",
        "settings",
    }
)
_PARAMETER_KEYS: Final = frozenset({"type", "of", "label", "required"})
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_QUESTION: Final = re.compile(r"[A-Z][0-9]{2,3}")
_RANK: Final = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Keeps every scalar a string: a parameter may be called `on`, a value may be 2015-01-01 or no. The C one is ten times
faster; it is missing where PyYAML was built without libyaml."""
_SYNTAX_PLACE: Final = re.compile(r"error at (\d+):(\d+)")


class _Faults:
    """Collects what is wrong with one file, so that its author sees everything at once."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.found: list[Fault] = []
        self._matter = list(takewhile(lambda line: line.startswith("#+"), text.splitlines()))

    def add(
        self,
        message: str,
        remedy: str,
        line: int | None = None,
        *,
        keys: Sequence[str] = (),
        rule: str = "query-front-matter",
    ) -> None:
        """Add a fault, at a line or at that of the front matter where the last of nested keys stands."""
        self.found.append(Fault(self.file, line or self._line_of(keys), None, rule, message, remedy))

    def _line_of(self, keys: Sequence[str]) -> int:
        found = 0
        for key in keys:
            entry = re.compile(rf"#\+.*?(?<![\w-]){re.escape(key)} *:")
            found = next(
                (number for number, line in enumerate(self._matter) if number >= found and entry.match(line)),
                found,
            )
        return found + 1


def read(file: str, text: str) -> SavedQuery:
    """Return the saved query that a file holds; `file` is its path as messages shall name it.

    Raises InvalidInput with every fault of the file: front matter that is no YAML or lacks a part, a query that does
    not parse, a parameter without a VALUES block and the reverse, a column that the query does not project.
    """
    faults = _Faults(file, text)
    name = file.rpartition("/")[2].removesuffix(".rq")
    if not _NAME.fullmatch(name):
        faults.add(f"'{name}' is no name for a query", "use lower-case letters, digits and single hyphens")
    matter = _matter(text, faults)
    query = _query_of(text)
    parsed = _parsed(text, faults)
    if parsed is None:  # what the front matter lacks of it can be told when it parses
        raise InvalidInput(faults.found)
    form, variables = parsed
    parameters = tuple(_parameters(matter.get("parameters") or {}, text, query, faults))
    columns = tuple(_columns(matter.get("columns") or {}, variables, faults))
    result = SavedQuery(
        name=name,
        title=_texts(matter.get("title"), "title", faults, "title"),
        question=_texts(matter.get("question"), "question", faults, "question"),
        purpose=_purpose(matter.get("purpose", ""), faults),
        rank=_rank(matter.get("rank"), faults),
        answers=tuple(_answers(matter.get("answers"), faults)),
        parameters=parameters,
        columns=columns,
        settings=_settings(matter.get("settings") or {}, parameters, faults),
        form=form,
        text=query,
        iris=names_in(query),
        topic=_topic(matter.get("topic"), faults),
        picture=_picture(matter.get("picture"), variables, faults),
    )
    if faults.found:
        raise InvalidInput(faults.found)
    return result


def read_question(file: str, text: str) -> tuple[Texts, str]:
    """Return the question that a file of the benchmark asks, and its query: a SELECT without parameters.

    Raises InvalidInput with every fault of the file.
    """
    faults = _Faults(file, text)
    matter = _matter(text, faults)
    question = _texts(matter.get("question"), "question", faults, "question")
    parsed = _parsed(text, faults)
    if parsed and parsed[0] != "SELECT":
        faults.add("the query is no SELECT", "ask for rows: they are what is compared", rule="query-syntax")
    if faults.found:
        raise InvalidInput(faults.found)
    return question, _query_of(text)


def _query_of(text: str) -> str:
    return re.sub(r"\A(#\+[^\n]*\n)*\n*", "", text)


def _matter(text: str, faults: _Faults) -> dict[str, Any]:
    lines = re.match(r"\A(?:#\+[^\n]*\n)*", text)
    source = re.sub(r"^#\+ ?", "", lines[0] if lines else "", flags=re.MULTILINE)
    try:
        matter = yaml.load(source, Loader=_LOADER)  # noqa: S506 - a BaseLoader makes no objects
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        remedy = "mend the `#+` line; a text with a colon, comma or question mark wants quotes"
        faults.add(f"the front matter is no YAML: {error.problem}", remedy, line)
        raise InvalidInput(faults.found) from None
    if not isinstance(matter, dict):
        faults.add("the front matter is missing", "start the file with `#+ title:` and so on", 1)
        raise InvalidInput(faults.found)
    for key in matter.keys() - _KEYS:
        faults.add(f"unknown key '{key}'", f"known are {', '.join(sorted(_KEYS))}", keys=(key,))
    return matter


def _parsed(text: str, faults: _Faults) -> tuple[str, list[str]] | None:
    """Parse by running on an empty store; return the form and the projected variables, None if it does not parse."""
    try:
        result = Store().query(text)
    except SyntaxError as error:
        place = _SYNTAX_PLACE.search(str(error))
        faults.add(
            f"the query does not parse: {error}",
            "mend the query",
            int(place[1]) if place else None,
            rule="query-syntax",
        )
        return None
    if isinstance(result, QuerySolutions):
        return "SELECT", [variable.value for variable in result.variables]
    return ("ASK" if isinstance(result, QueryBoolean) else "GRAPH"), []


def _texts(given: object, what: str, faults: _Faults, *keys: str) -> Texts:
    if not isinstance(given, Mapping) or any(not isinstance(given.get(tag), str) for tag in REQUIRED):
        remedy = f"give {what}: with one line for each of {', '.join(REQUIRED)}"
        faults.add(f"{what} lacks a text", remedy, keys=keys)
        return Texts()
    for key in given.keys() - set(LANGUAGES):
        remedy = f"a text with a comma wants quotes; texts are in {', '.join(LANGUAGES)}"
        faults.add(f"{what} holds '{key}', which is no language of the pages", remedy, keys=keys)
    return Texts({tag: given[tag] for tag in LANGUAGES if isinstance(given.get(tag), str)})


def _purpose(given: object, faults: _Faults) -> str:
    if isinstance(given, str):
        return given
    faults.add("purpose is no text", "say in one sentence whom the query serves", keys=("purpose",))
    return ""


def _rank(given: object, faults: _Faults) -> int | None:
    if given is None:
        return None
    if isinstance(given, str) and _RANK.fullmatch(given):
        return int(given)
    faults.add("rank is no number", "write 1 for what readers are to see first, 2, and so on", keys=("rank",))
    return None


def _answers(given: object, faults: _Faults) -> list[str]:
    if isinstance(given, list) and all(isinstance(item, str) and _QUESTION.fullmatch(item) for item in given):
        return given
    faults.add(
        "answers is no list of question numbers",
        "write it as answers: [Q01, Q02], or [] if there is none",
        keys=("answers",),
    )
    return []


def _topic(given: object, faults: _Faults) -> str:
    if given is None or (isinstance(given, str) and given in PROJECT.topics):
        return given or ""
    known = ", ".join(PROJECT.topics) or "none: write [topics] in ontology/project.toml"
    faults.add(f"topic is {given!r}, which the project does not have", f"known are {known}", keys=("topic",))
    return ""


def _picture(given: object, variables: list[str], faults: _Faults) -> Picture | None:
    """Read `picture: {kind: bars, label: …, value: …}`; None where there is none, or it is wrong."""
    if given is None:
        return None
    kind = str(given.get("kind")) if isinstance(given, Mapping) else ""
    if not isinstance(given, Mapping) or kind not in PARTS:
        remedy = f"write picture: {{kind: …}} with {', '.join(PARTS)}; without a picture there is a table"
        faults.add("picture has no known kind", remedy, keys=("picture",))
        return None
    columns = {str(part): str(column) for part, column in given.items() if part != "kind"}
    wanted, possible = PARTS[kind], parts_of(kind)
    if columns.keys() - set(possible) or set(wanted) - columns.keys():
        parts = ", ".join(f"{part}: <column>" for part in possible)
        optional = f"; {possible[-1]} may be left out" if possible != wanted else ""
        message = f"the picture has the parts {', '.join(columns) or 'none'}"
        faults.add(message, f"{kind} wants {parts}{optional}", keys=("picture",))
    for part, column in columns.items():
        if column not in variables:
            message = f"the picture's {part} is '{column}', which the query does not project"
            faults.add(message, "name one of its columns", keys=("picture",))
    return Picture(kind, columns)


def _parameters(given: object, text: str, query: str, faults: _Faults) -> Iterator[Parameter]:
    if not isinstance(given, Mapping):
        faults.add(
            "parameters is no mapping",
            "write parameters: and below it one entry a parameter",
            keys=("parameters",),
        )
        return
    blocks = {block.variable: block for block in values_blocks(text)}
    bodies = bodies_in(query)
    for variable in blocks.keys() - given.keys():
        faults.add(
            f"VALUES ?{variable} stands in the query but is no declared parameter",
            f"declare parameters: {variable}:, or write a constant as VALUES (?{variable}) {{ (…) }}",
            line_of(text, blocks[variable].start),
        )
    for name, entry in given.items():
        if name in RESERVED:
            faults.add(
                f"parameter '{name}' has the name of a parameter of every query",
                f"call it otherwise than {', '.join(sorted(RESERVED))}",
                keys=("parameters", name),
            )
            continue
        if name not in blocks:
            faults.add(
                f"parameter '{name}' has no place in the query",
                f"write VALUES ?{name} {{ <default> }}",
                keys=("parameters", name),
            )
            continue
        if not isinstance(entry, Mapping) or entry.get("type") not in TYPES or entry.keys() - _PARAMETER_KEYS:
            faults.add(
                f"parameter '{name}' is not declared in full",
                f"give type: ({', '.join(TYPES)}), label:, and where they apply of: and required:",
                keys=("parameters", name),
            )
            continue
        default = _default(name, blocks[name].body, text)
        yield Parameter(
            name=name,
            type=entry["type"],
            of=_of(name, entry, faults),
            label=_texts(entry.get("label"), f"the label of parameter '{name}'", faults, "parameters", name),
            required=entry.get("required") == "true",
            default=default,
            values=tuple(map(as_requested, default)),
            bodies=bodies[name],
        )


def _of(name: str, entry: Mapping[str, Any], faults: _Faults) -> str | None:
    if "of" not in entry:
        return None
    try:
        return expand(str(entry["of"]))
    except ValueError as error:
        faults.add(
            f"parameter '{name}': of: {error}",
            f"name a class ({OWN}:Document) or a scheme (scheme:stance)",
            keys=("parameters", name, "of"),
        )
        return None


def _default(name: str, body: str, text: str) -> tuple[str, ...]:
    """Read the terms of a VALUES block with the prefixes of its file."""
    prologue = "\n".join(re.findall(r"(?im)^\s*PREFIX\s+[^\n]+$", text))
    try:
        rows = Store().query(f"{prologue}\nSELECT ?{name} {{ VALUES ?{name} {{ {body} }} }}")
    except SyntaxError:
        return ()  # the query as a whole has been reported already
    if not isinstance(rows, QuerySolutions):
        raise TypeError(f"a SELECT of {name} gave no rows")
    return tuple(str(row[name]) for row in rows if row[name] is not None)


def _columns(given: object, variables: list[str], faults: _Faults) -> Iterator[Column]:
    if not isinstance(given, Mapping):
        faults.add(
            "columns is no mapping",
            "write columns: and below it one entry a projected variable",
            keys=("columns",),
        )
        return
    for name in given.keys() - set(variables):
        faults.add(
            f"column '{name}' is not projected by the query",
            "remove it, or add it to SELECT",
            keys=("columns", name),
        )
    for name in variables:
        if name not in given:
            faults.add(
                f"column '{name}' is not documented",
                f"add columns: {name}: {{en: …, ru: …}}",
                keys=("columns",),
            )
        else:
            yield Column(name, _texts(given[name], f"column '{name}'", faults, "columns", name))


def _settings(
    given: object, parameters: tuple[Parameter, ...], faults: _Faults
) -> dict[str, dict[str, tuple[str, ...]]]:
    settings: dict[str, dict[str, tuple[str, ...]]] = {}
    if not isinstance(given, Mapping):
        faults.add("settings is no mapping", "write settings: <name>: {parameter: value}", keys=("settings",))
        return settings
    declared = {parameter.name: parameter for parameter in parameters}
    for setting, values in given.items():
        if not isinstance(values, Mapping) or not _NAME.fullmatch(str(setting)):
            faults.add(
                f"setting '{setting}' is not well formed",
                "write <name>: {parameter: value}",
                keys=("settings", setting),
            )
            continue
        settings[str(setting)] = {
            str(name): tuple(str(item) for item in (value if isinstance(value, list) else [value]))
            for name, value in values.items()
        }
        for name, items in settings[str(setting)].items():
            try:
                terms(declared[name], items)
            except KeyError:
                faults.add(
                    f"setting '{setting}' names '{name}', which is no parameter",
                    "declare it or remove it",
                    keys=("settings", setting, name),
                )
            except InvalidParameter as error:
                faults.add(
                    f"setting '{setting}': {error}", "mend the value", keys=("settings", setting, name)
                )
    return settings
