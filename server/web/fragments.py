"""`/fragments`: Triple Pattern Fragments of the release, with bindings (brTPF); `/fragments/quads`: those of quads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from time import monotonic, sleep
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, make_response, redirect, request
from pyoxigraph import Literal, NamedNode

from server import __version__
from server.endpoint.caching import Cacheable, caching_headers, permalink_of_address, varies_with_address
from server.endpoint.formats import HTML, Format, chosen_format
from server.endpoint.fragments.document import FORMATS, Address, Page, serialise
from server.endpoint.fragments.request import (
    COUNT,
    PLACES,
    FragmentRequest,
    Pattern,
    count_query,
    page_query,
    quad,
    read_fragment,
)
from server.endpoint.fragments.terms import BlankNodeNames, written
from server.endpoint.problems import not_acceptable
from server.endpoint.request import parameters_of, with_lasting_names
from server.engine import ClientBusy, Job, Pool, job_rows
from server.engine.rows import Row
from server.rdf.terms import Term
from server.settings import Settings
from server.web.answers import (
    asked,
    cached,
    client,
    context,
    guarded,
    method_not_allowed,
    open_to_all,
    options_response,
)
from server.web.kept import Kept
from server.web.pages.rendering import labels, page

ALLOWED: Final = ("GET", "HEAD", "OPTIONS")
TRIPLES: Final = "/fragments"
QUADS: Final = "/fragments/quads"
_REFUSED: Final = ("POST", "PUT", "PATCH", "DELETE", "QUERY")
_COUNTS_KEPT: Final = 10_000
_PAUSE: Final = 0.01
_LONGEST_KEPT: Final = 2_000
"""Characters of a query string that every cell of a table repeats; with a longer one its cells lead nowhere."""


@dataclass(frozen=True)
class Cell:
    """A term in the table of a page, and the query string of the fragment that it leads to; empty for a constant."""

    term: Term
    narrower: str


def fragments_blueprint(pool: Pool, settings: Settings, changing: bool = False) -> Blueprint:
    """The routes over what the evaluators of `pool` hold; with `changing` that is other data from time to time."""
    blueprint = Blueprint("fragments", __name__)
    fragments = _Fragments(pool, settings, changing)
    methods = [*ALLOWED, *_REFUSED]
    for path, quads in ((TRIPLES, False), (QUADS, True)):

        def fragment(quads: bool = quads) -> Response:
            return guarded(partial(fragments.answer, quads))

        blueprint.add_url_rule(
            path, f"fragment_{quads}", fragment, methods=methods, provide_automatic_options=False
        )
    blueprint.add_url_rule("/.well-known/genid/<release>/<label>", view_func=_blank_node)
    return blueprint


class _Fragments:
    def __init__(self, pool: Pool, settings: Settings, changing: bool) -> None:
        self._pool, self._settings = pool, settings
        self._counts: Kept[int] = Kept(0 if changing else _COUNTS_KEPT)

    def answer(self, quads: bool) -> Response:
        """The answer to the request that is handled. Raises HttpProblem and EngineError."""
        if request.method == "OPTIONS":
            return options_response(ALLOWED)
        if request.method not in ALLOWED:
            raise method_not_allowed(ALLOWED)
        here, this = context(), asked()
        names = BlankNodeNames(here.release)
        query = this.query_string
        parameters = parameters_of(query, "the query string")
        wanted = read_fragment(parameters, quads, self._settings.fragment_bindings, names)
        form = _form(wanted)
        address = Address(here.root + request.script_root + request.path, query)
        found = partial(self._page, wanted, address, quads)
        if form is HTML:
            return _shown(found(), wanted, dict(parameters), names)
        if not here.digest:
            return _of_the_moment(_written(found(), form, names))
        tag = _tag(here.digest, here.release, here.store, address.page, form.media_type)
        kept_by = Cacheable(tag, partial(caching_headers, here, partial(permalink_of_address, this)))
        response = cached(kept_by, lambda: _written(found(), form, names), self._pool)
        if response.status_code == 404:  # of the page that is not there nothing is kept
            del response.headers["ETag"]
            return _of_the_moment(response)
        response.vary.update(varies_with_address(self._settings))
        return response

    def _page(self, wanted: FragmentRequest, address: Address, quads: bool) -> Page:
        """Ask for a page, and for the number of all that match where it is neither known nor to be seen from the page.

        A page that is not there is not looked for: what it would skip is all there is.
        """
        patterns = wanted.patterns()
        size, offset = self._settings.fragment_size, (wanted.page - 1) * self._settings.fragment_size
        total = self._counted(patterns) if offset or not patterns else None
        rows = []
        if total is None or offset < total:
            rows = self._rows(page_query(patterns, size, offset))
        if total is None:
            total = len(rows) if len(rows) < size else self._counted(patterns)
        return Page(
            address=address,
            number=wanted.page,
            size=size,
            total=total,
            quads=tuple(quad(row, patterns[0].named) for row in rows),
            quads_form=quads,
            most_bindings=self._settings.fragment_bindings,
        )

    def _counted(self, patterns: tuple[Pattern, ...]) -> int:
        if not patterns:
            return 0
        job = count_query(patterns)

        def count() -> int:
            rows = self._rows(job)
            number = rows[0][COUNT] if rows else Literal(0)
            return int(number.value) if isinstance(number, Literal) else 0

        return self._counts.get(repr((job.query, job.dataset, job.nodes)), count)

    def _rows(self, job: Job) -> list[Row]:
        """Ask for rows, again while as many of the client's queries wait as may.

        A client of fragments sends many small requests at once and gives up at the first refusal. How many of them are
        here at all is bounded ahead of this, so that they may as well wait here for their place to wait.
        """
        job = with_lasting_names(job, context())
        patience = monotonic() + self._settings.queue_wait
        while True:
            try:
                return job_rows(self._pool, job, client())
            except ClientBusy:
                if monotonic() > patience:
                    raise
                sleep(_PAUSE)


def _form(wanted: FragmentRequest) -> Format:
    """The format of the answer; whoever accepts none of them gets the first (section 4.2.2 of the specification)."""
    form = chosen_format(wanted.format, request.headers.get("Accept"), (*FORMATS, HTML))
    if form is None and wanted.format:
        raise not_acceptable((*FORMATS, HTML))
    return form or FORMATS[0]


def _tag(*parts: str) -> str:
    return hashlib.sha256("\0".join([__version__, *parts]).encode()).hexdigest()[:32]


def _of_the_moment(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _status(found: Page) -> int:
    """A page behind the last is not there; an empty fragment is, as clients take a 404 for a failure."""
    return 200 if found.number <= found.last else 404


def _written(found: Page, form: Format, names: BlankNodeNames) -> Response:
    return Response(serialise(found, form, names), _status(found), content_type=form.content_type)


def _shown(
    found: Page, wanted: FragmentRequest, parameters: Mapping[str, str], names: BlankNodeNames
) -> Response:
    given = {place: parameters.get(place, "") for place in PLACES}
    named = wanted.pattern.named
    kept = {name: value for name, value in parameters.items() if name not in ("page", "values")}
    narrowed = kept if len(urlencode(kept)) <= _LONGEST_KEPT else None
    rows = [
        [_cell(place, names.named(term), given, narrowed) for place, term in zip(PLACES, terms, strict=False)]
        for terms in (tuple(one)[: 4 if named else 3] for one in found.quads)
    ]
    iris = {cell.term.value for row in rows for cell in row if isinstance(cell.term, NamedNode)}
    query = Address("", found.address.query)
    body = page(
        "fragments.html",
        found=found,
        given=given,
        places=PLACES[: 4 if named else 3],
        values=parameters.get("values", ""),
        rows=rows,
        labels=labels(iris),
        pages={relation: query.numbered(number) for relation, number in _numbers(found)},
        formats={form.names[0]: f"?{urlencode({**parameters, 'format': form.names[0]})}" for form in FORMATS},
        first=(found.number - 1) * found.size + 1,
    )
    return make_response(body, _status(found))


def _numbers(found: Page) -> Iterable[tuple[str, int]]:
    numbers = {"first": 1, "previous": found.number - 1, "next": found.number + 1, "last": found.last}
    return [(relation, numbers[relation]) for relation in numbers if relation in found.links]


def _cell(place: str, term: Term, given: Mapping[str, str], kept: Mapping[str, str] | None) -> Cell:
    if kept is None or (given[place] and not given[place].startswith("?")):
        return Cell(term, "")
    text = written(term) if isinstance(term, NamedNode | Literal) else ""
    return Cell(term, f"?{urlencode({**kept, place: text})}" if text else "")


def _blank_node(release: str, label: str) -> Response:
    """Where the IRI that stands for a blank node leads: to what is said of the node."""
    subject = BlankNodeNames("" if release == "scratch" else release).start + label
    prefix = "" if release == "scratch" else f"/release/{quote(release)}"
    return open_to_all(make_response(redirect(f"{prefix}{TRIPLES}?{urlencode({'subject': subject})}", 303)))
