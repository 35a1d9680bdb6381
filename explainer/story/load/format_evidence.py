"""The fields of sources, excerpts, claims and documents: what each holds, its words, its rules and its record."""

from __future__ import annotations

from functools import partial

from explainer.story.load import schema_rules as rule
from explainer.story.load.containers import (
    ListOf,
    MapOf,
    Record,
    Schema,
    code,
    date,
    day,
    language,
    listed,
    one_of,
    own_id,
    prose,
    ref,
    refs,
    text,
)
from explainer.story.load.fields import Flag, Id, Spec
from explainer.story.model import structs

_VERDICTS = {
    "holds": "It holds.",
    "detail": "It is wrong in a detail.",
    "wrong": "It is wrong.",
    "unknowable": "Nobody can know it from what is on record.",
    "opinion": "It is an opinion.",
    "none": "It makes no claim: a heading, a date line.",
}
VERDICTS = tuple(_VERDICTS)
_WAIVABLE = {
    "one-issuer": "A contested claim has no two sources with different issuers.",
    "no-opponent": "Of a contested claim only one issuer is left to hear, or a text gives its number without its mark.",
    "unused-claim": "No scene leads to the claim.",
    "superseded": "A version that was replaced or withdrawn is said to stand.",
}
WAIVABLE = tuple(_WAIVABLE)
"""Rules of `explainer.story.check.lint` that a claim may waive with a reason."""
_SIDES = {
    "state": "Those who govern: officials, their agencies, their media.",
    "present": "Those who were there or are concerned: people, families, crews.",
    "checked": "Those who looked into it: reporters, courts, researchers, monitors.",
    "other": "Anybody else, such as a foreign government or an unnamed page.",
}
SIDES = tuple(_SIDES)
_PRECISIONS = {
    "day": "That day.",
    "about": "About that day or month.",
    "month": "Some day of that month.",
    "year": "Some day of that year.",
    "unknown": "Not known. Under a set date it never counts as said.",
}
PRECISIONS = tuple(_PRECISIONS)
_SAID = {word: _PRECISIONS[word] for word in ("day", "about", "month")}

SOURCE = Record(
    makes=structs.Source,
    rules=rule.as_fine("date", "date_precision"),
    entity=True,
    about="A page, book or file that the story rests on.",
    fields={
        "id": own_id("The source's id."),
        "title": text(
            "The title as it stands there; a description of our own in (round brackets).", required=True
        ),
        "publisher": text("Who published it.", required=True),
        "author": text("Who wrote it, where that is known."),
        "date": date("When it was published: a day, a month or a year; null where it is not known."),
        "date_precision": one_of("How exact that date is.", _PRECISIONS, fallback="unknown"),
        "language": language("The language it is written in, as a code: en, ru, kk.", required=True),
        "kind": one_of(
            "What kind of source it is.",
            {
                "news": "Reported by a paper, an agency, a broadcaster.",
                "analysis": "Comment, analysis, a blog with a name.",
                "official": "By a state, a court, a public body.",
                "ngo": "By an organisation that is not the state's.",
                "academic": "Research: a paper, a book, a data set.",
                "encyclopedia": "A work of reference.",
                "repost": "A page that carries what others wrote.",
                "other": "None of these.",
            },
            required=True,
        ),
        "address": code("Its address on the web."),
        "archive": code("The address of a kept copy; null prints “none recorded”."),
        "rights": text("Who holds the rights, and what of it may be quoted."),
        "reliability": text("What a reader should know before trusting it, in our words."),
        "carriage": one_of(
            "Whether it holds its words at first hand.",
            {
                "original": "It is the page itself.",
                "copy": "A copy of another page; it may have been changed.",
                "relay": "It passes on what another said.",
                "translation": "A translation made by people.",
                "machine translation": "A translation made by a machine.",
            },
            fallback="original",
        ),
        "repeats": refs("source", "Sources whose words it merely repeats: then the two count as one."),
        "found": text("Where it was found, when no address is known."),
        "stored": Record(
            makes=partial(structs.Stored, text=""),  # which only the loader can read
            about="Its text, kept in the story's folder; only where we may keep it. Quotes are looked up in it.",
            fields={
                "file": code(
                    "The text file's path in the story's folder: sources/text/page.txt.", required=True
                ),
                "sha256": code("The file's SHA-256; check says it where it is another.", required=True),
            },
        ),
    },
)

EXCERPT = Record(
    makes=structs.Excerpt,
    rules=[
        *rule.as_fine("date", "date_precision", unless_said="day"),
        rule.when(
            rule.both(rule.word("form", "quote"), rule.given("original")), rule.given("translation_by")
        ),
    ],
    entity=True,
    about="What the story takes from a source. Cited in a text with [^id].",
    fields={
        "id": own_id("The excerpt's id."),
        "source": ref("source", "The id of the source it is taken from.", required=True),
        "form": one_of(
            "Whose words the text holds.",
            {
                "quote": "Theirs, word for word: words of the source's stored text, or 30 words at most.",
                "report": "Ours: we say what the source says.",
            },
            required=True,
            fallback="report",
        ),
        "text": text("The words. Of a quote in another language: the translation.", required=True),
        "speaker": text("Who says it.", required=True),
        "side": one_of("Whose voice it is.", _SIDES, required=True),
        "date": date("When it was said."),
        "date_precision": one_of("How exact that date is; day unless said.", _PRECISIONS, fallback="day"),
        "language": language("The language of the words, for a quote that of the original: en, ru, kk."),
        "original": code("A quote's words in their own language, where `text` is a translation."),
        "translation_by": text("Whose translation it is: ours, or a name. Needed with `original`."),
        "carrier": text(
            "Where the speaker's words were read. Needed for a quote out of a copy, a relay or a translation that is "
            "not the speaker's own page."
        ),
    },
)

_VERSION: dict[str, Spec] = {
    "id": own_id("The version's id, unique in its claim: v1, v2."),
    "value": text("What it says, in our words: 8, with 317 hurt.", required=True),
    "short": text("The words that {claim} prints inside a sentence: eight."),
    "words": text("The source's words, or our report of them."),
    "quoted": Flag(about="true: `words` are the source's own, word for word."),
    "issuer": text("Who first said it.", required=True),
    "carrier": text("Where we read it, if that is another than the issuer."),
    "side": one_of("Whose voice it is.", _SIDES, required=True),
    "said_on": date("When it was said. Without a date it is never shown to a reader who has set one."),
    "precision": one_of(
        "How exact that date is; without it the version is never shown under a set date.", _SAID
    ),
    "source": refs("source", "The sources that give it, the best first.", required=True),
    "status": one_of(
        "Whether it still stands.",
        {
            "standing": "Nothing has replaced it.",
            "superseded": "A later version replaced it: `replaced_by`.",
            "retracted": "Whoever said it took it back.",
            "disputed": "Others say that it is wrong.",
            "opinion": "It is an opinion, not a finding.",
        },
        required=True,
        fallback="standing",
    ),
    "replaced_by": Id(
        about="The id of this claim's version that replaced it; needed where it is superseded."
    ),
    "withdrawn_on": date("When it was taken back."),
    "accuses": refs(
        "term", "Ids of terms: people or bodies that it accuses. A living person needs an `outcome`."
    ),
    "outcome": text("The denial, withdrawal or verdict; printed with the version at every date."),
    "note": text("What else a reader should know of it."),
}

_UNWAIVED: Schema = {
    "not": rule.holds("waive", {"type": "array", "contains": rule.MAPPING | rule.word("rule", "superseded")})
}
"""The claim does not waive the rule that what was replaced is called so."""
_FATE = rule.both(
    rule.when(rule.word("status", "superseded"), rule.given("replaced_by")),
    rule.when(rule.word("status", "standing", "disputed"), rule.none("replaced_by", "withdrawn_on")),
)

CLAIM = Record(
    makes=structs.Claim,
    renames={"waive": "waived"},
    rules=[
        rule.when(rule.only("versions", rule.TWO), rule.given("differ")),
        rule.when(_UNWAIVED, rule.only("versions", {"items": _FATE})),
    ],
    entity=True,
    about="A question, and what was answered. Printed in a text with {id}; its letter alone with {^id}.",
    fields={
        "id": own_id("The claim's id."),
        "question": text("The question that the versions answer.", required=True),
        "gap": ListOf(
            item=one_of(
                "Why the answers may differ.",
                {
                    "fact": "They differ about what happened.",
                    "definition": "They count different things.",
                    "interest": "They have different interests.",
                },
            ),
            about="What the versions differ about.",
        ),
        "contested": Flag(
            unset=None,
            about="true or false: the author's word. Left out it is worked out: a disputed version, or versions of two "
            "issuers that stand at once.",
        ),
        "as_known": listed(
            "Corrections of what stood on one day, where the rule by dates gives the wrong versions.",
            {
                "on": day("The day.", required=True),
                "versions": ListOf(
                    item=Id(about="A version's id."),
                    required=True,
                    about="The versions that stood on that day.",
                ),
                "reasons": MapOf(
                    value=text("Why it stood, or did not stand."),
                    about="By version: why it is taken in or left out against the rule.",
                ),
            },
            structs.AsKnown,
            rules=[rule.given("reasons") | rule.only("reasons", {"minProperties": 1})],
        ),
        "versions": ListOf(
            item=Record(
                about="One answer, by one issuer.",
                fields=_VERSION,
                makes=structs.Version,
                rules=rule.as_fine("said_on", "precision"),
            ),
            required=True,
            at_least=1,
            about="The answers, in the order of saying.",
        ),
        "differ": text(
            "Why the versions differ, in one sentence. Needed where there are two versions or more."
        ),
        "waive": listed(
            "Rules of evidence that this claim need not keep, each with the reason. check lists them.",
            {
                "rule": one_of("The rule.", _WAIVABLE, required=True),
                "reason": text("Why the claim need not keep it.", required=True),
            },
            structs.RuleWaiver,
        ),
    },
)

_SENTENCE: dict[str, Spec] = {
    "excerpt": ref(
        "excerpt", "The quote excerpt of this document's source that holds its words.", required=True
    ),
    "verdict": one_of("What became of it.", _VERDICTS, required=True, fallback="none"),
    "record": prose(
        "What the later record says, in our words, with marks. Needed with a verdict other than none."
    ),
    "early": prose("What stood on record by the document's last day, in our words, with marks."),
    "claims": refs("claim", "The claims that it is about."),
    "scenes": refs("scene", "Where the story tells more of it."),
    "rests_on": refs(
        "source", "More sources that `record` and `early` rest on, beside those of the excerpts they cite."
    ),
}

DOCUMENT = Record(
    makes=structs.Document,
    entity=True,
    about="A text that readers study sentence by sentence.",
    fields={
        "id": own_id("The document's id."),
        "title": text("The title as readers see it.", required=True),
        "note": text("What it is, and what is not known of it."),
        "source": ref("source", "The source that the text is.", required=True),
        "asks": text("The question put to the reader."),
        "last_day": day("The day its facts stop; a day that readers can set."),
        "sentences": listed(
            "Its sentences, in their order.",
            _SENTENCE,
            structs.Sentence,
            required=True,
            at_least=1,
            rules=[
                rule.when(
                    rule.both(rule.given("verdict"), {"not": rule.word("verdict", "none")}),
                    rule.given("record"),
                ),
                rule.when(rule.both(rule.holds("record", rule.UNMARKED), rule.none("early")), rule.RESTS),
                rule.when(rule.both(rule.none("record"), rule.holds("early", rule.UNMARKED)), rule.RESTS),
            ],
        ),
    },
)
