"""The queries that every client sends."""

from __future__ import annotations

PREFIXES = """\
PREFIX eik: <https://w3id.org/eikg/ontology/>
PREFIX body: <https://w3id.org/eikg/id/body/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

BODIES = f"""{PREFIXES}
SELECT ?body ?label ?earliest ?website {{
  ?body a eik:Body ; rdfs:label ?label .
  OPTIONAL {{ ?body eik:earliest ?earliest }}
  OPTIONAL {{ ?body eik:website ?website }}
}}
ORDER BY ?body ?label
"""
"""IRIs, labels in three languages, dates, other typed literals, and what is unbound."""

LONG = BODIES.replace("?label .", "?label ." + " FILTER(STRLEN(?label) != 1234)" * 150)
"""The same, too long for an address in the eyes of every client."""

MEMBERS = f"""{PREFIXES}
SELECT ?member ?label ?code {{ body:eaeu eik:hasMember ?member . ?member rdfs:label ?label ; eik:iso3 ?code }}
"""
"""Few triples of each pattern, for whoever joins on its own side."""

TRUE = f"{PREFIXES}\nASK {{ body:eaeu a eik:Body }}"
FALSE = f"{PREFIXES}\nASK {{ body:eaeu a eik:Claim }}"
CONSTRUCT = f"{PREFIXES}\nCONSTRUCT WHERE {{ ?body a eik:Body ; rdfs:label ?label ; eik:acronym ?acronym }}"
DESCRIBE = f"{PREFIXES}\nDESCRIBE body:eaeu"

GRAPHS = ("https://w3id.org/eikg/graph/belarus-facts", "https://w3id.org/eikg/graph/leshenyuk-2021")
IN_DEFAULT = "SELECT DISTINCT ?class { ?thing a ?class }"
IN_NAMED = "SELECT DISTINCT ?graph ?class { GRAPH ?graph { ?thing a ?class } }"

MALFORMED = "SELECT ?s\nWHERE { ?s ?p }"
PLACE = "Line 2, column"
"""What the endpoint says of it."""

ENDLESS = """\
SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = "") }
"""
TOO_LONG = "stopped at its deadline"
"""What the endpoint says of it."""

NUMBERS = " ".join(map(str, range(40)))
SLOW = f"""{PREFIXES}
SELECT ?a ?b ?c {{
  ?a ?b ?c
  FILTER NOT EXISTS {{
    VALUES ?n {{ {NUMBERS} }} ?body a eik:Body FILTER(CONCAT(STR(?a), STR(?body), STR(?n)) = "")
  }}
}}
"""
"""Some thousand rows a second, for much longer than the deadline, which breaks the answer off."""

PRODUCT = "SELECT ?a ?b ?c { ?a ?b ?c . ?d ?e ?f }"
"""The same, in plain patterns and at full speed."""

NOTES = {"https://w3id.org/eikg/id/body/eaeu": "first", "https://w3id.org/eikg/id/body/cis": "second"}
NOTE = "http://example.org/note"
NOTES_TURTLE = "".join(f'<{body}> <{NOTE}> "{text}" .\n' for body, text in NOTES.items())
"""What another endpoint knows of two things of the release."""

JOINED = f"""{PREFIXES}
SELECT ?note ?label {{
  VALUES (?body ?note) {{ {" ".join(f'(<{body}> "{text}")' for body, text in NOTES.items())} }}
  ?body rdfs:label ?label
}}
"""
"""What a federated query has to answer."""

KNOWN_TO_NOBODY = f"{PREFIXES}SELECT ?note ?label {{ body:eaeu <{NOTE}> ?note ; rdfs:label ?label }}"
JOINED_BY_ONE = f'{PREFIXES}SELECT ?note ?label {{ VALUES ?note {{ "first" }} body:eaeu rdfs:label ?label }}'
"""What the query before it has to answer, of two sources of which each knows one half."""


def from_there(endpoint: str) -> str:
    """A query for an endpoint that holds the notes, which asks this server for the labels."""
    service = f"SERVICE <{endpoint}> {{ ?body rdfs:label ?label }}"
    return f"{PREFIXES}SELECT ?note ?label {{ ?body <{NOTE}> ?note {service} }}"


def from_here(endpoint: str) -> str:
    """A query for this server, which asks an endpoint for the notes."""
    service = f"SERVICE <{endpoint}> {{ ?body <{NOTE}> ?note }}"
    return f"{PREFIXES}SELECT ?note ?label {{ {service} ?body rdfs:label ?label }}"
