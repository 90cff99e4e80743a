"""What an update writes to, as its tokens show; nothing is parsed, as an update may have millions of triples."""

from __future__ import annotations

from typing import Final

from server.sparql.tokens import tokens

_TO_A_GRAPH: Final = ("ADD", "COPY")
_MANAGEMENT: Final = ("CLEAR", "DROP", "MOVE", *_TO_A_GRAPH)
_BEFORE_TEMPLATE: Final = ("INSERT", "DELETE", "DATA")


def writes_default_graph(update: str) -> bool:
    """Whether an operation of an update is about to change the default graph, be it only to what it is already.

    Without a graph around it, a triple of a template goes to the default graph, unless WITH names another
    (SPARQL 1.1 Update, section 3.1.3). ADD and COPY read what stands before TO.
    """
    depth = 0
    operation = before = earlier = ""
    bound = template = reads = False
    for token in tokens(update):
        word, text = token.word, token.text
        if text == "}":
            depth -= 1
        elif depth == 0:
            if text == "{":
                template = before in _BEFORE_TEMPLATE or (before == "WHERE" and earlier == "DELETE")
            elif text == ";":
                operation, bound, reads = "", False, False
            elif word in _MANAGEMENT:
                operation, reads = word, word in _TO_A_GRAPH
            elif word == "TO":
                reads = False
            elif word == "WITH":
                bound = True
            elif operation and not reads and word in ("DEFAULT", "ALL"):
                return True
            earlier, before = before, word
        elif depth == 1 and template and not bound and text not in (".", "{") and before != "GRAPH":
            if word != "GRAPH":
                return True
            before = word
        elif depth == 1 and before == "GRAPH":
            before = ""
        if text == "{":
            depth += 1
    return False
