"""What can go wrong with a query. Each error says what, where and what to do; none carries a traceback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


class EngineError(Exception):
    """Any failure of a query."""


class QueryError(EngineError):
    """The query itself is at fault: the same query would fail again."""


class QuerySyntaxError(QueryError):
    """The text is not a SPARQL query. `line` and `column` count from 1, in characters.

    `token` is what stands there, empty at the end of the text; `expected` names what could, as far as that is known;
    `advice` says what to do about it, and `meant` is the word to write instead, if that is known. `missing` are the
    members of a hint for each prefix that lacks a declaration.
    """

    def __init__(
        self,
        message: str,
        line: int,
        column: int,
        token: str = "",
        expected: Sequence[str] = (),
        advice: str = "",
        meant: str = "",
        missing: Sequence[Sequence[Any]] = (),
    ) -> None:
        super().__init__(message, line, column, token, expected, advice, meant, missing)
        self.line, self.column, self.token, self.expected = line, column, token, tuple(expected)
        self.advice, self.meant, self.missing = advice, meant, tuple(map(tuple, missing))

    def __str__(self) -> str:
        return f"{self.args[0]}; {self.advice}" if self.advice else str(self.args[0])


class QueryRefused(QueryError):
    """The engine would not answer the query as SPARQL 1.1 has it. `line` and `column` count from 1, in characters."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason, line, column)
        self.line, self.column = line, column

    def __str__(self) -> str:
        return str(self.args[0])


class QueryTooDeep(QueryError):
    """The query is nested deeper than the parser can follow."""


class ServiceRefused(QueryError):
    """The query uses SERVICE in a way, or for an endpoint, that is not allowed here."""


class UpdateRefused(QueryError):
    """The text is a SPARQL Update; the data of a release never changes."""


class LoadRefused(QueryError):
    """The update uses LOAD; this engine fetches nothing."""


class DatasetConflict(QueryError):
    """Both the request and the update name the dataset of the update."""


class DefaultGraphFixed(QueryError):
    """The update changes a default graph that is kept as the union of the named graphs."""


class GraphNameInvalid(QueryError):
    """A graph of the dataset is not named by an absolute IRI."""


class FormatUnavailable(QueryError):
    """The client accepts no format in which a result of this form can be written. `form` as in `Head`."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form

    def __str__(self) -> str:
        return f"none of the formats asked for can carry the result of this query: a {self.form}"


class NotExpressible(QueryError):
    """The result holds what its format has no way to write."""


class EvaluationFailed(QueryError):
    """The engine gave up with a message of its own."""


class LimitExceeded(EngineError):
    """A query went over a limit of the server; a smaller query may succeed."""


class DeadlineExceeded(LimitExceeded):
    """The evaluator was killed at the deadline, `seconds` after the start."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"the query was stopped at its deadline of {self.seconds:g} s"


class MemoryExceeded(LimitExceeded):
    """The evaluation needed more than the memory limit."""


class ResultTooLarge(LimitExceeded):
    """The result is larger than the result limit."""


class TooManyLookups(LimitExceeded):
    """The answer to one request needs more than the `number` of queries that one may."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return f"the request needs more than {self.number:,} look-ups"


class Busy(EngineError):
    """The query may be run later: `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class PoolBusy(Busy):
    """All evaluators are taken and the queue is full or the wait was too long."""

    def __str__(self) -> str:
        return "all evaluators are busy"


class ClientBusy(Busy):
    """As many queries of this client run and wait as may, whatever is free for others."""

    def __str__(self) -> str:
        return "as many of your queries run and wait as may"


class ClientSpent(Busy):
    """The client has used up one of its budgets, and gets another after a while.

    `budget` is its name and `quota` what it grants, in words.
    """

    def __init__(self, retry_after: int, budget: str, quota: str) -> None:
        super().__init__(retry_after)
        self.args = (retry_after, budget, quota)
        self.budget, self.quota = budget, quota

    def __str__(self) -> str:
        return f"you have used up the {self.quota} that one client has"


class FederationBusy(Busy):
    """As many queries with SERVICE are answered as may be at the same time."""

    def __str__(self) -> str:
        return "as many queries with SERVICE are being answered as may be"


class RemoteFailed(EngineError):
    """An endpoint that SERVICE names gave no usable answer; `late` if it gave none in time."""

    def __init__(self, endpoint: str, reason: str, late: bool = False) -> None:
        super().__init__(endpoint, reason, late)
        self.endpoint, self.reason, self.late = endpoint, reason, late

    def __str__(self) -> str:
        return f"the endpoint <{self.endpoint}> {self.reason}"


class EvaluatorDied(EngineError):
    """The evaluator process ended for a reason that is not the query's."""


class EngineUnreachable(EngineError):
    """The engine behind the server takes no queries: `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    def __str__(self) -> str:
        return "the engine behind this server cannot be reached"


class EngineFailed(EngineError):
    """The engine behind the server gave no answer that can be used."""

    def __str__(self) -> str:
        return f"the engine behind this server failed: {self.args[0]}"


class StoreFailed(EngineError):
    """The store could not be written, for want of space above all; nothing was changed."""


class OutcomeUnknown(EngineError):
    """The process that made a change is gone, and the store cannot be opened to see whether the change was made."""


class ReleaseDamaged(EngineError):
    """A file of the release, `name` by its path in it, is not what the build wrote, so there is no answer from it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"a part of the data is damaged on this server: {self.name}"


class Abandoned(EngineError):
    """The client left, so the query was stopped; nobody waits for an answer."""


@contextmanager
def reading_release(name: str) -> Iterator[None]:
    """A context in which whatever keeps a file of the release from being read is its damage. Raises ReleaseDamaged."""
    try:
        yield
    except (OSError, ValueError, LookupError, SyntaxError):
        raise ReleaseDamaged(name) from None


def encode_error(error: EngineError) -> dict[str, Any]:
    """An error as JSON can carry it from an evaluator to the server."""
    return {"name": type(error).__name__, "arguments": list(error.args)}


def decode_error(content: dict[str, Any]) -> EngineError:
    """The error that `encode_error` encoded."""
    error = globals()[content["name"]](*content["arguments"])
    if not isinstance(error, EngineError):
        raise TypeError(f"{content['name']} is no error of the engine")
    return error
