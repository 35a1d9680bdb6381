"""A small valid story with one of everything, for tests on every floor.

Five scenes: `the-storm` (start, a fork) -> `the-warning` -> `the-rescue` (warned, detour to the end) -> `the-
morning` (ending); `the-lamp` is a side scene of the fork. A trail, a contested claim with an old version, a
quote with its original, a stored source, a figure, a guess, a question for a room, a note for who leads.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

STORED = """The keeper wrote in the log:
At 16:40 the lamp went out and
nobody came until morning. The sea was very high.
"""

FILES: dict[str, str] = {
    "story.yaml": """\
story: the-storm-of-1931
title: The storm of 1931
version: "1.2"
language: en
checked_on: 2024-05-06
start: the-storm
chapters:
  - {id: night, title: The night, number: 1}
  - {id: after, title: After}
trails:
  - {id: short-way, title: The short way, scenes: [the-storm, the-rescue, the-morning]}
ribbon: {kind: days, from: 1931-02-01, to: 1931-02-09, skip: [{from: 1931-02-04, to: 1931-02-06}]}
lens_days:
  - {on: 1931-02-03, label: the first report}
places:
  - {id: skerry, name: Skerry}
  - {id: port-anna, name: Port Anna}
renamed: {the-gale: the-storm}
about: |
  A small story for tests.

  Written by nobody.
report_errors: Tell the tests.
""",
    "glossary.yaml": """\
terms:
  - id: lightkeeper
    name: lightkeeper
    kind: word
    definition: Who keeps the lamp of a lighthouse burning.
    forms: [{language: no, text: fyrvokter}, {language: ru, text: смотритель маяка}]
    say: LIGHT-kee-per
    also: [lightkeepers]
    rests_on: [port-gazette]
  - id: oda-berg
    name: Oda Berg
    kind: person
    definition: Keeper of the Skerry light.
    living: false
    posts: [{post: keeper, from: 1925, to: 1931-02-02, source: [port-gazette]}]
    rests_on: [port-gazette]
""",
    "claims.yaml": """\
claims:
  - id: boats-lost
    question: How many boats were lost?
    gap: [fact, definition]
    contested: null
    as_known: []
    versions:
      - id: v1
        value: 7 boats
        short: seven boats
        words: Seven boats are missing.
        quoted: true
        issuer: Harbour office
        carrier: Port Gazette
        side: state
        said_on: 1931-02-03
        precision: day
        source: [port-gazette]
        status: superseded
        replaced_by: v2
      - id: v2
        value: 12 boats
        short: twelve boats
        words: The office now counts 12.
        quoted: false
        issuer: Harbour office
        side: state
        said_on: 1931-02-08
        precision: day
        source: [port-gazette]
        status: standing
      - id: v3
        value: 15 boats
        short: fifteen boats
        words: The crews count 15, with those of the north shore.
        quoted: false
        issuer: The crews
        side: present
        said_on: 1931-02
        precision: month
        source: [log-book]
        status: standing
    differ: The office counts its own harbour, the crews count the north shore too.
""",
    "sources/papers.yaml": """\
sources:
  - id: port-gazette
    title: The storm, day by day
    publisher: Port Gazette
    author: null
    date: 1931-02-03
    date_precision: day
    language: en
    kind: news
    address: https://gazette.example/storm
    archive: null
    rights: copyright of the publisher
    reliability: A local paper.
    carriage: original
    repeats: []
  - id: log-book
    title: Log of the Skerry light
    publisher: Harbour archive
    author: Oda Berg
    date: 1931-02-02
    date_precision: day
    language: en
    kind: official
    address: https://archive.example/log
    rights: free
    carriage: original
    stored: {file: sources/text/log.txt, sha256: HASH}
  - id: late-report
    title: What the inquiry found
    publisher: Board of inquiry
    date: 1932-06
    date_precision: month
    language: "no"
    kind: official
    address: https://board.example/report
""",
    "excerpts/all.yaml": """\
excerpts:
  - id: lamp-out
    source: log-book
    form: quote
    text: At 16:40 the lamp went out and nobody came until morning.
    speaker: Oda Berg
    side: present
    date: 1931-02-02
    language: en
  - id: first-count
    source: port-gazette
    form: report
    text: The paper reports 7 boats missing on 3 February.
    speaker: Port Gazette
    side: checked
    date: 1931-02-03
    language: en
  - id: inquiry
    source: late-report
    form: quote
    text: Nobody was at the mast.
    original: Ingen var ved masten.
    translation_by: ours
    speaker: Board of inquiry
    side: checked
    date: 1932-06
    date_precision: month
    language: "no"
""",
    "figures/boats.yaml": """\
figures:
  - id: f-boats
    kind: steps
    title: Boats counted as lost
    data: data/boats.csv
    twin: The count went from 7 on 3 February to 12 on 8 February.
    rests_on: [port-gazette]
    options: {unit: boats, columns: {day: day, value: boats, said_on: day, sources: source}}
""",
    "data/boats.csv": "day,boats,source\n1931-02-03,7,port-gazette\n1931-02-08,12,log-book\n",
    "changes.yaml": """\
changes:
  - {on: 2024-05-06, what: A count was added., why: A reader found the log., scenes: [the-storm], edition: "1.2"}
""",
    "night/the-storm.yaml": """\
# yaml-language-server: $schema=../.schema/scene.json
scene: the-storm
title: A light goes out
asks: What did the harbour see?
when: {from: 1931-02-02, to: 1931-02-03, places: [skerry, port-anna]}
recap: A storm put out the light of Skerry.
body:
  - guess: {kind: choice, question: Did boats come back?, options: [none, some, all], answer: some}
  - id: lamp
    text: |
      The [[lightkeeper]] wrote that the lamp went out at 16:40.[^lamp-out] Her name was [[oda-berg|Oda Berg]].

      The paper counted {boats-lost@1931-02-03} the next day.[^first-count]
    rests_on: [log-book, port-gazette]
  - quote: lamp-out
    rests_on: [log-book]
  - facilitator: Ask who has seen a lighthouse.
  - question: {question: Who would you have told first?, options: [the harbour, the families]}
branches:
  - {to: the-lamp, label: "Why did the lamp go out?", detail: a side scene}
  - {trail: short-way, label: Show me the short way}
next: the-warning
next_label: Who was told?
""",
    "night/the-lamp.yaml": """\
scene: the-lamp
title: The lamp
asks: Why did the lamp go out?
when: {from: 1931-02-02, to: 1931-02-02, places: [skerry]}
body:
  - text: |
      A board of inquiry wrote that *nobody* was at the mast.[^inquiry]
    rests_on: [late-report]
next: return
home: the-warning
""",
    "night/the-warning.yaml": """\
scene: the-warning
title: The telegram
asks: Who was told?
when: {from: 1931-02-03, to: 1931-02-03, places: [port-anna]}
body:
  - items:
      - The harbour office says {boats-lost}.
      - The crews dispute the count.{^boats-lost}
    rests_on: [port-gazette, log-book]
  - figure: f-boats
next: the-rescue
""",
    "night/the-rescue.yaml": """\
scene: the-rescue
title: The rescue
asks: Who came back?
when: {from: 1931-02-03, to: 1931-02-03, places: [none]}
warning:
  text: The next scene tells of people in the water.
  detour: the-morning
  bridge: Some of the crews were brought in that night.
body:
  - text: |
      **Four** rowers brought the crews in.
    rests_on: [log-book]
next: the-morning
""",
    "after/the-morning.yaml": """\
scene: the-morning
title: The morning
asks: What is still not known?
when: {from: 1931-02-08, to: 1931-02-09, places: [national]}
body:
  - text: |
      No source we hold says who gave the order. The [[lightkeepers]] asked twice.
    rests_on: [port-gazette]
ending: true
""",
    "sources/text/log.txt": STORED,
}


ASKING: dict[str, str] = {
    "story.yaml": FILES["story.yaml"].replace("renamed:", "never_guessed: [boats-lost]\nrenamed:"),
    "excerpts/more.yaml": """\
excerpts:
  - id: sea-high
    source: log-book
    form: quote
    text: The sea was very high.
    speaker: Oda Berg
    side: present
    date: 1931-02-02
    language: en
  - id: dark-hours
    source: late-report
    form: report
    text: The board reckons that the light was out for 15 hours, until the morning.
    speaker: Board of inquiry
    side: checked
    date: 1932-06
    date_precision: month
    language: "no"
""",
    "documents/log.yaml": """\
documents:
  - id: the-log
    title: The log of that night
    note: a copy, two sentences of it
    source: log-book
    asks: Which sentence do you trust least?
    last_day: 1931-02-03
    sentences:
      - excerpt: lamp-out
        verdict: detail
        record: The board of inquiry found nobody at the mast.[^inquiry] Twelve boats were lost, or more.{^boats-lost}
        early: The paper knew of 7 boats.[^first-count]
        claims: [boats-lost]
        scenes: [the-storm]
        rests_on: [late-report, port-gazette]
      - excerpt: sea-high
        verdict: opinion
        record: No source we hold measured the sea.
        rests_on: [log-book]
""",
    "night/the-lamp.yaml": FILES["night/the-lamp.yaml"].replace(
        "next: return",
        """\
  - document: {of: the-log, verdicts: false}
  - id: how-long
    guess:
      kind: hours
      question: How long was the light out?
      answer: "15"
      unit: hours
      note: The board reckoned 15 hours and told why.[^dark-hours]
    rests_on: [late-report]
  - id: in-order
    guess:
      kind: order
      question: What came first?
      options: [the lamp went out, the paper counted, the board wrote]
      answer: [the lamp went out, the paper counted, the board wrote]
next: return""",
    ),
    "after/the-morning.yaml": FILES["after/the-morning.yaml"].replace(
        "ending: true",
        """\
  - document: {of: the-log, verdicts: true}
  - id: stayed
    guess:
      kind: recall
      question: Who was at the mast?
      options: [nobody, Oda Berg]
      answer: nobody
      note: The inquiry found nobody there.[^inquiry]
    rests_on: [late-report]
ending: true""",
    ),
}
"""What the tiny story has not: a document under study, shown twice, and guesses of more kinds.

`write_story(folder, ASKING)` writes the tiny story with them.
"""


def write_story(folder: Path, files: dict[str, str] | None = None) -> Path:
    """Write the tiny story, with some files changed or added; a file whose text is empty is left out."""
    digest = hashlib.sha256(STORED.encode()).hexdigest()
    for name, text in (FILES | (files or {})).items():
        if text:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.replace("HASH", digest).encode())
    return folder


def changed(name: str, old: str, new: str, *more: tuple[str, str]) -> dict[str, str]:
    """One file of the tiny story with words replaced; the words must be there."""
    text = FILES[name]
    for before, after in ((old, new), *more):
        assert before in text, before
        text = text.replace(before, after, 1)
    return {name: text}
