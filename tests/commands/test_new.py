"""`eikg new` through the real command: what it adds stands where it belongs, and passes every check."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.drafts import (
    CLASS,
    EVENTS,
    PROPERTY,
    PROPERTY_WORDS,
    SPARQL,
    WORDS,
    added,
    copied,
    options,
    query,
    refused,
)
from tests.project import eikg, invoke


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the project that takes all that is added here, and then passes every check."""
    project = copied(tmp_path_factory.mktemp("growing"))
    yield project
    # What was added here has no data of its own, and two drafts share the words of a definition.
    awaited = {"example-not-in-data", "definition-shared"}
    content = json.loads(invoke(project, "check", "--format", "json").stdout)
    found = [one for one in content["findings"] if one["severity"] == "error"]
    assert [one for one in found if one["rule"] not in awaited] == []


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
        '    skos:definition\n        "meeting that brings heads of state or government together"@en ,\n'
        '        "встреча, на которую собираются главы государств или правительств"@ru ;\n'
        "    skos:example\n        event:sco-summit-astana-2024 ,\n"
        '        "The summit of the Shanghai Cooperation Organisation in Astana in 2024."@en ;\n'
        "    ."
    )


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
    words = {"en": "number of wishes", "ru": "число пожеланий", "be": "колькасць пажаданняў"}
    added(project, "property", "wishes", *options(given, words))
    text = block(project / EVENTS, "eik:wishes")
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
    given = {
        "broader": "none",
        "definition": "topic of the keeping of bees",
        "definition-ru": "тема разведения пчёл",
    }
    added(project, "entity", "topic:beekeeping", *options(given, words))
    text = block(project / "ontology/schemes/topic.ttl", "topic:beekeeping")
    assert "    skos:inScheme scheme:topic ;\n    skos:topConceptOf scheme:topic ;\n" in text
    words = {"en": "honey trade", "ru": "торговля мёдом", "be": "гандаль мёдам"}
    given = {
        "broader": "topic:beekeeping",
        "definition": "topic of the sale of honey",
        "definition-ru": "тема продажи мёда",
    }
    added(project, "entity", "topic:honey-trade", *options(given, words))
    text = block(project / "ontology/schemes/topic.ttl", "topic:honey-trade")
    assert "    skos:broader topic:beekeeping ;\n" in text


def test_a_query_has_its_front_matter_its_prefixes_and_its_expected_file(
    project: Path, tmp_path: Path
) -> None:
    source = tmp_path / "asked.rq"
    source.write_text(SPARQL, encoding="utf-8")
    about = (*query("Positions of gatherings", "Места собраний"), "--sparql", str(source))
    result = added(project, "query", "places-of-gatherings", *about)
    assert result.output.splitlines() == [
        "added queries/expected/places-of-gatherings.csv",
        "added queries/places-of-gatherings.rq",
    ]
    text = (project / "queries/places-of-gatherings.rq").read_text(encoding="utf-8")
    assert text.startswith("#+ title: {en: Positions of gatherings, ru: Места собраний}\n")
    assert (
        "\n\nPREFIX eik: <https://w3id.org/eikg/ontology/>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n\nSELECT" in text
    )
    expected = project / "queries/expected/places-of-gatherings.csv"
    assert expected.read_text(encoding="utf-8") == "meeting,place\n"
    again = refused(project, "query", "places-of-gatherings", *about)
    assert "the saved query places-of-gatherings exists already" in again


def test_a_query_takes_texts_in_belarusian(project: Path, tmp_path: Path) -> None:
    (tmp_path / "asked.rq").write_text(SPARQL, encoding="utf-8")
    about = (*query("Halls of councils", "Залы советов"), "--sparql", str(tmp_path / "asked.rq"))
    third = ("--title-be", "Залы саветаў", "--question-be", "Дзе і калі?", "--label-be", "place", "дзе")
    wrong = refused(project, "query", "councils", *about, "--label-be", "palce", "дзе")
    assert "no --column or --parameter is named palce" in wrong
    added(project, "query", "councils", *about, *third, "--label-be", "meeting", "сустрэча")
    text = (project / "queries/councils.rq").read_text(encoding="utf-8")
    assert text.startswith("#+ title: {en: Halls of councils, ru: Залы советов, be: Залы саветаў}\n")
    assert "be: 'Дзе і калі?'" in text
    assert "place: {en: where it was, ru: где она была, be: дзе}" in text
    assert text.count("be: сустрэча}") == len(("column", "parameter"))


def test_a_query_takes_the_rows_that_its_author_expects(project: Path, tmp_path: Path) -> None:
    (tmp_path / "asked.rq").write_text(SPARQL, encoding="utf-8")
    rows = tmp_path / "rows.csv"
    about = query("Sites of assemblies", "Площадки ассамблей")
    sparql = ("--sparql", str(tmp_path / "asked.rq"), "--expected", str(rows))
    rows.write_text("place\nMinsk\n", encoding="utf-8")
    assert "the columns are place; the query gives meeting, place" in refused(
        project, "query", "assemblies", *about, *sparql
    )
    rows.write_text("meeting,place\nevent:one,Minsk\n", encoding="utf-8")
    added(project, "query", "assemblies", *about, *sparql)
    expected = project / "queries/expected/assemblies.csv"
    assert expected.read_text(encoding="utf-8") == "meeting,place\nevent:one,Minsk\n"


def test_a_near_label_passes_with_a_reason_which_is_noted(project: Path) -> None:
    words = {"en": "Meetings", "ru": "Собирание", "be": "Збіранне"}
    said = refused(project, "class", "Gathering", *options(CLASS, words))
    assert "use what exists, or say with --force-near REASON why both are needed" in said
    added(project, "class", "Gathering", *options(CLASS, words), "--force-near", "a series of them")
    text = block(project / EVENTS, "eik:Gathering")
    assert '"Near eik:Meeting (“Meeting”): a series of them"@en' in text


def test_a_near_title_of_a_query_is_noted_in_it(project: Path, tmp_path: Path) -> None:
    (tmp_path / "asked.rq").write_text(SPARQL, encoding="utf-8")
    sparql = ("--sparql", str(tmp_path / "asked.rq"))
    added(project, "query", "halls", *query("Halls of conferences", "Залы конференций"), *sparql)
    near = query("Halls of conference", "Залы для учёных")
    assert "of the saved query halls" in refused(project, "query", "others", *near, *sparql)
    added(project, "query", "others", *near, *sparql, "--force-near", "only the first of them")
    text = (project / "queries/others.rq").read_text(encoding="utf-8")
    assert "# “Halls of conference” is 1 edit away from “Halls of conferences”" in text
    assert "only the first of them" in text


def test_a_new_term_takes_the_version_step_that_it_demands(tmp_path: Path) -> None:
    project = copied(tmp_path)
    shutil.rmtree(project / "ontology/versions", ignore_errors=True)
    assert invoke(project, "version", "--record").exit_code == 0
    before = invoke(project, "version").output.split()[1]
    result = added(project, "class", "Summit", *options(CLASS, WORDS))
    assert "raised the version in ontology/modules/eikg.ttl" in result.output
    after = invoke(project, "version").output
    assert after.split()[1] != before
    assert "minor: eik:Summit (class) was added" in after
