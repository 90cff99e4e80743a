"""The words of the page of the benchmark, by key, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

BENCHMARK_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "benchmark_title": ("Questions to measure by", "Вопросы для измерения", "Пытанні для вымярэння"),
    "benchmark_lead": (
        "Whoever puts questions in words into SPARQL can be measured by these: each is asked in English, Russian and "
        "Belarusian, and has a query that answers it.",
        "По этим вопросам можно измерить того, кто переводит вопросы, заданные словами, на SPARQL: каждый задан "
        "по-английски, по-русски и по-белорусски, и у каждого есть запрос, который на него отвечает.",
        "Па гэтых пытаннях можна вымераць таго, хто перакладае пытанні, зададзеныя словамі, на SPARQL: кожнае "
        "зададзена па-англійску, па-руску і па-беларуску, і ў кожнага ёсць запыт, які на яго адказвае.",
    ),
    "benchmark_shown": (
        "Shown, with query and rows",
        "Открытые, с запросом и строками",
        "Адкрытыя, з запытам і радкамі",
    ),
    "benchmark_held": ("Held", "Скрытые", "Схаваныя"),
    "benchmark_held_lead": (
        "Of these only the question is given, and the SHA-256 of the answer: of the distinct values in all its "
        "columns, sorted, each on a line.",
        "Здесь дан только вопрос и SHA-256 ответа: различных значений из всех его столбцов, по порядку, каждое на "
        "своей строке.",
        "Тут дадзена толькі пытанне і SHA-256 адказу: розных значэнняў з усіх яго слупкоў, па парадку, кожнае на "
        "сваім радку.",
    ),
    "benchmark_number": ("Number", "Номер", "Нумар"),
    "benchmark_question": ("Question", "Вопрос", "Пытанне"),
    "benchmark_rows": ("Rows", "Строк", "Радкоў"),
    "benchmark_none": (
        "This release holds no benchmark.",
        "В этом выпуске нет набора вопросов для измерения.",
        "У гэтым выпуску няма набору пытанняў для вымярэння.",
    ),
    "benchmark_data": (
        "The files are as the client of TEXT2SPARQL reads them:",
        "Файлы — в том виде, в каком их читает клиент TEXT2SPARQL:",
        "Файлы — у тым выглядзе, у якім іх чытае кліент TEXT2SPARQL:",
    ),
}
