"""A conversation: each typed line gets an answer in paragraphs. No terminal here: tests and a server use it.

The run moves by `explainer.reading.moves` alone; kept here is only what a listener needs: the list last
called for, what waits behind `more`, what was said last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from explainer.linear import records, sentences, words
from explainer.linear.answers import Item, Listed, Question, Told
from explainer.linear.handlers import HANDLERS, OPENERS, STEPS
from explainer.linear.wrapping import AUTO
from explainer.messages import _
from explainer.paint.cells import wrapping
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.reading.lens import is_folded, is_folded_whole, read_as, toggled
from explainer.reading.moves import apply
from explainer.reading.options import Parked, ReaderOptions
from explainer.reading.run import Mine, Run, Visit, before, begin, mine
from explainer.reading.view import View
from explainer.reading.view_actions import open_thing
from explainer.story.model.prose import readable_steps
from explainer.story.model.structs import Step, Story
from explainer.telling.names import sentence, step_at

if TYPE_CHECKING:
    from explainer.linear.rooming import Rooming


class Conversation:
    """One reader, line by line."""

    def __init__(self, story: Story, run: Run, options: ReaderOptions | None = None) -> None:
        self.run = run
        self.options = options or ReaderOptions(story, run)
        self.story = self.options.story_as_read
        self.ended = False
        self.questions: list[Question] = []
        """What was asked and waits for an answer, the last one first in turn."""
        self.bell = False
        self.width = AUTO
        """Cells of a line; 0: one paragraph a line."""
        self.listed: Listed | None = None
        self.in_hand: tuple[str, str] | None = None
        """What was opened last, as kind and id."""
        self.list_last = False
        """The list was called for after the thing in hand was opened."""
        self.rest = Told([])
        self.said: list[str] = []
        self.undo: list[Mine] = []
        """What was the reader's own before each change of this session; in no file."""
        self.wrote = False
        """The reader had something written to a file of their choice."""
        self.room = self._joined()
        """The room one is in; None: one reads alone."""
        self._leaving: Question | None = None
        """Asked because of Ctrl+C."""
        self._mistake = ""
        self._mistakes = 0
        self._told_not_kept = False

    def _joined(self) -> Rooming | None:
        if self.options.room is None:
            return None
        from explainer.linear.rooming import Rooming  # not loaded for who reads alone

        return Rooming(self, self.options.room)

    # what the shell calls

    def opening(self, reason: str) -> list[str]:
        """The first paragraphs: that the mode is on and why, the story, the place."""
        lines = [_("Linear mode is on: {reason}. Type help.").format(reason=reason.rstrip("."))]
        if self.room is not None:
            return self._clean([*lines, *self._keep_said(self.room.opening())])
        lines += sentences.opening_lines(self.story, self.run, self.options, is_new=self._is_new_guest)
        if self.options.resumed:
            lines.append(sentences.where_line(self.story, self.run))
        return self._clean([*lines, *self.here(brief=self.run == begin(self.story))])

    def answer(self, line: str) -> list[str]:
        """The answer to a typed line."""
        if self.ended:
            return []
        if line == words.INTERRUPT:
            return self._interrupted()
        before = self.run
        lines = self._answer(line)
        if self.room is not None and not self.room.over and not self.ended:
            self.room.after()
            return self._clean([*lines, *self.room.parked(before), *self._headlines()])
        return self._clean([*lines, *self._parked(before)])

    def news(self) -> list[str]:
        """What the room has new for who types nothing: said whole, and `again` says it again; mostly nothing."""
        if self.room is None or self.asking or self.ended:
            return []
        lines = self.room.news(whole=True)
        return self._clean(self._keep_said(lines)) if lines else []

    def _headlines(self) -> list[str]:
        """What came while one typed: newest state only, behind the reply to one's own line."""
        return [] if self.room is None or self.asking else self.room.news(whole=False)

    def reply(self) -> list[str]:
        """What became of what a line sent to the room: said in place of its answer."""
        lines = self._headlines()
        return self._clean(self._keep_said(lines)) if lines else []

    @property
    def asking(self) -> bool:
        """Whether the next line is an answer, not a word of the mode."""
        return bool(self.questions)

    @property
    def secret(self) -> bool:
        """Whether the next line must not be shown while it is typed, nor remembered."""
        return bool(self.questions) and self.questions[-1].secret

    def leave(self) -> list[str]:
        """The end of the input: open questions are left as they stand, then as `quit`, with no as its answer."""
        lines = self._unanswered()
        if not self.ended:
            lines += self._answer("quit")
            lines += self._unanswered()
        return self._clean(lines)

    def _interrupted(self) -> list[str]:
        """Ctrl+C asks what `quit` asks; once more it is its no, but where a note, a bookmark or a doubt would go."""
        again = bool(self.questions) and self.questions[-1] is self._leaving
        if again and mine(self.run) == mine(begin(self.story)):
            return self.leave()
        lines = [] if again else self._unanswered()
        if again:
            self.questions.pop()
        if not self.ended:
            lines += self._answer("quit")
        self._leaving = self.questions[-1] if self.questions else None
        return self._clean(lines)

    def _unanswered(self) -> list[str]:
        lines: list[str] = []
        while self.questions and not self.ended:
            lines += self.questions.pop().unanswered()
        return lines

    def keep(self) -> None:
        """Keep the place without a word, where the reader agreed.

        Raises:
            Cannot: it cannot be written.
        """
        store = self.options.store
        if store is not None and store.agreed and not self.options.private:
            store.save(self.run, self.story)

    # one line

    def _parked(self, before: Run) -> list[str]:
        """A guest's run is written as it changes; with its first change the phrase is said, once.

        It is no part of what was said: `again` would say a secret aloud.
        """
        parked = self.options.parked
        if parked is None or self.run is before or self.ended:
            return []
        told = parked.told
        phrase = self.park(parked)
        said = _(
            "Phrase: {phrase}. It brings you back here for 30 minutes after you leave. phrase says it again."
        )
        return [] if told else [said.format(phrase=phrase)]

    def park(self, parked: Parked) -> str:
        """Have the run written, now that the guest is told the phrase; the phrase."""
        parked.moved(self.run)
        parked.told = True
        return parked.phrase()

    @property
    def _is_new_guest(self) -> bool:
        return self.options.parked is not None and not self.options.resumed

    @property
    def is_parked(self) -> bool:
        """Whether a server holds this guest's run, under a phrase they know."""
        return self.options.parked is not None and self.options.parked.told

    def _answer(self, line: str) -> list[str]:
        before = self.run
        try:
            if self.questions:
                return self._keep_said(self.questions.pop().answer(line))
            lines = self._obeyed(words.parse(line))
        except Cannot as error:
            text = str(error)
            return self._keep_said(
                [text if text.startswith(_("Cannot")) else _("Cannot: {text}").format(text=text)]
            )
        changed = self.run.visit.scene != before.visit.scene or mine(self.run) != mine(before)
        return self._keep_said([*lines, *self._kept_on_the_way()] if changed else lines)

    def _obeyed(self, typed: words.Typed) -> list[str]:
        if typed.word in ("unknown", "lacking"):
            return self._unknown(typed)
        self._mistake = ""
        room = self.room
        if room is not None and not typed.word and room.holds_enter:
            return room.enter()
        if room is not None and typed.word == "number" and self.listed is None and room.follows:
            said = _("Cannot take {n}: answer {n} answers a poll, choose {n} goes alone.")
            raise Cannot(said.format(n=typed.argument))
        return HANDLERS["next" if not typed.word else typed.word](self, typed)

    def _keep_said(self, lines: list[str]) -> list[str]:
        self.said = lines
        return lines

    def _kept_on_the_way(self) -> list[str]:
        """At each new scene and note the run is kept, where that was agreed; that it cannot be is said once."""
        try:
            self.keep()
        except Cannot as error:
            told, self._told_not_kept = self._told_not_kept, True
            return [] if told else [_("Keep: {text}").format(text=error)]
        return []

    def _unknown(self, typed: words.Typed) -> list[str]:
        """The same mistake twice adds one line of help, a third time nothing more."""
        if typed.word == "lacking":
            reason = words.LACKING[typed.argument]
            return [sentence(_("Not here: {word}; {reason}").format(word=typed.argument, reason=reason))]
        word = wrapping.cut(typed.argument, 30)
        lines = [_("Unknown: {word}.").format(word=word)]
        if typed.suggestion:
            lines = [_("Unknown: {word}. Did you mean {near}?").format(word=word, near=typed.suggestion)]
        self._mistakes = self._mistakes + 1 if typed.argument == self._mistake else 1
        self._mistake = typed.argument
        if self._mistakes == 2:
            lines.append(_("Help: type help for what can be said here, help all for every word."))
        return lines

    def _clean(self, lines: list[str]) -> list[str]:
        return [text for line in lines if (text := wrapping.clean(line).strip())]

    # what the handlers call

    def ask(self, question: Question) -> None:
        """Take the next line as the answer to a question."""
        self.questions.append(question)

    def change(self, run: Run) -> None:
        """Take a run in which something of the reader's own is changed; `undo` takes it back."""
        self.undo = list(before(tuple(self.undo), self.run))
        self.run = run

    @property
    def on(self) -> str:
        """The lens day; empty without a lens."""
        return self.run.lens.on if self.run.lens else ""

    @property
    def step(self) -> Step | None:
        """The step one is at; None before a warned scene, and in a scene without steps."""
        return None if self.run.visit.threshold else sentences.step_of(self.story, self.run.visit)

    def move(self, action: Action) -> list[str]:
        """Move, and say where one has come to."""
        before = self.run.visit
        run = apply(self.story, self.run, action, sentences.following(self.story, before))
        first = self.room.goes(action, run) if self.room is not None else []
        self.run = self.room.settled(run) if self.room is not None else run
        self.close()
        if action.id == "lens":
            return first
        stepped = action.id in ("next", "back", "forward")
        return [*first, *self.here(heading=not stepped or self._elsewhere(before))]

    def _elsewhere(self, before: Visit) -> bool:
        now = self.run.visit
        return now.scene != before.scene or now.threshold != before.threshold or bool(now.bridge)

    def close(self) -> None:
        """Put away the list, what is in hand and what waits."""
        self.listed, self.in_hand, self.rest = None, None, Told([])

    def here(self, *, heading: bool = True, brief: bool = False) -> list[str]:
        """The place as one comes to it: what leads here, the scene, its step, and at its end the ways on.

        Args:
            heading: with the scene's title.
            brief: without the number of references, as on the first screen, which has most to say.
        """
        story, visit = self.story, self.run.visit
        scene = story.scenes[visit.scene]
        lines = [sentences.detour_line(story, visit)] if heading else []
        led = self.room is not None and self.room.follows  # the ways on are the leader's
        if visit.threshold and scene.warning is not None:
            warned = (
                self.room.warning_lines() if self.room is not None and led else sentences.warning_lines(scene)
            )
            return [line for line in (*lines, *warned) if line]
        if heading:
            lines.append(sentences.scene_line(story, scene))
            lines.extend(sentences.recap_lines(story, visit, self.on))
        lines.extend(self.step_lines(counted=not brief and not led))
        lines.extend([] if led else self._ways())
        return [line for line in lines if line]

    def step_lines(self, *, counted: bool = True) -> list[str]:
        """The step one is at, with how many references it has."""
        step = self.step
        if step is None:
            return []
        now = read_as(self.story, self.run, step)
        if self.folded:
            return [sentences.later_line(self.story, step, self.on)]
        untranslated = sentences.untranslated(self.story, self.run.visit.scene, step)
        if step.kind in STEPS:
            return [*untranslated, *STEPS[step.kind](self, step)]
        lines = [*untranslated, *sentences.step_lines(self.story, now, self.on)]
        lines += [_("open reads what was said later.")] if now is not step else []
        scene = self.story.scenes[self.run.visit.scene]
        count = len(sentences.step_references(scene, step, now)) + len(
            sentences.step_scenes(self.story, step)
        )
        return [*lines, _("References: {n}.").format(n=count)] if count and counted else lines

    def _ways(self) -> list[str]:
        """The ways on, after the last step; at the story's start after the first, as its doors."""
        visit = self.run.visit
        at = step_at(self.story, visit)
        last = at + 1 >= len(readable_steps(self.story.scenes[visit.scene]))
        if last:
            return sentences.choose_lines(self.story, self.run)
        if visit.scene == self.story.start and at == 0 and self.story.scenes[visit.scene].branches:
            return sentences.choose_lines(self.story, self.run, middle=True)
        return []

    @property
    def folded(self) -> bool:
        """Whether the step is folded under the lens as a whole."""
        step = self.step
        return step is not None and is_folded_whole(self.story, self.run, step)

    @property
    def now(self) -> Step | None:
        """The step one is at as far as it can be read under the lens."""
        return read_as(self.story, self.run, self.step) if self.step is not None else None

    @property
    def holds_later(self) -> bool:
        """Whether any sentence of the step is folded under the lens."""
        step = self.step
        return step is not None and is_folded(self.story, self.run, step)

    def unfold(self) -> list[str]:
        """Say a folded step all the same."""
        if self.step is not None and self.holds_later:
            self.run = toggled(self.run, self.step.id)
        return self.step_lines()

    def tell(self, told: Told) -> list[str]:
        """Say something; its second half waits."""
        self.rest = told
        left = [_("More: {n} left.").format(n=len(told.rest))] if told.rest and told.joined else []
        return [*told.now, *left]

    def call(self, listed: Listed) -> list[str]:
        """Say a list a person called for; from now on a bare number answers it."""
        self.listed, self.list_last = listed, True
        return self.tell(listed.told())

    def more(self, count: int) -> list[str]:
        """The next of what waits."""
        if not self.rest.rest:
            raise Cannot(_("Cannot say more: that was all of it."))
        said, left = self.rest.rest[:count], self.rest.rest[count:]
        self.rest = msgspec.structs.replace(self.rest, now=[], rest=left)
        lines = [" ".join(said)] if self.rest.joined else said
        return [*lines, _("More: {n} left.").format(n=len(left))] if left else lines

    def open(self, item: Item, on: str = "") -> list[str]:
        """Open a thing, or go where an item of a list leads; `on` is another day than the reader's own."""
        moves = {"scene": "go", "choice": "choose", "trail": "trail"}
        if item.kind in moves:
            return self.move(Action(moves[item.kind], item.id))
        if item.kind in OPENERS:
            return OPENERS[item.kind](self, item)
        self.run = open_thing(View(self.story, self.run), item.kind, item.id).run
        self.in_hand, self.list_last = (item.kind, item.id), False
        heard = None if self.folded else self.step
        if heard is not None and heard.kind == "quote" and (item.kind, item.id) == ("excerpt", heard.ref):
            return self.tell(records.where_from(self.story, item.id))  # the step said its words
        return self.tell(records.told(self.story, item.kind, item.id, on or self.on))
