"""`eikg rename` and `eikg deprecate`: every use follows, the project stays whole, and data of before can follow too."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from server.build.analysis import analyse
from tests.project import invoke, replace, write_project

TERMS = "ontology/modules/base.ttl"
NOTE = "triples/documents/note.trig"
THINGS = "triples/entities/things.ttl"
MIGRATION = "ontology/migrations/from-0.1.0.ru"
QUERY = """\
#+ title: {en: Members, ru: Члены}
#+ question: {en: Who is a member, ru: Кто член}
#+ answers: []
#+ columns:
#+   member: {en: member, ru: член}

PREFIX e: <https://w3id.org/eikg/ontology/>
SELECT ?member WHERE { ?m e:member ?member ; a/e:member* ?x }
"""
COUNTRY = "eik:Country\n    a owl:Class ;\n    rdfs:subClassOf eik:Actor ;\n    .\n\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = write_project(tmp_path)
    (root / "queries").mkdir()
    (root / "queries/members.rq").write_text(QUERY, encoding="utf-8")
    (root / "README.md").write_text("The address /ontology/member.ttl; `eik:memberOf`.\n", encoding="utf-8")
    (root / "tests").mkdir(exist_ok=True)
    (root / "tests/program.py").write_text('A = EIK + "member"\nB = "member"\n', encoding="utf-8")
    replace(root, TERMS, "eik:Document\n    a", COUNTRY + "eik:Document\n    a")
    assert invoke(root, "version", "--record").exit_code == 0
    return root


def data(root: Path) -> list[Quad]:
    """What a release of a project holds besides the ontology."""
    ontology = ("ontology", "shapes", "external-terms", "alignments")
    graphs = {f"<https://w3id.org/eikg/graph/{name}>" for name in ontology}
    return [quad for quad in analyse(root).quads if str(quad.graph_name) not in graphs]


def migrated(quads: list[Quad], root: Path) -> set[str]:
    """The quads after the project's migration."""
    store = Store()
    store.extend(quads)
    store.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in quads)
    store.update((root / MIGRATION).read_text("utf-8"))
    return {str(q) for q in store if q.graph_name != DefaultGraph()}


def check(root: Path) -> None:
    result = invoke(root, "check")
    assert result.exit_code == 0, result.output


def test_a_rename_is_shown_and_nothing_written_until_asked(project: Path) -> None:
    before = (project / TERMS).read_text("utf-8")
    result = invoke(project, "rename", "eik:member", "eik:hasMember")
    assert result.exit_code == 0, result.output
    assert "-        eik:member state:belarus ;" in result.output
    assert "+        eik:hasMember state:belarus ;" in result.output
    assert "nothing was written (--write writes them)" in result.output
    assert (project / TERMS).read_text("utf-8") == before
    assert not (project / MIGRATION).exists()


def test_a_rename_passes_by_a_link_to_nothing(project: Path) -> None:
    (project / "ontology/gone.ttl").symlink_to("no-such-file.ttl")
    try:
        result = invoke(project, "rename", "eik:member", "eik:hasMember")
    finally:
        (project / "ontology/gone.ttl").unlink()
    assert result.exit_code == 0, result.output


def test_what_lies_beside_the_folders_of_a_project_is_let_alone(project: Path) -> None:
    text = "<https://example.org/x> <https://w3id.org/eikg/ontology/member> 1 .\n"
    for name in ("export.ttl", "mine/notes.ttl"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text, "utf-8")
    result = invoke(project, "rename", "eik:member", "eik:hasMember")
    assert result.exit_code == 0, result.output
    assert "export.ttl" not in result.output
    assert "notes.ttl" not in result.output


def test_a_rename_reaches_every_file_and_leaves_the_old_term_behind(project: Path) -> None:
    old = data(project)
    result = invoke(project, "rename", "eik:member", "eik:hasMember", "--because", "So.", "--write")
    assert result.exit_code == 0, result.output
    text = (project / TERMS).read_text("utf-8")
    assert (
        "eik:member\n    a owl:ObjectProperty ;\n    dcterms:isReplacedBy eik:hasMember ;\n"
        '    owl:deprecated true ;\n    skos:changeNote "So."@en ;\n    .\n'
    ) in text
    assert "owl:onProperty eik:hasMember" in text
    assert 'owl:versionInfo "0.2.0"' in text
    assert "?m e:hasMember ?member ; a/e:hasMember* ?x" in (project / "queries/members.rq").read_text("utf-8")
    assert "?m eik:hasMember ?member" in (project / "ontology/rules/member-of.rq").read_text("utf-8")
    assert (project / "README.md").read_text(
        "utf-8"
    ) == "The address /ontology/hasMember.ttl; `eik:memberOf`.\n"
    assert (project / "tests/program.py").read_text("utf-8") == 'A = EIK + "hasMember"\nB = "member"\n'
    assert 'may mean the term, 1 line:\n  tests/program.py:2: B = "member"' in result.output
    check(project)
    assert migrated(old, project) == {str(quad) for quad in data(project)}


def test_a_name_that_changes_twice_ends_at_the_last_one(project: Path) -> None:
    old = data(project)
    assert invoke(project, "rename", "eik:member", "eik:hasMember", "--write").exit_code == 0
    assert invoke(project, "rename", "eik:hasMember", "eik:party", "--write").exit_code == 0
    check(project)
    assert (project / TERMS).read_text("utf-8").count("dcterms:isReplacedBy eik:party ;") == 2
    assert migrated(old, project) == {str(quad) for quad in data(project)}


def test_a_class_is_merged_into_another(project: Path) -> None:
    axiom = (
        "[]\n    a owl:AllDisjointClasses ;\n    owl:members ( eik:Claim eik:Country eik:State ) ;\n    .\n"
    )
    with (project / TERMS).open("a", encoding="utf-8") as file:
        file.write(
            "\n" + axiom + "\neik:at\n    rdfs:range [ owl:unionOf ( eik:State eik:Country ) ] ;\n    .\n"
        )
    replace(project, TERMS, "eik:body\n    a", "eik:at\n    a owl:ObjectProperty ;\n    .\n\neik:body\n    a")
    assert invoke(project, "format").exit_code == 0
    old = data(project)
    result = invoke(project, "deprecate", "eik:State", "--by", "eik:Country", "--write")
    assert result.exit_code == 0, result.output
    text = (project / TERMS).read_text("utf-8")
    assert "owl:members ( eik:Claim eik:Country )" in text
    assert "rdfs:range eik:Country ;" in text
    assert "eik:State\n    a owl:Class ;\n    dcterms:isReplacedBy eik:Country ;\n" in text
    assert "eik:State" not in (project / THINGS).read_text("utf-8")
    check(project)
    assert migrated(old, project) == {str(quad) for quad in data(project)}


def test_a_split_is_decided_by_patterns(project: Path) -> None:
    town = "eik:Town\n    a owl:Class ;\n    rdfs:subClassOf eik:Actor ;\n    .\n\n"
    replace(project, TERMS, "eik:body\n    a", town + "eik:body\n    a")
    replace(project, THINGS, "state:belarus\n", "state:minsk\n    a eik:State ;\n    .\n\nstate:belarus\n")
    assert invoke(project, "format").exit_code == 0
    old = data(project)
    parts = ("--by", "eik:Country", "--where", "?subject rdfs:label ?label", "--by", "eik:Town")
    result = invoke(project, "deprecate", "eik:State", *parts, "--write")
    assert result.exit_code == 0, result.output
    assert "state:belarus\n    a eik:Country ;" in (project / THINGS).read_text("utf-8")
    assert "state:minsk\n    a eik:Town ;" in (project / THINGS).read_text("utf-8")
    assert "left to decide" not in result.output
    check(project)
    assert migrated(old, project) == {str(quad) for quad in data(project)}


def test_what_no_pattern_decides_is_listed_and_found_until_it_is_done(project: Path) -> None:
    result = invoke(project, "deprecate", "eik:State", "--by", "eik:Country", "--by", "eik:Actor", "--write")
    assert result.exit_code == 0, result.output
    assert "left to decide by hand, 2 uses:" in result.output
    found = invoke(project, "check").output
    for use in result.output.splitlines():
        if use.startswith("  triples/"):
            file_and_line = use.strip().rpartition(": ")[0]
            assert f"{file_and_line}: [deprecated] eik:State: is deprecated" in found
            assert "→ use eik:Actor or eik:Country instead" in found


def test_what_is_given_up_without_successor_says_why(project: Path) -> None:
    result = invoke(project, "deprecate", "eik:markedAs", "--because", "Nobody asks.")
    assert (
        "left to decide by hand, 1 use:\n  triples/documents/note.trig:16: eik:markedAs mark:heading ;"
        in (result.output)
    )
    replace(project, NOTE, "        eik:markedAs mark:heading ;\n", "")
    assert invoke(project, "deprecate", "eik:markedAs", "--because", "Nobody asks.", "--write").exit_code == 0
    assert 'skos:changeNote "Nobody asks."@en ;' in (project / TERMS).read_text("utf-8")
    assert "nothing replaces it: what was said with it stays" in (project / MIGRATION).read_text("utf-8")
    assert invoke(project, "format").exit_code == 0
    check(project)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rename", "eik:membre", "eik:party"), "eik:membre is no term of the ontology"),
        (("rename", "eik:member", "eik:body"), "eik:body exists already"),
        (("rename", "eik:member", "eik:Party"), "keep its prefix and first case"),
        (("rename", "eik:member", "topic:party"), "keep its prefix and first case"),
        (("rename", "eik:member", "party"), "is no IRI"),
        (("deprecate", "eik:State", "--by", "eik:Nation"), "eik:Nation is no term that stays"),
        (("deprecate", "eik:State", "--by", "eik:State"), "eik:State is no term that stays"),
        (("deprecate", "eik:State", "--by", "eik:body"), "is of kind object property, unlike what"),
        (("deprecate", "eik:State"), "say what takes the place (--by) or why"),
        (("deprecate", "eik:State", "--by", "eik:Actor", "--where", "?s ?p ?o"), "name each part with --by"),
        (
            ("deprecate", "eik:State", "--by", "eik:Actor", "--by", "eik:Claim", "--where", "?s"),
            "is no pattern of SPARQL",
        ),
    ],
)
def test_what_cannot_be_is_refused(project: Path, arguments: tuple[str, ...], said: str) -> None:
    result = invoke(project, *arguments)
    assert result.exit_code != 0
    assert said in result.output


def test_each_use_of_what_is_deprecated_is_found_with_its_line(project: Path) -> None:
    """In rules, mappings, waivers, questions of the tests and documents too, and not the first of a file alone."""
    result = invoke(project, "deprecate", "eik:member", "--because", "So.", "--write")
    assert result.exit_code == 0, result.output
    (project / "ontology/checks").mkdir()
    (project / "ontology/checks/waivers.yaml").write_text(
        "- check: label-form\n  subject: eik:member\n  reason: So.\n", encoding="utf-8"
    )
    questions = project / "tests/questions/note"
    questions.mkdir(parents=True)
    (questions / "01-members.rq").write_text(QUERY, encoding="utf-8")
    found = [line.partition(" → ")[0] for line in invoke(project, "check").output.splitlines()]
    for place in (
        place_of(project, TERMS, "owl:onProperty eik:member ;"),
        place_of(project, NOTE, "eik:member state:belarus ;"),
        "README.md:1",
        "ontology/checks/waivers.yaml:2",
        "ontology/rules/member-of.rq:2",
        "tests/questions/note/01-members.rq:8",
    ):
        assert f"{place}: [deprecated] eik:member: is deprecated" in found, place
    assert "queries/members.rq:8: [query-deprecated] e:member: is deprecated" in found


def place_of(root: Path, file: str, text: str) -> str:
    lines = (root / file).read_text("utf-8").splitlines()
    (line,) = (number for number, line in enumerate(lines, 1) if line.strip() == text)
    return f"{file}:{line}"


def test_the_migration_is_one_update_of_sparql(project: Path) -> None:
    for new in ("eik:hasMember", "eik:party"):
        name = "eik:member" if new == "eik:hasMember" else "eik:hasMember"
        assert invoke(project, "rename", name, new, "--write").exit_code == 0
    store = Store()
    line = "<https://w3id.org/eikg/id/state/a> <https://w3id.org/eikg/ontology/member> <https://w3id.org/b> ."
    store.extend(parse(line, format=RdfFormat.N_QUADS))
    store.update((project / MIGRATION).read_text("utf-8"))
    assert [quad.predicate.value for quad in store] == ["https://w3id.org/eikg/ontology/party"]
