"""Explaining an answer: why it is empty, what its rows stand on, why it takes long, what to mend (`explain=`)."""

from server.endpoint.diagnostics.empty import explain_empty
from server.endpoint.diagnostics.plan import explain_plan
from server.endpoint.diagnostics.sources import explain_sources
from server.endpoint.diagnostics.words import emptiness_in_words, plan_in_words, sources_in_words

EXPLANATIONS = {"empty": explain_empty, "sources": explain_sources, "plan": explain_plan}
"""By the value of the parameter `explain`: takes a query and what evaluates one; yields a JSON document."""

HINTS = "hints"
"""The value for the hints alone that come with every explanation: for them no data is asked."""

FEDERATED = frozenset(("sources",))
"""Those that take a query with SERVICE."""

IN_WORDS = {"empty": emptiness_in_words, "sources": sources_in_words, "plan": plan_in_words}
"""By the same values: the plain text of a document."""

UNANSWERED = frozenset(("plan",))
"""Those that do not wait for the query's own answer first, as what they are asked for is why it does not come."""

__all__ = [
    "EXPLANATIONS",
    "FEDERATED",
    "HINTS",
    "IN_WORDS",
    "UNANSWERED",
    "explain_empty",
    "explain_plan",
    "explain_sources",
]
