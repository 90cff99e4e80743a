"""The endpoint /sparql (SPARQL 1.1 Protocol, and QUERY of RFC 10008): a request becomes a plan, a plan an answer.

Whoever takes requests from the network drives it: the event loop of the server, or a view of the web application.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Final

from server.endpoint.arrow import TABULAR
from server.endpoint.caching import NOT_STORED, VARIES, Cacheable, cacheable_query
from server.endpoint.compression import compressed
from server.endpoint.description import serialise, service_description
from server.endpoint.diagnostics import EXPLANATIONS
from server.endpoint.diagnostics.evaluation import Evaluation
from server.endpoint.error_details import diagnosed
from server.endpoint.formats import GRAPHS, HTML, RESULTS_JSON, Format, chosen_format
from server.endpoint.http import OPEN_TO_ALL, Answer, Fields, Request
from server.endpoint.names import ReleaseNames
from server.endpoint.problems import HttpProblem, Slug, not_acceptable, of_error, render, update_refused
from server.endpoint.request import ACCEPTED, QueryRequest, UpdateRequest, parameters_of, read
from server.endpoint.results import result_of
from server.endpoint.scratch import Scratch
from server.endpoint.wellknown import with_lasting_names
from server.engine import EngineError, Job, Pool
from server.federation import federation_of
from server.release import Release
from server.settings import Settings
from server.sparql.suggestions import header
from server.sparql.tokens import calls_service

ALLOWED: Final = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")


@dataclass(frozen=True)
class Query:
    """The plan of a query: the job, what its result is kept by, and how its text was sent."""

    job: Job
    text: str
    cacheable: Cacheable | None
    explain: str | None
    service: bool


@dataclass(frozen=True)
class Description:
    """The plan of a request without a query: the service description in a format; HTML means the editor's page."""

    format: Format


Plan = Query | UpdateRequest | Description | Answer


class SparqlEndpoint:
    """The endpoint over one release, or over a scratch dataset, which takes updates too. For the event loop of `pool`.

    `editor`: whether there is a page for a browser that comes without a query; every other client that sends none gets
    the service description, and so does a browser if there is no such page.
    """

    def __init__(
        self,
        pool: Pool,
        settings: Settings,
        release: Release,
        scratch: Scratch | None = None,
        editor: bool = False,
    ) -> None:
        self._blocking, self._pool = pool, pool.pool
        self._settings, self._release, self._scratch = settings, release, scratch
        self._federation = federation_of(settings)  # looks names up, and complains, when the server starts
        self._descriptions = (*GRAPHS, HTML) if editor else GRAPHS
        self.names = ReleaseNames(pool.pool)

    async def answer(self, request: Request) -> Answer | None:
        """The answer to a request, errors included; None if the page of the editor is wanted."""
        try:
            plan = self.plan(request)
            if isinstance(plan, Description) and plan.format is HTML:
                return None
            found = plan if isinstance(plan, Answer) else await self._carried_out(plan, request)
        except HttpProblem as problem:
            found = problem_answer(problem, request.accept)
        except EngineError as error:
            found = problem_answer(of_error(error), request.accept)
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
        accept = request.accept
        solutions, graph = (chosen_format(asked.format, accept, offered) for offered in (TABULAR, GRAPHS))
        if solutions is None and graph is None:
            raise not_acceptable((*TABULAR, *GRAPHS))
        job = with_lasting_names(asked.job(solutions, graph), request.context.root)
        service = self._federation is not None and calls_service(job.query)
        of_the_moment = service or asked.explain is not None
        cacheable = None if of_the_moment else cacheable_query(job, request)
        return Query(job, asked.query, cacheable, asked.explain, service)

    async def _carried_out(self, plan: Query | UpdateRequest | Description, request: Request) -> Answer:
        match plan:
            case Description(format=form):
                triples = service_description(
                    self._settings, self._pool.limits, self._release, request, self._scratch is not None
                )
                content_type = (b"content-type", form.content_type.encode())
                return Answer(
                    200, [content_type, (b"vary", b"Accept, Accept-Encoding")], serialise(triples, form)
                )
            case UpdateRequest():
                return await self._updated(plan, request)
            case Query():
                return await self._evaluated(plan, request)

    async def _evaluated(self, plan: Query, request: Request) -> Answer:
        if not self.names.settled:
            await self.names.given()
        try:
            if plan.service and self._federation:
                if plan.explain is not None:
                    detail = "A query with SERVICE cannot be explained: what other endpoints hold is not known here."
                    raise HttpProblem(Slug.EXPLANATION, 400, detail)
                joined = self._federation.joined
                job = await asyncio.to_thread(joined, self._blocking, plan.job, request.context.client)
                return await result_of(self._pool, job, request)
            if plan.explain is not None:
                return await asyncio.to_thread(self._explained, plan, plan.explain, request)
            found = await result_of(self._pool, plan.job, request, plan.cacheable)
        except EngineError as error:
            raise diagnosed(error, plan.text, await self.names.given()) from error
        if found.status == 200 and (hints := self.names.hints(plan.text)):
            found.fields.append((b"eikg-hint", header(hints).encode()))
        return found

    def _explained(self, plan: Query, kind: str, request: Request) -> Answer:
        """An explanation in JSON, of a query that can be evaluated; with the hints for its names. In a thread."""
        if kind not in EXPLANATIONS:
            names = " or ".join(f"`{name}`" for name in EXPLANATIONS)
            raise HttpProblem(Slug.REQUEST, 400, f"The parameter `explain` must be {names}.")
        client, job = request.context.client, plan.job
        evaluation = Evaluation.of(self._blocking, job, client)
        # Evaluated as it is first: what is wrong with it is its own fault, not that of the parts made of it.
        whole = replace(job, solutions_format=job.solutions_format or RESULTS_JSON.media_type)
        self._blocking.submit(whole, client).close()
        document = EXPLANATIONS[kind](job.query, evaluation)
        document["hints"] = [asdict(hint) for hint in self.names.hints(plan.text)]
        return json_answer(document)

    async def _updated(self, update: UpdateRequest, request: Request) -> Answer:
        if self._scratch is None:
            raise update_refused()
        self._scratch.authorise(request.headers.get(b"authorization"))
        job = Job(
            query=update.update,
            default_graphs=update.default_graphs,
            named_graphs=update.named_graphs,
            timeout=update.timeout,
            update=True,
        )
        try:
            (await self._pool.submit(job, request.context.client)).close()
        except EngineError as error:
            raise diagnosed(error, update.update) from error
        return Answer(204, [(b"vary", b"Accept")])


def json_answer(document: object) -> Answer:
    """An answer in JSON that nobody is to keep."""
    body = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
    return Answer(200, [(b"content-type", b"application/json"), VARIES, NOT_STORED], body)


def problem_answer(problem: HttpProblem, accept: str | None) -> Answer:
    """A problem in the form that the client likes best (RFC 9457)."""
    rendered = render(problem, accept)
    given = {"Content-Type": rendered.content_type, **problem.headers}
    fields: Fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()]
    fields.append((b"vary", b"Accept, Accept-Encoding"))
    return Answer(problem.status, fields, rendered.body)


def options(request: Request, allowed: Iterable[str], accepted: str = "") -> Answer:
    """The answer to OPTIONS, for a person and for a browser that asks before it sends (CORS).

    `accepted` lists the media types of bodies, where there are any.
    """
    names = ", ".join(allowed)
    asked = request.headers.get(b"access-control-request-headers") or "Accept, Content-Type"
    given = {
        "allow": names,
        "access-control-allow-methods": names,
        "access-control-allow-headers": asked,
        "access-control-max-age": "86400",
        "vary": "Accept",
    }
    if accepted:
        given["accept-post"] = accepted
    if "QUERY" in names:
        given["accept-query"] = accepted  # RFC 10008, section 3
    return Answer(204, [(name.encode(), value.encode("latin-1")) for name, value in given.items()])


def method_refused(request: Request, allowed: Iterable[str]) -> HttpProblem:
    """A 405 that lists what is allowed."""
    names = ", ".join(allowed)
    detail = f"{request.method} is not allowed; use {names}."
    return HttpProblem(Slug.METHOD, 405, detail, headers={"Allow": names})


def chosen(request: Request, wanted: str | None, offered: tuple[Format, ...]) -> Format:
    """The format that `format=` names; without that parameter, the one that Accept likes best. Raises HttpProblem."""
    form = chosen_format(wanted, request.accept, offered)
    if form is None:
        raise not_acceptable(offered)
    return form


def _parameter(request: Request, name: str) -> str | None:
    """The first value of a parameter that is not empty. Raises HttpProblem."""
    given = parameters_of(request.query_string, "the query string")
    return next((value for key, value in given if key == name and value), None)
