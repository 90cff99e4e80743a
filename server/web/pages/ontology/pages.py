"""`/ontology`, its terms, modules and versions, and `/scheme`: pages for people, documents for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, make_response
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.endpoint.formats import HTML, Format
from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.graphs import merged
from server.rdf.iris import readable
from server.rdf.terms import OWL, TYPE
from server.web.pages.messages import LANGUAGES
from server.web.pages.model.labels import Labels, is_own
from server.web.pages.ontology.facts import Facts
from server.web.pages.ontology.picture import Branch, Picture, branches, draw
from server.web.pages.ontology.term import HISTORY, domain_and_range, heading, rows_of
from server.web.pages.ontology.uses import stated
from server.web.pages.ontology.vocabulary import ONTOLOGY, Module, Vocabulary
from server.web.pages.rendering import language, page, site, word
from server.web.pages.resources import described, missing
from server.web.rdf import alternates, link_header, rdf_response, split, wanted, written

SCHEMES: Final = BASE + "scheme"
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_OWL: Final = PREFIXES["owl"]

blueprint: Final = Blueprint("ontology", __name__)
_DCTERMS: Final = PREFIXES["dcterms"]
_DEFINED: Final = PREFIXES["rdfs"] + "isDefinedBy"
_SKOS: Final = PREFIXES["skos"]
_LISTED: Final = ("parents", "children", "properties_of", "properties_to", "disjoint")
"""Rows of nothing but names, which stand on one line."""
_TITLE: Final = (_DCTERMS + "title", PREFIXES["rdfs"] + "label")


def version_of(name: str) -> str | None:
    """Return the version that the last part of an address below /ontology/ names, None if it names something else."""
    return name if _VERSION.fullmatch(name) else None


def triples_of(vocabulary: Vocabulary, iri: str) -> frozenset[Triple] | None:
    """Return the document of an IRI: the ontology (all modules as one), a version of it, a module, schemes.

    None for any other IRI: that is described, not a document.
    """
    if iri in (ONTOLOGY, EIK, EIK + vocabulary.version):
        ontology = vocabulary.ontology
        return merged(triple for triple in ontology.triples if triple not in vocabulary.alignments)
    if iri.removeprefix(EIK) in vocabulary.recorded:
        return merged(vocabulary.recorded[iri.removeprefix(EIK)].triples)
    if iri in vocabulary.modules:
        return frozenset(_module(vocabulary.ontology, vocabulary, iri))
    if iri in vocabulary.former_modules:
        facts = vocabulary.recorded[vocabulary.former_modules[iri]]
        return frozenset(triple for one in _named_and_defined(facts, iri) for triple in facts.tree(one))
    if iri == SCHEMES:
        return frozenset(vocabulary.concepts.triples)
    if iri in vocabulary.schemes:
        return frozenset(_scheme(vocabulary.concepts, iri))
    return None


def _module(facts: Facts, vocabulary: Vocabulary, iri: str) -> Iterator[Triple]:
    """Yield what a module's file states: its header, its terms, and the axioms that belong to no single term.

    Such an axiom names its module by nothing but its first member.
    """
    module = vocabulary.modules[iri]
    own = {*module.classes, *module.properties}
    for one in (iri, *own):
        yield from (t for t in facts.tree(NamedNode(one)) if t not in vocabulary.alignments)
    for kind in ("AllDisjointClasses", "AllDisjointProperties", "AllDifferent"):
        for axiom in facts.subjects(TYPE.value, OWL[kind]):
            members = [
                member for held in facts.values(axiom, _OWL + "members") for member in facts.items(held)
            ]
            if isinstance(axiom, BlankNode) and members and getattr(members[0], "value", "") in own:
                yield from facts.tree(axiom)


def _named_and_defined(facts: Facts, iri: str) -> Iterator[NamedNode]:
    """Yield a module and the terms that it defines."""
    yield NamedNode(iri)
    for term in facts.subjects(_DEFINED, NamedNode(iri)):
        if isinstance(term, NamedNode):
            yield term


def _scheme(facts: Facts, iri: str) -> Iterator[Triple]:
    yield from facts.tree(NamedNode(iri))
    for concept in facts.subjects(PREFIXES["skos"] + "inScheme", NamedNode(iri)):
        yield from facts.tree(concept)


@blueprint.get("/ontology")
@blueprint.get("/ontology/")
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str = "") -> Response:
    """The whole ontology: all modules as one."""
    if suffix and split(f".{suffix}")[1] is None:
        return missing(f"{ONTOLOGY}.{suffix}")
    form = wanted(suffix)
    return _ontology_page() if form is HTML else _document(ONTOLOGY, form)


@blueprint.get("/ontology/<name>")
def part(name: str) -> Response:
    """A version of the ontology, one of its modules, or a term."""
    stem, form = split(name)
    iri = EIK + stem
    vocabulary = site().vocabulary
    form = form or wanted()
    version = version_of(stem)
    if version:
        if version != vocabulary.version:
            return _other_version(version, form)
        return _ontology_page() if form is HTML else _document(iri, form)
    if iri in vocabulary.modules:
        return _module_page(vocabulary.modules[iri]) if form is HTML else _document(iri, form)
    if iri in vocabulary.former_modules:
        return _former_module(iri) if form is HTML else _document(iri, form)
    if iri in vocabulary.terms and form is HTML:
        return _term_page(iri)
    return described(iri, form)


@blueprint.get("/scheme")
@blueprint.get("/scheme/")
@blueprint.get("/scheme.<suffix>")
def schemes(suffix: str = "") -> Response:
    """All concept schemes."""
    if suffix and split(f".{suffix}")[1] is None:
        return missing(f"{SCHEMES}.{suffix}")
    form = wanted(suffix)
    if form is not HTML:
        return _document(SCHEMES, form)
    return _with_links(page("ontology/schemes.html", **_shared("/scheme")), "/scheme")


@blueprint.get("/scheme/<name>")
def scheme(name: str) -> Response:
    """One concept scheme."""
    stem, form = split(name)
    iri, form = f"{SCHEMES}/{stem}", form or wanted()
    found = site().vocabulary.schemes.get(iri)
    if found is None:
        return described(iri, form)
    if form is not HTML:
        return _document(iri, form)
    path = f"/scheme/{stem}"
    return _with_links(page("ontology/scheme.html", scheme=found, **_shared(path)), path)


def _document(iri: str, form: Format) -> Response:
    kept = site().vocabulary.documents
    if (iri, form) not in kept:
        kept[iri, form] = written(triples_of(site().vocabulary, iri) or (), form)
    return rdf_response(kept[iri, form], form)


def _ontology_page() -> Response:
    vocabulary = site().vocabulary
    key = (language(), "ontology")
    if key not in vocabulary.parts:
        modules = [_shown(module) for module in vocabulary.modules.values()]
        vocabulary.parts[key] = page("ontology/modules.html", modules=modules, **_shared("/ontology"))
    body = page(
        "ontology/ontology.html",
        title=_text(ONTOLOGY, *_TITLE),
        description=_text(ONTOLOGY, _DCTERMS + "description"),
        licence=vocabulary.ontology.iris(NamedNode(ONTOLOGY), _DCTERMS + "license"),
        modules_html=vocabulary.parts[key],
        **_shared("/ontology"),
    )
    return _with_links(body, "/ontology")


def _module_page(module: Module) -> Response:
    path = f"/ontology/{module.anchor}"
    return _with_links(page("ontology/module.html", module=_shown(module), **_shared(path)), path)


def _term_page(iri: str) -> Response:
    vocabulary = site().vocabulary
    facts, kind = vocabulary.ontology, vocabulary.terms[iri]
    node = NamedNode(iri)
    path = f"/ontology/{iri.removeprefix(EIK)}"
    body = page(
        "ontology/term.html",
        iri=iri,
        kind=kind,
        modules=facts.iris(node, _DEFINED),
        names=sorted(facts.literals(node, PREFIXES["rdfs"] + "label"), key=_language_order),
        definition=_text(iri, _SKOS + "definition"),
        rows=list(rows_of(facts, iri, LANGUAGES.index(language()))),
        listed=_LISTED,
        counts=(vocabulary.totals.get(iri, 0), site().graph.read(stated(iri, kind == "class"))),
        all_of_it=_all_of_it(iri, kind),
        queries=vocabulary.queries.get(iri, ()),
        demands=vocabulary.demands.get(iri, ()),
        rules=vocabulary.rules.get(iri, ()),
        events=vocabulary.history(iri),
        notes=[
            (heading(triple.predicate.value), (triple.object,))
            for triple in facts.about(node)
            if triple.predicate.value in HISTORY and isinstance(triple.object, NamedNode | Literal)
        ],
        **_shared(path),
    )
    return _with_links(body, path)


def _language_order(name: Literal) -> int:
    order = ("en", "ru", "be")
    return order.index(name.language) if name.language in order else len(order)


def _all_of_it(iri: str, kind: str) -> str:
    """Return the query that lists every use of a term."""
    node = NamedNode(iri)
    if kind == "class":
        return f"SELECT ?thing WHERE {{\n  ?thing a {node} .\n}}\n"
    return f"SELECT ?subject ?object WHERE {{\n  ?subject {node} ?object .\n}}\n"


def _shared(path: str) -> dict[str, object]:
    """Return what every template of these pages is given."""
    vocabulary = site().vocabulary
    return {
        "vocabulary": vocabulary,
        "labels": vocabulary.labels[language()],
        "text": _text,
        "definition_iri": _SKOS + "definition",
        "path": path,
        "alternates": alternates(),
    }


def _shown(module: Module) -> dict[str, object]:
    """Return what the template of a module is given: the module, its picture, and the rows of its tables."""
    vocabulary = site().vocabulary
    labels = vocabulary.labels[language()]
    trees = _branches(vocabulary, module)
    classes, properties = (
        sorted(listed, key=lambda iri: labels[iri].text.casefold())
        for listed in (module.classes, module.properties)
    )
    return {
        "module": module,
        "classes": classes,
        "properties": properties,
        "description": _text(module.iri, _DCTERMS + "description"),
        "trees": trees,
        "picture": _picture(trees, labels),
        "ends": {
            iri: domain_and_range(vocabulary.ontology, iri, LANGUAGES.index(language()))
            for iri in module.properties
        },
    }


def _branches(vocabulary: Vocabulary, module: Module) -> tuple[Branch, ...]:
    links = [iri for iri in module.properties if vocabulary.terms[iri] == "object_property"]
    return branches(vocabulary.ontology, module.classes, links)


def _picture(trees: tuple[Branch, ...], labels: Labels) -> Picture:
    return draw(trees, lambda iri: labels[iri].text if is_own(iri) else readable(iri))


def _text(iri: str, *predicates: str) -> Literal | None:
    vocabulary = site().vocabulary
    facts = vocabulary.concepts if iri.startswith(SCHEMES) else vocabulary.ontology
    return vocabulary.text(facts, iri, language(), *predicates)


def _other_version(version: str, form: Format) -> Response:
    """Answer with a recorded version, whose page only leads on; with 404 for one that is not kept."""
    vocabulary = site().vocabulary
    kept, path = version in vocabulary.recorded, f"/ontology/{version}"
    if kept and form is not HTML:
        response = _document(EIK + version, form)
    else:
        key = "version_old" if kept else "version_unknown"
        text = word(key, version=version, current=vocabulary.version)
        body = page("ontology/version.html", message=text, kept=kept, version=version, **_shared(path))
        response = make_response(body, 200 if kept else 404)
    response.headers["Link"] = '</ontology>; rel="latest-version"'
    return response


def _former_module(iri: str) -> Response:
    """The page of a module that only earlier versions had: which ones, and where its terms are now."""
    vocabulary = site().vocabulary
    version, path = vocabulary.former_modules[iri], f"/ontology/{iri.removeprefix(EIK)}"
    terms = [term.value for term in _named_and_defined(vocabulary.recorded[version], iri)]
    successors = {module for term in terms for module in vocabulary.ontology.iris(NamedNode(term), _DEFINED)}
    body = page(
        "ontology/former.html",
        name=_name_in(vocabulary.recorded[version], iri),
        version=version,
        successors=sorted(successors & set(vocabulary.modules)),
        **_shared(path),
    )
    return _with_links(body, path)


def _name_in(facts: Facts, iri: str) -> Literal | None:
    return site().vocabulary.text(facts, iri, language(), *_TITLE)


def _with_links(body: str, path: str) -> Response:
    response = make_response(body)
    response.headers["Link"] = link_header(path)
    return response
