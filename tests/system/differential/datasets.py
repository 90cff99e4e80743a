"""Small random datasets: a default graph and named graphs that share nodes and triples, with odd literals in them."""

from __future__ import annotations

from random import Random

import pyoxigraph as ox

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"

Subject = ox.NamedNode | ox.BlankNode
Term = Subject | ox.Literal | ox.Triple
Quads = tuple[ox.Quad, ...]

NODES: tuple[Subject, ...] = (
    *(ox.NamedNode(EX + name) for name in "abc"),
    ox.BlankNode("x"),
    ox.BlankNode("y"),
)
PREDICATES: tuple[ox.NamedNode, ...] = tuple(ox.NamedNode(EX + name) for name in "pqr")
GRAPHS: tuple[ox.NamedNode, ...] = tuple(ox.NamedNode(EX + name) for name in ("g1", "g2", "g3"))

COMMON: tuple[ox.Literal, ...] = (
    ox.Literal(1),
    ox.Literal(2),
    ox.Literal(3),
    ox.Literal("1.5", datatype=ox.NamedNode(XSD + "decimal")),
    ox.Literal("x"),
    ox.Literal("x", language="en"),
    ox.Literal("y", language="ru"),
)
ODD: tuple[ox.Literal, ...] = (
    ox.Literal(""),
    ox.Literal('a "quoted"\nline'),
    ox.Literal("Беларусь", language="be"),
    ox.Literal("okno", language="sl-nedis"),
    ox.Literal("\U0001f54a"),
    ox.Literal("1000", datatype=ox.NamedNode(XSD + "double")),
    ox.Literal("2.5", datatype=ox.NamedNode(XSD + "decimal")),
    ox.Literal("many", datatype=ox.NamedNode(XSD + "integer")),
    ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")),
    ox.Literal("2020-01-01", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("2020-01-01T00:00:00", datatype=ox.NamedNode(XSD + "dateTime")),
    ox.Literal("2020-01-01T00:00:00Z", datatype=ox.NamedNode(XSD + "dateTime")),
    ox.Literal("x", datatype=ox.NamedNode(EX + "odd")),
)

PROLOGUE = f"PREFIX : <{EX}> PREFIX xsd: <{XSD}>"
"""What queries over these datasets begin with."""


def dataset(random: Random) -> Quads:
    """Quads as a store gives them back; half of the default graphs are the union of the named graphs."""
    graphs = random.sample(GRAPHS, random.choice((2, 3, 3)))
    quads = [ox.Quad(*_triple(random), graph) for graph in graphs for _ in range(random.randint(2, 6))]
    shared = random.sample(quads, 2)
    quads += [ox.Quad(quad.subject, quad.predicate, quad.object, random.choice(graphs)) for quad in shared]
    if random.random() < 0.5:
        quads += [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    else:
        quads += [ox.Quad(*_triple(random)) for _ in range(random.randint(2, 8))]
    return stored(quads)


def stored(quads: list[ox.Quad]) -> Quads:
    """The quads as a store writes them, in a fixed order."""
    store = ox.Store()
    store.extend(quads)
    return tuple(sorted(store, key=str))


def written(term: Term) -> str:
    """A term in a query that begins with the prologue."""
    match term:
        case ox.NamedNode() if term.value.startswith(EX):
            return f":{term.value.removeprefix(EX)}"
        case ox.Literal(datatype=datatype) if (
            datatype.value in (f"{XSD}integer", f"{XSD}decimal") and term.value[0].isdigit()
        ):
            return term.value
        case ox.Literal(datatype=datatype) if (
            datatype.value.startswith(XSD) and datatype.value != f"{XSD}string"
        ):
            return f"{ox.Literal(term.value)}^^xsd:{datatype.value.removeprefix(XSD)}"
        case _:
            return str(term)


def _triple(random: Random) -> tuple[Subject, ox.NamedNode, Term]:
    kinds: tuple[tuple[Term, ...], ...] = (NODES, NODES, NODES[:3], COMMON, COMMON, ODD, GRAPHS)
    subject: Subject = random.choice(random.choice((NODES, NODES[:3], NODES[:3], GRAPHS)))
    return subject, random.choice(PREDICATES), random.choice(random.choice(kinds))
