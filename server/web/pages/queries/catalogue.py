"""The list of the saved queries: by topic, found by words, and with the competency questions that they answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, abort, request

from server.namespaces import PROJECT
from server.saved.query import SavedQuery
from server.web.pages.lists.table import collated
from server.web.pages.rendering import language, page, site, word

blueprint: Final = Blueprint("queries_catalogue", __name__)
LONGEST_WORDS: Final = 200
"""Characters of the words by which the list is narrowed down."""


@dataclass(frozen=True)
class Section:
    """The queries of a topic under its name."""

    topic: str
    title: str
    queries: tuple[SavedQuery, ...]


@blueprint.get("/queries")
def index() -> str:
    """All saved queries, or those of a topic that have all words of a text."""
    words, topic = request.args.get("words", "")[:LONGEST_WORDS], request.args.get("topic", "")
    if topic and topic not in PROJECT.topics:
        abort(400, word("queries_bad_topic", topic=topic[:LONGEST_WORDS], topics=", ".join(PROJECT.topics)))
    queries = site().queries.values()
    found = [one for one in queries if topic in ("", one.topic) and has_words(one, words)]
    return page(
        "queries.html",
        sections=_sections(found),
        words_asked=words,
        topic=topic,
        topics=[(name, topic_title(name)) for name in PROJECT.topics],
        shown=len(found),
        count=len(queries),
        numbers=sorted({number for one in queries for number in one.answers}),
        passed=site().passed,
    )


def has_words(query: SavedQuery, words: str) -> bool:
    """Whether a query's name, texts, numbers of questions or columns hold each word, in any language."""
    texts = [
        query.name,
        *query.answers,
        *query.title.values(),
        *query.question.values(),
        *(text for column in query.columns for text in (column.name, *column.label.values())),
        *PROJECT.topics.get(query.topic, {}).values(),
    ]
    text = collated(" ".join(texts))
    return all(collated(one) in text for one in words.split())


def entry_of(query: SavedQuery, language: str) -> dict[str, Any]:
    """Return a query as /queries.json tells it: what it answers, what it takes, and what its columns hold."""
    return {
        "name": query.name,
        "title": query.title[language],
        "question": query.question[language],
        "topic": query.topic,
        "form": query.form,
        "parameters": [
            {
                "name": one.name,
                "label": one.label[language],
                "type": one.type,
                "of": one.of,
                "required": one.required,
                "values": [*one.values],
            }
            for one in query.parameters
        ],
        "columns": [{"name": one.name, "label": one.label[language]} for one in query.columns],
    }


def topic_title(topic: str) -> str:
    """Return the name of a topic in the reader's language."""
    return PROJECT.in_language(PROJECT.topics[topic], language())


def _sections(queries: Iterable[SavedQuery]) -> list[Section]:
    listed = list(queries)
    sections = [
        Section(name, topic_title(name), tuple(one for one in listed if one.topic == name))
        for name in PROJECT.topics
    ]
    others = tuple(one for one in listed if one.topic not in PROJECT.topics)
    sections.append(Section("", word("queries_other"), others))
    return [section for section in sections if section.queries]
