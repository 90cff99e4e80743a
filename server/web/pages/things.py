"""The page of a thing: what it is, and by section what is said of it, as of a date if one is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from flask import Response, make_response, request

from server.namespaces import BASE, PREFIXES
from server.rdf.terms import TYPE
from server.web.answers import root
from server.web.pages.citing import cited, schema_types, signposts, structured
from server.web.pages.drawing import drawing_of
from server.web.pages.lines import Lines
from server.web.pages.model.disputes import disputes_of, of_things
from server.web.pages.model.divided import Section, divided
from server.web.pages.model.labels import Labels, path_of
from server.web.pages.model.periods import days_of
from server.web.pages.model.sections import FACTS, upward
from server.web.pages.model.statements import (
    Description,
    Group,
    documented_in,
    lead,
)
from server.web.pages.model.thing import Thing
from server.web.pages.pictures.network import ACTOR
from server.web.pages.related import related
from server.web.pages.rendering import labels, language, page, site, word
from server.web.rdf import alternates, link_header

_LONGEST_DATE: Final = 10
_SAME: Final = (PREFIXES["skos"] + "exactMatch", PREFIXES["owl"] + "sameAs")


def thing_page(iri: str) -> Response | None:
    """Return the page of a thing; None if nothing is known of it."""
    found = site().thing(iri)
    if found.found.empty:
        return None
    asked = request.args.get("asof", "").strip()
    moment = days_of(asked)
    shown = without_measurements(documented_in(found.found, language()))
    sections = [*divided(shown, found.told, site().sections, moment, today())]
    named = (
        *(iri for section in sections for iri in section.iris()),
        *(mention.document for mention in found.around.mentions),
        *(neighbour.iri for neighbour in found.around.neighbours),
    )
    disputes = disputes_of(site().discrepancies, iri)
    told_disputes = of_things(site().discrepancies, found.told, site().sections.situations)
    disputing = (one.iri for listed in (*disputes.values(), *told_disputes.values()) for one in listed)
    names = labels({iri, *named, *disputing})
    classes = _classes(found.found)
    types = schema_types(classes, site().vocabulary.ontology)
    path = str(path_of(iri))
    summary, network = _summary(found, names, language()), site().network
    body = page(
        "thing/page.html",
        iri=iri,
        found=shown,
        around=found.around,
        drawing=drawing_of(found.around.neighbours),
        connected=iri in site().links.neighbours,
        facts=next((section for section in sections if section.key == FACTS), None),
        sections=[section for section in sections if section.key != FACTS],
        section_name=partial(_name, names),
        labels=names,
        lead=lead(found.found, language()),
        summary=summary,
        asof=asked[:_LONGEST_DATE],
        wrong_date=bool(asked) and moment is None,
        moment=moment,
        line=Lines(names, told_disputes, moment).line,
        related=related(iri, classes, site().queries.values()),
        standing=network.standing(iri),
        actors=len(network.nodes),
        citation=cited(iri, names[iri].text),
        structured=structured(
            iri,
            types,
            [(one.value, one.language or "") for one in found.found.names],
            summary,
            _same(found.found),
            root() + path,
        ),
        alternates=alternates(),
        path=path,
        disputes=disputes,
    )
    response = make_response(body, 400 if asked and moment is None else 200)
    response.headers["Link"] = ", ".join((link_header(path), signposts(iri, types, path, alternates())))
    return response


def without_measurements(found: Description) -> Description:
    """Return a description without the measurements of an actor, which have a section of their own."""
    return replace(found, incoming=tuple(group for group in found.incoming if group.predicate != ACTOR))


def today() -> date:
    """Return the day up to which periods are drawn: that of the release, today if it has none."""
    created = site().release.manifest.created
    return date.fromisoformat(created[:10]) if created else date.today()


def _name(names: Labels, section: Section) -> str:
    return names[section.concept].text if section.concept else word(f"thing_{section.key}")


def _classes(found: Description) -> list[str]:
    """Return the classes of a thing, the nearest first: what is stated, what is above it, what else rules infer."""
    stated, inferred = (
        [value.iri for group in found.outgoing if _is_type(group, by_rule) for value in group.values]
        for by_rule in (False, True)
    )
    above = (iri for one in stated for iri in upward(site().vocabulary.ontology, one))
    return [*dict.fromkeys([*above, *inferred])]


def _is_type(group: Group, inferred: bool) -> bool:
    return group.predicate == TYPE.value and group.inferred == inferred


def _same(found: Description) -> list[str]:
    groups = (group for group in found.outgoing if group.predicate in _SAME)
    return [iri for group in groups for value in group.values if not (iri := value.iri).startswith(BASE)]


def _summary(found: Thing, names: Labels, language: str) -> str:
    """Return in a sentence what the thing is and where it is mentioned."""
    kinds = ", ".join(names[value.iri].text for value in found.found.types)
    told = lead(found.found, language)
    parts = [
        f"{names[found.found.iri].text}: {told.value if told else kinds}",
        word("thing_mentioned", claims=found.around.claims, documents=len(found.around.mentions))
        if found.around.claims
        else "",
    ]
    return ". ".join(part for part in parts if part)
