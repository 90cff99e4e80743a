"""Reading a query into its tree (SPARQL 1.1 Query, section 19.8, rules 1 to 74), in linear time and bounded depth.

Triple terms and reifiers of SPARQL 1.2 are read, too; LATERAL and whatever is not understood is refused with a reason.
What is refused may be right, and what is read may still be wrong (an undeclared prefix, a variable out of scope): the
engine judges every query that it evaluates.
"""

from __future__ import annotations

from typing import Final

from server.sparql.expressions import ExpressionReader
from server.sparql.scanner import Malformed, Unreadable
from server.sparql.tree import (
    DISTINCT,
    REDUCED,
    Assignment,
    Bind,
    BlankNode,
    Brackets,
    DatasetClause,
    Element,
    Expression,
    Filter,
    GraphPattern,
    Group,
    GroupBy,
    Having,
    Iri,
    Limit,
    Literal,
    MinusPattern,
    Offset,
    OptionalPattern,
    OrderBy,
    OrderCondition,
    Query,
    Row,
    ServicePattern,
    Star,
    Template,
    Tree,
    Triples,
    TripleTerm,
    Undef,
    UnionPattern,
    Values,
    Variable,
)

_DEEPEST_GROUPS: Final = 30
_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_ENDS: Final = frozenset(("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"))
_SHOWN: Final = 40


def parse(text: str, *, longest: int | None = None, most_elements: int | None = None) -> Tree:
    """The tree of a query. Raises Unreadable, also for a text or for patterns above the limits that are given."""
    if longest is not None and len(text) > longest:
        raise Unreadable(f"it is longer than {longest:,} characters")
    return Parser(text, most_elements).tree()


def parse_values(text: str) -> Values:
    """A data block (section 10.2) that stands alone, with or without its keyword. Raises Unreadable.

    Its rows may hold blank nodes, which SPARQL has no place for there.
    """
    return Parser(text, None).data_block()


class Parser(ExpressionReader):
    """Reads queries; what reads updates is added by `update_reader`."""

    def __init__(self, text: str, most_elements: int | None) -> None:
        super().__init__(text)
        self._most = most_elements
        self._count = 0
        self._depth = 0

    def tree(self) -> Tree:
        """The whole text as a query. Raises Unreadable."""
        if not self.at_word(*_FORMS):
            found = self.peek()
            if found.kind == "end":
                raise self.strange()
            raise Malformed(f"“{found.text[:_SHOWN]}” stands where a query's form was awaited", found.start)
        query = self._query()
        if (behind := self.peek()).kind != "end":
            raise Malformed("something stands behind its end", behind.start)
        return Tree(self.text, self.prologue, query)

    def data_block(self) -> Values:
        """The whole text as a data block. Raises Unreadable."""
        start = self.peek().start
        self.accept_word("VALUES")
        found = self._block(start, blank_nodes=True)
        if (behind := self.peek()).kind != "end":
            raise Malformed(f"“{behind.text[:_SHOWN]}” stands behind its end", behind.start)
        return found

    def _query(self) -> Query:
        form = self.take()
        modifier, columns, template = "", tuple[Variable | Assignment | Star, ...](), None
        resources: tuple[Variable | Iri | Star, ...] = ()
        match form.word:
            case "SELECT":
                if self.at_word(DISTINCT, REDUCED):
                    modifier = self.take().word
                columns = self._columns()
            case "CONSTRUCT" if self.at("{"):
                template = self._template()
            case "DESCRIBE":
                resources = self._resources()
        dataset = self._dataset()
        where = None
        if form.word != "DESCRIBE" or self.at_word("WHERE") or self.at("{"):
            self.accept_word("WHERE")
            where = self.group()
        group_by, having, order_by = self._group_by(), self._having(), self._order_by()
        limit, offset = self._slice()
        values = self._values() if self.at_word("VALUES") else None
        return Query(
            form.start,
            self.end,
            form.word,
            modifier,
            columns,
            template,
            resources,
            dataset,
            where,
            group_by,
            having,
            order_by,
            limit,
            offset,
            values,
        )

    def _columns(self) -> tuple[Variable | Assignment | Star, ...]:
        if self.at("*"):
            return (self._star(),)
        found: list[Variable | Assignment] = []
        while self.at("(") or self.peek().kind == "variable":
            found.append(self._assignment() if self.at("(") else self.variable())
        if not found:
            raise self.strange()
        return tuple(found)

    def _star(self) -> Star:
        mark = self.take()
        return Star(mark.start, mark.end)

    def _assignment(self) -> Assignment:
        start = self.expect("(").start
        expression = self.expression()
        self.expect_word("AS")
        variable = self.variable()
        self.expect(")")
        return Assignment(start, self.end, expression, variable)

    def _resources(self) -> tuple[Variable | Iri | Star, ...]:
        if self.at("*"):
            return (self._star(),)
        found = [self.variable_or_iri()]
        while self.at_iri() or self.peek().kind == "variable":
            found.append(self.variable_or_iri())
        return tuple(found)

    def _template(self) -> Template:
        start = self.expect("{").start
        triples = self.template_triples()
        self.expect("}")
        return Template(start, self.end, triples)

    def template_triples(self) -> tuple[Triples, ...]:
        """Triples with full stops between them, up to what is none. Raises Unreadable."""
        found: list[Triples] = []
        while self._at_triples():
            found.append(self.triples())
            if not self.accept(".", operand=False):
                break
        return (*found,)

    def _dataset(self) -> tuple[DatasetClause, ...]:
        found: list[DatasetClause] = []
        while self.at_word("FROM"):
            start = self.take().start
            named = self.accept_word("NAMED")
            graph = self.iri()
            found.append(DatasetClause(start, self.end, graph, named))
        return tuple(found)

    def _group_by(self) -> GroupBy | None:
        if not self.at_word("GROUP"):
            return None
        start = self.take().start
        self.expect_word("BY")
        keys = [self._key()]
        while self._at_condition():
            keys.append(self._key())
        return GroupBy(start, self.end, tuple(keys))

    def _key(self) -> Expression | Assignment:
        if self.peek().kind == "variable":
            return self.variable()
        if not self.at("("):
            return self.constraint()
        return self._brackets_or_assignment()

    def _brackets_or_assignment(self) -> Expression | Assignment:
        start = self.expect("(").start
        self.deeper()
        expression = self.expression()
        self._brackets -= 1
        if self.accept_word("AS"):
            variable = self.variable()
            self.expect(")")
            return Assignment(start, self.end, expression, variable)
        self.expect(")")
        return Brackets(start, self.end, expression)

    def _at_condition(self) -> bool:
        found = self.peek()
        if found.kind == "word":
            return found.word not in _ENDS
        return found.kind in ("variable", "iri", "name") or self.at("(")

    def _having(self) -> Having | None:
        if not self.at_word("HAVING"):
            return None
        start = self.take().start
        found = [self.constraint()]
        while self._at_condition() and self.peek().kind != "variable":
            found.append(self.constraint())
        return Having(start, self.end, tuple(found))

    def _order_by(self) -> OrderBy | None:
        if not self.at_word("ORDER"):
            return None
        start = self.take().start
        self.expect_word("BY")
        found = [self._order_condition()]
        while self._at_condition():
            found.append(self._order_condition())
        return OrderBy(start, self.end, tuple(found))

    def _order_condition(self) -> OrderCondition:
        first = self.peek()
        if first.word in ("ASC", "DESC"):
            self.take()
            expression: Expression = self.brackets()
        else:
            expression = self.variable() if first.kind == "variable" else self.constraint()
        return OrderCondition(first.start, self.end, expression, first.word == "DESC")

    def _slice(self) -> tuple[Limit | None, Offset | None]:
        limit, offset = None, None
        while (word := self.peek()).word in ("LIMIT", "OFFSET"):
            if (offset if word.word == "OFFSET" else limit) is not None:
                raise self.strange()
            self.take()
            if not self.peek().text.isdecimal():
                raise self.strange()
            number = self.take()
            if word.word == "LIMIT":
                limit = Limit(word.start, self.end, _count(number.text))
            else:
                offset = Offset(word.start, self.end, _count(number.text))
        return limit, offset

    def group(self) -> Group:
        """The next group graph pattern. Raises Unreadable."""
        start = self.expect("{", operand=True).start
        self._depth += 1
        if self._depth > _DEEPEST_GROUPS:
            raise Unreadable("its groups are nested too deeply", start)
        elements: list[Element] = []
        if self.at_word("SELECT"):
            elements.append(self._query())
        else:
            while not self.at("}"):
                elements.append(self._element())
                self._count += 1
                if self._most is not None and self._count > self._most:
                    raise Unreadable(f"it has more than {self._most} parts", self.end)
                dot = self.accept(".", operand=False)
                if isinstance(elements[-1], Triples) and not dot and self._at_triples():
                    raise self.strange()
        self.expect("}")
        self._depth -= 1
        return Group(start, self.end, tuple(elements))

    def _at_triples(self) -> bool:
        found = self.peek()
        literal = found.kind in ("string", "number", "variable", "iri", "name")
        return literal or found.word in ("TRUE", "FALSE") or self.at("[", "(", "<<", "<<(")

    def _element(self) -> Element:
        here = self.peek()
        match here.word:
            case "FILTER":
                self.take()
                constraint = self.constraint()
                return Filter(here.start, self.end, constraint)
            case "BIND":
                self.take()
                found = self._assignment()
                return Bind(here.start, found.end, found.expression, found.variable)
            case "VALUES":
                return self._values()
            case "OPTIONAL":
                self.take()
                group = self.group()
                return OptionalPattern(here.start, self.end, group)
            case "MINUS":
                self.take()
                group = self.group()
                return MinusPattern(here.start, self.end, group)
            case "GRAPH":
                self.take()
                name, group = self.variable_or_iri(), self.group()
                return GraphPattern(here.start, self.end, name, group)
            case "SERVICE":
                self.take()
                silent = self.accept_word("SILENT")
                name, group = self.variable_or_iri(), self.group()
                return ServicePattern(here.start, self.end, silent, name, group)
            case "LATERAL":
                raise Unreadable("it uses LATERAL", here.start)
        return self._alternatives() if self.at("{") else self.triples()

    def _alternatives(self) -> Group | UnionPattern:
        groups = [self.group()]
        while self.accept_word("UNION"):
            groups.append(self.group())
        return groups[0] if len(groups) == 1 else UnionPattern(groups[0].start, self.end, tuple(groups))

    def _values(self) -> Values:
        return self._block(self.take().start)

    def _block(self, start: int, blank_nodes: bool = False) -> Values:
        variables: list[Variable] = []
        rows: list[Row] = []
        bracketed = self.accept("(")
        if not bracketed:
            variables.append(self.variable())
        else:
            while not self.accept(")"):
                variables.append(self.variable())
        self.expect("{", operand=True)
        while not self.accept("}"):
            rows.append(self._row(bracketed, blank_nodes))
        return Values(start, self.end, tuple(variables), tuple(rows))

    def _row(self, bracketed: bool, blank_nodes: bool) -> Row:
        start = self.peek().start
        if not bracketed:
            term = self._data(blank_nodes)
            return Row(start, self.end, (term,))
        self.expect("(")
        terms: list[Iri | Literal | BlankNode | TripleTerm | Undef] = []
        while not self.accept(")"):
            terms.append(self._data(blank_nodes))
        return Row(start, self.end, tuple(terms))

    def _data(self, blank_nodes: bool) -> Iri | Literal | BlankNode | TripleTerm | Undef:
        token = self.peek()
        if token.word == "UNDEF":
            self.take()
            return Undef(token.start, token.end)
        if self.at_iri():
            return self.iri()
        if self.at("<<("):
            return self.triple_term()
        if blank_nodes and token.kind == "name":
            self.take()
            return BlankNode(token.start, token.end, token.text[2:])
        return self.literal()


def _count(text: str) -> int:
    # Longer than any count, and int() refuses thousands of digits.
    return int(text[:30])
