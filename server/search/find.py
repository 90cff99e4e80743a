"""Asking the index: what is called so exactly comes first, then what begins so, has the words, their forms, or nearly.

A word that no name has is taken for a form of one that begins alike (for Belarusian, of which no stemmer exists, by
its first letters), or for a typing error (by the optimal string alignment distance, in which letters that changed
places are one error).
"""

from __future__ import annotations

import sqlite3
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from server.rdf.iris import expanded
from server.search.entries import Field, Name
from server.search.index import SEPARATOR, connect
from server.search.levels import BEGINNING, ENDING, Level, is_form, level_of
from server.search.words import LONGEST, MOST, is_cyrillic, stems_of, words_of

SECONDS: Final = 2.0
"""What a question may take of a processor, far more than any does."""

_STEPS: Final = 10_000
"""Instructions of SQLite between two looks at the clock."""

_CANDIDATES: Final = 1000
"""Names that are compared: those of the things that stand in the most graphs."""

_NEAR: Final = 4
_NAMES_NEAR: Final = 200
"""Words, and names that have some of them, that are looked at where nothing is called as was asked."""

_ALIKE: Final = 12
"""Words that stand in for one that no name has."""

_GUESSED: Final = 3
"""Words of a question for which others stand in, as all known words are compared with each."""


@dataclass(frozen=True)
class Hit:
    """A thing that was found: the name that fits best, with its language, what it is of the thing, and how it fits."""

    iri: str
    kind: str
    documents: tuple[str, ...]
    name: str
    language: str
    field: Field
    level: Level


@dataclass(frozen=True)
class Filter:
    """What hits are wanted: of a kind, in a document, by a name of a language; "" for any."""

    kind: str = ""
    document: str = ""
    language: str = ""


@dataclass(frozen=True)
class Found:
    """The wanted ones of the hits that pass the filter, the best first, and how many hits there are.

    `total` counts all that pass. The other counts are by kind, document and language, each of the hits that pass the
    other two filters. `meant` are the words that were looked for in place of one that no name has.
    """

    hits: Sequence[Hit]
    total: int
    kinds: Mapping[str, int]
    documents: Mapping[str, int]
    languages: Mapping[str, int]
    meant: Mapping[str, Sequence[str]]


ANY: Final = Filter()

_FIRST: Final = slice(_NAMES_NEAR)

_ENTRIES: Final = "entry LEFT JOIN name ON name.entry = entry.id"
"""Each entry with its names, those without a name, too."""

_NAMES: Final = "name JOIN entry ON entry.id = name.entry"
"""Each name with its entry: found from the name, where the other way round all entries would be looked at."""

_MATCHING: Final = "name.id IN (SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid LIMIT ?)"


class _Row(NamedTuple):
    """A row of the index: an entry with one of its names."""

    entry: int
    iri: str
    kind: str
    documents: str
    uses: int
    text: str
    language: str
    field: int
    key: str
    stems: str

    def hit(self, level: Level) -> Hit:
        """The row as what was found."""
        documents = tuple(self.documents.split(SEPARATOR)) if self.documents else ()
        return Hit(self.iri, self.kind, documents, self.text, self.language, Field(self.field), level)


Rank = tuple[int, int, int, int]
"""What orders hits: level, field, graphs (the most first), length."""


class TooSlow(Exception):
    """A question took more than its time."""


class SearchIndex:
    """The index of a release, open to be read by all threads of a process."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises OSError for a file that is no index, as every question does."""
        self._connection = connect(path)
        self._lock = Lock()
        with self._asking():
            self._words = [row[0] for row in self._connection.execute("SELECT word FROM word")]
        self._known = frozenset(self._words)

    def find(self, text: str, wanted: Filter = ANY, shown: slice = slice(None)) -> Found:
        """Return what a text may mean, those of the hits that are `shown`; nothing for an empty one. Raises TooSlow."""
        with self._asking():
            return self._found(text, wanted, shown, guessing=True)

    def iris(self) -> list[str]:
        """Return the IRI of everything that can be found, in order. Raises TooSlow."""
        with self._asking():
            return [row[0] for row in self._connection.execute("SELECT iri FROM entry ORDER BY iri")]

    def kinds(self) -> list[str]:
        """Return the kinds of everything that can be found, in order. Raises TooSlow."""
        with self._asking():
            return [
                row[0] for row in self._connection.execute("SELECT DISTINCT kind FROM entry ORDER BY kind")
            ]

    def near(self, text: str) -> Sequence[Hit]:
        """Return what shares with a text as many words as possible that follow one another. Raises TooSlow."""
        words = words_of(text[:LONGEST])[:_NEAR]
        with self._asking():
            for size in range(len(words), 0, -1):
                for start in range(len(words) - size + 1):
                    run = " ".join(words[start : start + size])
                    if hits := self._found(run, ANY, _FIRST, guessing=False, most=_NAMES_NEAR).hits:
                        return hits
            return self._found(" ".join(words), ANY, _FIRST, guessing=True, most=_NAMES_NEAR).hits

    def nearest(self, text: str, most: int) -> list[str]:
        """Return things whose names have the words that are spelt most like those of a text. Raises TooSlow."""
        found: dict[str, None] = {}
        with self._asking():
            for word in words_of(text[:LONGEST])[:_GUESSED]:
                alike = process.extract(word, self._words, scorer=OSA.normalized_similarity, limit=most)
                for known, _, _ in alike:
                    hits = self._found(known, ANY, slice(1), guessing=False, most=_NAMES_NEAR).hits
                    found |= dict.fromkeys(hit.iri for hit in hits)
                if len(found) >= most:
                    break
        return [*found][:most]

    def names(self, iris: Collection[str]) -> dict[str, list[Name]]:
        """Return the labels of things, the gists of those that have none; what is not in the index is left out."""
        marks = ", ".join("?" * len(iris))
        query = f"""SELECT entry.iri, name.text, name.language, name.field FROM entry JOIN name ON name.entry = entry.id
            WHERE entry.iri IN ({marks}) AND name.field IN ({int(Field.LABEL)}, {int(Field.GIST)})"""  # noqa: S608 - marks and numbers
        found: dict[str, list[Name]] = {}
        with self._asking():
            for iri, text, language, field in self._connection.execute(query, tuple(iris)):
                found.setdefault(iri, []).append(Name(text, language, Field(field)))
        return {
            iri: [one for one in names if one.field == min(name.field for name in names)]
            for iri, names in found.items()
        }

    def foremost(self, beginning: str, number: int) -> list[str]:
        """Return the things that stand in the most graphs, each of another kind; their IRIs have a beginning."""
        found: dict[str, str] = {}
        with self._asking():
            for iri, kind in self._connection.execute("SELECT iri, kind FROM entry ORDER BY id"):
                if iri.startswith(beginning):
                    found.setdefault(kind, iri)
                if len(found) == number:
                    break
        return [*found.values()]

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Have the connection for a while, that is ended when it is over."""
        with self._lock:
            until = time.thread_time() + SECONDS
            self._connection.set_progress_handler(lambda: time.thread_time() > until, _STEPS)
            try:
                yield
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
                    raise TooSlow(str(error)) from None
                raise OSError(f"the index of names: {error}") from None
            finally:
                self._connection.set_progress_handler(None, 0)

    def _found(
        self, text: str, wanted: Filter, shown: slice, guessing: bool, most: int = _CANDIDATES
    ) -> Found:
        text = text[:LONGEST].strip()
        words = words_of(text)[:MOST]
        stems = dict(zip(words, stems_of(text), strict=False))
        key = SEPARATOR.join(words)
        best: dict[int, tuple[Rank, _Row]] = {}

        def take(rows: Iterable[tuple[_Row, Level]]) -> None:
            for row, level in rows:
                rank = level, row.field, -row.uses, len(row.text)
                if row.entry not in best or rank < best[row.entry][0]:
                    best[row.entry] = rank, row

        take(self._exact(text, key))
        unknown = words if guessing and not best else ()
        likely = ((word, self._alike(word, stems[word])) for word in unknown)
        meant = dict(islice(((word, alike) for word, alike in likely if alike), _GUESSED))
        if stems:
            others = {word: (*self._forms(word), *meant.get(word, ())) for word in stems}
            match = " AND ".join(_group(word, stem, others[word]) for word, stem in stems.items())
            take(
                (row, level_of(row.key, row.stems, key, stems, guessed=bool(meant)))
                for row in self._rows(_NAMES, _MATCHING, match, most)
            )
        ranked = sorted(best.values(), key=lambda one: (one[0], one[1].iri))
        return _filtered(ranked, wanted, shown, meant)

    def _exact(self, text: str, key: str) -> Iterator[tuple[_Row, Level]]:
        for tables, condition, value, level in (
            (_ENTRIES, "entry.iri = ?", expanded(text), Level.IDENTIFIER),
            (_ENTRIES, "entry.local = ?", key, Level.IDENTIFIER),
            (_NAMES, "name.key = ?", key, Level.EXACT),
        ):
            if value:
                for row in self._rows(tables, condition, value):
                    yield row, level

    def _rows(self, tables: str, condition: str, *values: object) -> Iterator[_Row]:
        """The entries that fulfil a condition, with their names, or with their IRI's last part if they have none."""
        query = f"""SELECT entry.id, entry.iri, entry.kind, entry.documents, entry.uses,
            coalesce(name.text, entry.local), coalesce(name.language, ''),
            coalesce(name.field, {int(Field.CODE)}), coalesce(name.key, entry.local), coalesce(name.stems, '')
            FROM {tables} WHERE {condition}"""  # noqa: S608 - all tables and conditions stand here
        return map(_Row._make, self._connection.execute(query, values))

    def _alike(self, word: str, stem: str) -> list[str]:
        """Words of names for one that none has, nor begins with."""
        if word in self._known or word.isdecimal() or len(word) < BEGINNING:
            return []
        after = bisect_left(self._words, word)
        if self._words[after : after + 1] and self._words[after].startswith(word):
            return []
        if self._has_stem(stem):
            return []
        most = 1 if len(word) <= 5 else 2
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=_ALIKE)
        least = min((distance for _, distance, _ in near), default=0)
        found = [known for known, distance, _ in near if distance == least and len(word) > BEGINNING]
        return [*dict.fromkeys((*self._forms(word), *found))][:_ALIKE]

    def _forms(self, word: str) -> list[str]:
        """Other forms of a Cyrillic word, the most like it first."""
        if not is_cyrillic(word) or len(word) < BEGINNING:
            return []
        beginning = word[: max(BEGINNING, len(word) - ENDING)]
        first, last = (bisect_left(self._words, one) for one in (beginning, beginning + chr(0x10FFFF)))
        forms = [known for known in self._words[first:last] if known != word and is_form(known, word)]
        return sorted(forms, key=lambda known: (abs(len(known) - len(word)), known))[:_ALIKE]

    def _has_stem(self, stem: str) -> bool:
        query = "SELECT 1 FROM texts WHERE texts MATCH ? LIMIT 1"
        return self._connection.execute(query, (f'stems:"{stem}"',)).fetchone() is not None


def _group(word: str, stem: str, alike: Iterable[str]) -> str:
    """The part of an FTS5 expression that finds a word; words have letters and digits alone, so that quotes suffice."""
    options = [f'key:"{word}"*', f'stems:"{stem}"', *(f'key:"{one}"' for one in alike)]
    return f"({' OR '.join(options)})"


def _filtered(
    ranked: Iterable[tuple[Rank, _Row]], wanted: Filter, shown: slice, meant: Mapping[str, Sequence[str]]
) -> Found:
    kinds, documents, languages = Counter[str](), Counter[str](), Counter[str]()
    passed = []
    for rank, row in ranked:
        listed = row.documents.split(SEPARATOR) if row.documents else ()
        of_kind = wanted.kind in ("", row.kind)
        in_document = not wanted.document or wanted.document in listed
        in_language = wanted.language in ("", row.language)
        if in_document and in_language:
            kinds[row.kind] += 1
        if of_kind and in_language:
            documents.update(listed)
        if of_kind and in_document:
            languages[row.language] += 1
        if of_kind and in_document and in_language:
            passed.append((rank, row))
    hits = [row.hit(Level(rank[0])) for rank, row in passed[shown]]
    return Found(hits, len(passed), kinds, documents, languages, meant)
