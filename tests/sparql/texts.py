"""Texts that look like queries to whoever does not read them token by token: made of pieces, and of single signs."""

from __future__ import annotations

from hypothesis import strategies as st

_STRINGS = (
    '"a  b"', "'a  b'", '"#"', "'#'", '"it\'s"', "'say \"a\"'", '"""a "b"  c"""', "'''a 'b'  c'''", '"a\\"b"',
    "'a\\'  b'", '"\\u0041  "', '""', "''", '""""""', '"', "'", '"""', "'''", '"a\nb"',
)  # fmt: skip
_IRIS = (
    "<http://a/b>", "<http://a/b#c>", "<http://a/o'b>", '<http://a/"b>', "<a#b>", "<a'b>", "<#>", "<>", "<",
    ">", "<?y", "?x<?y#>", "<http://a/\\u0041#>", "<http://a/ b>",
)  # fmt: skip
_COMMENTS = ("#c\n", "# it's \"c\n", "#<a\r", "# { SELECT * FROM <a:a>\r\n", "#", "# x ")
_SPACES = (" ", "  ", "\t", "\n", "\r\n", "\r", "\x0b", "\x0c", "\xa0", "\u200b", "\ufeff")
_NAMES = (
    "eik:A", ":a", "eik:", "eik:SELECT", "SELECT:a", "eik:it\\'s", "eik:a\\#b", "eik:%41", "_:b", "?SELECT",
    "$FROM", "?x", "x", "é", "@en", "@en-GB", "^^", "1", "1.5e3", ".", ";", ",", "*", "{", "}", "(", ")", "[",
    "]", "a", "\\u0041", "\\", "|", "/", "-",
)  # fmt: skip
_KEYWORDS = (
    "SELECT", "select", "Select", "SELECT*", "DISTINCT", "REDUCED", "ASK", "ask{", "CONSTRUCT", "DESCRIBE",
    "PREFIX", "prefix", "BASE", "VERSION", "FROM", "from", "FROM<a:a>", "NAMED", "FROM NAMED <a:b>", "WHERE",
    "GRAPH", "INSERT", "DELETE DATA", "LOAD", "WITH", "TRUE", "true", "True", "FALSE", "false", "CONCAT",
    "CONCAT(", "concat (", "COALESCE", "COALESCE #c\n(", "SERVICE",
)  # fmt: skip
_PROLOGUES = (
    "PREFIX eik: <http://a/b#>", "PREFIX : <a:a>", "prefix\n a : <http://a/> #x\n", "PREFIX SELECT: <a:>",
    "BASE <http://a/>",
)  # fmt: skip

_PIECES = st.sampled_from((*_STRINGS, *_IRIS, *_COMMENTS, *_SPACES, *_NAMES, *_KEYWORDS, *_PROLOGUES))
_SIGNS = st.text(st.sampled_from("\"'<>#\\{}()*?:/a1 \t\r\n\u00e9\u00a0"), max_size=40)

TEXTS = st.one_of(
    st.lists(_PIECES, max_size=16).map("".join),
    st.lists(_PIECES, max_size=16).map(" ".join),
    st.lists(st.one_of(_PIECES, _SIGNS), max_size=8).map("".join),
    _SIGNS,
    st.text(max_size=30),
)
