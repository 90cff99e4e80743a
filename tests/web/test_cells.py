"""Terms as HTML: labels that lead to pages, marks of another language, and nothing of the data taken for markup."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from server.namespaces import BASE, PREFIXES
from server.rdf.dates import EDTF
from server.rdf.terms import Term
from server.web.pages import cells
from server.web.pages.model.labels import Label, Labels

BELARUS = f"{BASE}id/state/belarus"
FOREIGN = "http://example.org/a?b&c"
LABELS = Labels(
    {
        BELARUS: Label("Belarus", "en"),
        FOREIGN: Label("<b>&", ""),
        "urn:x:y": Label("nowhere", ""),
    },
    "en",
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NamedNode(BELARUS), '<a href="/id/state/belarus" title="state:belarus">Belarus</a>'),
        (
            NamedNode(FOREIGN),
            '<a href="http://example.org/a?b&amp;c" class="foreign" rel="external noreferrer"'
            ' title="http://example.org/a?b&amp;c">&lt;b&gt;&amp;</a>',
        ),
        (NamedNode("urn:x:y"), '<span title="urn:x:y">nowhere</span>'),
        (BlankNode("b1"), "<code>_:b1</code>"),
        (Literal("<i>", language="en"), "&lt;i&gt;"),
        (Literal("<i>", language="be"), '<span lang="be">&lt;i&gt;</span> <small class="tag">be</small>'),
        (Literal('"'), "&quot;"),
        (
            Literal("2015/2017-04~", datatype=NamedNode(EDTF)),
            '<span class="figure" title="2015/2017-04~">2015 – ≈\u00a02017-04</span>',
        ),
        (Literal(5), '<span class="figure">5</span>'),
        (
            Literal("https://example.org/?a&b", datatype=NamedNode(PREFIXES["xsd"] + "anyURI")),
            '<a class="foreign" href="https://example.org/?a&amp;b" rel="external noreferrer">'
            "https://example.org/?a&amp;b</a>",
        ),
        (
            Literal("javascript:alert(1)", datatype=NamedNode(PREFIXES["xsd"] + "anyURI")),
            '<span class="figure">javascript:alert(1)</span>',
        ),
    ],
)
def test_a_term_is_shown_as_what_it_is(value: Term, expected: str) -> None:
    assert cells.term(value, LABELS) == expected


def test_a_name_in_another_language_is_marked() -> None:
    labels = Labels({BELARUS: Label("Беларусь", "ru")}, "be")
    assert cells.name(BELARUS, labels) == (
        '<a href="/id/state/belarus" title="state:belarus" lang="ru">Беларусь</a> <small class="tag">ru</small>'
    )
    assert cells.text(Label("Беларусь", "be"), "be") == "Беларусь"
    assert cells.link("/x?a&b", Label("<x>", ""), "be") == '<a href="/x?a&amp;b">&lt;x&gt;</a>'
