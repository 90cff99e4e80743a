"""`/problem/<kind>`: what the type of a problem document means and what to do, from the table of kinds."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort

from server.endpoint.problem_kinds import KINDS, Slug
from server.namespaces import BASE
from server.web.pages.messages import LANGUAGES
from server.web.pages.rendering import language, page, quoted, word

blueprint: Final = Blueprint("problems", __name__)


@blueprint.get("/problem")
@blueprint.get("/problem/")
def kinds() -> str:
    """Every kind of problem."""
    return page("problems.html", kinds=KINDS, which=LANGUAGES.index(language()))


@blueprint.get("/problem/<kind>")
def problem(kind: str) -> str:
    """One kind of problem."""
    if kind not in set(Slug):
        abort(404, word("not_found_text", what=quoted(f"{BASE}problem/{kind}")))
    found = KINDS[Slug(kind)]
    return page("problem.html", iri=f"{BASE}problem/{kind}", kind=found, which=LANGUAGES.index(language()))
