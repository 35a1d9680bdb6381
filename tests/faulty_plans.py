"""A run sheet for the tiny story, and faulty ones with one mistake each. See `tests/faulty_kind.py`."""

from __future__ import annotations

from tests.faulty_kind import Faulty
from tests.tiny import ASKING, FILES

EVENING = "plans/evening.yaml"
PLAN = """\
# yaml-language-server: $schema=../.schema/plan.json
plan: evening
title: An evening
minutes: 30
items:
  - title: The storm
    minutes: 10
    mode: lead
    scenes: [the-storm]
    notes: |
      Read it slowly.

      Then ask.
    ask:
      - id: trusted
        kind: sentence
        question: Which line do you trust least?
        of: the-log
        when: after
      - id: mast
        kind: choice
        question: Who was at the mast?
        options: [nobody, Oda Berg]
        after: mast-again
        cue: Give no answer yet.
      - id: way
        kind: branch
        question: Which way?
        at: the-storm
        options: [The lamp, The short way]
        branches: [the-lamp, the-storm]
  - title: Two halves
    minutes: 10
    mode: roam
    halves: [[the-lamp], [the-warning]]
    ask:
      - {id: count, kind: choice, question: Who counts?, options: [the harbour, the crews], of: boats-lost}
      - {id: told, kind: aloud, at: the-lamp, question: Who was told?}
    leave_out: {what: the telegram, saves: 4, scenes: [the-warning], polls: [told]}
  - title: Pause
    minutes: 2
    mode: pause
    say: We go on in two minutes.
  - title: The morning
    minutes: 8
    mode: lead
    scenes: [the-morning]
    lens: 1931-02-08
    hold: Write one sentence.
    ask:
      - {id: trusted-again, kind: sentence, before: trusted}
      - id: mast-again
        kind: choice
        before: mast
        right: nobody
        line: The board wrote it.
        source: [late-report]
    leave_out: {what: the sentence, saves: 2}
"""
WITH_PLAN = ASKING | {EVENING: PLAN}
WARNING = "night/the-warning.yaml"
_FORK = 'branches:\n  - {to: the-rescue, label: "Who came back?"}\n'


def planned(
    name: str, old: str, new: str, at: str, rule: str, /, *words: str, more: tuple[tuple[str, str], ...] = ()
) -> Faulty:
    """A mistake in the tiny story's plan, made by replacing words."""
    text = PLAN
    for before, after in ((old, new), *more):
        assert before in text, before
        text = text.replace(before, after, 1)
    return Faulty(name, WITH_PLAN | {EVENING: text}, words, rule, EVENING, at)


AGAIN = "        before: mast\n"
LAST = "    leave_out: {what: the sentence"
LATER = "      - {id: later, kind: aloud, question: And now?}\n"
WARNED_VOTE = """\
  - title: The rescue
    minutes: 3
    mode: roam
    scenes: [the-rescue]
    ask: [{id: who, kind: choice, question: Who asked?, options: [in 1931, later]}]
"""
FAULTY = [
    planned("scene", "scenes: [the-morning]", "scenes: [the-mornign]", "the-mornign", "unknown-scene", "the-morning"),
    planned("half", "halves: [[the-lamp]", "halves: [[the-lmap], [the-lamp]", "the-lmap", "unknown-scene"),
    planned("left-scene", "scenes: [the-warning]", "scenes: [the-wraning]", "the-wraning", "unknown-scene"),
    planned("document", "of: the-log", "of: the-lgo", "the-lgo", "unknown-document", "the-log"),
    planned("poll-kind", "id: count, kind: choice", "id: count, kind: chose", "chose", "bad-choice", "choice"),
    planned("source", "source: [late-report]", "source: [late-rpeort]", "late-rpeort", "unknown-source"),
    planned("before", "before: trusted}", "question: W?, of: the-log, before: trutsed}", "trutsed", "unknown-poll",
            "trusted"),
    planned("after", "after: mast-again", "after: msat-again", "msat-again", "unknown-poll", "mast-again",
            more=((AGAIN, "        question: Who?\n        options: [nobody, Oda Berg]\n"),)),
    planned("key", "    lens:", "    lense:", "lense", "unknown-key", "lens"),
    planned("mode", "mode: pause\n", "mode: pasue\n    scenes: [the-lamp]\n", "pasue", "bad-choice", "pause"),
    planned("id", "plan: evening", "plan: morning", "morning\ntitle", "file-name", "evening.yaml"),
    planned("first", "plan: evening\ntitle: An evening", "title: An evening\nplan: evening", "evening\nminutes",
            "first-key"),
    planned("minutes", "minutes: 30", "minutes: 4031", "4031", "plan-minutes", "30 minutes together", "says 4031"),
    planned("no-minute", "minutes: 2", "minutes: 0", "0\n    mode: pause", "plan-minutes", "a minute or more"),
    planned("no-scene", "mode: pause\n    say", "mode: roam\n    say", "title: Pause", "missing-field",
            "names its scenes"),
    planned("lead-halves", "mode: roam", "mode: lead", "[[the-lamp]", "plan-halves"),
    planned("one-half", "[[the-lamp], [the-warning]]", "[[the-lamp, the-warning]]", "[[the-lamp", "plan-halves"),
    planned("warned", "scenes: [the-storm]", "scenes: [the-storm, the-rescue]", "the-rescue", "plan-warned",
            "leads the room into the warned scene `the-rescue`"),
    planned("warned-pause", "mode: pause\n", "mode: pause\n    scenes: [the-rescue]\n", "the-rescue", "plan-warned"),
    planned("warned-half", "[the-warning]]", "[the-warning, the-rescue]]", "the-rescue", "plan-warned"),
    planned("hold-before", "mode: roam\n", "mode: roam\n    hold: Write.\n", "Write.\n", "plan-hold", "the-rescue"),
    planned("hold-in", "mode: pause\n", "mode: roam\n    scenes: [the-rescue]\n    hold: Sit.\n", "Sit.", "plan-hold"),
    planned("at", "at: the-lamp,", "at: the-morning,", "the-morning, question", "plan-at", "no scene of this item"),
    planned("twice", "id: told,", "id: mast,", "mast, kind", "duplicate-id", more=((", polls: [told]", ""),)),
    planned("question", "question: Who was told?", "cue: Who was told?", "{id: told", "missing-field", "question"),
    planned("options", "options: [nobody, Oda Berg]", "options: [nobody]", "[nobody]", "plan-options", "two to 9"),
    planned("option-twice", "[the harbour, the crews]", "[both, both]", "[both", "plan-options", "twice"),
    planned("aloud", "at: the-lamp, q", "at: the-lamp, options: [a, b], q", "[a, b]", "plan-poll", "`options`"),
    planned("aloud-of", "at: the-lamp, q", "at: the-lamp, of: boats-lost, q", "boats-lost, q", "plan-poll"),
    planned("sentence", "        of: the-log\n", "", "id: trusted\n", "plan-poll", "of` a document"),
    planned("choice-of", "of: boats-lost", "of: the-log", "the-log}", "plan-poll", "of` a claim"),
    planned("again-options", AGAIN, AGAIN + "        options: [nobody, the crews]\n", "[nobody, the", "plan-again",
            "other options"),
    planned("again-order", "id: told, kind: aloud,", "id: told, kind: aloud, before: later,", "later, at", "plan-again",
            "not asked before", more=((", polls: [told]", ""), (LAST, LATER + LAST))),
    planned("again-kind", "before: trusted}", "before: told}", "told}", "plan-again", "asks something else",
            more=((", polls: [told]", ""), ("again, kind: sentence", "again, kind: choice, options: [a, b]"))),
    planned("right", "right: nobody", "right: nobdoy", "nobdoy", "plan-right", "nobody"),
    planned("right-source", "        source: [late-report]\n", "", "nobody\n        line", "plan-right", "no source"),
    planned("right-early", "cue: Give no answer yet.", "right: nobody\n        source: [late-report]",
            "nobody\n        source", "plan-right", "before `mast-again`"),
    planned("line", "        right: nobody\n", "", "The board", "plan-right", "none is named"),
    planned("victims", "[the harbour, the crews]", "[7, 12]", "[7", "plan-victims", "no number", "boats-lost"),
    planned("victims-told", "[nobody, Oda Berg]", "[nobody, 12 rowers]", "[nobody, 12", "plan-victims", "`of:`"),
    planned("victims-warned", "  - title: Pause", WARNED_VOTE + "  - title: Pause", "[in 1931", "plan-victims",
            "warned", more=(("minutes: 30", "minutes: 33"),)),
    planned("vote-nowhere", "[the-lamp, the-storm]", "[the-lamp, the-morning]", "the-morning]\n  - title: Two",
            "plan-vote", "no branch of `the-storm`", "the-lamp, the-storm"),
    planned("vote-one", "branches: [the-lamp, the-storm]", "branches: [the-lamp]", "[the-lamp]\n  - title", "plan-vote",
            "two branches"),
    planned("vote-options", "[The lamp, The short way]", "[The lamp]", "[The lamp]", "plan-vote", "not equally many"),
    planned("vote-next", "[the-lamp, the-storm]", "[the-lamp, the-warning]", "the-warning]\n  - title: Two",
            "plan-vote"),
    planned("saves", "saves: 2", "saves: 9", "9}", "plan-leave-out", "8 minutes"),
    planned("saves-none", "saves: 2", "saves: 0", "0}", "plan-leave-out", "saves no minute"),
    planned("left-elsewhere", "scenes: [the-warning]", "scenes: [the-morning]", "the-morning], polls",
            "plan-leave-out"),
    planned("left-poll", "polls: [told]", "polls: [tlod]", "tlod", "plan-leave-out", "Did you mean `told`"),
    planned("left-pair", "saves: 2}", "saves: 2, polls: [mast-again]}", "mast-again]", "plan-leave-out", "both stay"),
]  # fmt: skip


def warned_fork(poll: str) -> dict[str, str]:
    """The plan with a vote at a fork of which one branch is warned."""
    morning = FILES[WARNING].replace("next: the-rescue", _FORK + "next: the-morning")
    text = PLAN.replace("{id: told, kind: aloud, at: the-lamp, question: Who was told?}", poll)
    return WITH_PLAN | {WARNING: morning, EVENING: text.replace(", polls: [told]", "")}


FAULTY += [
    Faulty(
        "vote-warned",
        warned_fork(
            "{id: w, kind: branch, question: W?, at: the-warning, options: [a, b], branches: [the-rescue, the-morning]}"
        ),
        ("a fork with a warned branch is not put to a vote", "the-rescue"),
        "plan-vote",
        EVENING,
        "the-warning, options",
    ),
    Faulty(
        "contested",
        WITH_PLAN
        | {
            EVENING: PLAN.replace("scenes: [the-storm]", "scenes: [the-lamp]")
            .replace("        at: the-storm\n        options: [The lamp, The short way]\n", "")
            .replace("kind: branch", "kind: aloud")
            .replace("        branches: [the-lamp, the-storm]\n", "")
        },
        ("nothing in the plan tells the contested claim `boats-lost`",),
        "plan-contested",
        EVENING,
        "[the-warning], polls",
    ),
]
