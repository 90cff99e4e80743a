"""Patterns of queries about functions and aggregates, their columns and rows, by the rule that gets them right.

`test_rules` says over which data. A row is its values with spaces between them, `-` for one that is unbound.
"""

from __future__ import annotations

import json

XSD = "<http://www.w3.org/2001/XMLSchema#{}>"
DOUBLE, FLOAT = XSD.format("double"), XSD.format("float")

MIXED = 'VALUES ?x { 1 "a" "b"@en :i UNDEF }'
COUNT = [
    (MIXED, "(COUNT(LANG(?x)) AS ?n)", ["3"]),
    (MIXED, "(COUNT(DISTINCT LANG(?x)) AS ?n)", ["2"]),
    (MIXED, "(COUNT(?x + 1) AS ?n)", ["1"]),
    (MIXED, "(count ( distinct STR(?x)) AS ?n)", ["4"]),
    (MIXED, "(COUNT(YEAR(?x)) AS ?n)", ["0"]),
    (MIXED, "(COUNT(1/0) AS ?n) (COUNT(?x) AS ?m) (COUNT(*) AS ?k) (COUNT(DISTINCT *) AS ?l)", ["0 4 5 5"]),
    (MIXED, "(COUNT(IF(ISIRI(?x), 1/0, RAND())) AS ?n) (COUNT(LANG(?x)) + COUNT(STR(?x)) AS ?m)", ["3 7"]),
    (MIXED, "(COUNT(DISTINCT IF(ISIRI(?x), 1/0, UUID())) AS ?n)", ["3"]),
    ("?s :none ?x", "(COUNT(LANG(?x)) AS ?n)", ["0"]),
    ("?s ?p ?x FILTER(?x != :d)", "(COUNT(LANG(?x)) AS ?n)", ["3"]),
    ("SELECT ?x { ?s ?p ?x }", "(COUNT(LANG(?x)) AS ?n)", ["3"]),
    (
        "{ SELECT ?s (COUNT(LANG(?x)) AS ?n) { ?s ?p ?x } GROUP BY ?s HAVING (COUNT(LANG(?x)) < 2) }",
        "?s ?n",
        ["a 0", "b 0", "x 1", "y 0"],
    ),
    (
        "{ SELECT ?s { ?s ?p ?x } GROUP BY ?s ORDER BY DESC(COUNT(LANG(?x))) STR(?s) LIMIT 3 }",
        "?s",
        ["s", "x", "a"],
    ),
    ("GRAPH ?g { SELECT (COUNT(LANG(?x)) AS ?n) { ?s ?p ?x } }", "?g ?n", ["g1 2", "g2 1", "g3 0"]),
    (
        "?s :z ?x FILTER EXISTS { SELECT ?s (COUNT(LANG(?x)) AS ?n) { ?s ?p ?x } GROUP BY ?s HAVING (?n = 0) }",
        "?s",
        [],
    ),
    (
        "{ SELECT (COUNT(LANG(?n)) AS ?m) { { SELECT (COUNT(LANG(?x)) AS ?n) { ?s ?p ?x } GROUP BY ?s } } }",
        "?m",
        ["5"],
    ),
]

ENGLISH = 'VALUES ?x { "a"@en "b"@en "a"@en }'
GROUP_CONCAT = [
    (ENGLISH, '(GROUP_CONCAT(?x) = "a b a" AS ?y) (LANG(GROUP_CONCAT(?x)) = "" AS ?z)', ["true true"]),
    (ENGLISH, '(LANG(GROUP_CONCAT(DISTINCT ?x; SEPARATOR="")) = "" AS ?y)', ["true"]),
    (
        f"{{ SELECT ?x {{ {ENGLISH} }} GROUP BY ?x HAVING (sameTerm(GROUP_CONCAT(?x), STR(GROUP_CONCAT(?x)))) }}",
        "?x",
        ["a", "b"],
    ),
    ("?s :none ?x", '(GROUP_CONCAT(?x) = "" AS ?y)', ["true"]),
]
AGGREGATE_REUSE = [
    ("?s :n ?o", "(COUNT(*) AS ?c) (?c * 2 AS ?d)", ["3 6"]),
    ("?s :n ?o", "(SUM(?o) AS ?c) (?c + COUNT(?o) AS ?d) (?d / ?c AS ?e)", ["8 11 1.375"]),
    (
        "{ SELECT (CONCAT(STRUUID(), STR(COUNT(*))) AS ?c) (?c AS ?d) { ?s :n ?o } }",
        "(?c = ?d AS ?e) (STRLEN(?c) AS ?l)",
        ["true 37"],
    ),
    ("?s :none ?o", "(COUNT(*) AS ?c) (?c + 1 AS ?d) (MAX(?o) AS ?e) (COALESCE(?e, 0) AS ?f)", ["0 1 - 0"]),
    (
        "{ SELECT ?s (SUM(?o) AS ?c) (?c + 1 AS ?d) { ?s :n ?o } GROUP BY ?s"
        " HAVING (COUNT(*) > 0) ORDER BY DESC(MAX(?o)) LIMIT 1 }",
        "?s ?c ?d",
        ["x 5 6"],
    ),
    (
        "{ SELECT ?k (COUNT(?s) AS ?c) (CONCAT(?k, STR(?c)) AS ?d) { ?s :n ?o } GROUP BY (STR(?o) AS ?k) }",
        "?k ?c ?d",
        ["1 1 11", "2 1 21", "5 1 51"],
    ),
    ("GRAPH ?g { SELECT (COUNT(*) AS ?c) (?c + 1 AS ?d) { ?s :p ?o } }", "?g ?d", ["g1 3", "g2 2", "g3 1"]),
]
BLANK_NODES = [
    ('?s :n ?o BIND(BNODE("x") AS ?b)', "(COUNT(DISTINCT ?b) AS ?n)", ["3"]),
    (
        '?s :n ?o BIND(BNODE("x") AS ?b) FILTER(?o > 1) BIND(BNODE("x") AS ?c) BIND(BNODE("y") AS ?d)',
        "(COUNT(DISTINCT ?b) AS ?n) (SUM(IF(?b = ?c, 1, 0)) AS ?m) (SUM(IF(?b = ?d, 1, 0)) AS ?k)",
        ["2 2 0"],
    ),
    ('BIND(BNODE("x") AS ?b) ?s :n ?o BIND(BNODE("x") AS ?c)', "(COUNT(DISTINCT ?c) AS ?n)", ["3"]),
    (
        '{ SELECT (BNODE(STR(?o)) AS ?b) (BNODE("1") AS ?c) { ?s :n ?o } }',
        "(COUNT(DISTINCT ?b) AS ?n) (COUNT(DISTINCT ?c) AS ?m) (SUM(IF(?b = ?c, 1, 0)) AS ?k)",
        ["3 3 1"],
    ),
    (
        '{ SELECT ?s (BNODE("x") AS ?b) (BNODE("x") AS ?c) (COUNT(*) AS ?n) { ?s :n ?o } GROUP BY ?s }',
        "(COUNT(DISTINCT ?b) AS ?m) (SUM(IF(?b = ?c, ?n, 0)) AS ?k)",
        ["2 3"],
    ),
    ("?s :n ?o", '(COUNT(DISTINCT BNODE("x")) AS ?n)', ["3"]),
    ("{ SELECT DISTINCT * { ?s :n ?o BIND(BNODE('x') AS ?b) } }", "?s ?o", ["s 1", "s 2", "x 5"]),
    ("", '(BNODE("x"@en) AS ?a) (BNODE(1) AS ?b) (BNODE(?u) AS ?c)', ["- - -"]),
    (
        "?s :n ?o BIND(BNODE(STR(?s)) AS ?a) BIND(BNODE('a b') AS ?b) BIND(BNODE('') AS ?c)",
        "(COUNT(DISTINCT ?a) AS ?n) (COUNT(DISTINCT ?b) AS ?m) (COUNT(DISTINCT ?c) AS ?k)",
        ["3 3 3"],
    ),
    ("BIND(BNODE() AS ?a) BIND(BNODE() AS ?b)", "(?a = ?b AS ?c)", ["false"]),
]

COMPARISONS = [
    (
        "",
        "(false < true AS ?a) (true > true AS ?b) (true >= true AS ?c) (true <= false AS ?d)",
        ["true false true false"],
    ),
    ("VALUES ?a { true false } FILTER(!(?a < true))", "?a", ["true"]),
    ("VALUES ?a { 1 2 } FILTER((?a > 1) > false)", "?a", ["2"]),
    ("VALUES ?a { 1 2 }", "(BOUND(?a) < (?a = 1) AS ?b)", ["false", "false"]),
    ("", f'("NaN"^^{DOUBLE} < 1 AS ?a) (!("NaN"^^{DOUBLE} >= 1) AS ?b)', ["false true"]),
    ('VALUES (?a ?b) { (1 "a") (:i :j) (true 1) (1 UNDEF) }', "(?a < ?b AS ?x)", ["-", "-", "-", "-"]),
]

CASTS = [
    ('VALUES ?x { "inf" "Infinity" "-inf" "nan" "NAN" "+infinity" }', f"({DOUBLE}(?x) AS ?y)", ["-"] * 6),
    (
        'VALUES ?x { "INF" "-INF" "NaN" "1e1" 1.5 true :i }',
        f"({DOUBLE}(?x) AS ?y)",
        ["INF", "-INF", "NaN", "10", "1.5", "1", "-"],
    ),
    ("", f'({FLOAT}("inf") AS ?x) ({FLOAT}({DOUBLE}("1.5")) AS ?y)', ["- 1.5"]),
    ("", f'({DOUBLE}(CONCAT("i", "nf")) AS ?x) ({DOUBLE}(1) AS ?y)', ["- 1"]),
]


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _match(text: str, pattern: str, flags: str, right: bool) -> tuple[str, str, list[str]]:
    arguments = ", ".join(map(_string, (text, pattern, flags) if flags else (text, pattern)))
    return "", f"(REGEX({arguments}) AS ?x)", [str(right).lower()]


def _replaced(
    text: str, pattern: str, replacement: str, flags: str, right: str
) -> tuple[str, str, list[str]]:
    arguments = ", ".join(map(_string, (text, pattern, replacement, flags)))
    return "", f"(REPLACE({arguments}) = {_string(right)} AS ?x)", ["true"]


PATTERNS = [
    *(
        _match(*case)
        for case in (
            ("abc", r"^\i\c*$", "", True),
            ("1bc", r"^\i\c*$", "", False),
            ("a:b-1.Ж", r"^\i\c+$", "", True),
            (" a", r"^\C\I*", "", True),
            ("b", "^[a-z-[aeiou]]$", "", True),
            ("a", "^[a-z-[aeiou]]$", "", False),
            ("-", "^[a-z-[aeiou]]$", "", False),
            ("A", "^[a-z-[aeiou]]$", "i", False),
            ("B", "^[a-z-[aeiou]]$", "i", True),
            ("1", r"^[^a-z-[\d]]$", "", False),
            ("!", r"^[^a-z-[\d]]$", "", True),
            ("c", "^[a-z-[a-y-[c]]]$", "", True),
            ("a_b", r"^\w+$", "", False),
            ("a+b€", r"^\w+$", "", True),
            ("_", r"^[\W]$", "", True),
            ("\u00a0", r"\s", "", False),
            ("\t", r"[\s]", "", True),
            ("\u00a0", r"^\S$", "", True),
            ("\u0664", r"^\d$", "", True),
            ("a", r"\p{Lu}", "i", False),
            ("A", r"^[\p{Lu}]$", "i", True),
            ("x", r"^[\p{Lu}X]$", "i", True),
            ("y", r"^[\p{Lu}X]$", "i", False),
            ("Беларусь", r"^\p{IsCyrillic}+$", "", True),
            ("ӿԀ", r"^\p{IsCyrillic}+$", "", False),
            ("ԀЖ", r"\P{IsCyrillic}", "", True),
            ("a", r"^[\P{IsCyrillic}]$", "", True),
            ("a&b", r"^[a&&b]+$", "", True),
            ("a~-b", r"^[a~~b\-]+$", "", True),
            ("^", "^[a^]$", "", True),
            ("-", "^[a-]$", "", True),
            ("a\rb", "a.b", "", False),
            ("a\nb", "a.b", "", False),
            ("a\nb", "a.b", "s", True),
            ("a\nb", "^b$", "m", True),
            ("a\nb", "^b$", "", False),
            ("a\n", "a$", "", False),
            ("helloworld", "hello world", "x", True),
            ("hello world", "hello[ ]world", "x", True),
            ("hello#", "hello#world", "x", False),
            ("a\\ s", "a\\ s", "x", False),
            ("ab", "a (?: b # )?", "x", True),
            ("a.b", "a.b", "qx", True),
            ("a b", "a b", "qx", True),
            ("aXb", "a.b", "q", False),
            ("A.B", "a.b", "qi", True),
            ("aaa", "^(?:a){2,3}?$", "", True),
            ("", "^(a|)$", "", True),
            ("^$-|", r"^\^\$\-\|$", "", True),
            ("aB", "[^b]$", "i", False),
            ("Ж", "^ж$", "i", True),
        )
    ),
    *(
        _replaced(*case)
        for case in (
            ("abc", "(b)", "$1x", "", "abxc"),
            ("price 10", r"(\d+)", "$10", "", "price 100"),
            ("abcdefghijkl", "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", "$11$10$1", "", "kjal"),
            ("abc", "b", r"\$", "", "a$c"),
            ("abc", "b", r"\\", "", r"a\c"),
            ("abc", "b", r"\\\$$0", "", r"a\$bc"),
            ("abc", "(b)", "[$2]", "", "a[]c"),
            ("abc", "(b)", "$01$005", "", "abb5c"),
            ("abc", "b", "[$0]", "", "a[b]c"),
            ("abc", "b", "$1", "q", "a$1c"),
            ("a\\c", "\\", "$", "q", "a$c"),
            ("darted", "^(.*?)d(.*)$", "$1c$2", "", "carted"),
            ("abracadabra", "a(.)", "a$1$1", "", "abbraccaddabbra"),
            ("ab", "(a)|(b)", "[$1$2]", "", "[a][b]"),
            ("a_b-c", r"\W", "", "", "abc"),
            ("AbB", "b", "x", "i", "Axx"),
            ("a b", "a b", "x", "x", "a b"),
        )
    ),
    (
        r'VALUES ?r { "$1x" "$10" "\\$" "\\\\" "$" "\\y" "" "$0$2" "x"@en }',
        '(REPLACE("abc", "(b)", ?r) AS ?x)',
        [
            "abxc",
            "ab0c",
            "a$c",
            "a\\c",
            "-",
            "-",
            "ac",
            "abc",
            "-",
        ],
    ),
    (r'VALUES ?r { "$1" "\\" }', '(REPLACE("a.c", ".", ?r, "q") AS ?x)', ["a$1c", "a\\c"]),
    *(
        ("", f"({call} AS ?x)", ["-"])
        for call in (
            *(
                f'REPLACE("abc", "b", {_string(one)})'
                for one in ("$", "$x", "${1}", "a$", "\\", "\\y", "$1\\")
            ),
            *(
                f'REPLACE("abc", {_string(one)}, "x")'
                for one in ("", "x*", "a|", "^", "$", "(a?)", "b{0}", "(|a)+")
            ),
            *(
                f'REGEX("abc", {_string(one)})'
                for one in ("}", "]", "a**", "[]a]", "(a", "a)", "[c-a]", "a{,2}")
            ),
            *(f'REGEX("abc", "b", {_string(one)})' for one in ("g", "iz", "I")),
        )
    ),
    ("?s :n ?o FILTER REGEX(STR(?o), 'a**')", "?o", []),
    ('VALUES ?p { "b" "x*" "b|" "(" }', '(REPLACE("abc", ?p, "$0$0") AS ?x)', ["abbc", "-", "-", "-"]),
    (
        'VALUES ?x { "foo_bar" "foo" }',
        r'(REPLACE(REPLACE(?x, "\\w", "$0$0"), CONCAT("o", "{2}"), "-") AS ?y)',
        [
            "ff--_bbaarr",
            "ff--",
        ],
    ),
    (r'VALUES ?x { "a_" "a" } FILTER(!REGEX(?x, "^\\w+$") || false)', "?x", ["a_"]),
    (
        "",
        '(LANG(REPLACE("abc"@en, "(b)", "$1x")) AS ?x) (REPLACE("abc"@en, "(b)", "$1x") AS ?y)',
        ["en abxc"],
    ),
]

FUNCTION_CASES = {
    "aggregate-reuse": AGGREGATE_REUSE,
    "blank-nodes": BLANK_NODES,
    "casts": CASTS,
    "comparisons": COMPARISONS,
    "count": COUNT,
    "group-concat": GROUP_CONCAT,
    "patterns": PATTERNS,
}
"""By the name of the rule."""
