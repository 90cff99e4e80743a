"""`/llms.txt` and `/llms-full.txt`: the release told to language models (https://llmstxt.org)."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template

from server.namespaces import BASE, OWN, PREFIXES
from server.release import ASSERTED_GRAPH
from server.web.answers import open_to_all, root
from server.web.pages.rendering import site

blueprint: Final = Blueprint("llms", __name__)


@blueprint.get("/llms.txt")
def short() -> Response:
    """What a model must know before it asks: the traps, and the addresses."""
    return _text("llms.txt")


@blueprint.get("/llms-full.txt")
def full() -> Response:
    """The model, the traps, ten patterns, and every prefix, class, property and saved question."""
    outline = site().outline
    return _text(
        "llms-full.txt",
        classes=outline.classes,
        properties=outline.properties,
        documents=outline.documents,
        stances=outline.stances,
        prefixes=PREFIXES,
        declared=_declared,
        graphs=[iri for iri in site().release.manifest.graphs if iri.startswith(PREFIXES["graph"])],
    )


def _declared(*prefixes: str) -> str:
    """Return the lines with which a query declares prefixes of the project's table."""
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in prefixes)


def _text(template: str, **values: object) -> Response:
    body = render_template(
        template,
        counts=site().figures.counts,
        queries=[*site().queries.values()],
        root=root(),
        own=OWN,
        base=BASE,
        asserted=ASSERTED_GRAPH,
        **values,
    )
    return open_to_all(Response(body, content_type="text/plain; charset=utf-8"))
