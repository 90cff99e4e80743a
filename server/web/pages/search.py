"""The search: a page, the same as JSON, and suggestions while somebody types. No engine is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, request

from server.endpoint.problems import HttpProblem, Slug, of_error
from server.engine import EngineError
from server.engine.errors import reading_release
from server.namespaces import BASE
from server.release import SEARCH
from server.search.find import ANY, Filter, Found, Hit, SearchIndex, TooSlow
from server.web.answers import kept_by_language, refuse_if_spent, root
from server.web.pages.lists.classes import list_path
from server.web.pages.model.found import found_as_json, kind_name, labels_by_index, labels_of_found, reason
from server.web.pages.model.labels import Labels, path_of
from server.web.pages.rendering import language, page, short_code, site, word

T = TypeVar("T")

blueprint: Final = Blueprint("search", __name__)

_ON_A_PAGE: Final = 30
MOST_PAGES: Final = 100
_SUGGESTED: Final = 8
_KINDS: Final = 8
_SUGGESTED_AS: Final = ("address", "iri")
_NAMED: Final = ("en", "ru", "be")
"""Languages whose names the interface has."""


@blueprint.get("/search")
def search() -> str:
    """What a text may mean, the nearest first, with the numbers of hits by kind, document and language."""
    words, wanted = request.args.get("q", "").strip(), _filter()
    found, names = _asked(lambda index: _named(index, index.find(words, wanted, _shown())))
    first = _shown().start
    nearest, nearest_names = _nearest(words) if words and not found.total else ([], names)
    return page(
        "search.html",
        words=words,
        hits=found.hits,
        total=found.total,
        first=first,
        meant=found.meant,
        facets=_facets(found, wanted, names),
        names=names,
        kind_name=lambda kind: kind_name(kind, names, word),
        address_of=_address,
        following=_here(page=str(_page_number() + 1)) if first + _ON_A_PAGE < found.total else None,
        previous=_here(page=str(_page_number() - 1)) if first else None,
        why=lambda hit: reason(hit, word),
        nearest=nearest,
        nearest_names=nearest_names,
        unfiltered=_here(kind="", document="", language="", page="") if wanted != ANY else None,
        kinds=site().figures.kinds[:_KINDS] if words and not found.total else (),
        kind_labels=site().vocabulary.labels[language()],
    )


@blueprint.get("/search.json")
def search_json() -> Response:
    """The same as JSON, for programs."""
    _refuse_unless(
        "page",
        lambda text: text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST_PAGES,
    )
    words, wanted = request.args.get("q", "").strip(), _filter()
    found, names = _asked(lambda index: _named(index, index.find(words, wanted, _shown())))
    response = jsonify(found_as_json(words, found, names, word))
    return kept_by_language(response)


@blueprint.get("/suggest")
def suggest() -> Response:
    """What somebody who types may want, as OpenSearch Suggestions 1.1: the text, names, what they are, addresses."""
    _refuse_unless("as", lambda text: text in _SUGGESTED_AS)
    words, wanted = request.args.get("q", "").strip(), _filter()

    def first(index: SearchIndex) -> tuple[list[Hit], Labels]:
        hits = [*index.find(words, wanted, slice(_SUGGESTED)).hits]
        return hits, labels_by_index(index, (iri for hit in hits for iri in (hit.iri, hit.kind)), language())

    hits, names = _asked(first)
    address = root()
    suggested = [
        words,
        [names[hit.iri].text for hit in hits],
        [kind_name(hit.kind, names, word) for hit in hits],
        [hit.iri if request.args.get("as") == "iri" else address + _address(hit.iri) for hit in hits],
    ]
    response = jsonify(suggested)
    response.mimetype = "application/x-suggestions+json"
    return kept_by_language(response)


def near(text: str) -> tuple[list[str], Labels]:
    """The IRIs of what shares words with a text, and their labels: for a page that does not exist."""

    def first(index: SearchIndex) -> tuple[list[str], Labels]:
        iris = [hit.iri for hit in index.near(text)[:_SUGGESTED]]
        return iris, labels_by_index(index, iris, language())

    return _asked(first) if site().index else ([], Labels({}, language()))


def _nearest(words: str) -> tuple[list[str], Labels]:
    """The things to look at where nothing is called so: they share some of the words, or are spelt most like them."""

    def first(index: SearchIndex) -> tuple[list[str], Labels]:
        iris = [hit.iri for hit in index.near(words)[:_SUGGESTED]] or index.nearest(words, _SUGGESTED)
        return iris, labels_by_index(index, iris, language())

    return _asked(first)


def called(text: str, wanted: Collection[str]) -> str | None:
    """The IRI of what is called so best, of some things; None if none of them is, or the release has no index."""

    def first(index: SearchIndex) -> str | None:
        return next((hit.iri for hit in index.find(text).hits if hit.iri in wanted), None)

    return _asked(first) if text and site().index else None


def _asked(ask: Callable[[SearchIndex], T]) -> T:
    """Ask the index of the release, on the account of the client.

    Raises HttpProblem where the client is spent, the index damaged or the time over, and NotFound without an index.
    """
    if (index := site().index) is None:
        abort(404, word("search_without_index"))
    try:
        refuse_if_spent()
        with reading_release(SEARCH):
            return ask(index)
    except EngineError as error:  # told as a problem: programs ask, too
        raise of_error(error) from None
    except TooSlow:
        raise HttpProblem(Slug.BUSY, 503, word("too_slow"), headers={"Retry-After": "5"}) from None


def _named(index: SearchIndex, found: Found) -> tuple[Found, Labels]:
    return found, labels_of_found(index, found, language())


def _filter() -> Filter:
    given = request.args
    return Filter(given.get("kind", ""), given.get("document", ""), given.get("language", ""))


def _refuse_unless(name: str, holds: Callable[[str], bool]) -> None:
    """Refuse a parameter of a program that is given and not what it may be. Raises HttpProblem."""
    for text in request.args.getlist(name):
        if not holds(text):
            detail = f"The parameter `{name}` cannot be “{text[:60]}”; /openapi.json says what it may be."
            raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": name})


def _shown() -> slice:
    first = _ON_A_PAGE * (_page_number() - 1)
    return slice(first, first + _ON_A_PAGE)


def _page_number() -> int:
    number = request.args.get("page", "1")
    return min(max(int(number), 1), MOST_PAGES) if number.isdecimal() and len(number) < len(str(10**6)) else 1


def _facets(found: Found, wanted: Filter, names: Labels) -> list[dict[str, Any]]:
    """The filters that a reader can choose: for each its name, and its values with their numbers and addresses."""
    kinds = {kind: kind_name(kind, names, word) for kind in found.kinds}
    documents = {document: names[document].text for document in found.documents}
    tagged = {tag: number for tag, number in found.languages.items() if tag}
    languages = {tag: word(f"language_{tag}") if tag in _NAMED else tag for tag in tagged}
    return [
        _facet("kind", wanted.kind, found.kinds, kinds),
        _facet("document", wanted.document, found.documents, documents),
        _facet("language", wanted.language, tagged, languages),
    ]


def _facet(name: str, chosen: str, counts: Mapping[str, int], names: Mapping[str, str]) -> dict[str, Any]:
    listed = sorted(counts, key=lambda one: (-counts[one], names[one]))
    values = [
        {
            "name": names[one],
            "code": short_code(one) if name == "document" else "",
            "count": counts[one],
            "chosen": one == chosen,
            "address": _here(**{name: "" if one == chosen else one}, page=""),
            "list": list_path(one) if name == "kind" and one == chosen else None,
        }
        for one in listed
    ]
    return {"title": word(f"facet_{name}"), "values": values}


def _here(**changed: str) -> str:
    given = {**request.args.to_dict(), **changed}
    kept = {name: value for name, value in given.items() if value}
    return f"{request.script_root}{request.path}?{urlencode(kept)}"


def _address(iri: str) -> str:
    """Where a thing has its page on this server."""
    if iri.startswith(BASE + "queries/"):
        return iri.removeprefix(BASE[:-1])
    return path_of(iri) or iri
