"""Checks of a folder of saved queries against what exists and against the expected rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

from server.faults import InvalidInput
from server.saved.library import expected_files, read_folder, settings, unexpected_rows, unknown_names

BASE = "https://w3id.org/eikg/"
DATA = f"""
<{BASE}id/state/belarus> a <{BASE}ontology/State> .
<{BASE}id/state/russia> a <{BASE}ontology/State> .
<{BASE}ontology/State> a <http://www.w3.org/2002/07/owl#Class> .
"""
QUERY = f"""\
#+ title: {{en: States, ru: Государства}}
#+ question: {{en: "Which states are there?", ru: "Какие есть государства?"}}
#+ answers: []
#+ parameters:
#+   kind: {{type: iri, of: eik:State, label: {{en: Kind, ru: Вид}}}}
#+ columns: {{state: {{en: the state, ru: государство}}}}
#+ settings: {{none: {{kind: eik:Person}}}}
PREFIX eik: <{BASE}ontology/>
SELECT ?state {{ VALUES ?kind {{ eik:State }} ?state a ?kind }} ORDER BY ?state
"""


@pytest.fixture
def store() -> Store:
    store = Store()
    store.load(DATA.encode(), format=RdfFormat.TURTLE)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "queries"
    (folder / "expected").mkdir(parents=True)
    (folder / "states.rq").write_text(QUERY)
    (folder / "expected" / "states.csv").write_text(f"state\nstate:belarus\n{BASE}id/state/russia\n")
    (folder / "expected" / "states.none.csv").write_text("state\n")
    return folder


def faults(folder: Path, store: Store) -> list[str]:
    def evaluate(text: str) -> bytes:
        result = store.query(text)
        if isinstance(result, QueryTriples):
            return result.serialize(format=RdfFormat.N_TRIPLES) or b""
        return result.serialize(format=QueryResultsFormat.JSON) or b""

    known = {getattr(quad.subject, "value", "") for quad in store}
    try:
        queries = read_folder(folder)
    except InvalidInput as error:
        return [str(fault) for fault in error.faults]
    unknown = list(unknown_names(queries, folder, known))
    differing = [
        fault
        for query in queries
        for setting in settings(query)
        for fault in unexpected_rows(query, setting, folder, evaluate)
    ]
    return [str(fault) for fault in unknown or differing]


def file_faults(folder: Path) -> list[str]:
    return [str(fault) for fault in expected_files(read_folder(folder), folder)]


def test_good_folder_has_no_fault(folder: Path, store: Store) -> None:
    assert [query.name for query in read_folder(folder)] == ["states"]
    assert faults(folder, store) == []
    assert file_faults(folder) == []


def test_missing_row_surplus_row_and_other_order_are_named(folder: Path, store: Store) -> None:
    expected = folder / "expected" / "states.csv"
    expected.write_text("state\nstate:belarus\nstate:ukraine\n")
    found = faults(folder, store)
    assert any("row expected but not given: state:ukraine" in fault for fault in found)
    assert any("row given but not expected: state:russia" in fault for fault in found)
    expected.write_text("state\nstate:russia\nstate:belarus\n")
    assert ["in another order" in fault for fault in faults(folder, store)] == [True]
    expected.write_text("country\nstate:belarus\n")
    assert ["expected were country" in fault for fault in faults(folder, store)] == [True]


def test_setting_has_expected_rows_of_its_own(folder: Path) -> None:
    (folder / "expected" / "states.none.csv").unlink()
    assert ["states.none.csv" in fault for fault in file_faults(folder)] == [True]


def test_expected_rows_of_no_query_are_named(folder: Path) -> None:
    (folder / "expected" / "planets.csv").write_text("planet\n")
    assert ["belongs to no saved query" in fault for fault in file_faults(folder)] == [True]


def test_renamed_class_is_found_with_a_suggestion(folder: Path, store: Store) -> None:
    (folder / "states.rq").write_text(QUERY.replace("{ eik:State }", "{ eik:Sate }"))
    (fault,) = faults(folder, store)
    assert "queries/states.rq:9:" in fault
    assert f"did you mean {BASE}ontology/State?" in fault


def test_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    (folder / "states.rq").unlink()
    (folder / "one.rq").write_text("SELECT")
    (folder / "two.rq").write_bytes(b"\xff")
    with pytest.raises(InvalidInput) as caught:
        read_folder(folder)
    assert {fault.file for fault in caught.value.faults} == {"queries/one.rq", "queries/two.rq"}
