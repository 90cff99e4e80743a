"""The search: a page, the same as JSON, and suggestions while somebody types. No engine is asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, request

from server.endpoint.problems import HttpProblem, Slug, of_error
from server.engine import EngineError
from server.engine.errors import reading_release
from server.namespaces import BASE, PREFIXES
from server.release import SEARCH
from server.search.entries import Field
from server.search.find import Filter, Found, Hit, SearchIndex, TooSlow
from server.search.levels import Level
from server.web.answers import client, kept_by_language
from server.web.pages.lists.classes import list_path
from server.web.pages.model.labels import Label, Labels, best, path_of
from server.web.pages.rendering import language, page, site, word

T = TypeVar("T")

blueprint: Final = Blueprint("search", __name__)

_ON_A_PAGE: Final = 30
MOST_PAGES: Final = 100
_SUGGESTED: Final = 8
_SUGGESTED_AS: Final = ("address", "iri")
_NAMED: Final = ("en", "ru", "be")
"""Languages whose names the interface has."""

_OF_OTHERS: Final = {
    PREFIXES["owl"] + "Class": "kind_class",
    PREFIXES["rdf"] + "Property": "kind_property",
    PREFIXES["skos"] + "Concept": "kind_concept",
    PREFIXES["skos"] + "ConceptScheme": "kind_scheme",
    PREFIXES["sh"] + "SPARQLExecutable": "kind_query",
}
"""What things of other vocabularies' classes are called here."""


@blueprint.get("/search")
def search() -> str:
    """What a text may mean, the nearest first, with the numbers of hits by kind, document and language."""
    words, wanted = request.args.get("q", "").strip(), _filter()
    found, names = _asked(lambda index: _named(index, index.find(words, wanted, _shown())))
    first = _shown().start
    return page(
        "search.html",
        words=words,
        hits=found.hits,
        total=found.total,
        first=first,
        meant=found.meant,
        facets=_facets(found, wanted, names),
        names=names,
        kind_name=lambda kind: _kind_name(kind, names),
        address_of=_address,
        following=_here(page=str(_page_number() + 1)) if first + _ON_A_PAGE < found.total else None,
        previous=_here(page=str(_page_number() - 1)) if first else None,
        why=_why,
    )


@blueprint.get("/search.json")
def search_json() -> Response:
    """The same as JSON, for programs."""
    _refuse_unless(
        "page", lambda text: text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST_PAGES
    )
    words, wanted = request.args.get("q", "").strip(), _filter()
    found, names = _asked(lambda index: _named(index, index.find(words, wanted, _shown())))
    hits = [
        {
            "iri": hit.iri,
            "label": names[hit.iri].text,
            "kind": hit.kind,
            "kindLabel": _kind_name(hit.kind, names),
            "name": hit.name,
            "language": hit.language,
            "of": hit.field.name.lower(),
            "match": hit.level.name.lower(),
            "documents": hit.documents,
        }
        for hit in found.hits
    ]
    counts = {"kinds": found.kinds, "documents": found.documents, "languages": found.languages}
    response = jsonify(
        {"query": words, "total": found.total, "hits": hits, "counts": counts, "meant": found.meant}
    )
    return kept_by_language(response)


@blueprint.get("/suggest")
def suggest() -> Response:
    """What somebody who types may want, as OpenSearch Suggestions 1.1: the text, names, what they are, addresses."""
    _refuse_unless("as", lambda text: text in _SUGGESTED_AS)
    words, wanted = request.args.get("q", "").strip(), _filter()

    def first(index: SearchIndex) -> tuple[list[Hit], Labels]:
        hits = [*index.find(words, wanted, slice(_SUGGESTED)).hits]
        return hits, _names(index, (iri for hit in hits for iri in (hit.iri, hit.kind)))

    hits, names = _asked(first)
    root = request.host_url.rstrip("/")
    suggested = [
        words,
        [names[hit.iri].text for hit in hits],
        [_kind_name(hit.kind, names) for hit in hits],
        [hit.iri if request.args.get("as") == "iri" else root + _address(hit.iri) for hit in hits],
    ]
    response = jsonify(suggested)
    response.mimetype = "application/x-suggestions+json"
    return kept_by_language(response)


def near(text: str) -> tuple[list[str], Labels]:
    """The IRIs of what shares words with a text, and their labels: for a page that does not exist."""

    def first(index: SearchIndex) -> tuple[list[str], Labels]:
        iris = [hit.iri for hit in index.near(text)[:_SUGGESTED]]
        return iris, _names(index, iris)

    return _asked(first) if site().index else ([], Labels({}))


def _asked(ask: Callable[[SearchIndex], T]) -> T:
    """Ask the index of the release, on the account of the client.

    Raises HttpProblem where the client is spent, the index damaged or the time over, and NotFound without an index.
    """
    if (index := site().index) is None:
        abort(404, word("search_without_index"))
    account = client().account
    began = time.thread_time()
    try:
        account.refuse_if_spent()
        with reading_release(SEARCH):
            return ask(index)
    except EngineError as error:  # told as a problem: programs ask, too
        raise of_error(error) from None
    except TooSlow:
        raise HttpProblem(Slug.BUSY, 503, word("too_slow"), headers={"Retry-After": "5"}) from None
    finally:
        account.charge(time.thread_time() - began)


def _named(index: SearchIndex, found: Found) -> tuple[Found, Labels]:
    return found, _names(index, (*(hit.iri for hit in found.hits), *found.kinds, *found.documents))


def _names(index: SearchIndex, iris: Iterable[str]) -> Labels:
    listed = index.names(tuple(dict.fromkeys(iris)))
    candidates = ((iri, (Label(one.text, one.language) for one in names)) for iri, names in listed.items())
    return Labels({iri: label for iri, given in candidates if (label := best(given, language()))})


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
    kinds = {kind: _kind_name(kind, names) for kind in found.kinds}
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


def _kind_name(kind: str, names: Labels) -> str:
    return word(_OF_OTHERS[kind]) if kind in _OF_OTHERS else names[kind].text


def _why(hit: Hit) -> str:
    """Why something was found, in a few words."""
    of = {
        Field.LABEL: "found_label",
        Field.ACRONYM: "found_acronym",
        Field.CODE: "found_code",
        Field.VARIANT: "found_variant",
        Field.GIST: "found_gist",
        Field.DEFINITION: "found_definition",
    }[hit.field]
    level = word(f"found_{hit.level.name.lower()}")
    return level if hit.level is Level.IDENTIFIER else f"{word(of)}, {level}"
