"""What explanations are made of: the triple patterns, filters and groups that solutions must fit, and their evaluation.

Lists of objects, sequence paths and blank nodes are written as single triple patterns, with variables of this module's
own for what has no name, so that each can be asked for alone. What is written so is handed to the engine again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pyoxigraph as ox

from server.endpoint.problems import HttpProblem, Slug
from server.engine import (
    Client,
    Dataset,
    DeadlineExceeded,
    Job,
    Pool,
    Result,
    ResultTooLarge,
    Row,
    boolean_of,
    rows_of,
    triples_of,
)
from server.federation import Answers
from server.settings import Settings
from server.sparql.parser import parse
from server.sparql.rewriting import edited
from server.sparql.scanner import Unreadable
from server.sparql.tree import (
    Annotated,
    BlankNode,
    BlankNodeProperties,
    Element,
    GraphNode,
    GraphPattern,
    Group,
    OptionalPattern,
    Path,
    PathSequence,
    Property,
    Query,
    ReifiedTriple,
    ServicePattern,
    Tree,
    Triples,
    TripleTerm,
    UnionPattern,
    Variable,
    walk,
)
from server.why.proofs import Proofs

FRESH: Final = "?eikg_"
"""How the names of variables begin that stand for blank nodes, and for what lies between two steps of a path."""

MOST_ELEMENTS: Final = 200
"""Elements of groups in a query that is taken apart."""

WHOLE: Final = ("application/sparql-results+json", "application/n-triples")
"""The formats of what is read here, of a table or boolean and of a graph."""


NO_ANSWERS: Final = Answers()
"""Those of a query without SERVICE."""


@dataclass(frozen=True)
class TriplePattern:
    """One triple pattern, or a path that is no sequence."""

    subject: str
    predicate: str
    object: str
    start: int
    verb: Path | Variable

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object} ."


class Patterns:
    """The pattern of a SELECT or ASK. Raises Unreadable for a query that cannot be told apart."""

    def __init__(self, query: str) -> None:
        self.tree: Final = parse(query, most_elements=MOST_ELEMENTS)
        self.query: Final = self.tree.query
        if self.query.form not in ("SELECT", "ASK") or self.query.where is None:
            raise Unreadable("only a SELECT or an ASK can be explained")
        if service := next((one for one in walk(self.query) if isinstance(one, ServicePattern)), None):
            raise Unreadable("it uses SERVICE", service.start)
        later = (TripleTerm, ReifiedTriple, Annotated)
        if reified := next((one for one in walk(self.query) if isinstance(one, later)), None):
            raise Unreadable("it uses triple terms or reifiers (SPARQL 1.2)", reified.start)
        self.group: Final = self.query.where
        self._flattening: Final = _Flattening(self.tree)
        self._triples: Final = {
            one.start: tuple(self._flattening.triples(one)) for one in _plain_triples(self.group)
        }

    @property
    def prologue(self) -> str:
        """The prologue as it is written."""
        return self.tree.declarations

    @property
    def dataset(self) -> str:
        """The dataset clauses as they are written."""
        return " ".join(map(self.tree.slice, self.query.dataset))

    @property
    def without_dataset(self) -> str:
        """The query without prologue and dataset clauses, as a subquery can be."""
        edits = [(clause.start, clause.end, "") for clause in self.query.dataset]
        return edited(self.tree.text, edits, self.query.start, self.query.end)

    def triples(self, element: Triples) -> Sequence[TriplePattern]:
        """The triple patterns of one subject."""
        if element.start not in self._triples:  # in a subquery or a MINUS
            self._triples[element.start] = tuple(self._flattening.triples(element))
        return self._triples[element.start]

    def text(self, element: Element) -> str:
        """An element as it can be written again, with its triple patterns one by one."""
        match element:
            case Triples():
                return " ".join(map(str, self.triples(element)))
            case Query():
                return f"{{ {self.tree.slice(element)} }}"
            case Group():
                return self._braced(element)
            case OptionalPattern(group=group):
                return f"OPTIONAL {self._braced(group)}"
            case GraphPattern(name=name, group=group):
                return f"GRAPH {self.tree.slice(name)} {self._braced(group)}"
            case UnionPattern(groups=groups):
                return " UNION ".join(map(self._braced, groups))
            case _:
                return self.tree.slice(element)

    def inside(self, group: Group) -> str:
        """What stands between the brackets of a group."""
        return " ".join(map(self.text, group.elements))

    def _braced(self, group: Group) -> str:
        return f"{{ {self.inside(group)} }}"


def _plain_triples(group: Group) -> Iterator[Triples]:
    """The triples of a group and of those in it that are no condition by themselves, as a MINUS and a subquery are."""
    for element in group.elements:
        match element:
            case Triples():
                yield element
            case Group():
                yield from _plain_triples(element)
            case OptionalPattern(group=inner) | GraphPattern(group=inner):
                yield from _plain_triples(inner)
            case UnionPattern(groups=groups):
                for one in groups:
                    yield from _plain_triples(one)


@dataclass
class _Flattening:
    tree: Tree
    fresh: int = 0
    found: list[TriplePattern] = field(default_factory=list)

    def triples(self, element: Triples) -> list[TriplePattern]:
        self.found = []
        self._properties(self._term(element.subject), element.properties)
        return self.found

    def _properties(self, subject: str, properties: Sequence[Property]) -> None:
        for one in properties:
            for thing in one.objects:
                # The node that is written first comes first, so what is in brackets is told before what leads to it.
                self._between(subject, one, self._term(thing))

    def _between(self, subject: str, one: Property, last: str) -> None:
        steps: Sequence[Path | Variable] = (
            one.verb.steps if isinstance(one.verb, PathSequence) else (one.verb,)
        )
        for step in steps[:-1]:
            between = self._variable()
            self._add(subject, step, between, one.start)
            subject = between
        self._add(subject, steps[-1], last, one.start)

    def _add(self, subject: str, step: Path | Variable, last: str, start: int) -> None:
        self.found.append(TriplePattern(subject, self.tree.slice(step), last, start, step))

    def _term(self, node: GraphNode | Annotated) -> str:
        match node:
            case BlankNode(label=""):
                return self._variable()
            case BlankNode(label=label):
                return f"{FRESH}blank_{label.replace('.', '_')}"
            case BlankNodeProperties(properties=properties):
                variable = self._variable()
                self._properties(variable, properties)
                return variable
            case _:
                return self.tree.slice(node)

    def _variable(self) -> str:
        self.fresh += 1
        return f"{FRESH}{self.fresh}"


_MEMBERS: Final = "SELECT ?g { GRAPH ?g {} }"


@dataclass
class Room:
    """Bytes that an explanation may still have of results and of queries made of them, as it is held in memory."""

    most: int = Settings.explain_size
    taken: int = 0

    def take(self, number: int) -> None:
        """Take up so many bytes. Raises ResultTooLarge where they are more than are left."""
        self.taken += number
        if self.taken > self.most:
            raise ResultTooLarge(
                f"what the explanation reads is larger than {self.most:,} bytes; ask for fewer rows or shorter values"
            )


@dataclass(frozen=True)
class Evaluation:
    """Evaluates queries on the dataset of a job through a pool, until `end` by the monotonic clock.

    `seconds` is what the job might take, `proofs` tells why the triples of the release are there, and `answers` what
    stands in the query of the job in the place of each SERVICE. All results together are no larger than `room`.
    """

    pool: Pool
    job: Job
    client: Client
    seconds: float
    end: float
    proofs: Proofs
    answers: Answers = NO_ANSWERS
    room: Room = field(default_factory=Room)

    @classmethod
    def of(
        cls,
        pool: Pool,
        job: Job,
        client: Client,
        proofs: Proofs,
        answers: Answers = NO_ANSWERS,
    ) -> Evaluation:
        """Evaluate for as long as the job itself might take, and read as much as an explanation may."""
        limit = pool.limits.query_deadline
        seconds = limit if job.timeout is None else min(job.timeout, limit)
        return cls(
            pool,
            job,
            client,
            seconds,
            time.monotonic() + seconds,
            proofs,
            answers,
            Room(pool.limits.explain_size),
        )

    def ask(self, query: str) -> bool:
        """Whether a pattern has a solution. Raises EngineError."""
        return boolean_of(self._body(replace(self.job, query=query)))

    def rows(self, query: str) -> tuple[list[str], list[Row]]:
        """The variables and the rows of a SELECT. Raises EngineError."""
        return rows_of(self._body(replace(self.job, query=query)))

    def tables(self, queries: Iterable[str]) -> list[list[Row]]:
        """The rows of several SELECTs, in one round trip. Raises EngineError."""
        return self._tables(self.job, queries)

    def tables_of_everything(self, queries: Iterable[str]) -> list[list[Row]]:
        """The rows of several SELECTs on all graphs, whatever the dataset of the job. Raises EngineError."""
        return self._tables(replace(self.job, dataset=None, prefixes=True), queries)

    def members(self, graph: str) -> frozenset[str]:
        """The names of the graphs that a virtual one stands for. Raises EngineError."""
        (rows,) = self._tables(replace(self.job, dataset=Dataset((graph,))), [_MEMBERS])
        return frozenset(str(getattr(row["g"], "value", "")) for row in rows)

    def triples(self, query: str, most: int) -> list[ox.Triple]:
        """The first triples of a CONSTRUCT or DESCRIBE, one more than `most` where there are. Raises EngineError."""
        chunks: list[bytes] = []
        lines = 0
        with self._submitted(replace(self.job, query=query)) as result:
            for chunk in result:
                self.room.take(len(chunk))
                chunks.append(chunk)
                lines += chunk.count(b"\n")
                if lines > most:
                    break
        listed = b"".join(chunks).split(b"\n", most + 1)
        return triples_of(b"\n".join(listed[: most + 1]))

    def _tables(self, job: Job, queries: Iterable[str]) -> list[list[Row]]:
        made = [*self._made(queries)]
        if len(made) < 2:
            return [rows_of(self._body(replace(job, query=query)))[1] for query in made]
        body = self._body(replace(job, query=made[0], more=tuple(made[1:])))
        return [rows_of(one)[1] for one in body.split(b"\0")[:-1]]

    def _made(self, queries: Iterable[str]) -> Iterator[str]:
        """Queries made of what was read, each of which may have a long value again."""
        for query in queries:
            self.room.take(len(query))
            yield query

    def _body(self, job: Job) -> bytes:
        try:
            with self._submitted(job) as result:
                return b"".join(self._read(result))
        except DeadlineExceeded:
            raise DeadlineExceeded(
                self.seconds
            ) from None  # that of the whole explanation, not what was left of it

    def _read(self, result: Result) -> Iterator[bytes]:
        for chunk in result:
            self.room.take(len(chunk))
            yield chunk

    def _submitted(self, job: Job) -> Result:
        left = self.end - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded(self.seconds)
        solutions, graph = WHOLE
        job = replace(job, solutions_format=solutions, graph_format=graph, timeout=left)
        return self.pool.submit(job, self.client)


def not_splittable(error: Unreadable | str) -> HttpProblem:
    """The problem of a query of a shape that cannot be explained."""
    return HttpProblem(Slug.EXPLANATION, 400, f"The query cannot be explained: {error}.")
