"""Queries and patterns that use every production of the grammar of SPARQL 1.1 Query (section 19.8)."""

from __future__ import annotations

FORMS = (
    "SELECT * {}",
    "SELECT DISTINCT ?a (?b + 1 AS ?c) WHERE { ?a :p ?b }",
    "SELECT REDUCED $a { $a :p 1 }",
    "CONSTRUCT { ?a :p [ :q ( 1 2 ) ] . _:b a :C . } WHERE { ?a :p ?b }",
    "CONSTRUCT {} { ?a :p ?b }",
    "CONSTRUCT FROM <g> WHERE { ?a :p ?b . ?b :q ?c . }",
    "DESCRIBE *  { ?a :p ?b }",
    "DESCRIBE ?a :x <y> FROM :g WHERE { ?a :p ?b }",
    "DESCRIBE :x",
    "ASK FROM :g FROM NAMED <h> { ?a :p ?b }",
    "BASE <http://other.example/> PREFIX x: <y#> SELECT ?a { ?a x:p ?b }",
    "SELECT ?a (COUNT(*) AS ?n) { ?a :p ?b } GROUP BY ?a HAVING (COUNT(*) > 1) (?n < 3) ORDER BY ?a LIMIT 5 OFFSET 2",
    "SELECT ?x { ?a :p ?b } GROUP BY (?a + 1 AS ?x) STR(?b) :f(?a) (?b)",
    "SELECT * { ?a :p ?b } ORDER BY ASC(?a) DESC(?b) STR(?a) (?a + 1) :f(?b) EXISTS { ?a :p 1 } OFFSET 2 LIMIT 5",
    "SELECT * { ?a :p ?b } VALUES ?a { :x }",
    "SELECT * { { SELECT ?a { ?a :p ?b } GROUP BY ?a LIMIT 1 VALUES ?b { 1 } } }",
)

PATTERNS = (
    "?a :p 1, 2 ; a :C ; ; :q ?b ; . ?c ?d ?e",
    "[] :p [] . [ :p 1 ] . [ :p 1 ; :q 2 ] :r 3 . [ ] a :C",
    "(1 2) :p () . (?a [ :p 1 ] (3)) . () :p 1",
    "_:a.b :p _:b . ?a :p _:0",
    '?a :p "a", \'b\', """c\n"d""", \'\'\'e\'\'f\'\'\', "g"@en-GB, "h"^^:t, "i"^^<u>, \'\\\'\\u0041\\n\'',
    "?a :p 1, 1.5, .5, 1e3, 1.e3, .5E-3, -1, -1.5, -1e+3, +1, +.5, +1E0, true, false",
    "?a :p|:q/^:r|^(:s/:t)*|(:u)+|:v? ?b",
    "?a !:p ?b . ?a !(:p|^:q|a|^a) ?b . ?a !^:p ?b . ?a ^a/a ?b",
    "?a :p? ?b . ?a :p+ ?b . ?a :p* ?b . ?a :p/(:q|:r)? ?b",
    "?a :p ?b OPTIONAL { ?b :q ?c } . OPTIONAL { }",
    "{ ?a :p 1 } UNION { ?a :p 2 } UNION { } . { ?b :p ?a }",
    "?a :p ?b MINUS { ?a :q ?b } GRAPH :g { ?a :p ?c } GRAPH ?g { ?a :p ?d }",
    "SERVICE :e { ?a :p ?b } SERVICE SILENT ?e { }",
    "BIND(?a + 1 AS ?b) BIND(:x AS ?c)",
    "VALUES ?a { 1 'x'@en :y <z> UNDEF true } VALUES (?b ?c) { (1 UNDEF) (2 -3) } VALUES () { () } VALUES (?d) { }",
    "FILTER (?a = 1) FILTER regex(?a, 'x') FILTER :f(?a) FILTER EXISTS { ?a :p 1 } FILTER NOT EXISTS { ?a :p 2 }",
    "FILTER(BOUND(?a) && !?b || -?c + +?d - 3 * 4 / 5 >= 6 && ?a != 1 && ?a < 2 && ?a <= 3 && ?a > 4)",
    "FILTER(?a IN (1, :x, ?b) || ?a NOT IN () || (?a) = (NOT EXISTS { ?a :p ?b }))",
    "FILTER(?a+1 = ?b-1 && ?a*-1 < 5 && ?a<5 && ?a<?b && ?a-?b+-?c > 1)",
    "FILTER(COALESCE(?a, 1) = IF(?a, NOW(), RAND()) && :f() && <g>(1))",
    "{ SELECT (COUNT(DISTINCT *) AS ?a) (SUM(?b) AS ?c) (MIN(?b) AS ?d) (MAX(?b) AS ?e) (AVG(?b) AS ?f) { ?x :p ?b } }",
    "{ SELECT (SAMPLE(DISTINCT ?b) AS ?a) (GROUP_CONCAT(?b) AS ?c) (GROUP_CONCAT(DISTINCT ?b ; SEPARATOR = ',') AS ?d) "
    "{ ?x :p ?b } }",
    "?a :p:q ?b . ?a :p%20q ?c . ?a :p\\,q ?d . ?a :1 ?e . ?a :a.b ?f.?a :p ?g",
    "# comment { \n ?a :p # ?x\n ?b #end\n",
    "?a<p>?b;<q>'x'.?c a a:D",
)

BEYOND_THE_ENGINE = ("?a !() ?b", "FILTER(:f(DISTINCT ?a, ?b))", "?\U00010000 :\U00010000 1")
"""Patterns by the grammar that pyoxigraph does not accept."""

TRIPLE_TERMS = (
    "<< ?a :p ?b >> :q ?c . << :a a :C ~ :r >> . << << ?a :p 1 >> ?p 'x'@en--ltr ~ >> :q <<( ?a :p <<( :b :c 1 )>> )>>",
    "?a :p ?b ~ :r {| :q ?c ; :s 1, 2 {| :t ?d |} |} , 3 ~ ?e ~ _:f ; :u 4 {| a :C |} .",
    "BIND(<<( ?a :p ?b )>> AS ?t) VALUES ?v { <<( :a :p 1 )>> } FILTER(SUBJECT(<<(?a :p :c)>>) = ?b)",
    "<<:a:b :c<x:y>>> :d ?e . <<?a<p>?b>> <q> [ :r << _:b ?p ?o >> ]",
)
"""Patterns with what SPARQL 1.2 adds to triples."""

PROLOGUE = "PREFIX : <http://example.org/> PREFIX a: <http://example.org/a#>\n"

QUERIES = (
    *(PROLOGUE + form for form in FORMS),
    *(f"{PROLOGUE}SELECT * {{ {one} }}" for one in (*PATTERNS, *TRIPLE_TERMS)),
    f"VERSION \"1.2\" {PROLOGUE} VERSION '1.2' ASK {{}}",
)
"""Queries that pyoxigraph accepts."""
