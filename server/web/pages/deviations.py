"""Where answers are known to differ from the standards: what is mended, refused or announced, and by which test.

An entry is named as its group of tests in tests/system/conformance/ignored.toml, if it has one there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.sparql.rewriting import RULES

_SPARQL_10: Final = "http://www.w3.org/2001/sw/DataAccess/tests/data-r2/"
_SPARQL_11: Final = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
_SPARQL_12: Final = "https://w3c.github.io/rdf-tests/sparql/sparql12/"


class Outcome(StrEnum):
    """What becomes of a deviation: `OPEN` is one whose tests are not all passed yet."""

    MENDED = "mended"
    REFUSED = "refused"
    ANNOUNCED = "announced"
    OPEN = "open"


@dataclass(frozen=True)
class Deviation:
    """A deviation: what is different, in English, Russian and Belarusian, the W3C's tests of it, and the project's own.

    `rules` are the rewritings that mend it, by name.
    """

    name: str
    outcome: Outcome
    texts: tuple[str, str, str]
    w3c: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def in_report(self, failed: Iterable[str]) -> Outcome:
        """What became of it by a report: it is mended only if no test of it failed there, and its rules are there."""
        is_mended = set(self.w3c).isdisjoint(failed) and RULES.issuperset(self.rules)
        return Outcome.OPEN if self.outcome is Outcome.MENDED and not is_mended else self.outcome


def _of(base: str, *tests: str) -> Iterator[str]:
    for test in tests:
        folder, _, name = test.partition("/")
        yield f"{base}{folder}/manifest#{name}"


_RULES_TEST: Final = (
    "tests/sparql/test_rules.py::test_the_answer_is_that_of_the_recommendation",
    "tests/sparql/test_rules.py::test_without_a_rule_some_answers_are_wrong",
)
"""What each rule is for: the right answer with it, a wrong one without."""

DEVIATIONS: Final = (
    Deviation(
        "lossy",
        Outcome.ANNOUNCED,
        (
            "The store keeps the value of a number or a date, not how it was written: “05” becomes 5, +00:00 becomes "
            "Z, a datatype derived from xsd:integer becomes xsd:integer, xsd:dateTimeStamp becomes xsd:dateTime. So "
            "terms of one value are one term, and no FILTER finds such a datatype; a hint points that out. Graphs "
            "(CONSTRUCT, DESCRIBE, pages in RDF, exports) have the literals as the files write them, up to 20,000 "
            "such triples of a release; tables, fragments and scratch datasets have them as the store does.",
            "Хранилище сохраняет значение числа или даты, а не запись: «05» становится 5, +00:00 — Z, тип данных, "
            "производный от xsd:integer, — xsd:integer, а xsd:dateTimeStamp — xsd:dateTime. Поэтому термы с одним "
            "значением — один терм, и FILTER не находит такого типа; на это указывает подсказка. В графах "
            "(CONSTRUCT, DESCRIBE, страницы в RDF, выгрузки) литералы такие, как в файлах, — до 20 000 таких троек в "
            "выпуске; в таблицах, фрагментах и черновых наборах данных — такие, как в хранилище.",
            "Сховішча захоўвае значэнне ліку або даты, а не запіс: «05» становіцца 5, +00:00 — Z, тып даных, "
            "вытворны ад xsd:integer, — xsd:integer, а xsd:dateTimeStamp — xsd:dateTime. Таму тэрмы з адным "
            "значэннем — адзін тэрм, і FILTER не знаходзіць такога тыпу; на гэта ўказвае падказка. У графах "
            "(CONSTRUCT, DESCRIBE, старонкі ў RDF, выгрузкі) літаралы такія, як у файлах, — да 20 000 такіх "
            "троек у выпуску; у табліцах, фрагментах і чарнавых наборах даных — такія, як у сховішчы.",
        ),
        (
            *_of(_SPARQL_10, "distinct/distinct-1", "distinct/distinct-9", "expr-builtin/dawg-str-1"),
            *_of(_SPARQL_10, "expr-builtin/dawg-str-2", "expr-builtin/sameTerm-eq"),
            *_of(_SPARQL_10, "expr-builtin/sameTerm-not-eq", "expr-builtin/sameTerm-simple"),
            *_of(_SPARQL_10, "expr-equals/eq-graph-1", "expr-equals/eq-graph-2", "open-world/open-eq-01"),
            *_of(_SPARQL_11, "csv-tsv-res/csv03"),
            *_of(_SPARQL_12, "grouping/group01"),
        ),
        (
            "tests/web/test_datatypes.py::test_a_graph_has_the_literals_that_the_files_have",
            "tests/sparql/test_lint.py::test_the_datatypes_that_the_store_changes_are_those_it_changes",
        ),
    ),
    Deviation(
        "large-integers",
        Outcome.ANNOUNCED,
        (
            "An integer beyond 64 bits is kept and found as it is, but computing or comparing with it has no result; "
            "a hint points out such a number in a query.",
            "Целое число, не помещающееся в 64 бита, хранится и находится как есть, но вычисления и сравнения с ним "
            "не дают результата; на такое число в запросе указывает подсказка.",
            "Цэлы лік, які не змяшчаецца ў 64 біты, захоўваецца і знаходзіцца як ёсць, але вылічэнні і "
            "параўнанні з ім не даюць выніку; на такі лік у запыце ўказвае падказка.",
        ),
        tests=("tests/sparql/test_lint.py::test_integers_beyond_64_bits",),
    ),
    Deviation(
        "time-zones",
        Outcome.ANNOUNCED,
        (
            "A date without a time zone differs, for the engine, from one with a zone, where the test wants an "
            "error: != gives a row more.",
            "Дата без часового пояса для движка отличается от даты с поясом, где тест требует ошибки: != даёт лишнюю "
            "строку.",
            "Дата без часавога пояса для рухавіка адрозніваецца ад даты з поясам, дзе тэст патрабуе памылкі: "
            "!= дае лішні радок.",
        ),
        tuple(_of(_SPARQL_10, "open-world/date-2")),
    ),
    Deviation(
        "language-conditions",
        Outcome.ANNOUNCED,
        (
            "A literal with a language is an error where a condition stands, as SPARQL 1.2 has it; in SPARQL 1.1 it is "
            "true unless it is empty.",
            "Литерал с языком на месте условия — ошибка, как в SPARQL 1.2; в SPARQL 1.1 он истинен, если не пуст.",
            "Літарал з мовай на месцы ўмовы — памылка, як у SPARQL 1.2; у SPARQL 1.1 ён праўдзівы, калі не "
            "пусты.",
        ),
        tests=("tests/sparql/test_lint.py::test_a_literal_with_a_language_is_no_condition",),
    ),
    Deviation(
        "by-the-letter",
        Outcome.ANNOUNCED,
        (
            "Right by the letter, and other than some engines answer: HAVING does not know the names that SELECT "
            "gives; GROUP_CONCAT, REGEX and the like take strings only, no IRIs and no numbers; a string without "
            "language equals none with one; numbers, dates and strings are not compared with one another; LANG gives "
            "small letters. Where a query can only be meant otherwise, the header EIKG-Hint, explain=empty and the "
            "editor say so.",
            "Верно по букве стандарта, но некоторые движки отвечают иначе: HAVING не знает имён, которые даёт "
            "SELECT; GROUP_CONCAT, REGEX и подобные принимают только строки, не IRI и не числа; строка без языка не "
            "равна строке с языком; числа, даты и строки не сравниваются друг с другом; LANG даёт строчные буквы. "
            "Если запрос явно подразумевает иное, об этом говорят заголовок EIKG-Hint, explain=empty и редактор.",
            "Правільна паводле літары стандарту, але некаторыя рухавікі адказваюць інакш: HAVING не ведае "
            "імёнаў, якія дае SELECT; GROUP_CONCAT, REGEX і падобныя прымаюць толькі радкі, не IRI і не "
            "лікі; радок без мовы не роўны радку з мовай; лікі, даты і радкі не параўноўваюцца адно з адным; "
            "LANG дае малыя літары. Калі запыт яўна мае на ўвазе іншае, пра гэта кажуць загаловак EIKG-Hint, "
            "explain=empty і рэдактар.",
        ),
        tests=(
            "tests/sparql/test_lint.py::test_a_trap_is_pointed_out_and_what_is_advised_gives_another_answer",
            "tests/web/test_hints.py::test_the_explanation_of_an_empty_answer_names_the_cause",
        ),
    ),
    Deviation(
        "load",
        Outcome.REFUSED,
        (
            "LOAD is refused before it is parsed, even on a scratch dataset: the server fetches nothing.",
            "LOAD отклоняется до разбора, даже в черновом наборе данных: сервер ничего не загружает из сети.",
            "LOAD адхіляецца да разбору, нават у чарнавым наборы даных: сервер нічога не загружае з сеткі.",
        ),
        (
            *_of(_SPARQL_11, *(f"syntax-update-1/test_{n}" for n in (1, 2, 3, 4, 37, 41, 47, 48, 49))),
            *_of(_SPARQL_11, "update-silent/load-into-silent", "update-silent/load-silent"),
        ),
    ),
    Deviation(
        "xml",
        Outcome.REFUSED,
        (
            "A result that XML cannot carry (a control character in a literal, a predicate that no element can be "
            "named after) is refused in XML, with the advice to ask for another format.",
            "Результат, который невозможно записать в XML (управляющий символ в литерале, предикат, непригодный для "
            "имени элемента), в XML не выдаётся: сервер советует другой формат.",
            "Вынік, які немагчыма запісаць у XML (кіравальны сімвал у літарале, прэдыкат, непрыдатны для імя "
            "элемента), у XML не выдаецца: сервер раіць іншы фармат.",
        ),
        tests=("tests/engine/test_serialise.py::test_xml_reads_back_as_it_was_or_is_refused",),
    ),
    Deviation(
        "graph-variable",
        Outcome.MENDED,
        (
            "Inside GRAPH ?g the engine evaluates the group once for all graphs, not once for each: subqueries, "
            "VALUES, MINUS, OPTIONAL and groups that are empty or use ?g themselves would give other solutions.",
            "Внутри GRAPH ?g движок вычисляет группу один раз для всех графов, а не для каждого: подзапросы, VALUES, "
            "MINUS, OPTIONAL и группы, пустые или использующие саму ?g, дали бы другие решения.",
            "Унутры GRAPH ?g рухавік вылічвае групу адзін раз для ўсіх графаў, а не для кожнага: падзапыты, "
            "VALUES, MINUS, OPTIONAL і групы, пустыя або з самой ?g, далі б іншыя рашэнні.",
        ),
        (
            *_of(_SPARQL_10, "graph/graph-optional", "graph/graph-variable-scope"),
            *_of(
                _SPARQL_11, "aggregates/agg-empty-group-count-graph", "bindings/graph", "negation/graph-minus"
            ),
        ),
        _RULES_TEST,
        ("graph", "minus"),
    ),
    Deviation(
        "zero-length-path",
        Outcome.MENDED,
        (
            "A path of length zero from a term that occurs nowhere in the data has no solution in the engine.",
            "Путь нулевой длины от терма, которого нет в данных, не имеет решения в движке.",
            "Шлях нулявой даўжыні ад тэрма, якога няма ў даных, не мае рашэння ў рухавіку.",
        ),
        tuple(
            _of(
                _SPARQL_11,
                *(
                    f"property-path/zero_or_{n}_set_{end}"
                    for n in ("more", "one")
                    for end in ("end", "start")
                ),
            )
        ),
        _RULES_TEST,
        ("zero-length-paths",),
    ),
    Deviation(
        "functions",
        Outcome.MENDED,
        (
            "BNODE(“x”) is one node for its name in all solutions in the engine, not one for each solution; "
            "GROUP_CONCAT keeps a language that all its values share.",
            "BNODE(“x”) в движке — один узел для имени во всех решениях, а не свой для каждого решения; GROUP_CONCAT "
            "сохраняет язык, общий для всех значений.",
            "BNODE(“x”) у рухавіку — адзін вузел для імя ва ўсіх рашэннях, а не свой для кожнага рашэння; "
            "GROUP_CONCAT захоўвае мову, агульную для ўсіх значэнняў.",
        ),
        (
            *_of(_SPARQL_11, "aggregates/agg-groupconcat-04", "aggregates/agg-groupconcat-06"),
            *_of(_SPARQL_11, "functions/bnode01"),
        ),
        _RULES_TEST,
        ("blank-nodes", "group-concat"),
    ),
    Deviation(
        "lenient",
        Outcome.MENDED,
        (
            "The engine accepts a little more than the grammar: `?x<?a&&?b>?y` as two comparisons, triple terms with "
            "subjects that RDF 1.2 does not have, an aggregate in an aggregate.",
            "Движок принимает немного больше, чем грамматика: `?x<?a&&?b>?y` как два сравнения, тройки-термы с "
            "субъектами, которых нет в RDF 1.2, агрегат в агрегате.",
            "Рухавік прымае крыху больш, чым граматыка: `?x<?a&&?b>?y` як два параўнанні, тройкі-тэрмы з "
            "суб’ектамі, якіх няма ў RDF 1.2, агрэгат у агрэгаце.",
        ),
        (
            *_of(_SPARQL_10, "syntax-sparql3/syn-bad-26"),
            *_of(_SPARQL_12, "syntax-triple-terms-negative/tripleterm-subject-03"),
            *_of(
                _SPARQL_12,
                "syntax-triple-terms-negative/tripleterm-subject-06",
                "syntax/nested-aggregate-functions",
            ),
        ),
    ),
    Deviation(
        "aggregate-reuse",
        Outcome.MENDED,
        (
            "The engine refuses a SELECT expression that uses the name which another one gives to an aggregate.",
            "Движок отклоняет выражение в SELECT, использующее имя, которое другое выражение даёт агрегату.",
            "Рухавік адхіляе выраз у SELECT, які выкарыстоўвае імя, што іншы выраз дае агрэгату.",
        ),
        tuple(_of(_SPARQL_12, "grouping/select-variable-reuse")),
        _RULES_TEST,
        ("aggregate-reuse",),
    ),
    Deviation(
        "alternative-paths",
        Outcome.MENDED,
        (
            "The engine drops the duplicates of alternative and negated paths, which are unions of multisets, so "
            "that counts and sums over them are too small.",
            "Движок отбрасывает повторы в альтернативных и отрицаемых путях, которые суть объединения "
            "мультимножеств, и суммы по ним слишком малы.",
            "Рухавік адкідае паўторы ў альтэрнатыўных і адмоўных шляхах, якія з’яўляюцца аб’яднаннямі "
            "мультымностваў, і сумы па іх занадта малыя.",
        ),
        tests=_RULES_TEST,
        rules=("paths",),
    ),
    Deviation(
        "distinct-stars",
        Outcome.MENDED,
        (
            "COUNT(DISTINCT *) counts, in the engine, by the nodes between the steps of a path as well, which are no "
            "variables.",
            "COUNT(DISTINCT *) в движке учитывает и узлы между шагами пути, которые не являются переменными.",
            "COUNT(DISTINCT *) у рухавіку ўлічвае і вузлы паміж крокамі шляху, якія не з’яўляюцца зменнымі.",
        ),
        tests=_RULES_TEST,
        rules=("distinct-stars",),
    ),
    Deviation(
        "exists",
        Outcome.MENDED,
        (
            "EXISTS in a group inside another one sees the variables of the groups around it in the engine; here it "
            "sees those of its own group alone.",
            "EXISTS в группе внутри другой группы видит в движке переменные внешних групп; здесь он видит только "
            "переменные своей группы.",
            "EXISTS у групе ўнутры іншай групы бачыць у рухавіку зменныя вонкавых груп; тут ён бачыць толькі "
            "зменныя сваёй групы.",
        ),
        tests=_RULES_TEST,
        rules=("exists",),
    ),
    Deviation(
        "exists-with-minus",
        Outcome.ANNOUNCED,
        (
            "A MINUS inside EXISTS that uses a variable of the row removes what has the row's value, as anybody means "
            "it. By the letter of SPARQL 1.1 (section 18.6) the value stands in the variable's place, so that nothing "
            "is shared and nothing removed.",
            "MINUS внутри EXISTS с переменной строки удаляет то, что имеет значение строки, как это и понимают. По "
            "букве SPARQL 1.1 (раздел 18.6) значение ставится на место переменной, общих переменных нет и ничего не "
            "удаляется.",
            "MINUS унутры EXISTS са зменнай радка выдаляе тое, што мае значэнне радка, як гэта і разумеюць. "
            "Паводле літары SPARQL 1.1 (раздзел 18.6) значэнне ставіцца на месца зменнай, агульных зменных "
            "няма і нічога не выдаляецца.",
        ),
        tests=("tests/sparql/test_rules.py::test_the_answer_is_that_of_the_recommendation",),
    ),
    Deviation(
        "path-ends",
        Outcome.ANNOUNCED,
        (
            "A number that a path of length zero begins with is compared by =, != and IN as a term, not by its value: "
            "?x :p* ?y FILTER(?x = 2.0) does not find 2.",
            "Число, с которого начинается путь нулевой длины, сравнивается через =, != и IN как терм, а не по "
            "значению: ?x :p* ?y FILTER(?x = 2.0) не находит 2.",
            "Лік, з якога пачынаецца шлях нулявой даўжыні, параўноўваецца праз =, != і IN як тэрм, а не "
            "паводле значэння: ?x :p* ?y FILTER(?x = 2.0) не знаходзіць 2.",
        ),
        tests=("tests/sparql/test_rules.py::test_an_end_of_a_path_is_compared_as_a_term",),
    ),
    Deviation(
        "minus",
        Outcome.MENDED,
        (
            "Inside GRAPH with a variable, EXISTS and OPTIONAL the engine puts that variable, or the row, on both "
            "sides of MINUS, so that it removes what shares no variable with it. Where that cannot be told apart, the "
            "query is refused with the reason.",
            "Внутри GRAPH с переменной, EXISTS и OPTIONAL движок подставляет эту переменную или строку в обе части "
            "MINUS, и он удаляет то, с чем не имеет общих переменных. Где этого не различить, запрос отклоняется с "
            "объяснением.",
            "Унутры GRAPH са зменнай, EXISTS і OPTIONAL рухавік падстаўляе гэтую зменную або радок у абедзве "
            "часткі MINUS, і ён выдаляе тое, з чым не мае агульных зменных. Дзе гэтага не адрозніць, запыт "
            "адхіляецца з тлумачэннем.",
        ),
        tests=(
            *_RULES_TEST,
            "tests/sparql/test_rules.py::test_what_cannot_be_answered_rightly_is_refused_at_its_place",
        ),
        rules=("minus",),
    ),
    Deviation(
        "counted-errors",
        Outcome.MENDED,
        (
            "COUNT of an expression has no result in the engine as soon as the expression is an error in one "
            "solution; such a solution is not counted.",
            "COUNT от выражения не даёт результата в движке, если хотя бы в одном решении выражение ошибочно; такое "
            "решение не считается.",
            "COUNT ад выразу не дае выніку ў рухавіку, калі хаця б у адным рашэнні выраз памылковы; такое "
            "рашэнне не лічыцца.",
        ),
        tests=_RULES_TEST,
        rules=("count",),
    ),
    Deviation(
        "regular-expressions",
        Outcome.MENDED,
        (
            "REGEX and REPLACE follow the engine's own language of patterns and replacements, not that of XPath. "
            "What is constant is translated, or refused with the reason where it cannot be.",
            "REGEX и REPLACE следуют собственному языку шаблонов движка, а не языку XPath. Постоянные шаблоны "
            "переводятся, а где это невозможно — отклоняются с объяснением.",
            "REGEX і REPLACE прытрымліваюцца ўласнай мовы шаблонаў рухавіка, а не мовы XPath. Пастаянныя "
            "шаблоны перакладаюцца, а дзе гэта немагчыма — адхіляюцца з тлумачэннем.",
        ),
        tests=_RULES_TEST,
        rules=("patterns",),
    ),
    Deviation(
        "comparisons",
        Outcome.MENDED,
        (
            "The engine takes booleans and NaN for errors in comparisons by <, and `inf` and `nan` for doubles, and "
            "loses the name in GROUP BY (?a AS ?b). What is written in the query is compared rightly; two "
            "variables are compared as the engine does it, which is announced below.",
            "Движок считает ошибкой сравнение логических значений и NaN через <, принимает `inf` и `nan` за числа и "
            "теряет имя в GROUP BY (?a AS ?b). Записанное в запросе сравнивается верно; две переменные "
            "сравниваются так, как в движке, о чём сказано ниже.",
            "Рухавік лічыць памылкай параўнанне лагічных значэнняў і NaN праз <, прымае `inf` і `nan` за "
            "лікі і губляе імя ў GROUP BY (?a AS ?b). Запісанае ў запыце параўноўваецца правільна; дзве "
            "зменныя параўноўваюцца так, як у рухавіку, пра што сказана ніжэй.",
        ),
        tests=_RULES_TEST,
        rules=("comparisons", "casts", "group-keys"),
    ),
    Deviation(
        "ungrouped-variables",
        Outcome.ANNOUNCED,
        (
            "A variable in HAVING or ORDER BY that is neither grouped nor in an aggregate has no value, as in Jena; by "
            "SPARQL 1.1 (section 18.2.4.1) it is a sample of the group. Write SAMPLE(?x).",
            "Переменная в HAVING или ORDER BY, по которой нет группировки и которая не в агрегате, не имеет значения, "
            "как и в Jena; по SPARQL 1.1 (раздел 18.2.4.1) это пример из группы. Пишите SAMPLE(?x).",
            "Зменная ў HAVING або ORDER BY, па якой няма групоўкі і якая не ў агрэгаце, не мае значэння, як "
            "і ў Jena; паводле SPARQL 1.1 (раздзел 18.2.4.1) гэта ўзор з групы. Пішыце SAMPLE(?x).",
        ),
        tests=("tests/sparql/test_rules.py::test_what_is_announced_is_so",),
    ),
    Deviation(
        "exists-with-subquery",
        Outcome.ANNOUNCED,
        (
            "In EXISTS a variable of the row that a subquery does not select is another variable inside it, and one "
            "that VALUES or AS names is compared with the row, as SPARQL 1.2 has it. By the letter of SPARQL 1.1 "
            "(section 18.6) the value stands in the place of each.",
            "В EXISTS переменная строки, которую подзапрос не выбирает, внутри него — другая переменная, а названная в "
            "VALUES или AS сравнивается со строкой, как в SPARQL 1.2. По букве SPARQL 1.1 (раздел 18.6) значение "
            "ставится на место каждой.",
            "У EXISTS зменная радка, якую падзапыт не выбірае, унутры яго — іншая зменная, а названая ў "
            "VALUES або AS параўноўваецца з радком, як у SPARQL 1.2. Паводле літары SPARQL 1.1 (раздзел "
            "18.6) значэнне ставіцца на месца кожнай.",
        ),
        tests=("tests/sparql/test_rules.py::test_what_is_announced_is_so",),
    ),
    Deviation(
        "escapes-and-functions",
        Outcome.REFUSED,
        (
            "Code points written as \\u outside of strings and IRIs, as SPARQL 1.2 has it, and calls of functions that "
            "are not known, also where an error would do no harm.",
            "Отклоняются кодовые точки в виде \\u вне строк и IRI, как в SPARQL 1.2, и вызовы неизвестных функций, "
            "даже там, где ошибка не помешала бы.",
            "Адхіляюцца кодавыя пункты ў выглядзе \\u па-за радкамі і IRI, як у SPARQL 1.2, і выклікі "
            "невядомых функцый, нават там, дзе памылка не пашкодзіла б.",
        ),
        tests=("tests/answers/test_in_process.py::test_an_evaluator_gives_the_recorded_answer",),
    ),
    Deviation(
        "boolean-variables",
        Outcome.ANNOUNCED,
        (
            "Two variables whose values are booleans, and NaN from the data, are an error in comparisons by < and its "
            "like, where SPARQL has false before true, and every comparison with NaN false.",
            "Две переменные с логическими значениями и NaN из данных дают ошибку при сравнении через < и подобные, "
            "тогда как в SPARQL ложь меньше истины, а любое сравнение с NaN ложно.",
            "Дзве зменныя з лагічнымі значэннямі і NaN з даных даюць памылку пры параўнанні праз < і "
            "падобныя, тады як у SPARQL хлусня меншая за праўду, а любое параўнанне з NaN хлуслівае.",
        ),
        tests=("tests/answers/test_in_process.py::test_an_evaluator_gives_the_recorded_answer",),
    ),
    Deviation(
        "modifiers-of-other-forms",
        Outcome.REFUSED,
        (
            "GROUP BY of a CONSTRUCT, and aggregates in HAVING of an ASK, CONSTRUCT or DESCRIBE are refused; a "
            "subquery does it. So is SELECT * of a pattern without variables that has to be put into other words.",
            "GROUP BY в CONSTRUCT и агрегаты в HAVING для ASK, CONSTRUCT и DESCRIBE отклоняются движком; поможет "
            "подзапрос. Отклоняется и SELECT * для шаблона без переменных, который нужно переписать.",
            "GROUP BY у CONSTRUCT і агрэгаты ў HAVING для ASK, CONSTRUCT і DESCRIBE адхіляюцца рухавіком; "
            "дапаможа падзапыт. Адхіляецца і SELECT * для шаблону без зменных, які трэба перапісаць.",
        ),
        tests=("tests/answers/test_in_process.py::test_an_evaluator_gives_the_recorded_answer",),
    ),
    Deviation(
        "spelling",
        Outcome.MENDED,
        (
            "The engine refuses TRUE in capitals and a space between CONCAT or COALESCE and its bracket, and gives "
            "the columns of SELECT * in the order of the alphabet.",
            "Движок отклоняет TRUE прописными и пробел между CONCAT или COALESCE и скобкой, а столбцы SELECT * даёт "
            "по алфавиту.",
            "Рухавік адхіляе TRUE вялікімі літарамі і прабел паміж CONCAT або COALESCE і дужкай, а слупкі "
            "SELECT * дае паводле алфавіта.",
        ),
        tests=(
            "tests/sparql/test_rewriting.py::test_what_the_engine_refuses_is_put_as_it_likes_it",
            "tests/sparql/test_rewriting.py::test_columns_come_in_the_order_of_appearance",
        ),
    ),
    Deviation(
        "merged-graphs",
        Outcome.MENDED,
        (
            "The engine counts a triple twice that stands in two of the graphs which FROM names.",
            "Движок считает дважды тройку, которая есть в двух графах, названных во FROM.",
            "Рухавік двойчы лічыць тройку, якая ёсць у двух графах, названых у FROM.",
        ),
        tests=("tests/engine/test_dataset.py::test_from_clauses_are_merged_as_a_set",),
    ),
)
"""Every deviation that is known."""
