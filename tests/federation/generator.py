"""Federated queries at random, over the small release and what the other endpoint holds."""

from __future__ import annotations

from random import Random

PROLOGUE = "PREFIX : <http://example.org/>\nPREFIX thing: <http://example.org/thing/>\n"
VARIABLES = ("?s", "?t", "?u", "?n")
LOCAL = ("%s :number %s", "%s a* %s", "%s :number ?n ; ?p %s", "thing:3 :number %s . %s :number 2")
REMOTE_PATTERNS = ("%s :next %s", "%s :label %s", "%s :value %s", "%s :next ?t . ?t :next %s", "%s :code %s")
FILTERS = ("BOUND(%s)", "%s = thing:1", "isIRI(%s)", "%s != thing:2", "%s < 4", "!BOUND(%s)")


class Generator:
    """Makes queries at random, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def query(self) -> str:
        form = self.random.choice(
            ("SELECT *", "SELECT ?s ?t", "SELECT DISTINCT ?n", "SELECT (COUNT(*) AS ?count)")
        )
        return f"{PROLOGUE}{form} {{ {self.small()} {self.group(2)} }}"

    def variable(self) -> str:
        return self.random.choice(VARIABLES)

    def filled(self, texts: tuple[str, ...]) -> str:
        text = self.random.choice(texts)
        return text % tuple(self.variable() for _ in range(text.count("%s")))

    def small(self) -> str:
        """Something that keeps the number of rows low."""
        return self.random.choice(
            (
                "VALUES ?s { thing:1 thing:2 thing:3 }",
                "?s :number ?n FILTER(?n < 5)",
                "VALUES (?s ?t) { (thing:1 UNDEF) (thing:3 thing:4) (UNDEF thing:2) }",
            )
        )

    def service(self, depth: int) -> str:
        inside = self.filled(REMOTE_PATTERNS)
        if depth and self.random.random() < 0.3:
            inside += f" OPTIONAL {{ {self.filled(REMOTE_PATTERNS)} }}"
        if depth and self.random.random() < 0.2:
            inside = f"{{ {inside} }} UNION {{ {self.filled(REMOTE_PATTERNS)} }}"
        return f"SERVICE ENDPOINT {{ {inside} }}"

    def group(self, depth: int) -> str:
        parts = [self.part(depth) for _ in range(self.random.randint(1, 3))]
        parts.insert(self.random.randint(0, len(parts)), self.service(depth))
        return " ".join(parts)

    def part(self, depth: int) -> str:
        kinds = ["triples", "filter", "values"]
        if depth:
            kinds += ["optional", "group", "union", "minus", "exists", "subquery", "service", "graph"]
        match self.random.choice(kinds):
            case "triples":
                return f"{{ {self.filled(LOCAL)} FILTER(?s IN (thing:1, thing:2, thing:3)) }}"
            case "filter":
                return f"FILTER({self.filled(FILTERS)})"
            case "values":
                return f"VALUES {self.variable()} {{ thing:1 thing:3 3 }}"
            case "optional":
                return f"OPTIONAL {{ {self.group(depth - 1)} }}"
            case "union":
                return f"{{ {self.group(depth - 1)} }} UNION {{ {self.small()} }}"
            case "minus":
                return f"MINUS {{ {self.group(depth - 1)} }}"
            case "exists":
                return f"FILTER {self.random.choice(('', 'NOT '))}EXISTS {{ {self.group(depth - 1)} }}"
            case "subquery":
                return f"{{ SELECT ?s ?t {{ {self.small()} {self.group(depth - 1)} }} }}"
            case "service":
                return self.service(depth)
            case "graph":
                return f"GRAPH <http://example.org/graph/odd> {{ {self.small()} {self.group(depth - 1)} }}"
            case _:
                return f"{{ {self.small()} {self.group(depth - 1)} }}"
