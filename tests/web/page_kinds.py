"""An example of each kind of page, by the route that answers it: what holds for every page is tried on these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "/": ("/",),
    "/about": ("/about",),
    "/benchmark": ("/benchmark",),
    "/conformance": ("/conformance",),
    "/connections": (
        "/connections",
        "/connections?one=state:belarus&other=state:ireland",
        "/connections?one=state:belarus&other=state:russia",
        "/connections?one=state:belarus&other=no-such-thing",
    ),
    "/discrepancies": ("/discrepancies", "/discrepancies?settled=maybe"),
    "/docs": ("/docs",),
    "/docs/<>": (
        "/docs/http-api",
        "/docs/tutorial",
        "/docs/tutorial/dates?run=1",
        "/docs/tutorial/federation?run=2",
        "/docs/tutorial/dates?run=99",
        "/docs/no-such-document",
        "/docs/architecture",
    ),
    "/editor": ("/editor",),
    "/fragments": (
        "/fragments",
        "/fragments?subject=state:belarus",
        "/fragments?page=99999999",
    ),
    "/fragments/quads": ("/fragments/quads",),
    "/graph": ("/graph/entities",),
    "/graph/<>": ("/graph/inferred", "/graph/entities"),
    "/id": ("/id/nothing",),
    "/id/<>": (
        "/id/state/belarus",
        "/id/body/eaeu",
        "/id/document/vysotskaya-2018",
        "/id/segment/leshenyuk-2021-083",
        "/id/claim/leshenyuk-2021-083",
        "/id/discrepancy/belarus-ukraine-defence-2017-kyiv-kiev",
        "/id/person/nobody-of-this-name",
        "/id/state/belarus?asof=2016-03",
        "/id/state/belarus?asof=never",
        "/id/event/zapad-2017",
    ),
    "/lists": ("/lists",),
    "/lists/<>": (
        "/lists/State",
        "/lists/Claim?page=2",
        "/lists/Resolution",
        "/lists/NoSuchClass",
    ),
    "/lists/tied": (
        "/lists/tied?property=https%3A%2F%2Fw3id.org%2Feikg%2Fontology%2Fabout"
        "&to=https%3A%2F%2Fw3id.org%2Feikg%2Fid%2Fbody%2Fun",
    ),
    "/ontology": ("/ontology",),
    "/ontology/<>": (
        "/ontology/Membership",
        "/ontology/about",
        "/ontology/modules",
        "/ontology/claims",
        "/ontology/statedBy",
        "/ontology/0.2.0",
        "/ontology/0.1.0",
        "/ontology/time",
        "/ontology/9.9.9",
        "/ontology/Nothing",
    ),
    "/pictures": ("/pictures",),
    "/pictures/<>": (
        "/pictures/memberships?of=body:sco&asof=2016-03",
        "/pictures/memberships?asof=never",
        "/pictures/map?of=body:sco",
        "/pictures/network",
        "/pictures/resolutions",
        "/pictures/none",
    ),
    "/problem": ("/problem",),
    "/problem/<>": ("/problem/request", "/problem/busy", "/problem/none"),
    "/quality": ("/quality",),
    "/queries": ("/queries", "/queries?words=sanctions&topic=sanctions", "/queries?topic=weather"),
    "/queries/<>": (
        "/queries/central-actors",
        "/queries/events-in-a-place?table-words=minsk&table-sort=-date",
        "/queries/what-came-before",
        "/queries/coordinates-of-places",
        "/queries/votes-on-resolutions?table-group=choice&row-sources=2",
        "/queries/discrepancies?table-page=2",
        "/queries/recommendations",
        "/queries/visits-to-a-place",
        "/queries/status-as-of?date=x",
        "/queries/resolutions-initiated",
        "/queries/who-says",
        "/queries/resolutions-initiated?state=x",
        "/queries/none",
    ),
    "/releases": ("/releases",),
    "/scheme": ("/scheme",),
    "/scheme/<>": (
        "/scheme/stance",
        "/scheme/stance/reports",
        "/scheme/none",
        "/scheme/stance/asserts",
    ),
    "/search": (
        "/search?q=union",
        "/search?q=%D0%9B%D1%83%D0%BA%D0%B0%D1%88%D0%B5%D0%BD%D0%BA%D0%BE",
        "/search",
        "/search?q=xyzzyxyzzyxyzzy",
    ),
    "/verify": (
        "/verify",
        "/verify?s=state%3Abelarus&p=eik%3AmemberOf&o=body%3Aeaeu&document=doc%3Abelarus-facts",
        "/verify?s=state%3Abelarus",
    ),
    "/verify/passage": ("/verify/passage", "/verify/passage?text=nothing%20like%20it"),
    "/why": (
        "/why?subject=https%3A%2F%2Fw3id.org%2Feikg%2Fid%2Fstate%2Fbelarus"
        "&predicate=http%3A%2F%2Fwww.w3.org%2F1999%2F02%2F22-rdf-syntax-ns%23type"
        "&object=https%3A%2F%2Fw3id.org%2Feikg%2Fontology%2FActor",
        "/why",
        "/why?s=x&p=y&o=z",
        "/why?s=state:belarus&p=eik:memberOf&o=body:eaeu",
    ),
}
"""Routes as `routes` in tests/documentation/test_served.py writes them, with paths that they answer with a page."""

HEAVY: Final = ("/editor",)
"""Pages that may be larger than others."""

WITHOUT_PAGES: Final = frozenset(
    (
        "/.well-known/genid/<>/<>",
        "/.well-known/sparql-examples",
        "/.well-known/void",
        "/benchmark-held.json",
        "/benchmark.json",
        "/benchmark.ttl",
        "/conformance.ttl",
        "/connections.csv",
        "/connections.json",
        "/data",
        "/data/<>",
        "/discrepancies.csv",
        "/discrepancies.json",
        "/docs.md",
        "/docs/files/<>",
        "/editor/terms.json",
        "/favicon.ico",
        "/format",
        "/labels.json",
        "/lists/tied.csv",
        "/lists/tied.json",
        "/llms-full.txt",
        "/llms.txt",
        "/ontology.<>",
        "/openapi.json",
        "/opensearch.xml",
        "/pictures/<>.<>",
        "/queries/<>.<>",
        "/queries/<>/values/<>",
        "/release/<>",
        "/release/<>/dumps/<>",
        "/robots.txt",
        "/scheme.<>",
        "/search.json",
        "/sitemap.xml",
        "/sitemap/<>.xml",
        "/sparql",
        "/static/<>",
        "/suggest",
        "/timegate/fragments",
        "/timegate/fragments/quads",
        "/timegate/queries/<>.<>",
        "/timegate/sparql",
    )
)
"""Routes that answer programs: with data, a redirect or a file."""

EXAMPLES: Final = tuple(path for paths in PAGES.values() for path in paths)
