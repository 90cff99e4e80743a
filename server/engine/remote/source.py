"""In an evaluator: a query is answered by the engine behind the server, which the server asks.

The question goes to the server in a frame; what the engine answers comes back in frames of DATA, with END, or ERROR.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from server.engine.dataset import dataset_of, for_engine, tried
from server.engine.errors import EngineError, EngineFailed, QueryRefused, decode_error
from server.engine.job import Job, Kind, json_frame, read_frame
from server.engine.remote.graphs import Holdings, view
from server.engine.remote.products import PRODUCTS, Product
from server.engine.remote.question import GRAPH, TABLE, Question
from server.engine.remote.wording import complete, worded
from server.engine.serialise import Result
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
        found = PRODUCTS[product]
        holdings = Holdings.of(Release(store.parent).manifest, found)
        return cls(found, holdings, read(store.with_name(ORIGINALS)))

    @contextmanager
    def evaluated(self, job: Job, query: str) -> Iterator[Result]:
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
        form = tried(job, query)
        clauses = dataset_clauses(query)
        has_clauses = bool(clauses.default_graphs or clauses.named_graphs)
        wants_graphs = asks_graphs(query)
        seen = view(dataset_of(job, clauses), self.product, self._holdings, wants_graphs, self._claims)
        prefixes = PREFIXES if job.prefixes else {}

        def ask(asked: str) -> bool:
            with self._asked(
                Question(complete(asked, prefixes), seen.default, seen.named, boolean=True)
            ) as answer:
                return bool(answer)

        text = worded(query, seen.hidden, has_clauses, wants_graphs)
        if self.product.embedded:
            text = for_engine(job, text, ask)
        accept = GRAPH if isinstance(form, ox.QueryTriples) else TABLE
        boolean = isinstance(form, ox.QueryBoolean)
        return Question(complete(text, prefixes), seen.default, seen.named, accept, boolean)

    @contextmanager
    def _asked(self, question: Question) -> Iterator[Result]:
        assert self.channel is not None  # noqa: S101 - an evaluator sets it before its first job
        self.channel.write(json_frame(Kind.QUESTION, asdict(question)))
        self.channel.flush()
        self.over = False
        arriving = _Arriving(self.channel, self.product.node if question.accept == TABLE else "")
        stream = cast("IO[bytes]", io.BufferedReader(arriving))
        try:
            yield self._parsed(stream, question)
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

    def _parsed(self, stream: IO[bytes], question: Question) -> Result:
        if question.accept == GRAPH:
            return _each_once(quad.triple for quad in ox.parse(stream, format=ox.RdfFormat.N_TRIPLES))
        found = ox.parse_query_results(stream, format=ox.QueryResultsFormat.JSON)
        if question.boolean and isinstance(found, ox.QuerySolutions):
            held = any(isinstance(row[0], ox.Literal) and row[0].value == "1" for row in found)
            text = b'{"head":{},"boolean":%s}' % (b"true" if held else b"false")
            return ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
        return found

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


def _each_once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples of a graph, which is a set, from an engine that may write one again for each solution."""
    written: set[bytes] = set()
    for triple in triples:
        digest = blake2b(str(triple).encode(), digest_size=16).digest()  # takes less memory than the triple
        if digest not in written:
            written.add(digest)
            yield triple


class _Arriving(io.RawIOBase):
    """The answer of the engine, as it comes over the channel."""

    def __init__(self, channel: IO[bytes], node: str) -> None:
        self._channel = channel
        self._node = f'"type": "bnode", "value": "{node}'.encode() if node else b""
        """What is not sent in quotes within a string, so that nothing else is taken for it."""
        self._plain_node = self._node.removesuffix(node.encode())
        self._held = b""
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
                return self._mended(body)
            case Kind.END:
                self.over = True
                return self._held
            case _:
                self.over = True
                self.error = decode_error(json.loads(body))
                raise OSError("the answer broke off")

    def _mended(self, body: bytes) -> bytes:
        """Bytes with the labels of blank nodes as they may be; what may begin such a label is held back."""
        if not self._node:
            return body
        mended = (self._held + body).replace(self._node, self._plain_node)
        keep = len(self._node) - 1
        self._held = mended[-keep:]
        return mended[:-keep]
