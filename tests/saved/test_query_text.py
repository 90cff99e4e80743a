"""IRIs and parameters are found where SPARQL has them, and nowhere else."""

from __future__ import annotations

from server.saved.query_text import line_of, named_iris, values_blocks

QUERY = """\
PREFIX a: <https://example.org/a/>
PREFIX : <https://example.org/none/>
# a:comment <https://example.org/comment> VALUES ?c { 1 }
SELECT * WHERE {
  VALUES ?x { a:one <https://example.org/two> UNDEF }
  VALUES (?constant) { (a:three) }
  ?s a:p/^:q "a:string <https://example.org/string>" .
  FILTER(STRSTARTS(STR(?s), STR(a:)) && ?x<?y)
}
"""


def test_iris_are_those_the_query_itself_names() -> None:
    found = list(named_iris(QUERY))
    assert [named.iri for named in found] == [
        "https://example.org/a/one",
        "https://example.org/two",
        "https://example.org/a/three",
        "https://example.org/a/p",
        "https://example.org/none/q",
    ]
    assert [line_of(QUERY, named.offset) for named in found] == [5, 5, 6, 7, 7]
    assert [QUERY[named.offset :].startswith(named.written) for named in found] == [True] * 5


def test_only_blocks_of_one_variable_are_parameters() -> None:
    (block,) = values_blocks(QUERY)
    assert block.variable == "x"
    assert QUERY[block.start : block.end] == block.body == " a:one <https://example.org/two> UNDEF "
