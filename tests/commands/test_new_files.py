"""`eikg new document, module, scheme, kind, shape, rule`: what is refused, naming the argument, and changes nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from server.build.read.segmentation import segmented
from server.build.read.segments import read_tables, table, wrong_digests
from tests.commands.drafts import CLASS, copied, options
from tests.project import invoke

LABELS = ("--label-en", "Note on seats", "--label-ru", "Заметка о местах", "--label-be", "Нататка пра месцы")
DOCUMENT = ("--title", "Note", "--language", "en", "--creator", "person:oleg-leshenyuk", *LABELS)
TEXT = """\
A heading without a full stop

Dr. A. B. Smith spoke in St. Petersburg on 3 May. “Who came?” he asked. Nobody an-
swered; e.g. No. 5 of the list
was ill.

[1] Smith, A. B. (2019): A book. Vienna.
https://example.org/a-source
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(tmp_path_factory.mktemp("real"))
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "-A"], check=True)
    (root / "empty.txt").write_text("\n \n", encoding="utf-8")
    (root / "latin.txt").write_bytes(b"caf\xe9")
    (root / "note.txt").write_text(TEXT, encoding="utf-8")
    (root / "unknown.rq").write_text(
        "CONSTRUCT { ?a eik:nothing ?b } WHERE { ?a eik:seat ?b }", encoding="utf-8"
    )
    (root / "select.rq").write_text("SELECT * { ?a eik:seat ?b }", encoding="utf-8")
    (root / "union.rq").write_text(
        "CONSTRUCT { ?a eik:seat ?b } WHERE { { ?a eik:seat ?b } UNION { ?b eik:seat ?a } }", encoding="utf-8"
    )
    return root


def changed(root: Path) -> str:
    command = ["git", "-C", str(root), "ls-files", "--modified", "--others", "ontology", "triples", "queries"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


SHAPE = ("--class", "eik:Body", "--path", "eik:seat", "--message", "One.", "--file", "actors")
RUSSIAN = ("--definition-ru", "схема понятий о чём-либо")
RULE = ("--title-en", "A", "--title-ru", "А", "--reason", "B")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("document", "note"), "give also --text, --title, --language, --creator, --label-en"),
        (("document", "Note_1", "--text", "note.txt", *DOCUMENT), "NAME 'Note_1' is no name"),
        (("document", "belarus-facts", "--text", "note.txt", *DOCUMENT), "belarus-facts.tsv exists already"),
        (("document", "note", "--text", "empty.txt", *DOCUMENT), "--text holds no text"),
        (("document", "note", "--text", "latin.txt", *DOCUMENT), "latin.txt is not UTF-8"),
        (
            ("document", "note", "--text", "note.txt", *DOCUMENT, "--creator", "person:nobody"),
            "--creator person:nobody is not known",
        ),
        (("document", "note", "--text", "note.txt", *DOCUMENT, "--creator", "nobody"), "--creator: 'nobody' is no IRI"),
        (
            ("document", "note", "--text", "note.txt", *DOCUMENT, "--label-ru", "Note"),
            "--label-ru “Note” is in Latin letters",
        ),
        (("module", "events", *LABELS, "--description", "X"), "NAME eik:events exists already"),
        (
            ("scheme", "topic", *LABELS, "--definition", "concept scheme of x", *RUSSIAN),
            "the prefix topic: is taken already",
        ),
        (("scheme", "mood", *LABELS, "--definition", "Moods.", *RUSSIAN), "does not begin with a small letter"),
        (("kind", "port", "--class", "eik:Port"), "--class eik:Port: the ontology has no such class"),
        (("kind", "state", "--class", "eik:State"), "the prefix state: is taken already"),
        (("shape", *SHAPE), "give --min or --max"),
        (("shape", *SHAPE, "--min", "2", "--max", "1"), "--min 2 is more than --max 1"),
        (("shape", *SHAPE, "--max", "1", "--path", "eik:nothing"), "--path eik:nothing: the ontology has no such"),
        (("rule", "member-of", *RULE, "--sparql", "unknown.rq"), "ontology/rules/member-of.rq exists already"),
        (("rule", "seats", *RULE, "--sparql", "unknown.rq"), "--sparql names eik:nothing: the ontology has no such"),
        (("rule", "seats", *RULE, "--sparql", "select.rq"), "--sparql is no CONSTRUCT query"),
        (("rule", "seats", *RULE, "--sparql", "union.rq"), "ontology/rules/seats.rq"),
        (
            ("entity", "event:foo", "--class", "eik:City", *LABELS),
            "--class eik:City is no class for event:…: things of this kind are of eik:Event",
        ),
        (
            ("class", "Thing", *options({**CLASS, "parent": "eik:Place"}, {"en": "Thingy", "ru": "Штука", "be": "Рэч"}),
             "--parent", "eik:Person"),
            "--parent eik:Place and --parent eik:Person can have no member in common",
        ),
        (
            ("class", "Thing", *options({**CLASS, "module": "eikg"}, {"en": "Thingy", "ru": "Штука", "be": "Рэч"})),
            "there is no module 'eikg'; --module is one of actors, claims",
        ),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_argument(
    real: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(real)
    result = invoke(real, "new", *arguments)
    assert result.exit_code != 0
    assert message in result.output
    assert changed(real) == ""


def test_a_root_class_needs_no_parent(real: Path) -> None:
    words = {"en": "Wish", "ru": "Желание", "be": "Пажаданне"}
    given = {
        **CLASS,
        "parent": "none",
        "definition": "situation that an actor wants",
        "definition-ru": "положение, которого хочет актор",
    }
    result = invoke(real, "new", "class", "Wish", *options(given, words))
    assert result.exit_code == 0, result.output
    text = (real / "ontology/modules/events.ttl").read_text(encoding="utf-8")
    assert "rdfs:subClassOf" not in text.partition("\neik:Wish\n")[2].partition("\n    .\n")[0]
    subprocess.run(["git", "-C", str(real), "checkout", "-q", "ontology"], check=True)


def test_a_text_is_cut_into_headings_sentences_and_entries() -> None:
    found = [(kind, TEXT[start:end].split("\n")[0]) for start, end, kind in segmented(TEXT)]
    assert found == [
        ("heading", "A heading without a full stop"),
        ("text", "Dr. A. B. Smith spoke in St. Petersburg on 3 May."),
        ("text", "“Who came?” he asked."),
        ("text", "Nobody an-"),
        ("reference", "[1] Smith, A. B. (2019): A book. Vienna."),
    ]


def test_the_digests_of_a_new_table_are_those_of_its_text(tmp_path: Path) -> None:
    folder = tmp_path / "triples/segments"
    folder.mkdir(parents=True)
    (folder / "note.tsv").write_text(table(TEXT), encoding="utf-8")
    (tmp_path / "note.txt").write_text(TEXT, encoding="utf-8")
    tables = read_tables(tmp_path)
    assert (len(tables.segments), tables.faults) == (5, ())
    assert wrong_digests(tables, tmp_path) == []
