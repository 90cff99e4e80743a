"""Labels that are taken, in any language and case, and labels that nearly are."""

from __future__ import annotations

import pytest

from server.authoring.labels import Name, clashes

KNOWN = [
    Name("Meeting", "eik:Meeting", "events.ttl", 7),
    Name("Встреча", "eik:Meeting", "events.ttl", 8),
    Name("EU", "body:eu", "bodies.ttl", 3),
    Name("date", "eik:date", "events.ttl", 20),
]


@pytest.mark.parametrize(
    ("text", "distance"),
    [
        ("meeting", 0),
        ("ВСТРЕЧА", 0),
        (" Meeting ", 0),
        ("Meetings", 1),
        ("Metting", 1),
        ("Meetinggs", 2),
        ("data", 1),
    ],
)
def test_an_equal_or_near_label_is_found_with_its_place(text: str, distance: int) -> None:
    [clash] = clashes({"en": text}, KNOWN)
    assert clash.distance == distance
    assert clash.name.file in str(clash)


@pytest.mark.parametrize("text", ["Meet", "Summit", "UN", "EAEU", "dot", "gate of"])
def test_a_label_of_its_own_is_free(text: str) -> None:
    assert clashes({"en": text}, KNOWN) == []


def test_the_nearest_comes_first() -> None:
    found = clashes({"en": "Meetings", "ru": "встреча"}, KNOWN)
    assert [clash.distance for clash in found] == [0, 1]
    assert str(found[0]) == "“встреча” is already the label “Встреча” of eik:Meeting (events.ttl:8)"
    assert str(found[1]) == "“Meetings” is 1 edit away from “Meeting” of eik:Meeting (events.ttl:7)"
