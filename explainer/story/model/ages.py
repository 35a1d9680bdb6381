"""How old each sentence is, and what of a step can be read on a day.

A sentence is as old as the newest thing its marks name: an excerpt's day, the day a claim is pinned to, the first day
on which anything was said of a claim. One without a mark is as old as the next sentence of its paragraph that has one;
behind the last of them, or where a paragraph has none, it is as old as the newest of all that the step rests on. What
has no date counts from the day on which the story was checked.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from explainer.story.model.dates import counts_from
from explainer.story.model.sentences import joined, paragraphs
from explainer.story.model.structs import (
    Claim,
    Document,
    Excerpt,
    Guess,
    Prose,
    Sentence,
    Span,
    Step,
    Story,
    Version,
)

LATER = "later"
"""The kind of a span that stands for sentences said later, and of a step that is later as a whole. Its `text` is how
many they are, its `ref` how many references stand in them, its `on` the earliest of their days."""

_NEVER = "9999-12-31"
"""The day of what has no date, in a story that names no day of checking."""
CITES = ("term", "excerpt", "claim", "mark")
"""Kinds of spans that are references."""


def undated(story: Story) -> str:
    """The day from which what has no date counts: the one on which the story was checked."""
    return story.checked_on or _NEVER


def is_undated_later(story: Story, on: str) -> bool:
    """Whether what has no date is later than a lens day."""
    return bool(on) and undated(story) > on


def source_day(story: Story, key: str) -> str:
    """The day from which a source counts."""
    source = story.sources.get(key)
    return (counts_from(source.date, source.date_precision) if source else "") or undated(story)


def sources_known_on(story: Story, keys: Iterable[str], on: str) -> tuple[str, ...]:
    """Each source once that the story holds, without those that are younger than the day: a headline can tell what only
    came later."""
    held = (key for key in dict.fromkeys(keys) if key in story.sources)
    return tuple(key for key in held if not on or source_day(story, key) <= on)


def excerpt_day(story: Story, excerpt: Excerpt) -> str:
    """The day on which its words were said; where that is not known, its source's."""
    return counts_from(excerpt.date, excerpt.date_precision) or source_day(story, excerpt.source)


def claim_day(story: Story, claim: Claim | None) -> str:
    """The first day on which a source we hold answers a claim."""
    days = [counts_from(v.said_on, v.precision) for v in claim.versions] if claim else []
    return min((day for day in days if day), default=undated(story))


def mark_day(story: Story, span: Span) -> str:
    """The day of what a mark names; empty for a span that gives a sentence no age."""
    if span.kind == "excerpt":
        excerpt = story.excerpts.get(span.ref)
        return excerpt_day(story, excerpt) if excerpt else undated(story)
    if span.kind == "claim" and span.on:
        return span.on
    if span.kind in ("claim", "mark"):
        return claim_day(story, story.claims.get(span.ref))
    return ""


def marked_day(story: Story, prose: Prose) -> str:
    """The newest day among what the marks of a prose name; empty where it has none."""
    return max((mark_day(story, span) for span in prose), default="")


def newest(story: Story, rests_on: Iterable[str], *proses: Prose) -> str:
    """The newest day among some sources and the marks of proses; what rests on nothing counts from the checking."""
    days = [source_day(story, key) for key in rests_on]
    days += [day for prose in proses if (day := marked_day(story, prose))]
    return max(days, default=undated(story))


Dated = tuple[Prose, str]
"""A sentence and its age."""


def prose_ages(story: Story, prose: Prose, rest: str) -> tuple[tuple[Dated, ...], ...]:
    """The sentences of each paragraph with their ages; `rest` is that of those which no mark dates."""
    found = []
    for paragraph in paragraphs(prose):
        day, dated = rest, list[Dated]()
        for sentence in reversed(paragraph):
            day = marked_day(story, sentence) or day
            dated.append((sentence, day))
        found.append(tuple(reversed(dated)))
    return tuple(found)


def proses_of(step: Step) -> tuple[Prose, ...]:
    """What a step says in prose."""
    if step.guess:
        return (step.guess.note,) if step.guess.note else ()
    return (step.prose, *step.items) if step.prose else step.items


def rest_day(story: Story, step: Step) -> str:
    """The age of the sentences of a step that no mark dates."""
    if step.kind in ("in-short", "not-known"):
        return undated(story)
    if step.kind == "facilitator" and not step.rests_on and not marked_day(story, step.prose):
        return ""  # what is said to who leads is no part of the story
    return newest(story, step.rests_on, *proses_of(step))


def ages(story: Story, step: Step) -> tuple[Dated, ...]:
    """All sentences of a step with their ages, in order."""
    rest = rest_day(story, step)
    return tuple(
        one for prose in proses_of(step) for paragraph in prose_ages(story, prose, rest) for one in paragraph
    )


def age(story: Story, step: Step, sentence: Prose) -> str:
    """The age of one sentence of a step."""
    return next((day for found, day in ages(story, step) if found == sentence), rest_day(story, step))


def whole_day(story: Story, step: Step) -> str:
    """The day from which any of a step can be read; empty where it can be at every date."""
    if step.kind == "quote":
        excerpt = story.excerpts.get(step.ref)
        return excerpt_day(story, excerpt) if excerpt else undated(story)
    if step.guess:
        return _guess_day(story, step, step.guess)
    if step.kind == "document":
        document = story.documents.get(step.ref)
        return (document.last_day or source_day(story, document.source)) if document else ""
    if step.kind in ("figure", "question", "facilitator"):
        return ""
    return min((day for _sentence, day in ages(story, step)), default="")


def _guess_day(story: Story, step: Step, guess: Guess) -> str:
    """A guess is opened whole: it waits for the newest of its note, its sources and its answer."""
    days = [source_day(story, key) for key in step.rests_on]
    days += [day for _sentence, day in ages(story, step)]
    claim = story.claims.get(guess.of)
    if claim is not None:
        answers = [v for v in claim.versions if {v.value, v.short} & set(guess.answer)]
        days += [claim_day(story, replace(claim, versions=tuple(answers or claim.versions)))]
    return max(days, default=undated(story) if guess.answer or guess.note else "")


def date_of(story: Story, step: Step, day: str) -> tuple[str, str]:
    """The date and precision behind a day of a step, as it was recorded; without a precision where none was."""
    for date, precision in _dates(story, step):
        if counts_from(date, precision) == day:
            return date, precision
    return day, "" if day == undated(story) else "day"


def _dates(story: Story, step: Step) -> Iterator[tuple[str, str]]:
    excerpts = [step.ref] if step.kind == "quote" else []
    sources = list(step.rests_on)
    for span in (span for prose in proses_of(step) for span in prose):
        if span.kind == "excerpt":
            excerpts.append(span.ref)
        elif span.kind in ("claim", "mark") and span.ref in story.claims and not span.on:
            yield from ((v.said_on, v.precision) for v in story.claims[span.ref].versions)
    for excerpt in (story.excerpts[key] for key in excerpts if key in story.excerpts):
        yield excerpt.date, excerpt.date_precision
        sources.append(excerpt.source)
    for source in (story.sources[key] for key in sources if key in story.sources):
        yield source.date, source.date_precision


def note_of(story: Story, version: Version, on: str) -> str:
    """What is noted of a version, on a day: as old as the newest that it rests on. Whoever opened a later version has
    its note too.
    """
    said = counts_from(version.said_on, version.precision) or undated(story)
    return version.note if not on or said > on or newest(story, version.source) <= on else ""


# what can be read of a prose and of a step on a day


def prose_as_of(story: Story, prose: Prose, on: str, rest: str, *, counted: bool = False) -> Prose:
    """A prose as it reads on a day: each run of later sentences is one mark.

    Args:
        story: where its marks lead.
        prose: the prose.
        on: the lens day; empty: nothing is later.
        rest: the age of those sentences which no mark dates.
        counted: the mark says how many references stand behind it; else who counts them does not see those.
    """
    if not on:
        return prose
    (made,) = _Folder(story, on).fold(((prose, rest),))
    if counted:
        return made
    return tuple(replace(span, ref="0") if span.kind == LATER else span for span in made)


def record_day(story: Story, document: Document, sentence: Sentence) -> str:
    """The day from which a verdict can be read: of the newest of its record, and not before the text's last."""
    rest = newest(story, sentence.rests_on, sentence.record)
    days = [day for paragraph in prose_ages(story, sentence.record, rest) for _said, day in paragraph]
    return max([*days, document.last_day])


def sentence_as_of(story: Story, document: Document, sentence: Sentence, on: str) -> Sentence:
    """A sentence under study as it reads on a day: a verdict of a later day is the word `later`.

    A verdict is as old as the newest of its record, and later than the text itself.
    """
    if not on:
        return sentence
    rest = newest(story, sentence.rests_on, sentence.record)
    known = record_day(story, document, sentence) <= on and (not document.last_day or on > document.last_day)
    early = newest(story, sentence.rests_on, sentence.early)
    return replace(
        sentence,
        record=prose_as_of(story, sentence.record, on, rest),
        early=prose_as_of(story, sentence.early, on, early),
        verdict=sentence.verdict if known or sentence.verdict == "none" else LATER,
        claims=tuple(key for key in sentence.claims if claim_day(story, story.claims.get(key)) <= on),
        rests_on=tuple(key for key in sentence.rests_on if source_day(story, key) <= on),
    )


class _Folder:
    """Folds proses that follow each other; a run of later sentences may go on from one to the next of them."""

    def __init__(self, story: Story, on: str) -> None:
        self._story, self._on = story, on
        self._made: list[list[Span]] = []
        self._place = (0, 0)
        """Where the mark of the run that goes on stands: a prose, and a span of it."""
        self._run: list[Dated] = []

    def fold(self, proses: Iterable[tuple[Prose, str]]) -> tuple[Prose, ...]:
        for prose, rest in proses:
            self._made.append([])
            for number, paragraph in enumerate(prose_ages(self._story, prose, rest)):
                self._paragraph(paragraph, first=not number)
        self._close()
        return tuple(joined(spans) for spans in self._made)

    def _paragraph(self, paragraph: tuple[Dated, ...], *, first: bool) -> None:
        breaks = not first and bool(self._made[-1])
        for sentence, day in paragraph:
            if breaks and (day <= self._on or not self._run):
                self._made[-1].append(Span("break"))
                breaks = False
            if day <= self._on:
                self._close()
                self._made[-1].extend(sentence)
                continue
            if not self._run:
                self._place = (len(self._made) - 1, len(self._made[-1]))
                self._made[-1].append(Span(LATER))
            self._run.append((sentence, day))

    def _close(self) -> None:
        if not self._run:
            return
        prose, at = self._place
        self._made[prose][at] = later_span(self._run)
        here = prose == len(self._made) - 1
        last = self._run[-1][0][-1]
        if here and last.text[-1:].isspace() and self._made[-1][-1].kind == LATER:
            self._made[-1].append(Span("text", " "))
        self._run = []


def later_span(run: Iterable[Dated]) -> Span:
    """The mark for a run of later sentences."""
    held = tuple(run)
    cited = sum(span.kind in CITES for sentence, _day in held for span in sentence)
    return Span(LATER, str(len(held)), str(cited), min(day for _sentence, day in held))


_CACHED = 4096
_cache: OrderedDict[tuple[int, int, str], tuple[Story, Step, Step]] = OrderedDict()


def as_of(story: Story, step: Step, on: str, opened: bool = False) -> Step:
    """A step as it reads on a day.

    Whoever draws, says or writes a step under a lens takes this one in its place. A step that is later as a whole is of
    the kind `later`, with one mark as its prose; of any other each run of later sentences is a span of that kind. The
    references of the whole step are numbered as ever: a mark says how many of them stand behind it.

    Args:
        story: the story.
        step: the step as it was written.
        on: the lens day; empty: nothing is later.
        opened: the reader opened what was said later.
    """
    if not on or opened:
        return step
    key = (id(story), id(step), on)
    held = _cache.get(key)
    if (
        held is not None and held[0] is story and held[1] is step
    ):  # the entry keeps both alive, so their ids stay
        _cache.move_to_end(key)
        return held[2]
    made = _as_of(story, step, on)
    _cache[key] = (story, step, made)
    if len(_cache) > _CACHED:
        _cache.popitem(last=False)
    return made


def _as_of(story: Story, step: Step, on: str) -> Step:
    day = whole_day(story, step)
    if day > on:
        count = max(1, len(ages(story, step)))
        cited = sum(span.kind in CITES for prose in _cited(step) for span in prose)
        own = step.kind in ("quote", "figure")
        mark = Span(LATER, str(count), str(cited + own), day)
        return Step(step.id, LATER, (mark,), line=step.line)
    if step.kind not in ("text", "items", "in-short", "not-known", "facilitator"):
        return step
    rest = rest_day(story, step)
    if step.links or step.kind == "in-short":  # each line stands beside its mark, its scenes
        made = tuple(prose_as_of(story, prose, on, rest, counted=True) for prose in step.items)
    else:
        made = _Folder(story, on).fold((prose, rest) for prose in proses_of(step))
    if not any(span.kind == LATER for prose in made for span in prose):
        return step
    known = tuple(key for key in step.rests_on if source_day(story, key) <= on)
    prose, items = (made[0], made[1:]) if step.prose else ((), made)
    items = items if step.links else tuple(item for item in items if item)
    return replace(step, prose=prose, items=items, rests_on=known, translations={}, waived=())


def _cited(step: Step) -> tuple[Prose, ...]:
    """The proses of a step whose references are counted on its page."""
    return () if step.guess else proses_of(step)


def is_whole(step: Step) -> bool:
    """Whether a step as of a day was said later as a whole."""
    return step.kind == LATER


def later_spans(step: Step) -> tuple[Span, ...]:
    """The marks of a step as of a day, in order."""
    return tuple(span for prose in (step.prose, *step.items) for span in prose if span.kind == LATER)


def stops_in(step: Step) -> Iterator[int | None]:
    """Of a step as of a day, what stands there to be opened: the number of a reference in it, None for a mark."""
    number = 0
    for span in (span for prose in proses_of(step) for span in prose):
        if span.kind == LATER:
            yield None
            number += int(span.ref)
        elif span.kind in CITES:
            yield number
            number += 1


def all_later(step: Step) -> Span:
    """All marks of a step as of a day as one."""
    found = later_spans(step)
    count, cited = (
        str(sum(int(value) for value in values))
        for values in zip(*((s.text, s.ref) for s in found), strict=True)
    )
    return Span(LATER, count, cited, min(span.on for span in found))
