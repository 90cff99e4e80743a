"""What a tool is: a name, a tight schema of its arguments, and a function that answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.mcp.asking import Ask, Refused

Answer = dict[str, Any]
"""What a tool answers: plain data for JSON."""


class Arguments(BaseModel):
    """The arguments of a tool; there are no others than those it names."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


Language = Annotated[Literal["en", "ru", "be"], Field(description="Language of labels")]
Thing = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        description="IRI or prefixed name, e.g. state:belarus; `search` finds it",
    ),
]
OptionalName = Annotated[str, Field(max_length=500)]

A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True)
class Tool(Generic[A]):
    """A tool. `answer` raises Refused."""

    name: str
    title: str
    description: str
    arguments: type[A]
    answer: Callable[[Ask, A], Awaitable[Answer]]

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema (2020-12) of the arguments, without the titles that repeat their names."""
        found: dict[str, Any] = _bare(self.arguments.model_json_schema())
        found.pop("description", None)
        return found

    async def call(self, ask: Ask, given: dict[str, Any]) -> Answer:
        """Return the answer for arguments as they were sent. Raises Refused, which says what is wrong with them."""
        try:
            arguments = self.arguments.model_validate(given)
        except ValidationError as error:
            raise Refused(" ".join(self._faults(error))) from None
        return await self.answer(ask, arguments)

    def _faults(self, error: ValidationError) -> list[str]:
        """Say what is wrong with each argument; of one that may be of several kinds, why it is none of them."""
        wrong: dict[str, list[str]] = {}
        for one in error.errors(include_url=False, include_context=False, include_input=False):
            place = ".".join(map(str, one["loc"][:_DEEPEST]))[:_SHOWN]
            wrong.setdefault(place, []).append(self._fault(one["type"], place, one["msg"]))
        faults = {place: " Or: ".join(dict.fromkeys(listed)) for place, listed in wrong.items()}
        return [*faults.values()][:_MOST_FAULTS]

    def _fault(self, kind: str, place: str, message: str) -> str:
        if kind == "extra_forbidden":
            return (
                f"`{self.name}` has no argument `{place}`; it has: {', '.join(self.arguments.model_fields)}."
            )
        if kind == "missing":
            return f"`{self.name}` needs the argument `{place}`: {self._meaning(place)}."
        return f"The argument `{place}` is wrong: {message[:1].lower()}{message[1:]}."

    def _meaning(self, name: str) -> str:
        field = self.arguments.model_fields.get(name)
        return (field.description if field else None) or name


_MOST_FAULTS: Final = 5
_DEEPEST: Final = 2
"""Parts of the place of a fault: what is deeper is a kind of value, not a name that somebody wrote."""
_SHOWN: Final = 60


def _bare(schema: Any) -> Any:
    """Return a schema without `title` members, which are no properties."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _bare(one) for key, one in value.items()} if name == "properties" else _bare(value)
        for name, value in schema.items()
        if name != "title"
    }
