"""Asking on the spot: what can be asked here, a question being written, and how guests will see it."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.messages import _
from explainer.paint.cells.style import Profile
from explainer.paint.page.prose import Pen
from explainer.paint.room.poll import panel_text
from explainer.problems import Cannot
from explainer.reading.actions import Action
from explainer.serve.rooms.keys import ENTERS, ESCAPES, RUBS, bytes_of
from explainer.serve.rooms.leading.leader import Leader
from explainer.serve.rooms.leading.panes import Do, Pages, TypedLine, wrapped
from explainer.serve.rooms.leading.stage_overlay import Choice
from explainer.serve.rooms.showing import Lately, Own, room_view
from explainer.serve.rooms.stages import text_of
from explainer.story.model.structs import Story
from explainer.workshop.ballots import OWN_OPTIONS, ask_again, own_poll, ready_options, sentence_poll
from explainer.workshop.events import Poll
from explainer.workshop.rules import check_can_ask
from explainer.workshop.state import PollState, RoomState
from explainer.workshop.texts import OPTION, POLL

ASK = "ask-now"
SPACE = bytes_of("space")
OWN, DRAFT, TEXT, AGAIN = "own", "draft", "sentence:", "again:"
"""Arguments of the action: kinds that are typed, the one that was put aside, and what is asked as it is."""


def asks(story: Story, state: RoomState, draft: str = "") -> tuple[Choice, ...]:
    """What can be asked here.

    Args:
        story: in the room's edition.
        state: of the room.
        draft: the question that was put aside; empty: none was.

    Raises:
        Cannot: nothing can be asked here.
    """
    check_can_ask(state, story)
    found = [(DRAFT, _("Go on with: {question}").format(question=draft))] if draft else []
    found += [
        (OWN, _("Your own question and options")),
        ("yes-no", _("Yes or no: your own question")),
        ("scale", _("A scale of five, from not at all to completely: your own question")),
    ]
    for name, document in story.documents.items():
        found.append((f"{TEXT}{name}", _("A sentence of {title}").format(title=document.title)))
    repeated = {known.poll.before for known in state.polls}
    for known in reversed(state.polls):
        poll = known.poll
        if known.is_over and poll.kind != "branch" and poll.id not in repeated:
            found.append((f"{AGAIN}{poll.id}", _("Again: {question}").format(question=poll.question)))
    return tuple(Choice(Action(ASK, what), words, False) for what, words in found)


def poll_of(story: Story, state: RoomState, what: str, texts: Sequence[str] = ()) -> Poll:
    """The poll of an argument of the action.

    Args:
        story: in the room's edition.
        state: of the room.
        what: as `asks` gives it.
        texts: the question and the options that were typed, where it is one of the leader's own.

    Raises:
        Cannot: it is none.
    """
    if what.startswith(TEXT):
        document = story.documents.get(what.removeprefix(TEXT))
        if document is None:
            raise Cannot(_("There is no question here."))
        return sentence_poll(story, state, document)
    if what.startswith(AGAIN):
        return ask_again(state, what.removeprefix(AGAIN))
    question, *options = texts or ("",)
    return own_poll(state, question, ready_options(what) or tuple(options))


class AskPane:
    """A question on its way to the room: typed where it has words of its own, then shown as guests will have it."""

    def __init__(self, leader: Leader, what: str, do: Do) -> None:
        """
        Args:
            leader: who asks.
            what: the argument of the action: which kind.
            do: as `panes.Do`.

        Raises:
            Cannot: it cannot be asked.
        """
        self._leader, self._do, self._what = leader, do, what
        self._ready = ready_options(what)
        self._texts: list[str] = []
        """What was typed: the question, then options."""
        self.line: TypedLine | None = None
        self._pages = Pages()
        if what.startswith((TEXT, AGAIN)):
            self._made()
        else:
            self._write("")

    @property
    def question(self) -> str:
        """The question that was typed so far."""
        return self._texts[0] if self._texts else self.line.text.strip() if self.line is not None else ""

    @property
    def prompt(self) -> str:
        if self.line is None:
            return ""
        return _("Option {n}:").format(n=len(self._texts)) if self._texts else _("Question:")

    def _made(self) -> Poll:
        live = self._leader.live
        return poll_of(live.story, live.state, self._what, self._texts)

    def _write(self, text: str) -> None:
        self.line = TypedLine(text, OPTION if self._texts else POLL)

    # the screen

    def rows(self, columns: int, room: int, profile: Profile) -> tuple[str, ...]:
        return self._typed(columns, room) if self.line is not None else self._seen(columns, room, profile)

    def _typed(self, columns: int, room: int) -> tuple[str, ...]:
        """What was typed so far, its end in sight; and what Enter does."""
        assert self.line is not None
        texts = [*self._texts, self.line.text]
        rows = wrapped(_("Question: {text}").format(text=texts[0]), columns)
        for number, text in enumerate(texts[1:], 1):
            rows += wrapped(f"  {number} {text}", columns)
        hint = _("Enter goes on, Backspace on an empty line goes back, Esc puts it aside.")
        if len(texts) > 3 and not self.line.text:
            hint = _("Enter shows it as guests will see it; or type one more option.")
        told = wrapped(self._leader.message or hint, columns)
        return (*rows[-max(1, room - len(told) - 1) :], "", *told)

    def _seen(self, columns: int, room: int, profile: Profile) -> tuple[str, ...]:
        live = self._leader.live
        poll = self._made()
        state = RoomState(code=live.state.code, polls=(PollState(poll),))
        view = room_view(live.story, state, Lately(), Own(front=True))
        rows = [
            _("As guests will see it:"),
            "",
            *panel_text(view, Pen(live.story, "", profile.glyphs), columns, profile),
        ]
        if poll.before:
            rows += ["", *wrapped(_("Its first answers stay, and are shown beside these."), columns)]
        try:
            if text_of(live.story, live.state, poll) is not None:
                rows += ["", *wrapped(_("The room is led to the text first."), columns)]
        except Cannot as cannot:
            rows += ["", *wrapped(str(cannot), columns)]
        foot = _("Enter opens it · Backspace changes it · Esc puts it aside")
        return self._pages.shown(
            rows, foot if self._texts else _("Enter opens it · Esc does not"), columns, room
        )

    # keys

    def press(self, key: bytes) -> bool:
        if key in ESCAPES:
            return False
        self._leader.message = ""
        try:
            return self._write_on(key) if self.line is not None else self._decide(key)
        except Cannot as cannot:
            self._leader.message = str(cannot)
            return True

    def _write_on(self, key: bytes) -> bool:
        assert self.line is not None
        if key in RUBS and not self.line.text and self._texts:
            self._write(self._texts.pop())
        elif key in ENTERS:
            self._entered(self.line.text.strip())
        else:
            self.line.write(key)
        return True

    def _entered(self, text: str) -> None:
        """Take the line; the next one, or the whole as guests will see it."""
        if not text and len(self._texts) < 3:
            raise Cannot(
                _("There is no question yet.") if not self._texts else _("It needs two options at least.")
            )
        if text:
            self._texts.append(text)
        if text and not self._ready and len(self._texts) <= OWN_OPTIONS:
            self._write("")
            return
        try:
            self._made()
        except Cannot:
            self._write(self._texts.pop())
            raise
        self.line, self._pages = None, Pages()

    def _decide(self, key: bytes) -> bool:
        """In front of the question as guests will see it."""
        if key in RUBS and self._texts:
            self._write(self._texts.pop())
        elif key in ENTERS and self._pages.is_read:
            self._do(self._open(), _("ask now"))
            return False
        elif key in (*ENTERS, *SPACE):
            self._pages.turn()
        return True

    async def _open(self) -> None:
        before = len(self._leader.live.state.polls)
        await self._leader.ask(self._made())
        if len(self._leader.live.state.polls) > before:
            self._texts.clear()  # it is with the room: nothing of it is left to go on with
