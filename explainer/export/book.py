"""A story as a book: its scenes in the order of reading, numbered, with every word ready to be set.

`make_book` is where HTML, Markdown, plain text and the handout begin, so that they cannot differ in what they tell.
Notes for who leads and questions for a room are left out. The same story makes the same book.
"""

from __future__ import annotations

from collections.abc import Iterable

from explainer.export.book_prose import Prosaist, in_short
from explainer.export.book_records import (
    Block,
    Book,
    BookChapter,
    BookScene,
    BookTrail,
    ChangeEntry,
    Choice,
    DocumentPart,
    FigurePart,
    GuessPart,
    LinePart,
    Note,
    Onward,
    Paragraph,
    SentencePart,
    Warned,
)
from explainer.messages import _
from explainer.paint.page.prose import Pen
from explainer.reading.citing.citation import how_to_report, link
from explainer.reading.documents import verdict_words
from explainer.reading.guesses import answer_words, offered, question_of
from explainer.reading.in_short import mark_word
from explainer.reading.language import missing_words
from explainer.reading.storage.updating import newest_first
from explainer.story.figures.alt_text import twin
from explainer.story.model import dates, json_records
from explainer.story.model.ages import (
    as_of,
    date_of,
    is_undated_later,
    is_whole,
    prose_ages,
    rest_day,
    sentence_as_of,
    source_day,
    undated,
    whole_day,
)
from explainer.story.model.prose import (
    minutes,
    minutes_of,
    paragraph_sources,
    readable_steps,
    trail_minutes,
)
from explainer.story.model.structs import (
    Branch,
    Change,
    Document,
    Guess,
    Prose,
    Scene,
    SceneWarning,
    Sentence,
    Step,
    Story,
    Trail,
)
from explainer.story.model.translation import first_lacking, is_lacking, original, own_name
from explainer.telling import evidence

# When and where a scene plays, in words that need no ribbon above them: the year always.


def when_words(story: Story, scene: Scene) -> str:
    """`2 to 3 February 1931, Skerry, Port Anna`; empty for a scene without a day or a place."""
    days = dates.when_words(scene.when)
    places = [_place(story, place) for place in scene.when.places if place != "none"]
    return ", ".join(part for part in (days, *places) if part)


def _place(story: Story, place: str) -> str:
    if place == "national":
        return _("nationwide")
    return story.places[place].name if place in story.places else place


def make_book(story: Story, on: str = "") -> Book:
    """The whole story as a book, as last checked, or with its scenes as known on a day (ISO).

    Of a story that was cut at a day (`explainer.story.model.known`) nothing later is in it at all.
    """
    pen = Pen(story, "", "braille")
    order = json_records.reading_order(story)
    behind = _behind(story, order)
    scenes = {
        key: _BookScene(pen, story.scenes[key], number, behind.get(key, 0), on).make()
        for number, key in enumerate(order, 1)
    }
    words = sum(scene.words for scene in story.scenes.values())
    checked = _("As checked on {day}.").format(day=dates.long(story.checked_on)) if story.checked_on else ""
    if story.as_of:
        checked = _("As known on {day}.").format(day=dates.long(story.as_of))
    return Book(
        id=story.id,
        title=pen.text(story.title),
        language=story.language,
        language_line=_language_line(story),
        edition=str(story.edition),
        checked=checked,
        start=story.start,
        words=words,
        minutes=minutes_of(story, story.scenes),
        chapters=_chapters(pen, order),
        trails=tuple(_trail(pen, trail) for trail in story.trails.values()),
        scenes=scenes,
        terms=evidence.terms(pen),
        sources=evidence.sources(pen, order),
        excerpts=evidence.excerpts(pen),
        claims=evidence.claims(pen, on),
        changes=tuple(_change(pen, change) for change in newest_first(story)),
        about=_paragraphs_of(pen, story.about),
        report_errors=pen.text(" ".join(story.report_errors.split())),
        how_to_report=pen.text(how_to_report(story)),
        corrections=pen.text(story.corrections),
        corrections_link=link(story, f"{story.title}, {story.edition}"),
        in_short=in_short(pen, on),
    )


def _language_line(story: Story) -> str:
    """In which language a file is; each language is a file of its own."""
    if len(story.languages) < 2:
        return ""
    others = ", ".join(own_name(one) for one in story.languages if one != story.language)
    said = _("In {language}. The story is also in: {others}; each language is a file of its own.")
    return said.format(language=own_name(story.language), others=others)


def _other_language(story: Story, scene: str, step: str) -> dict[str, str]:
    """Of a step that is not translated: its language, and at the first of a scene the words that say so."""
    if not is_lacking(story, scene, step):
        return {}
    first = first_lacking(story, scene) == step
    return {"language": original(story).language, "untranslated": missing_words(story) if first else ""}


def _behind(story: Story, order: tuple[str, ...]) -> dict[str, int]:
    """The numbers of the warned scenes at the end of the book: they go on after the last scene's."""
    warned = [key for key in order if story.scenes[key].warning is not None]
    return {key: number for number, key in enumerate(warned, len(order) + 1)}


def _chapters(pen: Pen, order: tuple[str, ...]) -> tuple[BookChapter, ...]:
    """The chapters with their scenes; one that has none is left out."""
    found = []
    for chapter in pen.story.chapters:
        scenes = tuple(key for key in order if pen.story.scenes[key].chapter == chapter.id)
        number = f"{chapter.number}. " if chapter.number else ""
        if scenes:
            found.append(
                BookChapter(
                    chapter.id, number + pen.text(chapter.title), scenes, minutes_of(pen.story, scenes)
                )
            )
    return tuple(found)


def _trail(pen: Pen, trail: Trail) -> BookTrail:
    known = tuple(key for key in trail.scenes if key in pen.story.scenes)
    return BookTrail(
        trail, pen.text(trail.title), pen.text(trail.detail), known, trail_minutes(pen.story, trail)
    )


def _change(pen: Pen, change: Change) -> ChangeEntry:
    scenes = tuple(key for key in change.scenes if key in pen.story.scenes)
    return ChangeEntry(change, dates.long(change.on), pen.text(change.what), pen.text(change.why), scenes)


def _paragraphs_of(pen: Pen, text: str) -> tuple[str, ...]:
    return tuple(pen.text(" ".join(part.split())) for part in text.split("\n\n") if part.strip())


class _BookScene:
    """Makes one scene; its marks are counted from its start, as in the reader."""

    def __init__(self, pen: Pen, scene: Scene, number: int, behind: int, on: str) -> None:
        self._pen = pen
        self._story = pen.story
        self._scene = scene
        self._number = number
        self._behind = behind
        self._on = on
        self._prose = Prosaist(pen, scene, on)

    def make(self) -> BookScene:
        scene, say = self._scene, self._pen.text
        links = json_records.links(self._story).of_scene[scene.id]
        return BookScene(
            number=self._number,
            behind=self._behind,
            id=scene.id,
            chapter=scene.chapter,
            title=say(scene.title),
            asks=say(scene.asks),
            when=when_words(self._story, scene),
            recap="" if is_undated_later(self._story, self._on) else say(scene.recap),
            words=scene.words,
            minutes=minutes(scene.words),
            warning=_warned(self._pen, scene.id, scene.warning) if scene.warning else None,
            blocks=tuple(self._block(step) for step in readable_steps(scene)),
            choices=tuple(_choice(self._pen, scene, branch) for branch in scene.branches),
            onward=_onward(self._pen, scene),
            notes=(
                *(Note("excerpt", label, key) for key, label in self._prose.numbers.items()),
                *(Note("claim", label, key) for key, label in self._prose.letters.items()),
            ),
            terms=links["term"],
            sources=links["source"],
        )

    def _block(self, step: Step) -> Block:
        story = self._story
        keys = paragraph_sources(story, step)
        day = whole_day(story, step) if not story.as_of else ""
        now = as_of(story, step, self._on)
        whole = is_whole(now)
        listed = step.kind in ("in-short", "not-known")
        proses = () if whole or listed else now.items if now.items else (now.prose,) if now.prose else ()
        return Block(
            id=step.id,
            kind=step.kind,
            paragraphs=tuple(p for prose in proses for p in self._prose.paragraphs(prose)),
            lines=self._lines(now) if listed and not whole else (),
            dated=() if self._on or story.as_of else self._dated(step, proses),
            excerpt=step.ref if step.kind == "quote" else "",
            label=self._prose.numbers[step.ref] if step.kind == "quote" else "",
            figure=self._figure(step) if step.kind == "figure" else None,
            guess=self._guess(step.guess) if step.guess and not whole else None,
            document=self._document(step) if step.kind == "document" and not whole else None,
            rests_on=tuple(key for key in keys if key in story.sources and self._knows(key)),
            earliest=day,
            earliest_words=dates.said(*date_of(story, step, day)) if day else "",
            **_other_language(story, self._scene.id, step.id),
        )

    def _lines(self, step: Step) -> tuple[LinePart, ...]:
        """The lines of the story in short, or of what no source says, each as one paragraph with its scenes."""
        links = step.links or ((),) * len(step.items)
        words = tuple(map(mark_word, step.marks)) or ("",) * len(step.items)
        return tuple(
            LinePart(
                tuple(piece for paragraph in self._prose.paragraphs(item) for piece in paragraph),
                self._pen.text(word),
                tuple(key for key in scenes if key in self._story.scenes),
                () if self._on or self._story.as_of else self._aged(item),
            )
            for item, word, scenes in zip(step.items, words, links, strict=True)
        )

    def _aged(self, item: Prose) -> tuple[tuple[str, Paragraph], ...]:
        """The sentences of a line with their ages; what no mark dates counts from the checking."""
        return tuple(
            (day, pieces)
            for part in prose_ages(self._story, item, undated(self._story))
            for sentence, day in part
            for pieces in self._prose.paragraphs(sentence)
        )

    def _dated(self, step: Step, proses: tuple[Prose, ...]) -> tuple[tuple[tuple[str, Paragraph], ...], ...]:
        rest = rest_day(self._story, step)
        found = [part for prose in proses for part in prose_ages(self._story, prose, rest)]
        if len({day for paragraph in found for _sentence, day in paragraph}) < 2:
            return ()
        return tuple(
            tuple((day, pieces) for sentence, day in part for pieces in self._prose.paragraphs(sentence))
            for part in found
        )

    def _knows(self, source: str) -> bool:
        return not self._on or source_day(self._story, source) <= self._on

    def _figure(self, step: Step) -> FigurePart:
        figure = self._story.figures[step.ref]
        words = twin(self._story, figure, self._on, step.shows.get("day", ""))
        label = {"map": _("Map"), "timeline": _("Timeline")}.get(figure.kind, _("Chart"))
        say = self._pen.text
        return FigurePart(
            figure=figure,
            label=label,
            title=say(words.title),
            says=say(words.says),
            rows=tuple(say(row) for row in words.rows),
            sources=tuple(key for key in words.sources if key in self._story.sources),
            stands_for=words.stands_for,
            later=words.later,
            credit=say(words.credit),
            shows=dict(step.shows),
        )

    def _guess(self, guess: Guess) -> GuessPart:
        say = self._pen.text
        answer = answer_words(guess, guess.answer) if guess.answer else ""
        return GuessPart(
            kind=guess.kind,
            question=say(question_of(self._story, guess)),
            options=tuple(say(option) for option in offered(self._scene.id, guess)),
            answer=say(answer),
            of=guess.of,
            unit=say(guess.unit),
            note=self._prose.paragraphs(guess.note),
        )

    def _document(self, step: Step) -> DocumentPart:
        document = self._story.documents[step.ref]
        return DocumentPart(
            document=document,
            title=self._pen.text(document.title),
            note=self._pen.text(document.note),
            asks=self._pen.text(document.asks),
            last_day=dates.long(document.last_day) if document.last_day else "",
            verdicts=step.verdicts,
            sentences=tuple(
                self._sentence(number, document, sentence, step.verdicts)
                for number, sentence in enumerate(document.sentences, 1)
            ),
        )

    def _sentence(self, number: int, document: Document, raw: Sentence, verdicts: bool) -> SentencePart:
        last_day, sentence = document.last_day, sentence_as_of(self._story, document, raw, self._on)
        return SentencePart(
            number=number,
            excerpt=sentence.excerpt,
            label=self._prose.number(sentence.excerpt),
            words=self._pen.verbatim(self._story.excerpts[sentence.excerpt].text),
            verdict=sentence.verdict if verdicts else "",
            verdict_words=verdict_words(sentence.verdict) if verdicts else "",
            record=self._prose.paragraphs(sentence.record) if verdicts else (),
            early=self._prose.paragraphs(sentence.early, last_day),
            claims=sentence.claims if verdicts else (),
            scenes=tuple(key for key in sentence.scenes if key in self._story.scenes) if verdicts else (),
        )


# the ways on


def _choice(pen: Pen, scene: Scene, branch: Branch) -> Choice:
    label, detail = pen.text(branch.label), pen.text(branch.detail)
    if not branch.trail:
        return Choice(label, detail, branch.to)
    trail = pen.story.trails[branch.trail]
    stops = [key for key in trail.scenes if key in pen.story.scenes]
    first = stops[1] if stops[0] == scene.id and len(stops) > 1 else stops[0]
    return Choice(label, detail or pen.text(trail.detail), first, trail.id)


def _onward(pen: Pen, scene: Scene) -> Onward:
    if not scene.next:
        return Onward("end")
    if scene.next == "return":
        home = scene.home or pen.story.start
        return Onward("return", "", home, _returns(pen.story, scene.id))
    title = scene.next_label or pen.story.scenes[scene.next].title
    return Onward("scene", pen.text(title), scene.next)


def _warned(pen: Pen, key: str, warning: SceneWarning) -> Warned:
    text, bridge = pen.text(warning.text), pen.text(warning.bridge)
    if warning.detour != "return":
        return Warned(text, bridge, warning.detour)
    home = pen.story.scenes[key].home or pen.story.start
    return Warned(text, bridge, home, _returns(pen.story, key))


def _returns(story: Story, key: str) -> tuple[tuple[str, str], ...]:
    """Where a side scene returns to: each fork one can have come by, and where that one goes on."""
    forks = dict.fromkeys(_forks(story, key, {key}))
    return tuple((fork, story.scenes[fork].next) for fork in forks if story.scenes[fork].next)


def _forks(story: Story, key: str, known: set[str]) -> Iterable[str]:
    """The scenes of a way that lead to a side scene, also by way of other side scenes."""
    for fork in json_records.reading_order(story):
        if fork in known or all(branch.to != key for branch in story.scenes[fork].branches):
            continue
        if story.scenes[fork].next != "return":
            yield fork
        else:
            known.add(fork)
            yield from _forks(story, fork, known)
