"""Where a thing is mentioned, by the claims that were read."""

from __future__ import annotations

from server.web.pages.model.claims import Claims
from server.web.pages.model.mentions import surroundings


def test_what_only_calls_itself_a_claim_is_mentioned_nowhere() -> None:
    thing, claim = "https://example.org/thing", "https://example.org/claim"
    known = Claims({}, {}, {thing: frozenset((claim,))}, {claim: frozenset((thing,))})
    assert surroundings(thing, known).mentions == ()
