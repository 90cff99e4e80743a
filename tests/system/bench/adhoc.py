"""Twenty queries as a researcher types them into an editor: none of them is saved, each is about one thing.

`$it` stands for that thing. `of` is the query whose rows are the things that may stand there: `mix.py` evaluates it
over the release that is measured, so that every constant exists in the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class AdHoc:
    """A query text with `$it` in the place of the constant, and the query that yields what may stand there as ?it."""

    name: str
    of: str
    text: str


_STATES: Final = "SELECT ?it { ?it a eik:State }"
_MEMBERS: Final = "SELECT DISTINCT ?it { ?m a eik:Affiliation ; org:member ?it }"
_BODIES: Final = "SELECT DISTINCT ?it { ?m a eik:Affiliation ; org:organization ?it }"
_DOCUMENTS: Final = "SELECT DISTINCT ?it { ?claim a eik:Claim ; eik:inDocument ?it }"
_SPEAKERS: Final = "SELECT DISTINCT ?it { ?claim eik:statedBy ?it }"
_TOPICS: Final = "SELECT DISTINCT ?it { ?s eik:topic ?it }"
_SUBJECTS: Final = "SELECT DISTINCT ?it { ?s eik:about ?it }"
_KINDS: Final = (
    "SELECT ?it { VALUES ?it "
    "{ eik:State eik:Body eik:Organ eik:Person eik:Event eik:Place eik:Treaty eik:Resolution } }"
)
_WORDS: Final = (
    "SELECT ?it { VALUES ?it "
    '{ "union" "council" "belarus" "security" "eurasian" "assembly" "treaty" "minsk" } }'
)
_DAYS: Final = "SELECT DISTINCT ?it { ?m a eik:Affiliation ; eik:earliest ?it }"

AD_HOC: Final = (
    AdHoc("lookup", _STATES, "SELECT ?property ?value WHERE { $it ?property ?value }"),
    AdHoc("lookup-backwards", _BODIES, "SELECT ?subject ?property WHERE { ?subject ?property $it }"),
    AdHoc(
        "labels-by-language",
        _KINDS,
        """\
SELECT ?thing ?label WHERE {
  ?thing a $it ; rdfs:label ?label . FILTER(LANG(?label) = "ru")
}
ORDER BY ?label ?thing""",
    ),
    AdHoc(
        "labels-in-three-languages",
        _KINDS,
        """\
SELECT ?thing ?en ?ru ?be WHERE {
  ?thing a $it .
  OPTIONAL { ?thing rdfs:label ?en . FILTER(LANG(?en) = "en") }
  OPTIONAL { ?thing rdfs:label ?ru . FILTER(LANG(?ru) = "ru") }
  OPTIONAL { ?thing rdfs:label ?be . FILTER(LANG(?be) = "be") }
}""",
    ),
    AdHoc(
        "label-search",
        _WORDS,
        "SELECT DISTINCT ?thing ?label WHERE { ?thing rdfs:label ?label . FILTER(CONTAINS(LCASE(STR(?label)), $it)) }",
    ),
    AdHoc(
        "star-of-memberships",
        _MEMBERS,
        """\
SELECT ?body ?status ?during WHERE {
  ?membership a eik:Affiliation ; org:member $it ; org:organization ?body ; eik:status ?status .
  OPTIONAL { ?membership eik:during ?during }
}""",
    ),
    AdHoc(
        "members-at-a-time",
        _DAYS,
        """\
SELECT DISTINCT ?member ?body WHERE {
  ?membership org:member ?member ; org:organization ?body ; eik:earliest ?begin .
  FILTER(?begin <= $it)
  OPTIONAL { ?membership eik:latest ?end }
  FILTER(!BOUND(?end) || ?end >= $it)
}""",
    ),
    AdHoc(
        "fellow-members",
        _MEMBERS,
        """\
SELECT ?other (COUNT(DISTINCT ?body) AS ?shared) WHERE {
  $it eik:memberOf ?body .
  ?other eik:memberOf ?body .
  FILTER(?other != $it)
}
GROUP BY ?other
HAVING (COUNT(DISTINCT ?body) > 1)
ORDER BY DESC(?shared) ?other""",
    ),
    AdHoc(
        "path-of-places",
        _STATES,
        "SELECT DISTINCT ?thing ?place WHERE { ?place eik:locatedIn* $it . ?thing eik:locatedIn ?place }",
    ),
    AdHoc(
        "path-of-concepts",
        _TOPICS,
        """\
SELECT ?topic ?label (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  $it skos:broader* ?topic .
  ?topic skos:prefLabel ?label . FILTER(LANG(?label) = "en")
  ?statement eik:topic/skos:broader* ?topic .
}
GROUP BY ?topic ?label""",
    ),
    AdHoc(
        "kinds-by-path",
        _DOCUMENTS,
        """\
SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {
  ?claim eik:inDocument $it .
  GRAPH ?claim { ?thing a ?kind }
  ?kind rdfs:subClassOf* ?class .
  FILTER(STRSTARTS(STR(?class), STR(eik:)))
}
GROUP BY ?class
ORDER BY DESC(?things) ?class""",
    ),
    AdHoc(
        "claims-by-stance",
        _DOCUMENTS,
        """\
SELECT ?stance (COUNT(?claim) AS ?claims) WHERE {
  ?claim a eik:Claim ; eik:inDocument $it ; eik:stance ?stance .
}
GROUP BY ?stance""",
    ),
    AdHoc(
        "who-says",
        _SUBJECTS,
        """\
SELECT ?subject ?property ?claim ?who ?document WHERE {
  GRAPH ?claim { ?subject ?property $it }
  ?claim eik:statedBy ?who ; eik:inDocument ?document .
}""",
    ),
    AdHoc(
        "claims-of-a-speaker",
        _SPEAKERS,
        """\
SELECT ?claim ?statement ?gist ?topic WHERE {
  ?claim eik:statedBy $it ; eik:stance ?stance .
  GRAPH ?claim { ?statement eik:gist ?gist ; eik:topic ?topic }
}
ORDER BY ?claim ?statement ?topic ?gist
LIMIT 50""",
    ),
    AdHoc(
        "page-of-claims",
        _DOCUMENTS,
        """\
SELECT ?claim ?segment ?who WHERE {
  ?claim eik:inDocument $it ; eik:segment ?segment ; eik:statedBy ?who .
}
ORDER BY ?segment ?claim ?who
LIMIT 20 OFFSET 20""",
    ),
    AdHoc(
        "states-outside-a-body",
        _BODIES,
        """\
SELECT ?state ?label WHERE {
  ?state a eik:State ; rdfs:label ?label . FILTER(LANG(?label) = "en")
  FILTER NOT EXISTS { ?state eik:memberOf $it }
}
ORDER BY ?label ?state""",
    ),
    AdHoc(
        "topics-discussed-together",
        _TOPICS,
        """\
SELECT ?other (COUNT(DISTINCT ?statement) AS ?together) WHERE {
  ?statement eik:topic $it , ?other .
  FILTER(?other != $it)
}
GROUP BY ?other
ORDER BY DESC(?together) ?other""",
    ),
    AdHoc(
        "describe-with-construct",
        _STATES,
        """\
CONSTRUCT { $it ?property ?value . ?subject ?relation $it }
WHERE { { $it ?property ?value } UNION { ?subject ?relation $it } }""",
    ),
    AdHoc(
        "construct-members",
        _BODIES,
        """\
CONSTRUCT { ?member org:memberOf $it ; rdfs:label ?label }
WHERE {
  ?membership org:organization $it ; org:member ?member .
  ?member rdfs:label ?label .
}""",
    ),
    AdHoc("ask", _STATES, "ASK { $it eik:memberOf ?body . ?body a eik:Body }"),
)
"""In the order of what is asked: lookups, labels, joins, paths, counts, provenance, pages, absence, graphs, ASK."""
