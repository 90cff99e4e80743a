"""Taking a query apart: which triple patterns, filters and groups its solutions must fit.

pyoxigraph evaluates a query but does not show how it read it, so the group is taken apart here, by tokens. What is
written from the parts is handed to pyoxigraph again, so that a mistake here cannot make a query do more than it may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from server.sparql.groups import Clause, Element, Group, Triple, Union
from server.sparql.lexemes import Lexeme, Unsplittable, lexemes

FRESH: Final = "?eikg_"
"""How the names of variables begin that stand for blank nodes, and for what lies between two steps of a path."""

_MOST: Final = 200
_DEEPEST: Final = 30


@dataclass(frozen=True)
class Parts:
    """A SELECT or ASK: its prologue, its dataset clauses, all of it without those two, and its pattern."""

    form: str
    prologue: str
    dataset: str
    text: str
    group: Group

    def variables(self) -> set[str]:
        """The variables of the pattern that a value can be given: with their mark, without those of BIND and AS."""
        found: set[str] = set()
        assigned: set[str] = set()
        before = ""
        for token in lexemes(str(self.group)):
            if token.kind == "variable":
                (assigned if before == "AS" else found).add("?" + token.text[1:])
            before = token.word
        return found - assigned


def parts(query: str) -> Parts:
    """The parts of a query that pyoxigraph accepts. Raises Unsplittable for one that is of another shape."""
    found = lexemes(query)
    form = next((place for place, one in enumerate(found) if one.word in ("SELECT", "ASK")), None)
    if form is None or any(one.word in ("CONSTRUCT", "DESCRIBE") for one in found[:form]):
        raise Unsplittable("only a SELECT or an ASK can be explained")
    opening, depth, first = form, 0, -1
    while found[opening].text != "{" or depth:
        depth += {"(": 1, ")": -1}.get(found[opening].text, 0)
        if found[opening].word == "FROM" and first < 0:
            first = opening
        opening += 1
        if opening == len(found):
            raise Unsplittable("the query has no pattern")
    where = opening - (found[opening - 1].word == "WHERE")
    group = _Reader(query, found, opening).group("", 0)
    start, body = found[form].start, found[where].start
    dataset = query[found[first].start : body] if first >= 0 else ""
    head = query[start : found[first].start if first >= 0 else body]
    return Parts(found[form].word, query[:start], dataset, f"{head} {query[body:]}", group)


@dataclass
class _Reader:
    query: str
    found: list[Lexeme]
    at: int
    fresh: int = 0
    count: int = 0
    added: list[Triple] = field(default_factory=list)

    def group(self, opening: str, depth: int) -> Group:
        start, first = self._here().start, self.at
        if self.at + 1 < len(self.found) and self.found[self.at + 1].word == "SELECT":
            self._balanced()
            return Group((Clause("subquery", self._slice(first), start),), opening, start)
        self._take("{")
        if depth > _DEEPEST:
            raise Unsplittable("its groups are nested too deeply")
        elements: list[Element] = []
        while not self._is("}"):
            elements += self._element(depth)
            self.count += 1
            if self.count > _MOST:
                raise Unsplittable(f"it has more than {_MOST} parts")
        self._take("}")
        return Group(tuple(elements), opening, start)

    def _element(self, depth: int) -> Iterator[Element]:
        here = self._here()
        match here.word:
            case "FILTER":
                yield self._clause("filter", self._constraint)
            case "BIND":
                yield self._clause("BIND", self._balanced)
            case "VALUES":
                yield self._clause("VALUES", self._values)
            case "MINUS":
                yield self._clause("MINUS", self._balanced)
            case "OPTIONAL":
                self.at += 1
                yield self.group("OPTIONAL", depth + 1)
            case "GRAPH":
                self.at += 1
                name = self._term()
                yield self.group(f"GRAPH {name}", depth + 1)
            case "SERVICE" | "LATERAL":
                raise Unsplittable(f"it uses {here.word}")
            case _ if here.text == ".":
                self.at += 1
            case _ if here.text == "{":
                yield self._alternatives(depth)
            case _:
                yield from self._triples()

    def _clause(self, kind: str, read: Callable[[], None]) -> Clause:
        start = self._here().start
        self.at += 1
        read()
        return Clause(kind, self.query[start : self.found[self.at - 1].end], start)

    def _alternatives(self, depth: int) -> Element:
        start = self._here().start
        groups = [self.group("", depth + 1)]
        while self._here().word == "UNION":
            self.at += 1
            groups.append(self.group("", depth + 1))
        return groups[0] if len(groups) == 1 else Union(tuple(groups), start)

    def _triples(self) -> Iterator[Triple]:
        self.added = []
        start, nested = self._here().start, self._is("[")
        subject = self._term()
        if not (nested and (self._is(".") or self._is("}"))):
            self._predicates(subject)
        if not self.added:
            raise Unsplittable(f"what stands at character {start} is not understood")
        yield from self.added

    def _predicates(self, subject: str) -> None:
        while not any(map(self._is, (".", "}", "]"))):
            start = self._here().start
            steps, simple = self._path()
            while True:
                self._between(subject, steps, self._term(), simple, start)
                if not self._is(","):
                    break
                self.at += 1
            if not self._is(";"):
                return
            while self._is(";"):
                self.at += 1

    def _between(self, subject: str, steps: list[str], last: str, simple: bool, start: int) -> None:
        for step in steps[:-1]:
            between = self._variable()
            self.added.append(Triple(subject, step, between, _is_simple(step), start))
            subject = between
        self.added.append(Triple(subject, steps[-1], last, simple and _is_simple(steps[-1]), start))

    def _path(self) -> tuple[list[str], bool]:
        """The steps of a sequence path; one step that is no IRI where the path is of another kind."""
        first = self.at
        steps: list[str] = []
        alternatives = False
        if self._here().kind == "variable":
            self.at += 1
            return [self.found[first].text], True
        while True:
            begin = self.at
            while any(map(self._is, ("^", "!"))):
                self.at += 1
            if self._is("("):
                self._balanced()
            elif self._here().kind in ("iri", "name") or self._here().text == "a":
                self.at += 1
            else:
                raise Unsplittable(f"the path at character {self._here().start} is not understood")
            while any(map(self._is, ("*", "+", "?"))):
                self.at += 1
            steps.append(self._slice(begin))
            if not (self._is("/") or self._is("|")):
                break
            alternatives = alternatives or self._is("|")
            self.at += 1
        return ([self._slice(first)], False) if alternatives else (steps, True)

    def _term(self) -> str:
        here = self._here()
        if here.text == "[":
            return self._blank()
        if here.text == "(":
            first = self.at
            self._balanced()
            return self._slice(first)
        if here.kind == "other":
            raise Unsplittable(f"“{here.text}” at character {here.start} is not understood")
        self.at += 1
        return f"{FRESH}blank_{here.text[2:].replace('.', '_')}" if here.text.startswith("_:") else here.text

    def _blank(self) -> str:
        self._take("[")
        variable = self._variable()
        self._predicates(variable)
        self._take("]")
        return variable

    def _variable(self) -> str:
        self.fresh += 1
        return f"{FRESH}{self.fresh}"

    def _constraint(self) -> None:
        while not (self._is("(") or self._is("{")):
            self.at += 1
            self._here()
        self._balanced()

    def _values(self) -> None:
        while not self._is("{"):
            self.at += 1
            self._here()
        self._balanced()

    def _balanced(self) -> None:
        depth = 0
        while True:
            text = self._here().text
            depth += (text in "([{") - (text in ")]}")
            self.at += 1
            if not depth:
                return

    def _slice(self, first: int) -> str:
        return self.query[self.found[first].start : self.found[self.at - 1].end]

    def _here(self) -> Lexeme:
        if self.at >= len(self.found):
            raise Unsplittable("it ends before its pattern does")
        return self.found[self.at]

    def _is(self, text: str) -> bool:
        return self._here().text == text

    def _take(self, text: str) -> Lexeme:
        here = self._here()
        if here.text != text:
            raise Unsplittable(f"“{here.text}” stands at character {here.start} where “{text}” was awaited")
        self.at += 1
        return here


def _is_simple(step: str) -> bool:
    return step[0] not in "^!(" and step[-1] not in "*+?)"
