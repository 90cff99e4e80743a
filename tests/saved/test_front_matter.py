"""A .rq file is read whole, or every fault of it is named with its place."""

from __future__ import annotations

import json

import pytest

from server.faults import InvalidInput
from server.saved.front_matter import read
from server.saved.picture import Picture
from server.saved.query import from_json, to_json

GOOD = """\
#+ title: {en: Members of a body, ru: Члены организации}
#+ question: {en: "Who is a member?", ru: "Кто является членом?"}
#+ answers: [Q35]
#+ parameters:
#+   body:
#+     type: iri
#+     of: eik:Body
#+     label: {en: Body, ru: Организация}
#+   on:
#+     type: date
#+     label: {en: On, ru: На дату}
#+ columns:
#+   member: {en: the member, ru: член}
#+ settings:
#+   cis: {body: body:cis, on: 2015-01-01}

PREFIX eik: <https://w3id.org/eikg/ontology/>
PREFIX body: <https://w3id.org/eikg/id/body/>
SELECT ?member WHERE {
  VALUES ?body { body:eaeu body:csto }
  VALUES ?on { UNDEF }
  VALUES (?kind) { (eik:Body) }  # a constant: VALUES ?none { 1 }
  ?member eik:memberOf ?body . ?body a ?kind .
}
"""


def test_good_file_is_read_whole() -> None:
    query = read("queries/members-of.rq", GOOD)
    assert query.name == "members-of"
    assert query.title == {"en": "Members of a body", "ru": "Члены организации"}
    assert query.form == "SELECT"
    assert [column.name for column in query.columns] == ["member"]
    body, on = query.parameters
    assert body.of == "https://w3id.org/eikg/ontology/Body"
    assert body.default == ("<https://w3id.org/eikg/id/body/eaeu>", "<https://w3id.org/eikg/id/body/csto>")
    assert on.default == on.values == ()
    assert body.values == ("https://w3id.org/eikg/id/body/eaeu", "https://w3id.org/eikg/id/body/csto")
    [(start, end)] = body.bodies
    assert query.text[start:end] == " body:eaeu body:csto "
    assert query.iris == (
        "https://w3id.org/eikg/id/body/csto",
        "https://w3id.org/eikg/id/body/eaeu",
        "https://w3id.org/eikg/ontology/Body",
        "https://w3id.org/eikg/ontology/memberOf",
    )
    assert query.settings == {"cis": {"body": ("body:cis",), "on": ("2015-01-01",)}}
    assert query.text.startswith("PREFIX eik:")


def test_a_third_language_may_be_given_and_is_stood_in_for_where_it_is_not() -> None:
    given = read(
        "queries/members-of.rq", GOOD.replace("ru: Организация}", "ru: Организация, be: Арганізацыя}")
    )
    assert given.parameters[0].label["be"] == "Арганізацыя"
    assert given.title["be"] == given.title["ru"] == "Члены организации"
    assert "be" not in given.title
    (again,) = from_json(to_json((given,)))
    assert again.title["be"] == "Члены организации"
    assert again == given


def test_json_of_a_release_gives_the_same_queries() -> None:
    queries = (read("queries/members-of.rq", GOOD),)
    assert from_json(to_json(queries)) == queries


def test_json_of_an_earlier_version_is_completed() -> None:
    """Those releases wrote neither values nor offsets nor what the text names."""
    queries = (read("queries/members-of.rq", GOOD),)
    (entry,) = json.loads(to_json(queries))
    del entry["iris"]
    for parameter in entry["parameters"]:
        del parameter["values"], parameter["bodies"]
    assert from_json(json.dumps([entry])) == queries


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("#+ title: {en: Members of a body, ru: Члены организации}\n", "", "title lacks a text", 1),
        ('ru: "Кто является членом?"}', 'be: "Хто?"}', "question lacks a text", 2),
        ("ru: Организация}", "ru: Орган, который ищут}", "holds 'который ищут', which is no language", 5),
        ("answers: [Q35]", "answers: Q35", "answers is no list", 3),
        ("title: {en:", "title: [en:", "no YAML", 1),
        ("type: date", "type: day", "parameter 'on' is not declared in full", 9),
        ("#+   on:", "#+   since:", "VALUES ?on stands in the query but is no declared parameter", 21),
        ("#+   on:", "#+   since:", "parameter 'since' has no place in the query", 9),
        ("#+   member:", "#+   person:", "column 'person' is not projected", 13),
        ("#+   member:", "#+   person:", "column 'member' is not documented", 12),
        ("?member eik:memberOf", "?member eik:memberOf ;; .", "does not parse", 23),
        ("body: body:cis", "corps: body:cis", "names 'corps', which is no parameter", 15),
        ("2015-01-01}", "2015-13-01}", "is no date", 15),
        ("#+ answers", "#+ author: nobody\n#+ answers", "unknown key 'author'", 3),
    ],
)
def test_fault_is_named_with_its_place(old: str, new: str, message: str, line: int) -> None:
    assert old in GOOD
    with pytest.raises(InvalidInput) as caught:
        read("queries/members-of.rq", GOOD.replace(old, new))
    found = [fault for fault in caught.value.faults if message in fault.message]
    assert found, str(caught.value)
    assert found[0].file == "queries/members-of.rq"
    assert found[0].line == line


def test_a_query_that_does_not_parse_is_the_only_fault_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        read("queries/members-of.rq", GOOD.replace("SELECT ?member WHERE {", "SELECT ?member WHERE"))
    assert [fault.rule for fault in caught.value.faults] == ["query-syntax"]


def test_file_name_becomes_an_address_so_it_is_checked() -> None:
    with pytest.raises(InvalidInput, match="is no name for a query"):
        read("queries/Members Of.rq", GOOD)


def test_topic_and_picture_are_read_and_kept() -> None:
    more = "#+ topic: bodies\n#+ picture: {kind: network, from: member, to: member}\n"
    query = read("queries/members-of.rq", GOOD.replace("#+ parameters", f"{more}#+ parameters"))
    assert query.topic == "bodies"
    assert query.picture == Picture("network", {"from": "member", "to": "member"})
    assert from_json(to_json((query,))) == (query,)
    plain = read("queries/members-of.rq", GOOD)
    assert (plain.topic, plain.picture) == ("", None)


@pytest.mark.parametrize(
    ("line", "message", "remedy"),
    [
        ("topic: weather", "topic is 'weather', which the project does not have", "known are bodies, "),
        ("picture: {kind: pie, label: member}", "no known kind", "bars, timeline, network, map, matrix"),
        ("picture: bars", "no known kind", "write picture: {kind: …}"),
        (
            "picture: {kind: bars, label: member}",
            "has the parts label",
            "bars wants label: <column>, value: <column>",
        ),
        (
            "picture: {kind: network, from: member, to: member, via: member}",
            "has the parts from, to, via",
            "tie may be left out",
        ),
        (
            "picture: {kind: bars, label: member, value: age}",
            "value is 'age', which the query does not project",
            "name one of its columns",
        ),
    ],
)
def test_wrong_topic_or_picture_is_told_with_its_line(line: str, message: str, remedy: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read("queries/members-of.rq", GOOD.replace("#+ parameters", f"#+ {line}\n#+ parameters"))
    [fault] = caught.value.faults
    assert (fault.line, message in fault.message, remedy in fault.remedy) == (4, True, True), str(fault)
