"""The words of the pages that verify an attribution, by key, in English, Russian and Belarusian."""

from __future__ import annotations

from typing import Final

VERIFY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "verify_title": ("Who says so?", "Кто так говорит?", "Хто так кажа?"),
    "verify_lead": (
        "Give a statement and to whom it is attributed: a speaker, a document, or both. The answer tells whether "
        "they say it, "
        "in which stance and passage, or who else does.",
        "Укажите утверждение и того, кому его приписывают: говорящего, документ или обоих. В ответе сказано, "
        "говорят ли они "
        "это, в какой позиции и в каком фрагменте, или кто это говорит вместо них.",
        "Пакажыце сцвярджэнне і таго, каму яго прыпісваюць: прамоўцу, дакумент або абодвух. У адказе сказана, ці "
        "кажуць яны "
        "гэта, у якой пазіцыі і ў якім фрагменце, або хто гэта кажа замест іх.",
    ),
    "verify_speaker": ("speaker", "говорящий", "прамоўца"),
    "verify_document": ("document", "документ", "дакумент"),
    "verify_needs_source": (
        "Name a speaker or a document to whom the statement is attributed.",
        "Назовите говорящего или документ, которым приписывается утверждение.",
        "Назавіце прамоўцу або дакумент, якім прыпісваецца сцвярджэнне.",
    ),
    "verify_run": ("Verify", "Проверить", "Праверыць"),
    "verify_attributed": ("attributed to", "приписывается:", "прыпісваецца:"),
    "verify_asserted": ("Asserted there", "Утверждается там", "Сцвярджаецца там"),
    "verify_evaluated": ("A judgement made there", "Оценка, данная там", "Ацэнка, дадзеная там"),
    "verify_reported": ("Reported there", "Сообщается там", "Паведамляецца там"),
    "verify_quoted": ("Quoted there", "Цитируется там", "Цытуецца там"),
    "verify_predicted": (
        "Predicted there, not said to be the case",
        "Там это прогноз, а не факт",
        "Там гэта прагноз, а не факт",
    ),
    "verify_recommended": (
        "Recommended there, not said to be the case",
        "Там это рекомендация, а не факт",
        "Там гэта рэкамендацыя, а не факт",
    ),
    "verify_denied": ("Denied there", "Там это отрицается", "Там гэта адмаўляецца"),
    "verify_contradicted": (
        "Something else is said there, and both cannot be so",
        "Там сказано иное, и верным может быть только одно",
        "Там сказана іншае, і слушным можа быць толькі адно",
    ),
    "verify_ascribed": (
        "Somebody else says that the speaker holds it",
        "О том, что говорящий так считает, сообщает кто-то другой",
        "Пра тое, што прамоўца так лічыць, паведамляе нехта іншы",
    ),
    "verify_partly": (
        "Partly said there, the rest by others",
        "Частично сказано там, остальное говорят другие",
        "Часткова сказана там, астатняе кажуць іншыя",
    ),
    "verify_verdict": ("Verdict", "Вывод", "Выснова"),
    "verify_question_title": (
        "Who says an answer?",
        "Кто говорит то, что в ответе?",
        "Хто кажа тое, што ў адказе?",
    ),
    "verify_question": (
        "saved question with values",
        "сохранённый вопрос со значениями",
        "захаванае пытанне са значэннямі",
    ),
    "verify_question_hint": (
        "As in the address of its page: members-of-a-body?body=body:eaeu",
        "Как в адресе его страницы: members-of-a-body?body=body:eaeu",
        "Як у адрасе яго старонкі: members-of-a-body?body=body:eaeu",
    ),
    "verify_rows": (
        "Rows: {shown} of {total}.",
        "Строки: {shown} из {total}.",
        "Радкі: {shown} з {total}.",
    ),
    "verify_inferred": (
        "Not said there, but it follows from what is said there",
        "Там этого не сказано, но это следует из сказанного там",
        "Там гэтага не сказана, але гэта вынікае са сказанага там",
    ),
    "verify_said-by-others": (
        "Not said there; others say it",
        "Там этого не сказано; это говорят другие",
        "Там гэтага не сказана; гэта кажуць іншыя",
    ),
    "verify_not-said": ("Not said there", "Там этого не сказано", "Там гэтага не сказана"),
    "verify_unheard": (
        "neither speaks in this graph nor is a document that was read:",
        "не выступает в этом графе и не относится к прочитанным документам:",
        "не выступае ў гэтым графе і не належыць да прачытаных дакументаў:",
    ),
    "verify_there": ("In these passages", "В этих фрагментах", "У гэтых фрагментах"),
    "verify_by_whom": (
        "Who says that the speaker holds it",
        "Кто об этом сообщает",
        "Хто пра гэта паведамляе",
    ),
    "verify_elsewhere": ("Who else says it", "Кто ещё это говорит", "Хто яшчэ гэта кажа"),
    "verify_against": ("What contradicts it", "Что этому противоречит", "Што гэтаму супярэчыць"),
    "verify_others": ("Other values that are given", "Другие указанные значения", "Іншыя паказаныя значэнні"),
    "verify_grounds": (
        "What it follows from there",
        "Из чего это там следует",
        "З чаго гэта там вынікае",
    ),
    "verify_grounds_elsewhere": (
        "What others say that it follows from as well",
        "Из чего, сказанного другими, это тоже следует",
        "З чаго, сказанага іншымі, гэта таксама вынікае",
    ),
    "verify_proof": ("Where it stands, and why", "Где это стоит и почему", "Дзе гэта стаіць і чаму"),
    "verify_project": (
        "The project itself states it, in:",
        "Это указывает сам проект, в:",
        "Гэта паказвае сам праект, у:",
    ),
    "verify_passage_title": (
        "Is this a passage of a document?",
        "Фрагмент ли это документа?",
        "Ці гэта фрагмент дакумента?",
    ),
    "verify_passage_lead": (
        "Paste a passage. It is compared with the digests of the passages that were read; the texts themselves "
        "are not kept here. "
        "Accidents of extraction are ignored; one letter that differs makes it another text. What you send is "
        "not kept.",
        "Вставьте фрагмент. Он сравнивается с контрольными суммами прочитанных фрагментов; сами тексты здесь не "
        "хранятся. "
        "Случайности извлечения не учитываются; одна другая буква делает текст другим. Присланное не сохраняется.",
        "Устаўце фрагмент. Ён параўноўваецца з кантрольнымі сумамі прачытаных фрагментаў; самі тэксты тут не "
        "захоўваюцца. "
        "Выпадковасці выняцця не ўлічваюцца; адна іншая літара робіць тэкст іншым. Дасланае не захоўваецца.",
    ),
    "verify_text": ("text of the passage", "текст фрагмента", "тэкст фрагмента"),
    "verify_exact": ("This is exactly the passage", "Это в точности фрагмент", "Гэта дакладна фрагмент"),
    "verify_unknown": (
        "No passage has exactly this text, so nothing can be said of it.",
        "Фрагмента в точности с таким текстом нет, поэтому о нём ничего нельзя сказать.",
        "Фрагмента дакладна з такім тэкстам няма, таму пра яго нічога нельга сказаць.",
    ),
    "verify_no_text": ("Paste a passage.", "Вставьте фрагмент.", "Устаўце фрагмент."),
    "verify_long_text": (
        "A passage has at most {most} characters.",
        "Во фрагменте не более {most} знаков.",
        "У фрагменце не больш за {most} знакаў.",
    ),
    "verify_claims_there": ("What was read out of it", "Что из него прочитано", "Што з яго прачытана"),
}
