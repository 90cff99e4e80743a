"""The words for a claim in the models of others, by key, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

CLAIM_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "claim_profiles": ("In other models", "В других моделях", "У іншых мадэлях"),
    "profile_nanopub": ("Nanopublication (TriG)", "Нанопубликация (TriG)", "Нанапублікацыя (TriG)"),
    "profile_reified": (
        "Reified, RDF 1.2 (Turtle)",
        "Реификация, RDF 1.2 (Turtle)",
        "Рэіфікацыя, RDF 1.2 (Turtle)",
    ),
    "profile_annotation": (
        "Web Annotation (JSON-LD)",
        "Веб-аннотация (JSON-LD)",
        "Вэб-анатацыя (JSON-LD)",
    ),
}
