"""What lets a result be kept and cited: an entity tag, an address for good, and the links between the two.

A release never changes, so a result is a function of it, the query, the dataset and the format. A result that depends
on the time, say, or on another endpoint, has none of these.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Final, NamedTuple
from urllib.parse import quote

from server import __version__
from server.endpoint.arrow import TABLES
from server.endpoint.formats import GRAPHS, SOLUTIONS
from server.endpoint.http import Context, Fields, Request
from server.endpoint.memento import TIME_GATE, http_date
from server.engine import Dataset, Job
from server.namespaces import LICENCE
from server.rdf.iris import percent_encoded
from server.settings import Settings
from server.sparql.tokens import SHORT, Token, form_keyword, normalised, plain_form_keyword, tokens

LONGEST_LINK: Final = 6000
"""Characters of a permanent link; many clients refuse a response whose headers take more than 8 KB."""

NOT_STORED: Final = (b"cache-control", b"no-store")
"""The field of an answer that nobody is to keep."""

VARIES: Final = (b"vary", b"Accept, Accept-Encoding")
"""The field of an answer that depends on what formats and codings the client takes."""

OF_RELEASE: Final = "public, no-cache"
"""Cache-Control of a page that says the same as long as its release is served: whoever keeps it asks whether it is."""

_LONGEST_TWICE: Final = LONGEST_LINK // 3
"""Characters of an address that may stand in the links of an answer more often than it must."""

_PERMANENT: Final = (b"cache-control", b"public, max-age=31536000, immutable")
_FRESH: Final = (b"cache-control", b"public, max-age=0, must-revalidate")

_FORMAT_NAMES: Final = {form.media_type: form.names[0] for form in (*SOLUTIONS, *TABLES, *GRAPHS)}

_EVERYTHING: Final = Dataset()
_VARYING_WORDS: Final = ("NOW", "RAND", "UUID", "BNODE")
_VARYING: Final = re.compile(r"(?:NOW|RAND|UUID|BNODE)(?:[ \t\r\n]|#[^\r\n]*[\r\n])*\(", re.IGNORECASE)
_VARYING_WORD: Final = re.compile("|".join(_VARYING_WORDS))
_GRAPH_FORMS: Final = ("CONSTRUCT", "DESCRIBE")


def varies_with_address(settings: Settings) -> tuple[str, ...]:
    """The fields of a request that tell under which address this server is asked; none where its operator says it.

    Whatever names that address has them in Vary, so that no cache gives it to who asks under another.
    """
    if settings.public_url:
        return ()
    return ("Host", "X-Forwarded-Host", "X-Forwarded-Proto") if settings.trusted_proxies else ("Host",)


class Cacheable(NamedTuple):
    """An entity tag, without quotes and before any content coding, and what makes the fields that go with it.

    They take longer to make than the tag, and are needed only where there is an answer.
    """

    tag: str
    fields: Callable[[], Fields]


def cacheable_query(job: Job, request: Request) -> Cacheable | None:
    """What the result of a job at /sparql is kept and cited by; None if it is of the moment."""
    context = request.context
    if not context.digest or job.renamed or not repeatable(job.query):
        return None
    media_type = media_type_of(job)
    if media_type is None:
        return None
    where = context.prefix + "/sparql"
    tag = entity_tag(context.digest, job, media_type, where, "", context.release, context.store)
    return Cacheable(tag, partial(caching_headers, context, partial(_permalink_of_query, job, media_type)))


def cacheable_address(job: Job, request: Request) -> Cacheable | None:
    """What the result of a job that stands at an address of its own is kept and cited by, as a saved query's."""
    context = request.context
    media_type = media_type_of(job)
    if not context.digest or media_type is None or not repeatable(job.query):
        return None
    where = context.prefix + request.path
    tag = entity_tag(
        context.digest, job, media_type, where, request.query_string, context.release, context.store
    )
    return Cacheable(tag, partial(caching_headers, context, partial(permalink_of_address, request)))


def caching_headers(context: Context, find_permalink: Callable[[], str | None]) -> Fields:
    """The fields beside the entity tag: how long to keep the answer, and its links.

    `find_permalink` gives the address, below that of a release, at which the answer stands for good, if there is one.
    """
    original = find_permalink()
    links = ", ".join((*_links(context, original), _links_of_release(context.release)))
    fields = [VARIES, _PERMANENT if context.prefix else _FRESH, (b"link", links.encode("latin-1"))]
    if context.prefix and original and context.created:
        fields.append((b"memento-datetime", http_date(context.created).encode()))
    return fields


def permalink_of_address(request: Request) -> str | None:
    """What was asked for, below the address of a release; None if it is too long for a link."""
    found = as_asked(request.path, request.query_string)
    return found if len(found) + len(request.context.release) + 9 <= LONGEST_LINK else None


def as_asked(path: str, query_string: str) -> str:
    """The address that was asked, path decoded and parameters as they were sent, such that it can stand in a header."""
    query = quote(query_string, safe="%&=+-._~!$()*,;:@/?")
    return f"{quote(path)}{'?' if query else ''}{query}"


def permanent_query(job: Job, format_name: str) -> str | None:
    """The query string that asks for the same result again by GET; None if it would be too long for a link."""
    if len(job.query) > max(SHORT, LONGEST_LINK):
        return None
    dataset = job.dataset or _EVERYTHING
    parts = (
        f"query={percent_encoded(normalised(job.query))}",
        *(f"default-graph-uri={percent_encoded(graph)}" for graph in dataset.default),
        *(f"named-graph-uri={percent_encoded(graph)}" for graph in dataset.named),
        f"format={format_name}",
    )
    text = "&".join(parts)
    return text if len(text) <= LONGEST_LINK else None


def entity_tag(digest: str, job: Job, *variant: str) -> str:
    """The opaque part of a strong entity tag (RFC 9110, section 8.8.3).

    `digest` is the release's; `variant` whatever else the bytes and headers depend on: address, format, encoding. The
    version of this program counts, as another may write the same result otherwise.
    """
    dataset = job.dataset or _EVERYTHING
    default, named = _graphs(dataset.default), _graphs(dataset.named)
    parts = (__version__, digest, normalised(job.query), default, named, *variant)
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


def _graphs(names: tuple[str, ...]) -> str:
    return "\n".join(sorted({*names})) if names else ""


def media_type_of(job: Job) -> str | None:
    """The media type that the result of a job will have, if the job is a query; None where none is acceptable.

    Of a long query whose form only its tokens would tell, it is not known.
    """
    short = len(job.query) <= SHORT
    form = form_keyword(job.query) if short else plain_form_keyword(job.query)
    if not (form or short):
        return None
    return job.graph_format if form in _GRAPH_FORMS else job.solutions_format


def repeatable(query: str) -> bool:
    """Whether the query has the same answer, byte by byte, whenever it is asked; errs on the side of no."""
    if len(query) > SHORT:
        mints = plain_form_keyword(query) == "CONSTRUCT" and any(mark in query for mark in ("[", "(", "_:"))
        return not mints and not _may_vary(query)
    if _may_vary(query) and any(
        token.kind == "word" and _VARYING_WORD.search(token.word) for token in tokens(query)
    ):
        return False
    return form_keyword(query) != "CONSTRUCT" or not any(map(_mints, _template(query)))


def _may_vary(query: str) -> bool:
    """Whether a query may call a function whose value is another each time."""
    upper = query.upper()  # in it words are found ten times faster than by the expression alone
    for word in _VARYING_WORDS:
        if word in upper:
            return _VARYING.search(query) is not None
    return False


def _permalink_of_query(job: Job, media_type: str) -> str | None:
    query = permanent_query(job, _FORMAT_NAMES[media_type])
    return f"/sparql?{query}" if query else None


def _links(context: Context, original: str | None) -> Iterator[str]:
    """Relations of RFC 8288 to a result for good; the addresses are relative, so that they hold behind any proxy.

    From a memento they lead to its original, and from both to the time gate (RFC 7089, section 2.2).
    """
    if original is None:
        return
    if not context.prefix or len(original) <= _LONGEST_TWICE:
        yield f'</release/{context.release}{original}>; rel="canonical"'
    if not context.created:
        return
    if context.prefix:
        yield f'<{original}>; rel="original"'
    if len(original) <= _LONGEST_TWICE:
        yield f'<{TIME_GATE}{original}>; rel="timegate"'


@lru_cache(maxsize=8)
def _links_of_release(release: str) -> str:
    return ", ".join(
        (
            f'</release/{release}>; rel="describedby"; type="application/json"',
            f'<{LICENCE}>; rel="license"',
            '</sparql>; rel="service-desc"',
            '</releases>; rel="timemap"; type="application/link-format"',
        )
    )


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
