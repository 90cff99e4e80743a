"""The engines that can stand behind the server, and in what they differ where SPARQL 1.1 leaves it open, or they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.settings import Settings, SettingsError, variable


@dataclass(frozen=True)
class Product:
    """What is to be known of an engine to ask it.

    `union_by_name`: its default graph is no set of its own, so the union of all graphs is loaded under a name, and
    asked for by that. `merges`: several default graphs are merged as a set (SPARQL 1.1 Query, section 13.1); one that
    does not counts a triple for each graph that has it, and is not asked. `open_named`: where a request names default
    graphs alone GRAPH reaches all others; by section 13.2 it reaches none. `embedded`: it is the embedded engine in a
    server of its own, for which the same rules put a query into other words. `timeout` is the parameter that ends a
    query at the engine, if it has one, with so many `ticks` a second. `own` are graphs of its own, which no query must
    find. `node` is what stands before the labels of blank nodes in its JSON, if anything does.
    """

    name: str
    union_by_name: bool = False
    merges: bool = False
    open_named: bool = False
    embedded: bool = False
    timeout: str = ""
    ticks: int = 1
    own: tuple[str, ...] = ()
    node: str = ""


PRODUCTS: Final[Mapping[str, Product]] = {
    product.name: product
    for product in (
        Product("oxigraph", embedded=True),
        Product("fuseki", merges=True, timeout="timeout"),
        Product("rdf4j", union_by_name=True, timeout="timeout"),
        Product(
            "virtuoso",
            union_by_name=True,
            open_named=True,
            timeout="timeout",
            ticks=1000,
            own=("http://www.openlinksw.com/schemas/virtrdf#",),
            node="nodeID://",
        ),
    )
}
"""By the value of EIKG_ENGINE_PRODUCT."""


def product_of(settings: Settings) -> Product:
    """The engine that settings name. Raises SettingsError where they name none, or none that is known."""
    if not settings.engine:
        raise SettingsError(f"{variable('engine')} is not set: the address of the engine's SPARQL endpoint")
    if settings.engine_product not in PRODUCTS:
        told = f"{variable('engine_product')} is {settings.engine_product!r}"
        raise SettingsError(f"{told}, but must be one of {', '.join(PRODUCTS)}")
    return PRODUCTS[settings.engine_product]
