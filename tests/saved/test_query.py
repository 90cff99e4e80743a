"""Parameters are found where SPARQL has them, and nowhere else."""

from __future__ import annotations

from server.saved.query import line_of, values_blocks

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


def test_only_blocks_of_one_variable_are_parameters() -> None:
    (block,) = values_blocks(QUERY)
    assert block.variable == "x"
    assert QUERY[block.start : block.end] == block.body == " a:one <https://example.org/two> UNDEF "
    assert line_of(QUERY, block.start) == 5
