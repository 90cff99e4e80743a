"""`eikg new`: drafts of classes, properties, things, concepts and saved queries, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import click

from server.authoring.draft import (
    Draft,
    Refused,
    Wording,
    applied,
    kind_of_name,
    new_class,
    new_concept,
    new_property,
    new_thing,
)
from server.authoring.labels import LANGUAGES, Clash, Name, clashes, labels, titles
from server.authoring.query_draft import QueryDraft, new_query, texts
from server.authoring.versions import raise_version
from server.build.read.segments import read_tables
from server.build.read.sources import Sources, read
from server.build.validate.names import described
from server.commands.project import fail, root_option
from server.faults import InvalidInput
from server.namespaces import OWN
from server.rdf.iris import expand, short
from server.saved.library import read_folder
from server.saved.query import SavedQuery

_NONE = "none"


@click.group("new")
def new() -> None:
    """Add a class, property, thing or concept, or saved query with all that it needs, to the right file.

    What exists already is refused: the same IRI, the same label in any language, or a label within two edits.
    """


def _options(*declarations: tuple[str, str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add text options, each with its help."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for name, meaning in reversed(declarations):
            command = click.option(name, help=meaning)(command)
        return command

    return add


_labels = _options(
    *(
        (f"--label-{tag}", f"Label in {name}.")
        for tag, name in zip(LANGUAGES, ("English", "Russian", "Belarusian"), strict=True)
    )
)
_documentation = _options(
    ("--definition", "Definition in English: a phrase that begins with the parent, or with “relation of”."),
    ("--example", "Example from the data, in English."),
    ("--example-thing", "The thing that the example tells of, such as event:minsk-2."),
    ("--scope-note", "What the term is not, or how it differs from a similar one."),
)
_force_near = click.option("--force-near", metavar="REASON", help="Let near labels through and note why.")


@new.command("class")
@click.argument("name")
@_options(("--module", "Module of the ontology, such as events."))
@click.option("--parent", multiple=True, help=f"Class above it, such as {OWN}:Document; may be repeated.")
@_labels
@_documentation
@_force_near
@root_option
def class_(name: str, root: Path, **given: Any) -> None:
    """Add the class NAME, such as Summit, to the ontology."""
    _require(given, "module", "parent", *_LABELS, "definition", "example", "example-thing")
    _add(
        root,
        lambda sources: new_class(
            sources, name.removeprefix(f"{OWN}:"), given["module"], _iris(given["parent"]), _wording(given)
        ),
        given,
    )


@new.command("property")
@click.argument("name")
@_options(("--module", "Module of the ontology, such as events."))
@click.option(
    "--kind", type=click.Choice(["object", "data"]), help="Whether its values are things or literals."
)
@click.option("--parent", multiple=True, help="Property above it; may be repeated.")
@_options(
    ("--domain", "Class of what has it, or none."),
    ("--range", "Class or datatype of its values, or none."),
)
@_labels
@_documentation
@_force_near
@root_option
def property_(name: str, root: Path, **given: Any) -> None:
    """Add the property NAME, such as adoptedBy, to the ontology."""
    _require(given, "module", "kind", "domain", "range", *_LABELS, "definition", "example", "example-thing")
    if given["domain"] == given["range"] == _NONE:
        # What it joins is then said in words.
        _require(given, "scope-note")
    links = {
        "parent": _iris(given["parent"]),
        **{link: _iris([given[link]] if given[link] != _NONE else []) for link in ("domain", "range")},
    }
    _add(
        root,
        lambda sources: new_property(
            sources, name.removeprefix(f"{OWN}:"), given["module"], given["kind"], links, _wording(given)
        ),
        given,
    )


@new.command("entity")
@click.argument("name")
@_options(
    ("--class", f"Class of the thing, such as {OWN}:Document."),
    ("--acronym", "Its customary acronym."),
    ("--broader", "Of a concept: the concept above it, or none."),
    ("--definition", "Of a concept: its definition in English."),
)
@_labels
@_force_near
@root_option
def entity(name: str, root: Path, **given: Any) -> None:
    """Add the thing or concept NAME, such as place:polotsk or topic:trade."""
    try:
        kind = kind_of_name(name)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    iri = expand(name)
    if kind == "concept":
        _require(given, "broader", *_LABELS, "definition")
        _refuse(given, name, "class", "acronym")
        [broader] = _iris([given["broader"]]) if given["broader"] != _NONE else [None]
        _add(root, lambda sources: new_concept(sources, iri, broader, _wording(given)), given)
    else:
        _require(given, "class", *_LABELS)
        _refuse(given, name, "broader", "definition")
        [of] = _iris([given["class"]])
        _add(
            root, lambda sources: new_thing(sources, iri, of, _wording(given).labels, given["acronym"]), given
        )


@new.command("query")
@click.argument("name")
@_options(
    ("--title-en", "Title in English."),
    ("--title-ru", "Title in Russian."),
    ("--question-en", "The question that it answers, in English."),
    ("--question-ru", "The question in Russian."),
)
@click.option(
    "--answers", multiple=True, metavar="Q01", help="Competency question that it answers; may be repeated."
)
@click.option("--sparql", type=click.File(encoding="utf-8"), help="File of the query's text; - is stdin.")
@click.option(
    "--column", nargs=3, multiple=True, metavar="NAME EN RU", help="A column and its labels; repeated."
)
@click.option("--parameter", nargs=4, multiple=True, metavar="NAME TYPE EN RU",
              help=f"A parameter with its VALUES block; TYPE as date or iri={OWN}:Document; repeated.")  # fmt: skip
@click.option("--expected", type=click.File(encoding="utf-8"), help="CSV of the rows that the texts give.")
@_force_near
@root_option
def query(name: str, root: Path, sparql: TextIO | None, expected: TextIO | None, **given: Any) -> None:
    """Add the saved query NAME, such as summits, with its front matter and expected rows."""
    given["sparql"] = sparql
    _require(given, "title-en", "title-ru", "question-en", "question-ru", "sparql")
    title = texts(given["title_en"], given["title_ru"])
    matter: dict[str, object] = {
        "title": title,
        "question": texts(given["question_en"], given["question_ru"]),
        "answers": list(given["answers"]),
    }
    if given["parameter"]:
        matter["parameters"] = {name: _parameter(*rest) for name, *rest in given["parameter"]}
    if given["column"]:
        matter["columns"] = {name: texts(*rest) for name, *rest in given["column"]}
    try:
        queries = read_folder(root / "queries")
        near = _near(title, _titles(name, queries), given["force_near"])
        note = "; ".join(f"{clash}: {given['force_near']}" for clash in near)
        rows = expected.read() if expected else None
        text = sparql.read() if sparql else ""
        draft = new_query(name, matter, text, rows, described(read(root).quads), note)
        _write_query(root, draft)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except InvalidInput as invalid:
        fail(invalid.faults)


_LABELS = tuple(f"label-{language}" for language in LANGUAGES)


def _require(given: Mapping[str, Any], *names: str) -> None:
    """Ask for every option that is not given or empty, all at once."""
    missing = [f"--{name}" for name in names if not given[name.replace("-", "_")]]
    if missing:
        raise click.UsageError(f"nothing was written; give also {', '.join(missing)} (see --help)")


def _refuse(given: Mapping[str, Any], name: str, *options: str) -> None:
    if given_anyway := [f"--{option}" for option in options if given[option]]:
        raise click.UsageError(
            f"nothing was written; {name} takes no {' and no '.join(given_anyway)} (see --help)"
        )


def _iris(names: Iterable[str]) -> list[str]:
    try:
        return [expand(name) for name in names]
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _wording(given: Mapping[str, Any]) -> Wording:
    return Wording(
        {language: given[f"label_{language}"].strip() for language in LANGUAGES},
        given.get("definition") or "",
        given.get("example") or "",
        _iris([given["example_thing"]])[0] if given.get("example_thing") else "",
        given.get("scope_note") or "",
    )


def _parameter(kind: str, en: str, ru: str) -> dict[str, object]:
    name, _, of = kind.partition("=")
    return {"type": name, **({"of": of} if of else {}), "label": texts(en, ru)}


def _add(root: Path, make: Callable[[Sources], Draft], given: Mapping[str, Any]) -> None:
    """Make a draft, hold it against what exists, and write its file; a new term raises the ontology's version."""
    try:
        sources, tables = read(root), read_tables(root)
        if sources.faults:
            fail(sources.faults)
        draft = make(sources)
        near = _near(_wording(given).labels, labels(sources), given["force_near"])
        draft = draft.noting(near, given["force_near"] or "")
        text = applied(sources, tables, draft)
        (root / draft.file).write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"added {short(draft.iri)} to {draft.file}")
        for changed in raise_version(root, read(root)):
            click.echo(f"raised the version in {changed}")
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except InvalidInput as invalid:
        fail(invalid.faults)


def _near(texts: Mapping[str, str], known: Iterable[Name], reason: str | None) -> list[Clash]:
    """Return the near names that a reason lets through. Raises Refused without one, and for an equal name."""
    found = clashes(texts, known)
    same = [str(clash) for clash in found if not clash.distance]
    near = [clash for clash in found if clash.distance]
    if same:
        raise Refused([*same, "use what exists, or find another label"])
    if near and not reason:
        raise Refused(
            [*map(str, near), "use what exists, or say with --force-near REASON why both are needed"]
        )
    return near


def _titles(name: str, queries: Iterable[SavedQuery]) -> Iterator[Name]:
    """Yield the titles of the saved queries. Raises Refused if one has the given name."""
    for query in queries:
        if query.name == name:
            raise Refused([f"the saved query {name} exists already: queries/{name}.rq"])
        yield from titles([query])


def _write_query(root: Path, draft: QueryDraft) -> None:
    folder = root / "queries"
    (folder / "expected").mkdir(exist_ok=True)
    for path, text in (
        (folder / "expected" / f"{draft.query.name}.csv", draft.expected),
        (folder / f"{draft.query.name}.rq", draft.text),
    ):
        path.write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"added {path.relative_to(root).as_posix()}")
