"""What a picture is asked for: parameters of the address, each checked, with a reason for one that is none.

An empty one, as a form sends it, is not given; white space alone is no value.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import abort, request
from pyoxigraph import NamedNode

from server.rdf.iris import expand, readable
from server.web.pages.model.periods import Days, days_of
from server.web.pages.rendering import word

_LONGEST: Final = 500


def chosen_iri(name: str, default: str) -> str:
    """Return the IRI that a parameter gives in full or with a prefix. Raises BadRequest for what is none."""
    given = request.args.get(name, "")
    if not given:
        return default
    try:
        return NamedNode(expand(given.strip()[:_LONGEST])).value
    except ValueError:
        abort(400, word("pictures_no_iri", name=name))


def chosen_days(name: str) -> tuple[str, Days] | None:
    """Return the year, month or day that a parameter gives, None without it. Raises BadRequest for what is none."""
    given = request.args.get(name, "")
    if not given:
        return None
    days = days_of(given) if given.replace("-", "").isdecimal() else None
    return (given, days) if days else abort(400, word("pictures_no_date", name=name))


def chosen_word(name: str, words: tuple[str, ...]) -> str:
    """Return one of some words, the first without the parameter. Raises BadRequest for another one."""
    given = request.args.get(name, "") or words[0]
    return (
        given if given in words else abort(400, word("pictures_no_word", name=name, words=", ".join(words)))
    )


def query_of(**given: str) -> str:
    """Return parameters as the query of an address, IRIs with their prefixes; empty without any."""
    kept = urlencode({name: readable(value) for name, value in given.items() if value}, safe=":")
    return f"?{kept}" if kept else ""
