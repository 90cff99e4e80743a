"""What `eikg new` refuses leaves no trace, and it says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.drafts import (
    CLASS,
    EVENTS,
    PROPERTY,
    PROPERTY_WORDS,
    SPARQL,
    WORDS,
    copied,
    options,
    query,
    refused,
)

WORDING = "--label-en, --label-ru, --label-be, --definition, --definition-ru, --example, --example-thing"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project; nothing here changes it."""
    return copied(tmp_path_factory.mktemp("unchanged"))


def test_a_query_that_names_what_does_not_exist_or_lacks_a_column_is_refused(
    project: Path, tmp_path: Path
) -> None:
    source = tmp_path / "asked.rq"
    source.write_text(SPARQL.replace("eik:Meeting", "eik:Meating"), encoding="utf-8")
    said = refused(
        project,
        "query",
        "gatherings",
        *query("Positions of gatherings", "Места собраний"),
        "--sparql",
        str(source),
    )
    assert "Meating does not exist → did you mean https://w3id.org/eikg/ontology/Meeting?" in said
    source.write_text(SPARQL.replace("?meeting ?place {", "?meeting ?place ?x {"), encoding="utf-8")
    assert "column 'x' is not documented" in refused(
        project,
        "query",
        "gatherings",
        *query("Positions of gatherings", "Места собраний"),
        "--sparql",
        str(source),
    )


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (
            ["class", "Summit", "--parent", "eik:Meeting"],
            f"--module, {WORDING}",
        ),
        (
            ["property", "convokedFor", "--module", "events"],
            f"--kind, --domain, --range, {WORDING}",
        ),
        (
            [
                "property",
                "convokedFor",
                *options({**PROPERTY, "domain": "none", "range": "none"}, PROPERTY_WORDS),
            ],
            "--scope-note",
        ),
        (["entity", "place:x", "--label-en", "X"], "--class, --label-ru, --label-be"),
        (
            ["entity", "topic:x", "--label-en", "X"],
            "--broader, --label-ru, --label-be, --definition, --definition-ru",
        ),
        (["query", "x", "--title-en", "X"], "--title-ru, --question-en, --question-ru, --sparql"),
    ],
)
def test_what_is_not_given_is_asked_for_all_at_once(project: Path, arguments: list[str], asked: str) -> None:
    assert f"nothing was written; give also {asked} (see --help)" in refused(project, *arguments)


@pytest.mark.parametrize(
    ("name", "given", "words", "said"),
    [
        ("Meeting", {}, {}, f"eik:Meeting exists already: {EVENTS}:"),
        ("Gathering", {}, {"en": "meeting"}, "“meeting” is already the label “Meeting” of eik:Meeting"),
        ("Gathering", {}, {"en": "ВСТРЕЧА"}, "--label-en “ВСТРЕЧА” holds a Cyrillic letter: В"),
        ("Gathering", {}, {"ru": "минск"}, "“минск” is already the label “Минск” of place:minsk"),
        ("Gathering", {}, {"en": "Meetings"}, "“Meetings” is 1 edit away from “Meeting” of eik:Meeting"),
        ("Gathering", {"parent": "eik:Meating"}, {}, "--parent eik:Meating: the ontology has no such class"),
        (
            "Gathering",
            {"parent": "eik:place"},
            {},
            "--parent eik:place is of kind object property, wanted is a class",
        ),
        ("Gathering", {"parent": "foaf:Nothing"}, {}, "foaf:Nothing is no term of the ontology"),
        ("Gathering", {"module": "event"}, {}, "there is no module 'event'; --module is one of actors,"),
        ("Gathering", {"definition": "People that meet."}, {}, "ends with a full stop"),
        ("Gathering", {"definition": "people that meet"}, {}, "begin it “meeting that …”"),
        ("Gathering", {"definition-ru": "люди, которые встретились"}, {}, "begin it “встреча …”"),
        (
            "Gathering",
            {"definition-ru": "Встреча"},
            {},
            "--definition-ru “Встреча” does not begin with a small",
        ),
        ("Gathering", {"definition-ru": "встреча людзі"}, {}, "holds a letter that Russian has not: і"),
        ("gathering", {}, {}, "begin each word with a capital"),
        ("Gathering", {}, {"ru": "Саміт"}, "holds a letter that Russian has not: і"),
        ("Gathering", {}, {"be": "Cход"}, "mixes Latin and Cyrillic letters in a word"),
    ],
)
def test_a_class_that_exists_or_is_faulty_is_refused(
    project: Path, name: str, given: dict[str, str], words: dict[str, str], said: str
) -> None:
    assert said in refused(project, "class", name, *options({**CLASS, **given}, {**WORDS, **words}))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "data"}, "--range of a data property is a datatype"),
        ({"range": "xsd:date"}, "--range of a object property is a class"),
        ({"parent": "eik:value"}, "--parent eik:value is of kind data property, wanted is a object property"),
        ({"definition": "the actor that asked for it"}, "begins “relation of … to …”"),
        (
            {"definition-ru": "актор, который просил"},
            "--definition-ru of a property begins “отношение … к …”",
        ),
    ],
)
def test_a_faulty_property_is_refused(project: Path, given: dict[str, str], said: str) -> None:
    assert said in refused(
        project, "property", "convokedFor", *options({**PROPERTY, **given}, PROPERTY_WORDS)
    )


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("place:minsk", {}, "place:minsk exists already: triples/entities/places.ttl:"),
        ("place:new town", {}, "'place:new town' is no name: write prefix and slug"),
        ("vote:x", {}, "what only a claim knows (a membership, a vote) is written where the claim stands"),
        ("plaice:x", {}, "'plaice:x' is no name: write prefix and slug"),
        ("minsk", {}, "'minsk' is no name"),
        ("owl:x", {}, "'owl:' names neither a kind of thing nor a concept scheme"),
        ("place:x", {"definition": "x"}, "place:x takes no --definition"),
        ("place:x", {"definition-ru": "х"}, "place:x takes no --definition-ru"),
    ],
)
def test_a_faulty_thing_is_refused(project: Path, name: str, given: dict[str, str], said: str) -> None:
    words = {"en": "Novopolotsk", "ru": "Новополоцк", "be": "Наваполацк"}
    assert said in refused(project, "entity", name, *options({"class": "eik:City", **given}, words))


def test_an_equal_label_passes_with_no_reason(project: Path) -> None:
    words = {**WORDS, "en": "Meeting"}
    said = refused(project, "class", "Gathering", *options(CLASS, words), "--force-near", "because")
    assert "use what exists, or find another label" in said
