"""Faulty stories: what is wrong with references, the way, the evidence, the prose. See `tests/faulty.py`."""

from __future__ import annotations

from tests.faulty_kind import LAMP, MORNING, RESCUE, STORM, TELEGRAM, Faulty, replaced
from tests.tiny import FILES, changed

REFERENCES = [
    replaced(
        "claims.yaml",
        "id: v3",
        "id: v1",
        "v1\n        value: 15",
        "duplicate-id",
        "v1",
        "line 8",
        name="duplicate-version",
    ),
    Faulty(
        "duplicate-id",
        {"excerpts/more.yaml": FILES["excerpts/all.yaml"].split("  - id: first")[0]},
        ("lamp-out", "excerpts/all.yaml:2"),
        "duplicate-id",
        at="lamp-out",
    ),
    replaced(
        STORM,
        "next: the-warning",
        "next: the-wraning",
        "the-wraning",
        "unknown-scene",
        "the-wraning",
        "Did you mean `the-warning`?",
    ),
    replaced(
        STORM,
        "[[lightkeeper]]",
        "[[lightkeper]]",
        "[[lightkeper]]",
        "unknown-term",
        "lightkeper",
        "Did you mean `lightkeeper`?",
    ),
    replaced(
        STORM,
        "[^first-count]",
        "[^first-cuont]",
        "[^first-cuont]",
        "unknown-excerpt",
        "first-cuont",
        "first-count",
    ),
    replaced(
        TELEGRAM, "{^boats-lost}", "{^boat-lost}", "{^boat-lost}", "unknown-claim", "boat-lost", "boats-lost"
    ),
    replaced(
        TELEGRAM, "figure: f-boats", "figure: f-boat", "f-boat\n", "unknown-figure", "f-boat", "f-boats"
    ),
    replaced(
        MORNING,
        "rests_on: [port-gazette]",
        "rests_on: [port-gazete]",
        "port-gazete]",
        "unknown-source",
        "port-gazete",
        "port-gazette",
    ),
    replaced(STORM, "skerry, port-anna", "skery, port-anna", "skery", "unknown-place", "skery", "skerry"),
    replaced(STORM, "trail: short-way", "trail: short", "short,", "unknown-trail", "short"),
    replaced("claims.yaml", "replaced_by: v2", "replaced_by: v9", "v9", "unknown-version", "v9"),
    replaced(
        "glossary.yaml",
        "kind: person",
        "kind: persn",
        "persn",
        "bad-choice",
        "persn",
        "Did you mean `person`?",
    ),
    replaced(
        "story.yaml",
        "story: the-storm-of-1931",
        "story: true",
        "true",
        "boolean-word",
        '"true"',
        name="true-id",
    ),
    replaced(
        LAMP,
        "title: The lamp",
        "title: False",
        "False",
        "boolean-word",
        'quotes: "False"',
        name="false-title",
    ),
    replaced(LAMP, "[late-report]", "[true]", "true", "boolean-word", 'quotes: "true"', name="true-source"),
    replaced(
        MORNING, "ending: true", "ending: False", "the-morning", "dead-end", "no ending", name="no-ending"
    ),
    replaced(
        "sources/papers.yaml",
        "language: en",
        "language: English",
        "English",
        "bad-language",
        "such as en",
        name="language-by-name",
    ),
    replaced(
        "glossary.yaml",
        "id: lightkeeper",
        "id: Light_Keeper",
        "Light_Keeper",
        "bad-id",
        "Light_Keeper",
        "small letters",
    ),
    replaced(
        STORM,
        "next: the-warning",
        "next: the-gale",
        "the-gale",
        "unknown-scene",
        "renamed",
        "the-storm",
        name="renamed",
    ),
]

WAY = [
    Faulty(
        "unreachable",
        {"night/the-attic.yaml": FILES[LAMP].replace("scene: the-lamp", "scene: the-attic")},
        ("nothing leads to", "the-attic"),
        "unreachable",
        at="the-attic",
    ),
    replaced(MORNING, "ending: true\n", "", "the-morning", "dead-end", "leads nowhere", "ending: true"),
    replaced(
        "story.yaml",
        "the-rescue, the-morning]",
        "the-rescu, the-morning]",
        "the-rescu,",
        "unknown-scene",
        "the-rescu",
        name="trail-unknown",
    ),
    replaced(
        "story.yaml",
        "the-rescue, the-morning]",
        "the-rescue, the-storm]",
        "the-storm]",
        "trail-twice",
        "twice",
        "the-storm",
    ),
    replaced(
        RESCUE, "  detour: the-morning\n", "", "text: The next", "missing-field", "detour", name="no-detour"
    ),
    replaced(LAMP, "home: the-warning\n", "", "return", "no-home", "home"),
    replaced(
        MORNING,
        "ending: true",
        "next: the-storm",
        "the-storm",
        "endless",
        "never comes to an ending",
        name="endless",
    ),
    replaced(STORM, "  - {trail: short-way, label:", "  - {label:", "{label:", "branch", "`to` or `trail`"),
]

EVIDENCE = [
    replaced(MORNING, "    rests_on: [port-gazette]\n", "", "text: |", "rests-on", "rests on nothing"),
    replaced(
        MORNING,
        "rests_on: [port-gazette]",
        "rests_on: []",
        "text: |",
        "rests-on",
        "rests on nothing",
        name="rests-on-empty",
    ),
    replaced(
        "excerpts/all.yaml",
        "the lamp went out and",
        "the lamp burned and",
        "At 16:40 the lamp burned",
        "quote-not-found",
        "stored text",
        "At 16:40 the lamp",
    ),
    replaced(
        "excerpts/all.yaml",
        "Ingen var ved masten.",
        "Aldri " + "ingen " * 30,
        "Aldri",
        "quote-too-long",
        "31 words",
        "30",
    ),
    replaced(STORM, "at 16:40.[", "at 16:50.[", "16:50", "number", "the number `16:50`"),
    replaced(STORM, "the next day.", "on 9 March.", "9 March", "number", "the date `9 March`", name="date"),
    replaced(
        MORNING,
        "asked twice.",
        "asked 300 times.",
        "300 times",
        "number",
        "300",
        "waive",
        name="number-uncited",
    ),
    replaced(
        MORNING,
        "    rests_on: [port-gazette]",
        "    rests_on: [port-gazette]\n    waive: [{text: '99', reason: none}]",
        "{text: '99'",
        "unused-waiver",
        "waives nothing",
        severity="warning",
    ),
    replaced(
        STORM,
        "rests_on: [log-book, port-gazette]",
        "rests_on: [port-gazette]",
        "[^lamp-out]",
        "rests-on-excerpt",
        "lamp-out",
        "log-book",
    ),
    replaced(
        "claims.yaml",
        "        short: twelve boats\n",
        "",
        "{boats-lost}",
        "no-short",
        "v2",
        "short",
        file=TELEGRAM,
    ),
    replaced(
        STORM,
        "{boats-lost@1931-02-03}",
        "{boats-lost@1931-02-01}",
        "{boats-lost@1931-02-01}",
        "no-short",
        "nothing stands",
        name="nothing-stands",
    ),
    replaced(STORM, "quote: lamp-out", "quote: first-count", "first-count\n", "not-a-quote", "report"),
]

WAY += [
    Faulty(
        "no-bridge",
        changed(RESCUE, "  bridge: Some of the crews were brought in that night.\n", "")
        | changed("story.yaml", "the-rescue, the-morning]", "the-morning]"),
        ("bridge",),
        "missing-field",
        at="text: The next",
    ),
    replaced(
        "glossary.yaml",
        "    living: false",
        "    also: [lightkeepers]\n    living: false",
        "[[lightkeepers]]",
        "shared-name",
        "several terms",
        file=MORNING,
    ),
]

MARKUP = [
    replaced(
        MORNING, "No source", "[No source](https://a.example)", "[No source](", "markup", "a link", "address"
    ),
    replaced(MORNING, "      No source", "      # No source", "# No", "markup", "a heading", name="heading"),
    replaced(MORNING, "No source", "<b>No</b> source", "<b>", "markup", "HTML", name="html"),
    replaced(MORNING, "[[lightkeepers]]", "[[lightkeepers]", "[[light", "inline", "opens nothing"),
    replaced(
        STORM,
        "{boats-lost@1931-02-03}",
        "{boats-lost@3 Feb}",
        "{boats",
        "inline",
        "opens nothing",
        name="claim-day",
    ),
    replaced(
        STORM,
        "asks: What did the harbour see?",
        'asks: "What did [[oda-berg]] see?"',
        "[[oda-berg]] see",
        "markup-here",
        "printed as it stands",
        severity="warning",
    ),
]
