"""The dataset of an update, which the engine has no parameters for, written into the update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.sparql.rewriting.edits import Edit, edited
from server.sparql.tokens import tokens


class DatasetConflict(ValueError):
    """An update names its dataset, and so does the request that carries it."""


def with_dataset(update: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update with USING clauses for the dataset of the request (SPARQL 1.1 Protocol, section 2.2.3).

    The graphs are absolute IRIs. Raises DatasetConflict if the update has USING or WITH itself.
    """
    using = "".join(f" USING <{iri}>" for iri in default_graphs)
    using += "".join(f" USING NAMED <{iri}>" for iri in named_graphs)
    return edited(update, _using_edits(update, using + " ")) if using else update


def _using_edits(update: str, using: str) -> Iterator[Edit]:
    depth = 0
    before = ""
    shorthand: int | None = None
    for token in tokens(update):
        if token.word in ("USING", "WITH") and depth == 0:
            raise DatasetConflict(
                f"the update names its dataset itself, by {token.word}, and so does the request; leave one of them away"
            )
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.word == "WHERE":
            if (
                before == "DELETE"
            ):  # DELETE WHERE { … } takes no USING; DELETE { … } WHERE { … } is the same at length
                shorthand = token.start
            else:
                yield token.start, token.start, using
        if shorthand is not None and token.text == "}" and depth == 0:
            pattern = update[shorthand + len("WHERE") : token.end]
            yield shorthand, token.end, f"{pattern}{using}WHERE{pattern}"
            shorthand = None
        before = token.word


def pattern_groups(update: str) -> list[tuple[int, int]]:
    """Where the patterns of operations with a template begin and end, with their braces."""
    found: list[tuple[int, int]] = []
    depth, start, before = 0, -1, ""
    for token in tokens(update):
        if depth == 0 and before == "WHERE" and token.text == "{":
            start = token.start
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.text == "}" and depth == 0 and start >= 0:
            found.append((start, token.end))
            start = -1
        # DELETE WHERE { … } is template and pattern at once: it holds triples only.
        before = "" if before == "DELETE" else token.word
    return found
