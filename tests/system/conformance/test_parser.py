"""The trees of queries and updates, held to the W3C's suites: all that is right is read, and no rule finds a fault."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.sparql.faults.rules import violations
from server.sparql.faults.strictness import overlooked
from server.sparql.faults.update_rules import update_violations
from server.sparql.parser import parse
from server.sparql.tree import walk
from server.sparql.update_reader import parse_update
from tests.conftest import miss
from tests.system.conformance.archive import BASE, MISSING, files, find
from tests.system.conformance.manifest import MF, QT, UT, Case, cases

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


def accepts_update(update: str) -> bool:
    """Whether the engine takes a text for an update."""
    try:
        ox.Store().update(update, base_iri=BASE)
    except SyntaxError:
        return False
    except (RuntimeError, OSError):
        pass
    return True


@pytest.mark.parametrize("name", sorted(name for name in TEXTS if accepts(TEXTS[name])))
def test_a_query_that_the_engine_accepts_is_read(name: str) -> None:
    text = TEXTS[name]
    for node in walk(parse(text).query):
        assert 0 <= node.start <= node.end <= len(text)


def text_of(case: Case) -> tuple[str, bool] | None:
    """The query or update of a test, and whether it is an update; None where the test has neither."""
    action = case.graph.one(MF + "action")
    if action is None:
        return None
    place = action.one(QT + "query") or action.one(UT + "request") or action
    content = files().get(place.text) if isinstance(place.term, ox.NamedNode) else None
    return (content.decode(), place.text.endswith(".ru")) if content is not None else None


RIGHT = [case for case in cases() if not case.kind.startswith("Negative") and text_of(case)]
WRONG = [case for case in cases() if case.kind.startswith("Negative") and text_of(case)]


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: str(case.name))
def test_no_rule_finds_a_fault_in_what_is_right(case: Case) -> None:
    text, update = text_of(case) or ("", False)
    found = update_violations(parse_update(text)) if update else violations(parse(text))
    assert [*found] == []
    assert overlooked(text, update) is None


@pytest.mark.parametrize("case", WRONG, ids=lambda case: str(case.name))
def test_what_is_wrong_is_refused_by_the_engine_or_here(case: Case) -> None:
    text, update = text_of(case) or ("", False)
    assert overlooked(text, update) or not (accepts_update(text) if update else accepts(text))
