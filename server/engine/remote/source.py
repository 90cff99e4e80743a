"""In an evaluator: a query is answered by the engine behind the server, which the server asks.

The question goes to the server in a frame; what the engine answers comes back in frames of DATA, with END, or ERROR.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from server.engine.dataset import Answer, dataset_of, tried
from server.engine.errors import EngineError, EngineFailed, QueryRefused, decode_error
from server.engine.job import Job, Kind, json_frame, read_frame
from server.engine.remote.graphs import Holdings, view
from server.engine.remote.products import PRODUCTS, Product
from server.engine.remote.question import GRAPH, TABLE, Question
from server.engine.remote.wording import complete, worded
from server.namespaces import EVERYTHING, PREFIXES
from server.rdf.originals import Originals, read
from server.rdf.terms import TERMS, UNCOMMITTED
from server.release import ORIGINALS, Release
from server.sparql.tokens import asks_graphs, dataset_clauses


class Elsewhere:
    """Evaluates by asking the server, over `channel`, for what the engine answers.

    `over`: nothing of an answer is still to be read, so that the next job can be.
    """

    def __init__(self, product: Product, holdings: Holdings, originals: Originals) -> None:
        self.product, self.originals = product, originals
        self.channel: IO[bytes] | None = None
        self.over = True
        self._holdings = holdings
        self._claims = lru_cache(maxsize=256)(self._claims_of)

    @classmethod
    def of(cls, store: Path, product: str) -> Elsewhere:
        """The engine as it holds the release beside whose store it is asked. Raises NoRelease."""
        holdings = Holdings.of(Release(store.parent).manifest)
        return cls(PRODUCTS[product], holdings, read(store.with_name(ORIGINALS)))

    @contextmanager
    def evaluated(self, job: Job, query: str) -> Iterator[Answer]:
        """The answer to one query of a job, which is read as it arrives.

        Raises SyntaxError as pyoxigraph does for what is no query, QueryRefused, GraphNameInvalid and what the engine
        fails with; also while it is read.
        """
        question = self._question(job, query)
        with self._asked(question) as answer:
            yield answer

    def _question(self, job: Job, query: str) -> Question:
        if job.nodes:
            raise QueryRefused("the engine behind this server lets no blank node be named", 1, 1)
        graph = isinstance(tried(job, query), ox.QueryTriples)
        clauses = dataset_clauses(query)
        has_clauses = bool(clauses.default_graphs or clauses.named_graphs)
        wants_graphs = asks_graphs(query)
        seen = view(dataset_of(job, clauses), self.product, self._holdings, wants_graphs, self._claims)
        text = complete(
            worded(query, seen.hidden, has_clauses, wants_graphs), PREFIXES if job.prefixes else {}
        )
        return Question(text, seen.default, seen.named, GRAPH if graph else TABLE)

    @contextmanager
    def _asked(self, question: Question) -> Iterator[Answer]:
        assert self.channel is not None  # noqa: S101 - an evaluator sets it before its first job
        self.channel.write(json_frame(Kind.QUESTION, asdict(question)))
        self.channel.flush()
        self.over = False
        arriving = _Arriving(self.channel)
        stream = cast("IO[bytes]", io.BufferedReader(arriving))
        try:
            yield _parsed(stream, question.accept)
            while stream.read(io.DEFAULT_BUFFER_SIZE):  # white space, if anything
                pass
        except EngineError:
            raise
        except (OSError, SyntaxError, ValueError) as error:
            if arriving.error is not None:
                raise arriving.error from None
            raise EngineFailed(f"its answer cannot be read: {error}") from None
        finally:
            self.over = arriving.over

    def _claims_of(self, name: str) -> tuple[str, ...]:
        """The claims that the name of a document stands for (virtual_graphs.py)."""
        document = ox.NamedNode(name.removesuffix(EVERYTHING))
        committed = "".join(
            f" FILTER NOT EXISTS {{ ?claim {TERMS['stance']} {stance} }}"
            for stance in sorted(map(str, UNCOMMITTED))
        )
        query = (
            f"SELECT DISTINCT ?claim {{ ?claim {TERMS['inDocument']} {document}"
            f"{'' if name.endswith(EVERYTHING) else committed} FILTER isIRI(?claim) }}"
        )
        with self.evaluated(Job(query), query) as answer:
            assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 - a SELECT yields nothing else
            return tuple(solution[0].value for solution in answer if isinstance(solution[0], ox.NamedNode))


def _parsed(stream: IO[bytes], accept: str) -> Answer:
    if accept == GRAPH:
        quads = ox.parse(stream, format=ox.RdfFormat.N_TRIPLES)
        return (quad.triple for quad in quads)
    return ox.parse_query_results(stream, format=ox.QueryResultsFormat.JSON)


class _Arriving(io.RawIOBase):
    """The answer of the engine, as it comes over the channel."""

    def __init__(self, channel: IO[bytes]) -> None:
        self._channel = channel
        self._rest = memoryview(b"")
        self.over = False
        self.error: EngineError | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object) -> int:
        """As io.RawIOBase. Raises OSError where the answer broke off; `error` says why."""
        target = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._rest and not self.over:
            self._rest = memoryview(self._next())
        number = min(len(target), len(self._rest))
        target[:number] = self._rest[:number]
        self._rest = self._rest[number:]
        return number

    def _next(self) -> bytes:
        kind, body = read_frame(self._channel)
        match kind:
            case Kind.DATA:
                return body
            case Kind.END:
                self.over = True
                return b""
            case _:
                self.over = True
                self.error = decode_error(json.loads(body))
                raise OSError("the answer broke off")
