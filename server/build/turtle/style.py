"""The one style of the project's Turtle and TriG files; its own result is left as it is.

Only the prefixes used, in the order of the table; subjects in natural order; `a`, then labels, then the
other predicates; each statement closed by a dot on a line of its own. A TriG file has the block of each
`graph:` first and then, claim by claim, what the document's graph says of the claim and what the claim states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from server.build.problems import InvalidInput, Problem
from server.build.turtle.order import Natural, is_claim, natural
from server.build.turtle.places import Places, places
from server.build.turtle.writer import INDENT, GraphWriter, Unwritable
from server.namespaces import BASE, PREFIXES
from server.rdf.iris import short
from server.rdf.terms import Node, SimpleTerm
from server.rdf.writing import iri_text

FORMATS: Final = {".ttl": RdfFormat.TURTLE, ".trig": RdfFormat.TRIG}
_DECLARATIONS: Final = "".join(f"@prefix {prefix}: <{iri}> . " for prefix, iri in PREFIXES.items())
_SYNTAX_REMEDY: Final = "correct the Turtle at this place"


def suffix(file: str) -> str:
    """Return `.ttl` or `.trig`; raises KeyError for a file of another kind."""
    end = file[file.rfind(".") :]
    FORMATS[end]
    return end


@dataclass(frozen=True)
class Parsed:
    """The quads of a text, and its prefixes with their namespaces."""

    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str]


def parsed(text: str, file: str, *, declare_prefixes: bool = False) -> Parsed:
    """Parse a Turtle or TriG text; lexical forms stay as written.

    `file` gives the format and is named in problems.
    With `declare_prefixes` the project's prefixes need no declaration in the text. Raises InvalidInput.
    """
    try:
        # On the first line, so that lines keep their numbers.
        source = _DECLARATIONS + text if declare_prefixes else text
        parser = pyoxigraph.parse(source, FORMATS[suffix(file)], rename_blank_nodes=True)
        return Parsed(tuple(parser), parser.prefixes)
    except SyntaxError as error:
        raise InvalidInput([_syntax_problem(error, file)]) from None


def parse(text: str, file: str) -> tuple[Quad, ...]:
    """Parse a Turtle or TriG text as `parsed` does, for its quads only."""
    return parsed(text, file).quads


def _syntax_problem(error: SyntaxError, file: str) -> Problem:
    message = str(error.msg).split(": ", 1)[-1].rsplit(" (line ", 1)[0]
    if message.startswith("The prefix ") and message.endswith(" has not been declared"):
        name = message.removeprefix("The prefix ").split(":")[0]
        remedy = (
            "run `eikg format`, which declares it"
            if name in PREFIXES
            else "use a prefix of the table in server/namespaces.py"
        )
        return Problem(file, error.lineno, f"{name}:", "unknown-prefix", "the prefix is not declared", remedy)
    column = f" (column {error.offset})" if error.offset else ""
    return Problem(file, error.lineno, None, "syntax", f"{message}{column}", _SYNTAX_REMEDY)


def styled(text: str, file: str) -> str:
    """Return a Turtle or TriG text in the project's style, with the same dataset and header comment.

    Raises InvalidInput if it does not parse, holds a comment after the header, or has no form in this style.
    """
    return written(parsed(text, file, declare_prefixes=True).quads, places(text), file)


def written(quads: Iterable[Quad], where: Places, file: str) -> str:
    """Write parsed quads in the project's style under the header comment that `where` holds; see `styled`."""
    if where.comments:
        raise InvalidInput(
            Problem(
                file,
                comment.line,
                None,
                "comment",
                f"a comment after the header would be lost: {comment.text[:60]}",
                "put it into skos:editorialNote or into the header at the top of the file",
            )
            for comment in where.comments
        )
    used: set[str] = set()
    try:
        body = _body(quads, used)
    except Unwritable as error:
        raise InvalidInput([Problem(file, None, None, "blank-node", str(error), "see the message")]) from None
    parts = ["".join(line + "\n" for line in where.header)] if where.header else []
    if used:
        parts.append(
            "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in PREFIXES if prefix in used)
        )
    return "\n".join([*parts, *body])


def _body(quads: Iterable[Quad], used: set[str]) -> list[str]:
    graphs: dict[str, set[Quad]] = defaultdict(set)
    owner: dict[BlankNode, str] = {}
    for quad in quads:
        name = "" if isinstance(quad.graph_name, DefaultGraph) else _graph_name(quad.graph_name)
        graphs[name].add(quad)
        for term in (quad.subject, quad.object):
            if isinstance(term, BlankNode) and owner.setdefault(term, name) != name:
                raise Unwritable("a blank node is used in two graphs: give it an IRI")
    writers = {name: GraphWriter(map(_statement, graphs[name]), used.add) for name in graphs}
    plain = writers.get("")
    body = [plain.text("", plain.roots())] if plain else []
    body += _blocks({name: writer for name, writer in writers.items() if name}, used)
    for writer in writers.values():
        writer.check_complete()
    return body


def _statement(quad: Quad) -> tuple[Node, NamedNode, SimpleTerm]:
    if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
        raise Unwritable(
            f"a triple is used as a term ({quad}), which RDF 1.1 has no form for: give it a node"
        )
    return quad.subject, quad.predicate, quad.object


def _graph_name(graph: NamedNode | BlankNode) -> str:
    if isinstance(graph, BlankNode):
        raise Unwritable("a graph has no name: give it an IRI")
    return graph.value


def _blocks(writers: dict[str, GraphWriter], used: set[str]) -> list[str]:
    """Write the `graph:` blocks without their claims, then for each claim its metadata and what it states."""
    blocks: list[str] = []
    metadata: dict[str, list[str]] = {name: [] for name in writers if is_claim(name)}
    for name in sorted((name for name in writers if not is_claim(name)), key=_order):
        others: list[Node] = []
        for root in writers[name].roots():
            if isinstance(root, NamedNode) and is_claim(root.value):
                metadata.setdefault(root.value, []).append(name)
            else:
                others.append(root)
        blocks.append(_block(name, writers[name].text(INDENT, others, _document(name)), used))
    for claim in sorted(metadata, key=_order):
        names = metadata[claim]
        blocks += [_block(name, writers[name].text(INDENT, [NamedNode(claim)]), used) for name in names]
        if claim in writers:
            blocks.append(_block(claim, writers[claim].text(INDENT, writers[claim].roots()), used))
    return [block for block in blocks if block]


def _order(iri: str) -> Natural:
    return natural(short(iri))


def _document(graph: str) -> str:
    return f"{BASE}id/document/{graph.removeprefix(BASE + 'graph/')}"


def _block(graph: str, text: str, used: set[str]) -> str:
    if not text:
        return ""
    return f"{iri_text(NamedNode(graph), used.add)} {{\n{text}}}\n"
