"""A small project of its own for tests: an ontology of a few terms, one document with two claims, one rule."""

from __future__ import annotations

import hashlib
import os
import subprocess
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner, Result

from server.commands import main

PASSAGES = ("First pas-\nsage.", "Second.", "Third.", "Fourth.")
TEXT = "\n\n".join(PASSAGES) + "\n"
"""The source text that the segment table points into: a segment for each passage."""

NAMES = (Path(__file__).resolve().parent.parent / "ontology/project.toml").read_text(encoding="utf-8")

FILES = {
    "ontology/project.toml": NAMES,
    "ontology/modules/base.ttl": """\
@prefix eik: <https://w3id.org/eikg/ontology/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

<https://w3id.org/eikg/ontology>
    a owl:Ontology ;
    owl:versionInfo "0.1.0" ;
    .

eik:Actor
    a owl:Class ;
    .

eik:Claim
    a owl:Class ;
    .

eik:Document
    a owl:Class ;
    .

eik:Membership
    a owl:Class ;
    rdfs:subClassOf
        [
            a owl:Restriction ;
            owl:onProperty eik:body ;
            owl:someValuesFrom eik:Actor ;
        ] ,
        [
            a owl:Restriction ;
            owl:onProperty eik:member ;
            owl:someValuesFrom eik:Actor ;
        ] ;
    .

eik:Segment
    a owl:Class ;
    .

eik:State
    a owl:Class ;
    rdfs:subClassOf eik:Actor ;
    .

eik:body
    a owl:ObjectProperty ;
    .

eik:during
    a owl:DatatypeProperty ;
    .

eik:inDocument
    a owl:ObjectProperty ;
    .

eik:markedAs
    a owl:ObjectProperty ;
    .

eik:member
    a owl:ObjectProperty ;
    .

eik:memberOf
    a owl:ObjectProperty ;
    .

eik:segment
    a owl:DatatypeProperty ;
    .

eik:stance
    a owl:ObjectProperty ;
    .

eik:statedBy
    a owl:ObjectProperty ;
    .
""",
    "ontology/schemes/stance.ttl": """\
@prefix stance: <https://w3id.org/eikg/scheme/stance/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

stance:asserts
    a skos:Concept ;
    .

stance:denies
    a skos:Concept ;
    .

stance:reports
    a skos:Concept ;
    .
""",
    "ontology/schemes/mark.ttl": """\
@prefix mark: <https://w3id.org/eikg/scheme/mark/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

mark:heading
    a skos:Concept ;
    .
""",
    "ontology/external-terms.ttl": """\
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

skos:Concept
    a owl:Class ;
    .
""",
    "ontology/shapes/membership.ttl": """\
@prefix eik: <https://w3id.org/eikg/ontology/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

eik:Membership
    a sh:NodeShape ;
    sh:property
        [
            sh:maxCount 1 ;
            sh:message "Give it one date only."@en ;
            sh:path eik:during ;
            sh:severity sh:Warning ;
        ] ,
        [
            sh:message "Name the body with eik:body."@en ;
            sh:minCount 1 ;
            sh:path eik:body ;
        ] ;
    sh:targetClass eik:Membership ;
    .
""",
    "ontology/rules/member-of.rq": """\
PREFIX eik: <https://w3id.org/eikg/ontology/>
CONSTRUCT { ?member eik:memberOf ?body } WHERE { ?m eik:member ?member ; eik:body ?body }
""",
    "ontology/rules/transitive.rq": """\
PREFIX eik: <https://w3id.org/eikg/ontology/>
CONSTRUCT { ?a eik:memberOf ?c } WHERE { ?a eik:memberOf ?b . ?b eik:memberOf ?c }
""",
    "triples/entities/things.ttl": """\
@prefix eik: <https://w3id.org/eikg/ontology/> .
@prefix doc: <https://w3id.org/eikg/id/document/> .
@prefix state: <https://w3id.org/eikg/id/state/> .
@prefix body: <https://w3id.org/eikg/id/body/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

body:eaeu
    a eik:Actor ;
    .

body:un
    a eik:Actor ;
    .

doc:note
    a eik:Document ;
    .

state:belarus
    a eik:State ;
    rdfs:label "Belarus"@en ;
    .
""",
    "triples/documents/note.trig": """\
@prefix eik: <https://w3id.org/eikg/ontology/> .
@prefix graph: <https://w3id.org/eikg/graph/> .
@prefix claim: <https://w3id.org/eikg/id/claim/> .
@prefix segment: <https://w3id.org/eikg/id/segment/> .
@prefix doc: <https://w3id.org/eikg/id/document/> .
@prefix state: <https://w3id.org/eikg/id/state/> .
@prefix body: <https://w3id.org/eikg/id/body/> .
@prefix membership: <https://w3id.org/eikg/id/membership/> .
@prefix mark: <https://w3id.org/eikg/scheme/mark/> .
@prefix stance: <https://w3id.org/eikg/scheme/stance/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .

graph:note {
    segment:note-002
        a eik:Segment ;
        eik:markedAs mark:heading ;
        .
}

graph:note {
    claim:note-001
        a eik:Claim ;
        eik:inDocument doc:note ;
        eik:segment "note/001" ;
        eik:stance stance:reports ;
        eik:statedBy state:belarus ;
        .
}

claim:note-001 {
    membership:belarus-eaeu
        a eik:Membership ;
        eik:body body:eaeu ;
        eik:during "2015-01/.."^^edtf:EDTF ;
        eik:member state:belarus ;
        .
}

graph:note {
    claim:note-003
        a eik:Claim ;
        eik:inDocument doc:note ;
        eik:segment "note/003" ;
        eik:stance stance:asserts ;
        eik:statedBy body:un ;
        .
}

claim:note-003 {
    body:eaeu
        eik:memberOf body:un ;
        .

    state:belarus
        a eik:State ;
        .
}
""",
}


def _row(index: int) -> str:
    start = TEXT.index(PASSAGES[index])
    digest = hashlib.sha256(PASSAGES[index].replace("-\n", "").encode()).hexdigest()
    return f"{index + 1:03}\t{start}\t{start + len(PASSAGES[index])}\t{digest}\ttext\n"


def write_project(root: Path) -> Path:
    """Write the project into a folder and return the folder."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    table = root / "triples/segments/note.tsv"
    table.parent.mkdir(parents=True)
    header = "segment\tstart\tend\tsha256\tkind\n"
    table.write_text(header + "".join(map(_row, range(len(PASSAGES)))), encoding="utf-8")
    return root


def replace(root: Path, name: str, old: str, new: str) -> int:
    """Replace a text that stands once in a file; return its line."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def eikg(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a project, inside this process; an exception that it does not handle is raised here."""
    with chdir(root):
        result = CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)
    return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)


def invoke(root: Path, *arguments: str) -> Result:
    """Run a command on a project that is not the folder it runs in; the result has both outputs in one too."""
    return CliRunner().invoke(main, [*arguments, "--root", str(root)], catch_exceptions=False)


def commit(root: Path, message: str, moment: str) -> None:
    """Commit everything in the project at a given time."""
    identity = {"NAME": "A Curator", "EMAIL": "curator@example.org", "DATE": moment}
    environment = {
        f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER") for key, value in identity.items()
    }
    for arguments in (
        ["init", "--quiet"],
        ["add", "ontology", "triples"],
        ["commit", "--quiet", "-m", message],
    ):
        subprocess.run(["git", "-C", str(root), *arguments], env={**os.environ, **environment}, check=True)
