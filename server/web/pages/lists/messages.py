"""The words of the lists, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

LIST_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "lists": ("Lists", "Списки", "Спісы"),
    "lists_lead": (
        "Everything in the graph by its kind, with the number of things of each. A list can be filtered, sorted and "
        "taken away as a table.",
        "Всё, что есть в графе, по видам; цифра — число вещей этого вида. Список можно отобрать, упорядочить и "
        "сохранить как таблицу.",
        "Усё, што ёсць у графе, паводле відаў; лічба — колькасць рэчаў гэтага віду. Спіс можна адабраць, упарадкаваць "
        "і захаваць як табліцу.",
    ),
    "list_tied": ("“{property}”: {to}", "«{property}»: {to}", "«{property}»: {to}"),
    "list_of": ("List: {title}", "Список: {title}", "Спіс: {title}"),
    "list_all_of": ("See the list", "Открыть список", "Адкрыць спіс"),
    "list_class": ("What this kind is", "Что это за вид", "Што гэта за від"),
    "list_narrower": ("Kinds of it:", "Подвиды:", "Падвіды:"),
    "list_count": ("{count} in all", "Всего: {count}", "Усяго: {count}"),
    "list_shown": (
        "{first} to {last} of {count}",
        "{first}–{last} из {count}",
        "{first}–{last} з {count}",
    ),
    "list_none": (
        "Nothing here fits.",
        "Ничего подходящего нет.",
        "Нічога прыдатнага няма.",
    ),
    "list_filter": ("Words to filter by", "Отобрать по словам", "Адабраць паводле слоў"),
    "list_filter_button": ("Filter", "Отобрать", "Адабраць"),
    "list_everything": ("Show all again", "Снова показать всё", "Зноў паказаць усё"),
    "list_sources": (
        "A cell holds every value that is given: who says so stands on the thing’s own page. Where values differ, "
        "and where a document only predicts, recommends or denies, the document stands beside the value.",
        "В ячейке — все значения, которые указаны; кто это говорит, сказано на странице самой вещи. Если значения "
        "расходятся или документ лишь предсказывает, рекомендует или отрицает, рядом со значением указан документ.",
        "У ячэйцы — усе значэнні, якія пададзены; хто гэта гаворыць, сказана на старонцы самой рэчы. Калі значэнні "
        "разыходзяцца або дакумент толькі прадказвае, рэкамендуе ці адмаўляе, побач са значэннем пададзены дакумент.",
    ),
    "list_table": ("Table: {title}", "Таблица: {title}", "Табліца: {title}"),
    "list_formats": ("This list as", "Этот список в формате", "Гэты спіс у фармаце"),
    "list_more": ("{count} more", "ещё {count}", "яшчэ {count}"),
    "list_sort": ("Sort by: {title}", "Упорядочить: {title}", "Упарадкаваць: {title}"),
    "list_label": ("Name", "Название", "Назва"),
    "list_kind": ("Kind", "Вид", "Від"),
    "list_states": ("Speaks of", "О чём", "Пра што"),
    "list_documents": ("Documents", "Документы", "Дакументы"),
    "list_of_passage": ("Claims made in it", "Утверждения в нём", "Сцвярджэнні ў ім"),
    "list_org:member": ("Member", "Участник", "Удзельнік"),
    "list_org:organization": ("Organisation", "Организация", "Арганізацыя"),
    "list_dcterms:creator": ("Author", "Автор", "Аўтар"),
    "list_dcterms:publisher": ("Publisher", "Издатель", "Выдавец"),
    "list_dcterms:language": ("Language", "Язык", "Мова"),
    "list_dcterms:isPartOf": ("Part of", "Часть", "Частка"),
    "list_cito:citesAsEvidence": ("Cites", "Ссылается на", "Спасылаецца на"),
    "list_bad_iri": (
        "“{value}” is no IRI: give one in full or with a prefix, as in rdf:type.",
        "«{value}» — не IRI: укажите его полностью или с префиксом.",
        "«{value}» — не IRI: падайце яго цалкам або з прэфіксам.",
    ),
    "list_no_value": (
        "Nothing in this list has {name}={value}; the list without filters links to the values that there are.",
        "В этом списке ни у чего нет {name}={value}; список без фильтров ведёт к тем значениям, которые есть.",
        "У гэтым спісе ні ў чаго няма {name}={value}; спіс без фільтраў вядзе да тых значэнняў, якія ёсць.",
    ),
    "list_long_text": (
        "The text to filter by may have {characters} characters and {words} words at most.",
        "В тексте для отбора может быть не больше {characters} знаков и {words} слов.",
        "У тэксце для адбору можа быць не больш за {characters} знакаў і {words} слоў.",
    ),
    "list_bad_sort": (
        "This list cannot be sorted by “{value}”. There is: {keys}; a minus before it turns the order round.",
        "Этот список нельзя упорядочить по «{value}». Можно: {keys}; минус перед словом обращает порядок.",
        "Гэты спіс нельга ўпарадкаваць паводле «{value}». Можна: {keys}; мінус перад словам абарачае парадак.",
    ),
    "list_bad_page": (
        "There is no page “{value}”; the last one is {last}.",
        "Страницы «{value}» нет; последняя — {last}.",
        "Старонкі «{value}» няма; апошняя — {last}.",
    ),
    "list_too_long": (
        "This list would have more than {most} things. A SPARQL query can ask for a part of them.",
        "В этом списке было бы больше {most} вещей. Запрос SPARQL может выбрать часть из них.",
        "У гэтым спісе было б больш за {most} рэчаў. Запыт SPARQL можа выбраць частку з іх.",
    ),
}
