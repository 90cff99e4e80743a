"""`cite`: how a thing, a claim or an answer is cited."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from server.mcp.asking import Ask, data, given
from server.mcp.things import iri_of
from server.mcp.tool import Answer, Arguments, Language, Tool


class Cite(Arguments):
    """What to cite."""

    what: Annotated[
        str,
        Field(
            min_length=1,
            max_length=6000,
            description="IRI or prefixed name of a thing or claim; or https://w3id.org/eikg/queries/<name>?<values>",
        ),
    ]
    language: Language = "en"


async def cite(ask: Ask, asked: Cite) -> Answer:
    """Return a citation as text, BibTeX and CSL-JSON, with an address that answers the same for good."""
    iri = await iri_of(ask, asked.what, "what")
    found: Answer = await data(ask, "/cite.json", given(iri=iri, lang=asked.language))
    return found


TOOLS: Final = (
    Tool(
        "cite",
        "How to cite",
        "Tell how a thing, a claim, or the answer to a saved question is cited: text, BibTeX, CSL-JSON, an address "
        "that answers the same for good.",
        Cite,
        cite,
    ),
)
"""The tools of this module."""
