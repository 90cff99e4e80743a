"""Attributions of statements that claims deny, predict or recommend: nobody puts that forward."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple

from server.engine.reading import Reader, T, read
from server.engine.rows import Row
from server.namespaces import PREFIXES
from server.release import PROOFS
from server.why.attribution import Attribution, Source, Verdict, attribution, differ
from server.why.proofs import Proofs

X = "https://example.org/"
EIK, STANCE, EDTF = PREFIXES["eik"], PREFIXES["stance"], f"{PREFIXES['edtf']}EDTF"
CLAIM = PREFIXES["claim"]


def day(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(EDTF))


@pytest.fixture
def store() -> Store:
    """Ann denies 1990 and asserts 1991 of another thing; Ben predicts 1992."""
    data = f"""
    @prefix x: <{X}> . @prefix e: <{EIK}> . @prefix s: <{STANCE}> . @prefix c: <{CLAIM}> .
    x:meta {{
      c:denial a e:Claim ; e:statedBy x:ann ; e:inDocument x:d ; e:stance s:denies .
      c:forecast a e:Claim ; e:statedBy x:ben ; e:inDocument x:d ; e:stance s:predicts .
      c:report a e:Claim ; e:statedBy x:ann ; e:inDocument x:d ; e:stance s:reports .
    }}
    c:denial {{ x:event e:date "1990"^^<{EDTF}> }}
    c:forecast {{ x:event e:date "1992"^^<{EDTF}> }}
    c:report {{ x:other e:date "1991"^^<{EDTF}> }}
    """
    found = Store()
    found.load(data, RdfFormat.TRIG)
    return found


def judged(store: Store, folder: Path, thing: str, year: str, speaker: str) -> Attribution:
    (folder / PROOFS).write_text("", encoding="utf-8")

    def many(queries: object) -> list[list[Row]]:
        prefixes = f"PREFIX eik: <{EIK}> "
        rows = []
        for query in queries:  # type: ignore[attr-defined]
            solutions = store.query(prefixes + query, use_default_graph_as_union=True)
            names = [variable.value for variable in solutions.variables]  # type: ignore[union-attr]
            rows.append(
                [
                    {name: one[name] for name in names if one[name] is not None}
                    for one in solutions  # type: ignore[union-attr]
                ]
            )
        return rows

    def run(reader: Reader[T]) -> T:
        return read(reader, many)

    triple = Triple(NamedNode(X + thing), NamedNode(f"{EIK}date"), day(year))
    return run(attribution(Proofs(folder / PROOFS), triple, Source(speaker=X + speaker), {}))


@pytest.mark.parametrize(
    ("thing", "year", "speaker", "wanted"),
    [
        ("event", "1990", "ann", Verdict.DENIED),
        ("event", "1992", "ben", Verdict.PREDICTED),
        ("event", "1991", "ann", Verdict.NOT_SAID),
        ("event", "1991", "ben", Verdict.CONTRADICTED),
        ("event", "1990", "ben", Verdict.CONTRADICTED),
        ("event", "1992", "ann", Verdict.SAID_BY_OTHERS),
        ("other", "1991", "ann", Verdict.REPORTED),
        ("other", "1990", "ann", Verdict.CONTRADICTED),
        ("other", "1991", "ben", Verdict.SAID_BY_OTHERS),
    ],
)
def test_what_is_not_put_forward_contradicts_nothing_and_says_nothing(
    store: Store, tmp_path: Path, thing: str, year: str, speaker: str, wanted: Verdict
) -> None:
    assert judged(store, tmp_path, thing, year, speaker).verdict == wanted


def test_dates_differ_where_they_share_no_day() -> None:
    assert not differ(day("2014"), day("2014-05-29"))
    assert differ(day("2014"), day("2015-05-29"))
    assert not differ(day("2014/.."), day("2015"))
    assert differ(NamedNode(X + "one"), NamedNode(X + "other"))
    assert not differ(Literal("one", language="en"), Literal("адзін", language="be"))
