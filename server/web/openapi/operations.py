"""The addresses of the API but for saved queries: by the route that answers them, what each takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from server.endpoint.arrow import TABULAR
from server.endpoint.formats import (
    CSV,
    EXPLANATION,
    GRAPHS,
    HTML,
    JSON_LD,
    PLAIN_TEXT,
    RESULTS_JSON,
    Format,
)
from server.endpoint.fragments.document import FORMATS as FRAGMENT_FORMATS
from server.endpoint.graph_store import WITH_QUADS
from server.namespaces import PROJECT
from server.rdf.iris import readable
from server.search.words import LONGEST
from server.web.openapi.evidence import EVIDENCE
from server.web.openapi.parts import (
    IRI,
    TEXT,
    Operation,
    Part,
    content_of,
    in_path,
    parameter,
    reference,
)
from server.web.openapi.saved import PAGING
from server.web.pages.claim_profiles import LIST, NANOPUB, PROFILES
from server.web.pages.discrepancies.filters import MOST_DOCUMENTS, SCOPES, SETTLED
from server.web.pages.model.discrepancies import Discrepancies
from server.web.pages.search import MOST_PAGES
from server.web.rdf import RDF

Addresses = Mapping[str, Mapping[str, Operation]]
"""By address, and by method in lower case."""


@dataclass(frozen=True)
class Release:
    """What of a release the description names: its own name, the classes that have members, where claims differ."""

    name: str
    classes: tuple[str, ...]
    discrepancies: Discrepancies


_JSON: Final = "application/json"
_SCHEMAS: Final[Part] = {
    RESULTS_JSON.media_type: reference("schemas", "Results"),
    JSON_LD.media_type: reference("schemas", "JsonLd"),
    _JSON: reference("schemas", "Explanation"),
}
_QUERY: Final[Part] = {"type": "string", "format": "sparql-query", "minLength": 1}
_TERM: Final[Part] = {"type": "string", "format": "rdf-term"}
_SLOT: Final[Part] = {"type": "string", "format": "rdf-slot"}
_NODE: Final[Part] = {"type": "string", "format": "rdf-node"}
_EXAMPLE: Final = "SELECT ?state { ?state a <https://w3id.org/eikg/ontology/State> } LIMIT 3"
_ANY: Final = content_of((*TABULAR, *GRAPHS, *EXPLANATION), _SCHEMAS)


def _json(name: str) -> Part:
    return {_JSON: {"schema": reference("schemas", name)}}


def _names(formats: tuple[Format, ...]) -> Part:
    return {"enum": [*dict.fromkeys(name for form in formats for name in form.names)]}


def _format(formats: tuple[Format, ...]) -> Part:
    return parameter("format", "A name of a format, in place of Accept.", _chosen(*_names(formats)["enum"]))


def _chosen(*names: str) -> Part:
    """Return the schema of one of some names; an empty one, as a form sends it, is none."""
    return {"enum": [*names, ""]}


def _given(schema: Part) -> Part:
    """Return the schema of a value that may be left empty, as a form leaves it."""
    return {"anyOf": [schema, {"const": ""}]}


def _led(description: str) -> Part:
    return {"description": description, "headers": {"Location": {"schema": TEXT}}}


_DATASET: Final = (
    parameter(
        "default-graph-uri",
        "A graph of the default graph.",
        {"type": "array", "items": IRI},
    ),
    parameter("named-graph-uri", "A named graph.", {"type": "array", "items": IRI}),
)
_OF_SPARQL: Final = (
    *_DATASET,
    _format((*TABULAR, *GRAPHS, PLAIN_TEXT)),
    parameter(
        "timeout",
        "Seconds until the deadline, 0 for no wish.",
        _given({"type": "number", "minimum": 0}),
        examples=(10,),
    ),
    parameter(
        "explain", "An explanation in place of the answer.", _chosen("empty", "sources", "plan", "hints")
    ),
)
_FORM: Final[Part] = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": _QUERY,
        **{one["name"]: one["schema"] for one in _OF_SPARQL},
    },
}


def _asked_by_get(summary: str, *more: Part) -> Operation:
    query = parameter("query", "A query; without it the service is described.", _QUERY, examples=(_EXAMPLE,))
    return Operation(
        summary, "SPARQL", _ANY | content_of((HTML,), {}), (*more, query, *_OF_SPARQL), refusals=(410,)
    )


_SPARQL: Final[Mapping[str, Operation]] = {
    "get": _asked_by_get("Ask a SPARQL query"),
    "post": Operation(
        "Ask a SPARQL query in the body",
        "SPARQL",
        _ANY,
        (),
        {
            "application/x-www-form-urlencoded": {"schema": _FORM, "example": {"query": _EXAMPLE}},
            "application/sparql-query": {"schema": _QUERY, "example": _EXAMPLE},
        },
        refusals=(403, 408, 415),
    ),
}

_FRAGMENT: Final = (
    parameter("subject", "An IRI, a variable, or nothing for any.", _NODE),
    parameter("predicate", "An IRI, a variable, or nothing for any.", _NODE),
    parameter("object", "A term, a variable, or nothing for any.", _SLOT),
    parameter("graph", "An IRI, a variable, or nothing for any.", _NODE),
    parameter(
        "values", "Bindings, as the data block of VALUES.", {"type": "string", "format": "sparql-values"}
    ),
    parameter(
        "page", "The number of the page.", _given({"type": "integer", "minimum": 1, "maximum": 10**15 - 1})
    ),
    _format((*FRAGMENT_FORMATS, HTML)),
)


def _fragments(summary: str, *more: Part) -> Operation:
    content = content_of((*FRAGMENT_FORMATS, HTML), _SCHEMAS)
    return Operation(
        summary,
        "Fragments",
        content,
        (*more, *_FRAGMENT),
        more={404: {"description": "There is no such page.", "content": content | _problem()}},
    )


def _problem() -> Part:
    return {
        "application/problem+json": {"schema": reference("schemas", "Problem")},
        "text/plain": {"schema": TEXT},
    }


_MOMENT: Final = parameter(
    "Accept-Datetime",
    "The moment whose release is wanted.",
    {"type": "string", "format": "http-date"},
    examples=("Thu, 01 Jan 2026 00:00:00 GMT",),
    place="header",
)


def _time_gate(what: str, *more: Part) -> Mapping[str, Operation]:
    led = {302: _led("To the release of the moment.")}
    return {"get": Operation(f"The release of a moment: {what}", "Releases", {}, (*more, _MOMENT), more=led)}


def _thing(summary: str, *path: Part) -> Mapping[str, Operation]:
    content = content_of((HTML, *RDF), _SCHEMAS)
    more = {
        308: _led("To what replaces it."),
        404: {"description": "Nobody knows it.", "content": content_of((HTML,), {}) | _problem()},
        410: {"description": "It is deprecated.", "content": content | _problem()},
    }
    return {"get": Operation(summary, "Things", content, path, more=more)}


def _claim() -> Mapping[str, Operation]:
    tokens = [one.token for one in (*PROFILES, LIST)]
    operation = _thing(
        "A claim, in a profile",
        in_path("name", "Its name, and behind a dot a format.", TEXT, "leshenyuk-2021-083"),
    )["get"]
    media_types = sorted({form.media_type for one in PROFILES for form in one.formats})
    parameters = (
        parameter("_profile", "The profile, by its token or IRI.", {"enum": tokens}),
        parameter("_mediatype", "A media type, in place of Accept.", {"enum": media_types}),
        parameter(
            "Accept-Profile",
            "Profiles by their IRIs, with q; others are passed over.",
            TEXT,
            examples=tuple(f"<{one.iri}>" for one in PROFILES),
            place="header",
        ),
    )
    content = operation.content | content_of(NANOPUB.formats, _SCHEMAS)
    return {"get": replace(operation, content=content, parameters=(*operation.parameters, *parameters))}


def _files(summary: str, tag: str, *parameters: Part) -> Mapping[str, Operation]:
    content = content_of((CSV,), {}) | _json("List")
    return {"get": Operation(summary, tag, content, parameters)}


_CSV_OR_JSON: Final = in_path("suffix", "The format.", {"enum": ["csv", "json"]}, "json")
_LISTED: Final = (
    parameter(
        "text",
        "Words that each thing must have.",
        {"type": "string", "maxLength": LONGEST, "format": "words"},
    ),
    parameter(
        "sort",
        "`label`, `documents` or the key of a column, which the answer tells; with `-` the other way round.",
        {"type": "string", "format": "list-sort"},
        examples=("label", "-documents"),
    ),
    parameter(
        "document",
        "A document whose claims speak of the thing.",
        _given(IRI),
        examples=("doc:vysotskaya-2018",),
    ),
)


def _discrepancies(release: Release) -> tuple[Part, ...]:
    known = release.discrepancies
    kinds = sorted({readable(sort) for one in known.listed for sort in one.sorts})
    severities = sorted({readable(one.severity) for one in known.listed if one.severity})
    return (
        parameter("kind", "The kind.", _chosen(*kinds)),
        parameter("severity", "How grave it is.", _chosen(*severities)),
        parameter("about", "The thing at issue.", _given(IRI), examples=("state:belarus",)),
        parameter("scope", "Between what.", _chosen(*SCOPES)),
        parameter("settled", "Whether something settles it.", _chosen(*SETTLED)),
        parameter(
            "document",
            "A document on a side of it; several for one in each.",
            {"type": "array", "items": _given(IRI), "maxItems": MOST_DOCUMENTS},
            examples=(["doc:vysotskaya-2018"],),
        ),
    )


_SEARCH: Final = (
    parameter("q", "What is looked for.", TEXT, examples=("union", "Лукашенко")),
    parameter("kind", "Only things of a class, by its IRI.", TEXT),
    parameter("document", "Only what a document names, by its IRI.", TEXT),
    parameter("language", "Only names in a language.", TEXT, examples=("ru",)),
)


def of_release(release: Release) -> Mapping[str, Addresses]:
    """Return what the addresses of a release's server take and give, by route of the web application."""
    here = in_path("release", "The name of a release.", TEXT, release.name)
    name = in_path("query", "The name of a saved query.", TEXT, "recommendations")
    suffix = in_path("suffix", "The name of a format.", TEXT, "csv")
    results = content_of((*TABULAR, *GRAPHS), _SCHEMAS)
    classes = in_path(
        "class", "The local name of a class.", {"enum": [*release.classes]}, *release.classes[:1]
    )
    tied = (
        parameter(
            "property", "The property.", IRI | {"minLength": 1}, examples=("eik:capital",), required=True
        ),
        parameter(
            "to",
            "The thing that it ties to.",
            IRI | {"minLength": 1},
            examples=("place:minsk",),
            required=True,
        ),
    )
    filters = _discrepancies(release)
    well_known = Operation("", "Description", content_of(GRAPHS, _SCHEMAS), (_format(GRAPHS),))
    return {
        **EVIDENCE,
        "/sparql": {
            "/sparql": _SPARQL,
            "/release/{release}/sparql": {
                "get": _asked_by_get("Ask a query of one release", here),
                "post": replace(_SPARQL["post"], parameters=(here,)),
            },
        },
        "/fragments": {
            "/fragments": {"get": _fragments("Triples that match a pattern")},
            "/release/{release}/fragments": {"get": _fragments("Triples of one release that match", here)},
        },
        "/fragments/quads": {"/fragments/quads": {"get": _fragments("Quads that match a pattern")}},
        "/queries/<name>.<suffix>": {
            "/release/{release}/queries/{query}.{suffix}": {
                "get": Operation(
                    "The answer of a saved query in one release",
                    "Releases",
                    results,
                    (here, name, suffix, *PAGING),
                )
            }
        },
        "/why": {
            "/why": {
                "get": Operation(
                    "Why a triple holds",
                    "Proofs",
                    content_of((HTML, *RDF), _SCHEMAS) | _json("Proof"),
                    (
                        parameter("s", "The subject.", _given(IRI), examples=("state:belarus",)),
                        parameter("p", "The predicate.", _given(IRI), examples=("rdf:type",)),
                        parameter("o", "The object.", _TERM, examples=("eik:Actor",)),
                        parameter(
                            "format",
                            "A name of a format, in place of Accept.",
                            _chosen("html", "json", *_names(RDF[:2])["enum"]),
                        ),
                    ),
                )
            }
        },
        "/queries.json": {
            "/queries.json": {
                "get": Operation(
                    "The saved queries",
                    "Saved queries",
                    _json("SavedQueries"),
                    (
                        parameter("words", "Words that each must have.", TEXT, examples=("sanctions",)),
                        parameter("topic", "One of their topics.", _chosen(*PROJECT.topics)),
                    ),
                )
            }
        },
        "/search.json": {
            "/search.json": {
                "get": Operation(
                    "What a text may mean",
                    "Search",
                    _json("Search"),
                    (
                        *_SEARCH,
                        parameter(
                            "page",
                            "The number of the page.",
                            {"type": "integer", "minimum": 1, "maximum": MOST_PAGES},
                        ),
                    ),
                )
            }
        },
        "/suggest": {
            "/suggest": {
                "get": Operation(
                    "What somebody who types may want",
                    "Search",
                    {"application/x-suggestions+json": {"schema": reference("schemas", "Suggestions")}},
                    (*_SEARCH, parameter("as", "IRIs in place of addresses.", {"enum": ["iri", "address"]})),
                )
            }
        },
        "/discrepancies": {
            "/discrepancies": {
                "get": Operation(
                    "Where claims differ",
                    "Discrepancies",
                    content_of((HTML, CSV), {}) | _json("Discrepancies"),
                    filters,
                )
            }
        },
        "/discrepancies.csv": {
            "/discrepancies.csv": {
                "get": Operation(
                    "Where claims differ, as a table", "Discrepancies", content_of((CSV,), {}), filters
                )
            }
        },
        "/discrepancies.json": {
            "/discrepancies.json": {
                "get": Operation(
                    "Where claims differ, with sides", "Discrepancies", _json("Discrepancies"), filters
                )
            }
        },
        "/lists/<name>": {
            "/lists/{class}.{suffix}": _files(
                "The members of a class", "Lists", classes, _CSV_OR_JSON, *_LISTED
            )
        },
        "/lists/tied.<any(csv, json):suffix>": {
            "/lists/tied.{suffix}": _files(
                "What a property ties to a thing", "Lists", _CSV_OR_JSON, *tied, *_LISTED
            )
        },
        "/pictures/<name>.<suffix>": {
            f"/pictures/{name}.{{suffix}}": {
                "get": Operation(
                    f"The picture {name}: its data or the drawing",
                    "Pictures",
                    content_of((CSV,), {}) | {"image/svg+xml": {"schema": TEXT}},
                    (in_path("suffix", "The format.", {"enum": ["csv", "svg"]}, "csv"), *parameters),
                )
            }
            for name, parameters in _PICTURES.items()
        },
        "/<any(id, ontology, scheme, graph):part>/<path:rest>": {
            "/id/{kind}/{name}": _thing(
                "A thing",
                in_path("kind", "The kind of thing.", TEXT, "state"),
                in_path("name", "Its name, and behind a dot a format.", TEXT, "belarus", "belarus.ttl"),
            ),
            "/id/claim/{name}": _claim(),
            "/graph/{name}": _thing("A graph", in_path("name", "Its name.", TEXT, "entities.ttl")),
            "/scheme/{scheme}/{concept}": _thing(
                "A concept",
                in_path("scheme", "The name of the scheme.", TEXT, "stance"),
                in_path("concept", "The name of the concept.", TEXT, "reports.ttl"),
            ),
        },
        "/ontology/<name>": {
            "/ontology/{name}": _thing("A term", in_path("name", "Its name.", TEXT, "Membership.ttl"))
        },
        "/scheme/<name>": {
            "/scheme/{name}": _thing("A concept scheme", in_path("name", "Its name.", TEXT, "stance.ttl"))
        },
        "/ontology.<suffix>": {
            "/ontology.{suffix}": _thing(
                "The ontology", in_path("suffix", "The name of a format.", _names(RDF), "ttl")
            )
        },
        "/scheme.<suffix>": {
            "/scheme.{suffix}": _thing(
                "All concept schemes", in_path("suffix", "The name of a format.", _names(RDF), "ttl")
            )
        },
        "/releases": {
            "/releases": {
                "get": Operation(
                    "The releases that are kept",
                    "Releases",
                    content_of((HTML,), {})
                    | _json("Releases")
                    | {"application/link-format": {"schema": TEXT}, "application/atom+xml": {"schema": TEXT}},
                    (parameter("format", "In place of Accept.", _chosen("html", "json", "link", "atom")),),
                )
            }
        },
        "/release/<name>": {
            "/release/{release}": {
                "get": Operation("What a release is made of", "Releases", _json("Manifest"), (here,))
            }
        },
        "/release/<name>/dumps/<file>": {
            "/release/{release}/dumps/{file}": {
                "get": Operation(
                    "A file to take away, or what catalogues are told of the release",
                    "Releases",
                    {
                        "application/gzip": {"schema": {}},
                        "application/vnd.apache.parquet": {"schema": {}},
                        "application/ld+json": {"schema": {"type": "object"}},
                        "application/json": {"schema": {"type": "object"}},
                    },
                    (here, in_path("file", "The name of the file.", TEXT, "data.nq.gz", "croissant.json")),
                    more={206: {"description": "The part that Range asks for."}},
                )
            }
        },
        "/timegate/sparql": {"/timegate/sparql": _time_gate("the endpoint")},
        "/timegate/fragments": {"/timegate/fragments": _time_gate("fragments")},
        "/timegate/fragments/quads": {"/timegate/fragments/quads": _time_gate("fragments of quads")},
        "/timegate/queries/<name>.<suffix>": {
            "/timegate/queries/{query}.{suffix}": _time_gate("a saved query", name, suffix)
        },
        "/.well-known/void": {
            "/.well-known/void": {"get": _named(well_known, "The data described (VoID, DCAT)")}
        },
        "/.well-known/sparql-examples": {
            "/.well-known/sparql-examples": {
                "get": _named(well_known, "The saved queries as examples (SHACL)")
            }
        },
        "/.well-known/genid/<release>/<label>": {
            "/.well-known/genid/{release}/{label}": {
                "get": Operation(
                    "Where the IRI of a blank node leads",
                    "Fragments",
                    {},
                    (here, in_path("label", "The label of the node.", TEXT, "b0")),
                    more={303: _led("To what is said of the node.")},
                )
            }
        },
        "/conformance<any('.ttl'):suffix>": {
            "/conformance.ttl": {
                "get": Operation(
                    "What the engine passes of the W3C's tests (EARL)", "Description", content_of(RDF[:1], {})
                )
            }
        },
        "/openapi.json": {
            "/openapi.json": {
                "get": Operation(
                    "This description",
                    "Description",
                    {"application/json": {"schema": reference("schemas", "OpenApi")}},
                )
            }
        },
    }


def _named(operation: Operation, summary: str) -> Operation:
    return Operation(summary, operation.tag, operation.content, operation.parameters)


_DAY: Final[Part] = {"type": "string", "format": "edtf-day"}
_OF: Final = parameter("of", "A body or state.", _given(IRI), examples=("body:sco",))
_AS_OF: Final = parameter("asof", "A year, month or day.", _DAY, examples=("2016-03",))
_IN_DOCUMENT: Final = parameter(
    "document", "Only what a document names.", _given(IRI), examples=("doc:vysotskaya-2018",)
)
_PICTURES: Final[Mapping[str, tuple[Part, ...]]] = {
    "memberships": (_OF, _AS_OF),
    "map": (_OF, _AS_OF, parameter("view", "What is shown.", _chosen("around", "world"))),
    "network": (
        _IN_DOCUMENT,
        parameter("from", "The first day.", _DAY, examples=("2010",)),
        parameter("to", "The last day.", _DAY, examples=("2020",)),
        parameter("size", "The measure.", _chosen("degree", "betweenness", "pagerank")),
    ),
    "resolutions": (_IN_DOCUMENT,),
}

_HEALTH: Final = Operation("", "Operation", _json("Health"))
OPERATIONAL: Final[Addresses] = {
    "/health": {"get": _named(_HEALTH, "How the server is")},
    "/health/live": {"get": _named(_HEALTH, "Whether the server lives")},
    "/health/ready": {
        "get": Operation(
            "Whether the server is ready",
            "Operation",
            _json("Health"),
            more={503: {"description": "It is not ready.", "content": _json("Health")}},
        )
    },
    "/metrics": {
        "get": Operation(
            "Figures for operators", "Operation", {"text/plain": {"schema": TEXT}}, refusals=(403,)
        )
    },
}
"""What is answered ahead of the web application."""

_GRAPH: Final = (
    parameter("graph", "The IRI of a graph.", IRI, examples=("https://example.org/graph",)),
    parameter("default", "The default graph.", {"type": "string", "maxLength": 0}),
)
_RDF_BODY: Final[Part] = {form.media_type: {"schema": TEXT} for form in GRAPHS if form not in WITH_QUADS}
_WRITTEN: Final[Mapping[int, Part]] = {
    201: {"description": "The graph is new."},
    204: {"description": "The graph is changed."},
}


def _store(path: tuple[Part, ...]) -> Mapping[str, Operation]:
    def writing(summary: str, body: Part) -> Operation:
        return Operation(
            summary,
            "Graph store",
            {},
            path,
            body,
            _WRITTEN,
            refusals=(401, 403, 408, 409, 415, 421),
            security=True,
        )

    read = Operation("Read a graph, or the dataset", "Graph store", content_of(GRAPHS, _SCHEMAS), path)
    return {
        "get": read,
        "put": writing("Replace a graph", _RDF_BODY),
        "post": writing("Add to a graph", _RDF_BODY),
        "delete": writing("Remove a graph", {}),
    }


SCRATCH: Final[Mapping[str, Addresses]] = {
    "/data": {"/data": _store(_GRAPH)},
    "/data/<path:name>": {
        "/data/{name}": _store(
            (
                in_path(
                    "name",
                    "The rest of the graph's IRI.",
                    {"type": "string", "format": "graph-name"},
                    "notes",
                ),
            )
        )
    },
}
"""What only the server of a scratch dataset has, by route."""
