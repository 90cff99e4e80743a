"""Terms in triple patterns of a kind that their property never has, and variables that two patterns cannot share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from server.rdf.iris import short
from server.sparql.fixes import Fix, name_in
from server.sparql.lint.finding import Context, Finding, with_languages
from server.sparql.lint.kinds import BLANK, IRI, STRING, Kinds, described, kind_of, kinds_of
from server.sparql.suggestions import CHECKED
from server.sparql.tree import (
    Annotated,
    Bind,
    BlankNodeProperties,
    GraphNode,
    Group,
    Iri,
    Literal,
    Node,
    PathSequence,
    Property,
    Triples,
    Values,
    Variable,
)

_SUBJECT = frozenset((IRI, BLANK))


def values(context: Context) -> Iterator[Finding]:
    """Point out what cannot be in the data: objects of a kind that a property never has, literals as subjects."""
    for node in context.nodes:
        match node:
            case Triples(properties=properties) | BlankNodeProperties(properties=properties):
                for one in properties:
                    yield from _objects(context, one)
                    yield from _misspelt(context, one)
            case Group():
                yield from _shared(context, node)


def _objects(context: Context, one: Property) -> Iterator[Finding]:
    kinds = context.kinds.objects(one)
    for thing in map(_term, one.objects):
        if not kinds or not isinstance(thing, Iri | Literal):
            continue
        own = IRI if isinstance(thing, Iri) else kind_of(thing)
        if own not in kinds:
            verb = context.tree.slice(one.verb)
            message = f"matches nothing: {verb} has {described(kinds)} in this release"
            fixes = with_languages(context.tree, thing, kinds) if own == STRING else ()
            yield Finding(thing, message + _remedy(own, kinds), fixes=fixes)


def _misspelt(context: Context, one: Property) -> Iterator[Finding]:
    """A property of another namespace than the project's own with nearly the name of one; `Names` knows its own."""
    steps = one.verb.steps if isinstance(one.verb, PathSequence) else (one.verb,)
    for step in steps:
        if not isinstance(step, Iri) or step.value is None or step.value.startswith(CHECKED):
            continue
        if meant := context.kinds.misspelt_property(step.value):
            message = f"is a property of no triple in this release; did you mean {short(meant)}?"
            name = name_in(meant, context.tree.prologue.prefixes)
            yield Finding(step, message, short(meant), (Fix.replacing(step.start, step.end, name),))


def _term(thing: GraphNode | Annotated) -> GraphNode:
    return thing.object if isinstance(thing, Annotated) else thing


def _remedy(own: str, kinds: frozenset[str]) -> str:
    tags = sorted(kind for kind in kinds if kind.startswith("@"))
    if own == STRING and tags:
        return f"; add the language ({', '.join(tags)}), or filter by STR(...)"
    datatypes = [kind for kind in kinds if kind not in _SUBJECT and not kind.startswith("@")]
    if own == STRING and len(datatypes) == 1:
        return f"; add the datatype (^^{short(datatypes[0])})"
    return ""


def _shared(context: Context, group: Group) -> Iterator[Finding]:
    """Variables of one group to which two of its elements give terms of different kinds."""
    given: dict[str, set[frozenset[str]]] = defaultdict(set)
    for node, name, kinds in _given(context, group):
        if not kinds:
            continue
        if others := next((others for others in given[name] if not kinds & others), None):
            message = f"is {described(kinds)} here and {described(others)} before, so nothing fits both"
            yield Finding(node, message)
        given[name].add(kinds)


def _given(context: Context, group: Group) -> Iterator[tuple[Node, str, Kinds]]:
    for element in group.elements:
        match element:
            case Triples(subject=subject, properties=properties):
                if isinstance(subject, Variable):
                    yield subject, subject.name, context.kinds.subjects(properties)
                for one in properties:
                    for thing in map(_term, one.objects):
                        if isinstance(thing, Variable):
                            yield thing, thing.name, context.kinds.objects(one)
            case Bind(expression=expression, variable=variable):
                yield variable, variable.name, context.kinds.of(expression)
            case Values(variables=variables, rows=rows):
                for place, variable in enumerate(variables):
                    terms = [row.terms[place] for row in rows if place < len(row.terms)]
                    yield variable, variable.name, kinds_of(terms)
