"""Queries: endless, left, faulty, nested, long, explained, and updates where none are taken."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Final
from urllib.parse import quote, urlencode

from tests.system.attack.attack import (
    Attack,
    Target,
    asked,
    flood,
    message,
    once,
    posted,
    repeat,
    send_and_reset,
)
from tests.system.soak.load.leavers import HOSTILE

KIND: Final = "queries"

_LENGTH: Final = 200_000
_EXPLANATIONS: Final = ("empty", "sources", "plan")


def _endless(target: Target) -> Callable[[], bytes]:
    numbers = count()
    return lambda: posted(f"{target.random.choice([*HOSTILE.values()])} #{next(numbers)}")


def endless_of_one(target: Target) -> None:
    """Cross products, paths, sorts, expressions and what takes memory, of one address, 16 at a time."""
    flood(target, _endless(target), 16)


def endless_of_two(target: Target) -> None:
    """The same of two addresses, 32 at a time."""
    flood(target, _endless(target), 32)


def endless_of_three(target: Target) -> None:
    """The same of three addresses, 48 at a time."""
    flood(target, _endless(target), 48)


def endless_and_left(target: Target) -> None:
    """Endless queries whose clients are gone when they have asked."""
    make = _endless(target)
    repeat(target, lambda: send_and_reset(target, make()), 16)


def service(target: Target) -> None:
    """SERVICE, LOAD and FROM for addresses of this machine, in many spellings."""
    address = f"http://127.0.0.1:{target.port}/sparql"
    queries = (
        f"SELECT * {{ SERVICE <{address}> {{ ?a ?b ?c }} }}",
        f"SELECT * {{ SERVICE SILENT ?x {{ ?a ?b ?c }} VALUES ?x {{ <{address}> }} }}",
        f"SELECT * FROM <{address}?query=ASK%7B%7D> {{ ?a ?b ?c }}",
        f"LOAD <{address}>",
        "SELECT * { " + f"SERVICE <{address}> {{ ?a ?b ?c }} " * 3000 + "}",
    )
    flood(target, lambda: posted(target.random.choice(queries)))


def syntax_errors(target: Target) -> None:
    """200 KB of query with an error at its end, 16 at a time."""
    triples, filters = "?a ?b ?c . ", "FILTER(?a = 1 || ?b < 2) "
    queries = [
        f"SELECT * {{ {piece * (_LENGTH // len(piece))} {end}"
        for piece in (
            triples,
            filters,
            "{ ?a ?b ?c } UNION ",
            "OPTIONAL { ?a eik:x ?c } ",
            "'x' ",
            "a:b ",
            "SELCT ",
        )
        for end in ("", "}}", "? }", '"')
    ]
    flood(target, lambda: posted(f"{target.random.choice(queries)} #{target.random.random()}"), 16)


def nested(target: Target) -> None:
    """Groups, expressions, paths, lists and blank nodes within one another, 60,000 deep."""
    deep = 60_000
    queries = [
        f"SELECT * {{ {first * (deep // len(first))}{inner}{last * (deep // len(first))} }}"
        for first, inner, last in (
            ("{", "", "}"),
            ("[ ?p ", "?x", " ]"),
            ("( ", "1", " )"),
            ("OPTIONAL { ?a ?b ?c ", "", "}"),
            ("{ SELECT * ", "{ }", "}"),
            ("FILTER(!(", "1", "))"),
            ("FILTER NOT EXISTS { ?a ?b ?c ", "", "}"),
        )
    ]
    flood(target, lambda: posted(f"{target.random.choice(queries)} #{target.random.random()}"))


def long_values(target: Target) -> None:
    """VALUES, IN and long chains of operators of 200 KB, and their products."""
    numbers = " ".join(map(str, range(30_000)))
    queries = (
        f"SELECT * {{ VALUES ?x {{ {numbers} }} }}",
        f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {numbers} }} ?a ?b ?c FILTER(?x != ?c) }}",
        f"ASK {{ ?a ?b ?c FILTER(?c IN ({numbers.replace(' ', ',')})) }}",
        f"ASK {{ FILTER({'1+' * 90_000}1) }}",
        f"ASK {{ ?a {'!a/' * 50_000}a ?c }}",
        "SELECT * { " + "{ ?a ?b ?c } UNION " * 10_000 + "{ ?a ?b ?c } }",
    )
    flood(target, lambda: posted(f"{target.random.choice(queries)} #{target.random.random()}"))


def explained(target: Target) -> None:
    """Explanations of long queries without results, of endless ones and of long results."""
    classes = [
        "Body",
        "State",
        "Claim",
        "Document",
        "Person",
        "Office",
        "Membership",
        "Treaty",
        "Resolution",
        "Event",
    ]
    patterns = [
        f"?x{number} a eik:{target.random.choice(classes)} ; eik:nothing{number} ?y" for number in range(40)
    ]
    queries = (
        f"SELECT * {{ {' . '.join(patterns)} }}",
        f"SELECT * {{ ?s ?p ?o . {' . '.join(f'?s eik:p{number} ?o{number}' for number in range(12))} }}",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = 'x') }",
        "SELECT * { ?a (eik:x|!eik:y)* ?b . ?b !eik:z* ?c . ?c eik:none ?d }",
        "SELECT * { ?s ?p ?o } LIMIT 5000",
    )
    prefix = "PREFIX eik: <https://w3id.org/eikg/ontology/> "

    def make() -> bytes:
        query = f"{prefix}{target.random.choice(queries)} #{target.random.random()}"
        return asked(query, more=f"&explain={target.random.choice(_EXPLANATIONS)}")

    flood(target, make, 32)


_DOUBLED: Final = 'BIND("xxxxxxxxxxxxxxxx" AS ?v0) ' + " ".join(
    f"BIND(CONCAT(?v{number}, ?v{number}) AS ?v{number + 1})" for number in range(20)
)
"""Values of 16 bytes, twice that, and so on up to 16 MiB."""


def _long_values_of_results(target: Target, more: Callable[[], str], threads: int) -> None:
    numbers = " ".join(map(str, range(100)))
    queries = (
        f"SELECT (CONCAT(?v17, STR(?i)) AS ?x) {{ {_DOUBLED} VALUES ?i {{ {numbers} }} }}",
        f"SELECT (CONCAT(?v11, STR(?i)) AS ?x) {{ {_DOUBLED} VALUES ?i {{ {numbers} }} }}",
        f"SELECT ?x {{ {_DOUBLED} BIND(?v20 AS ?x) }}",
        f"SELECT {' '.join(f'(1 AS ?c{number})' for number in range(250))} {{ ?s ?p ?o }}",
    )

    def make() -> bytes:
        return asked(f"{target.random.choice(queries)} #{target.random.random()}", more=more())

    flood(target, make, threads, most=2**28)


def explained_values(target: Target) -> None:
    """Explanations of results of few rows with values of up to 16 MiB, which stay within 256 MiB together."""
    _long_values_of_results(target, lambda: f"&explain={target.random.choice(_EXPLANATIONS)}", 8)


def tables_of_long_values(target: Target) -> None:
    """The same results as tables of Arrow and Parquet, which are read to their end."""
    _long_values_of_results(target, lambda: f"&format={target.random.choice(('arrow', 'parquet'))}", 8)


def with_parameters(target: Target) -> None:
    """Endless queries with datasets of many graphs, short and long timeouts, and parameters that are none."""
    graphs = urlencode([("named-graph-uri", f"urn:x:{number}") for number in range(500)])

    def act() -> None:
        more = target.random.choice(
            (f"&{graphs}", "&timeout=29", "&timeout=0.001", "&timeout=1e300", "&x" * 5000)
        )
        query = target.random.choice(
            ("SELECT * { GRAPH ?g { ?a ?b ?c } ?d ?e ?f }", HOSTILE["cross product, counted"])
        )
        once(target, asked(query, more=more))

    repeat(target, act, 16)


def updates(target: Target) -> None:
    """Updates and graphs of 200 KB at a server that takes none."""
    triples = "<urn:a> <urn:b> <urn:c> . " * (_LENGTH // 26)
    update, turtle = ("Content-Type", "application/sparql-update"), ("Content-Type", "text/turtle")
    requests = (
        message("/sparql", update, method="POST", body=f"INSERT DATA {{ {triples} }}".encode()),
        message("/sparql", update, method="POST", body=b"DROP ALL"),
        message("/sparql?update=" + quote("DELETE WHERE { ?a ?b ?c }"), method="POST"),
        message("/data?default", turtle, method="PUT", body=triples.encode()),
        message("/data?graph=urn:x", method="DELETE"),
    )
    flood(target, lambda: target.random.choice(requests))


ATTACKS: Final = (
    Attack("endless queries of one address", KIND, endless_of_one, nginx=True),
    Attack("endless queries of two addresses", KIND, endless_of_two, addresses=2, most=2),
    Attack("endless queries of three addresses", KIND, endless_of_three, addresses=3, most=2, nginx=True),
    Attack("endless queries, left", KIND, endless_and_left, addresses=2, most=2),
    Attack("SERVICE, LOAD and FROM", KIND, service),
    Attack("syntax errors of 200 KB", KIND, syntax_errors, nginx=True),
    Attack("deep nesting", KIND, nested),
    Attack("long VALUES and chains", KIND, long_values),
    Attack("explanations", KIND, explained),
    Attack("explanations of values of many MiB", KIND, explained_values, addresses=2, most=2),
    Attack("Arrow and Parquet of values of many MiB", KIND, tables_of_long_values, addresses=2, most=2),
    Attack("datasets, timeouts, parameters", KIND, with_parameters),
    Attack("updates", KIND, updates),
)
