"""The tree of a query (SPARQL 1.1 Query, section 19.8): each node knows from where to where it stands in the text.

A node is a place in one text, so that what a node means can be written again as its slice of the text, with others put
in the place of parts of it (`rewriting.edited`). Names of classes are those of the grammar where it has a good one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

DISTINCT: Final = "DISTINCT"
REDUCED: Final = "REDUCED"


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a query, from `start` to `end` (offsets in characters)."""

    start: int
    end: int


# Terms


@dataclass(frozen=True, slots=True)
class Iri(Node):
    """An IRI, a prefixed name or `a`; `value` is the IRI in full, None where its prefix is not declared."""

    value: str | None


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A literal, number or boolean: its lexical form, language and datatype (None where its prefix is not declared)."""

    value: str
    language: str | None
    datatype: str | None


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """A variable; `name` is without its mark."""

    name: str


@dataclass(frozen=True, slots=True)
class BlankNode(Node):
    """A blank node; `label` is empty for `[]`."""

    label: str


@dataclass(frozen=True, slots=True)
class Undef(Node):
    """UNDEF in a row of VALUES."""


Term = Iri | Literal | Variable | BlankNode


# Property paths (section 9); a path that is one IRI is that `Iri`


@dataclass(frozen=True, slots=True)
class PathAlternatives(Node):
    """`a|b`."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class PathSequence(Node):
    """`a/b`."""

    steps: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class PathInverse(Node):
    """`^a`."""

    path: Path


@dataclass(frozen=True, slots=True)
class PathRepetition(Node):
    """`a*`, `a+` or `a?`."""

    path: Path
    mark: str


@dataclass(frozen=True, slots=True)
class PathNegation(Node):
    """`!a` or `!(a|^b)`; the members are IRIs and inverses of IRIs."""

    members: tuple[Iri | PathInverse, ...]


@dataclass(frozen=True, slots=True)
class PathBrackets(Node):
    """`(a)`."""

    path: Path


Path = Iri | PathAlternatives | PathSequence | PathInverse | PathRepetition | PathNegation | PathBrackets


# Triples


@dataclass(frozen=True, slots=True)
class Property(Node):
    """A verb with its objects, `p 1, 2`."""

    verb: Path | Variable
    objects: tuple[GraphNode | Annotated, ...]


@dataclass(frozen=True, slots=True)
class BlankNodeProperties(Node):
    """`[ p 1 ; q 2 ]`."""

    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Collection(Node):
    """`( 1 2 )`."""

    items: tuple[GraphNode, ...]


@dataclass(frozen=True, slots=True)
class TripleTerm(Node):
    """`<<( s p o )>>` (SPARQL 1.2)."""

    subject: GraphNode
    predicate: Iri | Variable
    object: GraphNode


@dataclass(frozen=True, slots=True)
class Reifier(Node):
    """`~ r` (SPARQL 1.2); without a name it is a blank node."""

    name: Term | None


@dataclass(frozen=True, slots=True)
class ReifiedTriple(Node):
    """`<< s p o ~ r >>` (SPARQL 1.2)."""

    subject: GraphNode
    predicate: Iri | Variable
    object: GraphNode
    reifier: Reifier | None


@dataclass(frozen=True, slots=True)
class AnnotationBlock(Node):
    """`{| q 1 |}` (SPARQL 1.2)."""

    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Annotated(Node):
    """An object with what is said of its triple, `1 ~ r {| q 2 |}` (SPARQL 1.2)."""

    object: GraphNode
    annotations: tuple[Reifier | AnnotationBlock, ...]


GraphNode = Term | BlankNodeProperties | Collection | TripleTerm | ReifiedTriple


@dataclass(frozen=True, slots=True)
class Triples(Node):
    """The triple patterns of one subject, `s p 1 ; q 2`, without the dot behind them."""

    subject: GraphNode
    properties: tuple[Property, ...]


# Expressions (section 17)


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """Operands with the operators of one precedence between them, `1 + 2 - 3`; one operand with one before it, `!a`."""

    operators: tuple[str, ...]
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Membership(Node):
    """`a IN (1, 2)` or `a NOT IN (1, 2)`."""

    operand: Expression
    negated: bool
    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A call of a function: one of the language by its name in capitals, any other by its IRI."""

    function: str | Iri
    distinct: bool
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """An aggregate by its name in capitals; `argument` is None for `COUNT(*)`."""

    function: str
    distinct: bool
    argument: Expression | None
    separator: Literal | None


@dataclass(frozen=True, slots=True)
class Exists(Node):
    """`EXISTS { … }` or `NOT EXISTS { … }`."""

    negated: bool
    group: Group


@dataclass(frozen=True, slots=True)
class Brackets(Node):
    """`(a)`."""

    expression: Expression


Expression = (
    Iri | Literal | Variable | TripleTerm | Operation | Membership | Call | Aggregate | Exists | Brackets
)


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    """`(expression AS ?variable)`, as SELECT and GROUP BY have it."""

    expression: Expression
    variable: Variable


# Group graph patterns (section 5)


@dataclass(frozen=True, slots=True)
class Group(Node):
    """`{ … }`: its elements in order; a subquery is the only one of its group."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class UnionPattern(Node):
    """`{ … } UNION { … }`."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class OptionalPattern(Node):
    """`OPTIONAL { … }`."""

    group: Group


@dataclass(frozen=True, slots=True)
class MinusPattern(Node):
    """`MINUS { … }`."""

    group: Group


@dataclass(frozen=True, slots=True)
class GraphPattern(Node):
    """`GRAPH name { … }`."""

    name: Iri | Variable
    group: Group


@dataclass(frozen=True, slots=True)
class ServicePattern(Node):
    """`SERVICE name { … }` (SPARQL 1.1 Federated Query, section 2)."""

    silent: bool
    name: Iri | Variable
    group: Group


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`FILTER constraint`."""

    constraint: Expression


@dataclass(frozen=True, slots=True)
class Bind(Node):
    """`BIND(expression AS ?variable)`."""

    expression: Expression
    variable: Variable


@dataclass(frozen=True, slots=True)
class Row(Node):
    """A row of VALUES."""

    terms: tuple[Iri | Literal | BlankNode | TripleTerm | Undef, ...]


@dataclass(frozen=True, slots=True)
class Values(Node):
    """`VALUES (?a ?b) { (1 2) }`; rows need not be as long as there are variables."""

    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]


# Queries


@dataclass(frozen=True, slots=True)
class Star(Node):
    """The asterisk of `SELECT *` and `DESCRIBE *`."""


@dataclass(frozen=True, slots=True)
class DatasetClause(Node):
    """`FROM graph` or `FROM NAMED graph`."""

    graph: Iri
    named: bool


@dataclass(frozen=True, slots=True)
class Template(Node):
    """The template of a CONSTRUCT."""

    triples: tuple[Triples, ...]


@dataclass(frozen=True, slots=True)
class GroupBy(Node):
    """`GROUP BY …`."""

    keys: tuple[Expression | Assignment, ...]


@dataclass(frozen=True, slots=True)
class Having(Node):
    """`HAVING …`."""

    constraints: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class OrderCondition(Node):
    """A condition of ORDER BY; `descending` where it is DESC."""

    expression: Expression
    descending: bool


@dataclass(frozen=True, slots=True)
class OrderBy(Node):
    """`ORDER BY …`."""

    conditions: tuple[OrderCondition, ...]


@dataclass(frozen=True, slots=True)
class Limit(Node):
    """`LIMIT number`."""

    number: int


@dataclass(frozen=True, slots=True)
class Offset(Node):
    """`OFFSET number`."""

    number: int


@dataclass(frozen=True, slots=True)
class Query(Node):
    """A query without its prologue, or a subquery; what its form does not have is empty or None.

    `modifier` is DISTINCT, REDUCED or empty. `template` is None for the short form `CONSTRUCT WHERE { … }`.
    `resources` are what DESCRIBE names.
    """

    form: str
    modifier: str
    columns: tuple[Variable | Assignment | Star, ...]
    template: Template | None
    resources: tuple[Variable | Iri | Star, ...]
    dataset: tuple[DatasetClause, ...]
    where: Group | None
    group_by: GroupBy | None
    having: Having | None
    order_by: OrderBy | None
    limit: Limit | None
    offset: Offset | None
    values: Values | None

    @property
    def is_star(self) -> bool:
        """Whether it is a `SELECT *` or `DESCRIBE *`."""
        return any(isinstance(one, Star) for one in (*self.columns, *self.resources))


Element = (
    Triples
    | Filter
    | Bind
    | Values
    | Group
    | UnionPattern
    | OptionalPattern
    | MinusPattern
    | GraphPattern
    | ServicePattern
    | Query
)


@dataclass(frozen=True, slots=True)
class Prologue(Node):
    """The declarations before a query: prefix → namespace in full, the last declaration of each, and the base."""

    prefixes: Mapping[str, str]
    base: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A query as it was written, read."""

    text: str
    prologue: Prologue
    query: Query

    def slice(self, node: Node) -> str:
        """What is written at a node."""
        return self.text[node.start : node.end]

    @property
    def declarations(self) -> str:
        """The prologue as it is written."""
        return self.slice(self.prologue)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly in a node, field by field."""
    names: tuple[str, ...] = type(node).__match_args__
    for name in names[2:]:  # without start and end
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, Node))


def walk(*nodes: Node) -> Iterator[Node]:
    """Nodes and all that is in them, in the order of the text as far as the fields of nodes have it."""
    waiting = [*reversed(nodes)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed([*children(node)])


def variables(*nodes: Node) -> frozenset[str]:
    """The names of all variables that are written in nodes."""
    return frozenset(one.name for one in walk(*nodes) if isinstance(one, Variable))


def expressions(query: Query) -> Iterator[Node]:
    """What is in the columns, HAVING and ORDER BY of a query, but for groups, which stand in EXISTS."""
    waiting: list[Node | None] = [*query.columns, query.having, query.order_by]
    while waiting:
        node = waiting.pop()
        if node is not None and not isinstance(node, Group):
            yield node
            waiting += children(node)
