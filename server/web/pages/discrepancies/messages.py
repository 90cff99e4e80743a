"""The words of the pages about discrepancies, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

DISCREPANCY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "discrepancies": ("Disagreements", "Расхождения", "Разыходжанні"),
    "discrepancies_title": (
        "Where the sources disagree",
        "Где источники расходятся",
        "Дзе крыніцы разыходзяцца",
    ),
    "discrepancies_lead": (
        "Each entry ties claims that cannot all be right, or differ in a way worth noting. It takes no side: "
        "who says what, in which passage, stands beside each version.",
        "Каждая запись связывает утверждения, которые не могут быть верны одновременно или различие между "
        "которыми существенно. Она не принимает ничьей стороны: у каждой версии указано, кто, что и где говорит.",
        "Кожны запіс звязвае сцвярджэнні, якія не могуць быць слушныя адначасова або адрозненне паміж якімі "
        "істотнае. Ён не прымае нічыйго боку: ля кожнай версіі паказана, хто, што і дзе кажа.",
    ),
    "discrepancies_shown": (
        "{first}–{last} of {total}",
        "{first}–{last} из {total}",
        "{first}–{last} з {total}",
    ),
    "discrepancies_none": (
        "No disagreement fits all of these filters. Take one of them away.",
        "Ни одно расхождение не отвечает всем фильтрам сразу. Снимите один из них.",
        "Ніводнае разыходжанне не адпавядае ўсім фільтрам адразу. Прыбярыце адзін з іх.",
    ),
    "discrepancies_empty": (
        "This graph holds no disagreements.",
        "В этом графе нет расхождений.",
        "У гэтым графе няма разыходжанняў.",
    ),
    "discrepancies_contradiction_documents": (
        "Contradictions between documents",
        "Противоречия между документами",
        "Супярэчнасці паміж дакументамі",
    ),
    "discrepancies_contradiction_reference": (
        "Contradictions with the reference tables",
        "Противоречия со справочными таблицами",
        "Супярэчнасці з даведачнымі табліцамі",
    ),
    "discrepancies_contradiction_within": (
        "Contradictions within one document or table",
        "Противоречия внутри одного документа или таблицы",
        "Супярэчнасці ўнутры аднаго дакумента або табліцы",
    ),
    "discrepancies_out_of_date": (
        "Right at another time",
        "Верно для другого времени",
        "Было слушна ў іншы час",
    ),
    "discrepancies_naming": (
        "Different names for one thing",
        "Разные названия одного и того же",
        "Розныя назвы аднаго і таго ж",
    ),
    "discrepancies_precision": (
        "Precision: one source is more exact, neither contradicts the other",
        "Точность: один источник точнее, противоречия нет",
        "Дакладнасць: адна крыніца дакладнейшая, супярэчнасці няма",
    ),
    "discrepancies_filters": ("Filters", "Фильтры", "Фільтры"),
    "discrepancies_all": ("All {count}", "Все {count}", "Усе {count}"),
    "discrepancies_by_kind": ("Kind", "Вид", "Від"),
    "discrepancies_by_scope": ("Between whom", "Между кем", "Паміж кім"),
    "discrepancies_by_severity": (
        "How far it misleads",
        "Насколько вводит в заблуждение",
        "Наколькі ўводзіць у зман",
    ),
    "discrepancies_by_settled": ("Settled", "Урегулировано ли", "Ці вырашана"),
    "discrepancies_by_document": (
        "Document on a side",
        "Документ одной из сторон",
        "Дакумент аднаго з бакоў",
    ),
    "discrepancies_scope_documents": (
        "Two or more documents",
        "Два документа или более",
        "Два дакументы або больш",
    ),
    "discrepancies_scope_reference": (
        "With the reference tables",
        "Со справочными таблицами",
        "З даведачнымі табліцамі",
    ),
    "discrepancies_scope_within": (
        "Within one document or table",
        "Внутри одного документа или таблицы",
        "Унутры аднаго дакумента або табліцы",
    ),
    "discrepancies_settled_yes": ("Settled", "Урегулировано", "Вырашана"),
    "discrepancies_settled_no": ("Open", "Не урегулировано", "Не вырашана"),
    "discrepancies_about": ("About: {what}", "О чём: {what}", "Пра што: {what}"),
    "discrepancies_remove": ("Remove this filter", "Снять этот фильтр", "Прыбраць гэты фільтр"),
    "discrepancies_severity": ("severity: {value}", "серьёзность: {value}", "сур’ёзнасць: {value}"),
    "discrepancies_data": ("This list as", "Этот список в формате", "Гэты спіс у фармаце"),
    "discrepancies_query": ("This list in SPARQL", "Этот список на SPARQL", "Гэты спіс на SPARQL"),
    "discrepancies_open_query": (
        "Open in the SPARQL editor",
        "Открыть в редакторе SPARQL",
        "Адкрыць у рэдактары SPARQL",
    ),
    "discrepancies_invalid": (
        "There is nothing like {name}={value} to filter by. Values are IRIs or prefixed names; the list without "
        "filters, /discrepancies, links to all that there are.",
        "По значению {name}={value} отобрать нельзя. Значения — IRI или имена с префиксом; все возможные "
        "указаны в списке без фильтров, /discrepancies.",
        "Па значэнні {name}={value} адабраць нельга. Значэнні — IRI або імёны з прэфіксам; усе магчымыя "
        "паказаны ў спісе без фільтраў, /discrepancies.",
    ),
    "discrepancies_no_page": (
        "The list has no such page; its last one is {pages}.",
        "Такой страницы в списке нет; последняя — {pages}.",
        "Такой старонкі ў спісе няма; апошняя — {pages}.",
    ),
    "discrepancies_year": ("{year}", "{year}", "{year}"),
    "discrepancies_or_later": ("{year} or later", "{year} или позже", "{year} або пазней"),
    # the page of one
    "discrepancy_at_issue": ("What differs", "Что различается", "Што адрозніваецца"),
    "discrepancy_sides": ("The sides", "Стороны", "Бакі"),
    "discrepancy_side": ("Version {number}", "Версия {number}", "Версія {number}"),
    "discrepancy_whose": ("{kind} of {holder}", "{kind} ({holder})", "{kind} ({holder})"),
    "discrepancy_speaker": ("By whom", "Кто говорит", "Хто кажа"),
    "discrepancy_document": ("Document", "Документ", "Дакумент"),
    "discrepancy_stance": ("Stance", "Модальность", "Мадальнасць"),
    "discrepancy_passages": ("Passage", "Фрагмент", "Фрагмент"),
    "discrepancy_record": ("Record", "Запись", "Запіс"),
    "discrepancy_source": ("Checked against", "Сверено с", "Зверана з"),
    "discrepancy_verification": ("Verification", "Проверка", "Праверка"),
    "discrepancy_issued": ("Document of", "Дата документа", "Дата дакумента"),
    "discrepancy_as_of": ("Holds as of", "По состоянию на", "Па стане на"),
    "discrepancy_dates": ("Speaks of", "О каком времени", "Пра які час"),
    "discrepancy_whole_claim": (
        "All that this claim states",
        "Всё, что сказано в этом утверждении",
        "Усё, што сказана ў гэтым сцвярджэнні",
    ),
    "discrepancy_settles": ("Settles it", "Разрешает расхождение", "Вырашае разыходжанне"),
    "discrepancy_more_exact": ("more exact", "точнее", "дакладней"),
    "discrepancy_settled_by_side": (
        "Version {number}, above",
        "Версия {number}, выше",
        "Версія {number}, вышэй",
    ),
    "discrepancy_settling": ("What settles it", "Чем разрешается", "Чым вырашаецца"),
    "discrepancy_unsettled": (
        "Nothing that has been read settles it: the versions stand side by side.",
        "Ничто из прочитанного его не разрешает: версии остаются рядом.",
        "Нішто з прачытанага яго не вырашае: версіі застаюцца побач.",
    ),
    "discrepancy_nature": (
        "What sort of difference it is",
        "Что это за расхождение",
        "Што гэта за разыходжанне",
    ),
    "discrepancy_others": (
        "Other disagreements about it: {count}",
        "Другие расхождения о том же: {count}",
        "Іншыя разыходжанні пра тое ж: {count}",
    ),
    "discrepancy_concerns": ("What it is about", "О чём оно", "Пра што яно"),
    "discrepancy_same_kind": ("All of this kind", "Все этого вида", "Усе гэтага віду"),
    "discrepancy_questions": ("Related questions", "Вопросы по теме", "Пытанні па тэме"),
    # elsewhere
    "disputed_contradiction": ("disputed", "спорно", "спрэчна"),
    "disputed_out_of_date": ("right at another time", "верно для другого времени", "слушна для іншага часу"),
    "disputed_naming": ("named otherwise, too", "есть и другое название", "ёсць і іншая назва"),
    "disputed_precision": (
        "given more or less exactly",
        "указано с разной точностью",
        "паказана з рознай дакладнасцю",
    ),
    "disputed_title": (
        "Sources differ: {what}",
        "Источники расходятся: {what}",
        "Крыніцы разыходзяцца: {what}",
    ),
    "worked_title": (
        "Sources disagree. For example:",
        "Источники расходятся. Например:",
        "Крыніцы разыходзяцца. Напрыклад:",
    ),
    "worked_all": (
        "All {count} disagreements, with both sides",
        "Все расхождения с обеими сторонами: {count}",
        "Усе разыходжанні з абодвума бакамі: {count}",
    ),
    "worked_open": ("Both sides in full", "Обе стороны полностью", "Абодва бакі цалкам"),
}
