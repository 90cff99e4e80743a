"""`eikg new document`, `module`, `scheme`, `kind`, `shape` and `rule`: what is a file of its own, or a line of one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

import click

from server.authoring.additions import (
    SEVERITIES,
    Files,
    Particulars,
    new_document,
    new_kind,
    new_module,
    new_rule,
    new_scheme,
    new_shape,
    write,
)
from server.authoring.draft import Refused
from server.authoring.labels import LANGUAGES
from server.authoring.query_draft import texts
from server.build.read.segments import read_tables
from server.build.read.sources import Sources, read
from server.commands.new_options import (
    DEFINITIONS,
    LABELS,
    given_iris,
    in_languages,
    label_options,
    require,
    text_options,
    wording_of,
)
from server.commands.project import fail, root_option
from server.faults import InvalidInput
from server.namespaces import OWN
from server.project import FILE


@click.command("document")
@click.argument("name")
@click.option(
    "--text",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the text, in UTF-8. It stays where it is: only offsets and digests are kept.",
)
@text_options(
    ("--title", "Title as printed."),
    ("--language", "Tag of the language of the text, such as en."),
    ("--creator", "Who wrote or edited it, such as group:editors."),
)
@label_options
@root_option
def document(name: str, root: Path, text: Path | None, **given: Any) -> None:
    """Add the document NAME, such as annual-report-2020: cut its text into segments, and make its files.

    Empty lines part paragraphs; a short line without a full stop is a heading; what is neither heading nor entry of a
    bibliography is cut into sentences. The kinds are proposals: look through the table before the first claim.
    """
    given["text"] = text
    require(given, "text", "title", "language", "creator", *LABELS)
    [creator] = given_iris([given["creator"]], "creator")
    said = Particulars(given["title"], given["language"], creator)

    def make(sources: Sources) -> Files:
        return new_document(sources, read_tables(root), name, _text(text), wording_of(given).labels, said)

    files = _add(root, make)
    _, *rows = files[f"triples/segments/{name}.tsv"].splitlines()
    kinds = [row.rpartition("\t")[2] for row in rows]
    for kind in sorted(set(kinds)):
        numbers = [row.partition("\t")[0] for row in rows if row.endswith(f"\t{kind}")]
        click.echo(f"{kind}: {', '.join(numbers)}")
    click.echo(
        f"write its claims into triples/documents/{name}.trig; `eikg coverage` says which segments are open"
    )


@click.command("module")
@click.argument("name")
@label_options
@text_options(("--description", "What the module holds, in English."))
@root_option
def module(name: str, root: Path, **given: Any) -> None:
    """Add the module NAME, such as ports, to the ontology, for classes and properties to come."""
    require(given, *LABELS, "description")
    _add(root, lambda sources: new_module(sources, name, wording_of(given).labels, given["description"]))


@click.command("scheme")
@click.argument("name")
@label_options
@text_options(*in_languages("definition", "Its definition {}."))
@root_option
def scheme(name: str, root: Path, **given: Any) -> None:
    """Add the concept scheme NAME, such as port-kind; its concepts are named port-kind:…."""
    require(given, *LABELS, *DEFINITIONS)
    wording = wording_of(given)
    _unchecked(root, lambda _: new_scheme(name, wording.labels, wording.definitions))


@click.command("kind")
@click.argument("name")
@click.option(
    "--class", "classes", multiple=True, help=f"Class of its things, such as {OWN}:Document; may be repeated."
)
@root_option
def kind(name: str, root: Path, classes: tuple[str, ...]) -> None:
    """Add the kind of thing NAME, such as port: things may then be named port:…."""
    require({"class": classes}, "class")
    iris = given_iris(classes, "class")
    text = (root / FILE).read_text(encoding="utf-8")
    _unchecked(root, lambda sources: new_kind(sources, text, name, iris))


@click.command("shape")
@click.option("--class", "of", help=f"Class whose things it is about, such as {OWN}:Claim.")
@click.option("--path", help="Property that it counts the values of.")
@click.option("--min", "minimum", type=click.IntRange(0), help="Values that there must be at least.")
@click.option("--max", "maximum", type=click.IntRange(0), help="Values that there may be at most.")
@click.option("--message", help="What to do where it is not so, in English.")
@click.option("--severity", type=click.Choice(SEVERITIES), default="Violation", show_default=True)
@click.option("--file", help="File of ontology/shapes, without its ending.")
@root_option
def shape(root: Path, minimum: int | None, maximum: int | None, **given: Any) -> None:
    """Add a shape: how many values the things of a class must have for a property."""
    given["class"] = given["of"]
    require(given, "class", "path", "message", "file")
    [of], [path] = given_iris([given["of"]], "class"), given_iris([given["path"]], "path")
    bounds = {"min": minimum, "max": maximum}
    _add(
        root,
        lambda sources: new_shape(
            sources, of, path, given["message"], bounds, given["severity"], given["file"]
        ),
    )


@click.command("rule")
@click.argument("name")
@text_options(
    ("--title-en", "What it says, in English: a sentence without a full stop."),
    ("--title-ru", "The same in Russian. Default: the English one, where the project has no Russian."),
    ("--title-be", "The same in Belarusian, which may be left out."),
    ("--reason", "Why it holds, in English."),
)
@click.option("--sparql", type=click.File(encoding="utf-8"), help="File of the CONSTRUCT query; - is stdin.")
@root_option
def rule(name: str, root: Path, sparql: TextIO | None, **given: Any) -> None:
    """Add the rule NAME, such as port-of-state: what follows from what (ontology/rules/README.md)."""
    given["sparql"] = sparql
    russian = ("title-ru",) if "ru" in LANGUAGES else ()
    require(given, "title-en", *russian, "reason", "sparql")
    text = sparql.read() if sparql else ""
    title = texts(given["title_en"], given["title_ru"] or given["title_en"], given["title_be"])
    _add(root, lambda sources: new_rule(root, sources, name, title, given["reason"], text))


COMMANDS = (document, module, scheme, kind, shape, rule)


def _text(path: Path | None) -> str:
    try:
        return path.read_bytes().decode("utf-8") if path else ""
    except UnicodeDecodeError:
        raise Refused([f"--text {path} is not UTF-8; save it as UTF-8"]) from None


def _add(root: Path, make: Callable[[Sources], Files]) -> Files:
    """Write what is made, if the project is as right with it as without; tell what was written."""
    try:
        sources = read(root)
        if sources.faults:
            fail(sources.faults)
        files = make(sources)
        write(root, files)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except InvalidInput as invalid:
        fail(invalid.faults)
    for name in files:
        click.echo(f"wrote {name}")
    return files


def _unchecked(root: Path, make: Callable[[Sources], Files]) -> None:
    """Write what gives the project a name more, which this process does not know yet."""
    try:
        files = make(read(root))
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"wrote {name}")
