"""Programs that ask a saved query with the reader's parameters, to copy: each runs as it stands."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from server.saved.query import SavedQuery


@dataclass(frozen=True)
class Code:
    """A program in a language: its key, how it is called, and its text."""

    key: str
    name: str
    text: str


def programs(
    saved: SavedQuery, given: Mapping[str, Sequence[str]], bound: str, root: str
) -> tuple[Code, ...]:
    """Return the programs that ask `saved` at the server `root`.

    `given` are the parameters in the address, `bound` is the text of the query with them: what knows only SPARQL sends
    it to the endpoint.
    """
    pairs = [(name, value) for name, values in given.items() for value in values]
    rows = saved.form != "GRAPH"
    suffix = "csv" if saved.form == "SELECT" else "json" if rows else "nt"
    address = f"{root}/queries/{saved.name}"
    full = f"{address}.{{}}{'?' + urlencode(pairs) if pairs else ''}"
    return (
        Code("curl", "curl", _curl(f"{address}.{suffix}", pairs)),
        Code("sparqlwrapper", "Python, SPARQLWrapper", _sparqlwrapper(saved, f"{root}/sparql", bound)),
        Code("rdflib", "Python, rdflib", _rdflib(saved, f"{root}/sparql", bound)),
        Code("r", "R", _r(saved, full.format(suffix))),
        Code("javascript", "JavaScript", _javascript(full.format("json" if rows else "nt"), saved)),
    )


def _curl(address: str, pairs: Sequence[tuple[str, str]]) -> str:
    parts = [f"curl --get {shlex.quote(address)}"]
    parts += [f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in pairs]
    return " \\\n  ".join(parts) + "\n"


def _sparqlwrapper(saved: SavedQuery, endpoint: str, bound: str) -> str:
    form = "TURTLE" if saved.form == "GRAPH" else "JSON"
    read = {
        "SELECT": 'for row in answer["results"]["bindings"]:\n'
        '    print({name: term["value"] for name, term in row.items()})\n',
        "ASK": 'print(answer["boolean"])\n',
        "GRAPH": "print(answer.decode())\n",
    }[saved.form]
    return (
        f"from SPARQLWrapper import {form}, POST, SPARQLWrapper\n\n"
        f"query = {_python(bound)}\n\n"
        f"endpoint = SPARQLWrapper({_python_line(endpoint)})\n"
        f"endpoint.setMethod(POST)\nendpoint.setReturnFormat({form})\nendpoint.setQuery(query)\n"
        f"answer = endpoint.queryAndConvert()\n{read}"
    )


def _rdflib(saved: SavedQuery, endpoint: str, bound: str) -> str:
    read = {
        "SELECT": "for row in answer:\n    print(row.asdict())\n",
        "ASK": "print(answer.askAnswer)\n",
        "GRAPH": "print(answer.graph.serialize())\n",
    }[saved.form]
    return (
        "from rdflib import Graph\nfrom rdflib.plugins.stores.sparqlstore import SPARQLStore\n\n"
        f"query = {_python(bound)}\n\n"
        f'graph = Graph(SPARQLStore({_python_line(endpoint)}, method="POST"))\n'
        f"answer = graph.query(query)\n{read}"
    )


def _r(saved: SavedQuery, address: str) -> str:
    quoted = json.dumps(address)
    if saved.form != "SELECT":
        return f"answer <- readLines({quoted})\nprint(answer)\n"
    return (
        f'answer <- read.csv({quoted}, check.names = FALSE, encoding = "UTF-8", colClasses = "character")\n'
        "print(answer)\n"
    )


def _javascript(address: str, saved: SavedQuery) -> str:
    read = {
        "SELECT": "const { results } = await response.json();\n"
        "for (const row of results.bindings) {\n"
        "  console.log(Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));\n}\n",
        "ASK": "console.log((await response.json()).boolean);\n",
        "GRAPH": "console.log(await response.text());\n",
    }[saved.form]
    return (
        f"const response = await fetch({json.dumps(address)});\n"
        "if (!response.ok) throw new Error(await response.text());\n"
        f"{read}"
    )


def _python(text: str) -> str:
    """A text of several lines as a literal of Python."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\n{escaped.strip()}\n"""'


def _python_line(text: str) -> str:
    return json.dumps(text)
