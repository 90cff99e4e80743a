"""Connections: many that say nothing or little, and many one after the other."""

from __future__ import annotations

from itertools import count
from typing import Final

from tests.system.attack.attack import (
    NAME,
    Attack,
    Target,
    asked,
    hold,
    message,
    pipelined,
    repeat,
    send_and_reset,
)
from tests.web import http2

KIND: Final = "connections"

NUMBER: Final = 1_100
"""More than the server takes by default."""

_OPENING: Final = http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0, b"")


def silent(target: Target) -> None:
    """1,100 connections that say nothing."""
    hold(target, NUMBER)


def silent_of_three(target: Target) -> None:
    """1,500 connections of three addresses that say nothing."""
    hold(target, 1_500)


def half_preface(target: Target) -> None:
    """1,100 connections with the first half of HTTP/2's preface."""
    hold(target, NUMBER, lambda: http2.PREFACE[:12])


def slow_heads(target: Target) -> None:
    """1,100 connections that send a byte of a request's head each second."""
    hold(target, NUMBER, lambda: b"GET /sparql?query=", lambda: b"x")


def idle_http_2(target: Target) -> None:
    """1,100 connections of HTTP/2 that open no stream."""
    hold(target, NUMBER, lambda: _OPENING)


def kept_after_an_answer(target: Target) -> None:
    """1,100 connections that stay after an answer."""
    one = f"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
    hold(target, NUMBER, lambda: one)


def opened_and_closed(target: Target) -> None:
    """Connections that are closed or reset at once, as many as go."""
    repeat(target, lambda: target.connect().close(), 8)


def left_at_once(target: Target) -> None:
    """Questions and pages whose client is gone before the answer."""
    numbers = count()

    def make() -> bytes:
        if target.random.random() < 0.3:
            return message("/ontology")
        return asked(f"SELECT * {{ ?a ?b ?c FILTER(STRLEN(STR(?c)) = {next(numbers)}) }}")

    repeat(target, lambda: send_and_reset(target, make()), 8)


def request_flood(target: Target) -> None:
    """Small questions of three addresses on connections that are kept, as many as go."""
    one = f"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
    repeat(target, lambda: pipelined(target, one), 6)


ATTACKS: Final = (
    Attack("silent connections", KIND, silent),
    Attack("silent connections of three addresses", KIND, silent_of_three, addresses=3),
    Attack("half a preface of HTTP/2", KIND, half_preface),
    Attack("slow heads", KIND, slow_heads),
    Attack("idle connections of HTTP/2", KIND, idle_http_2),
    Attack("idle connections after an answer", KIND, kept_after_an_answer),
    Attack("connections opened and closed", KIND, opened_and_closed),
    Attack("questions left at once", KIND, left_at_once, nginx=True),
    Attack("flood of requests", KIND, request_flood, addresses=3),
)
