"""The file of proofs: whatever is written is found again, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.engine import ReleaseDamaged
from server.release import NoRelease
from server.why.proofs import Proof, Proofs, proofs_text

IRIS = st.sampled_from("abcdefgh").map(lambda name: NamedNode(f"http://x/{name}"))
LITERALS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"])).map(Literal),
    st.text(max_size=3, alphabet='\t\n\r"\\ ая').map(lambda text: Literal(text, language="ru")),
)
TRIPLES = st.builds(Triple, IRIS, IRIS, st.one_of(IRIS, LITERALS))
PROOFS = st.builds(Proof, TRIPLES, st.just("rule"), st.lists(TRIPLES, min_size=1, max_size=3).map(tuple))


@given(
    st.lists(PROOFS, unique_by=lambda p: p.conclusion),
    st.lists(st.tuples(TRIPLES, st.just("a.ttl"))),
    TRIPLES,
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_triple_is_found_with_its_origin(
    tmp_path: Path, proofs: list[Proof], stated: list[tuple[Triple, str]], other: Triple
) -> None:
    path = tmp_path / "proofs.tsv"
    path.write_text(proofs_text(proofs, stated), encoding="utf-8", newline="\n")
    found = Proofs(path)
    files = dict(stated)
    by_conclusion = {proof.conclusion: proof for proof in proofs}
    for triple in (*files, *by_conclusion, other):
        origin = found.origin(triple)
        assert origin.proof == by_conclusion.get(triple)
        assert origin.files == ((files[triple],) if triple in files else ())
    assert {proof.conclusion: proof for proof in found} == by_conclusion


def test_the_text_does_not_depend_on_the_order() -> None:
    x, y, z = (NamedNode(f"http://x/{name}") for name in "xyz")
    proofs = [Proof(Triple(x, y, z), "rule", (Triple(z, y, x),)), Proof(Triple(z, z, z), "rule", ())]
    assert proofs_text(proofs, []) == proofs_text(reversed(proofs), [])


def test_in_an_empty_file_nothing_is_known(tmp_path: Path) -> None:
    triple = Triple(BlankNode("c14n0"), NamedNode("http://x/p"), Literal(1))
    (tmp_path / "proofs.tsv").touch()
    assert Proofs(tmp_path / "proofs.tsv").origin(triple).proof is None
    assert list(Proofs(tmp_path / "proofs.tsv")) == []


def test_without_a_file_there_are_no_proofs(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match=r"proofs\.tsv cannot be read .*eikg build"):
        Proofs(tmp_path / "proofs.tsv")


@pytest.mark.parametrize("cut", [0, 1, 200, -1])
def test_a_file_that_is_cut_short_is_damage(tmp_path: Path, cut: int) -> None:
    subjects = [NamedNode(f"http://x/{number:03}") for number in range(100)]
    steps = [Proof(Triple(one, subjects[0], Literal("x" * 200)), "rule", ()) for one in subjects]
    path = tmp_path / "proofs.tsv"
    path.write_text(proofs_text(steps, []))
    proofs = Proofs(path)
    assert {proof.conclusion for proof in proofs} == {step.conclusion for step in steps}
    assert all(proofs.origin(step.conclusion).proof == step for step in steps)
    os.truncate(path, cut % path.stat().st_size)
    with pytest.raises(ReleaseDamaged):
        list(proofs)
    with pytest.raises(ReleaseDamaged):
        proofs.origin(steps[-1].conclusion)
