"""The lines of the request log: what a visitor sends stands in one of them as text that nothing obeys."""

from __future__ import annotations

import json
from pathlib import Path

from server.web.front.log import RequestLog

SENT = "/x\x9b31m\x85\u2028{}\u202e\u200b\x7f\n\tЯ"


def test_what_ends_a_line_or_is_obeyed_elsewhere_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "requests.log"
    log = RequestLog(str(path))
    log.add({"path": SENT})
    log.close()
    text = path.read_text("utf-8")
    assert [json.loads(line) for line in text.splitlines()] == [{"path": SENT}]
    assert "Я" in text, "what can be read stays as it is"
    assert text[:-1].isprintable()
