"""The tree of a query: every production is read, every node knows its place, and whatever the text, time is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.namespaces import BASE, PREFIXES
from server.sparql import tree as nodes
from server.sparql.parser import parse, parse_values
from server.sparql.rewriting import edited
from server.sparql.scanner import Unreadable
from server.sparql.tree import (
    Aggregate,
    Bind,
    BlankNode,
    Brackets,
    Call,
    Filter,
    Group,
    Iri,
    Literal,
    Membership,
    Node,
    Operation,
    PathAlternatives,
    PathSequence,
    Query,
    Triples,
    Undef,
    Values,
    Variable,
    children,
    walk,
)
from tests.conftest import ROOT
from tests.sparql.productions import BEYOND_THE_ENGINE, PROLOGUE, QUERIES
from tests.system.fuzz.queries import FAULTY, HOSTILE, VALID

XSD = PREFIXES["xsd"]


def accepts(query: str) -> bool:
    """Whether the engine takes a text for a query."""
    try:
        ox.Store().query(query, base_iri=BASE)
    except SyntaxError:
        return False
    except (RuntimeError, OSError):
        return True  # such as SERVICE, which it reads and does not evaluate
    return True


def pattern(text: str) -> Group:
    """The pattern of a query that consists of it."""
    found = parse(f"{PROLOGUE}SELECT * {{ {text} }}").query.where
    assert found
    return found


def expression(text: str) -> nodes.Expression:
    """The expression of a filter."""
    [found] = pattern(f"FILTER({text})").elements
    assert isinstance(found, Filter)
    assert isinstance(found.constraint, Brackets)
    return found.constraint.expression


def check_places(text: str, root: Node) -> None:
    """Each node stands within the one that it is part of, and next to each other they do not overlap."""
    for node in walk(root):
        assert text[node.start : node.end].strip() == text[node.start : node.end]
        end = node.start
        for child in sorted(children(node), key=lambda one: one.start):
            assert end <= child.start <= child.end <= node.end, (node, child)
            end = child.end


@pytest.mark.parametrize("query", QUERIES)
def test_every_production_is_read_and_every_node_has_its_place(query: str) -> None:
    assert accepts(query)
    found = parse(query)
    assert query[found.query.start :].startswith(found.query.form)
    assert found.query.end == len(query.rstrip())
    check_places(query, found.query)


def test_the_productions_make_every_kind_of_node() -> None:
    kinds = {kind for kind in vars(nodes).values() if isinstance(kind, type) and issubclass(kind, Node)}
    made = {type(node) for query in QUERIES for node in walk(parse(query).query)}
    assert kinds - made == {Node, nodes.Prologue}


@pytest.mark.parametrize("text", BEYOND_THE_ENGINE)
def test_what_the_engine_lacks_of_the_grammar_is_read_too(text: str) -> None:
    assert not accepts(f"{PROLOGUE}SELECT * {{ {text} }}")
    check_places(f"{PROLOGUE}SELECT * {{ {text} }}", pattern(text))


def rewritten(text: str, node: Node) -> str:
    """A node put together again from its parts and what stands between them."""
    parts = sorted(children(node), key=lambda one: one.start)
    edits = [(child.start, child.end, rewritten(text, child)) for child in parts]
    return edited(text, edits, node.start, node.end)


@pytest.mark.parametrize("query", QUERIES)
def test_a_tree_put_together_again_is_the_text(query: str) -> None:
    found = parse(query)
    assert rewritten(query, found.query) == query[found.query.start : found.query.end]


def test_a_part_can_be_replaced() -> None:
    found = parse("SELECT * { ?a <p> ?b . OPTIONAL { ?b <q> ?c } }")
    assert found.query.where
    optional = found.query.where.elements[1]
    assert (
        edited(found.text, [(optional.start, optional.end, "?b <q> ?d")])
        == "SELECT * { ?a <p> ?b . ?b <q> ?d }"
    )


def test_terms_have_their_values() -> None:
    values = parse_values(
        "(?a) { (<x>) ('\\u0041\\n'@en-GB) (\"b\"^^<urn:t>) (1) (-1.5) (1e3) (TRUE) (UNDEF) (_:n) }"
    )
    terms = [term for row in values.rows for term in row.terms]
    assert [(type(term), *described(term)) for term in terms] == [
        (Iri, BASE + "x"),
        (Literal, "A\n", "en-GB", PREFIXES["rdf"] + "langString"),
        (Literal, "b", None, "urn:t"),
        (Literal, "1", None, XSD + "integer"),
        (Literal, "-1.5", None, XSD + "decimal"),
        (Literal, "1e3", None, XSD + "double"),
        (Literal, "true", None, XSD + "boolean"),
        (Undef,),
        (BlankNode, "n"),
    ]


def described(node: Node) -> Iterator[object]:
    """The fields of a node without its place."""
    names: tuple[str, ...] = type(node).__match_args__
    return (getattr(node, name) for name in names[2:])


def test_prefixes_are_those_of_the_query() -> None:
    [triples] = pattern("?a a :C ; b:c 'x'^^b:t").elements
    assert isinstance(triples, Triples)
    first, second = triples.properties
    assert [list(described(one)) for one in (first.verb, first.objects[0], second.verb)] == [
        [PREFIXES["rdf"] + "type"],
        ["http://example.org/C"],
        [None],
    ]
    assert list(described(second.objects[0])) == ["x", None, None]


@pytest.mark.parametrize(
    ("text", "operators", "operands"),
    [
        ("?a + ?b * ?c - 1", ("+", "-"), ["?a", "?b * ?c", "1"]),
        ("?a || ?b && !?c || ?d", ("||", "||"), ["?a", "?b && !?c", "?d"]),
        ("?a = ?b + 1", ("=",), ["?a", "?b + 1"]),
        ("?a-1", ("-",), ["?a", "1"]),
        ("?a -1", ("-",), ["?a", "1"]),
        ("?a<?b&&?c>?d", ("&&",), ["?a<?b", "?c>?d"]),
        ("-?a / 2", ("/",), ["-?a", "2"]),
        ("1 IN (1) && 2 NOT IN (?a, 3)", ("&&",), ["1 IN (1)", "2 NOT IN (?a, 3)"]),
    ],
)
def test_operators_bind_as_the_grammar_has_it(
    text: str, operators: tuple[str, ...], operands: list[str]
) -> None:
    source = f"{PROLOGUE}SELECT * {{ FILTER({text}) }}"
    found = expression(text)
    assert isinstance(found, Operation)
    assert found.operators == operators
    assert [source[one.start : one.end] for one in found.operands] == operands


def test_membership_is_of_the_sum_before_it() -> None:
    found = expression("?a + 1 NOT IN (2, ?b)")
    assert isinstance(found, Membership)
    assert isinstance(found.operand, Operation)
    assert (found.negated, len(found.options)) == (True, 2)


def test_calls_and_aggregates_are_told_apart() -> None:
    query = parse(
        f"{PROLOGUE}SELECT (Count(distinct ?a) AS ?n) (group_concat(?b ; separator=',') AS ?c) (:f(1) AS ?d) {{}}"
    )
    count, concat, call = (one.expression for one in query.query.columns if isinstance(one, nodes.Assignment))
    assert isinstance(count, Aggregate)
    assert (count.function, count.distinct, count.separator) == ("COUNT", True, None)
    assert isinstance(concat, Aggregate)
    assert concat.separator
    assert concat.separator.value == ","
    assert isinstance(call, Call)
    assert isinstance(call.function, Iri)


def test_paths_are_nodes_of_their_own() -> None:
    [triples] = pattern("?a (:p|^:q)/:r* ?b").elements
    assert isinstance(triples, Triples)
    path = triples.properties[0].verb
    assert isinstance(path, PathSequence)
    assert isinstance(path.steps[0], nodes.PathBrackets)
    assert isinstance(path.steps[0].path, PathAlternatives)
    assert isinstance(path.steps[1], nodes.PathRepetition)
    assert path.steps[1].mark == "*"


def test_a_subquery_is_a_query_of_its_own() -> None:
    [group] = pattern("{ SELECT ?a { ?a :p 1 } LIMIT 3 }").elements
    assert isinstance(group, Group)
    [query] = group.elements
    assert isinstance(query, Query)
    assert query.limit
    assert (query.form, query.limit.number) == ("SELECT", 3)


def test_exists_holds_a_group_wherever_an_expression_stands() -> None:
    query = f"{PROLOGUE}SELECT (EXISTS {{ ?a :p 1 }} AS ?x) {{ BIND(NOT EXISTS {{ }} AS ?y) }} ORDER BY EXISTS {{ }}"
    assert [one.negated for one in walk(parse(query).query) if isinstance(one, nodes.Exists)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("query", "reason", "place"),
    [
        ("", "it ends too early", 0),
        ("SELECT", "it ends too early", 6),
        ("SELECT * { ?s ?p", "it ends too early", 16),
        ("SELECT * { ?s ?p ?o } x", "something stands behind its end", 22),
        ("INSERT DATA {}", "“INSERT” stands where a query's form was awaited", 0),
        ("SELECT * { ?a ?b ?c FILTER(?a<?b#>\n) }", "only the parser can tell", 29),
        ("SELECT * { ?s ?p ?o ?q }", "“?q” at character 20 is not understood", 20),
        ("SELECT * { ?s ?p ?o ?s ?p ?o }", "“?s” at character 20 is not understood", 20),
        ("SELECT * { ?s ?p 'x }", "has no end", 17),
        ("SELECT * { << ?s ?p ?o ?q ?r }", "“?q” at character 23 is not understood", 23),
        ("SELECT * { {| ?q ?r |} }", "“{|” at character 11 is not understood", 11),
        ("SELECT * { LATERAL { } }", "it uses LATERAL", 11),
        ("SELECT * { FILTER(?a ?b) }", "“?b” at character 21 is not understood", 21),
        ("SELECT * { FILTER ?a }", "“?a” at character 18 is not understood", 18),
        ("SELECT * { } LIMIT x", "“x” at character 19 is not understood", 19),
        ("SELECT * { } LIMIT 1 LIMIT 2", "“LIMIT” at character 21 is not understood", 21),
        ("PREFIX a <x> SELECT * {}", "“PREFIX” stands where a query's form was awaited", 0),
        ("SELECT * " + "{" * 50 + "}" * 50, "its groups are nested too deeply", 39),
        ("SELECT * { FILTER" + "(" * 500 + ")" * 500 + "}", "its brackets are nested too deeply", 118),
        ("SELECT * { FILTER(" + "!" * 500 + "?a) }", "its signs are nested too deeply", 18),
        ("SELECT * { ?a " + "(" * 500 + ")" * 500 + " 1 }", "its brackets are nested too deeply", 115),
        (
            "SELECT * { ?a <p> " + "[ <p> " * 500 + "1" + "]" * 500 + "}",
            "its brackets are nested too deeply",
            619,
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(query: str, reason: str, place: int) -> None:
    with pytest.raises(Unreadable, match=re.escape(reason)) as caught:
        parse(query)
    assert caught.value.start == place


def test_limits_are_those_of_the_caller() -> None:
    query = "SELECT * { " + "?s ?p ?o . " * 20 + "}"
    assert parse(query, longest=len(query), most_elements=20)
    with pytest.raises(Unreadable, match="longer than 100 characters"):
        parse(query, longest=100)
    with pytest.raises(Unreadable, match="more than 10 parts"):
        parse(query, most_elements=10)


@pytest.mark.parametrize("path", sorted((ROOT / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_every_saved_query_is_read(path: Path) -> None:
    text = path.read_text("utf-8")
    check_places(text, parse(text).query)


@given(VALID | FAULTY)
@example("PREFIXa: <x:> SELECT * {}")
def test_what_the_engine_accepts_is_read(query: str) -> None:
    reason = refusal(query)
    assert (
        reason is None
        or not accepts(query)
        or reason.endswith(("can tell what it is", "nested too deeply"))
        # The longest token counts (section 19.8): “PREFIXa:” is one name, which the engine reads as two words.
        or re.match(r"“PREFIX\w*:” stands where", reason)
    )


_MARKS = "{}()[]<>?$.,;:^|/*+-!&='\"\\#@_ \n1ae"
_WORDS = ["SELECT ", "FILTER", "?a", "<p>", "UNION", "VALUES", "IN", "COUNT("]


@given(HOSTILE | st.lists(st.sampled_from([*_MARKS, *_WORDS])).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    refusal(text)


def refusal(query: str) -> str | None:
    """Why a text cannot be read; None for one that is read, with all its places right."""
    try:
        found = parse(query)
    except Unreadable as error:
        assert 0 <= error.start <= len(query)  # noqa: PT017 - either is right
        return str(error)
    check_places(query, found.query)
    return None


@pytest.mark.parametrize(
    "part",
    [
        *(
            "<",
            "?a<",
            "'",
            '"',
            '"""',
            "\\",
            "{",
            "(",
            "[",
            "!",
            "^",
            ".",
            "#",
            "1",
            "a",
            "a:",
            "<a",
            "_:",
            "-",
            "1e",
        ),
        *(
            "?a ?b ?c.",
            "?a <p> ",
            "<p>/",
            "?a+",
            "FILTER(?a<?b)",
            "FILTER(1+",
            "{}UNION",
            "VALUES ?a{1}",
            "OPTIONAL{",
        ),
    ],
)
@pytest.mark.parametrize(
    "start", ["", "SELECT * { ", "SELECT * { ?a <p> ", "SELECT * { FILTER(?a ", "PREFIX "]
)
def test_a_long_text_is_refused_or_read_in_the_time_of_a_test(start: str, part: str) -> None:
    """At a step for each pair of its characters it would take minutes."""
    with pytest.raises(Unreadable):
        parse(start + part * (20_000 // len(part)))


def test_the_order_of_nodes_is_that_of_the_text() -> None:
    group = "?d :p ?e FILTER(?f IN (?g)) BIND(?h AS ?i) VALUES ?j {}"
    query = f"{PROLOGUE}SELECT ?a (?b AS ?c) {{ {group} }} ORDER BY ?k"
    found = [one.name for one in walk(parse(query).query) if isinstance(one, Variable)]
    assert found == sorted(found)


def test_a_data_block_stands_alone_with_or_without_its_keyword() -> None:
    for text in ("?a { 1 }", "VALUES ?a { 1 }"):
        found = parse_values(text)
        assert isinstance(found, Values)
        assert (found.start, found.end, len(found.rows)) == (0, len(text), 1)
    with pytest.raises(Unreadable, match="stands behind its end"):
        parse_values("?a { 1 } x")


def test_a_bind_is_no_assignment_of_columns() -> None:
    [found] = pattern("BIND(1 AS ?a)").elements
    assert isinstance(found, Bind)
    assert found.variable.name == "a"
