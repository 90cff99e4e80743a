"""What a command prints is compared with what a page shows, line by line."""

from __future__ import annotations

from tests.documentation.examples import examples, matches


def test_output_is_compared_line_by_line() -> None:
    assert matches("a\n...\nd", "a\nb\nc\nd\n")
    assert matches("release ...", "release 12ab, created now\n")
    assert not matches("a\nc", "a\nb\nc\n")
    assert not matches("a", "a\nb\n")


def test_the_examples_of_a_page_are_its_console_blocks() -> None:
    page = "text\n```console\n$ cat <<X\n> a\n> X\na\n$ true\n```\n```\n$ no example\n```\n"
    first, second = examples(page)
    assert (first.line, first.command, first.output) == (3, "cat <<X\na\nX", "a")
    assert (second.command, second.output) == ("true", "")
