"""Queries over the curated graph, each with a title, in curated.rq."""

from __future__ import annotations

import re
from pathlib import Path

from server.namespaces import PREFIXES

PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


def queries() -> dict[str, str]:
    """Title → query, without the prologue."""
    text = Path(__file__).with_name("curated.rq").read_text("utf-8")
    found = re.findall(r"^# (.+)\n((?:(?!# ).*\n?)+)", text, re.MULTILINE)
    return {title: query.strip() for title, query in found}
