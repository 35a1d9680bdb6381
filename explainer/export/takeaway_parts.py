"""What a takeaway is made of beside the reader's own: claims, terms and sentences they met, and a room's results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.messages import _, ngettext
from explainer.reading.citing import citation
from explainer.reading.citing.cite_formats import cite_as
from explainer.reading.documents import marked_number, verdict_words
from explainer.reading.evidence import tally_words
from explainer.reading.room import PollView, ResultView
from explainer.reading.run import Run
from explainer.story.model import json_records
from explainer.story.model.lens import contested
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Story
from explainer.story.text import clean, clean_line
from explainer.workshop.disclosure import in_words

# What a reader met in a story, for what they take along: claims with citations, terms, sentences they marked.


@dataclass(frozen=True, slots=True)
class MetClaim:
    """A claim with what stands and a full citation."""

    id: str
    question: str
    stands: tuple[str, ...]
    """As last checked, or on the reader's day: one line a version, with whose it is, when it was said, an outcome."""
    versions: str
    """How many there are, and whether they contest each other."""
    where: str
    """The citation's own line: story, id, address, edition, day checked."""
    sources: tuple[str, ...]
    bibtex: str


@dataclass(frozen=True, slots=True)
class MetTerm:
    """A term that was opened."""

    name: str
    definition: str
    address: str
    """Where the story uses it first; empty: nowhere."""


@dataclass(frozen=True, slots=True)
class DocumentMark:
    """The sentence of a text under study that the reader trusts least."""

    title: str
    number: int
    words: str
    verdict: str
    """What the record says of it, where the reader has read that; else empty."""


def met_claims(story: Story, run: Run, on: str) -> tuple[MetClaim, ...]:
    """The claims opened, and those that stand in scenes read; in the order of the story's files."""
    used = json_records.links(story).of_scene
    met = {key for scene in run.seen if scene in used for key in used[scene]["claim"]}
    met |= _opened(run, "claim")
    return tuple(_claim(story, key, on) for key in story.claims if key in met)


def _opened(run: Run, kind: str) -> set[str]:
    return {key.partition(":")[2] for key in run.opened if key.startswith(f"{kind}:")}


def _claim(story: Story, key: str, on: str) -> MetClaim:
    claim = story.claims[key]
    words, _blank, tail = citation.thing(story, "claim", key, on).rstrip("\n").partition("\n\n")
    where, *rests_on = tail.split("\n")
    count = ngettext(_("1 version"), _("{n} versions"), len(claim.versions)).format(n=len(claim.versions))
    said = _("{versions}: {counts}; contested.") if contested(claim) else _("{versions}: {counts}.")
    return MetClaim(
        id=key,
        question=clean_line(claim.question),
        stands=tuple(words.split("\n")[1:]),
        versions=said.format(versions=count, counts=tally_words(claim, on)),
        where=where,
        sources=tuple(line.removeprefix("- ") for line in rests_on[1:]),
        bibtex=cite_as(story, "claim", key, "bibtex").rstrip("\n"),
    )


def met_terms(story: Story, run: Run) -> tuple[MetTerm, ...]:
    """The terms that were opened, by name."""
    found = [story.terms[key] for key in _opened(run, "term") if key in story.terms]
    found.sort(key=lambda term: (term.name.casefold(), term.id))
    return tuple(
        MetTerm(
            clean_line(f"{term.name} ({', '.join(f.text for f in term.forms)})" if term.forms else term.name),
            clean(term.definition.strip()),
            citation.address_of(story, "term", term.id),
        )
        for term in found
    )


def sentence_marks(story: Story, run: Run) -> tuple[DocumentMark, ...]:
    """The sentences marked as trusted least; what became of one only where a scene that tells it was read."""
    told = {
        step.ref
        for name in run.seen
        if name in story.scenes
        for step in readable_steps(story.scenes[name])
        if step.kind == "document" and step.verdicts
    }
    marks = []
    for key, document in story.documents.items():
        number = marked_number(story, run, key)
        if number:
            sentence = document.sentences[number - 1]
            verdict = verdict_words(sentence.verdict) if key in told else ""
            words = clean_line(story.excerpts[sentence.excerpt].text)
            marks.append(DocumentMark(clean_line(document.title), number, words, verdict))
    return tuple(marks)


# What a room answered, in lines for a guest's takeaway: the results that were shown to all, and nothing of
# anybody.


@dataclass(frozen=True, slots=True)
class RoomResult:
    """One question and what came of it."""

    question: str
    lines: tuple[str, ...]
    """An option each, then what is said of the whole."""


def room_results(polls: Sequence[PollView]) -> tuple[RoomResult, ...]:
    """The results of polls that were shown, in order."""
    return tuple(
        RoomResult(clean_line(poll.question), tuple(map(clean_line, _lines(poll, poll.result))))
        for poll in polls
        if poll.result is not None
    )


def room_note() -> str:
    """What a guest does not find there, and why."""
    return _("Your own answers are not among them: each was forgotten when its poll closed.")


def _lines(poll: PollView, result: ResultView) -> list[str]:
    words = in_words(result, poll.options, result.before)
    if result.few:
        return [words]
    lines = [words] if words else _options(poll, result)
    if result.nearly:
        lines.append(_("Shares in steps: all or all but one answered, or agree."))
    elif not words:
        text = _("{answers} answers, {connected} connected.")
        lines.append(text.format(answers=result.answers, connected=result.connected))
    if 0 <= result.right < len(poll.options):
        lines.append(_("The sources give: {option}.").format(option=poll.options[result.right].rstrip(".")))
    if poll.kind == "branch" and 0 <= result.taken < len(poll.options):
        lines.append(_("The leader went: {option}").format(option=poll.options[result.taken]))
    elif result.line and result.right >= 0:
        lines.append(result.line)
    return lines


def _options(poll: PollView, result: ResultView) -> list[str]:
    """Of a document's sentences only those that somebody marked."""
    now = _numbers(result)
    before = _numbers(result.before) if result.before is not None else ()
    if len(before) != len(now) or (result.before is not None and result.before.nearly != result.nearly):
        before = ()  # counts beside shares would be compared
    lines = []
    for number, option in enumerate(poll.options):
        if poll.kind == "sentence" and not (now[number] or (before and before[number])):
            continue
        unit = " %" if result.nearly else ""
        if before:
            text = _("{option}: {before} before, {after} after")
            lines.append(
                text.format(option=option, before=f"{before[number]}{unit}", after=f"{now[number]}{unit}")
            )
        else:
            lines.append(_("{option}: {n}").format(option=option, n=f"{now[number]}{unit}"))
    return lines


def _numbers(result: ResultView) -> tuple[int, ...]:
    return result.shares if result.nearly else result.counts
