from __future__ import annotations

import pytest

from server.endpoint.http import Headers, Request
from server.endpoint.preconditions import entity_tags, held, refuse_unmatched, refuse_unmet
from server.endpoint.problems import HttpProblem


@pytest.mark.parametrize(
    ("field", "strong", "weak"),
    [
        ('"a"', {"a"}, set()),
        ('W/"a"', set(), {"a"}),
        ('"a", W/"b" ,"c,d"', {"a", "c,d"}, {"b"}),
        (',, "a" , ,\t"b",', {"a", "b"}, set()),
        ('""', {""}, set()),
        ('"é"', {"é"}, set()),
        ('"*"', {"*"}, set()),
    ],
)
def test_entity_tags_are_read(field: str, strong: set[str], weak: set[str]) -> None:
    found = entity_tags(field)
    assert found is not None
    assert ({*found.strong}, {*found.weak}, found.everything) == (strong, weak, False)


@pytest.mark.parametrize(
    "field", ["", " ", ",", "a", '"a', 'a"', '"a" "b"', 'w/"a"', '*, "a"', '"a", *', '"a b"']
)
def test_what_is_no_list_of_tags_is_not_read(field: str) -> None:
    assert entity_tags(field) is None


def request(method: str = "PUT", **fields: str) -> Request:
    named = [(name.lower().replace("_", "-").encode(), value.encode()) for name, value in fields.items()]
    return Request(method, "/data", "", Headers(named))


TAGS = ("one", "two")
CHANGES = [
    # If-Match, If-None-Match, whether a state with TAGS, one without tags, and none at all may be changed
    (None, None, (True, True, True)),
    ("*", None, (True, True, False)),
    ('"two"', None, (True, False, False)),
    ('"three", "one"', None, (True, False, False)),
    ('"three"', None, (False, False, False)),
    ('W/"one"', None, (False, False, False)),  # compared strongly
    (None, "*", (False, False, True)),
    (None, '"two"', (False, True, True)),
    (None, 'W/"one"', (False, True, True)),  # compared weakly
    (None, '"three"', (True, True, True)),
    ('"one"', '"three"', (True, False, False)),
    ('"one"', '"two"', (False, False, False)),
    ("*", "*", (False, False, False)),
]


@pytest.mark.parametrize(("if_match", "if_none_match", "may"), CHANGES)
def test_a_change_is_made_where_its_preconditions_hold(
    if_match: str | None, if_none_match: str | None, may: tuple[bool, bool, bool]
) -> None:
    fields = {"If_Match": if_match, "If_None_Match": if_none_match}
    asked = request(**{name: value for name, value in fields.items() if value is not None})
    for (tags, exists), passes in zip(((TAGS, True), ((), True), ((), False)), may, strict=True):
        if passes:
            refuse_unmet(asked, tags, exists)
        else:
            with pytest.raises(HttpProblem) as refused:
                refuse_unmet(asked, tags, exists)
            assert refused.value.status == 412


@pytest.mark.parametrize("name", ["If_Match", "If_None_Match"])
def test_a_change_with_a_precondition_that_cannot_be_read_is_refused(name: str) -> None:
    for exists in (True, False):
        with pytest.raises(HttpProblem, match=name.replace("_", "-")) as refused:
            refuse_unmet(request(**{name: "one"}), TAGS, exists)
        assert refused.value.status == 400


def test_what_a_client_holds_counts_for_what_it_reads_alone() -> None:
    assert held(request("GET", If_None_Match='W/"one"')).has_weakly("one")
    assert held(request("QUERY", If_None_Match="*")).everything
    assert not held(request("POST", If_None_Match='"one"')).has_weakly("one")
    assert not held(request("GET", If_None_Match="one")).has_weakly("one")


def test_an_answer_is_refused_that_is_not_the_one_to_be_matched() -> None:
    refuse_unmatched(request("GET"), ())
    refuse_unmatched(request("GET", If_Match='"two"'), TAGS)
    with pytest.raises(HttpProblem) as refused:
        refuse_unmatched(request("GET", If_Match='"three"'), TAGS)
    assert refused.value.status == 412
