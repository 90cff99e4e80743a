"""What is tried with every client, and the two ways in which a client does not do it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Feature(StrEnum):
    """The rows of the matrix; a client's method of the name in lower case shows one."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"
    SOLUTIONS = "formats of solutions"
    GRAPHS = "formats of graphs"
    GET = "GET"
    FORM = "POST of a form"
    BODY = "POST of the query itself"
    DEFAULT_GRAPH = "`default-graph-uri`"
    NAMED_GRAPH = "`named-graph-uri`"
    SYNTAX = "a syntax error, with its place"
    DEADLINE = "a query cut at its deadline is an error"
    BROKEN = "an answer that breaks off is an error"
    COMPRESSION = "compressed answers"
    UPDATE = "update of a scratch dataset"
    DISCOVERY = "service description"
    FRAGMENTS = "fragments"
    SERVICE_FROM = "`SERVICE` from it to us"
    SERVICE_TO = "`SERVICE` from us to it"


class Failed(Exception):
    """The client told its user that a request failed; the message is all that it told."""


class NotOffered(Exception):
    """The client cannot do what was asked; the message says why."""


@dataclass(frozen=True)
class Cell:
    """What a run showed: whether the feature works, and a remark, which is the reason where it does not."""

    works: bool
    remark: str = ""
