"""`eikg new` through the real command: what it adds passes every check, and what it refuses leaves no trace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import ROOT
from tests.project import eikg, invoke

EVENTS = "ontology/modules/events.ttl"
WORDS = {"en": "Summit", "ru": "Саммит", "be": "Саміт"}
CLASS = {
    "module": "events",
    "parent": "eik:Meeting",
    "definition": "meeting that brings heads of state or government together",
    "example": "The summit of the Shanghai Cooperation Organisation in Astana in 2024.",
    "example-thing": "event:sco-summit-astana-2024",
}
PROPERTY = {
    "module": "events",
    "kind": "object",
    "domain": "eik:Meeting",
    "range": "eik:Actor",
    "definition": "relation of a meeting to the actor that asked for it",
    "example": "The meeting in Minsk, which the OSCE asked for.",
    "example-thing": "event:minsk-1",
}
PROPERTY_WORDS = {
    "en": "convoked at the wish of",
    "ru": "созвано по желанию",
    "be": "склікана паводле жадання",
}
SPARQL = """\
SELECT ?meeting ?place {
  VALUES ?meeting { UNDEF }
  ?meeting a eik:Meeting ; eik:place/rdfs:label ?place .
  FILTER(LANG(?place) = "en")
}
ORDER BY ?meeting
"""
QUERY = (
    *("--title-en", "Places of gatherings", "--title-ru", "Места собраний"),
    *("--question-en", "Where, and when?", "--question-ru", "Где: и когда?", "--answers", "Q37"),
    *("--column", "meeting", "the meeting", "встреча", "--column", "place", "where it was", "где она была"),
    *("--parameter", "meeting", "iri=eik:Meeting", "Meeting", "Встреча"),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the real project's files."""
    for part in ("ontology", "triples", "queries"):
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def options(given: dict[str, str], words: dict[str, str]) -> list[str]:
    labels = {f"label-{language}": label for language, label in words.items()}
    return [part for name, value in {**given, **labels}.items() for part in (f"--{name}", value)]


def state(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def refused(project: Path, *arguments: str) -> str:
    """Run a command that must fail and leave every file as it was; return what it said."""
    before = state(project)
    result = invoke(project, "new", *arguments)
    assert result.exit_code != 0, result.output
    assert state(project) == before
    return result.output


def added(project: Path, *arguments: str) -> Result:
    result = invoke(project, "new", *arguments)
    assert result.exit_code == 0, result.output
    check = invoke(project, "check")
    assert check.exit_code == 0, check.output
    return result


def block(path: Path, name: str) -> str:
    """Return the paragraph of a file that begins with a name."""
    [found] = [
        part for part in path.read_text(encoding="utf-8").split("\n\n") if part.startswith(name + "\n")
    ]
    return found.rstrip("\n")


def test_a_class_stands_in_its_module_with_all_its_parts(project: Path) -> None:
    result = eikg(project, "new", "class", "Summit", *options(CLASS, WORDS))
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[0] == f"added eik:Summit to {EVENTS}"
    assert block(project / EVENTS, "eik:Summit") == (
        "eik:Summit\n"
        "    a owl:Class ;\n"
        '    rdfs:label\n        "Summit"@en ,\n        "Саммит"@ru ,\n        "Саміт"@be ;\n'
        "    rdfs:isDefinedBy eik:events ;\n"
        "    rdfs:subClassOf eik:Meeting ;\n"
        '    skos:definition "meeting that brings heads of state or government together"@en ;\n'
        "    skos:example\n        event:sco-summit-astana-2024 ,\n"
        '        "The summit of the Shanghai Cooperation Organisation in Astana in 2024."@en ;\n'
        "    ."
    )
    assert eikg(project, "check").returncode == 0


def test_a_property_has_its_domain_and_range(project: Path) -> None:
    added(project, "property", "convokedFor", *options(PROPERTY, PROPERTY_WORDS))
    text = block(project / EVENTS, "eik:convokedFor")
    assert "    a owl:ObjectProperty ;\n" in text
    assert (
        "    rdfs:domain eik:Meeting ;\n    rdfs:isDefinedBy eik:events ;\n    rdfs:range eik:Actor ;\n"
        in text
    )


def test_a_property_without_domain_says_so_and_a_data_property_takes_a_datatype(project: Path) -> None:
    given = {**PROPERTY, "kind": "data", "domain": "none", "range": "xsd:integer", "parent": "eik:value"}
    added(project, "property", "convokedFor", *options(given, PROPERTY_WORDS))
    text = block(project / EVENTS, "eik:convokedFor")
    assert "rdfs:domain" not in text
    assert "    rdfs:range xsd:integer ;\n    rdfs:subPropertyOf eik:value ;\n" in text


def test_a_thing_stands_where_the_others_of_its_kind_stand(project: Path) -> None:
    words = {"en": "Novopolotsk", "ru": "Новополоцк", "be": "Наваполацк"}
    result = added(project, "entity", "place:novopolotsk", *options({"class": "eik:City"}, words))
    assert result.output == "added place:novopolotsk to triples/entities/places.ttl\n"
    body = options(
        {"class": "eik:IntegrationBody", "acronym": "ZZTO"}, {**words, "en": "Zigzag Treaty Organisation"}
    )
    assert "Новополоцк" in refused(project, "entity", "body:zigzag-treaty-organisation", *body)


def test_a_concept_stands_in_its_scheme(project: Path) -> None:
    words = {"en": "beekeeping", "ru": "пчеловодство", "be": "пчалярства"}
    given = {"broader": "none", "definition": "topic of the keeping of bees"}
    added(project, "entity", "topic:beekeeping", *options(given, words))
    text = block(project / "ontology/schemes/topic.ttl", "topic:beekeeping")
    assert "    skos:inScheme scheme:topic ;\n    skos:topConceptOf scheme:topic ;\n" in text
    words = {"en": "honey trade", "ru": "торговля мёдом", "be": "гандаль мёдам"}
    given = {"broader": "topic:beekeeping", "definition": "topic of the sale of honey"}
    added(project, "entity", "topic:honey-trade", *options(given, words))
    text = block(project / "ontology/schemes/topic.ttl", "topic:honey-trade")
    assert "    skos:broader topic:beekeeping ;\n" in text


def test_a_query_has_its_front_matter_its_prefixes_and_its_expected_file(
    project: Path, tmp_path: Path
) -> None:
    source = tmp_path / "asked.rq"
    source.write_text(SPARQL, encoding="utf-8")
    result = added(project, "query", "places-of-gatherings", *QUERY, "--sparql", str(source))
    assert result.output.splitlines() == [
        "added queries/expected/places-of-gatherings.csv",
        "added queries/places-of-gatherings.rq",
    ]
    text = (project / "queries/places-of-gatherings.rq").read_text(encoding="utf-8")
    assert text.startswith("#+ title: {en: Places of gatherings, ru: Места собраний}\n")
    assert (
        "\n\nPREFIX eik: <https://w3id.org/eikg/ontology/>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\nSELECT" in text
    )
    expected = project / "queries/expected/places-of-gatherings.csv"
    assert expected.read_text(encoding="utf-8") == "meeting,place\n"
    again = refused(project, "query", "places-of-gatherings", *QUERY, "--sparql", str(source))
    assert "the saved query places-of-gatherings exists already" in again


def test_a_query_takes_the_rows_that_its_author_expects(project: Path, tmp_path: Path) -> None:
    (tmp_path / "asked.rq").write_text(SPARQL, encoding="utf-8")
    rows = tmp_path / "rows.csv"
    sparql = ("--sparql", str(tmp_path / "asked.rq"), "--expected", str(rows))
    rows.write_text("place\nMinsk\n", encoding="utf-8")
    assert "the columns are place; the query gives meeting, place" in refused(
        project, "query", "gatherings", *QUERY, *sparql
    )
    rows.write_text("meeting,place\nevent:one,Minsk\n", encoding="utf-8")
    added(project, "query", "gatherings", *QUERY, *sparql)
    expected = project / "queries/expected/gatherings.csv"
    assert expected.read_text(encoding="utf-8") == "meeting,place\nevent:one,Minsk\n"


def test_a_query_that_names_what_does_not_exist_or_lacks_a_column_is_refused(
    project: Path, tmp_path: Path
) -> None:
    source = tmp_path / "asked.rq"
    source.write_text(SPARQL.replace("eik:Meeting", "eik:Meating"), encoding="utf-8")
    said = refused(project, "query", "gatherings", *QUERY, "--sparql", str(source))
    assert "Meating does not exist → did you mean https://w3id.org/eikg/ontology/Meeting?" in said
    source.write_text(SPARQL.replace("?meeting ?place {", "?meeting ?place ?x {"), encoding="utf-8")
    assert "column 'x' is not documented" in refused(
        project, "query", "gatherings", *QUERY, "--sparql", str(source)
    )


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (
            ["class", "Summit", "--parent", "eik:Meeting"],
            "--module, --label-en, --label-ru, --label-be, --definition, --example, --example-thing",
        ),
        (
            ["property", "convokedFor", "--module", "events"],
            "--kind, --domain, --range, --label-en, --label-ru, --label-be, --definition, --example, --example-thing",
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
        (["entity", "topic:x", "--label-en", "X"], "--broader, --label-ru, --label-be, --definition"),
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
    ],
)
def test_a_faulty_thing_is_refused(project: Path, name: str, given: dict[str, str], said: str) -> None:
    words = {"en": "Novopolotsk", "ru": "Новополоцк", "be": "Наваполацк"}
    assert said in refused(project, "entity", name, *options({"class": "eik:City", **given}, words))


def test_a_near_label_passes_with_a_reason_which_is_noted(project: Path) -> None:
    words = {"en": "Meetings", "ru": "Собирание", "be": "Збіранне"}
    said = refused(project, "class", "Gathering", *options(CLASS, words))
    assert "use what exists, or say with --force-near REASON why both are needed" in said
    added(project, "class", "Gathering", *options(CLASS, words), "--force-near", "a series of them")
    text = block(project / EVENTS, "eik:Gathering")
    assert '"Near eik:Meeting (“Meeting”): a series of them"@en' in text


def test_an_equal_label_passes_with_no_reason(project: Path) -> None:
    words = {**WORDS, "en": "Meeting"}
    said = refused(project, "class", "Gathering", *options(CLASS, words), "--force-near", "because")
    assert "use what exists, or find another label" in said


def test_a_near_title_of_a_query_is_noted_in_it(project: Path, tmp_path: Path) -> None:
    (tmp_path / "asked.rq").write_text(SPARQL, encoding="utf-8")
    sparql = ("--sparql", str(tmp_path / "asked.rq"))
    added(project, "query", "gatherings", *QUERY, *sparql)
    near = [
        text.replace("gatherings", "gathering").replace("собраний", "собирания рыбаков") for text in QUERY
    ]
    assert "of the saved query gatherings" in refused(project, "query", "others", *near, *sparql)
    added(project, "query", "others", *near, *sparql, "--force-near", "only the first of them")
    text = (project / "queries/others.rq").read_text(encoding="utf-8")
    assert "# “Places of gathering” is 1 edit away from “Places of gatherings”" in text
    assert "only the first of them" in text


def test_a_new_term_takes_the_version_step_that_it_demands(project: Path) -> None:
    shutil.rmtree(project / "ontology/versions", ignore_errors=True)
    assert invoke(project, "version", "--record").exit_code == 0
    before = invoke(project, "version").output.split()[1]
    result = added(project, "class", "Summit", *options(CLASS, WORDS))
    assert "raised the version in ontology/modules/eikg.ttl" in result.output
    after = invoke(project, "version").output
    assert after.split()[1] != before
    assert "minor: eik:Summit (class) was added" in after
