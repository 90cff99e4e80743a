"""The examples of the page on Python show what Python shows."""

from __future__ import annotations

import doctest

from server.release import Release
from tests.conftest import ROOT, require_module
from tests.notebook.running import SERVER

for name in ("oxrdflib", "pandas"):
    require_module(name)


def test_the_examples_of_the_page(release: Release, address: str) -> None:
    text = (ROOT / "server/docs/python.md").read_text("utf-8").replace("```\n", "\n").replace(SERVER, address)
    test = doctest.DocTestParser().get_doctest(text, {}, "python.md", None, 0)
    assert len(test.examples) > 8
    report: list[str] = []
    done = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append)
    assert not done.failed, "".join(report)
