"""What /verify says of the attributions whose verdicts were written from the texts."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

import pytest

from server.why.attribution import Verdict
from tests.attributions import OUTCOMES, Attributed, argued, attributions
from tests.web.client import Client
from tests.web.pages import get


@pytest.fixture(scope="module")
def judged(site: Client) -> list[tuple[Attributed, Verdict, bool]]:
    """Each attribution with the verdict of /verify, and whether its triple holds at all."""
    found = []
    for one in attributions():
        answer = get(site, f"/verify?{urlencode(one.parameters)}", Accept="application/json").json()
        found.append((one, Verdict(answer["verdict"]), answer["holds"]))
    return found


def test_there_are_enough_of_each_kind() -> None:
    listed = attributions()
    assert len({one.number for one in listed}) == len(listed) >= 200
    kinds = Counter(one.kind for one in listed)
    assert all(kinds[kind] >= 30 for kind in ("true", "wrong-source", "contrary", "forecast", "inferred"))
    assert Counter(one.verdict for one in listed)[Verdict.NOT_SAID] >= 40


def test_the_outcome_is_that_of_the_reader_or_the_difference_is_argued(
    judged: list[tuple[Attributed, Verdict, bool]],
) -> None:
    differ = {one.number for one, verdict, _ in judged if OUTCOMES[verdict] != OUTCOMES[one.verdict]}
    assert differ == argued().keys()
    assert all(argued().values())


def test_nobodys_words_are_given_to_whom_they_do_not_belong(
    judged: list[tuple[Attributed, Verdict, bool]],
) -> None:
    """The mistake that misleads most: /verify says yes where the reader found that another says it, or nobody."""
    misled = [
        one.number
        for one, verdict, _ in judged
        if OUTCOMES[verdict] == "said there" and OUTCOMES[one.verdict] != "said there"
    ]
    assert misled == []


def test_whether_a_triple_holds_does_not_tell_who_says_it(
    judged: list[tuple[Attributed, Verdict, bool]],
) -> None:
    """The set is hard for who asks the graph without asking who speaks: below 0.6, while /verify has more than 0.9."""
    right = sum((OUTCOMES[one.verdict] == "said there") == holds for one, _, holds in judged)
    verified = sum(OUTCOMES[one.verdict] == OUTCOMES[verdict] for one, verdict, _ in judged)
    assert right / len(judged) < 0.6
    assert verified / len(judged) > 0.9
