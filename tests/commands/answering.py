"""The small project with things that have names and a saved query, built: for what asks a release."""

from __future__ import annotations

from pathlib import Path

from tests.project import eikg, replace, write_project

QUERY = """\
#+ title: {en: Members of a body, ru: Члены организации}
#+ question: {en: Who is a member of a body?, ru: Кто состоит в организации?}
#+ answers: []
#+ parameters:
#+   body:
#+     type: iri
#+     of: eik:Actor
#+     required: true
#+     label: {en: Body, ru: Организация}
#+   least:
#+     type: integer
#+     label: {en: Least number, ru: Наименьшее число}
#+   format:
#+     type: string
#+     label: {en: Form, ru: Форма}
#+ columns:
#+   member: {en: the member, ru: член}
#+   number: {en: a number, ru: число}
#+   form: {en: a form, ru: форма}
PREFIX eik: <https://w3id.org/eikg/ontology/>
PREFIX body: <https://w3id.org/eikg/id/body/>

SELECT DISTINCT ?member (?least AS ?number) (?format AS ?form) WHERE {
  VALUES ?body { body:un }
  VALUES ?least { 1 }
  VALUES ?format { "plain" }
  ?member eik:memberOf ?body
}
ORDER BY ?member
"""

LABELS = {
    "body:eaeu": '"Eurasian Economic Union"@en , "Евразийский экономический союз"@ru',
    "body:un": '"United Nations"@en , "Организация Объединённых Наций"@ru',
}


def write_answering(root: Path) -> Path:
    """Write the project into a folder, build it, and return the folder."""
    write_project(root)
    for name, labels in LABELS.items():
        replace(
            root,
            "triples/entities/things.ttl",
            f"{name}\n    a eik:Actor ;\n",
            f"{name}\n    a eik:Actor ;\n    rdfs:label {labels} ;\n",
        )
    (root / "queries").mkdir()
    (root / "queries/members.rq").write_text(QUERY, encoding="utf-8")
    built = eikg(root, "build")
    assert built.returncode == 0, built.stderr
    return root
