"""Patterns and replacements of REGEX and REPLACE, which are XPath's (SPARQL 1.1 Query, sections 17.4.3.14 to 15).

The engine reads them as Rust's. What is constant is translated, an error where XPath has it so, and refused where it is
of another language or has no translation. A replacement that is computed is translated by an expression; a pattern that
is computed is read as the engine does.
"""

from __future__ import annotations

import json
import re
from typing import Final

from server.namespaces import PREFIXES
from server.sparql.patterns import Pattern, PatternError, Unsupported, translated
from server.sparql.replacements import translated_replacement
from server.sparql.rewriting.rule import Ask, Refused, Rule, Writer
from server.sparql.tree import Brackets, Call, Expression, Literal, Node, Tree

_CONCERNS: Final = re.compile(r"[Rr][Ee](?:[Gg][Ee][Xx]|[Pp][Ll][Aa][Cc][Ee])\b")
_CALL: Final = re.compile(r"[Rr][Ee][Gg][Ee][Xx]|[Rr][Ee][Pp][Ll][Aa][Cc][Ee]")
_PLAIN: Final = r"(?:[A-Za-z0-9 _-]|\[(?:[A-Za-z0-9?%.,:;/_=+*|]|~(?!~))+\])"
_SAFE: Final = re.compile(
    rf"""[Rr][Ee](?:[Gg][Ee][Xx]\s*\([^"'#,]*,\s*(?:"(?:{_PLAIN}|[\^$])*"|'(?:{_PLAIN}|[\^$])*')"""
    rf"""|[Pp][Ll][Aa][Cc][Ee]\s*\([^"'#,]*,\s*"{_PLAIN}+"\s*,\s*"[^"\\$\n]*")\s*(?:,\s*["']i?["']\s*)?\)"""
)
"""A call with a pattern of plain characters and sets of them, and a plain replacement: the same in both languages."""

_STRING: Final = PREFIXES["xsd"] + "string"
_LONG: Final = 200
"""Characters of a pattern that may be too much for the engine."""

_LONGEST: Final = 2000
"""Characters of an expression that computes a pattern or replacement."""

_ARGUMENTS: Final = {"REGEX": (2, 3), "REPLACE": (3, 4)}

_ERROR: Final = "(1/0)"
"""An expression that is an error in every solution."""

_FIRST, _SECOND, _LAST = "\ufdd0", "\ufdd1", "\ufdd2"
"""Characters that no text has, around the parts of a replacement that is translated by an expression."""


def _concerns(query: str) -> bool:
    return len(_SAFE.findall(query)) < len(_CALL.findall(query))


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    return _PatternWriter(tree, ask).rewritten()


PATTERNS: Final = Rule("patterns", ("REGEX", "REPLACE"), (_CONCERNS,), _rewrite, _concerns)


class _PatternWriter(Writer):
    def __init__(self, tree: Tree, ask: Ask | None) -> None:
        super().__init__(tree)
        self._ask = ask

    def written(self, node: Node) -> str:
        if isinstance(node, Call) and len(node.arguments) in _ARGUMENTS.get(str(node.function), ()):
            return self._call(node)
        return self.around(node)

    def _call(self, call: Call) -> str:
        arguments = [*map(self.written, call.arguments)]
        last = _ARGUMENTS[str(call.function)][0]
        flags = _constant(call.arguments[last]) if len(arguments) > last else ""
        constant = _constant(call.arguments[1])
        try:
            if constant is None or flags is None:
                return self._computed(call, arguments, flags or "")
            pattern = translated(constant, flags)
            if call.function == "REPLACE":
                arguments[2] = self._replacement(call.arguments[2], arguments[2], pattern.groups, flags)
        except Unsupported as error:
            raise self._refused(call, str(error)) from None
        except PatternError:
            return _ERROR
        if call.function == "REPLACE" and pattern.matches_empty:
            return _ERROR
        if not self._is_possible(pattern):
            raise self._refused(call, "it is too large for the engine")
        arguments[1] = _quoted(pattern.text)
        arguments[last:] = [_quoted(pattern.flags)] if flags else arguments[last:]
        return f"{call.function}({', '.join(arguments)})"

    def _computed(self, call: Call, arguments: list[str], flags: str) -> str:
        """A call with a pattern that is not constant: it is the engine's to read."""
        if call.function == "REGEX":
            return f"REGEX({', '.join(arguments)})"
        arguments[2] = self._replacement(call.arguments[2], arguments[2], None, flags)
        self._check_length(call.arguments[1], arguments[1])
        tried = ", ".join(('""', arguments[1], *arguments[3:]))
        return f"IF(REGEX({tried}), 1/0, REPLACE({', '.join(arguments)}))"

    def _replacement(self, place: Expression, written: str, groups: int | None, flags: str) -> str:
        constant = _constant(place)
        if constant is not None:
            return _quoted(translated_replacement(constant, groups, flags))
        self._check_length(place, written)
        return _translated_when_evaluated(written, groups or 0, flags)

    def _check_length(self, place: Expression, written: str) -> None:
        """What is written twice must not grow without bound where such calls are nested."""
        if len(written) > _LONGEST:
            reason = (
                "REPLACE is not evaluated with a pattern or replacement that is computed at such a length"
            )
            raise Refused(reason, self.tree.slice(place))

    def _is_possible(self, pattern: Pattern) -> bool:
        """Whether the engine takes a pattern, which it does unless that is very large."""
        if self._ask is None or ("{" not in pattern.text and len(pattern.text) < _LONG):
            return True
        tried = f'REGEX("", {_quoted(pattern.text)}, {_quoted(pattern.flags)})'
        return self._ask(f"ASK {{ FILTER(COALESCE(IF({tried}, true, true), false)) }}")

    def _refused(self, call: Call, reason: str) -> Refused:
        return Refused(
            f"{call.function} cannot use this pattern: {reason}", self.tree.slice(call.arguments[1])
        )


def _translated_when_evaluated(replacement: str, groups: int, flags: str) -> str:
    """An expression that does what `translated_replacement` does with the value of another; an error for what is wrong.

    Escapes and references are found in one go, put between marks, and then each is written as the engine has it.
    """
    if "q" in flags:
        return _replace(replacement, r"\$", "$$$$")
    numbers = "|".join((*(f"0*{number}" for number in range(groups, 0, -1)), "0+", "[0-9]"))
    found = _replace(replacement, rf"\\(.)|\$({numbers})", f"{_FIRST}${{1}}{_SECOND}${{2}}{_LAST}")
    found = _replace(found, rf"{_FIRST}\${_SECOND}{_LAST}", "$$$$")
    found = _replace(found, rf"{_FIRST}\\{_SECOND}{_LAST}", "\\")
    found = _replace(found, f"{_FIRST}{_SECOND}([0-9]+){_LAST}", "$${${1}}")
    valid = _quoted(r"^(?:[^\\$]|\\[\\$]|\$[0-9])*$")
    return f"IF(REGEX({replacement}, {valid}), {found}, 1/0)"


def _replace(text: str, pattern: str, replacement: str) -> str:
    return f"REPLACE({text}, {_quoted(pattern)}, {_quoted(replacement)})"


def _constant(expression: Expression) -> str | None:
    """The simple literal that an expression is in every solution; None if it is no such one, as far as is plain."""
    match expression:
        case Literal(value=value, language=None, datatype=datatype) if datatype == _STRING:
            return value
        case Brackets(expression=inner):
            return _constant(inner)
        case Call(function="CONCAT", arguments=arguments):
            values = [_constant(one) for one in arguments]
            return None if None in values else "".join(map(str, values))
        case _:
            return None


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
