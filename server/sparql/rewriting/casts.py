"""Casts to double and float (SPARQL 1.1 Query, section 17.5) of `inf`, `infinity` and `nan`, which are errors.

XML Schema writes `INF` and `NaN`; the engine takes the others as well.
"""

from __future__ import annotations

import re
from typing import Final

from server.namespaces import PREFIXES
from server.sparql.rewriting.rule import SPACE, Ask, Rule, Writer
from server.sparql.tree import Call, Iri, Literal, Node, Tree

_XSD: Final = PREFIXES["xsd"]
_CASTS: Final = (_XSD + "double", _XSD + "float")
_CAST: Final = re.compile(rf"[:#](?:double|float)>?{SPACE}\(")
_LONGEST: Final = 400
"""Characters of an expression that is written more than once, so that nested ones do not grow without bound."""


class _CastWriter(Writer):
    def written(self, node: Node) -> str:
        match node:
            case Call(function=Iri(value=cast), arguments=(value,)) if cast in (
                _XSD + "double",
                _XSD + "float",
            ):
                text = self.written(value)
                if len(text) > _LONGEST or (isinstance(value, Literal) and value.datatype != _XSD + "string"):
                    return self.around(node)
                named = f'REGEX(STR({text}), "^[+-]?(?:inf|infinity|nan)$", "i")'
                wrong = f'{named} && STR({text}) NOT IN ("INF", "+INF", "-INF", "NaN")'
                return f"<{cast}>(IF({wrong}, 1/0, {text}))"
            case _:
                return self.around(node)


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    return _CastWriter(tree).rewritten()


CASTS: Final = Rule("casts", ("DOUBLE", "FLOAT"), (_CAST,), _rewrite)
