"""The endpoint /sparql (SPARQL 1.1 Protocol, and QUERY of RFC 10008): a request becomes a plan, a plan an answer.

Whoever takes requests from the network drives it: the event loop of the server, or a view of the web application.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, TypeVar

from server.endpoint.arrow import TABULAR
from server.endpoint.caching import NOT_STORED, VARIES, Cacheable, cacheable_query, varies_with_address
from server.endpoint.description import serialise, service_description
from server.endpoint.diagnostics import EXPLANATIONS, FEDERATED, HINTS, IN_WORDS, UNANSWERED
from server.endpoint.diagnostics.patterns import NO_ANSWERS, Evaluation
from server.endpoint.error_details import diagnosed
from server.endpoint.formats import (
    EXPLANATION,
    GRAPHS,
    HTML,
    PLAIN_TEXT,
    RESULTS_JSON,
    Format,
    chosen_format,
)
from server.endpoint.http import OPEN_TO_ALL, Answer, Request, method_refused, options, problem_answer
from server.endpoint.preconditions import refuse_unmet
from server.endpoint.problems import HttpProblem, Slug, not_acceptable, of_error, update_refused
from server.endpoint.release_names import ReleaseNames
from server.endpoint.request import (
    ACCEPTED,
    QueryRequest,
    UpdateRequest,
    chosen,
    parameters_of,
    read,
    with_lasting_names,
)
from server.endpoint.results import compressed, result_of
from server.endpoint.scratch import Scratch
from server.endpoint.wrong_answers import ENGINE_HINT, WrongAnswer
from server.engine import Client, Engine, EngineError, Job, Pool, ServiceRefused
from server.engine.interpreter import INTERPRETER
from server.federation import check_syntax, federation_of
from server.release import Release
from server.settings import Settings
from server.sparql.suggestions import header
from server.sparql.tokens import SHORT, calls_service
from server.why.proofs import Proofs

Value = TypeVar("Value")

ALLOWED: Final = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")

_LONG: Final = 2000
"""Characters of a query whose hints are looked for in a thread; for one that is not `SHORT` nobody looks."""


@dataclass(frozen=True)
class Query:
    """The plan of a query: the job, what its result is kept by, and how its text was sent.

    `explain` is the explanation that is asked for in place of the result, `in_words` whether as text. `here`: the query
    names a graph by the address of this server.
    """

    job: Job
    text: str
    cacheable: Cacheable | None
    explain: str | None
    in_words: bool
    service: bool
    here: bool = False


@dataclass(frozen=True)
class Description:
    """The plan of a request without a query: the service description in a format; HTML means the editor's page."""

    format: Format


Plan = Query | UpdateRequest | Description | Answer


class SparqlEndpoint:
    """The endpoint over one release, or over a scratch dataset, which takes updates too. For the event loop of `pool`.

    `editor`: whether there is a page for a browser that comes without a query; every other client that sends none gets
    the service description, and so does a browser if there is no such page. `wrong` are saved queries that the engine
    is known to answer wrongly: every answer has a hint of that.
    """

    def __init__(
        self,
        pool: Pool,
        settings: Settings,
        release: Release,
        scratch: Scratch | None = None,
        editor: bool = False,
        wrong: tuple[WrongAnswer, ...] = (),
    ) -> None:
        self._blocking = pool
        self._engine: Engine = pool.pool
        self.proofs: Final = Proofs(release.proofs)  # for the pages as well: it keeps its file open
        self._settings, self._release, self._scratch = settings, release, scratch
        self._federation = federation_of(settings)  # looks names up, and complains, when the server starts
        self._descriptions = (*GRAPHS, HTML) if editor else GRAPHS
        # Of its own: what waits for other endpoints must not keep others from the loop's threads, which compress.
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="endpoint")
        self.names = ReleaseNames(pool.pool)
        self.wrong: Final = wrong

    async def answer(self, request: Request) -> Answer | None:
        """The answer to a request, errors included; None if the page of the editor is wanted."""
        client = request.context.client
        try:
            if len(request.body) + len(request.query_string) > SHORT:  # to read it is work as well
                client.account.refuse_if_spent()
            with client.working():
                plan = self.plan(request)
            if isinstance(plan, Description) and plan.format is HTML:
                return None
            found = plan if isinstance(plan, Answer) else await self._carried_out(plan, request)
        except HttpProblem as problem:
            found = problem_answer(problem, request.accept, request.context.request_id)
        except EngineError as error:
            found = problem_answer(of_error(error), request.accept, request.context.request_id)
        found.fields.extend(OPEN_TO_ALL)
        return await compressed(found, request.headers.get(b"accept-encoding"))

    def plan(self, request: Request) -> Plan:
        """What is to be done for a request. Raises HttpProblem."""
        if request.method == "OPTIONS":
            return options(request, ALLOWED, ACCEPTED)
        if request.method not in ALLOWED:
            raise method_refused(request, ALLOWED)
        asked = read(request, self._settings.query_length)
        match asked:
            case None:
                return Description(chosen(request, _parameter(request, "format"), self._descriptions))
            case UpdateRequest():
                return asked
            case QueryRequest():
                return self._planned(asked, request)

    def _planned(self, asked: QueryRequest, request: Request) -> Query:
        solutions = chosen_format(asked.format, request.accept, TABULAR)
        graph = chosen_format(asked.format, request.accept, GRAPHS)
        explanation = None
        explained = False
        if asked.explain is not None:
            explanation = chosen_format(asked.format, request.accept, EXPLANATION)
            explained = explanation is not None or asked.format is None
        if solutions is None and graph is None and not explained:
            raise not_acceptable((*TABULAR, *GRAPHS))
        given = asked.job(solutions, graph)
        job = with_lasting_names(given, request.context)
        # A longer one is for an evaluator to read, which refuses SERVICE.
        may_join = self._federation is not None and self._federation.may_join(job)
        service = may_join and calls_service(job.query)
        of_the_moment = service or asked.explain is not None
        cacheable = None if of_the_moment else cacheable_query(job, request)
        in_words = explanation is PLAIN_TEXT
        return Query(
            job, asked.query, cacheable, asked.explain, in_words, service, job is not given and job != given
        )

    async def _carried_out(self, plan: Query | UpdateRequest | Description, request: Request) -> Answer:
        match plan:
            case Description(format=form):
                triples = service_description(
                    self._settings, self._engine, self._release, request, self._scratch is not None
                )
                content_type = (b"content-type", form.content_type.encode())
                return self._named(Answer(200, [content_type, VARIES], serialise(triples, form)))
            case UpdateRequest():
                return await self._updated(plan, request)
            case Query():
                found = await self._evaluated(plan, request)
                return self._named(found) if plan.here else found

    def _named(self, answer: Answer) -> Answer:
        """An answer that depends on the address under which this server is asked."""
        vary = ", ".join(("Accept, Accept-Encoding", *varies_with_address(self._settings)))
        answer.set(b"vary", vary.encode())
        return answer

    async def _evaluated(self, plan: Query, request: Request) -> Answer:
        client = request.context.client
        if not self.names.settled:
            await self.names.given()
        try:
            if plan.explain is not None:
                return await self._in_thread(client, self._explained, plan, plan.explain, request)
            if plan.service and self._federation:
                joined = self._federation.joined
                job = (await self._in_thread(client, joined, self._blocking, plan.job, client)).job
                return await result_of(self._engine, job, request)
            found = await result_of(self._engine, plan.job, request, plan.cacheable)
        except EngineError as error:
            if (
                isinstance(error, ServiceRefused)
                and self._federation
                and not self._federation.may_join(plan.job)
            ):
                raise of_error(self._federation.too_long()) from error
            raise diagnosed(error, plan.text, await self.names.given()) from error
        if found.status == 200:
            # To read a long query takes longer than the event loop may be kept from others.
            hints = self.names.hints
            long = len(plan.text) >= _LONG
            given = await asyncio.to_thread(hints, plan.text, client) if long else hints(plan.text, client)
            told = [*([header(given)] if given else ()), *([ENGINE_HINT] if self.wrong else ())]
            if told:
                found.fields.append((b"eikg-hint", "; ".join(told).encode()))
        return found

    async def _in_thread(self, client: Client, work: Callable[..., Value], *given: object) -> Value:
        """What work for a client gives that asks the engine several times and waits in between."""

        def worked() -> Value:
            with INTERPRETER.held(client.name), client.working():
                return work(*given)

        return await asyncio.get_running_loop().run_in_executor(self._threads, worked)

    def _explained(self, plan: Query, kind: str, request: Request) -> Answer:
        """An explanation of a query that can be evaluated, with the hints for its names. In a thread."""
        if kind not in (kinds := (*EXPLANATIONS, HINTS)):
            names = " or ".join(f"`{name}`" for name in kinds)
            raise HttpProblem(Slug.REQUEST, 400, f"The parameter `explain` must be {names}.")
        if len(plan.text) > (longest := self._settings.explain_length):
            detail = f"A query longer than {longest:,} characters cannot be explained."
            raise HttpProblem(Slug.EXPLANATION, 400, detail)
        client = request.context.client
        # The explanation has a format of its own, whatever formats the client takes for a result.
        job = replace(plan.job, solutions_format=RESULTS_JSON.media_type, graph_format=GRAPHS[0].media_type)
        document: dict[str, Any] = {}
        if kind == HINTS:
            check_syntax(self._blocking, job, client)
        else:
            document = self._documented(plan, job, kind, client)
        hints = self.names.hints(plan.text, client)
        document["hints"] = [asdict(hint) for hint in hints]
        if document.get("empty") and hints:
            hint = header(hints)
            document["detail"] += f" Hint: {hint}" if hint.endswith("?") else f" Hint: {hint}."
        if plan.in_words and kind in IN_WORDS:
            return text_answer(IN_WORDS[kind](document))
        return json_answer(document)

    def _documented(self, plan: Query, job: Job, kind: str, client: Client) -> dict[str, Any]:
        """The explanation of a query without its hints. Raises HttpProblem and EngineError."""
        answers = NO_ANSWERS
        if plan.service and self._federation:
            if kind not in FEDERATED:
                detail = (
                    "A query with SERVICE cannot be explained: what other endpoints hold is not known here."
                )
                raise HttpProblem(Slug.EXPLANATION, 400, detail)
            joined = self._federation.joined(self._blocking, job, client)
            job, answers = joined.job, joined.answers
        evaluation = Evaluation.of(self._blocking, job, client, self.proofs, answers)
        if kind not in UNANSWERED:
            # Evaluated as it is first: what is wrong with it is its own fault, not that of the parts made of it.
            self._blocking.submit(job, client).close()
        return EXPLANATIONS[kind](plan.job.query, evaluation)

    async def _updated(self, update: UpdateRequest, request: Request) -> Answer:
        if self._scratch is None:
            raise update_refused()
        self._scratch.authorise(request.headers.get(b"authorization"), request.context.client.name)
        job = Job(
            query=update.update,
            dataset=update.dataset,
            timeout=update.timeout,
            update=True,
        )
        refuse_unmet(request, (), exists=True)  # the endpoint is there, and has no entity tag
        with self._scratch.keys.attempt(request) as wanted:
            try:
                if wanted:
                    async with self._scratch.change(self._engine.limits.queue_wait):
                        await self._engine.change(job, request.context.client)
            except EngineError as error:
                raise diagnosed(error, update.update) from error
        return Answer(204, [(b"vary", b"Accept")])


def json_answer(document: object) -> Answer:
    """An answer in JSON that nobody is to keep."""
    body = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
    return Answer(200, [(b"content-type", b"application/json"), VARIES, NOT_STORED], body)


def text_answer(text: str) -> Answer:
    """An answer in plain text that nobody is to keep."""
    content_type = (b"content-type", PLAIN_TEXT.content_type.encode())
    return Answer(200, [content_type, VARIES, NOT_STORED], text.encode())


def _parameter(request: Request, name: str) -> str | None:
    """The first value of a parameter that is not empty. Raises HttpProblem."""
    given = parameters_of(request.query_string, "the query string")
    return next((value for key, value in given if key == name and value), None)
