"""The words of the page of the releases, by key, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "releases": ("Releases kept here", "Хранимые выпуски", "Выпускі, што тут захоўваюцца"),
    "releases_lead": (
        "Data that is published never changes: each release answers under its own address as long as it is kept.",
        "Опубликованные данные не меняются: каждый выпуск отвечает по своему адресу, пока хранится.",
        "Апублікаваныя даныя не мяняюцца: кожны выпуск адказвае па сваім адрасе, пакуль захоўваецца.",
    ),
    "releases_created": ("Created", "Создан", "Створаны"),
    "releases_triples": ("Triples", "Тройки", "Тройкі"),
    "releases_current": ("current", "текущий", "бягучы"),
    "releases_feed": ("Feed (Atom)", "Лента новостей (Atom)", "Стужка навін (Atom)"),
    "releases_one": ("Release {name}", "Выпуск {name}", "Выпуск {name}"),
    "releases_files": ("Files to take away", "Файлы для скачивания", "Файлы для спампоўвання"),
    "releases_file": ("File", "Файл", "Файл"),
    "releases_size": ("Size", "Размер", "Памер"),
    "releases_kilobytes": ("{size} kB", "{size} кБ", "{size} кБ"),
    "releases_digest": ("SHA-256 of the file", "SHA-256 файла", "SHA-256 файла"),
    "releases_without_files": (
        "This release has no files to take away: it was built before there were any.",
        "У этого выпуска нет файлов для скачивания: он собран до того, как они появились.",
        "У гэтага выпуску няма файлаў для спампоўвання: ён сабраны да таго, як яны з’явіліся.",
    ),
    "releases_metadata": (
        "What catalogues read of this release:",
        "Описание выпуска для каталогов:",
        "Апісанне выпуску для каталогаў:",
    ),
    "releases_changes": (
        "What changed since {name}",
        "Что изменилось после выпуска {name}",
        "Што змянілася пасля выпуску {name}",
    ),
    "releases_not_compared": (
        "What changed since {name} is not known: one of the two was built before that was kept.",
        "Что изменилось после выпуска {name}, неизвестно: один из двух собран до того, как это стало сохраняться.",
        "Што змянілася пасля выпуску {name}, невядома: адзін з двух сабраны да таго, як гэта пачало захоўвацца.",
    ),
    "releases_kind": ("What", "Что", "Што"),
    "releases_claims": ("Claims", "Утверждения", "Сцвярджэнні"),
    "releases_terms": ("Terms of the ontology", "Термины онтологии", "Тэрміны анталогіі"),
    "releases_answers": (
        "Answers to saved queries",
        "Ответы на сохранённые запросы",
        "Адказы на захаваныя запыты",
    ),
    "releases_added": ("New", "Новые", "Новыя"),
    "releases_removed": ("Gone", "Исчезли", "Зніклі"),
    "releases_changed": ("Changed", "Изменились", "Змяніліся"),
    "releases_unasked": ("not asked in both", "заданы не в обоих", "зададзены не ў абодвух"),
    "releases_more": ("and {count} more", "и ещё {count}", "і яшчэ {count}"),
}
