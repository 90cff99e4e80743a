"""The formats that results can be written in, and what clients call them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from server.endpoint.negotiation import best, media_ranges


@dataclass(frozen=True, eq=False)  # each exists once; as a key of what is kept it is looked up often
class Format:
    """A format. `names` are what `format=` may say, the first also the usual file extension.

    `aliases` are media types that clients send for it; `iri` is its name in the W3C's list of file formats.
    """

    media_type: str
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    text: bool = False
    iri: str = ""

    @property
    def content_type(self) -> str:
        """The header: a text type names its charset; the others are UTF-8 by their own definition."""
        return f"{self.media_type}; charset=utf-8" if self.text else self.media_type

    @property
    def media_types(self) -> tuple[str, ...]:
        """Every media type that asks for this format."""
        return (self.media_type, *self.aliases)


_W3C: Final = "http://www.w3.org/ns/formats/"

RESULTS_JSON: Final = Format(
    "application/sparql-results+json",
    ("json", "srj"),
    ("application/json", "text/json", "text/javascript", "application/javascript"),
    iri=_W3C + "SPARQL_Results_JSON",
)
RESULTS_XML: Final = Format(
    "application/sparql-results+xml",
    ("xml", "srx"),
    ("application/xml", "text/xml"),
    iri=_W3C + "SPARQL_Results_XML",
)
CSV: Final = Format("text/csv", ("csv",), (), text=True, iri=_W3C + "SPARQL_Results_CSV")
TSV: Final = Format("text/tab-separated-values", ("tsv",), (), text=True, iri=_W3C + "SPARQL_Results_TSV")

TURTLE: Final = Format(
    "text/turtle",
    ("ttl", "turtle", "n3"),
    ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    text=True,
    iri=_W3C + "Turtle",
)
N_TRIPLES: Final = Format(
    "application/n-triples", ("nt", "ntriples", "n-triples"), ("text/plain",), iri=_W3C + "N-Triples"
)
JSON_LD: Final = Format(
    "application/ld+json", ("jsonld", "json-ld", "json"), ("application/json",), iri=_W3C + "JSON-LD"
)
RDF_XML: Final = Format(
    "application/rdf+xml",
    ("rdf", "rdfxml", "rdf+xml", "xml"),
    ("application/xml", "text/xml"),
    iri=_W3C + "RDF_XML",
)
TRIG: Final = Format("application/trig", ("trig",), ("application/x-trig",), iri=_W3C + "TriG")
N_QUADS: Final = Format(
    "application/n-quads", ("nq", "nquads", "n-quads"), ("text/x-nquads",), iri=_W3C + "N-Quads"
)

PLAIN_JSON: Final = Format("application/json", ("json",), RESULTS_JSON.media_types)
PLAIN_TEXT: Final = Format("text/plain", ("text", "txt"), text=True)

EXPLANATION: Final = (PLAIN_JSON, PLAIN_TEXT)
"""For what explains an answer, the default first."""

HTML: Final = Format("text/html", ("html",), ("application/xhtml+xml",))

SOLUTIONS: Final = (RESULTS_JSON, RESULTS_XML, CSV, TSV)
"""For SELECT and ASK, the default first."""

GRAPHS: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS)
"""For CONSTRUCT and DESCRIBE, the default first."""


def named(name: str, offered: tuple[Format, ...]) -> Format | None:
    """The format that `format=` means: one of its names, or a media type."""
    wanted = name.strip().lower()
    return next((form for form in offered if wanted in form.names or wanted in form.media_types), None)


def chosen_format(wanted: str | None, accept: str | None, offered: tuple[Format, ...]) -> Format | None:
    """The format that `format=` names; without that parameter, the one that the header Accept likes best."""
    return _liked_best(accept, offered) if wanted is None else named(wanted, offered)


@lru_cache(maxsize=256)  # clients send the same few again and again, none longer than LONGEST_LIST
def _liked_best(accept: str | None, offered: tuple[Format, ...]) -> Format | None:
    return best(media_ranges(accept), ((form, form.media_types) for form in offered))
