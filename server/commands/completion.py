"""`eikg completion`: what a shell reads to complete commands, options, saved queries and prefixed names."""

from __future__ import annotations

import os
from typing import Any, Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from server.commands import COMPLETION

_SHELLS: Final = ("bash", "zsh", "fish")
_FOR_BASH: Final = """\
%(complete_func)s() {
    local IFS=$'\\n' type value
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            open) COMPREPLY+=("$value"); compopt -o nospace ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env EIKG_LINE="${COMP_LINE:0:COMP_POINT}" %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class _BashComplete(BashComplete):
    """Completes names with a colon too, which bash takes for the end of a word: only what follows it is replaced."""

    source_template = _FOR_BASH
    _before = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words of the line up to the cursor, and the one that is begun."""
        line = os.environ["EIKG_LINE"]
        words = split_arg_string(line)[1:]
        begun = words.pop() if words and not line[-1:].isspace() else ""
        self._before = "".join(begun.rpartition(":")[:2])
        return words, begun

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """A completion in a line; after a prefix no space is put."""
        value = item.value.removeprefix(self._before)
        return f"{'open' if value.endswith(':') else item.type},{value}"


add_completion_class(_BashComplete)


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what a SHELL reads to complete the words of `eikg`: commands, options, saved queries, prefixed names.

    For bash, put this line into ~/.bashrc: eval "$(eikg completion bash)"
    """
    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 - click has all of them
    root = context.find_root()
    click.echo(found(root.command, {}, "eikg", COMPLETION).source(), nl=False)
