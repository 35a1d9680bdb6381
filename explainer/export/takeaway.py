"""What a reader takes along: their way, notes, bookmarks, doubts and marks, the claims and terms they met.

Pure: a record out of a story and a run. Nothing in it tells of another person, of a name, a machine or an hour; of a
room only what all were shown. Guesses are in it only if asked for, and are not counted against the record.
`takeaway_forms` gives it a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from explainer.export.book import when_words
from explainer.export.takeaway_parts import (
    DocumentMark,
    MetClaim,
    MetTerm,
    RoomResult,
    met_claims,
    met_terms,
    room_note,
    room_results,
    sentence_marks,
)
from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.reading import guesses as asked
from explainer.reading.citing.citation import edition_line, how_to_report, step_text
from explainer.reading.in_short import mark_word
from explainer.reading.room import PollView
from explainer.reading.run import KeptEntry, Run, kept_entries
from explainer.story.model.dates import long
from explainer.story.model.lens import shown
from explainer.story.model.outline import Place
from explainer.story.model.prose import in_short_step, minutes_of, plain
from explainer.story.model.structs import Guess, Scene, Story
from explainer.story.text import clean, clean_line, curled, has_curled_marks


@dataclass(frozen=True, slots=True)
class Stop:
    """A scene on the reader's way."""

    title: str
    chapter: str
    when: str
    address: str
    again: bool = False
    """They had been there before."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A note, bookmark or doubt with the line it stands beside."""

    text: str
    """The note's own words, which may have several lines; empty for a bookmark or a doubt."""
    line: str
    """The line as it reads now; of a lost one, the first words that were kept of it."""
    title: str
    address: str
    """Empty: lost."""
    said: str = ""
    """What became of the line since, where it is not the same."""


@dataclass(frozen=True, slots=True)
class MadeGuess:
    """A guess beside the record."""

    question: str
    mine: str
    record: str
    """Empty where the record is the note alone."""
    address: str


@dataclass(frozen=True, slots=True)
class Takeaway:
    """All of it, cleaned of what a terminal would obey; each form escapes what it must."""

    title: str
    edition: str
    made_on: str
    lens: str
    way: tuple[Stop, ...]
    read_too: tuple[Stop, ...]
    """Scenes read that are not on the way as it is remembered."""
    unread: str
    notes: tuple[KeptLine, ...]
    bookmarks: tuple[KeptLine, ...]
    doubts: tuple[KeptLine, ...]
    marks: tuple[DocumentMark, ...]
    guesses: tuple[MadeGuess, ...]
    guesses_note: str
    claims: tuple[MetClaim, ...]
    terms: tuple[MetTerm, ...]
    check: tuple[str, ...]
    care: tuple[str, ...]
    language: str
    room: tuple[RoomResult, ...] = ()
    """What was shown to the whole room in which they read."""
    room_note: str = ""
    in_short: tuple[tuple[str, str], ...] = ()
    """The story in short: what kind of knowledge each line is, and the line."""


def _known(story: Story, on: str) -> Story:
    if not on:
        return story
    from explainer.story.model.known import story_as_of

    return story_as_of(story, on)


def gather(
    story: Story, run: Run, *, guesses: bool = False, now_on: str = "", room: Sequence[PollView] = ()
) -> Takeaway:
    """What the reader of a run takes along.

    Args:
        story: the story, in the edition in hand.
        run: fitted to that edition.
        guesses: with the reader's guesses.
        now_on: the day it is made (ISO); empty: it does not say one.
        room: the polls whose results were shown in the reader's room.
    """
    kept = kept_entries(story, run)  # lines are found again in the whole story
    on = run.lens.on if run.lens else ""
    story = _known(story, on)
    made, gone = _guesses(story, run) if guesses else ((), 0)
    way = _way(story, run)
    answered = room_results(room)
    takeaway = Takeaway(
        title=clean_line(story.title),
        edition=clean_line(edition_line(story, "")),
        made_on=long(now_on) if now_on else "",
        lens=_lens(on),
        in_short=_in_short(story),
        way=way,
        read_too=_read_too(story, run, way),
        unread=_unread(story, run),
        notes=_lines(story, kept, "note"),
        bookmarks=_lines(story, kept, "bookmark"),
        doubts=_lines(story, kept, "doubt"),
        marks=sentence_marks(story, run),
        guesses=made,
        guesses_note=_gone(gone),
        claims=met_claims(story, run, on),
        terms=met_terms(story, run),
        check=_how_to_check(story),
        care=care(),
        language=story.language,
        room=answered,
        room_note=room_note() if answered else "",
    )
    if not has_curled_marks(story.language):
        return takeaway
    written: Takeaway = _with_marks(takeaway)
    return written


_AS_THEY_STAND = ("address", "bibtex")
"""What is not prose."""


def _with_marks(thing: Any) -> Any:
    """The same with marks of quotation as pages have them; a note keeps the reader's own."""
    if isinstance(thing, str):
        return curled(thing)
    if isinstance(thing, tuple):
        return tuple(_with_marks(part) for part in thing)
    if not is_dataclass(thing) or isinstance(thing, type):
        return thing
    kept = (*_AS_THEY_STAND, "text") if isinstance(thing, KeptLine) else _AS_THEY_STAND
    names = [field.name for field in fields(thing) if field.name not in kept]
    return replace(thing, **{name: _with_marks(getattr(thing, name)) for name in names})


def care() -> tuple[str, ...]:
    """Where it may be unwise to carry it."""
    return (
        _(
            "Think before you carry this. It shows what you read, and what you wrote beside it. It may be unwise to"
            " have it with you at a border, on a phone or computer that others may search, or on a machine you share."
        ),
        _(
            "A file that was deleted can often be brought back, and copies may lie in backups. A printed page can be"
            " destroyed for good; until then whoever finds it can read it, and a printer may keep a copy."
        ),
    )


def _lens(on: str) -> str:
    if not on:
        return ""
    return _("Your date is set to {day}: what was said later is not in it.").format(day=long(on))


def _in_short(story: Story) -> tuple[tuple[str, str], ...]:
    step = in_short_step(story)
    said = (clean_line(" ".join(plain(story, item).split())) for item in step.items)
    return tuple(zip(map(mark_word, step.marks), said, strict=True))


def _stop(story: Story, scene: Scene, again: bool = False) -> Stop:
    chapters = {chapter.id: chapter.title for chapter in story.chapters}
    title, chapter = clean_line(scene.title), clean_line(chapters[scene.chapter])
    return Stop(title, chapter, clean_line(when_words(story, scene)), scene.id, again)


def _way(story: Story, run: Run) -> tuple[Stop, ...]:
    """The scenes in the order in which they were read, those left by going back included."""
    passed: list[str] = []
    for visit in (*run.past, run.visit, *reversed(run.ahead)):
        read = visit.scene in story.scenes and not visit.threshold
        if read and (not passed or passed[-1] != visit.scene):
            passed.append(visit.scene)
    return tuple(
        _stop(story, story.scenes[name], name in passed[:number]) for number, name in enumerate(passed)
    )


def _read_too(story: Story, run: Run, way: tuple[Stop, ...]) -> tuple[Stop, ...]:
    on_it = {stop.address for stop in way}
    return tuple(
        _stop(story, story.scenes[name]) for name in run.seen if name in story.scenes and name not in on_it
    )


def _unread(story: Story, run: Run) -> str:
    left = [scene for name, scene in story.scenes.items() if name not in run.seen]
    if not left:
        return _("You have read every scene.")
    said = ngettext(
        _("1 scene of {total} is not read yet, about {minutes} min."),
        _("{n} scenes of {total} are not read yet, about {minutes} min."),
        len(left),
    ).format(n=len(left), total=len(story.scenes), minutes=minutes_of(story, (scene.id for scene in left)))
    warned = sum(scene.warning is not None for scene in left)
    if warned:
        said += " " + ngettext(
            _("1 of them begins with a warning."), _("{n} of them begin with a warning."), warned
        ).format(n=warned)
    return said


# what is the reader's own


def _lines(story: Story, kept: tuple[KeptEntry, ...], kind: str) -> tuple[KeptLine, ...]:
    return tuple(_line(story, entry) for entry in kept if entry.kind == kind)


def _line(story: Story, entry: KeptEntry) -> KeptLine:
    text = clean(entry.text).strip() if entry.kind == "note" else ""
    if entry.place is None:
        said = _("The line it stood beside is no longer in the story. It began:")
        words = entry.words or _("no words of it were kept")
        return KeptLine(text, clean_line(words), clean_line(entry.title), "", said)
    said = {
        "edited": _("The line was edited since; it began: {words}").format(words=entry.words),
        "moved": _("The line stands in another place than before."),
    }.get(entry.how, "")
    place = entry.place
    address = f"{place.scene}:{place.step}" if place.step else place.scene
    line = _words_at(story, place)
    return KeptLine(text, line, clean_line(entry.title), address, clean_line(said))


def _words_at(story: Story, place: Place) -> str:
    step = next((step for step in story.scenes[place.scene].steps if step.id == place.step), None)
    # beside a reader's own words, marks round the story's prose would make a quotation without a speaker of it
    return clean(step_text(story, step, marks=False)) if step else ""


def _guesses(story: Story, run: Run) -> tuple[tuple[MadeGuess, ...], int]:
    """Each guess beside the record, and how many were given to questions that are no longer asked so."""
    found: list[MadeGuess] = []
    for key in run.guesses:
        try:
            guess = asked.guess_of(story, key)
            answer = asked.answer_of(story, run, key)
        except Cannot:
            continue
        if answer:
            question = clean_line(asked.question_of(story, guess))
            mine = clean_line(asked.answer_words(guess, answer))
            found.append(MadeGuess(question, mine, clean_line(_record(story, guess)), key))
    return tuple(found), len(run.guesses) - len(found)


def _record(story: Story, guess: Guess) -> str:
    if guess.kind == "order":
        return ", ".join(asked.in_order(guess))
    if guess.answer:
        return asked.answer_words(guess, guess.answer)
    return shown(story.claims[guess.of]) if guess.of in story.claims else ""


def _gone(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        _("1 guess was given to a question that is no longer asked."),
        _("{n} guesses were given to questions that are no longer asked."),
        count,
    ).format(n=count)


def _how_to_check(story: Story) -> tuple[str, ...]:
    lines = [
        _("explainer --at ADDRESS opens the line of an address that is printed here."),
        _("There, the letter after a statement opens all its versions with their sources."),
        _("An edition is a version of the story and the first digits of its hash; each citation prints it."),
    ]
    lines.append(_("If something is wrong: {text}").format(text=clean_line(how_to_report(story))))
    return tuple(lines)
