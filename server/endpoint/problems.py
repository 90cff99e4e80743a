"""Problem documents (RFC 9457): every error of the endpoint, as JSON, plain text or HTML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from server.endpoint.formats import GRAPHS, SOLUTIONS, Format
from server.endpoint.negotiation import best, media_ranges
from server.endpoint.problem_kinds import KINDS, Slug
from server.engine import errors
from server.namespaces import BASE

__all__ = ["HttpProblem", "Rendered", "Slug", "not_acceptable", "of_error", "render", "update_refused"]


class HttpProblem(Exception):
    """A failed request: kind, HTTP status, what was wrong and what to do, further members, further headers."""

    def __init__(
        self,
        slug: Slug,
        status: int,
        detail: str,
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.slug, self.status, self.detail = slug, status, detail
        self.members, self.headers = dict(members or {}), dict(headers or {})

    @property
    def title(self) -> str:
        """What this kind of problem is called."""
        return KINDS[self.slug].title[0]

    def of_request(self, request_id: str) -> HttpProblem:
        """The same with the id of the request, by which whoever asks the operator can name it."""
        members = {**self.members, "request": request_id}
        return HttpProblem(self.slug, self.status, self.detail, members, self.headers)

    def document(self) -> dict[str, Any]:
        """The members of the problem document."""
        return {
            "type": f"{BASE}problem/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.members,
        }


@dataclass(frozen=True)
class Rendered:
    """A document with its content type."""

    content_type: str
    body: bytes


_JSON: Final = "application/problem+json"
_RENDERED_AS: Final = (
    (_JSON, (_JSON, "application/json")),
    ("text/plain", ("text/plain",)),
    ("text/html", ("text/html", "application/xhtml+xml")),
)


def render(problem: HttpProblem, accept: str | None) -> Rendered:
    """The problem as the client likes best; JSON where it accepts none of the three."""
    kind = best(media_ranges(accept), _RENDERED_AS) or _JSON
    if kind == "text/plain":
        return Rendered("text/plain; charset=utf-8", _as_text(problem).encode())
    if kind == "text/html":
        return Rendered("text/html; charset=utf-8", _as_html(problem).encode())
    return Rendered(_JSON, json.dumps(problem.document(), ensure_ascii=False, indent=2).encode() + b"\n")


def not_acceptable(offered: tuple[Format, ...]) -> HttpProblem:
    """A 406 that lists what is offered."""
    media_types = [form.media_type for form in offered]
    names = ", ".join(form.names[0] for form in offered)
    detail = f"None of the formats asked for is offered. Send one of the media types in Accept, or format= {names}."
    return HttpProblem(Slug.FORMAT, 406, detail, {"offered": media_types})


def update_refused() -> HttpProblem:
    """A 403 for an update at an endpoint that takes none."""
    detail = (
        "The data of a release never changes; this endpoint takes queries, no updates. Try a change on a scratch "
        "dataset of your own: `eikg serve --scratch` (see its --help)."
    )
    return HttpProblem(Slug.UPDATE, 403, detail)


def of_error(error: errors.EngineError) -> HttpProblem:
    """What a failure of the engine is over HTTP. Limits are 503, as the same query may be answered another time."""
    match error:
        case errors.QuerySyntaxError():
            detail = f"Line {error.line}, column {error.column}: {error}"
            detail += "" if detail.endswith("?") else "."
            return HttpProblem(Slug.SYNTAX, 400, detail, {"line": error.line, "column": error.column})
        case errors.QueryRefused():
            detail = f"Line {error.line}, column {error.column}: {error}."
            return HttpProblem(Slug.REFUSED, 400, detail, {"line": error.line, "column": error.column})
        case errors.FormatUnavailable():
            return not_acceptable(GRAPHS if error.form == "graph" else SOLUTIONS)
        case errors.Busy():
            status = 429 if isinstance(error, errors.ClientBusy | errors.ClientSpent) else 503
            members = {"budget": error.budget} if isinstance(error, errors.ClientSpent) else {}
            detail = f"{_sentence(error)} Try again in {error.retry_after} seconds."
            headers = {"Retry-After": str(error.retry_after)}
            return HttpProblem(Slug.BUSY, status, detail, members, headers)
        case errors.EngineUnreachable():
            detail = f"{_sentence(error)} Try again in {error.retry_after} seconds."
            headers = {"Retry-After": str(error.retry_after)}
            return HttpProblem(Slug.UNAVAILABLE, 503, detail, headers=headers)
        case errors.EngineFailed():
            return HttpProblem(
                Slug.UNAVAILABLE, 503, f"{_sentence(error)} Try again.", headers={"Retry-After": "5"}
            )
        case errors.RemoteFailed():
            detail = (
                f"{_sentence(error)} Try again later, or write SERVICE SILENT to have the rest without it."
            )
            return HttpProblem(Slug.REMOTE, 504 if error.late else 502, detail, {"endpoint": error.endpoint})
        case errors.OutcomeUnknown():
            detail = (
                "It is not known whether the change was made: the process that made it ended, and the data cannot be "
                "opened to look. Look whether it is there before you send it again."
            )
            return HttpProblem(Slug.UNAVAILABLE, 503, detail, headers={"Retry-After": "60"})
        case errors.StoreFailed():
            detail = f"{_sentence(error)} Nothing was changed. Try again when there is space."
            return HttpProblem(Slug.UNAVAILABLE, 503, detail, headers={"Retry-After": "60"})
        case errors.ReleaseDamaged():
            detail = f"{_sentence(error)} Its operator has to build the release again; try another time."
            return HttpProblem(Slug.DAMAGED, 503, detail, headers={"Retry-After": "60"})
        case errors.QueryError() | errors.LimitExceeded():
            slug, status = _STATUS[type(error)]
            headers = {"Retry-After": "60"} if status in (413, 503) else {}
            return HttpProblem(slug, status, _sentence(error), headers=headers)
        case _:
            detail = "The query could not be run to its end. Try again."
            return HttpProblem(Slug.UNAVAILABLE, 503, detail, headers={"Retry-After": "1"})


def _sentence(error: errors.EngineError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


_STATUS: Final[dict[type[errors.EngineError], tuple[Slug, int]]] = {
    errors.QueryTooDeep: (Slug.DEPTH, 400),
    errors.ServiceRefused: (Slug.SERVICE, 403),
    errors.UpdateRefused: (Slug.UPDATE, 403),
    errors.LoadRefused: (Slug.LOAD, 403),
    errors.DatasetConflict: (Slug.DATASET, 400),
    errors.DefaultGraphFixed: (Slug.FIXED, 409),
    errors.NotExpressible: (Slug.EXPRESSION, 406),
    errors.GraphNameInvalid: (Slug.GRAPH, 400),
    errors.EvaluationFailed: (Slug.EVALUATION, 400),
    errors.DeadlineExceeded: (Slug.DEADLINE, 503),
    errors.TooManyLookups: (Slug.LOOKUPS, 503),
    errors.MemoryExceeded: (Slug.MEMORY, 503),
    errors.ResultTooLarge: (Slug.RESULT, 413),
}


def _as_text(problem: HttpProblem) -> str:
    members = (f"{name}: {_plain(value)}\n" for name, value in _listed(problem))
    return (
        f"{problem.status} {problem.title}\n\n{problem.detail}\n\n{_marked_text(problem)}{''.join(members)}"
    )


def _as_html(problem: HttpProblem) -> str:
    members = (f"<dt>{escape(name)}</dt><dd>{escape(_plain(value))}</dd>" for name, value in _listed(problem))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(problem.title)}</title></head>'
        f"<body><h1>{escape(problem.title)}</h1><p>{escape(problem.detail)}</p>{_marked_html(problem)}"
        f"<dl>{''.join(members)}</dl></body></html>\n"
    )


_DRAWN: Final = ("excerpt", "marked")
"""Members that are drawn, not listed: a line of the query, and where in it the fault lies."""


def _listed(problem: HttpProblem) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in problem.members.items() if name not in _DRAWN and value]


def _marked_text(problem: HttpProblem) -> str:
    if "excerpt" not in problem.members:
        return ""
    excerpt, (start, end) = problem.members["excerpt"], problem.members["marked"]
    before = "".join("\t" if character == "\t" else " " for character in excerpt[:start])
    return f"    {excerpt}\n    {before}{'^' * max(1, end - start)}\n\n"


def _marked_html(problem: HttpProblem) -> str:
    if "excerpt" not in problem.members:
        return ""
    excerpt, (start, end) = problem.members["excerpt"], problem.members["marked"]
    before, culprit, after = (escape(part) for part in (excerpt[:start], excerpt[start:end], excerpt[end:]))
    caret = escape(_marked_text(problem).rstrip("\n").rpartition("\n")[2][4:])
    return f"<pre><code>{before}<mark>{culprit}</mark>{after}\n{caret}</code></pre>"


def _plain(value: Any) -> str:
    match value:
        case list():
            return ", ".join(map(_plain, value))
        case {"written": written, "message": message}:  # a hint
            return f"{written} {message}"
        case dict():
            return "; ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    return str(value)
