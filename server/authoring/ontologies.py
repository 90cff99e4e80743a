"""Any two ontologies in files of their own, compared as those of two states of the project are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

from server.authoring.blank_nodes import without_shared
from server.authoring.compatibility import Reason, Step, term_changes
from server.authoring.diff import Difference, FaultChanges, QueryChanges
from server.authoring.terms import all_terms, statement_changes
from server.faults import Fault, InvalidInput

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".n3": RdfFormat.N3,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}
"""Suffix → format. What ends in .owl is RDF/XML, or Turtle where it does not begin with `<`."""


def read_ontology(path: Path) -> list[Quad]:
    """Read a file in the format that its suffix names. Raises InvalidInput, and OSError."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        remedy = f"name a file that ends in {', '.join(FORMATS)}"
        raise InvalidInput([Fault(str(path), None, None, "format", "is of no format of RDF", remedy)])
    data = path.read_bytes()
    if form == RdfFormat.RDF_XML and not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        form = RdfFormat.TURTLE
    try:
        quads = parse(data, format=form, base_iri=path.resolve().as_uri(), rename_blank_nodes=True)
        # One ontology, whatever the graph that a format for several names.
        return list(dict.fromkeys(Quad(quad.subject, quad.predicate, quad.object) for quad in quads))
    except SyntaxError as error:
        remedy = "correct the file, or name it by its format"
        raise InvalidInput([Fault(str(path), error.lineno, None, "syntax", str(error.msg), remedy)]) from None


def compare_ontologies(before: Path, after: Path) -> Difference:
    """Compare the ontologies of two files. Raises InvalidInput, and OSError."""
    first, second = (without_shared(read_ontology(path)) for path in (before, after))
    old, new = all_terms(first), all_terms(second)
    found, statements = term_changes(old, new), statement_changes(first, second)
    reasons = list(found.reasons)
    if not reasons and (statements.gained or statements.lost):
        reasons = [Reason(Step.PATCH, "the ontology", "says other things, of no term")]
    nothing = FaultChanges((), ())
    return Difference(
        names=(str(before), str(after)),
        versions=(old.version, new.version),
        terms=found,
        asserted=statements,
        inferred=statement_changes((), ()),
        faults=nothing,
        failures=nothing,
        queries=QueryChanges((str(before), str(after)), (), (), ()),
        reasons=tuple(reasons),
    )
