"""The picture of what ties actors: filtered by document and time, sized by a centrality."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from flask import abort, request
from pyoxigraph import NamedNode

from server.namespaces import EIK
from server.saved.ties import KINDS, ties_query
from server.web.pages.model.periods import span
from server.web.pages.pictures.claims import DETAILS, declared
from server.web.pages.pictures.graph_drawing import draw
from server.web.pages.pictures.network import COLUMNS, MEASURES, Tie, measures_query
from server.web.pages.pictures.parameters import chosen_days, chosen_iri, chosen_word, query_of
from server.web.pages.pictures.view import View
from server.web.pages.rendering import labels, quoted, site, word

_KINDS: Final = tuple(EIK + kind for kind in KINDS)
_COLUMNS: Final = (
    *("actor", "actor_name", "other", "other_name", "kind", "through", "through_name"),
    *("begin", "end", "claim", "document", "stance"),
)
_ON_A_PAGE: Final = 100


def network() -> View:
    """The network that the request asks for: `document`, `from` and `to` filter it, `size` is a measure."""
    found = site().network
    if not found.nodes:
        abort(404, word("pictures_empty"))
    document = chosen_iri("document", "")
    if document and document not in found.documents:
        abort(404, word("pictures_no_document", document=quoted(document)))
    first, last = chosen_days("from"), chosen_days("to")
    size = chosen_word("size", MEASURES)
    since, until = first[1].first if first else None, last[1].last if last else None
    ties = found.part(document, since, until)
    number = _page_number(len(ties))
    shown = ties[number * _ON_A_PAGE : (number + 1) * _ON_A_PAGE]
    actors = {actor for tie in ties for actor in (tie.one, tie.other)}
    names = labels({*_KINDS, *found.documents, *actors, *(iri for tie in shown for iri in tie.named)})
    drawing = draw(found, ties, _KINDS, size, lambda iri: names[iri].text)
    given = {
        "document": document,
        "from": first[0] if first else "",
        "to": last[0] if last else "",
        "size": size if size != MEASURES[0] else "",
    }
    return View(
        "network",
        word("picture_network"),
        {
            "drawing": drawing,
            "ties": shown,
            "total": len(ties),
            "pages": [
                (
                    one + 1,
                    f"/pictures/network{query_of(**given, page=str(one + 1) if one else '')}#ties",
                    one == number,
                )
                for one in range(-(-len(ties) // _ON_A_PAGE))
            ],
            "kinds": _KINDS,
            "measures": MEASURES,
            "size": size,
            "chosen": given,
            "documents": sorted(found.documents.items(), key=lambda one: names[one[0]].text.casefold()),
            "labels": names,
            "time": _time,
        },
        given,
        {
            word("pictures_ties"): declared(_query(document, since, until)),
            word("pictures_centrality"): declared(measures_query()),
        },
        _COLUMNS,
        _rows(ties),
    )


def _query(document: str, since: date | None, until: date | None) -> str:
    return ties_query(COLUMNS, DETAILS, NamedNode(document) if document else None, since, until)


def _page_number(ties: int) -> int:
    """Which page of the table is asked for, from 0; the nearest that there is."""
    given = request.args.get("page", "1")
    asked = int(given) - 1 if given.isdecimal() and len(given) < len("100000") else 0
    return min(max(asked, 0), max(-(-ties // _ON_A_PAGE) - 1, 0))


def _time(tie: Tie) -> str:
    """When what ties two actors may have been, as people read it."""
    return span(tie.begin, tie.end) or word("pictures_undated")


def _rows(ties: Iterable[Tie]) -> Iterator[tuple[str, ...]]:
    names = labels({iri for tie in ties for iri in tie.named})
    for tie in ties:
        for source in tie.sources:
            yield (
                tie.one,
                names[tie.one].text,
                tie.other,
                names[tie.other].text,
                tie.kind,
                tie.through,
                names[tie.through].text,
                str(tie.begin or ""),
                str(tie.end or ""),
                source.graph,
                source.document,
                source.stance,
            )
