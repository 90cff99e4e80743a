"""Did you mean: names in a query that are not of this release, and the one that is nearest.

A class that was misspelt gives no rows and no error, so whoever asks for it should hear of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import fuzz, process

from server.namespaces import BASE, EIK, EVERYTHING, PREFIXES
from server.sparql.fixes import Edit, Fix
from server.sparql.prologue import read_prologue, written_iris
from server.sparql.tokens import Token, tokens, undeclared_prefixes
from server.sparql.vocabulary import SCHEMES, keyword_meant

CHECKED: Final = (EIK, BASE + "scheme/", BASE + "id/")
"""Namespaces whose names are all known, so that one that is not among them is a mistake."""

NOT_THERE: Final = "does not exist in this release"
"""What the message of a hint for such a name begins with."""

NAMES_QUERY: Final = (
    f'SELECT DISTINCT ?name {{ ?name ?p ?o FILTER(ISIRI(?name) && STRSTARTS(STR(?name), "{BASE}")) }}'
)
"""Finds what `Names` must know."""

_PREFIX: Final = frozenset(("PREFIX",))
_ALIKE: Final = 70.0
_MOST: Final = 10

MOST_EDITS: Final = 500
"""Places that all fixes for the prefixes of a query may change. The serving process copies each into its answer, and a
query of 200 KB can use prefixes 50,000 times, which would have all others wait for half a second."""

_LONGEST: Final = 200
_NOT_ASCII: Final = re.compile(r"[\x00-\x1f\x7f-\uffff]")


@dataclass(frozen=True)
class Hint:
    """Something to mend in a query: what is written where (from 1, in characters), and what may be meant.

    `fixes` are the ways to mend it that need no further thought, each an alternative to the others.
    """

    written: str
    line: int
    column: int
    message: str
    suggestion: str = ""
    fixes: tuple[Fix, ...] = ()

    @classmethod
    def at(
        cls,
        query: str,
        offset: int,
        written: str,
        message: str,
        suggestion: str = "",
        fixes: Sequence[Fix] = (),
    ) -> Hint:
        """A hint for what is written at an offset of a query."""
        return cls(written, *_place(query, offset), message, suggestion, tuple(fixes))

    @classmethod
    def of(cls, members: Sequence[Any]) -> Hint:
        """The hint of which `dataclasses.astuple` gives the members."""
        written, line, column, message, suggestion, fixes = members
        read = tuple(Fix(text, tuple(Edit(*edit) for edit in edits)) for text, edits in fixes)
        return cls(written, line, column, message, suggestion, read)

    @property
    def text(self) -> str:
        """The hint in one line."""
        return f"{self.written} {self.message}"


class Names:
    """The names of a release in its own namespaces: `iris`, and what is most like one that is none of them."""

    def __init__(self, iris: Iterable[str]) -> None:
        self.iris = frozenset(iri for iri in iris if iri.startswith(CHECKED))
        self._by_namespace: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(self.iris):
            namespace, _, name = iri.rpartition("/")
            self._by_namespace[namespace].append(name)

    def __contains__(self, iri: str) -> bool:
        return iri in self.iris

    def nearest(self, iri: str) -> str:
        """The name in the namespace of an IRI that is most like it, else in a neighbouring one; empty if none is."""
        namespace, _, name = iri[:_LONGEST].rpartition("/")
        found = process.extractOne(
            name,
            self._by_namespace.get(namespace, ()),
            scorer=fuzz.ratio,
            processor=str.lower,
            score_cutoff=_ALIKE,
        )
        return f"{namespace}/{found[0]}" if found else ""


def unknown_names(query: str, names: Names) -> list[Hint]:
    """A hint for each name of the release's namespaces that the release does not have; ten at most."""
    found: dict[str, Hint] = {}
    every = [*written_iris(query)]
    for one in every:
        iri = one.iri.removesuffix(EVERYTHING)
        if iri.startswith(CHECKED) and iri not in names and one.written not in found:
            near = names.nearest(one.iri)
            meant = _short(near, one.written) if near else ""
            message = NOT_THERE
            message += f"; did you mean {meant}?" if meant else ""
            places = (other.start for other in every if other.written == one.written)
            edits = tuple(Edit(start, start + len(one.written), meant) for start in places)
            fixes = (Fix(meant, edits),) if meant else ()
            found[one.written] = Hint.at(query, one.start, one.written[:_LONGEST], message, meant, fixes)
            if len(found) == _MOST:
                break
    return list(found.values())


def missing_prefixes(query: str) -> list[Hint]:
    """A hint for each prefix that a query uses and does not declare: its namespace, or the prefix that may be meant.

    What is declared with a mistake, such as a misspelt PREFIX, is left out, and so is the scheme of an IRI without
    < and >.
    """
    found: dict[str, Hint] = {}
    left_out = _declared_wrongly(query) | SCHEMES
    undeclared = [*undeclared_prefixes(query)]
    edits_left = MOST_EDITS
    for token in undeclared:
        prefix = token.text.partition(":")[0][:_LONGEST]
        if prefix in found or prefix in left_out:
            continue
        written = f"{prefix}:"
        if prefix in PREFIXES:
            line = f"PREFIX {prefix}: <{PREFIXES[prefix]}>"
            message = f"is not declared; put at the top: {line}"
            fixes = (Fix(line, (Edit(0, 0, f"{line}\n"),)),)
            found[prefix] = Hint.at(query, token.start, written, message, line, fixes)
        else:
            near = process.extractOne(prefix, list(PREFIXES), scorer=fuzz.ratio, score_cutoff=50.0)
            line = f"PREFIX {near[0]}: <{PREFIXES[near[0]]}>" if near else ""
            meant = f"; did you mean {near[0]}: ({line})?" if near else ", nor is it a prefix of the project"
            message = f"is not declared{meant}"
            renamed = _prefix_renamed(query, undeclared, prefix, near[0], line, edits_left) if near else ()
            edits_left -= sum(len(fix.edits) for fix in renamed)
            found[prefix] = Hint.at(query, token.start, written, message, line, renamed)
        if len(found) == _MOST:
            break
    return list(found.values())


def _prefix_renamed(
    query: str, undeclared: Iterable[Token], prefix: str, meant: str, line: str, most: int
) -> tuple[Fix, ...]:
    """The fix that writes another prefix wherever one that is not declared stands, and declares it if need be.

    Empty for one that would take more than `most` edits.
    """
    places = [token.start for token in undeclared if token.text.partition(":")[0] == prefix]
    declaration = () if meant in read_prologue(query).prefixes else (Edit(0, 0, f"{line}\n"),)
    if len(places) + len(declaration) > most:
        return ()
    edits = (Edit(start, start + len(prefix), meant) for start in places)
    return (Fix(f"{meant}:", (*declaration, *edits)),)


def _declared_wrongly(query: str) -> frozenset[str]:
    """The prefixes of what is most likely a declaration, though not by the grammar."""
    found = [*tokens(query)]
    return frozenset(
        name.text.partition(":")[0]
        for keyword, name, namespace in zip(found, found[1:], found[2:], strict=False)
        if name.kind in ("name", "word")
        and (namespace.kind in ("iri", "name") or namespace.text == "<")
        and (
            keyword.word == "PREFIX"
            or keyword.text.lower() == "@prefix"
            or keyword_meant(keyword.text, _PREFIX)
        )
    )


def header(hints: Iterable[Hint]) -> str:
    """The hints as the value of a header: in ASCII, on one line."""
    return "; ".join(_NOT_ASCII.sub("?", hint.text) for hint in hints)


def _short(iri: str, written: str) -> str:
    """An IRI in the way in which another one is written."""
    if written.startswith("<"):
        return f"<{iri}>"
    return f"{written.partition(':')[0]}:{iri.rpartition('/')[2]}"


def _place(query: str, offset: int) -> tuple[int, int]:
    return query.count("\n", 0, offset) + 1, offset - query.rfind("\n", 0, offset)
