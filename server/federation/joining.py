"""Queries with SERVICE (SPARQL 1.1 Federated Query): each clause is replaced by the VALUES that its endpoint gave.

A VALUES clause is a multiset of solutions as SERVICE is, in the same place, so joins, OPTIONAL, counts and all else
are then the engine's as for any query; which endpoints are asked for what is decided here. The server's own process
makes the calls and parses no text of a visitor: the evaluators are asked for whatever needs the grammar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock
from typing import Final

import pyoxigraph as ox

from server.engine import Asker, ClientBusy, Job, Pool, QuerySyntaxError, Row, ServiceRefused, select_rows
from server.engine.errors import FederationBusy, RemoteFailed
from server.engine.rows import job_rows
from server.federation.answers import Answer
from server.federation.bindings import Preceding, preceding, sent
from server.federation.calls import Budget, Caller
from server.federation.endpoints import Endpoint, endpoints
from server.namespaces import BASE
from server.rdf.writing import UNDEF, values_clause
from server.settings import Settings
from server.sparql.lexemes import Unsplittable
from server.sparql.outline import Outline, Service
from server.sparql.reading import outline
from server.sparql.tokens import undeclared_prefix

_JSON: Final = "application/sparql-results+json"
_NO_GRAPH: Final = f"{BASE}graph/none"
"""A graph that does not exist: a query over it is parsed, and then has next to nothing to do."""

_FEW: Final = 1_000
"""Rows that the engine joins fastest one after another with what else there is; more of them it must take as a table
of its own, which a subquery is to it, or two such tables take as long as the product of their lengths."""

Blocks = list[tuple[tuple[str, ...], list[tuple[str, ...]]]]
"""What to ask for: names of variables and rows of bindings for each call; no names to ask for everything."""

_EVERYTHING: Final[Blocks] = [((), [])]


class Federation:
    """Answers SERVICE from the endpoints of the settings' allow list; `allowed` has them by IRI."""

    def __init__(self, allowed: Mapping[str, Endpoint], settings: Settings) -> None:
        self.allowed = allowed
        self._settings = settings
        self._caller = Caller(allowed, settings)
        self._lock = Lock()
        self._running: Counter[str] = Counter()

    def joined(self, pool: Pool, job: Job, asker: Asker) -> Job:
        """The job with what the endpoints answered in the place of SERVICE. Raises EngineError."""
        seconds = min(job.timeout or pool.limits.deadline, pool.limits.deadline)
        with self._admitted(asker, pool):
            budget = Budget(self._settings, seconds, lambda: asker.left() or pool.closed)
            try:
                found = outline(job.query, self._settings.federation_length)
            except Unsplittable as error:
                reason = f"SERVICE is not allowed in this query, which cannot be taken apart: {error}"
                raise ServiceRefused(reason) from None
            joining = _Joining(self._caller, self._settings, pool, job, asker, budget, found)
            return replace(job, query=joining.run(), timeout=budget.remaining())

    @contextmanager
    def _admitted(self, asker: Asker, pool: Pool) -> Iterator[None]:
        with self._lock:
            retry_after = round(self._settings.federation_seconds) or 1
            if asker.name and self._running[asker.name] >= pool.limits.client_queries:
                raise ClientBusy(retry_after)
            if self._running.total() >= self._settings.federation_queries:
                raise FederationBusy(retry_after)
            self._running[asker.name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[asker.name] -= 1
                self._running += Counter()  # forgets those who have none


@lru_cache(maxsize=4)
def federation_of(settings: Settings) -> Federation | None:
    """The federation that settings ask for, one for the whole process; None without an allow list.

    Looks up the names of the endpoints. Raises SettingsError.
    """
    allowed = endpoints(settings.federation)
    return Federation(allowed, settings) if allowed else None


@dataclass
class _Joining:
    caller: Caller
    settings: Settings
    pool: Pool
    job: Job
    asker: Asker
    budget: Budget
    outline: Outline
    replaced: list[tuple[int, int, str]] = field(default_factory=list)

    def run(self) -> str:
        """The query without SERVICE."""
        self._check_syntax()
        named = self._endpoints()
        for service in self.outline.services:
            text = self._values(service, named.get(service.endpoint.text))
            self.replaced.append((service.part.start, service.part.end, f" {text} "))
        return self._render(0, len(self.outline.query))

    def _render(self, start: int, end: int) -> str:
        parts = []
        for first, last, text in self.replaced:
            if start <= first and last <= end:
                parts += [self.outline.query[start:first], text]
                start = last
        return "".join([*parts, self.outline.query[start:end]])

    def _check_syntax(self) -> None:
        """Raise what is wrong with the query, before anybody is called; its places are those of the query sent."""
        job = self._without_data(self.outline.without_calls())
        solutions = self.job.solutions_format and _JSON
        with self.pool.submit(replace(job, solutions_format=solutions), self.asker):
            pass

    def _without_data(self, query: str) -> Job:
        return replace(
            self.job,
            query=query,
            default_graphs=(_NO_GRAPH,),
            named_graphs=(),
            timeout=self.budget.remaining(),
        )

    def _endpoints(self) -> dict[str, Endpoint]:
        """The endpoints named in the query, by how they are written there. Raises ServiceRefused for any other."""
        nested = [inner for service in self.outline.services for inner in service.all_nested()]
        if variable := next((inner.endpoint.text for inner in nested if inner.variable), None):
            reason = f"SERVICE {variable} stands in the pattern of another SERVICE; there, name the endpoint by an IRI"
            raise ServiceRefused(reason)
        services = [service for service in self.outline.services if not service.variable]
        texts = list(dict.fromkeys(one.endpoint.text for one in (*services, *nested)))
        found = {}
        for text, iri in zip(texts, self._iris(texts), strict=True):
            found[text] = self._allowed(iri or text)
        return found

    def _allowed(self, iri: str) -> Endpoint:
        try:
            return self.caller.allowed[iri]
        except KeyError:
            allowed = ", ".join(f"<{one}>" for one in self.caller.allowed)
            raise ServiceRefused(
                f"SERVICE is not allowed for {iri[:200]!r}: it is none of the endpoints that this one calls, {allowed}"
            ) from None

    def _iris(self, texts: Sequence[str]) -> list[str]:
        """The IRIs that names have under the prologue of the query: the engine itself is asked."""
        if not texts:
            return []
        columns = " ".join(f"({text} AS ?name{number})" for number, text in enumerate(texts))
        query = f"{self.outline.prologue} SELECT {columns} {{}}"
        try:
            rows = select_rows(self.pool, query, self.budget.remaining(), self.asker)
        except QuerySyntaxError as error:
            raise self._meaningless() or error from None
        terms = (rows[0].get(f"name{number}") for number in range(len(texts)))
        return [term.value if isinstance(term, ox.NamedNode) else "" for term in terms]

    def _meaningless(self) -> QuerySyntaxError | None:
        query = self.outline.query
        token = undeclared_prefix(query)
        if token is None:
            return None
        line = query.count("\n", 0, token.start) + 1
        column = token.start - query.rfind("\n", 0, token.start)
        message = f"the prefix “{token.text.partition(':')[0]}:” is not declared"
        return QuerySyntaxError(message, line, column, token.text)

    def _values(self, service: Service, endpoint: Endpoint | None) -> str:
        """The VALUES clause with the solutions of a SERVICE."""
        scope = self._scope(service)
        before = preceding(service, self.outline, self._render)
        shared = [name for name in scope if before and name in before.variables & service.pattern.certain()]
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
        pattern = self.outline.without_calls(service.pattern.start, service.pattern.end)
        job = self._without_data(f"{self.outline.prologue} SELECT * {{ {pattern} }} LIMIT 0")
        with self.pool.submit(replace(job, solutions_format=_JSON), self.asker) as result:
            found = ox.parse_query_results(b"".join(result), format=ox.QueryResultsFormat.JSON)
        names = (
            {variable.value for variable in found.variables} if isinstance(found, ox.QuerySolutions) else ()
        )
        written = self.outline.within([(service.pattern.start, service.pattern.end)])
        return list(
            dict.fromkeys(one.text[1:] for one in written if one.kind == "variable" and one.text[1:] in names)
        )

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
        query = before.select(self.outline, names, most)
        job = replace(self.job, query=query, solutions_format=_JSON, timeout=self.budget.remaining())
        rows = job_rows(self.pool, job, self.asker)
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
            if not service.silent:
                raise
            answers = [Answer((), ((),))]
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
    ) -> Answer:
        pattern = self.outline.query[service.pattern.start : service.pattern.end]
        restriction = values_clause(names, rows) if names else ""
        prologue = f"BASE <{BASE}> {self.outline.prologue}"
        return self.caller.ask(endpoint, f"{prologue} SELECT * {{ {restriction} {pattern} }}", self.budget)
