"""What a page calls things that have no name of their own tells one from the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from server.engine.reading import read
from server.engine.rows import Row
from server.languages import LANGUAGES
from server.namespaces import BASE, PREFIXES
from server.release import Release
from server.web.pages.model.labels import Labels, labels_of
from server.web.pages.model.situations import name_of

PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    return Store.read_only(str(release.store))


def rows(store: Store, query: str) -> list[Row]:
    found = store.query(PROLOGUE + query)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: term for name in names if (term := row[name]) is not None} for row in found]


def named(store: Store, kind: str, language: str) -> Labels:
    def many(queries: Sequence[str]) -> list[list[Row]]:
        return [rows(store, query) for query in queries]

    return read(labels_of(things(store, kind), language), many)


def things(store: Store, kind: str) -> list[str]:
    found = rows(store, f"SELECT DISTINCT ?thing {{ ?thing a eik:{kind} FILTER(ISIRI(?thing)) }}")
    return [row["thing"].value for row in found if isinstance(row["thing"], NamedNode)]


@pytest.mark.parametrize(
    "kind",
    ["Affiliation", "Quantity", "Vote", "Relation", "Participation", "Tenure", "Statement", "Discrepancy"],
)
@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_no_two_things_of_a_kind_have_one_label(store: Store, kind: str, language: str) -> None:
    labels = named(store, kind, language)
    counts = Counter(labels[iri].text for iri in things(store, kind))
    assert counts
    assert [text for text, count in counts.items() if count > 1] == []


def test_claims_of_reference_tables_are_named_by_what_they_say(store: Store) -> None:
    labels = named(store, "Claim", "en")
    claims = things(store, "Claim")
    counts = Counter(labels[iri].text for iri in claims)
    assert sum(count for count in counts.values() if count > 1) < len(claims) / 40
    eaeu = labels[f"{PREFIXES['claim']}reference-memberships-eaeu-blr-member"].text
    assert eaeu == "Claim: Eurasian Economic Union · Belarus · member"


def test_the_end_of_a_long_name_stays(store: Store) -> None:
    labels = named(store, "Vote", "en")
    votes = [labels[iri].text for iri in things(store, "Vote")]
    assert any("… (A/RES/" in text for text in votes)
    assert max(map(len, votes)) <= 160


@pytest.mark.parametrize(
    ("kind", "iri", "names"),
    [
        (
            "Affiliation",
            "membership/belarus-sco-observer",
            (
                "Belarus – Shanghai Cooperation Organisation: observer (2015-07-10 – 2024-07-04)",
                "Беларусь – Шанхайская организация сотрудничества: наблюдатель (2015-07-10 – 2024-07-04)",
                "Беларусь – Шанхайская арганізацыя супрацоўніцтва: назіральнік (2015-07-10 – 2024-07-04)",
            ),
        ),
        (
            "Tenure",
            "tenure/petro-poroshenko-president-of-ukraine",
            (
                "Petro Poroshenko: President of Ukraine (2014-06-07 – 2019-05-20)",
                "Пётр Порошенко: Президент Украины (2014-06-07 – 2019-05-20)",
                "Пятро Парашэнка: Прэзідэнт Украіны (2014-06-07 – 2019-05-20)",
            ),
        ),
    ],
)
def test_a_situation_is_named_by_who_is_what_where_and_when(
    store: Store, kind: str, iri: str, names: tuple[str, ...]
) -> None:
    found = [named(store, kind, language)[f"{BASE}id/{iri}"] for language in LANGUAGES]
    assert [label.text for label in found] == [*names]
    assert [label.language for label in found] == [*LANGUAGES]


def test_a_name_that_would_be_too_long_loses_of_each_part_and_keeps_its_date() -> None:
    org, eik = PREFIXES["org"], PREFIXES["eik"]
    said = {
        f"{org}member": ["A member whose name is much too long to be shown in one line, it goes on"],
        f"{org}organization": ["An organisation whose name is as long as that of its member, it goes on"],
        f"{eik}status": ["a status of which one can say so many words that they fill a line by themselves"],
        f"{eik}during": ["2013~/2015-09-01", "2016"],
    }
    name = name_of(said) or ""
    assert len(name) <= 160
    assert name.count("…") == 3
    assert name.endswith("(≈\u00a02013 – 2015-09-01, 2016)")
    assert name_of({f"{eik}during": ["2016"], f"{org}member": ["Belarus"]}) is None


def test_a_graph_is_named_by_its_iri_and_not_by_its_size(store: Store) -> None:
    graphs = [f"{PREFIXES['graph']}{name}" for name in ("inferred", "reference-events")]
    labels = read(labels_of(graphs, "be"), lambda queries: [rows(store, query) for query in queries])
    assert [labels[iri].text for iri in graphs] == ["graph:inferred", "graph:reference-events"]
