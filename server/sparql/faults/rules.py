"""The rules of SPARQL 1.1 beyond its grammar, held to the tree: each violation at its own place, with what to do.

Scope (Query, sections 10.1 and 18.2.1; notes 10 and 11 to the grammar of section 19.8), the lengths of rows (note 9),
blank node labels (section 19.6), the names and numbers of arguments of functions (rule 121), the short form of
CONSTRUCT and templates, which the tree reads as patterns. Those of aggregation are in grouping.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from server.sparql.faults.grouping import (
    forms_of_aggregates,
    is_grouped,
    keys_of,
    misplaced_aggregates,
    nested_aggregates,
    ungrouped,
)
from server.sparql.faults.violation import Violation, at, line_and_column
from server.sparql.scopes import in_scope
from server.sparql.tokens import token_from
from server.sparql.tree import (
    Aggregate,
    Annotated,
    Assignment,
    Bind,
    BlankNode,
    BlankNodeProperties,
    Brackets,
    Call,
    Collection,
    Element,
    Exists,
    Filter,
    Group,
    GroupBy,
    Iri,
    Literal,
    Membership,
    Node,
    Operation,
    PathNegation,
    Property,
    Query,
    ReifiedTriple,
    Row,
    Star,
    Template,
    Tree,
    Triples,
    TripleTerm,
    Values,
    Variable,
    children,
    walk,
)
from server.sparql.vocabulary import FUNCTIONS, function_meant, signature

_SHOWN: Final = 40


def violations(tree: Tree) -> Iterator[Violation]:
    """Where a query breaks a rule that the grammar of the tree does not hold, in no order."""
    yield from shared_labels([tree.query])
    yield from violations_within(tree.text, tree.query)


def unsupported(tree: Tree) -> Iterator[Violation]:
    """Where a query that SPARQL allows is refused by the engine."""
    for node in walk(tree.query):
        if isinstance(node, Query):
            yield from _groups_without_select(node)
        elif isinstance(node, Call) and node.distinct and isinstance(node.function, Iri):
            yield at(node, "this engine has no aggregates but those of SPARQL", "use one of them")
        elif isinstance(node, PathNegation) and not node.members:
            yield at(node, "this engine wants a property in !()", "write a variable for any property")
        elif isinstance(node, Group):
            yield from _labels_around_exists(node.elements)


def _groups_without_select(query: Query) -> Iterator[Violation]:
    clause = query.group_by or query.having or query.order_by
    if clause is None or query.form == "SELECT" or not is_grouped(query):
        return
    keys = keys_of(query)
    if query.form == "DESCRIBE" and all(
        isinstance(one, Iri) or (isinstance(one, Variable) and one.name in keys) for one in query.resources
    ):
        return
    message = f"this engine does not group in {query.form}"
    yield at(clause, message, "group in a subquery: WHERE { SELECT … WHERE { … } GROUP BY … }")


def _labels_around_exists(elements: Iterable[Element]) -> Iterator[Violation]:
    before: set[str] = set()
    divided = False
    for element in elements:
        if isinstance(element, Filter):
            divided = divided or (bool(before) and any(isinstance(one, Exists) for one in walk(element)))
        elif isinstance(element, Triples):
            labels = [one for one in walk(element) if isinstance(one, BlankNode) and one.label]
            for one in labels:
                if divided and one.label in before:
                    message = f"this engine knows the label _:{one.label} no more behind EXISTS"
                    yield at(one, message, "put the filter at the end of its group")
            before |= {one.label for one in labels}


def violations_within(text: str, root: Node) -> Iterator[Violation]:
    """The violations in a query, pattern or other part of a text, without those between its groups."""
    for node in walk(root):
        match node:
            case Query():
                yield from ungrouped(text, node)
                yield from _columns(node)
                yield from _form(node, node is root)
            case Group(elements=elements):
                yield from _bound_again(text, elements)
            case Filter() | GroupBy():
                yield from misplaced_aggregates(node)
            case Bind():
                yield from misplaced_aggregates(node)
                yield from _subjects(node.expression)
            case Aggregate():
                yield from nested_aggregates(node)
                yield from forms_of_aggregates(node)
            case Values():
                yield from _rows(node)
            case Call():
                yield from _arguments(text, node)
                yield from _subjects(*node.arguments)
            case Operation():
                yield from _iris_as_comparisons(text, node)
                yield from _subjects(*node.operands)
            case Row() | Assignment() | Brackets() | Membership():
                yield from _subjects(*children(node))
            case Template():
                yield from paths(node.triples)
            case Property() if any(isinstance(one, Annotated) for one in node.objects):
                yield from _path_as_verb(node, "a triple that is annotated")
            case TripleTerm() | ReifiedTriple():
                yield from _without_lists(node)


def shared_labels(roots: Iterable[Node]) -> Iterator[Violation]:
    """The blank node labels that stand in more than one basic graph pattern of patterns and queries (section 19.6)."""
    first: dict[str, object] = {}
    for root in roots:
        pattern = object()
        waiting: list[tuple[Node, object]] = [(root, pattern)]
        while waiting:
            node, pattern = waiting.pop()
            if (
                isinstance(node, BlankNode)
                and node.label
                and first.setdefault(node.label, pattern) is not pattern
            ):
                message = f"the label _:{node.label} stands in another group already"
                yield at(node, message, "write a variable: it means the same in all groups")
            if isinstance(node, Group):
                pattern = object()
            inside: list[tuple[Node, object]] = []
            for child in children(node):
                if isinstance(child, Template):
                    continue  # its labels are of other nodes (section 16.2.1)
                inside.append((child, pattern))
                if isinstance(node, Group) and not isinstance(child, Triples | Filter | Bind | Values):
                    pattern = object()
            waiting += reversed(inside)


def paths(triples: Iterable[Triples]) -> Iterator[Violation]:
    """The property paths in triples that stand where triples are made."""
    for one in walk(*triples):
        if isinstance(one, Property):
            yield from _path_as_verb(one, "a triple that is made")


def _path_as_verb(triple: Property, where: str) -> Iterator[Violation]:
    if not isinstance(triple.verb, Iri | Variable):
        yield at(triple.verb, f"no path can stand in {where}", "name one property")


def _columns(query: Query) -> Iterator[Violation]:
    assigned = any(isinstance(one, Assignment) for one in query.columns)
    bound = _bound_before_columns(query) if assigned else {}
    seen: set[str] = set()
    for column in (*query.columns, *query.resources):
        if isinstance(column, Star | Iri):
            continue
        variable = column.variable if isinstance(column, Assignment) else column
        if variable.name in seen:
            yield at(
                variable, f"?{variable.name} is selected twice", "take one away, or give it another name"
            )
        elif isinstance(column, Assignment) and variable.name in bound:
            message = f"?{variable.name} is bound already, by {bound[variable.name]}"
            yield at(variable, message, "choose a name that is not used yet")
        seen.add(variable.name)


def _bound_before_columns(query: Query) -> dict[str, str]:
    """Which variables an expression of SELECT cannot name anew, and what binds them; groups show their keys alone."""
    found = dict.fromkeys(in_scope(query.values) if query.values else (), "VALUES")
    if is_grouped(query):
        return found | dict.fromkeys(keys_of(query), "GROUP BY")
    return found | dict.fromkeys(in_scope(query.where) if query.where else (), "the pattern")


def _form(query: Query, outermost: bool) -> Iterator[Violation]:
    if query.dataset and not outermost:
        message = "FROM cannot stand in a subquery"
        yield at(query.dataset[0], message, "write it before the outermost WHERE, or GRAPH in the subquery")
    if query.form == "CONSTRUCT" and query.template is None and query.where:
        for element in query.where.elements:
            if not isinstance(element, Triples):
                message = "CONSTRUCT WHERE takes nothing but triples"
                yield at(element, message, "write CONSTRUCT { … } WHERE { … }")
                return
            yield from paths([element])


def _bound_again(text: str, elements: tuple[Element, ...]) -> Iterator[Violation]:
    if not any(isinstance(one, Bind) for one in elements):
        return
    bound: frozenset[str] = frozenset()
    for place, element in enumerate(elements):
        if isinstance(element, Bind) and (name := element.variable.name) in bound:
            binding = next(one for one in islice(elements, place) if name in in_scope(one))
            line = line_and_column(text, binding.start)[0]
            message = f"?{name} is bound already, by the pattern of line {line}"
            yield at(element.variable, message, f"choose another name, or compare: FILTER(?{name} = …)")
        bound |= in_scope(element)


def _rows(values: Values) -> Iterator[Violation]:
    seen: set[str] = set()
    for variable in values.variables:
        if variable.name in seen:
            yield at(variable, f"?{variable.name} stands twice in VALUES", "take one away")
        seen.add(variable.name)
    wanted = len(values.variables)
    for row in values.rows:
        found = len(row.terms)
        if found != wanted:
            message = f"the row has {_counted(found, 'value')} for {_counted(wanted, 'variable')}"
            yield at(
                row,
                message,
                "write UNDEF where there is no value" if found < wanted else "name as many variables",
            )


def _arguments(text: str, call: Call) -> Iterator[Violation]:
    name = call.function
    if isinstance(name, Iri):
        return
    end = call.start + len(name)
    if name not in FUNCTIONS:
        yield unknown_function(call.start, text[call.start : end])
        return
    least, most = FUNCTIONS[name]
    found = len(call.arguments)
    if call.distinct:
        yield Violation(call.start, end, f"{name} takes no DISTINCT", "only aggregates do")
    elif not least <= found <= most:
        wanted = _counted(least, "argument") if least == most else f"{least} to {most} arguments"
        yield Violation(call.start, end, f"{name} takes {wanted}, not {found}", f"write {signature(name)}")
    elif name == "BOUND" and not isinstance(call.arguments[0], Variable):
        yield at(call.arguments[0], "BOUND takes a variable", "whatever else stands there is always bound")


def unknown_function(start: int, written: str) -> Violation:
    """The violation that a word, which starts at an offset, is where a function of that name is called."""
    meant = function_meant(written)
    advice = f"did you mean {meant}?" if meant else "a function that is not of SPARQL is called by its IRI"
    return Violation(start, start + len(written), f"there is no function {written[:_SHOWN]}", advice, meant)


def _counted(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _subjects(*parts: Node) -> Iterator[Violation]:
    """What cannot be the subject or object of triple terms in expressions and VALUES (SPARQL 1.2)."""
    for part in parts:
        while isinstance(part, TripleTerm):
            for term in (part.subject, part.object):
                if isinstance(term, BlankNode):
                    yield at(
                        term, "a blank node cannot stand in a triple of an expression", "write a variable"
                    )
            if isinstance(part.subject, Literal | TripleTerm):
                what = "a literal" if isinstance(part.subject, Literal) else "a triple term"
                yield at(
                    part.subject,
                    f"{what} cannot be the subject of a triple term",
                    "name an IRI or a variable",
                )
            part = part.object


def _without_lists(triple: TripleTerm | ReifiedTriple) -> Iterator[Violation]:
    for part in (triple.subject, triple.object):
        if isinstance(part, Collection | BlankNodeProperties):
            what = "a list" if isinstance(part, Collection) else "[ … ] with properties"
            yield at(
                part,
                f"{what} cannot stand in a triple that is a term",
                "write a variable, and its triples outside",
            )


def _iris_as_comparisons(text: str, operation: Operation) -> Iterator[Violation]:
    """What looks like comparisons and is an IRI, as the longest token wins: `?a<?b&&?c>?d` (section 19.8, note 3)."""
    if len(operation.operands) == 1:
        return
    for operator, operand in zip(operation.operators, operation.operands, strict=False):
        token = token_from(text, operand.end) if operator in ("<", "<=") else None
        if token and token.kind == "iri":
            message = f"{token.text[:_SHOWN]} is an IRI, as it has no spaces"
            yield Violation(token.start, token.end, message, "write spaces around the signs < and >")
