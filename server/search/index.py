"""The index as a file of a release: a SQLite database that the build writes and the server only reads.

Names stand in a full-text index (FTS5) by their words and by the stems of these; whole names, codes and the last parts
of IRIs in tables of their own. The words of all names are kept too, as a word that is in none may be a typing error.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from server.rdf.iris import local_name
from server.search.entries import Entry, Field
from server.search.words import key_of, stems_of, words_of

_SCHEMA: Final = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, local TEXT NOT NULL,
    uses INTEGER NOT NULL, documents TEXT NOT NULL);
CREATE INDEX entry_local ON entry (local);
CREATE TABLE name (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entry, text TEXT NOT NULL,
    language TEXT NOT NULL, field INTEGER NOT NULL, key TEXT NOT NULL, stems TEXT NOT NULL);
CREATE INDEX name_key ON name (key);
CREATE INDEX name_entry ON name (entry);
CREATE TABLE word (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE texts USING fts5 (key, stems, content='name', content_rowid='id',
    tokenize="unicode61 remove_diacritics 0", prefix='2 3');
"""

SEPARATOR: Final = " "
"""Between the IRIs of documents in the table of entries."""


def write(path: Path, entries: Iterable[Entry]) -> None:
    """Write the index of some entries, those first that stand in the most graphs. Raises OSError."""
    with path.open("xb"):
        pass  # SQLite's own errors do not say what the system said
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL; {_SCHEMA}")
        connection.execute("BEGIN")
        words: set[str] = set()
        for number, entry in enumerate(sorted(entries, key=lambda one: (-one.uses, one.iri))):
            local, documents = key_of(local_name(entry.iri)), SEPARATOR.join(sorted(entry.documents))
            row = (number, entry.iri, entry.kind, local, entry.uses, documents)
            connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", row)
            for name in entry.names:
                listed = words_of(name.text)
                stems = "" if name.field is Field.CODE else SEPARATOR.join(stems_of(name.text))
                connection.execute(
                    "INSERT INTO name (entry, text, language, field, key, stems) VALUES (?, ?, ?, ?, ?, ?)",
                    (number, name.text, name.language, int(name.field), SEPARATOR.join(listed), stems),
                )
                if name.field is not Field.CODE:
                    words.update(listed)
        connection.executemany("INSERT INTO word VALUES (?)", ((word,) for word in sorted(words)))
        for command in ("rebuild", "optimize"):
            connection.execute("INSERT INTO texts (texts) VALUES (?)", (command,))
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise OSError(f"the index of names: {error}") from None
    finally:
        connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """Open an index to read, for whichever thread asks next. Raises OSError."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        return sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.OperationalError as error:
        raise OSError(f"the index of names: {error}") from None
