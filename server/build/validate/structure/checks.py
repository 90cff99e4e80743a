"""Every check of the ontology's structure."""

from __future__ import annotations

from collections.abc import Iterator

from server.build.read.places import Places
from server.build.read.sources import Sources
from server.build.validate.structure.axioms import Axioms
from server.build.validate.structure.classes import class_faults
from server.build.validate.structure.cycles import cycle_faults
from server.build.validate.structure.expressions import expression_faults
from server.build.validate.structure.kinds import kind_faults
from server.build.validate.structure.modules import module_faults, normal_form_faults
from server.build.validate.structure.properties import property_faults
from server.faults import Fault


def structure_faults(sources: Sources, places: Places) -> Iterator[Fault]:
    """Yield what is wrong with the structure of a project's ontology, and with hierarchies in its data."""
    axioms = Axioms(sources, places)
    yield from kind_faults(axioms, sources)
    yield from expression_faults(axioms)
    yield from property_faults(axioms)
    yield from class_faults(axioms)
    yield from cycle_faults(axioms, sources, places)
    yield from module_faults(sources)
    yield from normal_form_faults(sources)
