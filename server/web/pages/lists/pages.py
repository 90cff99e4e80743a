"""`/lists`, the list of a class, and that of what a property ties to a thing: pages, CSV and JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, abort, jsonify, make_response, request

from server.endpoint.formats import CSV, PLAIN_JSON
from server.namespaces import EIK, PREFIXES
from server.rdf.iris import readable
from server.web.answers import kept_by_language, refuse_if_spent
from server.web.pages.lists.cells import cell
from server.web.pages.lists.classes import trees
from server.web.pages.lists.columns import CLASS_COLUMN, CONTENTS_COLUMN, Kind
from server.web.pages.lists.export import csv_of, json_of
from server.web.pages.lists.patterns import members, tied
from server.web.pages.lists.query import query_of
from server.web.pages.lists.reading import MOST, TooMany
from server.web.pages.lists.request import (
    ON_A_PAGE,
    BadRequest,
    UnknownValue,
    address,
    iri_of,
    page_of,
    sortable,
    wanted_of,
)
from server.web.pages.lists.table import Table
from server.web.pages.lists.view import DOCUMENT, View, Wanted, filters, view_of
from server.web.pages.messages import MESSAGES
from server.web.pages.model.labels import Labels
from server.web.pages.negotiated import suffix_accepted
from server.web.pages.rendering import language, page, short_code, site, word
from server.web.pages.resources import missing

blueprint: Final = Blueprint("lists", __name__)

_TIED: Final = "tied"
_FORMATS: Final = (CSV, PLAIN_JSON)
_SUFFIXES: Final = tuple(form.names[0] for form in _FORMATS)
_IN_A_FACET: Final = 8


@dataclass(frozen=True)
class Subject:
    """Of what a list is: a class, or what a `property` ties `to` a thing; `fixed` are the parameters that say so."""

    path: str
    pattern: str
    named: tuple[str, ...]
    fixed: tuple[tuple[str, str], ...] = ()

    @property
    def class_iri(self) -> str | None:
        """The class, None for what a property ties to a thing."""
        return None if self.fixed else self.named[0]


@blueprint.get("/lists")
def lists() -> str:
    """All classes that have members, with their numbers."""
    here = site()
    labels = here.vocabulary.labels[language()]
    return page(
        "lists.html",
        trees=trees(here.member_counts, here.ties, lambda iri: labels[iri].text),
        labels=labels,
        definition=_definition,
    )


@blueprint.get("/lists/<name>")
def members_of(name: str) -> Response:
    """The list of a class, or with `.csv` and `.json` the whole of it for programs."""
    stem, _, suffix = name.partition(".")
    iri = EIK + stem
    if suffix not in ("", *_SUFFIXES) or site().vocabulary.terms.get(iri) != "class":
        return missing(EIK + name)
    return _answer(lambda: Subject(f"/lists/{stem}", members(iri), (iri,)), suffix)


@blueprint.get("/lists/tied")
@blueprint.get("/lists/tied.<any(csv, json):suffix>")
def tied_to(suffix: str = "") -> Response:
    """The list of what `property` ties `to` a thing."""

    def subject() -> Subject:
        given = [(name, iri_of(request.args.get(name, ""))) for name in ("property", "to")]
        (_, property_iri), (_, to) = given
        fixed = tuple((name, readable(iri)) for name, iri in given)
        return Subject(f"/lists/{_TIED}", tied(property_iri, to), (property_iri, to), fixed)

    return _answer(subject, suffix)


def _answer(subject: Callable[[], Subject], suffix: str) -> Response:
    """Answer with a list, or say what is wrong with what is asked of it."""
    suffix = suffix or suffix_accepted(_FORMATS)
    refuse_if_spent()
    try:
        return _listed(subject(), suffix)
    except UnknownValue as error:
        abort(404, str(error))
    except BadRequest as error:
        abort(400, str(error))
    except TooMany:
        abort(400, word("list_too_long", most=MOST))


def _listed(subject: Subject, suffix: str) -> Response:
    table = site().table(subject.pattern, subject.named)
    response = _written(subject, table, suffix)
    response.vary.add("Accept")
    if not (subject.class_iri or table.things or all(map(site().graph.knows, subject.named))):
        if suffix:
            abort(404, word("list_none"))
        response.status_code = 404
    return response


def _written(subject: Subject, table: Table, suffix: str) -> Response:
    wanted = wanted_of(table, request.args, site().graph.knows)
    view = view_of(table, wanted, language())
    if suffix == "csv":
        text = csv_of(table, view.things, language())
        return kept_by_language(Response(text, mimetype="text/csv"))
    if suffix == "json":
        heads = [(column, _head(column.key, table)) for column in table.columns]
        found = json_of(table, view.things, heads, language())
        return kept_by_language(
            jsonify({"total": len(view.things), **found, "query": query_of(table, wanted, language())})
        )
    return make_response(_page(subject, table, wanted, view))


def _page(subject: Subject, table: Table, wanted: Wanted, view: View) -> str:
    number = page_of(request.args, len(view.things))
    first = (number - 1) * ON_A_PAGE
    labels = table.labels[language()]

    def here(other: Wanted, number: int = 1, suffix: str = "") -> str:
        return address(subject.path + suffix, other, subject.fixed, number)

    return page(
        "list.html",
        subject=subject,
        title=_title(subject, labels),
        definition=_definition(subject.class_iri) if subject.class_iri else None,
        around=_around(subject.class_iri) if subject.class_iri else None,
        class_labels=site().vocabulary.labels[language()],
        table=table,
        labels=labels,
        wanted=wanted,
        total=len(view.things),
        first=first,
        things=view.things[first : first + ON_A_PAGE],
        heads=[_sorting(key, table, wanted, here) for key in sortable(table)],
        cell=lambda thing, column: cell(thing, column, labels),
        facets=_facets(table, wanted, view, here),
        hidden=[*subject.fixed, *((key, readable(iri)) for key, iri in sorted(wanted.chosen.items()))],
        previous=here(wanted, number - 1) if number > 1 else None,
        following=here(wanted, number + 1) if first + ON_A_PAGE < len(view.things) else None,
        everything=here(Wanted()) if wanted.text or wanted.chosen else None,
        formats={suffix: here(wanted, suffix=f".{suffix}") for suffix in _SUFFIXES},
        query=query_of(table, wanted, language()),
    )


def _title(subject: Subject, labels: Labels) -> str:
    if subject.class_iri:
        return site().vocabulary.labels[language()][subject.class_iri].text
    property_iri, to = subject.named
    return word("list_tied", property=labels[property_iri].text, to=labels[to].text)


def _definition(class_iri: str) -> Any:
    vocabulary = site().vocabulary
    return vocabulary.text(vocabulary.ontology, class_iri, language(), PREFIXES["skos"] + "definition")


def _around(class_iri: str) -> dict[str, list[tuple[str, int]]]:
    """Return the classes right above and right below one that have members, with their numbers."""
    counts, above = site().member_counts, site().ties.above
    near = {
        "broader": above.get(class_iri, frozenset()),
        "narrower": [iri for iri in counts if class_iri in above.get(iri, ())],
    }
    return {
        way: sorted(((iri, counts[iri]) for iri in found if iri in counts), key=lambda one: (-one[1], one[0]))
        for way, found in near.items()
    }


def _head(key: str, table: Table) -> str:
    """Return the head of a column: the label of its property, or the interface's word for what has none."""
    column = table.column(key)
    if column is None or column in (CLASS_COLUMN, CONTENTS_COLUMN):
        return word(f"list_{key}")
    own = f"list_{column.key if column.inverse else readable(column.property)}"
    if own in MESSAGES:
        return word(own)
    label = table.labels[language()][column.property].text
    return f"← {label}" if column.inverse else label[:1].upper() + label[1:]


def _sorting(key: str, table: Table, wanted: Wanted, here: Callable[[Wanted], str]) -> dict[str, Any]:
    """Return the head of a column with the address that sorts by it, the other way round where that is so already."""
    current = wanted.sort == key
    other = Wanted(wanted.text, key, current and not wanted.descending, wanted.chosen)
    column = table.column(key)
    return {
        "key": key,
        "title": _head(key, table),
        "address": here(other),
        "order": ("descending" if wanted.descending else "ascending") if current else None,
        "number": column is not None and column.kind is Kind.NUMBER,
        "column": column,
    }


def _facets(table: Table, wanted: Wanted, view: View, here: Callable[[Wanted], str]) -> list[dict[str, Any]]:
    """Return the filters: for each its name, and its values with their numbers, the commonest first, and addresses."""
    labels = table.labels[language()]
    found = []
    for key in dict.fromkeys((*filters(table), *wanted.chosen)):
        counts, chosen = view.counts.get(key, {}), wanted.chosen.get(key, "")
        listed = sorted(
            {*counts, chosen} - {""}, key=lambda iri: (iri != chosen, -counts.get(iri, 0), labels[iri].text)
        )
        if not listed:
            continue
        values = [
            {
                "name": labels[iri].text,
                "code": short_code(iri) if key == DOCUMENT else "",
                "count": counts.get(iri, 0),
                "chosen": iri == chosen,
                "address": here(_choosing(wanted, key, "" if iri == chosen else iri)),
            }
            for iri in listed
        ]
        title = word("facet_document") if key == DOCUMENT else _head(key, table)
        found.append({"title": title, "first": values[:_IN_A_FACET], "rest": values[_IN_A_FACET:]})
    return found


def _choosing(wanted: Wanted, key: str, iri: str) -> Wanted:
    chosen = {**wanted.chosen, key: iri}
    return Wanted(
        wanted.text, wanted.sort, wanted.descending, {name: one for name, one in chosen.items() if one}
    )
