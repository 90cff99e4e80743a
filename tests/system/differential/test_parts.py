"""The parts of the differential test: what is generated, what counts as a difference, and how one is made small."""

from __future__ import annotations

from random import Random

import pyoxigraph as ox
import pytest

from tests.system.conformance.comparison import Rows, Table
from tests.system.differential.datasets import EX, PROLOGUE, XSD, Term, dataset, stored, written
from tests.system.differential.engine import Engine
from tests.system.differential.generator import Generator
from tests.system.differential.oracle import departs, without_labels
from tests.system.differential.program import Refused
from tests.system.differential.run import inputs
from tests.system.differential.shrinking import Input, shrunk
from tests.system.differential.trees import TOTAL_ORDER, Category, Node
from tests.system.differential.verdicts import Excuse, Outcome, Verdict, verdict

A, B = ox.NamedNode(EX + "a"), ox.NamedNode(EX + "b")


def select(*constructs: str) -> Node:
    """A query with a clause that is an example of some constructs."""
    return Node(Category.QUERY, ("SELECT * { ?s ?p ?o }", Node(Category.CLAUSE, ("…",), constructs)))


def table(*values: Term) -> Table:
    rows: Rows = [{"x": value} for value in values]
    return frozenset({"x"}), rows, False


def decimal(form: str) -> ox.Literal:
    return ox.Literal(form, datatype=ox.NamedNode(XSD + "decimal"))


def judged(query: Node, ours: Table, theirs: Table, whole: Table | None = None) -> Verdict:
    return verdict(query, ours, theirs, lambda: whole or theirs)


def test_a_seed_gives_the_same_queries() -> None:
    few, many = [*inputs(25, "a seed")], [*inputs(40, "a seed")]
    assert few == many[:25]
    assert few != [*inputs(25, "another")]
    assert len(many) == 40


def test_datasets_are_as_a_store_writes_them() -> None:
    for seed in range(50):
        quads = dataset(Random(seed))
        assert quads == stored([*quads])


def test_what_is_generated_names_its_constructs() -> None:
    query = Generator(Random(1), dataset(Random(1))).query()
    assert query.names() >= {name for child in query.children() for name in child.constructs}
    assert str(query).split()[0] in ("SELECT", "ASK", "CONSTRUCT")


def test_rows_are_a_multiset() -> None:
    assert judged(select(), table(A, B), table(B, A)).outcome is Outcome.SAME
    assert judged(select(), table(A, A), table(A)).outcome is Outcome.DIFFERENT
    assert judged(select(), table(A), table(B)).outcome is Outcome.DIFFERENT


def test_rows_in_a_total_order_are_a_list() -> None:
    ordered = select("ORDER BY", TOTAL_ORDER, "LIMIT")
    assert judged(ordered, table(A, B), table(A, B)).outcome is Outcome.SAME
    assert judged(ordered, table(A, B), table(B, A)).outcome is Outcome.DIFFERENT


def test_limit_without_an_order_takes_any_rows_of_the_whole() -> None:
    whole = table(A, B)
    assert judged(select("LIMIT"), table(A), table(B), whole) == Verdict(Outcome.EXCUSED, Excuse.LIMIT)
    assert judged(select("LIMIT"), table(A), table(A, B), whole).outcome is Outcome.DIFFERENT
    assert judged(select("LIMIT"), table(A, A), table(A, B), whole).outcome is Outcome.DIFFERENT


def test_columns_count() -> None:
    more: Table = (frozenset({"x", "y"}), [{"x": A}], False)
    assert judged(select(), more, table(A)).outcome is Outcome.DIFFERENT


@pytest.mark.parametrize(
    ("ours", "theirs", "outcome"),
    [
        (decimal("3"), decimal("3.0"), Outcome.EXCUSED),
        (decimal("0.333333333333333333"), decimal("0.333333333333333333333333"), Outcome.EXCUSED),
        (decimal("3"), decimal("3.1"), Outcome.DIFFERENT),
        (decimal("3"), ox.Literal(3), Outcome.DIFFERENT),
        (ox.Literal("3"), ox.Literal("3.0"), Outcome.DIFFERENT),
        (ox.Literal("x", language="en"), ox.Literal("x", language="ru"), Outcome.DIFFERENT),
        (ox.BlankNode("x"), ox.BlankNode("y"), Outcome.DIFFERENT),
    ],
)
def test_numbers_may_be_written_in_another_way(ours: Term, theirs: Term, outcome: Outcome) -> None:
    assert judged(select(), table(ours), table(theirs)).outcome is outcome


@pytest.mark.parametrize(("count", "outcome"), [(2, Outcome.SAME), (1, Outcome.DIFFERENT)])
def test_graphs_are_the_same_up_to_the_nodes_of_a_template(count: int, outcome: Outcome) -> None:
    def graph(*labels: str) -> list[ox.Quad]:
        return [
            ox.Quad(ox.BlankNode(label), A, value)
            for label in labels
            for value in (ox.Literal(1), ox.BlankNode("x"))
        ]

    found = verdict(select(), graph("m", "n"), graph(*("k", "l")[:count]), list)
    assert found.outcome is outcome


def test_minus_inside_exists_is_excused_for_a_variable_of_the_row_alone() -> None:
    def query(name: str) -> Node:
        minus = Node(Category.ELEMENT, (f"MINUS {{ ?{name} :p 1 }}",), ("MINUS",))
        test = Node(Category.ELEMENT, ("FILTER EXISTS {", minus, "}"), ("EXISTS",))
        return Node(Category.QUERY, ("SELECT * { ?s :p ?o .", test, "}"))

    assert judged(query("s"), table(), table(A)) == Verdict(Outcome.EXCUSED, Excuse.MINUS)
    assert judged(query("other"), table(), table(A)).outcome is Outcome.DIFFERENT


def test_a_difference_is_made_small() -> None:
    given = next(given for given in inputs(2000, "small") if {"MINUS", "OPTIONAL"} <= given.query.names())
    small = shrunk(given, lambda input_: "MINUS" in input_.query.names() and len(input_.quads) > 2)
    assert "MINUS" in small.query.names()
    assert "OPTIONAL" not in small.query.names()
    assert len(small.quads) == 3
    assert len(small.text()) < len(given.text())


def test_what_is_left_out_of_a_limited_query_leaves_it_determined() -> None:
    guard = Node(Category.GUARD, ("FILTER(!ISBLANK(?s))",))
    limit = Node(Category.CLAUSE, ("ORDER BY ?s LIMIT 1",), (TOTAL_ORDER, "LIMIT"))
    query = Node(Category.QUERY, ("SELECT ?s {", Node(Category.ELEMENT, ("?s :p 1 .",)), guard, "}", limit))
    kept = shrunk(Input(query, ()), lambda input_: "LIMIT" in input_.query.names())
    assert "ISBLANK" in str(kept.query)
    dropped = shrunk(Input(query, ()), lambda input_: "SELECT" in str(input_.query))
    assert "ISBLANK" not in str(dropped.query)


def test_terms_are_written_as_queries_have_them() -> None:
    with Engine() as engine:
        for term in (
            A,
            ox.Literal(1),
            decimal("1.5"),
            ox.Literal('a "b"\n', language="en"),
            ox.Literal(True),
        ):
            assert engine.query(f"{PROLOGUE} SELECT ({written(term)} AS ?x) {{}}") == table(term)


def test_the_engine_answers_on_the_dataset_that_it_was_given_last() -> None:
    with Engine() as engine:
        for value in (A, B):
            engine.load([ox.Quad(value, A, value, B)])
            assert engine.query("SELECT ?x { GRAPH ?g { ?x ?p ?o } }") == table(value)
        assert engine.query("ASK { ?s ?p ?o }") is False
        with pytest.raises(Refused, match="SyntaxError"):
            engine.query("SELECT")
        assert engine.query("CONSTRUCT WHERE { ?s ?p ?o }") == []


def test_what_arq_has_otherwise_is_known() -> None:
    assert without_labels("STR(?x) = 'a'") == "STR(IF(ISBLANK(?x), 1/0, ?x)) = 'a'"
    condition = Node(Category.ELEMENT, ("FILTER(false)",), ("FILTER",))
    triples = Node(Category.ELEMENT, ("?s ?p ?o .",), ("triples",))
    for elements, outcome in (((condition,), True), ((condition, triples), False)):
        group = Node(Category.GROUP, ("{", *elements, "}"))
        optional = Node(Category.ELEMENT, ("OPTIONAL", group), ("OPTIONAL",))
        assert departs(Node(Category.QUERY, ("ASK {", optional, "}"))) is outcome
