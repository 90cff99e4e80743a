"""`/thing.json`: what is said of a thing as JSON, by the sections of its page, each statement with its claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request

from server.endpoint.problems import HttpProblem, Slug
from server.engine.reading import Reader
from server.namespaces import PREFIXES
from server.rdf.iris import is_claim
from server.rdf.terms import to_json
from server.web.answers import guarded, kept_by_language
from server.web.pages.model.divided import Line, Section, divided
from server.web.pages.model.labels import Labels
from server.web.pages.model.periods import days_of
from server.web.pages.model.statements import (
    Contents,
    Group,
    Source,
    Value,
    contents,
    documented_in,
    iris_of,
    lead,
)
from server.web.pages.model.thing import Thing
from server.web.pages.rendering import labels, language, site
from server.web.pages.search import near
from server.web.pages.things import today, without_measurements
from server.why.proof_tree import InvalidTerm, read_iri

blueprint: Final = Blueprint("thing_data", __name__)


@blueprint.get("/thing.json")
def thing_json() -> Response:
    """What is said of the thing `iri`: its sections with their sizes, and what is in the one that `section` names."""
    return guarded(_answer)


def asked_iri() -> str:
    """Return the IRI that the parameter `iri` gives, in full or with a prefix. Raises HttpProblem."""
    try:
        return read_iri("thing", request.args.get("iri", "").strip())
    except InvalidTerm as error:
        detail = f"{str(error)[:1].upper()}{str(error)[1:]}; the parameter is `iri`."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "iri"}) from None


def unknown(iri: str) -> HttpProblem:
    """Return the problem of a thing of which nothing is known, with what may be meant."""
    found, names = near(iri.rpartition("/")[2])
    meant = [{"iri": one, "label": names[one].text} for one in found]
    return HttpProblem(
        Slug.NOT_FOUND, 404, f"Nothing is known of {iri}; /search.json finds things by name.", {"near": meant}
    )


def _answer() -> Response:
    iri, wanted, asof = asked_iri(), request.args.get("section", ""), request.args.get("asof", "").strip()
    moment = days_of(asof)
    if asof and moment is None:
        detail = "The parameter `asof` wants a year, a month or a day, as 2016-03."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "asof"})
    found, inside = site().thing(iri), site().graph.read(_stated_in(iri))
    if found.found.empty and not inside:
        raise unknown(iri)
    shown = without_measurements(documented_in(found.found, language()))
    sections = [*divided(shown, found.told, site().sections, moment, today())]
    chosen = next((one for one in sections if one.key == wanted), None)
    if wanted and chosen is None:
        there = ", ".join(one.key for one in sections)
        detail = f"{iri} has no section {wanted[:60]!r}; it has {there or 'none'}."
        raise HttpProblem(Slug.NOT_FOUND, 404, detail, {"parameter": "section"})
    names = labels(_iris(found, sections, chosen, inside))
    document: dict[str, Any] = {
        **_named(iri, names),
        "names": [{"text": one.value, "language": one.language or ""} for one in found.found.names],
        "kinds": [_named(value.iri, names) for value in found.found.types],
        "about": told.value if (told := lead(found.found, language())) else None,
        "mentions": [{**_named(one.document, names), "claims": one.claims} for one in found.around.mentions],
        "sections": [
            {
                "section": one.key,
                "label": names[one.concept].text if one.concept else one.key,
                "statements": one.count,
                "inferred": one.inferred,
            }
            for one in sections
        ],
    }
    if inside:
        document["states"] = [_statement(group, names, one.subject) for one in inside for group in one.groups]
    if chosen:
        document |= _section(chosen, names)
    return kept_by_language(jsonify(document))


def _stated_in(iri: str) -> Reader[tuple[Contents, ...]]:
    return (yield from contents([iri]))[iri] if is_claim(iri) else ()


def _iris(
    found: Thing, sections: Iterable[Section], chosen: Section | None, inside: Iterable[Contents]
) -> Iterator[str]:
    """Yield every IRI that is told and wants a label."""
    yield found.found.iri
    yield from (value.iri for value in found.found.types)
    yield from (mention.document for mention in found.around.mentions)
    yield from (section.concept for section in sections if section.concept)
    for one in inside:
        yield one.subject
        yield from iris_of(one.groups)
    if chosen:
        yield from chosen.iris()


def _named(iri: str, names: Labels) -> dict[str, str]:
    return {"iri": iri, "label": names[iri].text}


def _section(section: Section, names: Labels) -> dict[str, Any]:
    """Return what is in a section: statements about the thing, those that have it as their value, what is told."""
    return {
        "section": section.key,
        "values": [_statement(group, names) for group in section.outgoing],
        "subjects": [_statement(group, names) for group in section.incoming],
        "situations": [_situation(line, names) for line in section.lines],
    }


def _statement(group: Group, names: Labels, subject: str = "") -> dict[str, Any]:
    told: dict[str, Any] = {"subject": subject} if subject else {}
    return told | {
        "property": group.predicate,
        "label": names[group.predicate].text,
        "inferred": group.inferred,
        "count": group.count,
        "values": [_value(value, names) for value in group.values],
    }


def _value(value: Value, names: Labels) -> dict[str, Any]:
    label = {"label": names[value.iri].text} if value.iri else {}
    return {**to_json(value.term), **label, "sources": _sources(value.sources)}


def _situation(line: Line, names: Labels) -> dict[str, Any]:
    """Return a situation or event as a line of the page tells it: what else is in it, as what, and when."""
    telling = line.telling
    return {
        "iri": telling.iri,
        "label": names[telling.iri].text if telling.named else None,
        "properties": [*line.predicates],
        "with": [_named(iri, names) for iri in telling.ends],
        "as": [_named(iri, names) for iri in telling.concepts],
        "times": [{"value": time.period.value, "sources": _sources(time.sources)} for time in telling.times],
        "held": line.held.told if line.held is not None else None,
        "sources": _sources(telling.sources),
    }


def _sources(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """Return where something is said: each claim with who speaks, how and where; else the graph."""
    return [
        {
            "claim": one.graph,
            "document": one.document,
            "speaker": one.speaker or None,
            "stance": one.stance or None,
            "passages": [*one.passages],
        }
        if one.kind == "claim"
        else {"graph": one.graph if one.graph.startswith(PREFIXES["graph"]) else one.kind}
        for one in sources
    ]
