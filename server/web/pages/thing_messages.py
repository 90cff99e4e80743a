"""The words of a thing's page, by key, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

THING_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "thing_contents": ("On this page", "На этой странице", "На гэтай старонцы"),
    "thing_facts": ("Key facts", "Основные сведения", "Асноўныя звесткі"),
    "thing_other": ("Everything else", "Прочее", "Іншае"),
    "thing_examples": ("In the ontology", "В онтологии", "У анталогіі"),
    "thing_mentions": ("Where it is mentioned", "Где упоминается", "Дзе згадваецца"),
    "thing_mentions_lead": (
        "Claims that mention it: {claims}; documents: {documents}. Each number leads to a passage.",
        "Утверждений, в которых упоминается: {claims}; документов: {documents}. Каждый номер ведёт к фрагменту.",
        "Сцвярджэнняў, дзе згадваецца: {claims}; дакументаў: {documents}. Кожны нумар вядзе да фрагмента.",
    ),
    "thing_mentioned": (
        "Mentioned in {claims} claims, in {documents} documents",
        "Упоминается в утверждениях ({claims}) из документов ({documents})",
        "Згадваецца ў сцвярджэннях ({claims}) з дакументаў ({documents})",
    ),
    "thing_claims": ("claims: {count}", "утверждений: {count}", "сцвярджэнняў: {count}"),
    "thing_more_passages": ("{count} more passages", "ещё фрагментов: {count}", "яшчэ фрагментаў: {count}"),
    "thing_more_values": ("{count} more", "ещё {count}", "яшчэ {count}"),
    "thing_neighbourhood": ("Neighbourhood", "Окружение", "Атачэнне"),
    "thing_neighbourhood_lead": (
        "The things that most often stand in one claim with it. The thicker the line, the more claims.",
        "Объекты, которые чаще всего стоят с ним в одном утверждении. Чем толще линия, тем больше утверждений.",
        "Аб’екты, якія часцей за ўсё стаяць з ім у адным сцвярджэнні. Чым тоўшчая лінія, тым больш сцвярджэнняў.",
    ),
    "thing_neighbourhood_list": ("The same as a list", "То же списком", "Тое ж спісам"),
    "thing_neighbourhood_picture": (
        "Drawing of {name} and its nearest neighbours; the list below says the same",
        "Рисунок: {name} и ближайшее окружение; список ниже сообщает то же",
        "Малюнак: {name} і найбліжэйшае атачэнне; спіс ніжэй паведамляе тое ж",
    ),
    "thing_standing": (
        "Place in the network of actors",
        "Место в сети участников",
        "Месца ў сетцы ўдзельнікаў",
    ),
    "thing_standing_lead": (
        "How central it is among the actors that claims tie to one another; computed from all ties of this release.",
        "Насколько центральное место занимает среди участников, которых связывают утверждения; вычислено по всем "
        "связям этого выпуска.",
        "Наколькі цэнтральнае месца займае сярод удзельнікаў, якіх звязваюць сцвярджэнні; вылічана па ўсіх сувязях "
        "гэтага выпуску.",
    ),
    "thing_measured_degree": (
        "the number of actors that it has a tie with",
        "число участников, с которыми есть связь",
        "колькасць удзельнікаў, з якімі ёсць сувязь",
    ),
    "thing_measured_betweenness": (
        "the share of the shortest ways between other actors that go through it",
        "доля кратчайших путей между другими участниками, которые проходят через него",
        "доля найкарацейшых шляхоў паміж іншымі ўдзельнікамі, якія праходзяць праз яго",
    ),
    "thing_measured_pagerank": (
        "how often a walk along ties at random comes to it",
        "как часто к нему приводит случайное блуждание по связям",
        "як часта да яго прыводзіць выпадковае блуканне па сувязях",
    ),
    "thing_rank": (
        "rank {rank} of {count}",
        "{rank}-е место из {count}",
        "{rank}-е месца з {count}",
    ),
    "thing_questions": ("Questions about it", "Вопросы об этом", "Пытанні пра гэта"),
    "thing_all_questions": ("All questions", "Все вопросы", "Усе пытанні"),
    "thing_details": ("details", "подробнее", "падрабязней"),
    # time
    "period_since": ("since {start}", "с {start}", "з {start}"),
    "period_from": (
        "from {start}, end not known",
        "с {start}, конец неизвестен",
        "з {start}, канец невядомы",
    ),
    "period_until": ("until {finish}", "до {finish}", "да {finish}"),
    "period_from_to": ("{start} – {finish}", "{start} – {finish}", "{start} – {finish}"),
    "period_none": ("no dates given", "даты не указаны", "даты не пададзены"),
    "period_axis": (
        "Bars from {first} to {last}",
        "Полосы: с {first} по {last}",
        "Палосы: з {first} па {last}",
    ),
    "asof_title": ("As of a date", "На дату", "На дату"),
    "asof_label": ("Year, month or day", "Год, месяц или день", "Год, месяц або дзень"),
    "asof_example": ("as 2016 or 2016-03", "например, 2016 или 2016-03", "напрыклад, 2016 або 2016-03"),
    "asof_show": ("Show", "Показать", "Паказаць"),
    "asof_all": ("All times", "За всё время", "За ўвесь час"),
    "asof_wrong": (
        "“{text}” is no date. Write a year, a month or a day: 2016, 2016-03 or 2016-03-05. All times are shown.",
        "«{text}» — не дата. Укажите год, месяц или день: 2016, 2016-03 или 2016-03-05. Показано всё время.",
        "«{text}» — не дата. Пазначце год, месяц або дзень: 2016, 2016-03 або 2016-03-05. Паказаны ўвесь час.",
    ),
    "asof_counts": (
        "As of {date}: {yes} held, {perhaps} perhaps (marked), {no} did not and are left out. "
        "What goes on counts as lasting to this day.",
        "На {date}: действовало {yes}, возможно — {perhaps} (отмечены), не действовало и не показано — {no}. "
        "Продолжающееся считается длящимся до сих пор.",
        "На {date}: дзейнічала {yes}, магчыма — {perhaps} (пазначаны), не дзейнічала і не паказана — {no}. "
        "Тое, што працягваецца, лічыцца дзейным дагэтуль.",
    ),
    "asof_perhaps": ("perhaps", "возможно", "магчыма"),
    # citing
    "cite_title": ("Cite this page", "Как ссылаться", "Як спасылацца"),
    "cite_iri": ("Identifier of the thing", "Идентификатор объекта", "Ідэнтыфікатар аб’екта"),
    "cite_permanent": (
        "Permanent link to what release {release} says of it",
        "Постоянная ссылка на то, что о нём сказано в выпуске {release}",
        "Пастаянная спасылка на тое, што пра яго сказана ў выпуску {release}",
    ),
    "cite_copy": ("Copy the IRI", "Скопировать IRI", "Скапіяваць IRI"),
    "cite_copied": ("Copied", "Скопировано", "Скапіявана"),
}
