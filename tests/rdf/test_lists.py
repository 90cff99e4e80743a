"""RDF lists, whole and broken."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.rdf.lists import RdfList, read_list
from server.rdf.terms import Term

PREFIX = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "


def read(turtle: str) -> RdfList:
    triples = [*ox.parse(f"{PREFIX} <urn:s> <urn:p> {turtle}", format=ox.RdfFormat.TURTLE)]

    def objects(subject: Term, predicate: ox.NamedNode) -> list[Term]:
        return [one.object for one in triples if (one.subject, one.predicate) == (subject, predicate)]

    return read_list(objects(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"))[0], objects)


def values(found: RdfList) -> list[str]:
    return [item.value for item in found.items if isinstance(item, ox.Literal)]


def test_a_list_is_read_in_order() -> None:
    found = read('("a" "b" "c") .')
    assert values(found) == ["a", "b", "c"]
    assert found.whole
    assert len(found.cells) == 3


def test_the_empty_list_is_whole() -> None:
    assert read("() .") == RdfList((), (), whole=True)


@pytest.mark.parametrize(
    ("turtle", "items"),
    [
        ('[ rdf:first "a" ] .', ["a"]),
        ('[ rdf:first "a" ; rdf:rest [ rdf:rest () ] ] .', ["a"]),
        ('[ rdf:first "a" ; rdf:rest <urn:elsewhere> ] .', ["a"]),
        ('[ rdf:first "a" ; rdf:rest (), ("b") ] .', None),
        ('_:x . _:x rdf:first "a" ; rdf:rest _:x .', ["a"]),
        ('"no list" .', []),
    ],
)
def test_a_broken_list_ends_where_it_breaks_and_is_not_whole(turtle: str, items: list[str] | None) -> None:
    found = read(turtle)
    assert not found.whole
    assert items is None or values(found) == items
