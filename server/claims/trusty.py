"""Trusty URIs: IRIs with a digest of what they name, so that whoever holds the content can check it.

The digest is that of module RA, for RDF graphs, of the specification at https://trustyuri.net.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

_MODULE: Final = "RA"
PLACEHOLDER: Final = _MODULE + "_" * 43
"""Stands in an IRI in the place of the digest as long as that is not known."""

Content = Callable[[str], Iterable[Quad]]
"""What is named: it is given the digest, or the placeholder, and gives quads whose IRIs have it in them."""


def artifact_code(content: Content) -> str:
    """Return the digest of a content, the same in whatever order its quads come.

    Raises ValueError for a quad with a blank node or a triple term.
    """
    texts = dict.fromkeys(text for _, text in sorted(map(_ordered, content(PLACEHOLDER))))
    digest = hashlib.sha256("".join(texts).encode()).digest()
    return _MODULE + urlsafe_b64encode(digest).rstrip(b"=").decode()


def _ordered(quad: Quad) -> tuple[tuple[str, ...], str]:
    """Return by what a quad is ordered, and its text: graph, subject, predicate and object, a line each."""
    lines = [_iri(quad.graph_name), _iri(quad.subject), _iri(quad.predicate)]
    value = quad.object
    if isinstance(value, Literal):
        datatype = "" if value.language else value.datatype.value
        kind = f"@{value.language.lower()}" if value.language else f"^{datatype}"
        escaped = value.value.replace("\\", "\\\\").replace("\n", "\\n")
        order = (*lines, "literal", value.value, datatype, value.language or "")
        lines.append(f"{kind} {escaped}")
    else:
        order = (*lines, "iri", _iri(value))
        lines.append(_iri(value))
    return order, "".join(f"{line}\n" for line in lines)


def _iri(term: object) -> str:
    if not isinstance(term, NamedNode):
        raise ValueError(f"{term} is no IRI")  # noqa: TRY004 - the content is wrong, not the type of an argument
    return term.value.replace(PLACEHOLDER, " ")
