"""The words of the interface, by key, in English and Russian."""

from __future__ import annotations

from typing import Final

from server.namespaces import PROJECT
from server.project import Texts
from server.web.pages.ontology.messages import WORDS
from server.web.pages.pictures.messages import WORDS as PICTURE_WORDS
from server.web.pages.reading_messages import WORDS as READING_WORDS

LANGUAGES: Final = ("en", "ru")


def _own(texts: Texts) -> tuple[str, str]:
    """Return a text of the project in the languages of the interface, or in the nearest that it has."""
    english, russian = (
        PROJECT.in_language(texts, language).replace("{", "{{").replace("}", "}}") for language in LANGUAGES
    )
    return english, russian


MESSAGES: Final[dict[str, tuple[str, ...]]] = {
    **WORDS,
    **READING_WORDS,
    **PICTURE_WORDS,
    # the frame of every page
    "project": _own(PROJECT.title),
    "skip": ("Skip to the content", "Перейти к содержанию"),
    "main_navigation": ("Main", "Основное меню"),
    "home": ("Home", "Главная"),
    "queries": ("Questions", "Вопросы"),
    "editor": ("SPARQL editor", "Редактор SPARQL"),
    "search": ("Search", "Поиск"),
    "search_label": ("Name, acronym or word", "Имя, сокращение или слово"),
    "language": ("Language", "Язык"),
    "release": ("Release", "Выпуск"),
    "release_from": ("of {day}", "от {day}"),
    "licence": ("Code MIT, data CC BY 4.0", "Код: MIT, данные: CC BY 4.0"),
    "endpoint": ("SPARQL endpoint", "Точка доступа SPARQL"),
    "docs": ("Documents", "Документация"),
    "docs_markdown": ("This page as Markdown", "Эта страница в Markdown"),
    # releases
    "releases": ("Releases kept here", "Хранимые выпуски"),
    "releases_lead": (
        "Data that is published never changes: each release answers under its own address as long as it is kept.",
        "Опубликованные данные не меняются: каждый выпуск отвечает по своему адресу, пока хранится.",
    ),
    "releases_created": ("Created", "Создан"),
    "releases_triples": ("Triples", "Тройки"),
    "releases_current": ("current", "текущий"),
    # conformance
    "conformance": ("Conformance to the standards", "Соответствие стандартам"),
    "conformance_lead": (
        "What this endpoint passes of the test suites of the W3C, each test sent to it over HTTP.",
        "Какие тесты W3C проходит эта точка доступа; каждый отправлен ей по HTTP.",
    ),
    "conformance_none": (
        "This release holds no report of the conformance tests.",
        "В этом выпуске нет отчёта о тестах на соответствие.",
    ),
    "conformance_suite": ("Suite", "Набор тестов"),
    "conformance_tests": ("Tests", "Тестов"),
    "conformance_passed": ("Passed", "Пройдено"),
    "conformance_failed": ("Not passed, and why", "Что не пройдено и почему"),
    "conformance_deviations": ("Every known deviation", "Все известные отклонения"),
    "conformance_deviations_lead": (
        "Where an answer would differ from the standard, it is mended, refused with the reason, or announced. Each "
        "is named with the tests of it: those of the W3C, and those of the project by file and name.",
        "Где ответ отличался бы от стандарта, это исправлено, отклоняется с указанием причины или объявлено. При "
        "каждом отклонении названы его тесты: тесты W3C и собственные, по файлу и имени.",
    ),
    "conformance_mended": (
        "Mended: the engine differs, the answer does not",
        "Исправлено: движок отличается, ответ — нет",
    ),
    "conformance_refused": ("Refused, with the reason", "Отклоняется с указанием причины"),
    "conformance_announced": ("Announced: the answer differs", "Объявлено: ответ отличается"),
    "conformance_open": ("Not mended in this release", "Не исправлено в этом выпуске"),
    # home
    "home_title": _own(PROJECT.heading),
    "home_lead": _own(PROJECT.introduction),
    "figures": ("This release in figures", "Выпуск в цифрах"),
    "figure_claims": ("claims", "утверждений-источников"),
    "figure_triples": ("statements", "троек"),
    "figure_entities": ("persons, bodies, places, texts", "лиц, органов, мест, текстов"),
    "figure_inferred": ("inferred", "выведено"),
    "start": ("Where to start", "С чего начать"),
    "start_ask": ("Ask one of the prepared questions", "Задать готовый вопрос"),
    "start_all": ("All {count} questions", "Все вопросы: {count}"),
    "start_write": ("Write a query of your own", "Написать свой запрос"),
    "start_write_text": (
        "The editor knows the classes and properties, and opens every prepared question as an example.",
        "Редактор знает классы и свойства и открывает каждый готовый вопрос как пример.",
    ),
    "start_program": ("Ask from a program", "Обратиться из программы"),
    "documents": ("The documents: {count}", "Документы: {count}"),
    "documents_text": (
        "One stroke is one passage, in the order of the text.",
        "Один штрих — один фрагмент, в порядке текста.",
    ),
    "covered": ("carries claims", "содержит утверждения"),
    "marked": ("states nothing (heading, reference, noise)", "ничего не утверждает (заголовок, ссылка, шум)"),
    "open": ("not read yet", "ещё не прочитан"),
    "coverage_of": (
        "{segments} passages: {covered} carry {claims} claims, {marked} state nothing, {open} are open",
        "Фрагментов: {segments}; с утверждениями {covered} (утверждений: {claims}), без утверждений {marked}, "
        "не прочитано {open}",
    ),
    "coverage_part": (
        "Printed in it, with {claims} of these claims:",
        "В нём напечатан (утверждений из этих: {claims}):",
    ),
    "browse": ("What there is", "Что здесь есть"),
    # saved queries
    "queries_title": ("Prepared questions", "Готовые вопросы"),
    "queries_lead": (
        "Each question is a checked SPARQL query with its expected answer, and an address that a program can call.",
        "Каждый вопрос — проверенный запрос SPARQL с ожидаемым ответом и адрес, который может вызвать программа.",
    ),
    "parameters": ("Parameters", "Параметры"),
    "run": ("Ask", "Спросить"),
    "any": ("any", "любое значение"),
    "required": ("required", "обязательно"),
    "multiple_hint": ("several values: one a line", "несколько значений: по одному в строке"),
    "example_asked": (
        "This is the answer for an example. Choose a value of your own: {names}",
        "Это ответ для примера. Выберите своё значение: {names}",
    ),
    "answer": ("Answer", "Ответ"),
    "rows": ("Rows: {count}", "Строк: {count}"),
    "rows_shown": ("Rows: {count}; the first {shown} are shown", "Строк: {count}; показаны первые {shown}"),
    "no_rows": ("No rows: the graph holds nothing that fits.", "Нет строк: в графе нет ничего подходящего."),
    "yes": ("Yes", "Да"),
    "no": ("No", "Нет"),
    "columns": ("Columns", "Столбцы"),
    "query_text": ("The query", "Запрос"),
    "open_in_editor": ("Open in the editor", "Открыть в редакторе"),
    "formats": ("This answer as", "Этот ответ в формате"),
    "answers_question": ("Competency question", "Контрольный вопрос"),
    "parameter_error": ("This question could not be asked", "Вопрос не удалось задать"),
    # resources
    "statements": ("What is said", "Что сказано"),
    "incoming": ("Where it occurs", "Где упоминается"),
    "names": ("Names", "Названия"),
    "types": ("Kind", "Вид"),
    "said_by": ("Source", "Источник"),
    "inferred": ("inferred", "выведено"),
    "inferred_title": ("follows from other statements by a rule", "следует из других утверждений по правилу"),
    "register": ("register", "реестр"),
    "register_title": (
        "stands in the project's register of things, not in a document",
        "из реестра проекта, не из документа",
    ),
    "more_sources": ("{count} more", "ещё {count}"),
    "more_statements": ("{shown} of {count} are shown", "показано {shown} из {count}"),
    "see_all": ("see all", "все"),
    "claim_states": ("What the claim states", "Что утверждается"),
    "segment_claims": ("Claims made in this passage", "Утверждения в этом фрагменте"),
    "passages": ("Passages", "Фрагменты"),
    "graph_contents": ("Contents of the graph", "Содержание графа"),
    "other_formats": ("This page as", "Эта страница в формате"),
    "editor_title": ("SPARQL editor", "Редактор SPARQL"),
    "editor_examples": ("Load a prepared question", "Загрузить готовый вопрос"),
    "editor_load": ("Load", "Загрузить"),
    "editor_hint": ("Hint:", "Подсказка:"),
    "editor_needs_script": (
        "The editor needs JavaScript. Without it, ask by address: /sparql?query=…",
        "Редактору нужен JavaScript. Без него запрос можно задать адресом: /sparql?query=…",
    ),
    # proofs
    "why": ("why?", "почему?"),
    "why_title": ("Why does this hold?", "Почему это так?"),
    "why_lead": (
        "A statement is asserted by somebody, or follows from others by a rule. Give a triple in full IRIs or prefixed "
        'names; the object may be a literal, such as "EAEU"@en.',
        "Утверждение либо кем-то сделано, либо следует из других по правилу. Задайте тройку полными IRI или именами "
        'с префиксом; объектом может быть литерал, например "EAEU"@en.',
    ),
    "why_subject": ("subject", "субъект"),
    "why_predicate": ("predicate", "предикат"),
    "why_object": ("object", "объект"),
    "why_by_rule": ("follows by the rule", "следует по правилу"),
    "why_from": ("from", "из"),
    "why_stated": ("stated by the project in", "указано проектом в"),
    "why_not": ("This does not hold in the graph", "В графе этого нет"),
    "why_near": ("These statements come near to it", "Близкие утверждения"),
    # fragments
    "fragments_title": ("Fragments", "Фрагменты"),
    "fragments_lead": (
        "All statements that match one pattern, page by page: programs such as Comunica answer whole SPARQL queries "
        "from them. Leave a place empty, or name a variable as ?x. Terms are IRIs, prefixed names or literals such as "
        '"EAEU"@en.',
        "Все утверждения, подходящие под один шаблон, постранично: по ним программы вроде Comunica отвечают на целые "
        "запросы SPARQL. Оставьте место пустым или назовите переменную: ?x. Термины — IRI, имена с префиксом или "
        'литералы вроде "EAEU"@en.',
    ),
    "fragments_of_triples": (
        "Without a graph the pattern is one over all statements; ?g asks for the graphs too.",
        "Без графа шаблон охватывает все утверждения; ?g покажет и графы.",
    ),
    "fragments_of_quads": (
        "Without a graph the pattern is one over the named graphs, each statement with its own.",
        "Без графа шаблон охватывает именованные графы; при каждом утверждении указан его граф.",
    ),
    "fragments_subject": ("subject", "субъект"),
    "fragments_predicate": ("predicate", "предикат"),
    "fragments_object": ("object", "объект"),
    "fragments_graph": ("graph", "граф"),
    "fragments_values": ("solutions for the variables", "решения для переменных"),
    "fragments_ask": ("Show", "Показать"),
    "fragments_shown": ("{first} to {last} of {count}", "{first}–{last} из {count}"),
    "fragments_total": ("{count} match", "Подходит: {count}"),
    "fragments_only": ("only this", "только это"),
    "fragments_narrower": ("Only statements with this term here", "Только утверждения с этим термином здесь"),
    "fragments_none": ("Nothing matches this pattern.", "Под этот шаблон ничего не подходит."),
    "fragments_no_page": (
        "There is no page {number}; the last one is {last}.",
        "Страницы {number} нет; последняя — {last}.",
    ),
    "fragments_first": ("First page", "Первая страница"),
    "fragments_previous": ("Previous page", "Предыдущая страница"),
    "fragments_next": ("Next page", "Следующая страница"),
    "fragments_last": ("Last page", "Последняя страница"),
    "start_fragments": (
        "Fragments of triple patterns, for Comunica",
        "Фрагменты по шаблонам троек, для Comunica",
    ),
    # search and errors
    "search_results": ("Found for “{query}”", "Найдено по запросу «{query}»"),
    "nothing_found": ("Nothing has that name.", "Ничего с таким названием нет."),
    "search_total": ("{count} found.", "Найдено: {count}."),
    "search_meant": (
        "No name has “{word}”; looked for: {others}.",
        "Слова «{word}» нет ни в одном названии; искали: {others}.",
    ),
    "search_help": (
        "Names, acronyms, symbols, codes, IRIs and words of statements, in English, Russian and Belarusian.",
        "Названия, сокращения, номера, коды, IRI и слова высказываний на английском, русском и белорусском.",
    ),
    "search_without_index": (
        "This release was made before there was a search.",
        "Этот выпуск сделан до того, как появился поиск.",
    ),
    "facets": ("Narrow down", "Уточнить"),
    "facet_kind": ("Kind", "Вид"),
    "facet_document": ("Document", "Документ"),
    "facet_language": ("Language of the name", "Язык названия"),
    "language_en": ("English", "английский"),
    "language_ru": ("Russian", "русский"),
    "language_be": ("Belarusian", "белорусский"),
    "pages": ("Pages", "Страницы"),
    "page_previous": ("Previous page", "Предыдущая страница"),
    "page_next": ("Next page", "Следующая страница"),
    "kind_class": ("class", "класс"),
    "kind_property": ("property", "свойство"),
    "kind_concept": ("concept", "понятие"),
    "kind_scheme": ("concept scheme", "схема понятий"),
    "kind_query": ("saved question", "сохранённый вопрос"),
    "found_label": ("name", "название"),
    "found_acronym": ("acronym", "сокращение"),
    "found_code": ("code", "код"),
    "found_variant": ("form of the name", "вариант названия"),
    "found_gist": ("what it says", "суть"),
    "found_definition": ("definition", "определение"),
    "found_identifier": ("this is its identifier", "это его идентификатор"),
    "found_exact": ("exactly so", "точно"),
    "found_inflected": ("in another form", "в другой форме"),
    "found_beginning": ("begins so", "начинается так"),
    "found_words": ("has the words", "содержит слова"),
    "found_forms": ("has forms of the words", "содержит формы слов"),
    "found_parts": ("has words that begin so", "содержит слова с таким началом"),
    "found_alike": ("has similar words", "содержит похожие слова"),
    "gone": ("No longer in use", "Больше не используется"),
    "gone_text": (
        "This name was given up, and no other takes its place.",
        "От этого имени отказались, и никакое другое его не заменяет.",
    ),
    "split_text": (
        "This name was given up: several others take its place.",
        "От этого имени отказались: его заменяют несколько других.",
    ),
    "not_found": ("There is nothing at this address", "По этому адресу ничего нет"),
    "not_found_text": ("Nothing is known of {what}.", "О {what} ничего не известно."),
    "suggestions": ("Did you mean", "Возможно, вы искали"),
    "error": ("That did not work", "Не получилось"),
    "no_such_format": (
        "There is no format '{suffix}' here; there are: {formats}.",
        "Формата «{suffix}» здесь нет; есть: {formats}.",
    ),
    "not_acceptable": (
        "None of the formats asked for is offered: {formats}.",
        "Доступны только форматы: {formats}.",
    ),
    # quality
    "quality": ("Quality", "Качество"),
    "quality_title": ("What the checks found in this release", "Что показали проверки этого выпуска"),
    "quality_lead": (
        "Every release is measured by the same checks: for each, the number of findings left open. "
        "What stands although a check objects is waived with a reason.",
        "Каждый выпуск измеряется одними и теми же проверками; указано, сколько замечаний осталось. "
        "Если замечание признано допустимым, приведена причина.",
    ),
    "quality_Violation": ("Errors", "Ошибки"),
    "quality_Warning": ("Warnings", "Предупреждения"),
    "quality_Info": ("Notes", "Примечания"),
    "quality_waived": ("Waived", "Допущено"),
    "quality_check": ("Check", "Проверка"),
    "quality_found": ("Open", "Осталось"),
    "quality_reason": ("Why it matters", "Почему это важно"),
    "quality_after": ("After", "По образцу"),
    "quality_data": ("These measurements as data (DQV)", "Эти измерения как данные (DQV)"),
    "inferred_group": ("Inferred: {count}", "Выведено: {count}"),
    "busy": ("The server is busy; please try again in a moment.", "Сервер занят; попробуйте чуть позже."),
    "too_slow": (
        "The query took longer than the server allows.",
        "Запрос выполнялся дольше, чем допускает сервер.",
    ),
}


def message(language: str, key: str, **values: object) -> str:
    """Return the text of a key in a language of LANGUAGES, with its places filled; KeyError for an unknown key."""
    return MESSAGES[key][LANGUAGES.index(language)].format(**values)
