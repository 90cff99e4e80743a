"""`eikg new`: drafts of classes, properties, things, concepts and saved queries, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

import click

from server.authoring.draft import (
    Draft,
    Refused,
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
from server.commands.new_files import COMMANDS
from server.commands.new_options import (
    DEFINITIONS,
    LABELS,
    NONE,
    documentation_options,
    force_near_option,
    given_iris,
    in_languages,
    label_options,
    refuse_options,
    require,
    text_options,
    wording_of,
)
from server.commands.project import fail, root_option
from server.faults import InvalidInput
from server.namespaces import OWN
from server.rdf.iris import expand, short
from server.saved.library import read_folder
from server.saved.query import SavedQuery


@click.group("new")
def new() -> None:
    """Add a term, thing, query, document or other part of the project with all that it needs, to the right file.

    What exists already is refused: the same IRI, the same label in any language, or a label within two edits.
    """


for _command in COMMANDS:
    new.add_command(_command)


@new.command("class")
@click.argument("name")
@text_options(("--module", "Module of the ontology, such as events."))
@click.option(
    "--parent", multiple=True, help=f"Class above it, such as {OWN}:Document, or none; may be repeated."
)
@label_options
@documentation_options
@force_near_option
@root_option
def class_(name: str, root: Path, **given: Any) -> None:
    """Add the class NAME, such as Summit, to the ontology."""
    require(given, "module", "parent", *LABELS, *DEFINITIONS, "example", "example-thing")
    _add(
        root,
        lambda sources: new_class(
            sources, name.removeprefix(f"{OWN}:"), given["module"], _above(given["parent"]), wording_of(given)
        ),
        given,
    )


@new.command("property")
@click.argument("name")
@text_options(("--module", "Module of the ontology, such as events."))
@click.option(
    "--kind", type=click.Choice(["object", "data"]), help="Whether its values are things or literals."
)
@click.option("--parent", multiple=True, help="Property above it, or none; may be repeated.")
@text_options(
    ("--domain", "Class of what has it, or none."),
    ("--range", "Class or datatype of its values, or none."),
)
@label_options
@documentation_options
@force_near_option
@root_option
def property_(name: str, root: Path, **given: Any) -> None:
    """Add the property NAME, such as adoptedBy, to the ontology."""
    require(given, "module", "kind", "domain", "range", *LABELS, *DEFINITIONS, "example", "example-thing")
    if given["domain"] == given["range"] == NONE:
        # What it joins is then said in words.
        require(given, "scope-note")
    links = {
        "parent": _above(given["parent"]),
        **{
            link: given_iris([given[link]] if given[link] != NONE else [], link)
            for link in ("domain", "range")
        },
    }
    _add(
        root,
        lambda sources: new_property(
            sources, name.removeprefix(f"{OWN}:"), given["module"], given["kind"], links, wording_of(given)
        ),
        given,
    )


@new.command("entity")
@click.argument("name")
@text_options(
    ("--class", f"Class of the thing, such as {OWN}:Document."),
    ("--acronym", "Its customary acronym."),
    ("--broader", "Of a concept: the concept above it, or none."),
    *in_languages("definition", "Of a concept: its definition {}."),
)
@label_options
@force_near_option
@root_option
def entity(name: str, root: Path, **given: Any) -> None:
    """Add the thing or concept NAME, such as place:polotsk or topic:trade."""
    try:
        kind = kind_of_name(name)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    iri = expand(name)
    if kind == "concept":
        require(given, "broader", *LABELS, *DEFINITIONS)
        refuse_options(given, name, "class", "acronym")
        [broader] = given_iris([given["broader"]], "broader") if given["broader"] != NONE else [None]
        _add(root, lambda sources: new_concept(sources, iri, broader, wording_of(given)), given)
    else:
        require(given, "class", *LABELS)
        refuse_options(given, name, "broader", *DEFINITIONS)
        [of] = given_iris([given["class"]], "class")
        _add(
            root,
            lambda sources: new_thing(sources, iri, of, wording_of(given).labels, given["acronym"]),
            given,
        )


@new.command("concept")
@click.argument("name")
@text_options(
    ("--broader", "The concept above it, or none."),
    *in_languages("definition", "Its definition {}."),
)
@label_options
@force_near_option
@root_option
@click.pass_context
def concept(context: click.Context, /, name: str, **given: Any) -> None:
    """Add the concept NAME, such as topic:trade, to its scheme."""
    context.invoke(entity, name=name, **{"class": None, "acronym": None}, **given)


@new.command("query")
@click.argument("name")
@text_options(
    ("--title-en", "Title in English."),
    ("--title-ru", "Title in Russian."),
    ("--title-be", "Title in Belarusian, which may be left out."),
    ("--question-en", "The question that it answers, in English."),
    ("--question-ru", "The question in Russian."),
    ("--question-be", "The question in Belarusian, which may be left out."),
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
@click.option(
    "--label-be",
    nargs=2,
    multiple=True,
    metavar="NAME BE",
    help="A column or parameter in Belarusian; repeated.",
)
@click.option("--expected", type=click.File(encoding="utf-8"), help="CSV of the rows that the texts give.")
@force_near_option
@root_option
def query(name: str, root: Path, sparql: TextIO | None, expected: TextIO | None, **given: Any) -> None:
    """Add the saved query NAME, such as summits, with its front matter and expected rows."""
    given["sparql"] = sparql
    if "ru" not in LANGUAGES:  # every question has these two, whatever the languages of the project
        given["title_ru"] = given["title_ru"] or given["title_en"]
        given["question_ru"] = given["question_ru"] or given["question_en"]
    require(given, "title-en", "title-ru", "question-en", "question-ru", "sparql")
    title, third = texts(given["title_en"], given["title_ru"], given["title_be"]), dict(given["label_be"])
    matter: dict[str, object] = {
        "title": title,
        "question": texts(given["question_en"], given["question_ru"], given["question_be"]),
        "answers": list(given["answers"]),
    }
    if given["parameter"]:
        matter["parameters"] = {
            name: _parameter(kind, texts(en, ru, third.get(name)))
            for name, kind, en, ru in given["parameter"]
        }
    if given["column"]:
        matter["columns"] = {name: texts(en, ru, third.get(name)) for name, en, ru in given["column"]}
    if unknown := third.keys() - {name for name, *_ in (*given["column"], *given["parameter"])}:
        raise click.UsageError(
            f"--label-be: no --column or --parameter is named {', '.join(sorted(unknown))}"
        )
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


def _above(parents: tuple[str, ...]) -> list[str]:
    if NONE in parents and len(parents) > 1:
        raise click.UsageError("--parent none goes with no other --parent")
    return given_iris((parent for parent in parents if parent != NONE), "parent")


def _parameter(kind: str, label: dict[str, str]) -> dict[str, object]:
    name, _, of = kind.partition("=")
    return {"type": name, **({"of": of} if of else {}), "label": label}


def _add(root: Path, make: Callable[[Sources], Draft], given: Mapping[str, Any]) -> None:
    """Make a draft, hold it against what exists, and write its file; a new term raises the ontology's version."""
    try:
        sources, tables = read(root), read_tables(root)
        if sources.faults:
            fail(sources.faults)
        draft = make(sources)
        near = _near(wording_of(given).labels, labels(sources), given["force_near"])
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
