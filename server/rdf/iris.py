"""IRIs: shortened to a prefixed name of the project's table, expanded from one, resolved against a base."""

from __future__ import annotations

import re
from typing import Final

from server.namespaces import OWN, PREFIXES

_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in PREFIXES.items()}

_LETTER: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_INNER: Final = _LETTER + "_0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_LOCAL: Final = re.compile(rf"[{_LETTER}_0-9](?:[{_INNER}.]*[{_INNER}])?")
"""PN_LOCAL (SPARQL 1.1 Query, section 19.8) without colons and escapes, and without characters above U+FFFF, which the
engine does not read in the names of a query: an IRI that needs one of those stays whole."""

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_ESCAPE: Final = re.compile(r"\\(.)")
_COMPONENTS: Final = re.compile(
    r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL
)
"""Scheme, authority, path, query and fragment (RFC 3986, appendix B)."""

_SHOWN: Final = 60

_ENCODED: Final = {
    byte: chr(byte) if chr(byte).isalnum() or chr(byte) in "_.-~" else "+" if byte == 32 else f"%{byte:02X}"
    for byte in range(256)
} | {byte: f"%{byte:02X}" for byte in range(128, 256)}


def prefixed(iri: str) -> tuple[str, str] | None:
    """An IRI as prefix and local name of the project's table, or None if it must stay whole."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    prefix, local = _PREFIX_OF.get(iri[:cut]), iri[cut:]
    if prefix is None or (local and not _LOCAL.fullmatch(local)):
        return None
    return prefix, local


def short(iri: str) -> str:
    """An IRI as Turtle and SPARQL write it: a prefixed name where the table has its namespace, else `<…>`."""
    parts = prefixed(iri)
    return f"<{iri}>" if parts is None else f"{parts[0]}:{parts[1]}"


def readable(iri: str) -> str:
    """An IRI as people read it in a table or a page: a prefixed name with something behind the colon, else as it is."""
    parts = prefixed(iri)
    return f"{parts[0]}:{parts[1]}" if parts and parts[1] else iri


def expanded(text: str) -> str:
    """The IRI that a text writes in full, in `<…>` or with one of the project's prefixes; it is not checked."""
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + unescaped(local)
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def expand(text: str) -> str:
    """The IRI that a text writes as `expanded` takes it. Raises ValueError for one that is not absolute."""
    iri = expanded(text)
    if not _ABSOLUTE.fullmatch(iri):
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
        raise ValueError(f"'{shown}' is no IRI; give one in full or with a prefix, as in {OWN}:Claim")
    return iri


def local_name(iri: str) -> str:
    """The last part of an IRI, which is what stands for a thing without a label."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2]


def unescaped(local: str) -> str:
    """A local name without the backslashes of PN_LOCAL_ESC (SPARQL 1.1 Query, section 19.8)."""
    return _ESCAPE.sub(r"\1", local) if "\\" in local else local


def percent_encoded(text: str) -> str:
    """A value of a query string, percent-encoded; as urllib's quote_plus, ten times faster."""
    return text.encode().decode("latin-1").translate(_ENCODED)


def is_claim(iri: str) -> bool:
    """Whether an IRI names a claim, and so also a graph that a claim states."""
    return iri.startswith(PREFIXES["claim"])


def resolve(reference: str, base: str) -> str:
    """The IRI that a reference means under an absolute base (RFC 3986, section 5.2.2).

    `.` and `..` act in what is relative only: an IRI in full and the base are taken as they are written, as SPARQL asks
    for no normalisation (SPARQL 1.1 Query, section 4.1.1.2) and the engine does none.
    """
    scheme, authority, path, query, fragment = _split(reference)
    if scheme is not None:
        return reference
    scheme, base_authority, base_path, base_query, _ = _split(base)
    if authority is None:
        authority = base_authority
        if path:
            path = _merged(path, base_path, authority)
        else:
            path = base_path
            query = base_query if query is None else query
    return _joined(scheme, authority, path, query, fragment)


_Components = tuple[str | None, str | None, str, str | None, str | None]


def _split(text: str) -> _Components:
    found = _COMPONENTS.fullmatch(text)
    assert found  # noqa: S101 - the pattern matches every text
    return found[1], found[2], found[3], found[4], found[5]


def _joined(
    scheme: str | None, authority: str | None, path: str, query: str | None, fragment: str | None
) -> str:
    """RFC 3986, section 5.3."""
    parts = [
        f"{scheme}:" if scheme is not None else "",
        f"//{authority}" if authority is not None else "",
        path,
    ]
    parts += [f"?{query}" if query is not None else "", f"#{fragment}" if fragment is not None else ""]
    return "".join(parts)


def _merged(path: str, base_path: str, authority: str | None) -> str:
    """RFC 3986, sections 5.2.3 and 5.2.4, in one pass over the segments of the path."""
    if path.startswith("/"):
        root, kept, segments = "/", [], path[1:].split("/")
    else:
        root = "/" if base_path.startswith("/") or (authority is not None and not base_path) else ""
        kept, segments = base_path[len(root) :].split("/")[:-1], path.split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return root + "/".join(kept)
