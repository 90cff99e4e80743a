"""The words of the page on how to read a page, of documents, graphs, codes and what went wrong, in three languages."""

from __future__ import annotations

from typing import Final

ABOUT_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "about": ("How to read a page", "Как читать страницу", "Як чытаць старонку"),
    "about_short": ("About", "О проекте", "Пра праект"),
    "about_lead": (
        "Each statement stands beside the text that makes it and the one who speaks there. Where the curators of the "
        "graph read between the lines, or a reference table gives a date, they are named as those who speak.",
        "Рядом с каждым утверждением указаны текст, где это сказано, и тот, кто там говорит. Где составители графа "
        "читают между строк или дату даёт справочная таблица, говорящими названы они.",
        "Побач з кожным сцвярджэннем указаны тэкст, дзе гэта сказана, і той, хто там гаворыць. Дзе складальнікі графа "
        "чытаюць паміж радкоў або дату дае даведачная табліца, прамоўцамі названы яны.",
    ),
    "about_specimen": (
        "One claim, as pages show it",
        "Одно утверждение, как его показывают страницы",
        "Адно сцвярджэнне, як яго паказваюць старонкі",
    ),
    "about_specimen_text": (
        "On the left what is said. In the margin who says it: the document with the number of the passage, the "
        "speaker, the stance. The number leads to the claim.",
        "Слева — что сказано. На полях — кто это говорит: документ с номером фрагмента, говорящий, модальность. "
        "Номер ведёт к утверждению.",
        "Злева — што сказана. На палях — хто гэта гаворыць: дакумент з нумарам фрагмента, прамоўца, мадальнасць. "
        "Нумар вядзе да сцвярджэння.",
    ),
    "about_terms": (
        "What the words and marks mean",
        "Что значат слова и знаки",
        "Што значаць словы і знакі",
    ),
    "about_claim": ("Claim", "Утверждение", "Сцвярджэнне"),
    "about_claim_text": (
        "What somebody says at one place of a document, put into statements. It tells what the document says, not what "
        "is so in the world.",
        "То, что кто-то говорит в одном месте документа, записанное тройками. Оно сообщает, что говорит документ, а "
        "не то, как обстоит дело в мире.",
        "Тое, што нехта гаворыць у адным месцы дакумента, запісанае тройкамі. Яно паведамляе, што гаворыць дакумент, "
        "а не тое, як ёсць у свеце.",
    ),
    "about_passage": ("Passage", "Фрагмент", "Фрагмент"),
    "about_passage_text": (
        "The numbered piece of the text in which a claim stands. The number in the margin is its own; a digest of the "
        "passage lets whoever has the text verify it.",
        "Пронумерованный отрывок текста, где стоит утверждение. Номер на полях — его номер; по хешу фрагмента его "
        "может проверить всякий, у кого есть текст.",
        "Пранумараваны ўрывак тэксту, дзе стаіць сцвярджэнне. Нумар на палях — яго нумар; па хэшы фрагмента яго можа "
        "праверыць кожны, хто мае тэкст.",
    ),
    "about_speaker": ("Speaker", "Говорящий", "Прамоўца"),
    "about_speaker_text": (
        "Whose voice it is: the author of the document, or somebody whom the author quotes or reports. A quotation is "
        "never put down to the author.",
        "Чей это голос: автора документа или того, кого автор цитирует либо пересказывает. Цитата никогда не "
        "приписывается автору.",
        "Чый гэта голас: аўтара дакумента або таго, каго аўтар цытуе ці пераказвае. Цытата ніколі не прыпісваецца "
        "аўтару.",
    ),
    "about_stance": ("Stance", "Модальность", "Мадальнасць"),
    "about_stance_text": (
        "How the speaker puts it forward. What is denied, foreseen or recommended is kept too, and never counted as "
        "asserted:",
        "Каким образом говорящий это выдвигает. То, что отрицается, предвидится или рекомендуется, тоже хранится, но "
        "никогда не считается утверждаемым:",
        "Якім чынам прамоўца гэта вылучае. Тое, што адмаўляецца, прадбачыцца або рэкамендуецца, таксама "
        "захоўваецца, але ніколі не лічыцца сцвярджаным:",
    ),
    "about_inferred_text": (
        "It stands in no document: it follows from other statements by a rule. “Why?” shows the rule, and the claims "
        "that the conclusion rests on.",
        "Этого нет ни в одном документе: это следует из других утверждений по правилу. «Почему?» показывает правило и "
        "утверждения, на которых держится вывод.",
        "Гэтага няма ў ніводным дакуменце: гэта вынікае з іншых сцвярджэнняў паводле правіла. «Чаму?» паказвае "
        "правіла і сцвярджэнні, на якіх трымаецца вывад.",
    ),
    "about_register_text": (
        "Names, codes and kinds of things that the project itself keeps, so that what several documents mention is "
        "one thing.",
        "Названия, коды и виды вещей, которые ведёт сам проект, чтобы упомянутое в нескольких документах было одной "
        "вещью.",
        "Назвы, коды і віды рэчаў, якія вядзе сам праект, каб згаданае ў некалькіх дакументах было адной рэччу.",
    ),
    "about_disputed": ("Disputed", "Оспаривается", "Спрэчнае"),
    "about_disputed_text": (
        "Where documents contradict one another, themselves or official data, both sides stand, each with its passage. "
        "Such a place is described as a thing of its own:",
        "Где документы противоречат друг другу, самим себе или официальным данным, приведены обе стороны, каждая со "
        "своим фрагментом. Такое место описано как отдельная вещь:",
        "Дзе дакументы супярэчаць адзін аднаму, самім сабе або афіцыйным даным, прыведзены абодва бакі, кожны са "
        "сваім фрагментам. Такое месца апісана як асобная рэч:",
    ),
    "about_addresses": ("Addresses that last", "Постоянные адреса", "Сталыя адрасы"),
    "about_addresses_text": (
        "Each thing, claim and passage has an address of its own, under which programs get the same as data. A release "
        "never changes: an answer can be cited with the release that gave it.",
        "У каждой вещи, утверждения и фрагмента есть свой адрес, по которому программы получают то же самое как "
        "данные. Выпуск не меняется: ответ можно цитировать с указанием выпуска.",
        "Кожная рэч, сцвярджэнне і фрагмент маюць свой адрас, па якім праграмы атрымліваюць тое самае як даныя. "
        "Выпуск не мяняецца: адказ можна цытаваць з указаннем выпуску.",
    ),
    "about_makers": (
        "Who made it, and its licence",
        "Кто это сделал и лицензия",
        "Хто гэта зрабіў і ліцэнзія",
    ),
    "about_made_by": ("Made by", "Авторы", "Аўтары"),
    "about_data_licence": ("Data", "Данные", "Даныя"),
    "about_code_licence": ("Code", "Код", "Код"),
    "about_version": ("Ontology", "Онтология", "Анталогія"),
    "about_sources_text": (
        "The documents themselves are not published here: their rights belong to others. What was read out of them is.",
        "Сами документы здесь не публикуются: права на них принадлежат другим. Опубликовано то, что из них извлечено.",
        "Самі дакументы тут не публікуюцца: правы на іх належаць іншым. Апублікавана тое, што з іх здабыта.",
    ),
    "about_help": (
        "How to ask the data, and how it is curated, served and tested",
        "Как спрашивать данные и как они готовятся, публикуются и проверяются",
        "Як пытацца ў даных і як яны рыхтуюцца, публікуюцца і правяраюцца",
    ),
    "opensearch_description": (
        "Search in: {project}",
        "Поиск: {project}",
        "Пошук: {project}",
    ),
    # the documents, which are in English
    "docs_language": (
        "",
        "Эти документы написаны на английском языке.",
        "Гэтыя дакументы напісаны на англійскай мове.",
    ),
    "docs_no_query": (
        "This document has no query {number} that runs here.",
        "В этом документе нет запроса {number}, который здесь выполняется.",
        "У гэтым дакуменце няма запыту {number}, які тут выконваецца.",
    ),
    "docs_previous": ("Previous: {title}", "Предыдущая: {title}", "Папярэдняя: {title}"),
    "docs_next": ("Next: {title}", "Следующая: {title}", "Наступная: {title}"),
    "docs_steps": ("Previous and next", "Предыдущая и следующая", "Папярэдняя і наступная"),
    "docs_answer": ("Answer to query {number}", "Ответ на запрос {number}", "Адказ на запыт {number}"),
    "docs_failed": (
        "No answer came; try again.",
        "Ответ не получен; попробуйте ещё раз.",
        "Адказ не атрыманы; паспрабуйце яшчэ раз.",
    ),
    "document_docs": ("Documents", "Документация", "Дакументацыя"),
    "document_another-topic": (
        "A graph on another topic",
        "Граф на другую тему",
        "Граф на іншую тэму",
    ),
    "document_architecture": ("Architecture", "Архитектура", "Архітэктура"),
    "document_command-line": ("The command line", "Командная строка", "Камандны радок"),
    "document_curating": ("Curating", "Подготовка данных", "Падрыхтоўка даных"),
    "document_decisions": ("Decisions", "Решения", "Рашэнні"),
    "document_fast-queries": ("Fast queries", "Быстрые запросы", "Хуткія запыты"),
    "document_from-wikidata": ("Coming from Wikidata", "После Wikidata", "Пасля Wikidata"),
    "document_glossary": ("Glossary", "Глоссарий", "Гласарый"),
    "document_http-api": ("HTTP API", "Интерфейс HTTP", "Інтэрфейс HTTP"),
    "document_fleet": ("Several servers", "Несколько серверов", "Некалькі сервераў"),
    "document_operations": ("Operations", "Эксплуатация", "Эксплуатацыя"),
    "document_testing": ("Tests and measurements", "Тесты и измерения", "Тэсты і вымярэнні"),
    "document_tutorial": ("Tutorial", "Учебник", "Падручнік"),
    # codes that saved questions give as values
    "code_certain": ("certain", "наверняка", "напэўна"),
    "code_as-last-known": (
        "as last known",
        "по последним известным сведениям",
        "паводле апошніх вядомых звестак",
    ),
    "code_possible": ("possible", "возможно", "магчыма"),
    "code_goes-on": ("goes on", "продолжается", "працягваецца"),
    "code_unknown": ("unknown", "неизвестно", "невядома"),
    "code_ended": ("ended", "завершено", "завершана"),
    # answers that are errors
    "http_400": (
        "The request cannot be understood.",
        "Запрос не удалось понять.",
        "Запыт не ўдалося зразумець.",
    ),
    "http_404": (
        "Check the address, or search for what you want to find.",
        "Проверьте адрес или найдите нужное через поиск.",
        "Праверце адрас або знайдзіце патрэбнае праз пошук.",
    ),
    "http_405": (
        "This address can only be read.",
        "По этому адресу можно только читать.",
        "Па гэтым адрасе можна толькі чытаць.",
    ),
    # graphs that are no claims
    "graph_entities": ("register", "реестр", "рэестр"),
    "graph_ontology": ("ontology", "онтология", "анталогія"),
    "graph_schemes": ("schemes", "схемы", "схемы"),
    "graph_alignments": ("alignments", "сопоставления", "супастаўленні"),
    "graph_segments": ("segments", "фрагменты", "фрагменты"),
    "graph_discrepancies": ("discrepancies", "расхождения", "разыходжанні"),
    "graph_shapes": ("shapes", "формы данных", "формы даных"),
    "graph_description": ("description", "описание", "апісанне"),
    "graph_quality": ("quality", "качество", "якасць"),
    "graph_external-terms": ("external terms", "термины других словарей", "тэрміны іншых слоўнікаў"),
    # what is wrong with a visitor's values
    "parameter_unknown": (
        "parameter '{name}': query '{query}' has no such parameter; it has: {known}",
        "параметр «{name}»: у вопроса «{query}» такого параметра нет; есть: {known}",
        "параметр «{name}»: у пытання «{query}» такога параметра няма; ёсць: {known}",
    ),
    "parameter_required": (
        "parameter '{name}': is required; an example: {example}",
        "параметр «{name}» обязателен; пример: {example}",
        "параметр «{name}» абавязковы; прыклад: {example}",
    ),
    "parameter_many": (
        "parameter '{name}': {count} values; at most {most} are taken",
        "параметр «{name}»: значений {count}, принимается не более {most}",
        "параметр «{name}»: значэнняў {count}, прымаецца не больш за {most}",
    ),
    "parameter_iri": (
        "parameter '{name}': '{text}' is no IRI; give one in full or with a prefix, as in {example}",
        "параметр «{name}»: «{text}» — не IRI; укажите его полностью или с префиксом, как {example}",
        "параметр «{name}»: «{text}» — не IRI; укажыце яго цалкам або з прэфіксам, як {example}",
    ),
    "parameter_date": (
        "parameter '{name}': '{text}' is no date; write it as 2015-01-31",
        "параметр «{name}»: «{text}» — не дата; пишите её так: 2015-01-31",
        "параметр «{name}»: «{text}» — не дата; пішыце яе так: 2015-01-31",
    ),
    "parameter_integer": (
        "parameter '{name}': '{text}' is no whole number of at most 18 digits",
        "параметр «{name}»: «{text}» — не целое число, в котором не более 18 цифр",
        "параметр «{name}»: «{text}» — не цэлы лік, у якім не больш за 18 лічбаў",
    ),
    "parameter_language": (
        "parameter '{name}': '{text}' is no language tag; write it as en, ru or be",
        "параметр «{name}»: «{text}» — не код языка; пишите en, ru или be",
        "параметр «{name}»: «{text}» — не код мовы; пішыце en, ru або be",
    ),
    "parameter_long": (
        "parameter '{name}': {count} characters; at most {most} are taken",
        "параметр «{name}»: знаков {count}, принимается не более {most}",
        "параметр «{name}»: знакаў {count}, прымаецца не больш за {most}",
    ),
    "parameter_unicode": (
        "parameter '{name}': a character that is no part of Unicode text",
        "параметр «{name}»: знак, которого в тексте Юникода быть не может",
        "параметр «{name}»: знак, якога ў тэксце Юнікода быць не можа",
    ),
    "term_no_iri": (
        "The {place} {text} is no IRI.",
        "{text} на месте «{place}» — не IRI.",
        "{text} на месцы «{place}» — не IRI.",
    ),
    "term_unreadable": (
        "The {place} {text} cannot be read: write an IRI or a prefixed name.",
        "Не удалось прочесть {text} на месте «{place}»: напишите IRI или имя с префиксом.",
        "Не ўдалося прачытаць {text} на месцы «{place}»: напішыце IRI або імя з прэфіксам.",
    ),
    "term_unreadable_object": (
        'The {place} {text} cannot be read: write an IRI or a prefixed name, or a literal such as "EAEU"@en.',
        'Не удалось прочесть {text} на месте «{place}»: напишите IRI, имя с префиксом или литерал, например "EAEU"@en.',
        "Не ўдалося прачытаць {text} на месцы «{place}»: напішыце IRI, імя з прэфіксам або літарал, "
        'напрыклад "EAEU"@en.',
    ),
}
