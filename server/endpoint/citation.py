"""What identifies a result: a release never changes, so a result is a function of it, the query, dataset and format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlencode

from server import __version__
from server.endpoint.formats import Format
from server.engine import Job
from server.sparql.tokens import Token, form_keyword, is_ambiguous, tokens

LONGEST_LINK: Final = 6000
"""Characters of a permanent link; many clients refuse a response whose headers take more than 8 KB."""

_VARYING: Final = re.compile("NOW|RAND|UUID|BNODE")
_GRAPH_FORMS: Final = ("CONSTRUCT", "DESCRIBE")


@lru_cache(maxsize=32)  # a request needs it twice
def normalised(query: str) -> str:
    """The query with every comment and run of white space between tokens as one space: it means the same."""
    found = [*tokens(query)]
    if any(map(is_ambiguous, found)):
        return query
    parts: list[str] = []
    end = len(query) - len(query.lstrip())
    for token in found:
        parts.append(f" {token.text}" if token.start > end and parts else token.text)
        end = token.start + len(token.text)
    return "".join(parts)


def repeatable(query: str) -> bool:
    """Whether the query has the same answer, byte by byte, whenever it is asked; errs on the side of no."""
    if _VARYING.search(query.upper()) and any(
        token.kind == "word" and _VARYING.search(token.word) for token in tokens(query)
    ):
        return False
    return form_keyword(query) != "CONSTRUCT" or not any(map(_mints, _template(query)))


def media_type_of(job: Job) -> str | None:
    """The media type that the result of a job will have, if the job is a query; None where none is acceptable."""
    return job.graph_format if form_keyword(job.query) in _GRAPH_FORMS else job.solutions_format


def entity_tag(digest: str, job: Job, *variant: str) -> str:
    """The opaque part of a strong entity tag (RFC 9110, section 8.8.3).

    `digest` is the release's; `variant` whatever else the bytes and headers depend on: address, format, encoding. The
    version of this program counts, as another may write the same result otherwise.
    """
    graphs = (sorted(set(graphs or ())) for graphs in (job.default_graphs, job.named_graphs))
    parts = [__version__, digest, normalised(job.query), *map("\n".join, graphs), *variant]
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


def as_asked(path: str, query_string: str) -> str:
    """The address that was asked, path decoded and parameters as they were sent, such that it can stand in a header."""
    query = quote(query_string, safe="%&=+-._~!$()*,;:@/?")
    return f"{quote(path)}{'?' if query else ''}{query}"


def permanent_query(job: Job, form: Format) -> str | None:
    """The query string that asks for the same result again by GET; None if it would be too long for a link."""
    given = [
        ("query", normalised(job.query)),
        *(("default-graph-uri", graph) for graph in job.default_graphs or ()),
        *(("named-graph-uri", graph) for graph in job.named_graphs or ()),
        ("format", form.names[0]),
    ]
    text = urlencode(given)
    return text if len(text) <= LONGEST_LINK else None


def _template(query: str) -> Iterator[Token]:
    """The tokens from CONSTRUCT to WHERE; to the end where there is no WHERE."""
    inside = False
    for token in tokens(query):
        if token.word == "WHERE":
            return
        inside = inside or token.word == "CONSTRUCT"
        if inside:
            yield token


def _mints(token: Token) -> bool:
    """Whether a token in a template stands for a new blank node in each solution."""
    return token.text in ("[", "(") or token.text.startswith("_:")
