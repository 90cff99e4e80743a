"""Constants that have no value, or that the engine holds as something else than they say."""

from __future__ import annotations

from collections.abc import Iterator

from server.rdf.datatypes import STORED_AS, has_value, is_beyond_range
from server.rdf.iris import short
from server.sparql.lint.finding import Context, Finding
from server.sparql.tree import Call, Iri, Literal, Membership, Operation


def literals(context: Context) -> Iterator[Finding]:
    """Point out ill-typed literals, integers beyond 64 bits, and datatypes that no literal in the store has."""
    for node in context.nodes:
        match node:
            case Literal(value=value, language=None, datatype=str(datatype)):
                yield from _literal(node, value, datatype)
            case Call(function=Iri(value=str(datatype)), arguments=(Literal(value=value, language=None),)):
                if not has_value(value, datatype):
                    yield Finding(node, f"always fails: '{value}' is no {short(datatype)}")
            case Operation() | Membership():
                yield from _datatypes(node)


def _literal(node: Literal, value: str, datatype: str) -> Iterator[Finding]:
    stored = STORED_AS.get(datatype)
    if not has_value(value, datatype):
        yield Finding(node, f"is no {short(datatype)}: it has no value that could be compared")
    elif is_beyond_range(value, datatype):
        yield Finding(
            node, "is an integer beyond 64 bits, which is found as it is but not computed or compared with"
        )
    elif stored:
        yield Finding(
            node, f"is held as {short(stored)} here, and equals whatever has its value and that datatype"
        )


def _datatypes(node: Operation | Membership) -> Iterator[Finding]:
    """The names of datatypes that DATATYPE never gives, where its result is compared."""
    operands = node.operands if isinstance(node, Operation) else (node.operand, *node.options)
    if not any(isinstance(one, Call) and one.function == "DATATYPE" for one in operands):
        return
    for one in operands:
        if isinstance(one, Iri) and one.value is not None and (stored := STORED_AS.get(one.value)):
            message = f"is a datatype that no literal has here: the store holds its values as {short(stored)}"
            yield Finding(one, message, short(stored))
