"""The kinds of problems: what each is called, what it means and what to do, in English, Russian and Belarusian.

One table for the titles of problem documents (RFC 9457, section 3.1.3) and for the pages at the IRIs of their types.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Slug(StrEnum):
    """The kinds of problem: the last part of the type's IRI. Each has a title that is the same for every occurrence."""

    SYNTAX = "query-syntax"
    DEPTH = "query-too-deep"
    REFUSED = "query-refused"
    SERVICE = "service-refused"
    REMOTE = "remote-failed"
    UPDATE = "update-refused"
    LOAD = "load-refused"
    DATASET = "dataset-conflict"
    FIXED = "default-graph-fixed"
    TOKEN = "token"  # noqa: S105 - the name of a problem
    NO_GRAPH = "no-such-graph"
    PRECONDITION = "precondition"
    DATA = "data-syntax"
    EXPRESSION = "not-expressible"
    GRAPH = "graph-name"
    EVALUATION = "evaluation-failed"
    FORMAT = "not-acceptable"
    MEDIA_TYPE = "media-type"
    REQUEST = "request"
    METHOD = "method"
    NOT_FOUND = "not-found"
    TOO_LARGE = "too-large"
    HEADERS = "headers-too-large"
    RESULT = "result-too-large"
    DEADLINE = "deadline"
    LOOKUPS = "too-many-lookups"
    MEMORY = "memory"
    BUSY = "busy"
    RELEASE = "no-such-release"
    UNAVAILABLE = "unavailable"
    DAMAGED = "release-damaged"
    NOT_HELD = "not-held"
    EXPLANATION = "no-explanation"
    KEY = "idempotency-key"
    HOST = "foreign"
    OTHER = "other"


Texts = tuple[str, str, str]
"""The same in English, Russian and Belarusian."""


@dataclass(frozen=True)
class Kind:
    """One kind: its title, what it means, what to do about it."""

    title: Texts
    meaning: Texts
    remedy: Texts


KINDS: Final[dict[Slug, Kind]] = {
    Slug.SYNTAX: Kind(
        ("The query is not SPARQL", "Запрос написан не на SPARQL", "Запыт напісаны не на SPARQL"),
        (
            "The text does not follow the grammar and rules of SPARQL 1.1, or a prefix is not declared.",
            "Текст не соответствует грамматике и правилам SPARQL 1.1, или префикс не объявлен.",
            "Тэкст не адпавядае граматыцы і правілам SPARQL 1.1, або прэфікс не аб’яўлены.",
        ),
        (
            "Mend the query at the line and column that the document names, by its advice; /editor marks the place.",
            "Исправьте запрос в указанной строке и позиции, следуя совету; редактор /editor отмечает это место.",
            "Выпраўце запыт ва ўказаным радку і пазіцыі паводле парады; рэдактар /editor адзначае гэтае "
            "месца.",
        ),
    ),
    Slug.DEPTH: Kind(
        (
            "The query is nested too deeply",
            "Запрос вложен слишком глубоко",
            "Запыт укладзены занадта глыбока",
        ),
        (
            "Groups or expressions stand too deep inside one another.",
            "Группы или выражения вложены слишком глубоко.",
            "Групы або выразы ўкладзены адзін у адзін занадта глыбока.",
        ),
        (
            "Write the query flatter: VALUES or IN for long lists, several queries for many alternatives.",
            "Сделайте запрос более плоским: VALUES или IN вместо длинных списков, несколько запросов вместо одного.",
            "Зрабіце запыт больш плоскім: VALUES або IN замест доўгіх спісаў, некалькі запытаў замест аднаго.",
        ),
    ),
    Slug.REFUSED: Kind(
        (
            "The engine would answer this wrongly",
            "Движок ответил бы на это неверно",
            "Рухавік адказаў бы на гэта няправільна",
        ),
        (
            "The query is SPARQL, but the engine answers a part of it otherwise than SPARQL 1.1 has it.",
            "Это запрос SPARQL, но на часть его движок отвечает иначе, чем велит SPARQL 1.1.",
            "Гэта запыт SPARQL, але на яго частку рухавік адказвае інакш, чым патрабуе SPARQL 1.1.",
        ),
        (
            "Write the part that the document names in other words; /conformance lists what the engine does otherwise.",
            "Напишите указанную часть иначе; на странице /conformance перечислено, что движок делает по-своему.",
            "Напішыце названую частку інакш; на старонцы /conformance пералічана, што рухавік робіць "
            "па-свойму.",
        ),
    ),
    Slug.SERVICE: Kind(
        (
            "This federated query is not allowed",
            "Такой федеративный запрос не допускается",
            "Такі федэратыўны запыт не дазваляецца",
        ),
        (
            "On a visitor's behalf this server asks only the endpoints that its service description lists, if any.",
            "По поручению посетителя сервер обращается только к точкам доступа из описания сервиса, если они там есть.",
            "Па даручэнні наведвальніка сервер звяртаецца толькі да пунктаў доступу з апісання сэрвісу, калі "
            "яны там ёсць.",
        ),
        (
            "Name one of those endpoints, or federate from the other side: let your engine call this one with SERVICE.",
            "Назовите одну из них или объединяйте с другой стороны: пусть другой движок обратится сюда через SERVICE.",
            "Назавіце адзін з іх або аб’ядноўвайце з іншага боку: няхай іншы рухавік звернецца сюды праз "
            "SERVICE.",
        ),
    ),
    Slug.REMOTE: Kind(
        ("Another endpoint failed", "Другая точка доступа не ответила", "Іншы пункт доступу не адказаў"),
        (
            "An endpoint that the query calls by SERVICE gave no answer that can be used, or none in time.",
            "Точка доступа, вызванная через SERVICE, не дала пригодного ответа или не ответила вовремя.",
            "Пункт доступу, выкліканы праз SERVICE, не даў прыдатнага адказу або не адказаў своечасова.",
        ),
        (
            "Try later, ask it for less, or write SERVICE SILENT to have the rest of the answer without it.",
            "Повторите позже, запросите меньше или напишите SERVICE SILENT, чтобы получить остальное без неё.",
            "Паўтарыце пазней, запытайце менш або напішыце SERVICE SILENT, каб атрымаць астатняе без яго.",
        ),
    ),
    Slug.UPDATE: Kind(
        ("Updates are not allowed", "Изменения не допускаются", "Змяненні не дазваляюцца"),
        (
            "The data of a release never changes.",
            "Данные выпуска никогда не меняются.",
            "Даныя выпуску ніколі не мяняюцца.",
        ),
        (
            "Try a change on a scratch dataset of your own: eikg serve --scratch.",
            "Испытайте изменение на собственном черновом наборе данных: eikg serve --scratch.",
            "Паспрабуйце змяненне на ўласным чарнавым наборы даных: eikg serve --scratch.",
        ),
    ),
    Slug.LOAD: Kind(
        ("Nothing is fetched", "Ничего не загружается", "Нічога не загружаецца"),
        (
            "The server fetches no document for an update.",
            "Сервер не загружает документы для изменения данных.",
            "Сервер не загружае дакументаў для змянення даных.",
        ),
        (
            "Fetch the document yourself and send its triples: INSERT DATA, or PUT and POST at /data.",
            "Загрузите документ сами и отправьте его тройки: INSERT DATA либо PUT и POST по адресу /data.",
            "Загрузіце дакумент самі і адпраўце яго тройкі: INSERT DATA або PUT і POST па адрасе /data.",
        ),
    ),
    Slug.DATASET: Kind(
        ("The dataset is named twice", "Набор данных указан дважды", "Набор даных названы двойчы"),
        (
            "The update names its dataset in its text (USING, WITH) and in the request as well.",
            "Набор данных указан и в тексте изменения (USING, WITH), и в параметрах запроса.",
            "Набор даных указаны і ў тэксце змянення (USING, WITH), і ў параметрах запыту.",
        ),
        (
            "Name it in one of the two places only.",
            "Укажите его только в одном из двух мест.",
            "Укажыце яго толькі ў адным з двух месцаў.",
        ),
    ),
    Slug.FIXED: Kind(
        (
            "The default graph follows the others",
            "Граф по умолчанию следует за остальными",
            "Прадвызначаны граф залежыць ад астатніх",
        ),
        (
            "The default graph is the union of all named graphs, so nothing can be written to it.",
            "Граф по умолчанию — объединение всех именованных графов, поэтому писать в него нельзя.",
            "Прадвызначаны граф — аб’яднанне ўсіх іменаваных графаў, таму пісаць у яго нельга.",
        ),
        ("Write into a named graph.", "Пишите в именованный граф.", "Пішыце ў іменаваны граф."),
    ),
    Slug.TOKEN: Kind(
        (
            "The token is missing or wrong",
            "Токен отсутствует или неверен",
            "Токен адсутнічае або няправільны",
        ),
        (
            "Only who started the scratch dataset may change it.",
            "Менять черновой набор данных может только тот, кто его запустил.",
            "Змяняць чарнавы набор даных можа толькі той, хто яго запусціў.",
        ),
        (
            "Send the token that eikg serve --scratch printed: Authorization: Bearer and the token.",
            "Отправьте токен, который напечатала команда eikg serve --scratch: Authorization: Bearer и токен.",
            "Адпраўце токен, які надрукавала каманда eikg serve --scratch: Authorization: Bearer і токен.",
        ),
    ),
    Slug.NO_GRAPH: Kind(
        ("There is no such graph", "Такого графа нет", "Такога графа няма"),
        (
            "The dataset has no graph of that name.",
            "В наборе данных нет графа с таким именем.",
            "У наборы даных няма графа з такім імем.",
        ),
        (
            "Ask for the names that there are: SELECT DISTINCT ?g { GRAPH ?g { } }.",
            "Запросите имеющиеся имена: SELECT DISTINCT ?g { GRAPH ?g { } }.",
            "Запытайце наяўныя імёны: SELECT DISTINCT ?g { GRAPH ?g { } }.",
        ),
    ),
    Slug.PRECONDITION: Kind(
        (
            "A precondition does not hold",
            "Предварительное условие не выполнено",
            "Папярэдняя ўмова не выканана",
        ),
        (
            "What is there now is not what If-Match or If-None-Match takes it for; nothing was changed.",
            "Текущее состояние не такое, какого требует If-Match или If-None-Match; ничего не изменено.",
            "Цяперашні стан не такі, якога патрабуе If-Match або If-None-Match; нічога не зменена.",
        ),
        (
            "Get what is there now, apply the change to it, and send it with the new ETag in If-Match.",
            "Получите текущее состояние, внесите изменение в него и отправьте с новым ETag в If-Match.",
            "Атрымайце цяперашні стан, унясіце ў яго змяненне і адпраўце з новым ETag у If-Match.",
        ),
    ),
    Slug.DATA: Kind(
        ("The data is malformed", "Данные повреждены", "Даныя пашкоджаны"),
        (
            "The body is not what its Content-Type says, or it names graphs in a way that cannot be stored.",
            "Тело запроса не соответствует Content-Type или называет графы так, что их нельзя сохранить.",
            "Цела запыту не адпавядае Content-Type або называе графы так, што іх нельга захаваць.",
        ),
        (
            "Mend the data at the place named.",
            "Исправьте данные в указанном месте.",
            "Выпраўце даныя ва ўказаным месцы.",
        ),
    ),
    Slug.EXPRESSION: Kind(
        ("The format cannot carry the result", "Формат не вмещает результат", "Фармат не змяшчае вынік"),
        (
            "The result holds something that the format asked for has no form for.",
            "В результате есть то, для чего в выбранном формате нет записи.",
            "У выніку ёсць тое, для чаго ў выбраным фармаце няма запісу.",
        ),
        ("Ask for JSON or Turtle.", "Запросите JSON или Turtle.", "Запытайце JSON або Turtle."),
    ),
    Slug.GRAPH: Kind(
        ("A graph has no proper name", "У графа нет надлежащего имени", "У графа няма належнага імя"),
        ("A graph is named by an absolute IRI.", "Имя графа — абсолютный IRI.", "Імя графа — абсалютны IRI."),
        (
            "Write the IRI out, with https://.",
            "Напишите IRI полностью, с https://.",
            "Напішыце IRI цалкам, з https://.",
        ),
    ),
    Slug.EVALUATION: Kind(
        ("The query cannot be evaluated", "Запрос нельзя выполнить", "Запыт немагчыма выканаць"),
        (
            "The query is SPARQL, but the engine cannot carry it out.",
            "Это SPARQL, но движок не может его выполнить.",
            "Гэта SPARQL, але рухавік не можа яго выканаць.",
        ),
        (
            "The document says why; ask in another way.",
            "Причина указана в документе; спросите иначе.",
            "Прычына ўказана ў дакуменце; спытайце інакш.",
        ),
    ),
    Slug.FORMAT: Kind(
        ("No acceptable format", "Нет приемлемого формата", "Няма прымальнага фармату"),
        (
            "The request accepts none of the formats in which this result can be written.",
            "Запрос не принимает ни одного формата, в котором можно записать этот результат.",
            "Запыт не прымае ніводнага фармату, у якім можна запісаць гэты вынік.",
        ),
        (
            "Send one of the media types listed in Accept, or name a format with format=.",
            "Отправьте в Accept один из перечисленных типов или назовите формат через format=.",
            "Адпраўце ў Accept адзін з пералічаных тыпаў або назавіце фармат праз format=.",
        ),
    ),
    Slug.MEDIA_TYPE: Kind(
        ("Wrong media type", "Неверный тип содержимого", "Няправільны тып змесціва"),
        (
            "The Content-Type is none that is read here.",
            "Тип Content-Type здесь не читается.",
            "Тып Content-Type тут не чытаецца.",
        ),
        (
            "Send application/sparql-query, or a form with the parameter query, in UTF-8.",
            "Отправьте application/sparql-query или форму с параметром query, в UTF-8.",
            "Адпраўце application/sparql-query або форму з параметрам query, у UTF-8.",
        ),
    ),
    Slug.REQUEST: Kind(
        ("Malformed request", "Неверный запрос HTTP", "Няправільны запыт HTTP"),
        (
            "A parameter is missing, given twice, or has a value that it cannot have.",
            "Параметр отсутствует, указан дважды или имеет недопустимое значение.",
            "Параметр адсутнічае, указаны двойчы або мае недапушчальнае значэнне.",
        ),
        (
            "The document names the parameter; SPARQL 1.1 Protocol says which there are.",
            "Параметр назван в документе; перечень параметров — в SPARQL 1.1 Protocol.",
            "Параметр названы ў дакуменце; пералік параметраў — у SPARQL 1.1 Protocol.",
        ),
    ),
    Slug.METHOD: Kind(
        ("Wrong method", "Неверный метод", "Няправільны метад"),
        (
            "The address does not take this HTTP method.",
            "Этот адрес не принимает такой метод HTTP.",
            "Гэты адрас не прымае такога метаду HTTP.",
        ),
        (
            "Use one of the methods of the header Allow.",
            "Используйте один из методов заголовка Allow.",
            "Выкарыстайце адзін з метадаў загалоўка Allow.",
        ),
    ),
    Slug.TOO_LARGE: Kind(
        ("The request is too long", "Запрос слишком длинный", "Запыт занадта доўгі"),
        (
            "The text is longer than the server reads.",
            "Текст длиннее, чем читает сервер.",
            "Тэкст даўжэйшы, чым чытае сервер.",
        ),
        (
            "Send several shorter queries.",
            "Отправьте несколько более коротких запросов.",
            "Адпраўце некалькі карацейшых запытаў.",
        ),
    ),
    Slug.HEADERS: Kind(
        (
            "The headers of the request are too large",
            "Заголовки запроса слишком велики",
            "Загалоўкі запыту занадта вялікія",
        ),
        (
            "There are more header fields than this server reads, or they are longer.",
            "Полей заголовка больше, чем читает сервер, или они длиннее.",
            "Палёў загалоўка больш, чым чытае сервер, або яны даўжэйшыя.",
        ),
        (
            "Send fewer and shorter header fields; a long query belongs into the body of a POST.",
            "Отправьте меньше полей и короче; длинный запрос помещается в тело POST.",
            "Адпраўце менш палёў і карацейшыя; доўгі запыт змяшчаецца ў цела POST.",
        ),
    ),
    Slug.RESULT: Kind(
        ("The result is too large", "Результат слишком велик", "Вынік занадта вялікі"),
        (
            "The result grew beyond what the server sends.",
            "Результат превысил то, что сервер отправляет.",
            "Вынік перавысіў тое, што адпраўляе сервер.",
        ),
        (
            "Ask for less with LIMIT and OFFSET, or take the whole release as a file: eikg export.",
            "Запросите меньше с LIMIT и OFFSET или возьмите весь выпуск файлом: eikg export.",
            "Запытайце менш з LIMIT і OFFSET або вазьміце ўвесь выпуск файлам: eikg export.",
        ),
    ),
    Slug.DEADLINE: Kind(
        ("The query took too long", "Запрос выполнялся слишком долго", "Запыт выконваўся занадта доўга"),
        (
            "The query was stopped at the deadline, so that others are served too.",
            "Запрос остановлен по истечении срока, чтобы обслуживались и другие.",
            "Запыт спынены па заканчэнні тэрміну, каб абслугоўваліся і іншыя.",
        ),
        (
            "Name classes and properties, bind what you know, add LIMIT; explain=plan shows which part takes the time. "
            "Or run a server of your own.",
            "Назовите классы и свойства, задайте известное, добавьте LIMIT; explain=plan покажет, какая часть занимает "
            "время. Или запустите собственный сервер.",
            "Назавіце класы і ўласцівасці, задайце вядомае, дадайце LIMIT; explain=plan пакажа, якая частка "
            "забірае час. Або запусціце ўласны сервер.",
        ),
    ),
    Slug.LOOKUPS: Kind(
        (
            "The answer needs too many look-ups",
            "Ответ требует слишком многих обращений к данным",
            "Адказ патрабуе занадта многіх зваротаў да даных",
        ),
        (
            "One page or explanation asked the data for more than one request may.",
            "Одна страница или одно объяснение запросили у данных больше, чем допускается за один раз.",
            "Адна старонка або адно тлумачэнне запытала ў даных больш, чым дазваляецца за адзін раз.",
        ),
        (
            "Explain a part of the query, or ask for what the page shows with queries of your own.",
            "Объясните часть запроса или запросите содержимое страницы собственными запросами.",
            "Растлумачце частку запыту або запытайце змест старонкі ўласнымі запытамі.",
        ),
    ),
    Slug.MEMORY: Kind(
        ("The query needed too much memory", "Запросу не хватило памяти", "Запыту не хапіла памяці"),
        (
            "The query was stopped before it took the memory of all others.",
            "Запрос остановлен, пока он не занял память остальных.",
            "Запыт спынены, перш чым ён заняў памяць астатніх.",
        ),
        (
            "Avoid joins without a common variable and large ORDER BY; ask for less at a time.",
            "Избегайте соединений без общей переменной и больших ORDER BY; запрашивайте меньше за раз.",
            "Пазбягайце злучэнняў без агульнай зменнай і вялікіх ORDER BY; запытвайце менш за раз.",
        ),
    ),
    Slug.BUSY: Kind(
        ("The server is busy", "Сервер занят", "Сервер заняты"),
        (
            "All evaluators work and the queue is full, or one client asks for more than its share.",
            "Все исполнители заняты и очередь полна, или один клиент запрашивает больше своей доли.",
            "Усе выканаўцы заняты і чарга поўная, або адзін кліент запытвае больш за сваю долю.",
        ),
        (
            "Wait for the seconds of the header Retry-After and ask again, one query at a time.",
            "Подождите столько секунд, сколько указано в Retry-After, и повторите, по одному запросу за раз.",
            "Пачакайце столькі секунд, колькі ўказана ў Retry-After, і паўтарыце, па адным запыце за раз.",
        ),
    ),
    Slug.RELEASE: Kind(
        ("There is no such release", "Такого выпуска нет", "Такога выпуску няма"),
        (
            "The address names a release of the data that is not kept here, or no longer.",
            "Адрес называет выпуск данных, который здесь не хранится или больше не хранится.",
            "Адрас называе выпуск даных, які тут не захоўваецца або больш не захоўваецца.",
        ),
        (
            "Choose one of those that /releases lists.",
            "Выберите один из перечисленных в /releases.",
            "Выберыце адзін з пералічаных у /releases.",
        ),
    ),
    Slug.UNAVAILABLE: Kind(
        ("The query could not be run", "Запрос не удалось выполнить", "Запыт не ўдалося выканаць"),
        (
            "What was to run the query ended early, or cannot be reached.",
            "То, что должно было выполнить запрос, завершилось раньше времени или недоступно.",
            "Тое, што мела выканаць запыт, завяршылася датэрмінова або недаступнае.",
        ),
        ("Ask again.", "Повторите запрос.", "Паўтарыце запыт."),
    ),
    Slug.DAMAGED: Kind(
        (
            "The data is damaged on this server",
            "Данные на этом сервере повреждены",
            "Даныя на гэтым серверы пашкоджаны",
        ),
        (
            "A file of the release is not what the build wrote, so nothing is answered from it.",
            "Файл выпуска отличается от записанного при сборке, поэтому ответов из него нет.",
            "Файл выпуску адрозніваецца ад запісанага пры зборцы, таму адказаў з яго няма.",
        ),
        (
            "Ask again later: the operator has to build the release again, by eikg build.",
            "Повторите позже: оператор должен собрать выпуск заново командой eikg build.",
            "Паўтарыце пазней: аператар павінен сабраць выпуск нанова камандай eikg build.",
        ),
    ),
    Slug.EXPLANATION: Kind(
        ("The query cannot be explained", "Запрос нельзя объяснить", "Запыт немагчыма растлумачыць"),
        (
            "An explanation takes the pattern of a query apart; this query has none or one of another shape.",
            "Объяснение разбирает шаблон запроса; у этого запроса его нет, или он другого вида.",
            "Тлумачэнне разбірае шаблон запыту; у гэтага запыту яго няма, або ён іншага выгляду.",
        ),
        (
            "Leave the parameter explain away, or explain a simpler query with the same pattern.",
            "Уберите параметр explain или объясните более простой запрос с тем же шаблоном.",
            "Прыбярыце параметр explain або растлумачце прасцейшы запыт з тым самым шаблонам.",
        ),
    ),
    Slug.NOT_HELD: Kind(
        ("The triple does not hold", "Такой тройки нет", "Такой тройкі няма"),
        (
            "Nobody states the triple, and no rule draws it, so there is nothing to explain.",
            "Никто не утверждает эту тройку, и ни одно правило её не выводит, поэтому объяснять нечего.",
            "Ніхто не сцвярджае гэтай тройкі, і ніводнае правіла яе не выводзіць, таму тлумачыць няма чаго.",
        ),
        (
            "Look at the subject's page for what does hold.",
            "Посмотрите на странице субъекта, что верно.",
            "Паглядзіце на старонцы суб’екта, што слушна.",
        ),
    ),
    Slug.KEY: Kind(
        (
            "The Idempotency-Key cannot be used",
            "Ключ Idempotency-Key нельзя использовать",
            "Ключ Idempotency-Key нельга выкарыстаць",
        ),
        (
            "The key is malformed, came with another update before, or its update is still being carried out.",
            "Ключ записан неверно, уже использован с другим изменением, или его изменение ещё выполняется.",
            "Ключ запісаны няправільна, ужо выкарыстаны з іншым змяненнем, або яго змяненне яшчэ выконваецца.",
        ),
        (
            "Make up a new key for each update, and send the same one only with the same update.",
            "Придумывайте новый ключ для каждого изменения; тот же ключ отправляйте только с тем же изменением.",
            "Прыдумвайце новы ключ для кожнага змянення; той самы ключ адпраўляйце толькі з тым самым "
            "змяненнем.",
        ),
    ),
    Slug.HOST: Kind(
        (
            "Asked under another name, or from another site",
            "Запрос под чужим именем или с чужого сайта",
            "Запыт пад чужым імем або з чужога сайта",
        ),
        (
            "The request names another host than this server, or comes from the page of another site.",
            "Запрос называет другой узел или исходит со страницы другого сайта.",
            "Запыт называе іншы вузел або паходзіць са старонкі іншага сайта.",
        ),
        (
            "Ask under a name of this server, as the detail gives it, from a program or from its own pages.",
            "Обращайтесь к серверу под его именем, названным в описании, из программы или с его страниц.",
            "Звяртайцеся да сервера пад яго імем, названым у апісанні, з праграмы або з яго старонак.",
        ),
    ),
    Slug.NOT_FOUND: Kind(
        ("There is nothing at this address", "По этому адресу ничего нет", "Па гэтым адрасе нічога няма"),
        (
            "The address names something that this release does not have.",
            "Адрес называет то, чего в этом выпуске нет.",
            "Адрас называе тое, чаго ў гэтым выпуску няма.",
        ),
        (
            "Look for it at /search, or at the paths that /openapi.json lists.",
            "Найдите нужное через /search или среди путей, перечисленных в /openapi.json.",
            "Знайдзіце патрэбнае праз /search або сярод шляхоў, пералічаных у /openapi.json.",
        ),
    ),
    Slug.OTHER: Kind(
        ("The request failed", "Запрос не выполнен", "Запыт не выкананы"),
        (
            "Something else was wrong; the document says what.",
            "Причина иная; она указана в документе.",
            "Прычына іншая; яна ўказана ў дакуменце.",
        ),
        (
            "Follow what the document says.",
            "Следуйте указаниям документа.",
            "Рабіце так, як сказана ў дакуменце.",
        ),
    ),
}
