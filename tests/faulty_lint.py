"""Faulty stories: documents, guesses, and what the evidence lint tells. See `tests/faulty.py`."""

from __future__ import annotations

from tests.faulty_kind import LAMP, MORNING, RESCUE, STORM, TELEGRAM, Faulty, replaced
from tests.tiny import ASKING, FILES, changed

LOG = "documents/log.yaml"


def asked(
    file: str, old: str, new: str, at: str, rule: str, /, *words: str, name: str = "", **more: str
) -> Faulty:
    """A mistake in the tiny story with documents and guesses."""
    text = ASKING.get(file) or FILES[file]
    assert old in text, old
    files = {file: text.replace(old, new, 1)} | {key: text for key, text in ASKING.items() if key != file}
    return Faulty(name or rule, files, words, rule, at=at, **more)  # type: ignore[arg-type]


DOCUMENTS = [
    asked(LOG, "excerpt: sea-high", "excerpt: sea-hihg", "sea-hihg", "unknown-excerpt", "sea-high", name="doc-excerpt"),
    asked(LOG, "excerpt: sea-high", "excerpt: inquiry", "inquiry\n", "document-sentence", "no quote from `log-book`"),
    asked(LOG, "verdict: opinion", "verdict: opinoin", "opinoin", "bad-choice", "opinion", name="doc-verdict"),
    asked(
        LOG,
        "        record: No source we hold measured the sea.\n        rests_on: [log-book]\n",
        "",
        "opinion",
        "verdict",
        "no record",
    ),
    asked(LOG, "sea.\n        rests_on: [log-book]", "sea.", "excerpt: sea-high", "rests-on", name="doc-rests-on"),
    asked(LOG, "knew of 7 boats", "knew of 9 boats", "9 boats", "number", "the number `9`", name="doc-number"),
    asked(
        LOG, "of 7 boats.[^first-count]", "of the boats.[^inquiry]", "[^inquiry]",
        "document-early", "1931-02-03",
    ),
    asked(LOG, "scenes: [the-storm]", "scenes: [the-strom]", "the-strom", "unknown-scene", name="doc-scene"),
    asked(MORNING, "of: the-log", "of: the-lgo", "the-lgo", "unknown-document", "the-log"),
]  # fmt: skip

GUESSES = [
    asked(LAMP, 'answer: "15"', "answer: fifteen", "fifteen\n", "answer", "no number", name="guess-number"),
    asked(LAMP, 'answer: "15"', 'answer: "16"', '16"', "number", "the number `16`", name="guess-answer"),
    asked(LAMP, "reckoned 15 hours", "reckoned 17 hours", "17 hours", "number", name="note-number"),
    asked(LAMP, "answer: [the lamp went out, ", "answer: [", "[the paper", "answer", "every option once", name="order"),
    asked(MORNING, "answer: nobody", "answer: somebody", "somebody", "answer", "none of the options", name="recall"),
    asked(
        MORNING, "      note: The inquiry found nobody there.[^inquiry]\n    rests_on: [late-report]\n", "",
        "kind: recall", "guess-note", "`note`",
    ),
    asked(MORNING, "options: [nobody, Oda Berg]", "options: [nobody]", "[nobody]", "guess-options", "two options"),
    asked(MORNING, "      options: [nobody, Oda Berg]\n", "", "kind: recall", "guess-options", name="no-options"),
    asked(MORNING, "      answer: nobody\n", "", "kind: recall", "answer", "nothing answers", name="no-answer"),
    asked(
        MORNING, ".[^inquiry]\n    rests_on: [late-report]", ".", "id: stayed", "rests-on", name="g-rests",
    ),
    asked(LAMP, 'answer: "15"', 'of: boats-lost\n      answer: "15"', "boats-lost\n", "guess-victims", "boats-lost"),
    Faulty(
        "guess-victims-note",
        ASKING | {LAMP: ASKING[LAMP].replace("[^dark-hours]", "[^dark-hours]{^boats-lost}")},
        ("no number is guessed",),
        "guess-victims",
        LAMP,
        "The board reckoned",
    ),
    replaced(
        RESCUE,
        "    rests_on: [log-book]\n",
        "    rests_on: [log-book]\n  - guess: {kind: choice, question: Who?, options: [a, b], answer: a}\n",
        "{kind: choice",
        "guess-warned",
        "warned",
    ),
]  # fmt: skip

_ONE_ISSUER = changed(
    "claims.yaml", "issuer: The crews", "issuer: Harbour office", ("contested: null", "contested: true")
)

LINT = [
    Faulty("one-issuer", _ONE_ISSUER, ("boats-lost", "different issuers"), "one-issuer", at="boats-lost"),
    Faulty(
        "one-source",
        changed("claims.yaml", "source: [log-book]", "source: [port-gazette]"),
        ("two sources",),
        "one-issuer",
        at="boats-lost",
    ),
    Faulty(
        "one-source-repeated",
        changed("sources/papers.yaml", "    carriage: original\n    stored:", "    repeats: [port-gazette]\n    stored:"),  # noqa: E501
        ("two sources",),
        "one-issuer",
        "claims.yaml",
        "boats-lost",
    ),
    Faulty(
        "one-voice",
        changed(
            "claims.yaml", "issuer: Harbour office", "issuer: The board",
            ("issuer: The crews", "issuer: Harbour office"), ("contested: null", "contested: true"),
        ),
        ("one side only",),
        "no-opponent",
        at="boats-lost",
    ),
    replaced(
        "claims.yaml",
        "    differ: The office counts its own harbour, the crews count the north shore too.\n",
        "",
        "boats-lost",
        "differ",
        "nothing says why",
    ),
    replaced(
        "claims.yaml", "status: superseded", "status: standing", "standing\n        replaced_by",
        "superseded", "replaced",
    ),
    replaced(
        "claims.yaml", "        replaced_by: v2\n", "", "superseded", "superseded", "by nothing",
        name="replaced-by-nothing",
    ),
    replaced(
        "claims.yaml",
        "as_known: []",
        "as_known: [{on: 1931-02-05, versions: [v1, v2], reasons: {v1: it was}}]",
        "{on: 1931",
        "as-known-reason",
        "v2",
    ),
    replaced(
        MORNING, "asked twice.", "asked for {boats-lost@1931-02-03} twice.", "{boats-lost@", "superseded",
        "seven boats",
        name="old-value",
    ),
    Faulty(
        "carried-quote",
        changed("sources/papers.yaml", "carriage: original\n    stored", "carriage: copy\n    stored"),
        ("copy", "Oda Berg", "carrier"),
        "carried-words",
        "excerpts/all.yaml",
        "Oda Berg",
    ),
    Faulty(
        "carried-version",
        changed("sources/papers.yaml", "carriage: original\n    repeats", "carriage: machine translation\n    repeats")
        | changed("claims.yaml", "        carrier: Port Gazette\n", ""),
        ("machine translation", "Harbour office"),
        "carried-words",
        "claims.yaml",
        "true\n        issuer",
    ),
    Faulty(
        "unused-source",
        {"sources/more.yaml": FILES["sources/papers.yaml"].split("  - id: late")[0].split("  - id: log-book")[0]
         .replace("port-gazette", "idle-paper")},
        ("nothing uses", "idle-paper"),
        "unused-source",
        at="idle-paper",
        severity="warning",
    ),
    Faulty(
        "unused-claim",
        {"claims/more.yaml": FILES["claims.yaml"].split("      - id: v2")[0].replace("boats-lost", "idle-claim")
         .replace("superseded\n        replaced_by: v2", "standing")},
        ("no scene", "idle-claim"),
        "unused-claim",
        at="idle-claim",
        severity="warning",
    ),
    replaced(
        "claims.yaml",
        "    differ:",
        "    waive: [{rule: one-issuer, reason: none}]\n    differ:",
        "{rule",
        "unused-waiver",
        "waives nothing",
        name="unused-rule-waiver",
        severity="warning",
    ),
    replaced(
        "claims.yaml", "    differ:", "    waive: [{rule: differ, reason: none}]\n    differ:", "differ, r",
        "bad-choice",
        name="no-such-waiver",
    ),
    Faulty(
        "unmarked",
        changed("claims.yaml", "12 boats\n        short: twelve boats", "120 boats\n        short: 120 boats")
        | {"excerpts/more.yaml": FILES["excerpts/all.yaml"].split("  - id: lamp-out")[0] + "  - id: last-count\n"
           "    source: port-gazette\n    form: report\n    text: The office counted 120 boats.\n"
           "    speaker: Port Gazette\n    side: checked\n    date: 1931-02-08\n    language: en\n",
           MORNING: FILES[MORNING].replace("asked twice.", "asked for 120 boats.[^last-count]")},
        ("`120`", "{^boats-lost}"),
        "no-opponent",
        MORNING,
        "120 boats",
    ),
    Faulty(
        "one-side",
        changed("claims.yaml", "side: present", "side: state")
        | changed("excerpts/all.yaml", "side: present", "side: state", ("side: checked", "side: state"))
        | changed(TELEGRAM, "{^boats-lost}", "{^boats-lost}[^inquiry]", ("log-book]", "log-book, late-report]")),
        ("only one side",),
        "one-side",
        STORM,
        "the-storm\ntitle",
        severity="warning",
    ),
]  # fmt: skip

WAIVED = changed(
    "claims.yaml",
    "issuer: The crews",
    "issuer: Harbour office",
    ("contested: null", "contested: true\n    waive: [{rule: one-issuer, reason: Nobody else counted.}]"),
)
"""No fault: the claim says why it has one issuer."""
