"""The words of SPARQL: keywords, functions with the number of their arguments, and what other languages call them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rapidfuzz import fuzz, process

AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))

_ANY: Final = 1_000_000

_ARGUMENTS: Final[Mapping[tuple[int, int], str]] = {
    (0, 0): "RAND NOW UUID STRUUID",
    (0, 1): "BNODE",
    (0, _ANY): "CONCAT COALESCE",
    (
        1,
        1,
    ): """STR LANG LANGDIR DATATYPE BOUND IRI URI ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH
        DAY HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512 ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC
        HASLANG HASLANGDIR SUBJECT PREDICATE OBJECT ISTRIPLE""",
    (2, 2): """LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM ADJUST""",
    (2, 3): "REGEX SUBSTR",
    (3, 3): "IF STRLANGDIR TRIPLE",
    (3, 4): "REPLACE",
}

FUNCTIONS: Final[Mapping[str, tuple[int, int]]] = {
    name: numbers for numbers, names in _ARGUMENTS.items() for name in names.split()
}
"""Built-in function in capitals → the least and the most arguments (SPARQL 1.1 Query, section 19.8, rule 121; those of
SPARQL 1.2, and ADJUST, which the engine adds)."""

_SIGNATURES: Final[Mapping[str, str]] = {
    "LANGMATCHES": "LANG(text), range",
    "CONTAINS": "text, part",
    "STRSTARTS": "text, part",
    "STRENDS": "text, part",
    "STRBEFORE": "text, part",
    "STRAFTER": "text, part",
    "STRLANG": "text, language",
    "STRLANGDIR": "text, language, direction",
    "STRDT": "text, datatype",
    "SAMETERM": "one, other",
    "REGEX": "text, pattern, flags",
    "SUBSTR": "text, start, length",
    "REPLACE": "text, pattern, replacement, flags",
    "IF": "condition, then, else",
    "TRIPLE": "subject, property, object",
    "ADJUST": "date, zone",
    "BNODE": "label",
}

_KEYWORDS: Final = """
    BASE PREFIX SELECT DISTINCT REDUCED ASK CONSTRUCT DESCRIBE FROM NAMED WHERE GROUP BY HAVING ORDER ASC DESC LIMIT
    OFFSET VALUES UNDEF OPTIONAL UNION MINUS GRAPH SERVICE SILENT FILTER BIND AS EXISTS NOT IN SEPARATOR TRUE FALSE
    INSERT DELETE DATA WITH USING LOAD CLEAR DROP CREATE ADD MOVE COPY INTO TO ALL DEFAULT"""

KEYWORDS: Final = frozenset(_KEYWORDS.split())

ELSEWHERE: Final[Mapping[str, str]] = {
    "LEN": "STRLEN",
    "LENGTH": "STRLEN",
    "CHAR_LENGTH": "STRLEN",
    "STRING_LENGTH": "STRLEN",
    "STRING-LENGTH": "STRLEN",
    "SIZE": "STRLEN",
    "LOWER": "LCASE",
    "LOWERCASE": "LCASE",
    "TOLOWER": "LCASE",
    "LOWER-CASE": "LCASE",
    "UPPER": "UCASE",
    "UPPERCASE": "UCASE",
    "TOUPPER": "UCASE",
    "UPPER-CASE": "UCASE",
    "SUBSTRING": "SUBSTR",
    "MID": "SUBSTR",
    "SUBSTRING-BEFORE": "STRBEFORE",
    "SUBSTRING-AFTER": "STRAFTER",
    "STARTSWITH": "STRSTARTS",
    "STARTS_WITH": "STRSTARTS",
    "STARTS-WITH": "STRSTARTS",
    "ENDSWITH": "STRENDS",
    "ENDS_WITH": "STRENDS",
    "ENDS-WITH": "STRENDS",
    "INSTR": "CONTAINS",
    "STRPOS": "CONTAINS",
    "INCLUDES": "CONTAINS",
    "MATCH": "REGEX",
    "MATCHES": "REGEX",
    "REGEXP": "REGEX",
    "REGEXP_LIKE": "REGEX",
    "REGEXP_REPLACE": "REPLACE",
    "NVL": "COALESCE",
    "IFNULL": "COALESCE",
    "ISNULL": "!BOUND",
    "IS_NULL": "!BOUND",
    "ISNOTNULL": "BOUND",
    "IFF": "IF",
    "IIF": "IF",
    "CASE": "IF",
    "CEILING": "CEIL",
    "RANDOM": "RAND",
    "TO_CHAR": "STR",
    "STRING": "STR",
    "TOSTRING": "STR",
    "TYPE": "DATATYPE",
    "TYPEOF": "DATATYPE",
    "LANGUAGE": "LANG",
    "MEAN": "AVG",
    "AVERAGE": "AVG",
    "TOTAL": "SUM",
    "MAXIMUM": "MAX",
    "MINIMUM": "MIN",
    "FIRST": "SAMPLE",
    "ANY_VALUE": "SAMPLE",
    "STRING_AGG": "GROUP_CONCAT",
    "LISTAGG": "GROUP_CONCAT",
    "GROUPCONCAT": "GROUP_CONCAT",
    "STRJOIN": "GROUP_CONCAT",
    "CURRENT_TIMESTAMP": "NOW",
    "CURRENT_DATE": "NOW",
    "GETDATE": "NOW",
    "HOUR": "HOURS",
    "MINUTE": "MINUTES",
    "SECOND": "SECONDS",
    "URLENCODE": "ENCODE_FOR_URI",
    "ISURL": "ISIRI",
    "ISSTRING": "ISLITERAL",
    "ISNUMBER": "ISNUMERIC",
    "SHA2": "SHA256",
    "SHA": "SHA1",
    "LET": "BIND",
}
"""What functions are called in SQL, XPath and programming languages → in SPARQL."""

SCHEMES: Final = frozenset(("http", "https", "urn", "mailto", "ftp", "file", "tag"))
"""Schemes of IRIs, which are taken for prefixes where an IRI stands without < and >."""

_ALIKE: Final = 76.0
_LONGEST: Final = 40


def signature(function: str) -> str:
    """A function with the names of its arguments, of which the last may be optional."""
    least, most = FUNCTIONS[function]
    names = _SIGNATURES.get(function, "argument" if most else "")
    if most > least and most != _ANY:
        first, _, last = names.rpartition(", ")
        return f"{function}({first}{'[, ' if first else '['}{last}])"
    return f"{function}({names})"


def function_meant(word: str) -> str:
    """The function or aggregate that an unknown word in front of a bracket may mean; empty if there is none."""
    name = word[:_LONGEST].upper()
    return ELSEWHERE.get(name) or _nearest(name, (*FUNCTIONS, *AGGREGATES))


def keyword_meant(word: str, among: frozenset[str] = KEYWORDS) -> str:
    """The keyword that a word is most like, without being it; empty if there is none."""
    name = word[:_LONGEST].upper()
    return "" if name in among else _nearest(name, (*sorted(among),))


def _nearest(name: str, names: tuple[str, ...]) -> str:
    found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[0] if found else ""
