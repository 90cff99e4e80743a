"""Queries with SERVICE (SPARQL 1.1 Federated Query): each clause is replaced by the VALUES that its endpoint gave.

A VALUES clause is a multiset of solutions as SERVICE is, in the same place, so joins, OPTIONAL, counts and all else
are then the engine's as for any query; which endpoints are asked for what is decided here. The server's own process
makes the calls and parses no text of a visitor: the evaluators are asked for whatever needs the grammar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from functools import lru_cache
from threading import Lock
from typing import Final

import pyoxigraph as ox

from server.engine import Client, ClientBusy, Dataset, Job, Pool, QuerySyntaxError, Row, ServiceRefused
from server.engine.errors import FederationBusy, RemoteFailed
from server.engine.rows import job_rows
from server.federation.calls import Budget, Caller, Solutions
from server.federation.endpoints import Endpoint, endpoints
from server.federation.services import Preceding, Service, preceding, sent, services, without_calls
from server.namespaces import BASE
from server.rdf.terms import UNDEF, values_clause
from server.settings import Settings
from server.sparql.parser import parse
from server.sparql.rewriting import Edit, edited
from server.sparql.scanner import Unreadable
from server.sparql.scopes import certain, in_scope
from server.sparql.suggestions import missing_prefixes
from server.sparql.tokens import SHORT, undeclared_prefix
from server.sparql.tree import Element, Iri, Tree, Triples, Variable, walk

_JSON: Final = "application/sparql-results+json"
_NO_GRAPH: Final = f"{BASE}graph/none"
"""A graph that does not exist: a query over it is parsed, and then has next to nothing to do."""

_FEW: Final = 1_000
"""Rows that the engine joins fastest one after another with what else there is; more of them it must take as a table
of its own, which a subquery is to it, or two such tables take as long as the product of their lengths."""

Blocks = list[tuple[tuple[str, ...], list[tuple[str, ...]]]]
"""What to ask for: names of variables and rows of bindings for each call; no names to ask for everything."""

_EVERYTHING: Final[Blocks] = [((), [])]


@dataclass(frozen=True)
class Answers:
    """What stands in the place of each SERVICE of a query, as edits of its text.

    `failed`: the endpoints that gave nothing, which SILENT allows, each with the place of its clause.
    """

    edits: tuple[Edit, ...] = ()
    failed: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True)
class Joined:
    """A job with a query without SERVICE, and how its text came about."""

    job: Job
    answers: Answers


class Federation:
    """Answers SERVICE from the endpoints of the settings' allow list; `allowed` has them by IRI."""

    def __init__(self, allowed: Mapping[str, Endpoint], settings: Settings) -> None:
        self.allowed = allowed
        self._settings = settings
        self._caller = Caller(allowed, settings)
        self._lock = Lock()
        self._running: Counter[str] = Counter()

    def joined(self, pool: Pool, job: Job, client: Client) -> Joined:
        """The job with what the endpoints answered in the place of SERVICE. Raises EngineError."""
        seconds = min(job.timeout or pool.limits.query_deadline, pool.limits.query_deadline)
        with self._admitted(client, pool):
            budget = Budget(self._settings, seconds, lambda: client.disconnected or pool.closed)
            check_syntax(pool, replace(job, timeout=budget.remaining()), client)
            try:
                tree = parse(job.query)
                found = services(tree)
            except Unreadable as error:
                raise _refused(error) from None
            joining = _Joining(self._caller, self._settings, pool, job, client, budget, tree, found)
            query = joining.run()
            answers = Answers(tuple(joining.replaced), frozenset(joining.failed))
            return Joined(replace(job, query=query, timeout=budget.remaining()), answers)

    def may_join(self, job: Job) -> bool:
        """Whether a query is short enough: this process reads some 500,000 characters a second, and has more to do."""
        return len(job.query) <= self._settings.federation_length

    def too_long(self) -> ServiceRefused:
        """Why a query with SERVICE was refused that is not short enough."""
        return _refused(f"it is longer than {self._settings.federation_length:,} characters")

    @contextmanager
    def _admitted(self, client: Client, pool: Pool) -> Iterator[None]:
        with self._lock:
            retry_after = round(self._settings.federation_seconds) or 1
            if client.name and self._running[client.name] >= pool.limits.client_queries:
                raise ClientBusy(retry_after)
            if self._running.total() >= self._settings.federation_queries:
                raise FederationBusy(retry_after)
            self._running[client.name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[client.name] -= 1
                self._running += Counter()  # forgets those who have none


@lru_cache(maxsize=4)
def federation_of(settings: Settings) -> Federation | None:
    """The federation that settings ask for, one for the whole process; None without an allow list.

    Looks up the names of the endpoints. Raises SettingsError.
    """
    allowed = endpoints(settings.federation)
    return Federation(allowed, settings) if allowed else None


def _refused(reason: Unreadable | str) -> ServiceRefused:
    return ServiceRefused(f"SERVICE is not allowed in this query, which cannot be taken apart: {reason}")


def check_syntax(pool: Pool, job: Job, client: Client) -> None:
    """Raise what is wrong with a query, over no data and without a call; its places are those of the query sent."""
    checked = replace(
        job,
        query=without_calls(job.query),
        dataset=Dataset((_NO_GRAPH,)),
        solutions_format=job.solutions_format and _JSON,
    )
    with pool.submit(checked, client):
        pass


@dataclass
class _Joining:
    caller: Caller
    settings: Settings
    pool: Pool
    job: Job
    client: Client
    budget: Budget
    tree: Tree
    services: tuple[Service, ...]
    replaced: list[Edit] = field(default_factory=list)
    failed: set[tuple[int, str]] = field(default_factory=set)

    def run(self) -> str:
        """The query without SERVICE."""
        named = self._endpoints()
        for service in self.services:
            name = service.clause.name
            text = self._values(service, named[name.value] if isinstance(name, Iri) else None)
            self.replaced.append((service.clause.start, service.clause.end, f" {text} "))
        return edited(self.tree.text, self.replaced)

    def _render(self, element: Element) -> str:
        within = [one for one in self.replaced if element.start <= one[0] and one[1] <= element.end]
        text = edited(self.tree.text, within, element.start, element.end)
        return f"{text} ." if isinstance(element, Triples) else text

    def _endpoints(self) -> dict[str | None, Endpoint]:
        """The endpoints that IRIs name in the query. Raises ServiceRefused for any that is not allowed."""
        nested = [inner for service in self.services for inner in service.all_nested()]
        if variable := next((inner.variable for inner in nested if inner.variable), None):
            reason = f"SERVICE ?{variable} stands in the pattern of another SERVICE; there, name the endpoint by an IRI"
            raise ServiceRefused(reason)
        names = [one.clause.name for one in (*self.services, *nested)]
        iris = [name.value for name in names if isinstance(name, Iri)]
        if None in iris and (error := self._meaningless()):
            raise error
        return {iri: self._allowed(iri or "") for iri in dict.fromkeys(iris)}

    def _allowed(self, iri: str) -> Endpoint:
        try:
            return self.caller.allowed[iri]
        except KeyError:
            allowed = ", ".join(f"<{one}>" for one in self.caller.allowed)
            raise ServiceRefused(
                f"SERVICE is not allowed for {iri[:200]!r}: it is none of the endpoints that this one calls, {allowed}"
            ) from None

    def _meaningless(self) -> QuerySyntaxError | None:
        query = self.tree.text
        token = undeclared_prefix(query)
        if token is None:
            return None
        line = query.count("\n", 0, token.start) + 1
        column = token.start - query.rfind("\n", 0, token.start)
        message = f"the prefix “{token.text.partition(':')[0]}:” is not declared"
        hints = missing_prefixes(query) if len(query) <= SHORT else []
        return QuerySyntaxError(message, line, column, token.text, missing=[astuple(hint) for hint in hints])

    def _values(self, service: Service, endpoint: Endpoint | None) -> str:
        """The VALUES clause with the solutions of a SERVICE."""
        scope = self._scope(service)
        before = preceding(service, self.tree, self._render)
        bound = certain(service.clause.group.elements)
        shared = [name for name in scope if before and name in before.variables & bound]
        if endpoint is None:
            columns = [*scope, *({service.variable} - {*scope})]
            targets = self._targets(service, before, shared)
        else:
            columns = scope
            rows = self._rows(before, shared, self.settings.federation_bindings)
            targets = [(endpoint, self._blocks(rows, shared))]
        found: list[tuple[str, ...]] = []
        for target, blocks in targets:
            fixed = {service.variable: f"<{target.iri}>"} if service.variable else {}
            found += self._solutions(service, target, blocks, columns, fixed)
            if len(found) > self.settings.federation_rows:
                raise RemoteFailed(
                    target.iri, f"sent rows that make more than {self.settings.federation_rows:,}"
                )
        clause = values_clause(columns, found)
        return clause if len(found) <= _FEW else f"{{ SELECT * {{ {clause} }} }}"

    def _scope(self, service: Service) -> list[str]:
        """The variables that a pattern binds, in the order of their appearance."""
        names = in_scope(service.clause.group)
        written = (one.name for one in walk(service.clause.group) if isinstance(one, Variable))
        return [name for name in dict.fromkeys(written) if name in names]

    def _targets(
        self, service: Service, before: Preceding | None, shared: list[str]
    ) -> list[tuple[Endpoint, Blocks]]:
        """The endpoints that a variable names, or may name where nothing binds it, with what to ask each for."""
        name = service.variable
        allowed = [*self.caller.allowed.values()]
        if before is None or name not in before.variables:
            return [(endpoint, _EVERYTHING) for endpoint in allowed]
        named = self._rows(before, [name], len(allowed) + 1)
        if named is None:
            raise ServiceRefused(
                f"SERVICE ?{name} is not allowed: it names more endpoints than this one calls"
            )
        chosen = [self._allowed(getattr(row[name], "value", str(row[name]))) for row in named if name in row]
        if len(chosen) < len(named):
            chosen = allowed
        rows = self._rows(before, [*shared, name], self.settings.federation_bindings) if shared else None
        targets = []
        for endpoint in chosen:
            term = ox.NamedNode(endpoint.iri)
            own = None if rows is None else [row for row in rows if row.get(name, term) == term]
            targets.append((endpoint, self._blocks(own, shared)))
        return targets

    def _rows(self, before: Preceding | None, names: list[str], most: int) -> list[Row] | None:
        """The bindings that the preceding part gives; None if they cannot be told or are more than `most`."""
        if before is None or not names or not most:
            return None
        query = before.select(self.tree, names, most)
        job = replace(self.job, query=query, solutions_format=_JSON, timeout=self.budget.remaining())
        rows = job_rows(self.pool, job, self.client, self.settings.federation_size)
        return rows if len(rows) <= most else None

    def _blocks(self, rows: list[Row] | None, shared: list[str]) -> Blocks:
        if rows is None:
            return _EVERYTHING
        if not rows:
            return []
        names, bindings = sent(rows, shared)
        size = self.settings.federation_block
        blocks: Blocks = [(names, bindings[start : start + size]) for start in range(0, len(bindings), size)]
        return blocks if names and len(blocks) <= self.budget.calls else _EVERYTHING

    def _solutions(
        self,
        service: Service,
        endpoint: Endpoint,
        blocks: Blocks,
        columns: Sequence[str],
        fixed: Mapping[str, str],
    ) -> list[tuple[str, ...]]:
        """The rows that an endpoint gives; the one that binds nothing more if it fails and SERVICE is SILENT."""
        try:
            answers = [self._answer(service, endpoint, *block) for block in blocks]
        except RemoteFailed:
            if not service.clause.silent:
                raise
            self.failed.add((service.clause.start, endpoint.iri))
            answers = [Solutions((), ((),))]
        found = []
        for answer in answers:
            places = {name: place for place, name in enumerate(answer.names)}
            for row in answer.rows:
                given = {name: row[places[name]] if name in places else UNDEF for name in columns}
                if all(given[name] in (UNDEF, term) for name, term in fixed.items()):
                    found.append(tuple({**given, **fixed}.values()))
        return found

    def _answer(
        self, service: Service, endpoint: Endpoint, names: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> Solutions:
        pattern = self.tree.slice(service.clause.group)
        restriction = values_clause(names, rows) if names else ""
        prologue = f"BASE <{BASE}> {self.tree.declarations}"
        return self.caller.ask(endpoint, f"{prologue} SELECT * {{ {restriction} {pattern} }}", self.budget)
