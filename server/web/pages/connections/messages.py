"""The words of the connections, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "connections": (
        "How two things are connected",
        "Как связаны два объекта",
        "Як звязаны два аб’екты",
    ),
    "connections_lead": (
        "Two names, and the paths from one to the other: memberships, meetings, treaties, votes, offices, with the "
        "claims that put them forward and who speaks there. Short paths come first, and of these those through what "
        "links the fewest. Places, statements, sessions and documents that are no treaty or resolution lead nowhere: "
        "almost everything has them in common.",
        "Два имени и пути от одного к другому: членство, встречи, договоры, голосования, должности — с утверждениями, "
        "в которых это сказано, и тем, кто там говорит. Сначала короткие пути, среди них — через то, что связывает "
        "немногих. Места, высказывания, сессии и документы, кроме договоров и резолюций, путями не служат: они общие "
        "почти для всего.",
        "Два імені і шляхі ад аднаго да другога: членства, сустрэчы, дагаворы, галасаванні, пасады — са сцвярджэннямі, "
        "у якіх гэта сказана, і тым, хто там гаворыць. Спачатку кароткія шляхі, сярод іх — праз тое, што звязвае "
        "нямногіх. Месцы, выказванні, сесіі і дакументы, акрамя дагавораў і рэзалюцый, шляхамі не служаць: яны "
        "агульныя амаль для ўсяго.",
    ),
    "connections_short": (
        "Two names, and the paths from one to the other in up to four steps, with the claims and who speaks there.",
        "Два имени и пути от одного к другому длиной до четырёх шагов, с утверждениями и тем, кто там говорит.",
        "Два імені і шляхі ад аднаго да другога даўжынёй да чатырох крокаў, са сцвярджэннямі і тым, хто там гаворыць.",
    ),
    "connections_form": ("Two things to connect", "Два объекта", "Два аб’екты"),
    "connections_one": ("From", "От", "Ад"),
    "connections_other": ("To", "К", "Да"),
    "connections_name_hint": (
        "A name in any of the three languages, or an IRI; suggestions come while you type.",
        "Имя на любом из трёх языков или IRI; подсказки появляются при вводе.",
        "Імя на любой з трох моў або IRI; падказкі з’яўляюцца пры ўводзе.",
    ),
    "connections_steps": ("Steps at most", "Шагов не больше", "Крокаў не больш"),
    "connections_since": ("In time: from", "Время: с", "Час: з"),
    "connections_until": ("to", "по", "па"),
    "connections_time_hint": (
        "A year, a month or a day; then only dated links are taken.",
        "Год, месяц или день; тогда учитываются только датированные связи.",
        "Год, месяц або дзень; тады ўлічваюцца толькі датаваныя сувязі.",
    ),
    "connections_find": ("Find paths", "Найти пути", "Знайсці шляхі"),
    "connections_examples": ("For example:", "Например:", "Напрыклад:"),
    "connections_of": (
        "{one} and {other}: how they are connected",
        "{one} и {other}: как они связаны",
        "{one} і {other}: як яны звязаны",
    ),
    "connections_count": ("Paths shown: {count}.", "Показано путей: {count}.", "Паказана шляхоў: {count}."),
    "connections_more": (
        "There are more: choose a document or a time, leave out what many are linked to, or take the data.",
        "Есть и другие: выберите документ или время, исключите то, с чем связаны многие, или возьмите данные.",
        "Ёсць і іншыя: выберыце дакумент або час, выключыце тое, з чым звязаны многія, або вазьміце даныя.",
    ),
    "connections_incomplete": (
        "There are so many of the last length that not all were compared.",
        "Путей последней длины так много, что сравнены не все.",
        "Шляхоў апошняй даўжыні так шмат, што параўнаны не ўсе.",
    ),
    "connections_none": (
        "No claim of this release leads from one to the other in so many steps under these conditions.",
        "Ни одно утверждение этого выпуска не ведёт при этих условиях от одного к другому за столько шагов.",
        "Ніводнае сцвярджэнне гэтага выпуску не вядзе пры гэтых умовах ад аднаго да другога за столькі крокаў.",
    ),
    "connections_length_1": ("Directly", "Напрямую", "Напрамую"),
    "connections_length_2": ("In two steps", "За два шага", "За два крокі"),
    "connections_length_3": ("In three steps", "За три шага", "За тры крокі"),
    "connections_length_4": ("In four steps", "За четыре шага", "За чатыры крокі"),
    "connections_rest": (
        "All links of the two: {count} more",
        "Все связи этих двух: ещё {count}",
        "Усе сувязі гэтых двух: яшчэ {count}",
    ),
    "connections_avoid": ("leave out", "исключить", "выключыць"),
    "connections_avoid_title": ("Paths without {name}", "Пути без «{name}»", "Шляхі без «{name}»"),
    "connections_avoided": ("Left out:", "Исключено:", "Выключана:"),
    "connections_allow": ("take in again", "вернуть", "вярнуць"),
    "connections_data": ("As data:", "Как данные:", "Як даныя:"),
    "connections_saved": (
        "The same as a saved query, for one and two steps",
        "То же как сохранённый запрос, для одного и двух шагов",
        "Тое ж як захаваны запыт, для аднаго і двух крокаў",
    ),
    "connections_missing": (
        "Two things are wanted; the parameter {name} is empty.",
        "Нужны два объекта; параметр {name} пуст.",
        "Патрэбны два аб’екты; параметр {name} пусты.",
    ),
    "connections_same": (
        "Both ends are the same thing; choose another one for one of them.",
        "Оба конца — один и тот же объект; выберите для одного из них другой.",
        "Абодва канцы — адзін і той жа аб’ект; выберыце для аднаго з іх іншы.",
    ),
    "connections_unknown": (
        "Nothing that claims link to anything is called “{text}”. Actors, events, treaties, resolutions, initiatives "
        "and offices can be connected; take a suggestion, or search for the name.",
        "Ничто из того, что утверждения с чем-либо связывают, не называется «{text}». Связать можно акторов, события, "
        "договоры, резолюции, инициативы и должности; выберите подсказку или поищите имя.",
        "Нішто з таго, што сцвярджэнні з чым-небудзь звязваюць, не называецца «{text}». Звязаць можна актараў, падзеі, "
        "дагаворы, рэзалюцыі, ініцыятывы і пасады; выберыце падказку або пашукайце імя.",
    ),
    "connections_steps_wrong": (
        "The parameter steps wants a whole number from 1 to {most}.",
        "Параметр steps — целое число от 1 до {most}.",
        "Параметр steps — цэлы лік ад 1 да {most}.",
    ),
    "connections_without_many": (
        "The parameter without may be given {most} times.",
        "Параметр without можно указать до {most} раз.",
        "Параметр without можна ўказаць да {most} разоў.",
    ),
    "connections_from_thing": (
        "How is this connected with …?",
        "Как это связано с …?",
        "Як гэта звязана з …?",
    ),
    "connections_with": ("Another thing", "Другой объект", "Іншы аб’ект"),
}
