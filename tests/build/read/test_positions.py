"""Lines of subjects and terms in a file."""

from __future__ import annotations

from server.build.read.positions import positions

EX = "http://x/"
TEXT = """\
# header
@prefix x: <http://x/> .
PREFIX y: <http://y/>

x:graph {
  x:a x:p x:b ;
    x:q '''two
lines # no comment''', 'three' ,
    [ x:r x:c ] .
}
GRAPH x:claim { <http://x/b> x:p 1.5, "\\u0041\\n" . x:a
   x:s y:z\\,1 } # a comment
"""


def test_lines() -> None:
    where = positions(TEXT)
    assert where.header == ("# header",)
    assert where.prefixes == {"x": (EX, 2), "y": ("http://y/", 3)}
    assert [(token.line, token.text) for token in where.comments] == [(12, "# a comment")]
    assert where.line(EX + "a") == 6
    assert where.line(EX + "a", EX + "q") == 7
    assert where.line(EX + "a", EX + "q", "three") == 8
    assert where.line(EX + "a", EX + "q", "two\nlines # no comment") == 7
    assert where.line(EX + "a", EX + "r", EX + "c") == 9
    assert where.line(EX + "b", "1.5") == 11
    assert where.line(EX + "b", "A\n") == 11
    assert where.line(EX + "a", EX + "s") == 12
    assert where.line(EX + "a", "http://y/z,1") == 12
    assert where.line(EX + "claim") == 11


def test_what_is_no_subject_is_found_where_it_is_mentioned() -> None:
    where = positions(TEXT)
    assert where.line(EX + "c") == where.mention(EX + "c") == 9
    assert where.line(EX + "nowhere") is None
    assert where.describes(EX + "a", EX + "s")
    assert not where.describes(EX + "c")
