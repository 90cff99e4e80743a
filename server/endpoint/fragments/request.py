"""What a request for a fragment asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from server.endpoint.fragments.bindings import Binding, read_bindings
from server.endpoint.fragments.terms import DEFAULT_GRAPH, BlankNodeNames, Slot, read_slot
from server.endpoint.problems import HttpProblem, Slug
from server.endpoint.request import Parameters

TRIPLE: Final = ("subject", "predicate", "object")
PLACES: Final = (*TRIPLE, "graph")
_KNOWN: Final = (*PLACES, "page", "values", "format")
_PAGE: Final = re.compile(r"[1-9][0-9]{0,14}\Z")
_IN_DEFAULT: Final = ox.NamedNode(DEFAULT_GRAPH)


@dataclass(frozen=True)
class Pattern:
    """A triple pattern over the default graph, or one over the named graphs if `named`."""

    subject: Slot
    predicate: Slot
    object: Slot
    graph: Slot = None
    named: bool = False

    @property
    def slots(self) -> tuple[Slot, Slot, Slot, Slot]:
        """The places in order; that of the graph is None over the default graph too."""
        return self.subject, self.predicate, self.object, self.graph

    def bound(self, binding: Binding) -> Pattern | None:
        """The pattern with its variables replaced; None if a term stands where it cannot, so that nothing matches."""
        replaced = [
            binding.get(slot.value, slot) if isinstance(slot, ox.Variable) else slot for slot in self.slots
        ]
        subject, predicate, _, graph = replaced
        if isinstance(subject, ox.Literal) or isinstance(predicate, ox.Literal | ox.BlankNode):
            return None
        if isinstance(graph, ox.Literal | ox.BlankNode):
            return None
        return Pattern(replaced[0], replaced[1], replaced[2], replaced[3], self.named)


@dataclass(frozen=True)
class FragmentRequest:
    """A page of the fragment of a pattern, restricted to bindings if there are any; pages count from 1."""

    pattern: Pattern
    bindings: tuple[Binding, ...] | None
    page: int
    format: str | None

    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns of which at least one must match, each once."""
        if self.bindings is None:
            return (self.pattern,)
        found = (self.pattern.bound(binding) for binding in self.bindings)
        return tuple(dict.fromkeys(pattern for pattern in found if pattern is not None))


def read_fragment(
    parameters: Parameters, quads: bool, most_bindings: int, names: BlankNodeNames
) -> FragmentRequest:
    """The request that parameters make. Raises HttpProblem, which names the parameter that is wrong.

    With `quads` a pattern without a graph is one over all named graphs, else one over the default graph. Parameters of
    other names are let be.
    """
    given = _once(parameters)
    subject, predicate, thing, graph = (read_slot(name, given.get(name, ""), names) for name in PLACES)
    if graph == _IN_DEFAULT:
        pattern = Pattern(subject, predicate, thing)
    else:
        pattern = Pattern(subject, predicate, thing, graph, quads or graph is not None)
    values = given.get("values", "")
    return FragmentRequest(
        pattern,
        read_bindings(values, most_bindings, names) if values.strip() else None,
        _page(given.get("page", "")),
        given.get("format") or None,
    )


def _once(parameters: Parameters) -> Mapping[str, str]:
    given: dict[str, str] = {}
    for name, value in parameters:
        if name in given and name in _KNOWN:
            raise HttpProblem(
                Slug.REQUEST, 400, f"The parameter `{name}` is given more than once.", {"parameter": name}
            )
        given[name] = value
    return given


def _page(text: str) -> int:
    if not text:
        return 1
    if not _PAGE.match(text):
        detail = "The parameter `page` must be a whole number from 1, as the links between pages have it."
        raise HttpProblem(Slug.REQUEST, 400, detail, {"parameter": "page"})
    return int(text)
