"""The files of ontology/rules: what shape they have, and what a rule concludes from what.

A rule is one CONSTRUCT query whose pattern is a conjunction, so that each of its solutions *is* a set of premises:
the triple patterns with the variables filled in. ontology/rules/README.md says it for those who write rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    NamedNode,
    QuerySolution,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from server.build.read.sources import read_text
from server.faults import Fault, InvalidInput
from server.rdf.terms import Term

FOLDER: Final = "ontology/rules"
_PLACE: Final = re.compile(r"error at (\d+):")
"""How pyoxigraph's message of a syntax error begins: with the line."""
_SHAPE: Final = re.compile(
    r"(?P<header>(?:#[^\n]*\n)*)\s*(?P<prologue>(?:PREFIX\s+\S*:\s*<[^>]*>\s*)*)"
    r"CONSTRUCT\s*\{(?P<template>[^{}]*)\}\s*WHERE\s*\{(?P<pattern>.*)\}\s*",
    re.DOTALL,
)
_FILTER: Final = re.compile(r"^\s*FILTER\b.*$", re.MULTILINE)
_NEGATION: Final = re.compile(r"FILTER\s+NOT\s+EXISTS\s*\{([^{}]*)\}")
_FIELD: Final = re.compile(r"^# (?P<name>[^:\n]+): (?P<text>.*)$", re.MULTILINE)
_VARIABLE: Final = "urn:variable:"
_REMEDY: Final = "keep to the shape that ontology/rules/README.md describes"


@dataclass(frozen=True)
class Rule:
    """One rule: the path of its file from the root, and its query. Its parts raise InvalidInput if it has no such."""

    file: str
    query: str

    @property
    def name(self) -> str:
        """The name under which proofs cite it."""
        return Path(self.file).stem

    @cached_property
    def fields(self) -> dict[str, str]:
        """The fields of its header: title, title in Russian and in Belarusian, reason, rule."""
        return {m["name"]: m["text"] for m in _FIELD.finditer(self._parts["header"])}

    @cached_property
    def conclusion(self) -> Triple:
        """The one triple that it constructs, with variables as IRIs."""
        template = self._triples(self._parts["template"])
        if len(template) != 1:
            raise self._fault(f"constructs {len(template)} triples, not one")
        unbound = _variables(template[0]) - {v for pattern in self.patterns for v in _variables(pattern)}
        if unbound:
            raise self._fault(f"?{min(unbound)} of its conclusion stands in no premise")
        return template[0]

    @cached_property
    def patterns(self) -> tuple[Triple, ...]:
        """What its premises look like: triples with variables as IRIs."""
        return tuple(self._triples(_FILTER.sub("", self._parts["pattern"])))

    @cached_property
    def negated(self) -> frozenset[NamedNode]:
        """The predicates that its FILTER NOT EXISTS name: nothing may be inferred of them, lest order mattered."""
        found = {
            triple.predicate
            for text in _NEGATION.findall(self._parts["pattern"])
            for triple in self._triples(text)
        }
        if any(_name(predicate) for predicate in found):
            raise self._fault("a NOT EXISTS must name its predicate")
        return frozenset(found)

    @cached_property
    def reads(self) -> frozenset[NamedNode] | None:
        """The predicates of its premises, or None if one is a variable, so that any triple may be one."""
        predicates = frozenset(pattern.predicate for pattern in self.patterns)
        return None if any(_name(predicate) for predicate in predicates) else predicates

    @cached_property
    def search(self) -> str:
        """The query for its solutions that conclude something new."""
        parts = self._parts
        return (
            f"{parts['prologue']}SELECT * WHERE {{ {parts['pattern']}\n"
            f"FILTER NOT EXISTS {{ {parts['template']} }} }}"
        )

    def check(self) -> None:
        """Raise InvalidInput unless it is a CONSTRUCT query in the shape of a rule."""
        try:
            result = Store().query(self.query)
        except SyntaxError as error:
            place = _PLACE.match(str(error))
            raise self._fault(str(error), "correct the query", int(place[1]) if place else None) from None
        if not isinstance(result, QueryTriples):
            raise self._fault("is no CONSTRUCT query", "write CONSTRUCT { … } WHERE { … }")
        _ = self.conclusion, self.negated

    @cached_property
    def _parts(self) -> dict[str, str]:
        found = _SHAPE.fullmatch(self.query)
        if found is None:
            raise self._fault("is not a header, prefixes, CONSTRUCT { … } and WHERE { … }")
        return found.groupdict()

    def _triples(self, text: str) -> list[Triple]:
        """Read triple patterns as Turtle: SPARQL's notation differs from it in the variables only."""
        turtle = self._parts["prologue"] + re.sub(r"[?$](\w+)", rf"<{_VARIABLE}\1>", text)
        try:
            triples = [quad.triple for quad in parse(_closed(turtle), format=RdfFormat.TURTLE)]
        except SyntaxError:
            raise self._fault("holds more than triple patterns and one-line filters") from None
        if any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object)):
            raise self._fault("holds blank nodes; a premise needs a name or a variable")
        return triples

    def _fault(self, message: str, remedy: str = _REMEDY, line: int | None = None) -> InvalidInput:
        return InvalidInput([Fault(self.file, line, None, "rule", message, remedy)])


def read_rules(root: Path) -> list[Rule]:
    """Read ontology/rules/*.rq of a project by name. Raises InvalidInput for a file that is no rule."""
    rules: list[Rule] = []
    faults: list[Fault] = []
    for path in sorted((root / FOLDER).glob("*.rq")):
        name = path.relative_to(root).as_posix()
        try:
            rule = Rule(name, read_text(path, name))
            rule.check()
            rules.append(rule)
        except InvalidInput as invalid:
            faults += invalid.faults
    if faults:
        raise InvalidInput(faults)
    return rules


def filled(pattern: Triple, solution: QuerySolution) -> Triple | None:
    """Return a pattern with the values of a solution; None where no triple has such a subject or predicate."""
    subject, predicate, value = (
        solution[name] if (name := _name(term)) else term
        for term in (pattern.subject, pattern.predicate, pattern.object)
    )
    if (
        not isinstance(subject, NamedNode | BlankNode)
        or not isinstance(predicate, NamedNode)
        or value is None
    ):
        return None
    return Triple(subject, predicate, value)


def _variables(pattern: Triple) -> set[str]:
    return {name for term in (pattern.subject, pattern.predicate, pattern.object) if (name := _name(term))}


def _name(term: Term) -> str:
    """Return the name of the variable that an IRI stands for, or nothing."""
    if isinstance(term, NamedNode) and term.value.startswith(_VARIABLE):
        return term.value.removeprefix(_VARIABLE)
    return ""


def _closed(turtle: str) -> str:
    """End the last statement: in SPARQL its dot may be left out."""
    return turtle if turtle.rstrip().endswith(".") else f"{turtle} ."
