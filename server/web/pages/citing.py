"""How a thing's page, or an answer, is cited and understood by programs.

In BibTeX, CSL-JSON, schema.org, and the links of Signposting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from server.namespaces import BASE, LICENCE, PROJECT
from server.rdf.iris import local_name
from server.release import Manifest
from server.web.answers import context, root
from server.web.pages.model.labels import kind_of
from server.web.pages.ontology.facts import Facts
from server.web.pages.ontology.vocabulary import MAPPINGS
from server.web.pages.rendering import language, site

_SCHEMA: Final = "https://schema.org/"
_ESCAPED: Final = re.compile(r"[\\{}$&#%_^~]")
_SPELT: Final = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


@dataclass(frozen=True)
class Citation:
    """What a citation of a thing's page names; `permanent` is the address in the release, empty if there is none."""

    iri: str
    title: str
    container: str
    created: str
    release: str
    permanent: str

    @property
    def key(self) -> str:
        """What it is called in a bibliography."""
        return "-".join(filter(None, (PROJECT.prefix, kind_of(self.iri), local_name(self.iri))))

    @property
    def bibtex(self) -> str:
        """An entry of BibTeX."""
        fields = {
            "title": f"{{{_tex(self.title)}}}",
            "howpublished": _tex(self.container),
            "year": self.created[:4],
            "note": f"Release {self.release}" if self.release else "",
            "url": self.permanent or self.iri,
        }
        lines = (f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        return f"@misc{{{self.key},\n" + ",\n".join(lines) + "\n}"

    @property
    def plain(self) -> str:
        """A line of text."""
        release = f"Release {self.release}" if self.release else ""
        dated = ", ".join(filter(None, (release, self.created[:10])))
        parts = (self.title, self.container, dated, self.permanent or self.iri)
        return ". ".join(part.rstrip(".") for part in parts if part)

    @property
    def item(self) -> dict[str, Any]:
        """An item of CSL-JSON."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": "entry",
            "title": self.title,
            "container-title": self.container,
            "version": self.release,
            "URL": self.permanent or self.iri,
            "license": LICENCE,
        }
        if self.created:
            item["issued"] = {"date-parts": [[int(part) for part in self.created[:10].split("-")]]}
        return {name: value for name, value in item.items() if value}

    @property
    def csl(self) -> str:
        """The item of CSL-JSON as text."""
        return json.dumps(self.item, ensure_ascii=False, indent=2)


def citation_of(iri: str, title: str, language: str, manifest: Manifest, root: str, release: str) -> Citation:
    """Return how the page of a thing is cited; `root` is the address of the server, `release` empty if none is named.

    What a release says of a thing has an address of its own for good: the fragment with the thing as the subject.
    """
    permanent = f"{root}/release/{release}/fragments?{urlencode({'subject': iri})}" if release else ""
    container = PROJECT.in_language(PROJECT.title, language)
    return Citation(iri, title, container, manifest.created or "", release, permanent)


def answer_citation(
    name: str, suffix: str, title: str, given: str, language: str, manifest: Manifest, root: str, release: str
) -> Citation:
    """Return how the answer to a saved query is cited; `given` are its parameters as the query string of an address.

    An answer has an address of its own for good in a format, which `suffix` names.
    """
    path = f"queries/{name}.{suffix}{'?' + given if given else ''}"
    permanent = f"{root}/release/{release}/{path}" if release else ""
    container = PROJECT.in_language(PROJECT.title, language)
    return Citation(f"{BASE}queries/{name}", title, container, manifest.created or "", release, permanent)


def query_citation(
    query: str, title: str, language: str, manifest: Manifest, root: str, release: str
) -> Citation:
    """Return how the answer to a query in SPARQL is cited."""
    asked = f"sparql?{urlencode({'query': query})}"
    permanent = f"{root}/release/{release}/{asked}" if release else ""
    container = PROJECT.in_language(PROJECT.title, language)
    return Citation(f"{BASE}{asked}", title, container, manifest.created or "", release, permanent)


def cited(iri: str, title: str) -> Citation:
    """Return how the page of a thing is cited, in the language of the request and with its address."""
    return citation_of(iri, title, language(), site().release.manifest, root(), context().release)


def schema_types(classes: Iterable[str], ontology: Facts) -> list[str]:
    """Return the classes of schema.org to which the alignments map the first of some classes that they map at all."""
    mapped = (
        [iri for iri in ontology.iris(NamedNode(one), *MAPPINGS) if iri.startswith(_SCHEMA)]
        for one in classes
    )
    return next(filter(None, mapped), [_SCHEMA + "Thing"])


def structured(
    iri: str,
    types: Sequence[str],
    names: Sequence[tuple[str, str]],
    description: str,
    same_as: Sequence[str],
    address: str,
) -> str:
    """Return schema.org's description as JSON-LD, safe inside of a script element; `names` come with languages.

    It holds what nobody disputes, names and identities: a claim would lose who makes it.
    """
    listed = [{"@value": name, "@language": language} if language else name for name, language in names]
    data: Mapping[str, Any] = {
        "@context": _SCHEMA.rstrip("/"),
        "@id": iri,
        "@type": [local_name(one) for one in types],
        "name": listed,
        "description": description,
        "sameAs": [*same_as],
        "url": iri,
        "subjectOf": {"@type": "WebPage", "url": address, "license": LICENCE},
    }
    return embedded({name: value for name, value in data.items() if value})


def embedded(data: Mapping[str, Any]) -> str:
    """Return JSON-LD as it may stand inside of a script element."""
    written = json.dumps(data, ensure_ascii=False)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def signposts(iri: str, types: Sequence[str], path: str, formats: Mapping[str, str]) -> str:
    """Return the links of Signposting (level 1, https://signposting.org) as a value of the header Link."""
    links = [
        f'<{iri}>; rel="cite-as"',
        *(f'<{one}>; rel="type"' for one in (_SCHEMA + "AboutPage", *types)),
        *(
            f'<{path}.{suffix}>; rel="describedby"; type="{media_type}"'
            for suffix, media_type in formats.items()
        ),
        f'<{LICENCE}>; rel="license"',
        f'<{BASE}>; rel="collection"',
    ]
    return ", ".join(links)


def _tex(text: str) -> str:
    return _ESCAPED.sub(lambda found: _SPELT.get(found[0], "\\" + found[0]), text)
