"""The saved questions as prompts: each asks the model to answer one with its values and to cite the claims."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from server.mcp.asking import Ask, Refused, data, given
from server.mcp.tools.saved import parameter_told, saved_questions
from server.rdf.iris import readable


async def prompt_text(ask: Ask, name: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Return the title of a saved question, and the text that asks it. Raises Refused for one that there is not."""
    saved = next((one for one in await saved_questions(ask, "en") if one["name"] == name), None)
    if saved is None:
        raise Refused(f"There is no saved question {name[:100]!r}.")
    known = {one["name"]: one for one in saved["parameters"]}
    if unknown := sorted(values.keys() - known.keys()):
        raise Refused(
            f"The question {name} has no value {unknown[0][:60]!r}; it takes: {', '.join(known) or 'none'}."
        )
    chosen = {key: value for key, value in values.items() if value.strip()}
    open_values = [
        f"- {parameter_told(one)}" for key, one in known.items() if one["required"] and key not in chosen
    ]
    lines = [
        saved["question"],
        "",
        f"Call the tool `answer` with {json.dumps({'question': name, 'values': chosen}, ensure_ascii=False)}.",
    ]
    if open_values:
        lines += ["Values are needed, which `search` finds:", *open_values]
    lines.append(
        "Answer from its rows. Name the speaker and document of each claim that you use, and link to its IRI."
    )
    return saved["title"], "\n".join(lines)


def prompts(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the saved questions as prompts with their arguments."""
    return [
        {
            "name": one["name"],
            "title": one["title"],
            "description": one["question"],
            "arguments": [
                {
                    "name": parameter["name"],
                    "title": parameter["label"],
                    "description": parameter_told(parameter),
                    "required": parameter["required"],
                }
                for parameter in one["parameters"]
            ],
        }
        for one in listed
    ]


async def completions(ask: Ask, name: str, argument: str, text: str) -> list[str]:
    """Return values that an argument of a prompt can be given, as prefixed names; none where they are not listed."""
    try:
        found = await data(
            ask,
            f"/queries/{quote(name, safe='')}/values/{quote(argument, safe='')}",
            given(text=text[:200], limit=20),
        )
    except Refused:
        return []
    return [readable(one["iri"]) for one in found["values"]]
