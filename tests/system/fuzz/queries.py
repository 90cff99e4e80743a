"""Queries to throw at the endpoint: by the grammar of SPARQL, such queries with a fault, and hostile ones."""

from __future__ import annotations

from hypothesis import strategies as st

from server.namespaces import PREFIXES

Text = st.SearchStrategy[str]

PROLOGUE = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("eik", "rdfs", "xsd", "graph", "stance")
)

_VARIABLE = st.sampled_from(["?a", "?b", "?c", "$d", "?é"])
_IRI = st.sampled_from(
    [
        "<https://w3id.org/eikg/id/state/belarus>",
        "<relative>",
        "<urn:x>",
        "eik:Claim",
        "eik:Clam",
        "eik:inDocument",
        "rdfs:label",
        "stance:asserts",
        "graph:inferred",
        "eik:",
        "nope:name",
    ]
)
_LITERAL = st.one_of(
    st.sampled_from(
        [
            '"a"@en',
            "'''x\ny'''",
            '"2014-09-01"^^xsd:date',
            '"bad"^^xsd:integer',
            '"\\u0410"',
            "1",
            "-1.5",
            "1e400",
            "true",
            "TRUE",
        ]
    ),
    st.integers().map(str),
    st.text(max_size=12).map(
        lambda text: '"' + text.replace("\\", "").replace('"', "").replace("\n", "") + '"'
    ),
)
_TERM = st.one_of(_VARIABLE, _IRI, _LITERAL, st.sampled_from(["[]", "_:b", "(1 ?a)", "[ a ?b ]"]))
_STEP = st.one_of(_IRI, st.just("a"), _VARIABLE)


@st.composite
def _path(draw: st.DrawFn) -> str:
    steps = draw(st.lists(st.one_of(_IRI, st.just("a")), min_size=1, max_size=3))
    mark = draw(st.sampled_from(["", "*", "+", "?"]))
    joined = draw(st.sampled_from(["/", "|"])).join(steps)
    return draw(st.sampled_from(["", "^", "!"])) + f"({joined}){mark}"


@st.composite
def _triple(draw: st.DrawFn) -> str:
    return f"{draw(_TERM)} {draw(st.one_of(_STEP, _path()))} {draw(_TERM)}"


_EXPRESSION: Text = st.recursive(
    st.one_of(_VARIABLE, _LITERAL, _IRI),
    lambda inner: st.one_of(
        st.builds(
            "({} {} {})".format,
            inner,
            st.sampled_from(["=", "<", ">", "!=", "+", "-", "*", "/", "&&", "||"]),
            inner,
        ),
        st.builds(
            "{}({})".format,
            st.sampled_from(
                ["STR", "LANG", "BOUND", "ISIRI", "!", "ABS", "UCASE", "DATATYPE", "xsd:date", "MD5", "IRI"]
            ),
            inner,
        ),
        st.builds(
            "{}({}, {})".format,
            st.sampled_from(["REGEX", "CONCAT ", "STRLANG", "IF(true,", "COALESCE"]),
            inner,
            inner,
        ),
    ),
    max_leaves=6,
)


def _wrapped(group: Text) -> Text:
    return st.one_of(
        st.builds("OPTIONAL {{ {} }}".format, group),
        st.builds("{{ {} }} UNION {{ {} }}".format, group, group),
        st.builds("GRAPH {} {{ {} }}".format, st.one_of(_VARIABLE, _IRI), group),
        st.builds("MINUS {{ {} }}".format, group),
        st.builds("FILTER NOT EXISTS {{ {} }}".format, group),
        st.builds("{{ SELECT * {{ {} }} LIMIT 3 }}".format, group),
        st.builds("{{ {} }}".format, group),
    )


_PART = st.one_of(
    _triple(),
    st.builds("FILTER({})".format, _EXPRESSION),
    st.builds("BIND({} AS {})".format, _EXPRESSION, st.sampled_from(["?x", "?y", "?a"])),
    st.builds("VALUES ?a {{ {} UNDEF }}".format, st.one_of(_IRI, _LITERAL)),
)
_GROUP: Text = st.recursive(
    st.lists(_PART, min_size=1, max_size=3).map(" . ".join),
    lambda group: st.builds("{} {}".format, group, _wrapped(group)),
    max_leaves=4,
)
_HEAD = st.sampled_from(
    [
        "SELECT *",
        "SELECT ?a ?b",
        "SELECT DISTINCT ?c",
        "SELECT (COUNT(*) AS ?n)",
        "ASK",
        "CONSTRUCT { ?a ?b ?c }",
        "DESCRIBE ?a",
        "SELECT * FROM <urn:x>",
        "SELECT * FROM graph:inferred FROM graph:schemes",
        "ASK FROM NAMED graph:inferred",
    ]
)
_TAIL = st.sampled_from(
    [
        "",
        "LIMIT 5",
        "ORDER BY ?a LIMIT 9",
        "GROUP BY ?a",
        "OFFSET 3",
        "HAVING(?n > 1)",
        "VALUES ?a { eik:Claim }",
    ]
)

VALID = st.builds("{}{} WHERE {{ {} }} {}".format, st.just(PROLOGUE), _HEAD, _GROUP, _TAIL)
"""Queries by the grammar; some are refused for their scoping or an unknown prefix."""


@st.composite
def _faulty(draw: st.DrawFn) -> str:
    query = draw(VALID)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(query)))
        length = draw(st.sampled_from([0, 0, 1, 5]))
        inserted = draw(
            st.one_of(st.text(max_size=3), st.sampled_from(["{", "}", "(", "<", '"', "\\", "#", "'''", ";"]))
        )
        query = query[:place] + inserted + query[place + length :]
    return query


FAULTY = _faulty()

_DEPTHS = st.integers(1, 5000)
HOSTILE = st.one_of(
    st.text(max_size=200),
    _DEPTHS.map(lambda depth: f"ASK {'{' * depth}{'}' * depth}"),
    _DEPTHS.map(lambda depth: f"ASK {{ FILTER({'(' * depth}1{')' * depth}) }}"),
    _DEPTHS.map(lambda depth: f"ASK {{ FILTER({'!' * depth}true) }}"),
    _DEPTHS.map(lambda depth: f"ASK {{ ?s {'^' * depth}<x:y> ?o }}"),
    _DEPTHS.map(lambda depth: f"ASK {{ ?s <x:y> {'[ <x:y> ' * depth}1{']' * depth} }}"),
    _DEPTHS.map(lambda size: "SELECT * {" + " ?s ?p ?o ." * size + "}"),
    _DEPTHS.map(lambda size: f'ASK {{ FILTER REGEX("{"a" * size}", "({"a?" * 50}){{50}}") }}'),
    st.sampled_from(
        [
            "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
            "LOAD <file:///etc/passwd>",
            "DROP ALL",
            "INSERT DATA { <x:a> <x:b> <x:c> }",
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
            "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
            "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?d",
            "SELECT * { ?a (!<x:y>)* ?b }",
            "SELECT (CONCAT(STR(?a), STR(?b)) AS ?x) { ?a ?p ?o . ?b ?q ?r } ORDER BY DESC(?x)",
            "SELECT * { VALUES ?x { " + "1 " * 20000 + "} }",
            "ASK {} \x00",
            "\ufeffASK {}",
            "SELECT ?\U0001f600 {}",
            "#" * 70000,
            '"' * 5001,
            "PREFIX : <\\u0000> ASK { : : : }",
            "BASE <//> SELECT * { <../..> <?#> <> }",
        ]
    ),
)
