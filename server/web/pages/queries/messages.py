"""The words of the saved queries' pages, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

QUERY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    # the list
    "queries_words": ("Words to look for", "Искать по словам", "Шукаць паводле слоў"),
    "queries_find": ("Find", "Найти", "Знайсці"),
    "queries_topic": ("Topic", "Тема", "Тэма"),
    "queries_all_topics": ("all topics", "все темы", "усе тэмы"),
    "queries_other": ("Without a topic", "Без темы", "Без тэмы"),
    "queries_found": (
        "Questions: {shown} of {count}",
        "Вопросов: {shown} из {count}",
        "Пытанняў: {shown} з {count}",
    ),
    "queries_none": (
        "No question has these words. The search takes words of a question in any of the languages.",
        "Вопросов с этими словами нет. Искать можно по словам вопроса на любом из языков.",
        "Пытанняў з гэтымі словамі няма. Шукаць можна паводле слоў пытання на любой з моў.",
    ),
    "queries_bad_topic": (
        "There is no topic “{topic}”; there are: {topics}",
        "Темы «{topic}» нет; есть: {topics}",
        "Тэмы «{topic}» няма; ёсць: {topics}",
    ),
    "queries_everything": ("Show all questions", "Показать все вопросы", "Паказаць усе пытанні"),
    "queries_competency": (
        "Answers competency question {number}",
        "Отвечает на контрольный вопрос {number}",
        "Адказвае на кантрольнае пытанне {number}",
    ),
    "queries_answers": ("Competency questions:", "Контрольные вопросы:", "Кантрольныя пытанні:"),
    "queries_competency_meaning": (
        "Competency questions, from {first} to {last}, are those that the graph was made to answer. When a release is "
        "built, the rows of each are compared with those expected.",
        "Контрольные вопросы, с {first} по {last}, — те, на которые граф создан отвечать. При сборке выпуска строки "
        "каждого сравниваются с ожидаемыми.",
        "Кантрольныя пытанні, з {first} па {last}, — тыя, на якія граф створаны адказваць. Пры зборцы выпуску радкі "
        "кожнага параўноўваюцца з чаканымі.",
    ),
    "queries_passed": (
        "Gives its expected rows in the release of {day}",
        "Даёт ожидаемые строки в выпуске от {day}",
        "Дае чаканыя радкі ў выпуску ад {day}",
    ),
    "queries_passed_undated": (
        "Gives its expected rows in this release",
        "Даёт ожидаемые строки в этом выпуске",
        "Дае чаканыя радкі ў гэтым выпуску",
    ),
    "queries_failed": (
        "Gives other rows than expected in this release",
        "В этом выпуске даёт не те строки, что ожидались",
        "У гэтым выпуску дае не тыя радкі, якія чакаліся",
    ),
    # the table of an answer
    "table_words": ("Words in a row", "Слова в строке", "Словы ў радку"),
    "table_group": ("Group by", "Сгруппировать", "Згрупаваць"),
    "table_no_group": ("not grouped", "без групп", "без груп"),
    "table_arrange": ("Show", "Показать", "Паказаць"),
    "table_sort": ("Sort by: {title}", "Упорядочить: {title}", "Упарадкаваць: {title}"),
    "table_as_given": (
        "In the order of the query, all rows",
        "В порядке запроса, все строки",
        "У парадку запыту, усе радкі",
    ),
    "table_cut": (
        "The first {most} rows are shown; the files have all of them.",
        "Показаны первые {most} строк; все — в файлах.",
        "Паказаны першыя {most} радкоў; усе — у файлах.",
    ),
    "table_fitting": (
        "With these words: {total}",
        "Из них с этими словами: {total}",
        "З іх з гэтымі словамі: {total}",
    ),
    "table_part": (
        "page {page} of {pages}",
        "страница {page} из {pages}",
        "старонка {page} з {pages}",
    ),
    "table_none": ("(nothing)", "(ничего)", "(нічога)"),
    "table_no_words": (
        "No row has these words.",
        "Строк с этими словами нет.",
        "Радкоў з гэтымі словамі няма.",
    ),
    "table_long_words": (
        "At most {words} words of {most} characters in all are taken.",
        "Слов — не больше {words}, всего не длиннее {most} знаков.",
        "Слоў — не больш за {words}, усяго не даўжэй за {most} знакаў.",
    ),
    "table_bad_column": (
        "{name} names no column; there are: {columns}",
        "{name}: такого столбца нет; есть: {columns}",
        "{name}: такога слупка няма; ёсць: {columns}",
    ),
    "table_bad_number": (
        "{name} is no number from 1 on.",
        "{name}: это не число от 1.",
        "{name}: гэта не лік ад 1.",
    ),
    "table_bad_page": (
        "The last page of this table is {last}.",
        "Последняя страница этой таблицы — {last}.",
        "Апошняя старонка гэтай табліцы — {last}.",
    ),
    "table_bad_row": (
        "The answer has no row {number}; the last is {last}.",
        "Строки {number} в ответе нет; последняя — {last}.",
        "Радка {number} у адказе няма; апошні — {last}.",
    ),
    "another_way": ("An example that gives rows", "Пример, дающий строки", "Прыклад, які дае радкі"),
    # the sources of a row
    "row_sources": ("Sources", "Источники", "Крыніцы"),
    "row_sources_of": ("Sources of row {number}", "Источники строки {number}", "Крыніцы радка {number}"),
    "row_sources_close": ("Close", "Закрыть", "Закрыць"),
    "row_sources_none": (
        "No triple carries this row by itself: it says that something is missing, counts nothing, or is computed.",
        "Строка не опирается ни на одну тройку: она говорит об отсутствии, считает пустое или вычислена.",
        "Радок не абапіраецца ні на адну тройку: ён кажа пра адсутнасць, лічыць пустое або вылічаны.",
    ),
    "row_sources_untold": (
        "The sources of this row cannot be told apart; ask /sparql with explain=sources for those of the whole answer.",
        "Источники этой строки нельзя выделить; все источники ответа даёт /sparql с explain=sources.",
        "Крыніцы гэтага радка немагчыма вылучыць; усе крыніцы адказу дае /sparql з explain=sources.",
    ),
    "row_sources_part": (
        "There are more than were looked at.",
        "Их больше, чем было просмотрено.",
        "Іх больш, чым было прагледжана.",
    ),
    # the picture
    "picture_of_answer": ("Picture of the answer", "Рисунок ответа", "Малюнак адказу"),
    "picture_drawn": (
        "The first {shown} of {count} rows are drawn.",
        "Показаны первые {shown} строк из {count}.",
        "Паказаны першыя {shown} радкоў з {count}.",
    ),
    "picture_told_bars": (
        "Bars: {count}, the longest for {label}: {value}. The table below has all of it.",
        "Столбцов: {count}, самый длинный — {label}: {value}. Всё это есть в таблице ниже.",
        "Слупкоў: {count}, самы доўгі — {label}: {value}. Усё гэта ёсць у табліцы ніжэй.",
    ),
    "picture_told_timeline": (
        "Dates and periods: {count}, from {first} to {last}; what is pale is not known for certain. The table below "
        "has all of it.",
        "Дат и периодов: {count}, с {first} по {last}; бледное известно не наверняка. Всё это есть в таблице ниже.",
        "Дат і перыядаў: {count}, з {first} па {last}; бледнае вядома не напэўна. Усё гэта ёсць у табліцы ніжэй.",
    ),
    "picture_told_network": (
        "Things: {things}, ties between them: {ties}. The table below has all of it.",
        "Предметов: {things}, связей между ними: {ties}. Всё это есть в таблице ниже.",
        "Прадметаў: {things}, сувязей паміж імі: {ties}. Усё гэта ёсць у табліцы ніжэй.",
    ),
    "picture_told_map": (
        "Places: {count}; borders are those of the United Nations’ maps, dashed where they are not settled. The table "
        "below has all of it.",
        "Мест: {count}; границы — по картам ООН, пунктир там, где они не урегулированы. Всё это есть в таблице ниже.",
        "Месцаў: {count}; межы — паводле карт ААН, пункцір там, дзе яны не ўрэгуляваныя. Усё гэта ёсць у табліцы "
        "ніжэй.",
    ),
    "picture_told_matrix": (
        "Rows: {rows}, columns: {columns}; cells that hold something: {cells}. The table below has all of it.",
        "Строк: {rows}, столбцов: {columns}; заполнено клеток: {cells}. Всё это есть в таблице ниже.",
        "Радкоў: {rows}, слупкоў: {columns}; запоўнена клетак: {cells}. Усё гэта ёсць у табліцы ніжэй.",
    ),
    # taking it along
    "program_title": ("Ask it from a program", "Спросить из программы", "Спытаць з праграмы"),
    "program_copy": ("Copy the code", "Скопировать код", "Скапіяваць код"),
    "cite_answer": ("Cite this answer", "Как ссылаться на этот ответ", "Як спасылацца на гэты адказ"),
    "cite_sparql": ("Answer to a query in SPARQL", "Ответ на запрос SPARQL", "Адказ на запыт SPARQL"),
    "cite_query": ("Address of the question", "Адрес вопроса", "Адрас пытання"),
}
