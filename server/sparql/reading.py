"""Reading a query with SERVICE: its groups, by its tokens (SPARQL 1.1 Query, section 19.8).

Whatever is not understood raises Unsplittable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from server.sparql.lexemes import Lexeme, Unsplittable, lexemes
from server.sparql.outline import Group, Outline, Part, Service

_DEEPEST: Final = 30
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_IN_TRIPLES: Final = re.compile(r"A|TRUE|FALSE|-[0-9.].*|")
"""What may be written in a triple pattern in the place of a keyword; a number after a minus looks like a word, too."""

_MOST_SERVICES: Final = 50


def outline(query: str, longest: int) -> Outline:
    """The outline of a query. Raises Unsplittable, also for one of more than `longest` characters."""
    if len(query) > longest:  # this process reads some 100,000 a second, and has more to do
        raise Unsplittable(f"it is longer than {longest:,} characters")
    reader = _Reader(query, lexemes(query))
    return reader.read()


@dataclass
class _Reader:
    query: str
    found: list[Lexeme]
    at: int = 0
    dataset: list[str] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    within: list[Service] = field(default_factory=list)
    depth: int = 0
    count: int = 0

    def read(self) -> Outline:
        while self._here().word in ("PREFIX", "BASE") or self._here().kind in ("name", "iri"):
            self.at += 1
        form = self._here()
        if form.word not in _FORMS:
            raise Unsplittable(f"“{form.text[:40]}” stands where a query's form was awaited")
        self._query(None, None)
        if self.at < len(self.found):
            raise Unsplittable("something stands behind its end")
        prologue, dataset = self.query[: form.start], " ".join(self.dataset)
        return Outline(self.query, prologue, dataset, tuple(self.found), tuple(self.services))

    def _query(self, parent: Group | None, part: Part | None) -> None:
        """A query or subquery, up to its end or the bracket that closes it."""
        before, brackets, has_pattern, data = "", 0, False, False
        while self.at < len(self.found) and not (self._is("}") and not brackets):
            here = self._here()
            if here.text == "{" and before == "EXISTS":
                self._group("EXISTS", parent, part)
            elif here.text == "{" and (before == "CONSTRUCT" or (data and not brackets)):
                self._balanced()
                data = False
            elif here.text == "{" and not has_pattern and not brackets:
                self._group("query", parent, part)
                has_pattern = True
            elif here.text == "{":
                raise self._strange()
            else:
                if here.word == "FROM":
                    self._from()
                data = data or here.word == "VALUES"
                brackets += {"(": 1, ")": -1}.get(here.text, 0)
                self.at += 1
            before = here.word

    def _from(self) -> None:
        named = self.at + 1 < len(self.found) and self.found[self.at + 1].word == "NAMED"
        last = self.found[min(self.at + 1 + named, len(self.found) - 1)]
        self.dataset.append(self.query[self._here().start : last.end])

    def _group(self, kind: str, parent: Group | None, part: Part | None) -> Group:
        group = Group(kind, self._take("{").start, parent, part)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unsplittable("its groups are nested too deeply")
        if self._here().word == "SELECT":
            select = Part("select", self._here().start)
            self._query(group, select)
            select.end = self._here().start
            group.parts.append(select)
        while not self._is("}"):
            self._part(group)
        self.depth -= 1
        group.end = self._take("}").end
        if part is not None:
            part.groups.append(group)
        return group

    def _part(self, group: Group) -> None:
        here = self._here()
        if here.text == ".":
            self.at += 1
            return
        known = here.word in ("FILTER", "BIND", "VALUES", "OPTIONAL", "MINUS", "GRAPH", "SERVICE")
        part = Part(here.word if known else "group" if here.text == "{" else "triples", here.start)
        first = self.at
        self.at += known
        match part.kind:
            case "FILTER":
                self._filter(group, part)
            case "BIND":
                self._expression(group, part)
            case "VALUES":
                while not self._is("{"):
                    self.at += 1
                self._balanced()
            case "SERVICE":
                self._service(group, part)
            case "triples":
                self._triples()
            case "group":
                self._alternatives(group, part)
            case _:
                if part.kind == "GRAPH":
                    part.name = self._name().text
                self._group(part.kind, group, part)
        part.end = self.found[self.at - 1].end
        written = self.found[first : self.at] if part.kind != "GRAPH" else self.found[first + 1 : first + 2]
        part.variables = frozenset(one.text[1:] for one in written if one.kind == "variable")
        group.parts.append(part)

    def _filter(self, group: Group, part: Part) -> None:
        if self._here().word in ("NOT", "EXISTS"):
            self.at += self._here().word == "NOT"
            if self._here().word != "EXISTS":
                raise self._strange()
            self.at += 1
            self._group("EXISTS", group, part)
            return
        while not self._is("("):
            if self._here().kind == "other":
                raise self._strange()
            self.at += 1
        self._expression(group, part)

    def _expression(self, group: Group, part: Part) -> None:
        """An expression in brackets, with the groups of EXISTS in it."""
        brackets, before = 0, ""
        while True:
            here = self._here()
            if here.text == "{":
                if before != "EXISTS":
                    raise self._strange()
                self._group("EXISTS", group, part)
            else:
                brackets += {"(": 1, ")": -1}.get(here.text, 0)
                self.at += 1
            before = here.word
            if brackets <= 0:
                return

    def _service(self, group: Group, part: Part) -> None:
        silent = self._here().word == "SILENT"
        self.at += silent
        service = Service(part, group, self._name(), silent)
        self.count += 1
        if self.count > _MOST_SERVICES:
            raise Unsplittable(f"it has more than {_MOST_SERVICES} SERVICE clauses")
        (self.within[-1].nested if self.within else self.services).append(service)
        self.within.append(service)
        self._group("SERVICE", group, part)
        self.within.pop()

    def _alternatives(self, group: Group, part: Part) -> None:
        self._group("group", group, part)
        while self._here().word == "UNION":
            self.at += 1
            self._group("group", group, part)

    def _triples(self) -> None:
        first = self.at
        while self._in_triples():
            if self._here().text in ("(", "["):
                self._balanced(braces=False)
            else:
                self.at += 1
        if self.at == first:
            raise self._strange()

    def _balanced(self, braces: bool = True) -> None:
        depth = 0
        while True:
            text = self._here().text
            if not braces and not self._in_triples():
                raise self._strange()
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            self.at += 1
            if not depth:
                return

    def _in_triples(self) -> bool:
        here = self._here()
        return here.text not in ("{", "}") and bool(_IN_TRIPLES.fullmatch(here.word))

    def _name(self) -> Lexeme:
        here = self._here()
        if here.kind not in ("iri", "name", "variable"):
            raise self._strange()
        self.at += 1
        return here

    def _take(self, text: str) -> Lexeme:
        here = self._here()
        following = self.found[self.at + 1] if self.at + 1 < len(self.found) else here
        if here.text != text or (text == "{" and following.text == "|"):
            raise self._strange()
        self.at += 1
        return here

    def _here(self) -> Lexeme:
        if self.at >= len(self.found):
            raise Unsplittable("it ends too early")
        return self.found[self.at]

    def _is(self, text: str) -> bool:
        return self._here().text == text

    def _strange(self) -> Unsplittable:
        here = self._here()
        return Unsplittable(f"“{here.text[:40]}” at character {here.start} is not understood")
