"""A term, and who says it, as HTML: what pages have by the thousand, and so what no template writes.

`labels` are those of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Final

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from server.namespaces import PREFIXES
from server.rdf.dates import is_date
from server.rdf.iris import readable
from server.rdf.terms import Term
from server.web.pages.model.dates import readable_date
from server.web.pages.model.discrepancies import Discrepancy
from server.web.pages.model.labels import Label, Labels, is_own, path_of
from server.web.pages.model.statements import Group, Source
from server.web.pages.rendering import graph_name, short_code, word

_SHOWN: Final = 3
"""Sources that are shown at once; the others unfold."""

_ADDRESS: Final = PREFIXES["xsd"] + "anyURI"
_STRING: Final = PREFIXES["xsd"] + "string"


def name(iri: str, labels: Labels) -> Markup:
    """Return the label of an IRI, as a link where it leads somewhere."""
    label = labels[iri]
    if not (path := path_of(iri)):
        return _html(f'<span title="{escape(iri)}">{escape(label.text)}</span>')
    foreign = "" if is_own(iri) else ' class="foreign" rel="external noreferrer"'
    return link(path, label, labels.language, f'{foreign} title="{escape(readable(iri))}"')


def link(path: str, label: Label, language: str, attributes: str = "") -> Markup:
    """Return a label as a link, with a mark of its language where that is not the reader's; `attributes` are HTML."""
    if not label.language or label.language == language:
        return _html(f'<a href="{escape(path)}"{attributes}>{escape(label.text)}</a>')
    tongue = escape(label.language)
    return _html(
        f'<a href="{escape(path)}"{attributes} lang="{tongue}">{escape(label.text)}</a>{_mark(tongue)}'
    )


def text(said: Label | Literal, language: str) -> Markup:
    """Return a text, with a mark of its language where that is not the reader's."""
    words = escape(said.text if isinstance(said, Label) else said.value)
    if not said.language or said.language == language:
        return _html(words)
    return _html(f'<span lang="{escape(said.language)}">{words}</span>{_mark(said.language)}')


def term(value: Term, labels: Labels) -> Markup:
    """Return a term: an IRI by its label, a text with its language, a date with signs, another literal as a figure."""
    if isinstance(value, NamedNode):
        return name(value.value, labels)
    if not isinstance(value, Literal):
        return _html(f"<code>{escape(str(value))}</code>")
    if value.language:
        return text(value, labels.language)
    shown = escape(value.value)
    if is_date(value):
        return _html(f'<span class="figure" title="{shown}">{escape(readable_date(value.value))}</span>')
    if value.datatype.value == _ADDRESS and value.value.startswith("http"):
        return _html(f'<a class="foreign" href="{shown}" rel="external noreferrer">{shown}</a>')
    return _html(shown if value.datatype.value == _STRING else f'<span class="figure">{shown}</span>')


def source(one: Source, labels: Labels) -> Markup:
    """Return one place where a statement stands: a claim with its speaker and stance, a rule, or a register."""
    return _html(_source(one, labels))


def sources(listed: Sequence[Source], labels: Labels) -> Markup:
    """Return all places where a statement stands, the first of them at once."""
    shown, rest = _items(listed[:_SHOWN], labels), ""
    if len(listed) > _SHOWN:
        more = escape(word("more_sources", count=len(listed) - _SHOWN))
        folded = _items(listed[_SHOWN:], labels)
        rest = f"\n<li><details><summary>{more}</summary><ul>{folded}</ul></details></li>"
    return _html(f'<ul class="sources">{shown}{rest}</ul>\n')


def values(
    group: Group,
    labels: Labels,
    with_sources: bool,
    why: Callable[[Term], str] | None,
    disputes: Mapping[tuple[str, Term], Sequence[Discrepancy]],
) -> Markup:
    """Return the values of a property as items of a list; `why` gives the address of the proof of an inferred one."""
    item = '<li class="inferred">' if group.inferred else "<li>"
    html = []
    for value in group.values:
        proof = ""
        if why and group.inferred:
            proof = (
                f' <a class="why" rel="nofollow" href="{escape(why(value.term))}">{escape(word("why"))}</a>'
            )
        badges = disputed(disputes.get((group.predicate, value.term), ()), labels) if disputes else ""
        told = sources(value.sources, labels) if with_sources else ""
        html.append(
            f'{item}\n<div class="value">{term(value.term, labels)}{proof}{badges}</div>\n{told}</li>\n'
        )
    return _html("".join(html))


def document(iri: str, labels: Labels) -> Markup:
    """Return the code of a document as a link."""
    title = escape(labels[iri].text)
    return _html(
        f'<a class="source" href="{escape(path_of(iri) or "")}" title="{title}">{escape(short_code(iri))}</a>'
    )


def disputed(discrepancies: Iterable[Discrepancy], labels: Labels) -> Markup:
    """Return a badge for each discrepancy, which leads to both its sides."""
    return _html("".join(_badge(one, labels) for one in discrepancies))


def _html(text: str) -> Markup:
    """Declare a text to be HTML. Whoever calls this has escaped all that is in it."""
    return Markup(text)  # noqa: S704 - three times as fast as to have Markup escape it, on the busiest path of pages


def _mark(language: str) -> str:
    """Return what tells the reader that a text is in another language."""
    return f' <small class="tag">{escape(language)}</small>'


def _source(one: Source, labels: Labels) -> str:
    if one.kind == "inferred":
        return (
            f'<span class="source inferred" title="{escape(word("inferred_title"))}">'
            f"∴ {escape(word('inferred'))}</span>"
        )
    path = escape(path_of(one.graph) or "#")
    if one.kind != "claim":
        return (
            f'<a class="source register" href="{path}" title="{escape(word("register_title"))}">'
            f"{escape(graph_name(one.graph))}</a>"
        )
    speaker = escape(labels[one.speaker].text) if one.speaker else ""
    stance = f" · <i>{escape(labels[one.stance].text)}</i>" if one.stance else ""
    return (
        f'<a class="source" href="{path}" title="{escape(labels[one.document].text)}">'
        f"<b>{escape(short_code(one.document))}</b> {escape(', '.join(one.passages))}</a>\n"
        f'<span class="says">{speaker}{stance}</span>'
    )


def _items(listed: Iterable[Source], labels: Labels) -> str:
    return "".join(f"<li>{_source(one, labels)}</li>" for one in listed)


def _badge(one: Discrepancy, labels: Labels) -> str:
    sort, what = one.sort.name.lower(), labels[one.iri].text
    return (
        f' <a class="disputed {sort}" href="{escape(path_of(one.iri) or "")}"'
        f' title="{escape(word("disputed_title", what=what))}">{escape(word(f"disputed_{sort}"))}'
        f'<span class="hidden">: {escape(what)}</span></a>'
    )
