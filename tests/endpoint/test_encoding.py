"""Percent-encoding of this project is that of urllib, and the names of a query are known or are looked at closer."""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_to_bytes, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.endpoint.caching import permanent_query
from server.endpoint.problems import HttpProblem
from server.endpoint.release_names import _only_known
from server.endpoint.request import parameters_of, percent_decoded
from server.engine import Dataset, Job
from server.sparql.suggestions import Names, unknown_names

_PIECES = (
    "%", "%4", "%41", "%0A", "%0D%0A", "%3D", "%C3%A9", "%c3%a9", "%FF", "%00", "%25", "%%", "=", "==", "=41",
    "=3D", "=\n", "\n", "\r\n", " ", "\t", " \n", "+", "a", "é", "Б", "_", ".", "\x00", "-",
)  # fmt: skip
ENCODED = st.one_of(
    st.lists(st.sampled_from(_PIECES)).map("".join),
    st.text(st.characters(codec="utf-8")),
)


def decoded_by_urllib(text: str) -> str | None:
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeDecodeError:
        return None


@given(ENCODED)
@settings(max_examples=400)
def test_text_is_decoded_as_by_urllib(text: str) -> None:
    try:
        found = percent_decoded(text)
    except UnicodeDecodeError:
        found = None
    assert found == decoded_by_urllib(text)


@given(st.lists(st.tuples(ENCODED, ENCODED), max_size=4))
def test_parameters_are_decoded_as_by_urllib(pairs: list[tuple[str, str]]) -> None:
    pairs = [tuple(part.replace("=", "").replace("&", "") for part in pair) for pair in pairs]  # type: ignore[misc]
    expected = [(decoded_by_urllib(name), decoded_by_urllib(value)) for name, value in pairs]
    text = "&".join(f"{name}={value}" for name, value in pairs)
    if None in sum(expected, ()):
        with pytest.raises(HttpProblem):
            parameters_of(text, "the query string")
    else:
        assert parameters_of(text, "the query string") == expected


@given(st.text(st.characters(codec="utf-8"), max_size=100))
@settings(max_examples=400)
def test_a_link_is_encoded_as_by_urllib(text: str) -> None:
    link = permanent_query(Job("ASK{}", dataset=Dataset((text,))), "csv")
    given_parameters = [("query", "ASK{}"), ("default-graph-uri", text), ("format", "csv")]
    assert link == urlencode(given_parameters, quote_via=quote_plus)


KNOWN = Names(
    f"https://w3id.org/eikg/{name}"
    for name in ("ontology/Body", "ontology/date", "id/state/belarus", "id/body/csto", "graph/a.b")
)
_ONTOLOGY = "<https://w3id.org/eikg/ontology/>"
_NAMES = (
    f"PREFIX eik: {_ONTOLOGY} ", f"PREFIX : {_ONTOLOGY} ", f"BASE {_ONTOLOGY} ", f"# PREFIX eik: {_ONTOLOGY}\n",
    f"{_ONTOLOGY} ", "prefix s:<https://w3id.org/eikg/id/state/>\n",
    "PREFIX eik: <https://w3id.org/eikg/id/body/> ", "PREFIX g: <https://w3id.org/eikg/graph/> ",
    "PREFIX ex: <http://e/> ", "BASE <https://w3id.org/eikg/> ", "PREFIX eik: <ontology/> ", "PREFIX eik: <> ",
    "SELECT * { ", "?s ", "eik:Body ", "eik:Boddy ", "eik:csto ", "eik:date.", "eik:", ":Body ", ":Boddy ",
    "s:belarus ", "s:belarus. ", "s:belarsu ", "g:a.b ", "g:a.b. ", "ex:Boddy ", "unknown:Boddy ",
    "eik:Bod\\u0064y ", "eik:B%6Fdy ", "<https://w3id.org/eikg/ontology/Body> ",
    "<https://w3id.org/eikg/ontology/Boddy> ", "<https://w3id.org/eikg/id/state/belarsu#x> ", "<Boddy> ",
    "<ontology/Boddy> ", "'eik:Boddy' ", '"""eik:Body""" ', "# eik:Boddy\n", "eik:Body/eik:Boddy ",
    "^eik:Boddy ", "!eik:Body", "(eik:Boddy) ", "-eik:Boddy ", "1eik:Boddy ", "eik:Body-x ", "é:Boddy ",
    "eik:é ", "@eik:Boddy", "a:eik:Boddy ", ";", ".", ",", "}",
)  # fmt: skip


@given(st.lists(st.sampled_from(_NAMES), max_size=10).map("".join))
@settings(max_examples=400)
def test_no_unknown_name_is_passed_over(query: str) -> None:
    if _only_known(query, KNOWN):
        assert unknown_names(query, KNOWN) == []


def test_a_query_with_known_names_alone_is_known_to_be_so() -> None:
    """Else the look would be of no use."""
    prefixes = "PREFIX eik: <https://w3id.org/eikg/ontology/> PREFIX s: <https://w3id.org/eikg/id/state/> "
    assert _only_known(prefixes + "SELECT * { s:belarus a eik:Body ; eik:date ?d . # why\n }", KNOWN)
