"""Texts of the editor in English, Russian and Belarusian, those of YASGUI among them."""

from __future__ import annotations

from typing import Final

YASGUI: Final = {
    "yasgui_run": ("Run query", "Выполнить запрос", "Выканаць запыт"),
    "yasgui_close": ("Close tab", "Закрыть вкладку", "Закрыць укладку"),
    "yasgui_close_others": ("Close other tabs", "Закрыть другие вкладки", "Закрыць іншыя ўкладкі"),
    "yasgui_reopen": ("Undo close tab", "Вернуть закрытую вкладку", "Вярнуць закрытую ўкладку"),
    "yasgui_rename": ("Rename Tab", "Переименовать вкладку", "Перайменаваць укладку"),
    "yasgui_copy": ("Copy Tab", "Скопировать вкладку", "Скапіраваць укладку"),
    "yasgui_add": ("Add tab", "Новая вкладка", "Новая ўкладка"),
    "yasgui_add_label": ("Add a new tab", "Добавить вкладку", "Дадаць укладку"),
    "yasgui_table": ("Table", "Таблица", "Табліца"),
    "yasgui_response": ("Response", "Ответ", "Адказ"),
    "yasgui_simple": ("Simple view", "Упрощённый вид", "Спрошчаны выгляд"),
    "yasgui_ellipse": ("Ellipse", "Сокращать", "Скарачаць"),
    "yasgui_filter": ("Filter query results", "Фильтр строк", "Фільтр радкоў"),
    "yasgui_size": ("Page size:", "Строк на странице:", "Радкоў на старонцы:"),
    "yasgui_all": ("All", "Все", "Усе"),
    "yasgui_download": ("Download result", "Скачать результат", "Спампаваць вынік"),
    "yasgui_download_label": ("Download Results", "Скачать результаты", "Спампаваць вынікі"),
    "yasgui_no_download": ("Download not supported", "Скачать нельзя", "Спампаваць нельга"),
    "yasgui_complete": (
        "Press CTRL - <spacebar> to autocomplete",
        "Ctrl и пробел предлагают продолжение",
        "Ctrl і прабел прапануюць працяг",
    ),
    "yasgui_true": ("True", "Да", "Так"),
    "yasgui_false": ("False", "Нет", "Не"),
}
"""Words that YASGUI writes itself, by key: the page puts those of the reader in the place of the English ones."""

TABLE: Final = {
    "table_info": (
        "Rows _START_ to _END_ of _TOTAL_",
        "Строки _START_–_END_ из _TOTAL_",
        "Радкі _START_–_END_ з _TOTAL_",
    ),
    "table_infoEmpty": ("No rows", "Нет строк", "Няма радкоў"),
    "table_infoFiltered": ("(of _MAX_ in all)", "(всего _MAX_)", "(усяго _MAX_)"),
    "table_zeroRecords": ("No row fits", "Ни одна строка не подходит", "Ніводзін радок не падыходзіць"),
    "table_emptyTable": ("No rows", "Нет строк", "Няма радкоў"),
}
"""Words of the table, by the names that DataTables has for them behind `table_`."""

EDITOR_WORDS: Final[dict[str, tuple[str, ...]]] = {
    **YASGUI,
    **TABLE,
    "editor_title": ("SPARQL editor", "Редактор SPARQL", "Рэдактар SPARQL"),
    "editor_examples": ("Prepared question", "Готовый вопрос", "Гатовае пытанне"),
    "editor_search": ("Find a question", "Найти вопрос", "Знайсці пытанне"),
    "editor_none": (
        "No question has these words",
        "Нет вопроса с этими словами",
        "Няма пытання з гэтымі словамі",
    ),
    "editor_load": ("Load", "Загрузить", "Загрузіць"),
    "editor_query": ("SPARQL query", "Запрос SPARQL", "Запыт SPARQL"),
    "editor_size": ("Rows on a page", "Строк на странице", "Радкоў на старонцы"),
    "editor_hint": ("Hint:", "Подсказка:", "Падказка:"),
    "editor_needs_script": (
        "The editor needs JavaScript. Without it, ask by address: /sparql?query=…",
        "Редактору нужен JavaScript. Без него запрос можно задать адресом: /sparql?query=…",
        "Рэдактару патрэбен JavaScript. Без яго запыт можна задаць адрасам: /sparql?query=…",
    ),
    "editor_keys": (
        "Keys: Tab leaves the query; Ctrl+] and Ctrl+[ indent; Ctrl+Space completes names, in three languages; "
        "Ctrl+Enter runs the query.",
        "Клавиши: Tab выводит из запроса; Ctrl+] и Ctrl+[ сдвигают строки; Ctrl+пробел дополняет имена на трёх языках; "
        "Ctrl+Enter выполняет запрос.",
        "Клавішы: Tab выводзіць з запыту; Ctrl+] і Ctrl+[ зрушваюць радкі; Ctrl+прабел дапаўняе імёны на трох мовах; "
        "Ctrl+Enter выконвае запыт.",
    ),
    "editor_tab": ("Query", "Запрос", "Запыт"),
    "editor_tools": ("About this query", "Об этом запросе", "Пра гэты запыт"),
    "editor_empty": ("Why empty?", "Почему пусто?", "Чаму пуста?"),
    "editor_sources": ("Sources", "Источники", "Крыніцы"),
    "editor_plan": ("Plan", "План", "План"),
    "editor_format": ("Format", "Оформить", "Аформіць"),
    "editor_share": ("Share", "Поделиться", "Падзяліцца"),
    "editor_shared": (
        "The link holds the query itself; nothing is stored.",
        "В ссылке содержится сам запрос; ничего не сохраняется.",
        "У спасылцы змяшчаецца сам запыт; нічога не захоўваецца.",
    ),
    "editor_shared_tab": ("Shared query", "Присланный запрос", "Дасланы запыт"),
    "editor_bad_link": (
        "This link holds no query that can be read.",
        "В этой ссылке нет запроса, который можно прочесть.",
        "У гэтай спасылцы няма запыту, які можна прачытаць.",
    ),
    "editor_link": ("Link to this query", "Ссылка на этот запрос", "Спасылка на гэты запыт"),
    "editor_asking": ("Asking …", "Спрашиваю …", "Пытаюся …"),
    "editor_failed": (
        "No answer came. Try again.",
        "Ответ не пришёл. Попробуйте ещё раз.",
        "Адказ не прыйшоў. Паспрабуйце яшчэ раз.",
    ),
    "editor_rows": (
        "Rows: {number}, in {seconds} s",
        "Строк: {number}, за {seconds} с",
        "Радкоў: {number}, за {seconds} с",
    ),
    "editor_answered": (
        "Answered in {seconds} s",
        "Ответ получен за {seconds} с",
        "Адказ атрыманы за {seconds} с",
    ),
    "editor_refused": ("The query has no answer", "На запрос нет ответа", "На запыт няма адказу"),
    "editor_write": ("Write {text}", "Написать {text}", "Напісаць {text}"),
    "editor_place": (
        "line {line}, column {column}",
        "строка {line}, столбец {column}",
        "радок {line}, слупок {column}",
    ),
    "editor_has": ("has solutions up to here", "до сих пор решения есть", "дагэтуль рашэнні ёсць"),
    "editor_has_none": (
        "no solution from here on",
        "с этого места решений нет",
        "з гэтага месца рашэнняў няма",
    ),
    "editor_row": ("Row {number}", "Строка {number}", "Радок {number}"),
    "editor_claims": ("claims", "утверждения", "сцверджанні"),
    "editor_graphs": ("graphs", "графы", "графы"),
    "editor_files": ("files", "файлы", "файлы"),
    "editor_endpoints": ("endpoints", "точки доступа", "пункты доступу"),
    "editor_rules": ("inferred by", "выведено по правилу", "выведзена паводле правіла"),
    "editor_so_far": (
        "solutions so far: {number}",
        "решений до сих пор: {number}",
        "рашэнняў дагэтуль: {number}",
    ),
    "editor_alone": ("alone: {number}", "отдельно: {number}", "асобна: {number}"),
    "editor_time": ("{number} ms", "{number} мс", "{number} мс"),
    "editor_whole": ("The query as a whole", "Запрос целиком", "Запыт цалкам"),
    "editor_left_out": ("Left out", "Опущено", "Апушчана"),
    "editor_view_graph": ("Graph", "Граф", "Граф"),
    "editor_view_map": ("Map", "Карта", "Карта"),
    "editor_view_timeline": ("Timeline", "Лента времени", "Стужка часу"),
    "editor_view_chart": ("Chart", "Диаграмма", "Дыяграма"),
    "editor_view_pivot": ("Pivot", "Сводная таблица", "Зводная табліца"),
    "editor_view_text": ("The same as a table", "То же в виде таблицы", "Тое ж у выглядзе табліцы"),
    "editor_view_part": (
        "{shown} of {count} are drawn.",
        "Нарисовано {shown} из {count}.",
        "Намалявана {shown} з {count}.",
    ),
    "editor_no_graph": (
        "A graph needs the triples of a CONSTRUCT, or two columns of things.",
        "Для графа нужны тройки CONSTRUCT или два столбца с объектами.",
        "Для графа патрэбны тройкі CONSTRUCT або два слупкі з аб’ектамі.",
    ),
    "editor_no_map": (
        "A map needs a column of states or of places with coordinates.",
        "Для карты нужен столбец с государствами или местами, у которых есть координаты.",
        "Для карты патрэбны слупок з дзяржавамі або месцамі, у якіх ёсць каардынаты.",
    ),
    "editor_no_timeline": (
        "A timeline needs a column of dates or years.",
        "Для ленты времени нужен столбец с датами или годами.",
        "Для стужкі часу патрэбны слупок з датамі або гадамі.",
    ),
    "editor_no_chart": (
        "A chart needs a column of numbers.",
        "Для диаграммы нужен столбец с числами.",
        "Для дыяграмы патрэбны слупок з лікамі.",
    ),
    "editor_pivot_rows": ("Rows", "Строки", "Радкі"),
    "editor_pivot_columns": ("Columns", "Столбцы", "Слупкі"),
    "editor_pivot_cells": ("Cells", "Ячейки", "Ячэйкі"),
    "editor_pivot_count": ("number of rows", "число строк", "лік радкоў"),
    "editor_pivot_sum": ("sum of {name}", "сумма {name}", "сума {name}"),
    "editor_from": ("from", "с", "з"),
    "editor_to": ("to", "по", "па"),
    "editor_number": ("number", "число", "лік"),
    "editor_uses": ("uses: {number}", "употреблений: {number}", "ужыванняў: {number}"),
    "editor_documents": ("documents: {number}", "документов: {number}", "дакументаў: {number}"),
}
