"""Names that a tool is given for things: an IRI, a prefixed name, or a word that is looked up, never guessed."""

from __future__ import annotations

import re
from typing import Final

from server.mcp.asking import Ask, Refused, data, given
from server.namespaces import PREFIXES
from server.rdf.iris import expanded, readable

_MOST_MEANT: Final = 5
_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


async def iri_of(ask: Ask, text: str, argument: str) -> str:
    """Return the IRI that a text gives, in full or with a prefix.

    Raises Refused for any other text, with what it may mean: which of several was meant is for the caller to say.
    """
    found = expanded(text)
    if _IRI.fullmatch(found):
        return found
    hits = (await data(ask, "/search.json", given(q=text[:200])))["hits"][:_MOST_MEANT]
    meant = "; ".join(f"{readable(hit['iri'])} ({hit['label']}, {hit['kindLabel']})" for hit in hits)
    told = f"It may mean: {meant}." if meant else "The tool `search` finds things by name."
    prefix, colon, _ = text.partition(":")
    if colon and prefix not in PREFIXES and not prefix.startswith("http"):
        told = f"There is no prefix {prefix[:40]}. {told}"
    raise Refused(
        f"The argument `{argument}` must be an IRI or a prefixed name such as state:belarus. {told}"
    )
