"""What the curated files assert and what follows from it: the deductive closure, with a proof of each conclusion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from pyoxigraph import Quad

from server.build.infer.derive import date_proofs, passage_proofs, segment_quads
from server.build.infer.forward_chaining import conclusions, prove
from server.build.infer.premises import premises
from server.build.read.rules import Rule
from server.build.read.segments import Tables
from server.build.read.sources import Sources
from server.rdf.graphs import canonical
from server.why.proofs import Proof

Stage = Callable[[str], AbstractContextManager[object]]
"""Opens a stage of the work by its name, for a progress display."""


def no_stage(_: str) -> AbstractContextManager[object]:
    """Show nothing."""
    return nullcontext()


@dataclass(frozen=True)
class Closure:
    """What the files assert, segments included, what follows from it, and why."""

    asserted: tuple[Quad, ...] = ()
    inferred: tuple[Quad, ...] = ()
    proofs: tuple[Proof, ...] = ()


def closure(sources: Sources, tables: Tables, rules: Iterable[Rule], stage: Stage = no_stage) -> Closure:
    """Derive and infer, from files whose dates and segments exist.

    Raises InvalidInput for rules that get in one another's way.
    """
    with stage("derive"):
        # With the labels that blank nodes have in the release, so that proofs can name them.
        asserted = canonical(sources.quads)
        derived = date_proofs(asserted)
        passages = list(passage_proofs(asserted))
        asserted += segment_quads(tables, asserted)
    with stage("infer"):
        steps = derived + prove(rules, premises(asserted + conclusions(derived)))
        return Closure(tuple(asserted), tuple(conclusions(steps)), tuple(steps + passages))
