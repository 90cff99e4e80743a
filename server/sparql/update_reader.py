"""Reading an update into its operations (SPARQL 1.1 Query, section 19.8, rules 29 to 52)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from server.sparql.parser import Parser
from server.sparql.prologue import full_iri
from server.sparql.scanner import Malformed
from server.sparql.tree import Group, Iri, Node, Triples, Variable

_TRANSFERS: Final = ("ADD", "MOVE", "COPY")


@dataclass(frozen=True, slots=True)
class GraphQuads(Node):
    """`GRAPH name { … }` among quads."""

    name: Iri | Variable
    triples: tuple[Triples, ...]


@dataclass(frozen=True, slots=True)
class Quads(Node):
    """`{ … }` with triples, of which some are in named graphs."""

    parts: tuple[Triples | GraphQuads, ...]


@dataclass(frozen=True, slots=True)
class Change(Node):
    """An operation that changes triples; `data` where these are written out, by INSERT DATA or DELETE DATA.

    In `DELETE WHERE { … }` what is deleted is the pattern, too; `where` is None there, and where there is `data`.
    """

    data: bool
    deleted: Quads | None
    inserted: Quads | None
    where: Group | None


@dataclass(frozen=True)
class Update:
    """An update as it was written, with the operations that change triples."""

    text: str
    changes: tuple[Change, ...]


def parse_update(text: str) -> Update:
    """The operations of an update that change triples. Raises Unreadable."""
    return _UpdateReader(text, None).update()


class _UpdateReader(Parser):
    def update(self) -> Update:
        changes: list[Change] = []
        while self.peek().kind != "end":
            self._declarations()
            if self.peek().kind == "end":
                break
            if change := self._operation():
                changes.append(change)
            if not self.accept(";", operand=False) and self.peek().kind != "end":
                raise self.strange()
        return Update(self.text, (*changes,))

    def _declarations(self) -> None:
        while self.at_word("PREFIX", "BASE"):
            keyword = self.peek()
            following = Parser(self.text[keyword.start :], None).prologue
            if not following.end:
                raise Malformed(f"{keyword.word} is not complete", keyword.start)
            self.take()
            if keyword.word == "BASE":
                self.prologue = replace(self.prologue, base=full_iri(self.take().text, self.prologue.base))
            else:
                name, iri = self.take(), self.take()
                namespace = full_iri(iri.text, self.prologue.base)
                prefixes = {**self.prologue.prefixes, name.text[:-1]: namespace}
                self.prologue = replace(self.prologue, prefixes=prefixes)

    def _operation(self) -> Change | None:
        first = self.peek()
        match first.word:
            case "INSERT" | "DELETE" | "WITH":
                return self._change()
            case "LOAD":
                self.take()
                self.accept_word("SILENT")
                self.iri()
                if self.accept_word("INTO"):
                    self.expect_word("GRAPH")
                    self.iri()
            case "CLEAR" | "DROP":
                self.take()
                self.accept_word("SILENT")
                if not (self.accept_word("DEFAULT") or self.accept_word("NAMED") or self.accept_word("ALL")):
                    self.expect_word("GRAPH")
                    self.iri()
            case "CREATE":
                self.take()
                self.accept_word("SILENT")
                self.expect_word("GRAPH")
                self.iri()
            case word if word in _TRANSFERS:
                self.take()
                self.accept_word("SILENT")
                self._graph_or_default()
                self.expect_word("TO")
                self._graph_or_default()
            case _:
                raise self.strange()
        return None

    def _graph_or_default(self) -> None:
        if not self.accept_word("DEFAULT"):
            self.accept_word("GRAPH")
            self.iri()

    def _change(self) -> Change:
        start = self.peek().start
        bound = self.accept_word("WITH")
        if bound:
            self.iri()
        deleted = inserted = None
        if self.accept_word("DELETE"):
            if not bound and self.at_word("DATA", "WHERE"):
                data = self.take().word == "DATA"
                quads = self._quads()
                return Change(start, self.end, data, quads, None, None)
            deleted = self._quads()
        if deleted is None or self.at_word("INSERT"):
            self.expect_word("INSERT")
            if not bound and deleted is None and self.accept_word("DATA"):
                quads = self._quads()
                return Change(start, self.end, True, None, quads, None)
            inserted = self._quads()
        while self.accept_word("USING"):
            self.accept_word("NAMED")
            self.iri()
        self.expect_word("WHERE")
        where = self.group()
        return Change(start, self.end, False, deleted, inserted, where)

    def _quads(self) -> Quads:
        start = self.expect("{", operand=True).start
        parts: list[Triples | GraphQuads] = [*self.template_triples()]
        while self.at_word("GRAPH"):
            first = self.take()
            name = self.variable_or_iri()
            self.expect("{", operand=True)
            triples = self.template_triples()
            self.expect("}")
            parts.append(GraphQuads(first.start, self.end, name, triples))
            self.accept(".", operand=False)
            parts += self.template_triples()
        self.expect("}")
        return Quads(start, self.end, (*parts,))
