"""Requests that try to make the server, or one of its evaluators, connect to an address that it must not connect to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

FORM = "application/x-www-form-urlencoded"
ALLOWED = "http://allowed.example/sparql"
REDIRECTS = ("301", "302", "303", "307", "308")
PROLOGUE = f"PREFIX ok: <{ALLOWED}> PREFIX ex: <http://example.org/> "


@dataclass(frozen=True)
class Attempt:
    """A request; `scratch` for the server that takes updates."""

    name: str
    target: str
    method: str = "GET"
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    scratch: bool = False


def asked(name: str, query: str, **parameters: str) -> Attempt:
    """A query, as a form by POST."""
    body = urlencode({"query": query, **{key.replace("_", "-"): value for key, value in parameters.items()}})
    return Attempt(name, "/sparql", "POST", body.encode(), {"Content-Type": FORM})


def changed(name: str, update: str, **parameters: str) -> Attempt:
    """An update."""
    body = urlencode(
        {"update": update, **{key.replace("_", "-"): value for key, value in parameters.items()}}
    )
    return Attempt(name, "/sparql", "POST", body.encode(), {"Content-Type": FORM}, scratch=True)


def attempts(port: int, release: str, saved: str) -> list[Attempt]:
    """Every attempt on the canary at a port; `release` is the name of one, `saved` the path of a saved query."""
    canary = f"http://127.0.0.1:{port}/sparql"
    return [
        *_written(canary, port),
        *_placed(canary),
        *_variable(canary),
        *_spelt(port),
        *_redirected(),
        *_dataset(canary),
        *_updates(canary),
        *_around(canary, port, release, saved),
    ]


def _written(canary: str, port: int) -> Iterator[Attempt]:
    """However SERVICE and the endpoint are written."""
    group = "{ ?s ?p ?o }"
    forms = {
        "plain": f"SELECT * {{ SERVICE <{canary}> {group} }}",
        "small letters": f"select * {{ service <{canary}> {group} }}",
        "mixed case": f"SELECT * {{ sErViCe <{canary}> {group} }}",
        "silent": f"SELECT * {{ SERVICE SILENT <{canary}> {group} }}",
        "no space": f"SELECT*{{SERVICE<{canary}>{group}}}",
        "tabs and line ends": f"SELECT * {{\n\tSERVICE\r\n\t<{canary}>\n{group} }}",
        "a comment between": f"SELECT * {{ SERVICE # <{ALLOWED}>\n <{canary}> {group} }}",
        "a comment that ends in a carriage return": f"SELECT * {{ SERVICE #\r <{canary}> {group} }}",
        "an allowed one in a comment": f"SELECT * {{ SERVICE <{canary}> # <{ALLOWED}> {{\n {group} }}",
        "escaped keyword": f"SELECT * {{ \\u0053ERVICE <{canary}> {group} }}",
        "escaped keyword, long": f"SELECT * {{ \\U00000053ERVICE <{canary}> {group} }}",
        "escaped letter of the scheme": f"SELECT * {{ SERVICE <\\u0068ttp://127.0.0.1:{port}/sparql> {group} }}",
        "escaped digits of the host": (
            f"SELECT * {{ SERVICE <http://\\u0031\\u0032\\u0037.0.0.1:{port}/sparql> {group} }}"
        ),
        "escaped slashes": f"SELECT * {{ SERVICE <http:\\u002F\\u002F127.0.0.1:{port}/sparql> {group} }}",
        "full-width letters": f"SELECT * {{ ＳＥＲＶＩＣＥ <{canary}> {group} }}",
        "dotless i": f"SELECT * {{ SERVıCE <{canary}> {group} }}",
        "long s": f"SELECT * {{ \u017fERVICE <{canary}> {group} }}",
        "behind a boolean": f"SELECT * {{ ?s ?p trueSERVICE <{canary}> {group} }}",
        "behind a number": f"SELECT * {{ ?s ?p 1SERVICE <{canary}> {group} }}",
        "as a prefix": f"PREFIX service: <{canary}> SELECT * {{ SERVICE service: {group} }}",
        "run together with a name": f"PREFIX ex: <{canary}> SELECT * {{ SERVICEex: {group} }}",
        "prefixed name": f"PREFIX e: <http://127.0.0.1:{port}/> SELECT * {{ SERVICE e:sparql {group} }}",
        "empty prefix": f"PREFIX : <{canary}> SELECT * {{ SERVICE : {group} }}",
        "escaped local name": f"PREFIX e: <http://127.0.0.1:{port}> SELECT * {{ SERVICE e:\\/sparql {group} }}",
        "prefix of an allowed one, declared again": (
            f"PREFIX ok: <{ALLOWED}> PREFIX ok: <{canary}> SELECT * {{ SERVICE ok: {group} }}"
        ),
        "base": f"BASE <http://127.0.0.1:{port}/> SELECT * {{ SERVICE <sparql> {group} }}",
        "base twice": (
            f"BASE <http://allowed.example/> BASE <http://127.0.0.1:{port}/> SELECT * {{ SERVICE <sparql> {group} }}"
        ),
        "base, by authority": (
            f"BASE <http://allowed.example/> SELECT * {{ SERVICE <//127.0.0.1:{port}/sparql> {group} }}"
        ),
        "behind a string with a quotation mark": f"SELECT * {{ ?s ?p 'it\\'s' . SERVICE <{canary}> {group} }}",
        "behind a long string": f"SELECT * {{ ?s ?p ''' ' '' ''' . SERVICE <{canary}> {group} # '''\n }}",
        "behind a comparison that looks like an IRI": (
            f"SELECT * {{ ?a ?p ?b FILTER(?a<?b#> '''\n) SERVICE <{canary}> {group} #'''\n }}"
        ),
        "a string that looks like it": f"SELECT * {{ BIND('SERVICE <{canary}> {{ }}' AS ?x) }}",
        "an IRI that looks like it": f"SELECT * {{ ?s ?p <{canary}?SERVICE> }}",
        "an annotation": f"SELECT * {{ ?s ?p ?o {{| SERVICE <{canary}> {group} |}} }}",
        "lateral": f"SELECT * {{ ?s ?p ?o LATERAL {{ SERVICE <{canary}> {group} }} }}",
    }
    return (asked(name, query) for name, query in forms.items())


def _placed(canary: str) -> Iterator[Attempt]:
    """Wherever it stands."""
    service = f"SERVICE <{canary}> {{ ?s ?p ?o }}"
    forms = {
        "in a subquery": f"SELECT * {{ {{ SELECT * {{ {service} }} }} }}",
        "in OPTIONAL": f"SELECT * {{ OPTIONAL {{ {service} }} }}",
        "in UNION": f"SELECT * {{ {{ }} UNION {{ {service} }} }}",
        "in MINUS": f"SELECT * {{ ?s ?p ?o MINUS {{ {service} }} }}",
        "in GRAPH": f"SELECT * {{ GRAPH ?g {{ {service} }} }}",
        "in EXISTS": f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {service} }} }}",
        "in EXISTS in a projection": f"SELECT (EXISTS {{ {service} }} AS ?x) {{ }}",
        "in EXISTS in HAVING": f"SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s HAVING(EXISTS {{ {service} }})",
        "in EXISTS in ORDER BY": f"SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ {service} }})",
        "in EXISTS in GROUP BY": f"SELECT (COUNT(*) AS ?c) {{ ?s ?p ?o }} GROUP BY (EXISTS {{ {service} }} AS ?x)",
        "in ASK": f"ASK {{ {service} }}",
        "in CONSTRUCT": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {service} }}",
        "in DESCRIBE": f"DESCRIBE ?s {{ {service} }}",
        "nested in an allowed one": f"SELECT * {{ SERVICE <{ALLOWED}> {{ {service} }} }}",
        "nested deep in an allowed one": (
            f"SELECT * {{ SERVICE <{ALLOWED}> {{ OPTIONAL {{ {{ SELECT * {{ {service} }} }} }} }} }}"
        ),
        "nested, silent": f"SELECT * {{ SERVICE SILENT <{ALLOWED}> {{ SERVICE SILENT <{canary}> {{ ?s ?p ?o }} }} }}",
        "behind an allowed one": f"SELECT * {{ SERVICE <{ALLOWED}> {{ ?a ?b ?c }} {service} }}",
        "ahead of an allowed one": f"SELECT * {{ {service} SERVICE <{ALLOWED}> {{ ?a ?b ?c }} }}",
        "brackets that do not match": f"SELECT * {{ SERVICE <{ALLOWED}> {{ ?a ?b ?c }} }} }} {service} {{",
        "behind the end": f"SELECT * {{ SERVICE <{ALLOWED}> {{ ?a ?b ?c }} }} VALUES ?s {{ }} {service}",
        "in the answer of an allowed one": "SELECT * { SERVICE <http://injecting.example/sparql> { ?s ?p ?o } }",
    }
    return (asked(name, query) for name, query in forms.items())


def _variable(canary: str) -> Iterator[Attempt]:
    """A variable in the place of the endpoint."""
    group = "{ ?s ?p ?o }"
    host, path = canary.rsplit("/", 1)
    forms = {
        "BIND": f"SELECT * {{ BIND(<{canary}> AS ?e) SERVICE ?e {group} }}",
        "VALUES": f"SELECT * {{ VALUES ?e {{ <{canary}> }} SERVICE ?e {group} }}",
        "VALUES with an allowed one": f"SELECT * {{ VALUES ?e {{ <{ALLOWED}> <{canary}> }} SERVICE ?e {group} }}",
        "VALUES with more than are allowed": (
            f"SELECT * {{ VALUES ?e {{ {' '.join(f'<{canary}?{one}>' for one in range(60))} }} SERVICE ?e {group} }}"
        ),
        "VALUES and UNDEF": f"SELECT * {{ VALUES ?e {{ UNDEF <{canary}> }} SERVICE ?e {group} }}",
        "VALUES behind": f"SELECT * {{ SERVICE ?e {group} VALUES ?e {{ <{canary}> }} }}",
        "VALUES at the end": f"SELECT * {{ SERVICE ?e {group} }} VALUES ?e {{ <{canary}> }}",
        "BIND behind": f"SELECT * {{ SERVICE ?e {group} BIND(<{canary}> AS ?e) }}",
        "IRI()": f"SELECT * {{ BIND(IRI('{canary}') AS ?e) SERVICE ?e {group} }}",
        "IRI(CONCAT())": f"SELECT * {{ BIND(IRI(CONCAT('{host}/', '{path}')) AS ?e) SERVICE ?e {group} }}",
        "URI() with BASE": f"BASE <{host}/> SELECT * {{ BIND(URI('{path}') AS ?e) SERVICE ?e {group} }}",
        "a string": f"SELECT * {{ BIND('{canary}' AS ?e) SERVICE ?e {group} }}",
        "REPLACE": f"SELECT * {{ BIND(IRI(REPLACE('{canary}x', 'x$', '')) AS ?e) SERVICE ?e {group} }}",
        "out of a subquery": f"SELECT * {{ {{ SELECT (IRI('{canary}') AS ?e) {{ }} }} SERVICE ?e {group} }}",
        "silent": f"SELECT * {{ BIND(<{canary}> AS ?e) SERVICE SILENT ?e {group} }}",
        "with a dollar": f"SELECT * {{ BIND(<{canary}> AS $e) SERVICE $e {group} }}",
        "out of an allowed one": (
            "SELECT * { SERVICE <http://injecting.example/sparql> { ?x ?y ?e } SERVICE ?e { ?s ?p ?o } }"
        ),
        "nested": f"SELECT * {{ BIND(<{canary}> AS ?e) SERVICE <{ALLOWED}> {{ SERVICE ?e {group} }} }}",
        "in EXISTS": f"SELECT * {{ BIND(<{canary}> AS ?e) FILTER EXISTS {{ SERVICE ?e {group} }} }}",
        "in OPTIONAL": f"SELECT * {{ BIND(<{canary}> AS ?e) OPTIONAL {{ SERVICE ?e {group} }} }}",
        "in a subquery": f"SELECT * {{ VALUES ?e {{ <{canary}> }} {{ SELECT * {{ SERVICE ?e {group} }} }} }}",
    }
    return (asked(f"variable: {name}", query) for name, query in forms.items())


def _spelt(port: int) -> Iterator[Attempt]:
    """Other spellings of the address, and of the allowed one."""
    forms = {
        "by name": f"http://localhost:{port}/sparql",
        "decimal": f"http://2130706433:{port}/sparql",
        "octal": f"http://0177.0.0.1:{port}/sparql",
        "hexadecimal": f"http://0x7f.0.0.1:{port}/sparql",
        "short": f"http://127.1:{port}/sparql",
        "any address": f"http://0.0.0.0:{port}/sparql",
        "no address": f"http://:{port}/sparql",
        "IPv6": f"http://[::1]:{port}/sparql",
        "IPv4 in IPv6": f"http://[::ffff:127.0.0.1]:{port}/sparql",
        "user is the allowed host": f"http://allowed.example@127.0.0.1:{port}/sparql",
        "user and password": f"http://allowed.example:80@127.0.0.1:{port}/sparql",
        "credentials at the allowed host": "http://user:secret@allowed.example/sparql",
        "allowed host as a fragment": f"http://127.0.0.1:{port}/sparql#@allowed.example/sparql",
        "allowed one as a parameter": f"http://127.0.0.1:{port}/sparql?{ALLOWED}",
        "backslash": f"http://127.0.0.1:{port}\\@allowed.example/sparql",
        "allowed host with the port": f"http://allowed.example:{port}/sparql",
        "trailing dot": f"http://allowed.example.:{port}/sparql",
        "longer name": f"http://allowed.example.localhost:{port}/sparql",
        "capitals": f"http://ALLOWED.EXAMPLE:{port}/sparql",
        "default port": "http://allowed.example:80/sparql",
        "per cent signs in the host": f"http://%31%32%37.0.0.1:{port}/sparql",
        "path that climbs": f"http://allowed.example/../../127.0.0.1:{port}/sparql",
        "path that comes back": f"http://127.0.0.1:{port}/x/../sparql",
        "longer path": f"{ALLOWED}/../../../@127.0.0.1:{port}/",
        "line end in the IRI": f"http://allowed.example/sparql\r\nHost: 127.0.0.1:{port}",
        "line end, escaped": f"http://allowed.example/sparql\\u000d\\u000aHost: 127.0.0.1:{port}",
        "other scheme": f"https://127.0.0.1:{port}/sparql",
        "ftp": f"ftp://127.0.0.1:{port}/sparql",
        "gopher": f"gopher://127.0.0.1:{port}/_GET",
        "file": "file:///etc/passwd",
        "data": "data:application/sparql-results+json,{}",
        "jar": f"jar:http://127.0.0.1:{port}/x!/y",
        "name that now means another address": f"http://rebinding.example:{port}/sparql",
        "name that a name server sends here": f"http://turncoat.example:{port}/sparql",
    }
    return (
        asked(f"endpoint: {name}", f"SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}")
        for name, iri in forms.items()
    )


def _redirected() -> Iterator[Attempt]:
    for name in (*REDIRECTS, "authority", "userinfo", "relative", "refresh", "chain", "proxy"):
        query = f"SELECT * {{ SERVICE <http://redirecting.example/{name}> {{ ?s ?p ?o }} }}"
        yield asked(f"redirect: {name}", query)
        yield asked(f"redirect, silent: {name}", query.replace("SERVICE", "SERVICE SILENT"))


def _dataset(canary: str) -> Iterator[Attempt]:
    yield asked("FROM", f"SELECT * FROM <{canary}> {{ ?s ?p ?o }}")
    yield asked("FROM NAMED", f"SELECT * FROM NAMED <{canary}> {{ GRAPH ?g {{ ?s ?p ?o }} }}")
    yield asked("FROM twice", f"SELECT * FROM <{canary}> FROM <{canary}?2> {{ ?s ?p ?o }}")
    yield asked("GRAPH", f"SELECT * {{ GRAPH <{canary}> {{ ?s ?p ?o }} }}")
    yield asked("default-graph-uri", "SELECT * { ?s ?p ?o }", default_graph_uri=canary)
    yield asked("named-graph-uri", "SELECT * { GRAPH ?g { ?s ?p ?o } }", named_graph_uri=canary)
    yield asked("FROM beside SERVICE", f"SELECT * FROM <{canary}> {{ SERVICE <{ALLOWED}> {{ ?s ?p ?o }} }}")
    yield asked(
        "default-graph-uri beside SERVICE",
        f"SELECT * {{ SERVICE <{ALLOWED}> {{ ?s ?p ?o }} }}",
        default_graph_uri=canary,
    )
    yield asked("DESCRIBE of the address", f"DESCRIBE <{canary}>")


def _updates(canary: str) -> Iterator[Attempt]:
    where = f"WHERE {{ SERVICE <{canary}> {{ ?s ?p ?o }} }}"
    yield asked("LOAD as a query", f"LOAD <{canary}>")
    forms = {
        "LOAD": f"LOAD <{canary}>",
        "LOAD SILENT": f"LOAD SILENT <{canary}> INTO GRAPH <http://example.org/g>",
        "LOAD by a prefix": f"BASE <{canary}> LOAD <>",
        "LOAD behind another": f"INSERT DATA {{ <x:a> <x:b> <x:c> }} ; LOAD <{canary}>",
        "INSERT WHERE": f"INSERT {{ ?s ?p ?o }} {where}",
        "DELETE WHERE": f"DELETE {{ ?s ?p ?o }} {where}",
        "WITH and USING": f"WITH <{canary}> DELETE {{ ?s ?p ?o }} USING <{canary}> {where}",
        "a variable": f"INSERT {{ ?s ?p ?o }} WHERE {{ BIND(<{canary}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
        "COPY": f"COPY <{canary}> TO <http://example.org/g>",
    }
    for name, update in forms.items():
        yield changed(f"update: {name}", update)
    yield changed("using-graph-uri", "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }", using_graph_uri=canary)
    yield changed("using-named-graph-uri", "DELETE WHERE { ?s ?p ?o }", using_named_graph_uri=canary)
    yield Attempt("Graph Store Protocol", f"/data?graph={quote(canary, safe='')}", scratch=True)
    yield Attempt("Graph Store Protocol, PUT of an address", f"/data?graph={quote(canary, safe='')}", "PUT",
                  f"<{canary}> <x:b> <x:c> .".encode(), {"Content-Type": "text/turtle"}, scratch=True)  # fmt: skip


def _around(canary: str, port: int, release: str, saved: str) -> Iterator[Attempt]:
    query = f"SELECT * {{ SERVICE <{canary}> {{ ?s ?p ?o }} }}"
    allowed = f"SELECT * {{ SERVICE <{ALLOWED}> {{ ?s ?p ?o }} }}"
    here = f"127.0.0.1:{port}"
    yield Attempt("by GET", f"/sparql?{urlencode({'query': query})}")
    yield Attempt("by HEAD", f"/sparql?{urlencode({'query': query})}", "HEAD")
    yield Attempt(
        "in the body", "/sparql", "POST", query.encode(), {"Content-Type": "application/sparql-query"}
    )
    yield Attempt(
        "by QUERY", "/sparql", "QUERY", query.encode(), {"Content-Type": "application/sparql-query"}
    )
    yield asked("explain=empty", query, explain="empty")
    yield asked("explain=sources", query, explain="sources")
    yield asked("explain of an allowed one", allowed, explain="sources")
    yield Attempt("a release of its own", f"/release/{release}/sparql?{urlencode({'query': query})}")
    for header in ("Host", "X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "X-Original-URL", "Proxy"):
        value = f"host={here}" if header == "Forwarded" else here
        yield Attempt(f"header {header}", f"/sparql?{urlencode({'query': allowed})}", headers={header: value})
    yield Attempt("absolute request target", f"http://{here}/sparql?{urlencode({'query': allowed})}")
    yield asked("parameters of other servers", allowed, service=canary, endpoint=canary, proxy=canary)
    clause = f"<{canary}> }} SERVICE <{canary}> {{ ?s ?p ?o }} #"
    for name, value in {"address": canary, "IRI": f"<{canary}>", "clause": clause}.items():
        yield Attempt(f"{name} for a saved query", f"{saved}={quote(value, safe='')}")
    yield Attempt("/id with an address", f"/id/{quote(canary, safe='')}")
    yield Attempt("/why with an address", f"/why?{urlencode({'s': canary, 'p': canary, 'o': canary})}")
