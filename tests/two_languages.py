"""The small story of `tests.tiny`, with its guesses, a document and a run sheet, in English and in Russian.

One paragraph (`late` of `the-morning`) is not translated, so that what says so can be seen.
"""

from __future__ import annotations

from pathlib import Path

from tests.tiny import ASKING, FILES, write_story

LATE = "Nobody ever wrote down why."
"""The one paragraph without a translation."""

_SAID: dict[str, tuple[tuple[str, str], ...]] = {
    "story.yaml": (
        ("title: The storm of 1931", "title: {en: The storm of 1931, ru: Буря 1931 года}"),
        ("title: The night,", "title: {en: The night, ru: Ночь},"),
        ("title: After}", "title: {en: After, ru: Потом}}"),
        ("title: The short way,", "title: {en: The short way, ru: Короткий путь},"),
        ("label: the first report}", "label: {en: the first report, ru: первое сообщение}}"),
        ("name: Skerry}", "name: {en: Skerry, ru: Шхера}}"),
        ("name: Port Anna}", "name: {en: Port Anna, ru: Порт-Анна}}"),
        (
            "about: |\n  A small story for tests.\n\n  Written by nobody.\n",
            "about: {en: A small story for tests., ru: Маленькая история для проверок.}\n",
        ),
        (
            "report_errors: Tell the tests.",
            "report_errors: {en: Tell the tests., ru: Скажите проверкам.}",
        ),
    ),
    "glossary.yaml": (
        ("name: lightkeeper\n", "name: {en: lightkeeper, ru: смотритель}\n"),
        (
            "definition: Who keeps the lamp of a lighthouse burning.",
            "definition: {en: Who keeps the lamp of a lighthouse burning., ru: Кто следит за огнём маяка.}",
        ),
        ("say: LIGHT-kee-per", "say: {en: LIGHT-kee-per, ru: смотрИтель}"),
        ("name: Oda Berg\n", "name: {en: Oda Berg, ru: Ода Берг}\n"),
        (
            "definition: Keeper of the Skerry light.",
            "definition: {en: Keeper of the Skerry light., ru: Хранительница маяка Шхера.}",
        ),
        ("post: keeper,", "post: {en: keeper, ru: смотрительница},"),
    ),
    "claims.yaml": (
        (
            "question: How many boats were lost?",
            "question: {en: How many boats were lost?, ru: Сколько лодок пропало?}",
        ),
        ("value: 7 boats", "value: {en: 7 boats, ru: 7 лодок}"),
        ("short: seven boats", "short: {en: seven boats, ru: семь лодок}"),
        ("issuer: Harbour office\n", "issuer: {en: Harbour office, ru: Контора порта}\n"),
        ("value: 12 boats", "value: {en: 12 boats, ru: 12 лодок}"),
        ("short: twelve boats", "short: {en: twelve boats, ru: двенадцать лодок}"),
        (
            "words: The office now counts 12.",
            "words: {en: The office now counts 12., ru: Контора насчитала 12.}",
        ),
        ("issuer: Harbour office\n", "issuer: {en: Harbour office, ru: Контора порта}\n"),
        ("value: 15 boats", "value: {en: 15 boats, ru: 15 лодок}"),
        ("short: fifteen boats", "short: {en: fifteen boats, ru: пятнадцать лодок}"),
        (
            "words: The crews count 15, with those of the north shore.",
            "words: {en: 'The crews count 15, with the north shore.', ru: 'Команды считают 15, с северным берегом.'}",
        ),
        ("issuer: The crews", "issuer: {en: The crews, ru: Команды}"),
        (
            "differ: The office counts its own harbour, the crews count the north shore too.",
            "differ: {en: The office counts its own harbour alone., ru: Контора считает только свою гавань.}",
        ),
    ),
    "excerpts/all.yaml": (
        (
            "text: At 16:40 the lamp went out and nobody came until morning.",
            "text:\n      en: At 16:40 the lamp went out and nobody came until morning.\n"
            "      ru: В 16:40 лампа погасла, и до утра никто не пришёл.",
        ),
        (
            "text: The paper reports 7 boats missing on 3 February.",
            "text:\n      en: The paper reports 7 boats missing on 3 February.\n"
            "      ru: Газета пишет 3 февраля о 7 пропавших лодках.",
        ),
        (
            "text: Nobody was at the mast.",
            "text: {en: Nobody was at the mast., ru: У мачты никого не было.}",
        ),
    ),
    "excerpts/more.yaml": (
        ("text: The sea was very high.", "text: {en: The sea was very high., ru: Море было очень бурным.}"),
        (
            "text: The board reckons that the light was out for 15 hours, until the morning.",
            "text:\n      en: The board reckons that the light was out for 15 hours, until the morning.\n"
            "      ru: Комиссия считает, что огня не было 15 часов, до утра.",
        ),
    ),
    "figures/boats.yaml": (
        ("title: Boats counted as lost", "title: {en: Boats counted as lost, ru: Лодки в списке пропавших}"),
        (
            "twin: The count went from 7 on 3 February to 12 on 8 February.",
            "twin: {en: The count went from 7 to 12 in February 1931., ru: Счёт вырос с 7 до 12 в феврале 1931.}",
        ),
        ("unit: boats,", "unit: {en: boats, ru: лодок},"),
    ),
    "changes.yaml": (
        ("what: A count was added.,", "what: {en: A count was added., ru: Добавлен счёт.},"),
        ("why: A reader found the log.,", "why: {en: A reader found the log., ru: Читатель нашёл журнал.},"),
    ),
    "documents/log.yaml": (
        ("title: The log of that night", "title: {en: The log of that night, ru: Журнал той ночи}"),
        (
            "note: a copy, two sentences of it",
            "note: {en: 'a copy, two sentences of it', ru: 'копия, две фразы'}",
        ),
        (
            "asks: Which sentence do you trust least?",
            "asks: {en: Which sentence do you trust least?, ru: Какой фразе вы верите меньше всего?}",
        ),
        (
            "record: The board of inquiry found nobody at the mast.[^inquiry] Twelve boats were lost, or more."
            "{^boats-lost}",
            "record:\n          en: The board found nobody there.[^inquiry] Twelve boats were lost.{^boats-lost}\n"
            "          ru: Пропало двенадцать лодок.{^boats-lost} Комиссия никого не нашла.[^inquiry]",
        ),
        (
            "early: The paper knew of 7 boats.[^first-count]",
            "early:\n          en: The paper knew of 7 boats.[^first-count]\n"
            "          ru: Газета знала о 7 лодках.[^first-count]",
        ),
        (
            "record: No source we hold measured the sea.",
            "record: {en: No source we hold measured the sea., ru: Моря никто не измерил.}",
        ),
    ),
    "night/the-storm.yaml": (
        ("title: A light goes out", "title: {en: A light goes out, ru: Огонь гаснет}"),
        (
            "asks: What did the harbour see?",
            "asks: {en: What did the harbour see?, ru: Что видели в гавани?}",
        ),
        (
            "recap: A storm put out the light of Skerry.",
            "recap: {en: A storm put out the light of Skerry., ru: Буря погасила огонь Шхеры.}",
        ),
        (
            "question: Did boats come back?, options: [none, some, all], answer: some",
            "question: {en: Did boats come back?, ru: Вернулись ли лодки?}, options: "
            "[{en: none, ru: ни одна}, {en: some, ru: некоторые}, {en: all, ru: все}], answer: some",
        ),
        (
            "    text: |\n"
            "      The [[lightkeeper]] wrote that the lamp went out at 16:40.[^lamp-out] "
            "Her name was [[oda-berg|Oda Berg]].\n\n"
            "      The paper counted {boats-lost@1931-02-03} the next day.[^first-count]\n",
            "    text:\n      en: |\n"
            "        The [[lightkeeper]] wrote that the lamp went out at 16:40.[^lamp-out] "
            "Her name was [[oda-berg|Oda Berg]].\n\n"
            "        The paper counted {boats-lost@1931-02-03} the next day.[^first-count]\n"
            "      ru: |\n"
            "        Её звали [[oda-berg|Ода Берг]]. [[lightkeeper|Смотрительница]] маяка записала в журнале, что "
            "лампа погасла в 16:40, когда море было очень бурным и лодки ещё не вернулись.[^lamp-out]\n\n"
            "        На другой день газета насчитала {boats-lost@1931-02-03}.[^first-count]\n",
        ),
        (
            "facilitator: Ask who has seen a lighthouse.",
            "facilitator: {en: Ask who has seen a lighthouse., ru: 'Спросите, кто видел маяк.'}",
        ),
        (
            "question: Who would you have told first?, options: [the harbour, the families]",
            "question: {en: Who would you have told first?, ru: Кому бы вы сказали сначала?}, "
            "options: [{en: the harbour, ru: порту}, {en: the families, ru: семьям}]",
        ),
        (
            'label: "Why did the lamp go out?", detail: a side scene',
            "label: {en: Why did the lamp go out?, ru: Почему погасла лампа?}, "
            "detail: {en: a side scene, ru: в сторону}",
        ),
        ("label: Show me the short way", "label: {en: Show me the short way, ru: Покажите короткий путь}"),
        ("next_label: Who was told?", "next_label: {en: Who was told?, ru: Кому сказали?}"),
    ),
    "night/the-lamp.yaml": (
        ("title: The lamp", "title: {en: The lamp, ru: Лампа}"),
        ("asks: Why did the lamp go out?", "asks: {en: Why did the lamp go out?, ru: Почему погасла лампа?}"),
        (
            "  - text: |\n      A board of inquiry wrote that *nobody* was at the mast.[^inquiry]\n",
            "  - text:\n      en: A board of inquiry wrote that *nobody* was at the mast.[^inquiry]\n"
            "      ru: Комиссия записала, что у мачты *никого* не было.[^inquiry]\n",
        ),
        (
            "question: How long was the light out?",
            "question: {en: How long was the light out?, ru: Сколько не было огня?}",
        ),
        ("unit: hours", "unit: {en: hours, ru: часов}"),
        (
            "note: The board reckoned 15 hours and told why.[^dark-hours]",
            "note:\n        en: The board reckoned 15 hours and told why.[^dark-hours]\n"
            "        ru: Комиссия насчитала 15 часов и сказала почему.[^dark-hours]",
        ),
        ("question: What came first?", "question: {en: What came first?, ru: Что было сначала?}"),
        (
            "options: [the lamp went out, the paper counted, the board wrote]",
            "options: [{en: the lamp went out, ru: погасла лампа}, {en: the paper counted, ru: считала газета}, "
            "{en: the board wrote, ru: писала комиссия}]",
        ),
    ),
    "night/the-warning.yaml": (
        ("title: The telegram", "title: {en: The telegram, ru: Телеграмма}"),
        ("asks: Who was told?", "asks: {en: Who was told?, ru: Кому сказали?}"),
        (
            "      - The harbour office says {boats-lost}.\n      - The crews dispute the count.{^boats-lost}\n",
            '      - {en: "The harbour office says {boats-lost}.", ru: "{boats-lost} - говорит контора порта."}\n'
            '      - {en: "The crews dispute the count.{^boats-lost}", ru: "Команды спорят.{^boats-lost}"}\n',
        ),
    ),
    "night/the-rescue.yaml": (
        ("title: The rescue", "title: {en: The rescue, ru: Спасение}"),
        ("asks: Who came back?", "asks: {en: Who came back?, ru: Кто вернулся?}"),
        (
            "text: The next scene tells of people in the water.",
            "text: {en: The next scene tells of people in the water., ru: Дальше говорится о людях в воде.}",
        ),
        (
            "bridge: Some of the crews were brought in that night.",
            "bridge: {en: Some of the crews were brought in that night., ru: Часть команд спасли той ночью.}",
        ),
        (
            "  - text: |\n      **Four** rowers brought the crews in.\n",
            "  - text: {en: '**Four** rowers brought the crews in.', ru: '**Четверо** гребцов спасли команды.'}\n",
        ),
    ),
    "after/the-morning.yaml": (
        ("title: The morning", "title: {en: The morning, ru: Утро}"),
        (
            "asks: What is still not known?",
            "asks: {en: What is still not known?, ru: Чего до сих пор не знают?}",
        ),
        (
            "  - text: |\n"
            "      No source we hold says who gave the order. The [[lightkeepers]] asked twice.\n"
            "    rests_on: [port-gazette]\n",
            "  - text:\n"
            "      en: No source we hold says who gave the order. The [[lightkeepers]] asked twice.\n"
            "      ru: Кто дал приказ, источники не говорят. [[смотритель|Смотрители]] спросили дважды.\n"
            "    rests_on: [port-gazette]\n"
            f"  - id: late\n    text: {LATE}\n    rests_on: [port-gazette]\n",
        ),
        ("question: Who was at the mast?", "question: {en: Who was at the mast?, ru: Кто был у мачты?}"),
        (
            "options: [nobody, Oda Berg]",
            "options: [{en: nobody, ru: никто}, {en: Oda Berg, ru: Ода Берг}]",
        ),
        (
            "note: The inquiry found nobody there.[^inquiry]",
            "note: {en: 'The inquiry found nobody there.[^inquiry]', ru: 'Комиссия никого не нашла.[^inquiry]'}",
        ),
    ),
}

PLAN = """\
plan: evening
title: {en: An evening, ru: Вечер}
minutes: 20
items:
  - title: {en: The lamp, ru: Лампа}
    minutes: 10
    mode: lead
    scenes: [the-storm]
    say: {en: Read to the end., ru: Читайте до конца.}
    ask:
      - id: first
        kind: choice
        question: {en: Who knew?, ru: Кто знал?}
        options: [{en: The harbour, ru: Порт}, {en: The families, ru: Семьи}]
        after: again
        when: before
  - title: {en: After, ru: Потом}
    minutes: 10
    mode: lead
    scenes: [the-warning]
    ask:
      - {id: again, kind: choice, before: first}
"""
"""A run sheet whose question is asked twice and translated once."""


def two_languages() -> dict[str, str]:
    """The files of the story; the words that are replaced must be there."""
    found = {**FILES, **ASKING}
    for name, pairs in _SAID.items():
        for old, new in pairs:
            assert old in found[name], (name, old)
            found[name] = found[name].replace(old, new, 1)
    return found | {"plans/evening.yaml": PLAN}


def write_two_languages(folder: Path, more: dict[str, str] | None = None) -> Path:
    """Write it to a folder, with some files changed or added."""
    return write_story(folder, two_languages() | (more or {}))
