"""Literals whose lexical form their datatype does not allow."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from server.build.dates import bounds, is_date
from server.build.problems import Problem
from server.build.sources import Sources, subject_iri
from server.build.turtle.terms import short


def literal_problems(sources: Sources) -> Iterator[Problem]:
    """Yield each EDTF literal that is no date."""
    for source in sources.files:
        for quad in source.quads:
            if not isinstance(quad.object, Literal) or not is_date(quad.object):
                continue
            try:
                bounds(quad.object.value)
            except ValueError as error:
                subject = subject_iri(quad)
                line = source.places.line(subject, quad.predicate.value, quad.object.value)
                message = f'{short(quad.predicate.value)} "{quad.object.value}": {error}'
                remedy = 'write for example "2014-09", "2013-06~", "2004/.." or "1974/1975"'
                yield Problem(source.name, line, short(subject), "date", message, remedy)
