"""The words of the interface, by key, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

from server.languages import LANGUAGES
from server.namespaces import PROJECT
from server.project import Texts
from server.web.pages.about_messages import ABOUT_WORDS
from server.web.pages.benchmark_messages import BENCHMARK_WORDS
from server.web.pages.claim_messages import CLAIM_WORDS
from server.web.pages.connections.messages import WORDS as CONNECTION_WORDS
from server.web.pages.discrepancies.messages import DISCREPANCY_WORDS
from server.web.pages.editor.messages import EDITOR_WORDS
from server.web.pages.lists.messages import LIST_WORDS
from server.web.pages.ontology.messages import WORDS
from server.web.pages.pictures.messages import WORDS as PICTURE_WORDS
from server.web.pages.queries.messages import QUERY_WORDS
from server.web.pages.reading_messages import WORDS as READING_WORDS
from server.web.pages.thing_messages import THING_WORDS
from server.web.pages.verify_messages import VERIFY_WORDS
from server.web.releases.messages import WORDS as RELEASE_WORDS

__all__ = ("LANGUAGES", "MESSAGES", "message")


def _own(texts: Texts) -> tuple[str, ...]:
    """Return a text of the project in the languages of the interface, or in the nearest that it has."""
    return tuple(
        PROJECT.in_language(texts, language).replace("{", "{{").replace("}", "}}") for language in LANGUAGES
    )


MESSAGES: Final[dict[str, tuple[str, ...]]] = {
    **WORDS,
    **READING_WORDS,
    **CLAIM_WORDS,
    **CONNECTION_WORDS,
    **DISCREPANCY_WORDS,
    **ABOUT_WORDS,
    **LIST_WORDS,
    **THING_WORDS,
    **VERIFY_WORDS,
    **RELEASE_WORDS,
    **BENCHMARK_WORDS,
    **PICTURE_WORDS,
    **QUERY_WORDS,
    **EDITOR_WORDS,
    # the frame of every page
    "project": _own(PROJECT.title),
    "skip": ("Skip to the content", "Перейти к содержанию", "Перайсці да зместу"),
    "main_navigation": ("Main", "Основное меню", "Асноўнае меню"),
    "home": ("Home", "Главная", "Галоўная"),
    "queries": ("Questions", "Вопросы", "Пытанні"),
    "editor": ("SPARQL editor", "Редактор SPARQL", "Рэдактар SPARQL"),
    "search": ("Search", "Поиск", "Пошук"),
    "search_label": ("Name, acronym or word", "Имя, сокращение или слово", "Імя, скарачэнне або слова"),
    "language": ("Language", "Язык", "Мова"),
    "release": ("Release", "Выпуск", "Выпуск"),
    "release_from": ("of {day}", "от {day}", "ад {day}"),
    "licence": ("Code MIT, data CC BY 4.0", "Код: MIT, данные: CC BY 4.0", "Код: MIT, даныя: CC BY 4.0"),
    "endpoint": ("SPARQL endpoint", "Точка доступа SPARQL", "Пункт доступу SPARQL"),
    "docs": ("Documents", "Документация", "Дакументацыя"),
    "docs_rows_shown": (
        "Rows: {count}; the first {shown} are shown",
        "Строк: {count}; показаны первые {shown}",
        "Радкоў: {count}; паказаны першыя {shown}",
    ),
    "docs_markdown": ("This page as Markdown", "Эта страница в Markdown", "Гэтая старонка ў Markdown"),
    # conformance
    "conformance": ("Conformance to the standards", "Соответствие стандартам", "Адпаведнасць стандартам"),
    "conformance_lead": (
        "What this endpoint passes of the test suites of the W3C, each test sent to it over HTTP.",
        "Какие тесты W3C проходит эта точка доступа; каждый отправлен ей по HTTP.",
        "Якія тэсты W3C праходзіць гэты пункт доступу; кожны тэст адпраўлены яму па HTTP.",
    ),
    "conformance_none": (
        "This release holds no report of the conformance tests.",
        "В этом выпуске нет отчёта о тестах на соответствие.",
        "У гэтым выпуску няма справаздачы пра тэсты на адпаведнасць.",
    ),
    "conformance_suite": ("Suite", "Набор тестов", "Набор тэстаў"),
    "conformance_tests": ("Tests", "Тестов", "Тэстаў"),
    "conformance_passed": ("Passed", "Пройдено", "Пройдзена"),
    "conformance_failed": ("Not passed, and why", "Что не пройдено и почему", "Што не пройдзена і чаму"),
    "conformance_engine": (
        "What the engine of this server answers otherwise",
        "На что движок этого сервера отвечает иначе",
        "На што рухавік гэтага сервера адказвае інакш",
    ),
    "conformance_engine_lead": (
        "Another engine than the usual one answers here. It gives these saved queries other rows than were recorded "
        "when the release was built, and may answer similar queries wrongly.",
        "Здесь отвечает не обычный движок. На эти сохранённые запросы он даёт не те строки, что записаны при сборке "
        "выпуска, и похожие запросы может выполнять неверно.",
        "Тут адказвае не звычайны рухавік. На гэтыя захаваныя запыты ён дае не тыя радкі, што запісаны пры зборцы "
        "выпуску, і падобныя запыты можа выконваць няправільна.",
    ),
    "conformance_deviations": ("Every known deviation", "Все известные отклонения", "Усе вядомыя адхіленні"),
    "conformance_deviations_lead": (
        "Where an answer would differ from the standard, it is mended, refused with the reason, or announced. Each "
        "is named with the tests of it: those of the W3C, and those of the project by file and name.",
        "Где ответ отличался бы от стандарта, это исправлено, отклоняется с указанием причины или объявлено. При "
        "каждом отклонении названы его тесты: тесты W3C и собственные, по файлу и имени.",
        "Дзе адказ адрозніваўся б ад стандарту, гэта выпраўлена, адхіляецца з указаннем прычыны або "
        "абвешчана. Пры кожным адхіленні названы яго тэсты: тэсты W3C і ўласныя, паводле файла і імя.",
    ),
    "conformance_mended": (
        "Mended: the engine differs, the answer does not",
        "Исправлено: движок отличается, ответ — нет",
        "Выпраўлена: рухавік адрозніваецца, адказ — не",
    ),
    "conformance_refused": (
        "Refused, with the reason",
        "Отклоняется с указанием причины",
        "Адхіляецца з указаннем прычыны",
    ),
    "conformance_announced": (
        "Announced: the answer differs",
        "Объявлено: ответ отличается",
        "Абвешчана: адказ адрозніваецца",
    ),
    "conformance_open": (
        "Not mended in this release",
        "Не исправлено в этом выпуске",
        "Не выпраўлена ў гэтым выпуску",
    ),
    # home
    "home_title": _own(PROJECT.heading),
    "home_lead": _own(PROJECT.introduction),
    "figures": ("This release in figures", "Выпуск в цифрах", "Выпуск у лічбах"),
    "figure_claims": ("claims", "утверждений-источников", "сцвярджэнняў крыніц"),
    "figure_claims_parts": (
        "Of these claims {documents} are read out of the documents; {tables} are rows of reference tables, with "
        "which the documents are compared.",
        "Из этих утверждений {documents} прочитано в документах; {tables} — строки справочных таблиц, с которыми "
        "документы сопоставляются.",
        "З гэтых сцвярджэнняў {documents} прачытана ў дакументах; {tables} — радкі даведачных табліц, з якімі "
        "дакументы супастаўляюцца.",
    ),
    "figure_triples": ("statements", "троек", "троек"),
    "figure_entities": (
        "persons, bodies, places, texts",
        "лиц, органов, мест, текстов",
        "асоб, органаў, месцаў, тэкстаў",
    ),
    "figure_inferred": ("inferred", "выведено", "выведзена"),
    "start": ("Where to start", "С чего начать", "З чаго пачаць"),
    "start_ask": ("Ask one of the prepared questions", "Задать готовый вопрос", "Задаць гатовае пытанне"),
    "start_all": ("All {count} questions", "Все вопросы: {count}", "Усе пытанні: {count}"),
    "start_write": ("Write a query of your own", "Написать свой запрос", "Напісаць свой запыт"),
    "start_tutorial": (
        "Learn it in ten steps",
        "Научиться за десять шагов",
        "Навучыцца за дзесяць крокаў",
    ),
    "start_write_text": (
        "The editor knows the classes and properties, and opens every prepared question as an example.",
        "Редактор знает классы и свойства и открывает каждый готовый вопрос как пример.",
        "Рэдактар ведае класы і ўласцівасці і адкрывае кожнае гатовае пытанне як прыклад.",
    ),
    "start_program": ("Ask from a program", "Обратиться из программы", "Звярнуцца з праграмы"),
    "documents": ("The documents: {count}", "Документы: {count}", "Дакументы: {count}"),
    "documents_text": (
        "One stroke is one passage, in the order of the text.",
        "Один штрих — один фрагмент, в порядке текста.",
        "Адзін штрых — адзін фрагмент, у парадку тэксту.",
    ),
    "covered": ("carries claims", "содержит утверждения", "змяшчае сцвярджэнні"),
    "marked": (
        "states nothing (heading, reference, noise)",
        "ничего не утверждает (заголовок, ссылка, шум)",
        "нічога не сцвярджае (загаловак, спасылка, шум)",
    ),
    "open": ("not read yet", "ещё не прочитан", "яшчэ не прачытаны"),
    "coverage_of": (
        "{segments} passages: {covered} carry {claims} claims, {marked} state nothing, {open} are open",
        "Фрагментов: {segments}; с утверждениями {covered} (утверждений: {claims}), без утверждений {marked}, "
        "не прочитано {open}",
        "Фрагментаў: {segments}; са сцвярджэннямі {covered} (сцвярджэнняў: {claims}), без сцвярджэнняў "
        "{marked}, не прачытана {open}",
    ),
    "coverage_part": (
        "Printed in it, with {claims} of these claims:",
        "В нём напечатан (утверждений из этих: {claims}):",
        "У ім надрукаваны (сцвярджэнняў з гэтых: {claims}):",
    ),
    "browse": ("What there is", "Что здесь есть", "Што тут ёсць"),
    # saved queries
    "queries_title": ("Prepared questions", "Готовые вопросы", "Гатовыя пытанні"),
    "queries_lead": (
        "Each question is a checked SPARQL query with its expected answer, and an address that a program can call.",
        "Каждый вопрос — проверенный запрос SPARQL с ожидаемым ответом и адрес, который может вызвать программа.",
        "Кожнае пытанне — правераны запыт SPARQL з чаканым адказам і адрас, які можа выклікаць праграма.",
    ),
    "parameters": ("Parameters", "Параметры", "Параметры"),
    "run": ("Ask", "Спросить", "Спытаць"),
    "any": ("any", "любое значение", "любое значэнне"),
    "required": ("required", "обязательно", "абавязкова"),
    "multiple_hint": (
        "several values: one a line",
        "несколько значений: по одному в строке",
        "некалькі значэнняў: па адным у радку",
    ),
    "example_asked": (
        "This is the answer for an example. Choose a value of your own: {names}",
        "Это ответ для примера. Выберите своё значение: {names}",
        "Гэта адказ для прыкладу. Выберыце сваё значэнне: {names}",
    ),
    "answer": ("Answer", "Ответ", "Адказ"),
    "rows": ("Rows: {count}", "Строк: {count}", "Радкоў: {count}"),
    "no_rows": (
        "No rows: the graph holds nothing that fits.",
        "Нет строк: в графе нет ничего подходящего.",
        "Радкоў няма: у графе няма нічога прыдатнага.",
    ),
    "yes": ("Yes", "Да", "Так"),
    "no": ("No", "Нет", "Не"),
    "columns": ("Columns", "Столбцы", "Слупкі"),
    "query_text": ("The query", "Запрос", "Запыт"),
    "open_in_editor": ("Open in the editor", "Открыть в редакторе", "Адкрыць у рэдактары"),
    "formats": ("This answer as", "Этот ответ в формате", "Гэты адказ у фармаце"),
    "answers_question": ("Competency question", "Контрольный вопрос", "Кантрольнае пытанне"),
    "parameter_error": (
        "This question could not be asked",
        "Вопрос не удалось задать",
        "Пытанне не ўдалося задаць",
    ),
    # resources
    "statements": ("What is said", "Что сказано", "Што сказана"),
    "incoming": ("Where it occurs", "Где упоминается", "Дзе згадваецца"),
    "names": ("Names", "Названия", "Назвы"),
    "types": ("Kind", "Вид", "Від"),
    "said_by": ("Source", "Источник", "Крыніца"),
    "inferred": ("inferred", "выведено", "выведзена"),
    "inferred_title": (
        "follows from other statements by a rule",
        "следует из других утверждений по правилу",
        "вынікае з іншых сцвярджэнняў паводле правіла",
    ),
    "register": ("register", "реестр", "рэестр"),
    "register_title": (
        "stands in the project's register of things, not in a document",
        "из реестра проекта, не из документа",
        "з рэестра праекта, не з дакумента",
    ),
    "more_sources": ("{count} more", "ещё {count}", "яшчэ {count}"),
    "more_statements": (
        "{shown} of {count} are shown",
        "показано {shown} из {count}",
        "паказана {shown} з {count}",
    ),
    "see_all": ("see all", "все", "усе"),
    "claim_states": ("What the claim states", "Что утверждается", "Што сцвярджаецца"),
    "segment_claims": (
        "Claims made in this passage",
        "Утверждения в этом фрагменте",
        "Сцвярджэнні ў гэтым фрагменце",
    ),
    "passages": ("Passages", "Фрагменты", "Фрагменты"),
    "graph_contents": ("Contents of the graph", "Содержание графа", "Змест графа"),
    "other_formats": ("This page as", "Эта страница в формате", "Гэтая старонка ў фармаце"),
    # proofs
    "why": ("why?", "почему?", "чаму?"),
    "why_title": ("Why does this hold?", "Почему это так?", "Чаму гэта так?"),
    "why_lead": (
        "A statement is asserted by somebody, or follows from others by a rule. Give a triple in full IRIs or prefixed "
        'names; the object may be a literal, such as "EAEU"@en.',
        "Утверждение либо кем-то сделано, либо следует из других по правилу. Задайте тройку полными IRI или именами "
        'с префиксом; объектом может быть литерал, например "EAEU"@en.',
        "Сцвярджэнне або кімсьці зроблена, або вынікае з іншых паводле правіла. Задайце тройку поўнымі "
        'IRI або імёнамі з прэфіксам; аб’ектам можа быць літарал, напрыклад "EAEU"@en.',
    ),
    "why_subject": ("subject", "субъект", "суб’ект"),
    "why_predicate": ("predicate", "предикат", "прэдыкат"),
    "why_object": ("object", "объект", "аб’ект"),
    "why_by_rule": ("follows by the rule", "следует по правилу", "вынікае паводле правіла"),
    "why_from": ("from", "из", "з"),
    "why_stated": ("stated by the project in", "указано проектом в", "указана праектам у"),
    "why_not": ("This does not hold in the graph", "В графе этого нет", "У графе гэтага няма"),
    "why_near": ("These statements come near to it", "Близкие утверждения", "Блізкія сцвярджэнні"),
    # fragments
    "fragments_title": ("Fragments", "Фрагменты", "Фрагменты"),
    "fragments_lead": (
        "All statements that match one pattern, page by page: programs such as Comunica answer whole SPARQL queries "
        "from them. Leave a place empty, or name a variable as ?x. Terms are IRIs, prefixed names or literals such as "
        '"EAEU"@en.',
        "Все утверждения, подходящие под один шаблон, постранично: по ним программы вроде Comunica отвечают на целые "
        "запросы SPARQL. Оставьте место пустым или назовите переменную: ?x. Термины — IRI, имена с префиксом или "
        'литералы вроде "EAEU"@en.',
        "Усе сцвярджэнні, што адпавядаюць аднаму шаблону, старонка за старонкай: па іх праграмы накшталт "
        "Comunica адказваюць на цэлыя запыты SPARQL. Пакіньце месца пустым або назавіце зменную: ?x. "
        'Тэрміны — IRI, імёны з прэфіксам або літаралы накшталт "EAEU"@en.',
    ),
    "fragments_of_triples": (
        "Without a graph the pattern is one over all statements; ?g asks for the graphs too.",
        "Без графа шаблон охватывает все утверждения; ?g покажет и графы.",
        "Без графа шаблон ахоплівае ўсе сцвярджэнні; ?g пакажа і графы.",
    ),
    "fragments_of_quads": (
        "Without a graph the pattern is one over the named graphs, each statement with its own.",
        "Без графа шаблон охватывает именованные графы; при каждом утверждении указан его граф.",
        "Без графа шаблон ахоплівае іменаваныя графы; пры кожным сцвярджэнні ўказаны яго граф.",
    ),
    "fragments_subject": ("subject", "субъект", "суб’ект"),
    "fragments_predicate": ("predicate", "предикат", "прэдыкат"),
    "fragments_object": ("object", "объект", "аб’ект"),
    "fragments_graph": ("graph", "граф", "граф"),
    "fragments_values": ("solutions for the variables", "решения для переменных", "рашэнні для зменных"),
    "fragments_ask": ("Show", "Показать", "Паказаць"),
    "fragments_shown": (
        "{first} to {last} of {count}",
        "{first}–{last} из {count}",
        "{first}–{last} з {count}",
    ),
    "fragments_total": ("{count} match", "Подходит: {count}", "Адпавядае: {count}"),
    "fragments_only": ("only this", "только это", "толькі гэта"),
    "fragments_narrower": (
        "Only statements with this term here",
        "Только утверждения с этим термином здесь",
        "Толькі сцвярджэнні з гэтым тэрмінам тут",
    ),
    "fragments_none": (
        "Nothing matches this pattern.",
        "Под этот шаблон ничего не подходит.",
        "Гэтаму шаблону нічога не адпавядае.",
    ),
    "fragments_no_page": (
        "There is no page {number}; the last one is {last}.",
        "Страницы {number} нет; последняя — {last}.",
        "Старонкі {number} няма; апошняя — {last}.",
    ),
    "fragments_first": ("First page", "Первая страница", "Першая старонка"),
    "fragments_previous": ("Previous page", "Предыдущая страница", "Папярэдняя старонка"),
    "fragments_next": ("Next page", "Следующая страница", "Наступная старонка"),
    "fragments_last": ("Last page", "Последняя страница", "Апошняя старонка"),
    "start_fragments": (
        "Fragments of triple patterns, for Comunica",
        "Фрагменты по шаблонам троек, для Comunica",
        "Фрагменты паводле шаблонаў троек, для Comunica",
    ),
    # search and errors
    "search_results": (
        "Found for “{query}”",
        "Найдено по запросу «{query}»",
        "Знойдзена па запыце «{query}»",
    ),
    "nothing_found": (
        "Nothing has that name.",
        "Ничего с таким названием нет.",
        "Нічога з такой назвай няма.",
    ),
    "search_total": ("{count} found.", "Найдено: {count}.", "Знойдзена: {count}."),
    "search_meant": (
        "No name has “{word}”; looked for: {others}.",
        "Слова «{word}» нет ни в одном названии; искали: {others}.",
        "Слова «{word}» няма ў ніводнай назве; шукалі: {others}.",
    ),
    "search_help": (
        "Names, acronyms, symbols, codes, IRIs and words of statements, in English, Russian and Belarusian.",
        "Названия, сокращения, номера, коды, IRI и слова высказываний на английском, русском и белорусском.",
        "Назвы, скарачэнні, нумары, коды, IRI і словы выказванняў на англійскай, рускай і беларускай мовах.",
    ),
    "search_nearest": ("The nearest names", "Ближайшие названия", "Найбліжэйшыя назвы"),
    "search_what": ("What can be searched for", "Что можно искать", "Што можна шукаць"),
    "search_browse": ("Look through", "Просмотреть", "Прагледзець"),
    "search_unfiltered": ("Search without filters", "Искать без фильтров", "Шукаць без фільтраў"),
    "search_without_index": (
        "This release was made before there was a search.",
        "Этот выпуск сделан до того, как появился поиск.",
        "Гэты выпуск зроблены да таго, як з’явіўся пошук.",
    ),
    "facets": ("Narrow down", "Уточнить", "Удакладніць"),
    "facet_kind": ("Kind", "Вид", "Від"),
    "facet_document": ("Document", "Документ", "Дакумент"),
    "facet_language": ("Language of the name", "Язык названия", "Мова назвы"),
    "language_en": ("English", "английский", "англійская"),
    "language_ru": ("Russian", "русский", "руская"),
    "language_be": ("Belarusian", "белорусский", "беларуская"),
    "pages": ("Pages", "Страницы", "Старонкі"),
    "page_previous": ("Previous page", "Предыдущая страница", "Папярэдняя старонка"),
    "page_next": ("Next page", "Следующая страница", "Наступная старонка"),
    "kind_class": ("class", "класс", "клас"),
    "kind_property": ("property", "свойство", "уласцівасць"),
    "kind_concept": ("concept", "понятие", "паняцце"),
    "kind_scheme": ("concept scheme", "схема понятий", "схема паняццяў"),
    "kind_query": ("saved question", "сохранённый вопрос", "захаванае пытанне"),
    "found_label": ("name", "название", "назва"),
    "found_acronym": ("acronym", "сокращение", "скарачэнне"),
    "found_code": ("code", "код", "код"),
    "found_variant": ("form of the name", "вариант названия", "варыянт назвы"),
    "found_gist": ("what it says", "суть", "сутнасць"),
    "found_definition": ("definition", "определение", "азначэнне"),
    "found_identifier": ("this is its identifier", "это его идентификатор", "гэта яго ідэнтыфікатар"),
    "found_exact": ("exactly so", "точно", "дакладна"),
    "found_inflected": ("in another form", "в другой форме", "у іншай форме"),
    "found_beginning": ("begins so", "начинается так", "пачынаецца так"),
    "found_words": ("has the words", "содержит слова", "змяшчае словы"),
    "found_forms": ("has forms of the words", "содержит формы слов", "змяшчае формы слоў"),
    "found_parts": (
        "has words that begin so",
        "содержит слова с таким началом",
        "змяшчае словы з такім пачаткам",
    ),
    "found_alike": ("has similar words", "содержит похожие слова", "змяшчае падобныя словы"),
    "gone": ("No longer in use", "Больше не используется", "Больш не выкарыстоўваецца"),
    "gone_text": (
        "This name was given up, and no other takes its place.",
        "От этого имени отказались, и никакое другое его не заменяет.",
        "Ад гэтага імя адмовіліся, і ніякае іншае яго не замяняе.",
    ),
    "split_text": (
        "This name was given up: several others take its place.",
        "От этого имени отказались: его заменяют несколько других.",
        "Ад гэтага імя адмовіліся: яго замяняюць некалькі іншых.",
    ),
    "not_found": (
        "There is nothing at this address",
        "По этому адресу ничего нет",
        "Па гэтым адрасе нічога няма",
    ),
    "not_found_text": (
        "Nothing is known of {what}.",
        "О {what} ничего не известно.",
        "Пра {what} нічога не вядома.",
    ),
    "suggestions": ("Did you mean", "Возможно, вы искали", "Магчыма, вы шукалі"),
    "error": ("That did not work", "Не получилось", "Не атрымалася"),
    "no_such_format": (
        "There is no format '{suffix}' here; there are: {formats}.",
        "Формата «{suffix}» здесь нет; есть: {formats}.",
        "Фармату «{suffix}» тут няма; ёсць: {formats}.",
    ),
    "not_acceptable": (
        "None of the formats asked for is offered: {formats}.",
        "Доступны только форматы: {formats}.",
        "Даступныя толькі фарматы: {formats}.",
    ),
    # quality
    "quality": ("Quality", "Качество", "Якасць"),
    "quality_title": (
        "What the checks found in this release",
        "Что показали проверки этого выпуска",
        "Што паказалі праверкі гэтага выпуску",
    ),
    "quality_lead": (
        "Every release is measured by the same checks: for each, the number of findings left open. "
        "What stands although a check objects is waived with a reason.",
        "Каждый выпуск измеряется одними и теми же проверками; указано, сколько замечаний осталось. "
        "Если замечание признано допустимым, приведена причина.",
        "Кожны выпуск вымяраецца аднымі і тымі ж праверкамі; указана, колькі заўваг засталося. Калі "
        "заўвага прызнана дапушчальнай, прыведзена прычына.",
    ),
    "quality_Violation": ("Errors", "Ошибки", "Памылкі"),
    "quality_Warning": ("Warnings", "Предупреждения", "Папярэджанні"),
    "quality_Info": ("Notes", "Примечания", "Заўвагі"),
    "quality_waived": ("Waived", "Допущено", "Дапушчана"),
    "quality_check": ("Check", "Проверка", "Праверка"),
    "quality_found": ("Open", "Осталось", "Засталося"),
    "quality_reason": ("Why it matters", "Почему это важно", "Чаму гэта важна"),
    "quality_after": ("After", "По образцу", "Паводле ўзору"),
    "quality_data": (
        "These measurements as data (DQV)",
        "Эти измерения как данные (DQV)",
        "Гэтыя вымярэнні як даныя (DQV)",
    ),
    "inferred_group": ("Inferred: {count}", "Выведено: {count}", "Выведзена: {count}"),
    "busy": (
        "The server is busy; please try again in a moment.",
        "Сервер занят; попробуйте чуть позже.",
        "Сервер заняты; паспрабуйце крыху пазней.",
    ),
    "too_slow": (
        "The query took longer than the server allows.",
        "Запрос выполнялся дольше, чем допускает сервер.",
        "Запыт выконваўся даўжэй, чым дазваляе сервер.",
    ),
    "request_id": (
        "The log of the server has this request as {id}.",
        "В журнале сервера этот запрос — {id}.",
        "У журнале сервера гэты запыт — {id}.",
    ),
}


def message(language: str, key: str, **values: object) -> str:
    """Return the text of a key in a language of LANGUAGES, with its places filled; KeyError for an unknown key."""
    return MESSAGES[key][LANGUAGES.index(language)].format(**values)
