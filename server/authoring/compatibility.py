"""What became of the terms between two ontologies, and the step (Semantic Versioning 2.0.0) that each change demands.

major  a term is gone, or means something narrower or other than before: data or queries written for it may be wrong
minor  a term, or something that follows from a term, was added, or a restriction was lifted
patch  only words about a term changed, or the same was stated in another way
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from server.authoring.terms import DISJOINT, PARENTS, SCOPES, Scope, Terms
from server.authoring.uses import renamed
from server.namespaces import PREFIXES
from server.rdf.iris import expanded, short
from server.rdf.terms import TYPE

_VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
Version = tuple[int, int, int]

_OWL: Final = PREFIXES["owl"]
_DEPRECATED: Final = _OWL + "deprecated"
_IS_DEPRECATED: Final = (_DEPRECATED, "true")
_REPLACED_BY: Final = PREFIXES["dcterms"] + "isReplacedBy"
_EQUIVALENT: Final = frozenset(
    _OWL + name
    for name in (
        "equivalentClass",
        "equivalentProperty",
        "oneOf",
        "disjointUnionOf",
        "hasKey",
        "complementOf",
    )
)
_INFERRING: Final = frozenset(_OWL + name for name in ("inverseOf", "propertyChainAxiom"))
_RESTRICTING: Final = frozenset({DISJOINT, _OWL + "propertyDisjointWith"})
_INFERRING_TYPES: Final = frozenset(
    f"owl:{name}Property" for name in ("Transitive", "Symmetric", "Reflexive")
)
_RESTRICTING_TYPES: Final = frozenset(
    f"owl:{name}Property" for name in ("Functional", "InverseFunctional", "Asymmetric", "Irreflexive")
)


class Step(IntEnum):
    """How far a change moves the version."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Reason:
    """Why a change demands a step: what it concerns, as a file writes it, and what happened to it."""

    step: Step
    about: str
    text: str

    def __str__(self) -> str:
        return f"{self.step}: {self.about} {self.text}"


def version(text: str) -> Version:
    """Read a version such as 1.2.3. Raises ValueError for another text."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is no version: write three numbers, as in 1.2.3")
    major, minor, patch = map(int, match.groups())
    return major, minor, patch


def demanded(released: Version, step: Step) -> Version:
    """Return the lowest version that a step after a released one allows.

    Before 1.0.0 nothing is promised (item 4 of Semantic Versioning), so a major change moves the middle number.
    """
    major, minor, patch = released
    if step is Step.MAJOR and major > 0:
        return major + 1, 0, 0
    if step >= Step.MINOR:
        return major, minor + 1, 0
    return (major, minor, patch + 1) if step is Step.PATCH else released


def shown(number: Version) -> str:
    """Return a version as text."""
    return ".".join(map(str, number))


@dataclass(frozen=True, order=True)
class Change:
    """A statement about a term that was added (`+`) or removed (`-`)."""

    sign: str
    predicate: str
    object: str

    def __str__(self) -> str:
        verb = "a" if self.predicate == TYPE.value else short(self.predicate)
        return f"{self.sign} {verb} {self.object}"


@dataclass(frozen=True)
class TermChanges:
    """Terms added and removed (IRI → kind), the statements changed of each other term, and what that demands."""

    added: dict[str, str]
    removed: dict[str, str]
    changed: dict[str, tuple[Change, ...]]
    reasons: tuple[Reason, ...]

    @property
    def step(self) -> Step:
        """The greatest step that a reason demands."""
        return max((reason.step for reason in self.reasons), default=Step.NONE)


def term_changes(before: Terms, after: Terms) -> TermChanges:
    """Compare two ontologies. A term that another one has come to replace is taken for that one wherever it stood."""
    names = replaced(before, after)
    before = _with_names(before, names)
    added = {iri: kind for iri, kind in after.kinds.items() if iri not in before.kinds}
    removed = {iri: kind for iri, kind in before.kinds.items() if iri not in after.kinds}
    changed = {
        iri: found
        for iri in sorted(before.kinds.keys() & after.kinds.keys())
        if (found := tuple(sorted(_changes(before, after, iri))))
    }
    reasons = [Reason(Step.MAJOR, short(iri), f"({kind}) was removed") for iri, kind in removed.items()]
    for iri, found in changed.items():
        reasons += _deprecation(before, after, iri) or _Judge(before, after, iri).reasons(found)
    reasons += [Reason(Step.MINOR, short(iri), f"({kind}) was added") for iri, kind in added.items()]
    ordered = sorted(set(reasons), key=lambda reason: (-reason.step, reason.about, reason.text))
    return TermChanges(dict(sorted(added.items())), dict(sorted(removed.items())), changed, tuple(ordered))


def replaced(before: Terms, after: Terms) -> dict[str, str]:
    """Return each term that was deprecated for one other term since, with that (IRIs)."""
    found = {}
    for iri in _newly_deprecated(before, after):
        successors = [name for predicate, name in after.statements[iri] if predicate == _REPLACED_BY]
        if len(successors) == 1:
            found[iri] = expanded(successors[0])
    return found


def _newly_deprecated(before: Terms, after: Terms) -> Iterator[str]:
    for iri in sorted(before.kinds.keys() & after.kinds.keys()):
        if _IS_DEPRECATED in after.statements[iri] and _IS_DEPRECATED not in before.statements[iri]:
            yield iri


def _deprecation(before: Terms, after: Terms, iri: str) -> list[Reason]:
    """Judge a term that was deprecated, or is in use again, as a whole: its axioms go and come with it."""
    old, new = (_IS_DEPRECATED in one.statements[iri] for one in (before, after))
    if old == new:
        return []
    return [Reason(Step.MINOR, short(iri), "is deprecated" if new else "is no longer deprecated")]


def _with_names(terms: Terms, names: Mapping[str, str]) -> Terms:
    if not names:
        return terms
    return replace(
        terms,
        statements={
            iri: frozenset((predicate, renamed(text, names)) for predicate, text in found)
            for iri, found in terms.statements.items()
        },
        parents={
            iri: frozenset(names.get(parent, parent) for parent in found)
            for iri, found in terms.parents.items()
        },
        scopes={
            key: frozenset(frozenset(names.get(one, one) for one in scope) for scope in found)
            for key, found in terms.scopes.items()
        },
    )


def _changes(before: Terms, after: Terms, iri: str) -> Iterator[Change]:
    old, new = before.statements[iri], after.statements[iri]
    yield from (Change("+", *statement) for statement in new - old)
    yield from (Change("-", *statement) for statement in old - new)


@dataclass(frozen=True)
class _Judge:
    """Judges the changes of one term that both ontologies declare."""

    before: Terms
    after: Terms
    iri: str

    def reasons(self, found: tuple[Change, ...]) -> Iterator[Reason]:
        """Yield what each change demands; hierarchy and scopes are judged as a whole."""
        predicates = {change.predicate for change in found}
        if predicates & set(PARENTS):
            yield from self._hierarchy()
        for scope in SCOPES:
            if scope in predicates:
                yield self._scope(scope)
        if self.before.kinds[self.iri] != self.after.kinds[self.iri]:
            kinds = (
                f"was of kind {self.before.kinds[self.iri]} and is now of kind {self.after.kinds[self.iri]}"
            )
            yield self._reason(Step.MAJOR, kinds)
        for change in found:
            step, text = self._judged(change)
            if step is not Step.NONE:
                yield self._reason(step, text)

    def _judged(self, change: Change) -> tuple[Step, str]:
        """Return the step of a single change; NONE where it is judged elsewhere."""
        is_new = change.sign == "+"
        said = str(change)[2:]
        if change.predicate == TYPE.value and change.object in _RESTRICTING_TYPES:
            return (Step.MAJOR, f"is narrower: {said}") if is_new else (Step.MINOR, f"is no longer {said}")
        if change.predicate == TYPE.value and change.object in _INFERRING_TYPES:
            return (Step.MINOR, f"is now {said}") if is_new else (Step.MAJOR, f"is no longer {said}")
        if change.predicate in SCOPES or change.predicate == TYPE.value:
            return Step.NONE, ""
        if change.predicate == DISJOINT:
            other = self.before if is_new else self.after
            if other.disjoint(self.iri, expanded(change.object)):
                return Step.PATCH, "excludes what it excluded before, stated in another way"
        if change.predicate in PARENTS:
            if not change.object.startswith("["):
                return Step.NONE, ""
            return (
                (Step.MAJOR, f"is narrower: {said}") if is_new else (Step.MINOR, f"is wider, without {said}")
            )
        if change.predicate in _RESTRICTING:
            return (
                (Step.MAJOR, f"is narrower: {said}") if is_new else (Step.MINOR, f"is wider, without {said}")
            )
        if change.predicate in _INFERRING:
            return (
                (Step.MINOR, f"implies more: {said}")
                if is_new
                else (Step.MAJOR, f"implies less, without {said}")
            )
        if change.predicate in _EQUIVALENT:
            return Step.MAJOR, f"is defined {'by' if is_new else 'without'} {said}"
        return Step.PATCH, f"is described otherwise: {short(change.predicate)}"

    def _hierarchy(self) -> Iterator[Reason]:
        old, new = self.before.ancestors(self.iri), self.after.ancestors(self.iri)
        known = {*self.before.kinds, *(above for found in self.before.parents.values() for above in found)}
        for lost in old - new:
            yield self._reason(Step.MAJOR, f"is no longer below {short(lost)}")
        for gained in new - old:
            if gained in known or gained not in self.after.kinds:
                yield self._reason(Step.MAJOR, f"is narrower: it is now below {short(gained)}")
            else:
                yield self._reason(Step.MINOR, f"is now below the new {short(gained)}")
        if old == new:
            yield self._reason(Step.PATCH, "has the same terms above it, stated in another way")

    def _scope(self, predicate: str) -> Reason:
        old = self.before.scopes.get((self.iri, predicate), frozenset())
        new = self.after.scopes.get((self.iri, predicate), frozenset())
        name = short(predicate)
        if narrower := [scope for scope in new if not self._follows(scope, old)]:
            return self._reason(Step.MAJOR, f"is narrower: {name} {_or(narrower[0])}")
        if wider := [scope for scope in old if not self._follows(scope, new)]:
            return self._reason(Step.MINOR, f"is wider: {name} is no longer {_or(wider[0])}")
        return self._reason(Step.PATCH, f"has the same {name}, stated in another way")

    def _follows(self, scope: Scope, given: frozenset[Scope]) -> bool:
        """Tell whether whatever lies within the given scopes lies within this one."""
        return any(
            all(one in scope or self._above(one) & scope for one in alternatives) for alternatives in given
        )

    def _above(self, iri: str) -> frozenset[str]:
        return self.before.ancestors(iri) | self.after.ancestors(iri)

    def _reason(self, step: Step, text: str) -> Reason:
        return Reason(step, short(self.iri), text)


def _or(scope: Scope) -> str:
    return " or ".join(sorted(short(one) if one.startswith("http") else one for one in scope))
