"""The words of the home page and of the pages of documents and passages, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, tuple[str, ...]]] = {
    "home_search": ("Search the graph", "Поиск по графу", "Пошук па графе"),
    "home_examples": ("For example:", "Например:", "Напрыклад:"),
    "by_stance": ("How it is said", "Как сказано", "Як сказана"),
    "by_speaker": ("Who says it", "Кто говорит", "Хто гаворыць"),
    "read_out": ("What was read out of it", "Что из него прочитано", "Што з яго прачытана"),
    "read_filtered": (
        "{shown} of {count} passages",
        "Фрагментов: {shown} из {count}",
        "Фрагментаў: {shown} з {count}",
    ),
    "passage_previous": ("Previous passage", "Предыдущий фрагмент", "Папярэдні фрагмент"),
    "passage_next": ("Next passage", "Следующий фрагмент", "Наступны фрагмент"),
    "passage_place": (
        "Passage {number} of {size}",
        "Фрагмент {number} из {size}",
        "Фрагмент {number} з {size}",
    ),
    "passage_filter": ("Only passages with:", "Только фрагменты, где:", "Толькі фрагменты, дзе:"),
    "passage_all": ("all passages", "все фрагменты", "усе фрагменты"),
    "no_text": (
        "The text is not shown, as it belongs to others. Kept are where each passage begins and ends, a digest of it, "
        "and what was read out of it.",
        "Текст не показан: права на него принадлежат другим. Хранятся границы каждого фрагмента, его контрольная сумма "
        "и то, что из него прочитано.",
        "Тэкст не паказаны: правы на яго належаць іншым. Захоўваюцца межы кожнага фрагмента, яго кантрольная сума і "
        "тое, што з яго прачытана.",
    ),
    "text_at": ("It can be read at", "Его можно прочитать по адресу", "Яго можна прачытаць па адрасе"),
    "no_iri": (
        "The parameter {name} wants an IRI, as the filters of this page give it.",
        "Параметр {name} должен быть IRI, как в фильтрах этой страницы.",
        "Параметр {name} павінен быць IRI, як у фільтрах гэтай старонкі.",
    ),
    "paste_title": (
        "You have the text? Compare a passage",
        "У вас есть текст? Сверьте фрагмент",
        "У вас ёсць тэкст? Зверце фрагмент",
    ),
    "paste_help": (
        "What you paste stays in your browser: its digest is taken there and compared with the one kept here. White "
        "space, line breaks and soft hyphens do not matter.",
        "Вставленный текст остаётся в вашем браузере: там вычисляется его контрольная сумма и сравнивается с хранимой. "
        "Пробелы, переносы строк и мягкие дефисы не учитываются.",
        "Устаўлены тэкст застаецца ў вашым браўзеры: там вылічаецца яго кантрольная сума і параўноўваецца з той, што "
        "захоўваецца тут. Прабелы, пераносы радкоў і мяккія злучкі не ўлічваюцца.",
    ),
    "paste_label": ("The passage", "Фрагмент", "Фрагмент"),
    "paste_check": ("Compare", "Сверить", "Зверыць"),
    "paste_same": (
        "The same text that was read here.",
        "Это тот самый текст, который здесь прочитан.",
        "Гэта той самы тэкст, які тут прачытаны.",
    ),
    "paste_other": (
        "Another text than the one that was read here, be it by one letter.",
        "Это не тот текст, который здесь прочитан: отличие может быть и в одной букве.",
        "Гэта не той тэкст, які тут прачытаны: адрозненне можа быць і ў адной літары.",
    ),
    "paste_nowhere": (
        "No passage of this document has exactly this text; a passage is to be pasted from first letter to last.",
        "Ни один фрагмент документа не совпадает с этим текстом; фрагмент нужно вставить целиком, от первой до "
        "последней буквы.",
        "Ніводзін фрагмент дакумента не супадае з гэтым тэкстам; фрагмент трэба ўставіць цалкам, ад першай да апошняй "
        "літары.",
    ),
    "paste_insecure": (
        "Browsers take digests only on pages that come over HTTPS.",
        "Браузеры вычисляют контрольные суммы только на страницах, полученных по HTTPS.",
        "Браўзеры вылічваюць кантрольныя сумы толькі на старонках, атрыманых праз HTTPS.",
    ),
    "paste_script": (
        "The comparison is made by a script of this page, and scripts are switched off.",
        "Сверку выполняет скрипт этой страницы, а скрипты отключены.",
        "Зверку выконвае скрыпт гэтай старонкі, а скрыпты адключаныя.",
    ),
}
