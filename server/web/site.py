"""What the pages of a server share: the release, its saved queries, the graph, the language of a request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from flask import Request, current_app, render_template, request

from server.release import Release
from server.saved.query import SavedQuery, from_json
from server.web.coverage import Reading, documents, readings
from server.web.deprecation import Deprecated, deprecated_iris
from server.web.graph import PROLOGUE, Graph, text
from server.web.labels import Labels, labels_of
from server.web.messages import LANGUAGES, message
from server.web.ontology.vocabulary import Vocabulary
from server.why.proofs import Proofs

_KEY: Final = "eikg-site"
LANGUAGE_COOKIE: Final = "lang"


@dataclass(frozen=True)
class Site:
    """One release as the pages see it. What is computed once is kept: a release never changes."""

    release: Release
    graph: Graph

    @cached_property
    def queries(self) -> dict[str, SavedQuery]:
        """The saved queries by name, in the order of the competency questions that they answer."""
        queries = from_json(self.release.queries.read_text("utf-8"))
        return {
            query.name: query
            for query in sorted(queries, key=lambda query: (query.answers or ("~",), query.name))
        }

    @cached_property
    def proofs(self) -> Proofs:
        """Why each inferred triple holds, and which files state what no claim does."""
        return Proofs(self.release.proofs)

    @cached_property
    def terms(self) -> dict[str, list[str]]:
        """The IRIs of the classes and of the properties, in order."""
        kinds = {
            "classes": "owl:Class",
            "properties": "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty",
        }
        found = {}
        for name, types in kinds.items():
            pattern = f"VALUES ?type {{ {types} }} ?term a ?type FILTER(ISIRI(?term))"
            rows = self.graph.rows(f"{PROLOGUE}SELECT DISTINCT ?term WHERE {{ {pattern} }}")
            found[name] = sorted(text(row, "term") for row in rows)
        return found

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The state of reading of every curated document."""
        return tuple(readings(self.graph.rows, documents(self.graph.rows)))

    @cached_property
    def deprecated(self) -> dict[str, Deprecated]:
        """Everything that the release declares to be deprecated, by IRI."""
        return deprecated_iris(self.graph.rows)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The ontology and the concept schemes."""
        return Vocabulary(self.release, self.graph, self.queries)


def attach(site: Site) -> dict[str, Site]:
    """Return the entry under which a Flask application keeps its site."""
    return {_KEY: site}


def site() -> Site:
    """Return the site of the application that handles the request."""
    found = current_app.extensions[_KEY]
    if not isinstance(found, Site):
        raise TypeError("the application has no site")
    return found


def language_of(asked: Request) -> str:
    """Return the interface language: `?lang=`, else the choice kept from before, else what the browser prefers."""
    for given in (asked.args.get("lang"), asked.cookies.get(LANGUAGE_COOKIE)):
        if given in LANGUAGES:
            return given
    return asked.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def language() -> str:
    """Return the interface language of the request."""
    return language_of(request)


def labels(iris: Iterable[str]) -> Labels:
    """Return the labels of IRIs in the language of the request."""
    return labels_of(site().graph.rows, iris, language())


def page(template: str, **values: Any) -> str:
    """Render a page in the language of the request."""
    return render_template(template, **values)


def same_page_in(other: str) -> str:
    """Return the address of this page in another language, with its other parameters kept."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.script_root}{request.path}?{urlencode([*kept, ('lang', other)])}"


def word(key: str, **values: object) -> str:
    """Return a text of the interface in the language of the request."""
    return message(language(), key, **values)
