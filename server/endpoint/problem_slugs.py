"""The kinds of problem by name."""

from __future__ import annotations

from enum import StrEnum


class Slug(StrEnum):
    """The kinds of problem: the last part of the type's IRI. Each has a title that is the same for every occurrence."""

    SYNTAX = "query-syntax"
    DEPTH = "query-too-deep"
    SERVICE = "service-refused"
    REMOTE = "remote-failed"
    UPDATE = "update-refused"
    LOAD = "load-refused"
    DATASET = "dataset-conflict"
    FIXED = "default-graph-fixed"
    TOKEN = "token"  # noqa: S105 - the name of a problem
    NO_GRAPH = "no-such-graph"
    DATA = "data-syntax"
    EXPRESSION = "not-expressible"
    GRAPH = "graph-name"
    EVALUATION = "evaluation-failed"
    FORMAT = "not-acceptable"
    MEDIA_TYPE = "media-type"
    REQUEST = "request"
    METHOD = "method"
    TOO_LARGE = "too-large"
    RESULT = "result-too-large"
    DEADLINE = "deadline"
    MEMORY = "memory"
    BUSY = "busy"
    RELEASE = "no-such-release"
    UNAVAILABLE = "unavailable"
    NOT_HELD = "not-held"
    EXPLANATION = "no-explanation"
    OTHER = "other"
