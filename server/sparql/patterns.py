"""Regular expressions of XPath, put into those of the engine (XPath Functions and Operators 3.1, section 5.6).

REGEX and REPLACE of SPARQL are `fn:matches` and `fn:replace`, whose expressions are those of XML Schema (part 2,
appendix F) with anchors, groups and reluctant quantifiers. The engine has Rust's, which write much the same otherwise.
Time is linear in the length of a pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from server.sparql.unicode_blocks import BLOCKS

FLAGS: Final = "smixq"

_DEEPEST: Final = 100
_SPACE: Final = "\t\n\r "
_META: Final = frozenset("\\.+*?()|[]{}^$#&-~")
"""What the engine takes for a mark somewhere; it may be escaped anywhere."""

_PLAIN_ESCAPES: Final = {**{mark: mark for mark in "\\|.?*+(){}-[]^$"}, "n": "\n", "r": "\r", "t": "\t"}

_NAME_START: Final = (
    r":A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}\x{200D}\x{2070}-\x{218F}"
    r"\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
)
_NAME: Final = _NAME_START + r"\-.0-9\xB7\x{300}-\x{36F}\x{203F}\x{2040}"
_CLASSES: Final = {
    "s": r"[\t\n\r ]",
    "S": r"[^\t\n\r ]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME}]",
    "C": f"[^{_NAME}]",
}
_CATEGORIES: Final = frozenset(
    (
        *(
            "L",
            "Lu",
            "Ll",
            "Lt",
            "Lm",
            "Lo",
            "M",
            "Mn",
            "Mc",
            "Me",
            "N",
            "Nd",
            "Nl",
            "No",
            "P",
            "Pc",
            "Pd",
            "Ps",
        ),
        *(
            "Pe",
            "Pi",
            "Pf",
            "Po",
            "Z",
            "Zs",
            "Zl",
            "Zp",
            "S",
            "Sm",
            "Sc",
            "Sk",
            "So",
            "C",
            "Cc",
            "Cf",
            "Co",
            "Cn",
        ),
    )
)
_PROPERTY: Final = re.compile(r"\{([A-Za-z0-9\-]++)\}")
_QUANTIFIER: Final = re.compile(r"[?*+]|\{([0-9]++)(?:,([0-9]*+))?\}")


class PatternError(ValueError):
    """Something is no regular expression, replacement or flag: a call with it is an error (FORX0001 to FORX0004)."""


class Unsupported(PatternError):
    """A pattern means something to XPath, or to other languages of regular expressions, but nothing to the engine."""


@dataclass(frozen=True)
class Pattern:
    """A pattern and its flags as the engine has them, the number of its groups, and whether it matches no text."""

    text: str
    flags: str
    groups: int
    matches_empty: bool


def translated(pattern: str, flags: str = "") -> Pattern:
    """A pattern of XPath with its flags (sections 5.6.1 and 5.6.2) in the engine's language.

    Raises PatternError, and of these Unsupported.
    """
    for flag in flags:
        if flag not in FLAGS:
            raise PatternError(f"“{flag}” is no flag; flags are s, m, i, x and q")
    if "q" in flags:
        return Pattern(pattern, "qi" if "i" in flags else "q", 0, not pattern)
    return _Reader(pattern, flags).read()


class _Reader:
    """Reads a pattern from its start to its end and writes it anew."""

    def __init__(self, pattern: str, flags: str) -> None:
        self._text = _without_space(pattern) if "x" in flags else pattern
        self._flags = "".join(flag for flag in "smi" if flag in flags)
        self._place = 0
        self._groups = 0
        self._depth = 0

    def read(self) -> Pattern:
        text, empty = self._alternatives()
        if self._place < len(self._text):
            raise PatternError("a bracket is closed that was not opened")
        return Pattern(text, self._flags, self._groups, empty)

    def _peek(self, length: int = 1) -> str:
        return self._text[self._place : self._place + length]

    def _take(self) -> str:
        found = self._peek()
        self._place += 1
        return found

    def _alternatives(self) -> tuple[str, bool]:
        text, empty = self._branch()
        branches = [text]
        while self._peek() == "|":
            self._take()
            text, one = self._branch()
            branches.append(text)
            empty = empty or one
        return "|".join(branches), empty

    def _branch(self) -> tuple[str, bool]:
        parts, all_empty = list[str](), True
        while (mark := self._peek()) and mark not in "|)":
            text, empty = self._atom()
            quantifier, optional = self._quantifier()
            parts.append(text + quantifier)
            all_empty = all_empty and (empty or optional)
        return "".join(parts), all_empty

    def _atom(self) -> tuple[str, bool]:
        match mark := self._take():
            case "(":
                return self._group()
            case "[":
                return self._class(), False
            case "\\":
                return self._escape(), False
            case "^" | "$":
                return mark, True
            case ".":
                return (mark if "s" in self._flags else r"[^\n\r]"), False
            case "?" | "*" | "+" | "{" | "}" | "]":
                raise PatternError(
                    f"“{mark}” stands where it has no meaning; “\\{mark}” is the character itself"
                )
            case _:
                return _literal(mark), False

    def _group(self) -> tuple[str, bool]:
        opening = "("
        if self._peek() == "?":
            if self._peek(2) != "?:":
                raise Unsupported("of the groups that begin with “(?” there is only “(?:”")
            self._place += 2
            opening = "(?:"
        else:
            self._groups += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unsupported("its groups are nested too deeply")
        text, empty = self._alternatives()
        if self._take() != ")":
            raise PatternError("a group is not closed")
        self._depth -= 1
        return f"{opening}{text})", empty

    def _quantifier(self) -> tuple[str, bool]:
        """The quantifier of an atom, empty if it has none, and whether it allows for none."""
        found = _QUANTIFIER.match(self._text, self._place)
        if found is None:
            return "", False
        least, most = found.groups()
        if least and most and int(least[:9]) > int(most[:9]):
            raise PatternError(f"“{found[0]}” has its numbers in the wrong order")
        self._place = found.end()
        reluctant = self._take() if self._peek() == "?" else ""
        if _QUANTIFIER.match(self._text, self._place):
            raise PatternError("two quantifiers follow one another")
        return found[0] + reluctant, found[0] in "?*" or (bool(least) and not int(least[:9]))

    def _escape(self) -> str:
        mark = self._peek()
        if mark.isdecimal() and mark != "0":
            raise Unsupported(f"the engine has no back-reference such as “\\{mark}”")
        if (plain := _PLAIN_ESCAPES.get(mark)) is not None:
            self._take()
            return _literal(plain)
        found = self._class_escape()
        return f"(?-i:{found})" if "i" in self._flags else found

    def _class_escape(self) -> str:
        """What stands behind a backslash as a class of characters."""
        mark = self._take()
        if mark in _CLASSES:
            return _CLASSES[mark]
        if mark and mark in "pP":
            return self._property(negated=mark == "P")
        if not mark:
            raise PatternError("it ends in a backslash")
        raise Unsupported(f"“\\{mark}” is no escape of XPath")

    def _property(self, negated: bool) -> str:
        found = _PROPERTY.match(self._text, self._place)
        if found is None:
            raise Unsupported("“\\p” and “\\P” stand before a category or block in braces, as in “\\p{Lu}”")
        self._place = found.end()
        name = found[1]
        if name in _CATEGORIES:
            return rf"\{'P' if negated else 'p'}{{{name}}}"
        if name.startswith("Is") and (block := BLOCKS.get(name[2:])):
            first, last = block
            return rf"[{'^' if negated else ''}\x{{{first:X}}}-\x{{{last:X}}}]"
        raise Unsupported(
            f"“{name}” is neither a category (Lu) nor a block (IsCyrillic) of Unicode that XML Schema has"
        )

    def _class(self) -> str:
        """A class of characters behind its bracket (XML Schema part 2, appendix F.1)."""
        negated = self._peek() == "^"
        if negated:
            self._take()
        ranges, classes, subtracted = list[str](), list[str](), ""
        while self._peek() != "]":
            if not self._peek():
                raise PatternError("a class of characters is not closed")
            if self._peek(2) == "-[" and (ranges or classes):
                self._place += 2
                subtracted = self._nested()
                break
            self._member(ranges, classes, first=not (ranges or classes))
        if self._take() != "]":
            raise PatternError("nothing may stand behind what is subtracted from a class")
        if not (ranges or classes):
            raise PatternError("a class of characters is empty")
        return self._class_text(negated, ranges, classes, subtracted)

    def _nested(self) -> str:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unsupported("its classes are nested too deeply")
        found = self._class()
        self._depth -= 1
        return found

    def _class_text(self, negated: bool, ranges: list[str], classes: list[str], subtracted: str) -> str:
        mark = "^" if negated else ""
        if "i" in self._flags and classes:
            # The engine would ignore the case of \p{Lu} as well, and has no other way to say so within a class.
            if negated or subtracted:
                raise Unsupported(
                    "the engine cannot ignore case in a class that names classes and is negated or subtracted from"
                )
            inner = f"(?-i:[{''.join(classes)}])"
            return f"(?:[{''.join(ranges)}]|{inner})" if ranges else inner
        found = f"[{mark}{''.join((*ranges, *classes))}]"
        return f"[{found}--{subtracted}]" if subtracted else found

    def _member(self, ranges: list[str], classes: list[str], first: bool) -> None:
        if self._peek() == "-" and not first and self._peek(2) not in ("-]", "--"):
            raise PatternError("“-” in a class stands between two characters, first or last")
        if self._peek() == "\\" and self._text[self._place + 1 : self._place + 2] not in _PLAIN_ESCAPES:
            self._take()
            if self._peek().isdecimal():
                raise Unsupported(f"“\\{self._peek()}” is no escape of XPath")
            classes.append(self._class_escape())
            return
        start = self._character()
        if self._peek() != "-" or self._peek(2) in ("-]", "-["):
            ranges.append(_literal(start))
            return
        self._take()
        end = self._character()
        if end < start:
            raise PatternError(f"the range from “{start}” to “{end}” has its ends in the wrong order")
        ranges.append(f"{_literal(start)}-{_literal(end)}")

    def _character(self) -> str:
        mark = self._take()
        if mark == "\\":
            plain = _PLAIN_ESCAPES.get(self._take())
            if plain is None:
                raise PatternError("a range ends in a class")
            return plain
        if not mark:
            raise PatternError("a class of characters is not closed")
        if mark == "[":
            raise Unsupported("“[” in a class is written “\\[”")
        return mark


def _literal(character: str) -> str:
    return f"\\{character}" if character in _META else character


def _without_space(pattern: str) -> str:
    """A pattern under the flag x: white space is left out, but not in classes of characters."""
    parts: list[str] = []
    depth, escaped = 0, False
    for character in pattern:
        if escaped:
            if depth or character not in _SPACE:
                escaped = False
                parts.append(character)
            continue
        depth += {"[": 1, "]": -1}.get(character, 0)
        escaped = character == "\\"
        if depth or character not in _SPACE:
            parts.append(character)
    return "".join(parts)
