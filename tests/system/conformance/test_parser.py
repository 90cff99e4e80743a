"""The tree of a query, held to the W3C's suites: it reads all that the engine accepts."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.sparql.parser import parse
from server.sparql.tree import walk
from tests.conftest import miss
from tests.system.conformance.archive import BASE, MISSING, files, find

if find() is None:
    miss(MISSING)

TEXTS = {
    name.removeprefix(BASE): content.decode(errors="replace")
    for name, content in files().items()
    if name.endswith(".rq")
}


def accepts(query: str) -> bool:
    """Whether the engine takes a text for a query."""
    try:
        ox.Store().query(query, base_iri=BASE)
    except SyntaxError:
        return False
    except (RuntimeError, OSError):
        pass  # it reads SERVICE, and has nobody to call
    return True


@pytest.mark.parametrize("name", sorted(name for name in TEXTS if accepts(TEXTS[name])))
def test_a_query_that_the_engine_accepts_is_read(name: str) -> None:
    text = TEXTS[name]
    for node in walk(parse(text).query):
        assert 0 <= node.start <= node.end <= len(text)
