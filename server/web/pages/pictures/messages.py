"""The words of the pictures, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "pictures": ("Pictures", "Изображения", "Выявы"),
    "pictures_title": (
        "Where it is easier to look than to read",
        "Когда проще посмотреть, чем прочитать",
        "Калі прасцей паглядзець, чым прачытаць",
    ),
    "pictures_lead": (
        "Drawn from the statements of this release. Below each picture stands the same as a table, with who says it; "
        "each can be saved, and so can its data and the query that gives them.",
        "Нарисовано по утверждениям этого выпуска. Под каждым изображением — те же сведения в таблице с указанием, кто "
        "это говорит; само изображение, его данные и запрос, который их даёт, можно сохранить.",
        "Намалявана паводле сцвярджэнняў гэтага выпуску. Пад кожнай выявай — тыя самыя звесткі ў табліцы з "
        "пазначэннем, хто гэта кажа; саму выяву, яе даныя і запыт, які іх дае, можна захаваць.",
    ),
    "picture_memberships": (
        "Memberships and sanctions in time",
        "Членство и санкции во времени",
        "Членства і санкцыі ў часе",
    ),
    "picture_memberships_lead": (
        "Who had which status where, and which restrictions were in force: a lane each, and what held on a date.",
        "У кого какой статус где был и какие ограничения действовали: по строке на каждого, и что было в силе на дату.",
        "Хто які статус дзе меў і якія абмежаванні дзейнічалі: па радку на кожнага, і што было ў сіле на дату.",
    ),
    "picture_memberships_of": (
        "{name}: memberships and sanctions in time",
        "{name}: членство и санкции во времени",
        "{name}: членства і санкцыі ў часе",
    ),
    "pictures_of": ("Body or state", "Организация или государство", "Арганізацыя або дзяржава"),
    "pictures_organisations": ("Bodies", "Организации", "Арганізацыі"),
    "pictures_members": ("States and other actors", "Государства и иные акторы", "Дзяржавы і іншыя акторы"),
    "pictures_asof": ("As of", "На дату", "На дату"),
    "pictures_asof_hint": (
        "a year, a month or a day: 2016, 2016-03, 2016-03-31",
        "год, месяц или день: 2016, 2016-03, 2016-03-31",
        "год, месяц або дзень: 2016, 2016-03, 2016-03-31",
    ),
    "pictures_handle": ("Move the date", "Передвинуть дату", "Перасунуць дату"),
    "pictures_show": ("Show", "Показать", "Паказаць"),
    "pictures_skip": (
        "Skip the picture, to its table",
        "Пропустить изображение, к таблице",
        "Прапусціць выяву, да табліцы",
    ),
    "pictures_data": ("Data (CSV)", "Данные (CSV)", "Даныя (CSV)"),
    "pictures_svg": ("Picture (SVG)", "Изображение (SVG)", "Выява (SVG)"),
    "pictures_query": ("SPARQL", "SPARQL", "SPARQL"),
    "pictures_query_of": ("SPARQL: {what}", "SPARQL: {what}", "SPARQL: {what}"),
    "pictures_table": ("The same as a table", "То же в виде таблицы", "Тое самае ў выглядзе табліцы"),
    "pictures_statuses": (
        "Memberships and other statuses",
        "Членство и другие статусы",
        "Членства і іншыя статусы",
    ),
    "pictures_restrictions": ("Restrictions", "Ограничения", "Абмежаванні"),
    "pictures_changes": ("Changes of restrictions", "Изменения ограничений", "Змены абмежаванняў"),
    "pictures_where": ("With whom", "С кем", "З кім"),
    "pictures_what": ("What", "Что", "Што"),
    "pictures_when": ("When", "Когда", "Калі"),
    "pictures_held": ("On the date", "На дату", "На дату"),
    "pictures_who_says": ("Who says it", "Кто это говорит", "Хто гэта кажа"),
    "pictures_held_title": ("What held: {date}", "Что было в силе: {date}", "Што было ў сіле: {date}"),
    "pictures_held_none": (
        "Nothing that is dated held then.",
        "Из датированного ничего не было в силе.",
        "З датаванага нічога не было ў сіле.",
    ),
    "pictures_held_3": ("surely", "наверняка", "напэўна"),
    "pictures_held_2": (
        "as last known",
        "по последним известным сведениям",
        "паводле апошніх вядомых звестак",
    ),
    "pictures_held_1": ("perhaps", "возможно", "магчыма"),
    "pictures_held_0": ("no", "нет", "не"),
    "pictures_undated": ("no date given", "дата не указана", "дата не пазначана"),
    "pictures_in_force": ("restriction", "ограничение", "абмежаванне"),
    "pictures_differs": (
        "another document says otherwise",
        "другой документ говорит иное",
        "іншы дакумент кажа інакш",
    ),
    "pictures_dispute": ("discrepancy:", "расхождение:", "разыходжанне:"),
    "pictures_legend": ("How to read it", "Как читать", "Як чытаць"),
    "pictures_sure": ("dated so", "датировано так", "датавана так"),
    "pictures_vague": (
        "begins or ends somewhere here",
        "начало или конец где-то здесь",
        "пачатак або канец дзесьці тут",
    ),
    "pictures_open": (
        "end unknown, or goes on beyond the last day shown",
        "конец неизвестен или длится дальше последнего известного дня",
        "канец невядомы або доўжыцца далей за апошні вядомы дзень",
    ),
    "pictures_no_date_mark": ("? no date given", "? дата не указана", "? дата не пазначана"),
    "pictures_differs_mark": (
        "≠ documents differ, or a discrepancy is recorded",
        "≠ документы расходятся или расхождение записано",
        "≠ дакументы разыходзяцца або разыходжанне запісана",
    ),
    "pictures_nothing": (
        "Nothing is said of memberships or sanctions of {name}.",
        "О членстве и санкциях ничего не сказано: {name}.",
        "Пра членства і санкцыі нічога не сказана: {name}.",
    ),
    "pictures_no_iri": (
        "The parameter {name} wants an IRI, in full or with a prefix, as the form of this page gives it.",
        "Параметр {name} — это IRI, целиком или с префиксом, как его даёт форма этой страницы.",
        "Параметр {name} — гэта IRI, цалкам або з прэфіксам, як яго дае форма гэтай старонкі.",
    ),
    "pictures_no_date": (
        "The parameter {name} wants a year, a month or a day, as 2016, 2016-03 or 2016-03-31.",
        "Параметр {name} — это год, месяц или день: 2016, 2016-03 или 2016-03-31.",
        "Параметр {name} — гэта год, месяц або дзень: 2016, 2016-03 або 2016-03-31.",
    ),
    "pictures_no_word": (
        "The parameter {name} wants one of: {words}.",
        "Параметр {name} — одно из: {words}.",
        "Параметр {name} — адно з: {words}.",
    ),
}
