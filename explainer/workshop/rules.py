"""What a leader may do: a command becomes events, or a sentence says why not.

Pure. Every event that comes out of here is one that the fold takes in the state it was decided on; whether that
state is still the room's the store says (`expect`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.story.model.graph import is_warned
from explainer.story.model.structs import Story
from explainer.workshop import commands, events, stage_rules
from explainer.workshop.ballots import (
    ask_again,
    branch_poll,
    next_poll_id,
    outcome,
    plan_poll,
    sentence_poll,
    step_poll,
)
from explainer.workshop.commands import Command
from explainer.workshop.events import LARGEST, TITLE, WORDS_OUT, Event, Stage
from explainer.workshop.state import POLLS, QUESTIONS, RoomState
from explainer.workshop.texts import QUESTION, TASK, is_code, tidy

__all__ = [
    "SILENT", "already_moved", "ask_again", "branch_poll", "code_note", "decide", "hold_refused", "is_silent",
    "next_poll_id", "outcome", "plan_poll", "poll_still_open", "sentence_poll", "step_poll",
]  # fmt: skip

_replace = msgspec.structs.replace

SILENT = 10
"""Seconds without a sign of life of its line after which a chair may be taken. Pressing no key is not silence."""


def is_silent(seconds: int) -> bool:
    """Whether the chair's line has been silent long enough for another to take it."""
    return seconds >= SILENT


def already_moved() -> str:
    """For the second of two who moved at once."""
    return _("Already moved: nothing done.")


def code_note() -> str:
    """What the cockpit says beside a new code."""
    return _("This closes the door to newcomers. Inside: pause questions, or a new room.")


def newer_edition() -> str:
    """What the cockpit says once the server has another edition than the room's."""
    return _("A newer edition is loaded; the next room uses it.")


def poll_still_open(answers: int) -> str:
    """What the cockpit says when the room moves while a poll is open; 0 answers: the number is not told."""
    if not answers:
        return _("poll still open")
    return (
        _("poll still open, {n} answers").format(n=answers) if answers > 1 else _("poll still open, 1 answer")
    )


def hold_refused() -> str:
    return _("Not here: nobody is held on or before a warned scene. Let roam, or ask aloud.")


def decide(
    state: RoomState, story: Story, command: Command, at: int, by: str | None = None
) -> tuple[Event, ...]:
    """The events of a command; none where nothing would change.

    Args:
        state: the room as it was when the leader pressed.
        story: in the room's edition.
        command: what is asked.
        at: whole seconds since the epoch, of this server.
        by: the token of the cockpit that asks; None where the caller has seen to it.

    Raises:
        Cannot: it is not possible now; the sentence says what stands in the way.
    """
    if state.closed:
        raise Cannot(_("The room is closed."))
    if state.opened == isinstance(command, commands.OpenRoom):
        raise Cannot(_("The room is open already.") if state.opened else _("The room is not open yet."))
    if by is not None and isinstance(command, commands.OF_THE_CHAIR) and by != state.holder:
        raise Cannot(_("You sit beside: the moves are the chair's."))
    return _DECIDED[type(command)](state, story, command, at)


def _open_room(state: RoomState, story: Story, command: commands.OpenRoom, at: int) -> tuple[Event, ...]:
    title = tidy(command.title, TITLE) or tidy(story.title, TITLE)
    opened = events.Opened(title, story.id, command.edition, command.plan, at=at)
    return opened, *_new_code(state, story, commands.NewCode(command.code), at)


# the page


def _move(state: RoomState, story: Story, command: commands.Move, at: int) -> tuple[Event, ...]:
    now, how = state.stage, command.how
    stage = _as_it_may_be(state, command.stage, how)
    if (
        how == ""
        and now is not None
        and now.threshold
        and not stage.threshold
        and stage_rules.stays(now, stage)
    ):
        how = "here"  # consent turns no page
    if stage_rules.is_unknown(story, stage):
        raise Cannot(_("This story has no such page."))
    if stage_rules.is_pushed(story, now, state.led, stage, how):
        raise Cannot(_("Nobody is led into a warned scene from here: its warning comes first."))
    if how == "back" and (not state.past or not stage_rules.is_same_page(state.past[-1], stage)):
        raise Cannot(already_moved() if state.past else _("This is where the room began."))
    if how == "forward" and (not state.ahead or not stage_rules.is_same_page(state.ahead[-1], stage)):
        raise Cannot(already_moved() if state.ahead else _("The room has not gone back from here."))
    if how == "here" and (now is None or not stage_rules.stays(now, stage)):
        raise Cannot(already_moved())
    nothing = stage == now and how in ("", "here")
    return _sound(() if nothing else (events.Staged(stage, how, at=at),))


def _as_it_may_be(state: RoomState, stage: Stage, how: str) -> Stage:
    """The page with what no move of its own may bring: the projector's leave stays in its scene and ends with it, a
    question on the projector stays until a move."""
    now = state.stage
    question = now.question if now is not None and how == "here" and not stage.threshold else ""
    question = question if state.fate(question) == "approved" else ""
    stays = now is not None and now.scene == stage.scene and not stage.threshold
    shown = stays and now is not None and now.show_warned
    return _replace(stage, show_warned=shown, open="" if stage.threshold else stage.open, question=question)


def _show_warned(state: RoomState, story: Story, command: commands.ShowWarned, at: int) -> tuple[Event, ...]:
    now = state.stage
    if now is None or not is_warned(story, now.scene):
        raise Cannot(_("This scene carries no warning: a projector shows it already."))
    if now.threshold:
        raise Cannot(_("The room stands at the warning: go in first, then show it."))
    if now.show_warned == command.shown:
        return ()
    return (events.Staged(_replace(now, show_warned=command.shown), "here", at=at),)


# lead, free, hold


def _call_back(state: RoomState, story: Story, command: commands.CallBack, at: int) -> tuple[Event, ...]:
    return (events.Mode("lead", at=at),)


def _let_roam(state: RoomState, story: Story, command: commands.LetRoam, at: int) -> tuple[Event, ...]:
    return () if state.mode == "free" else (events.Mode("free", at=at),)


def _hold(state: RoomState, story: Story, command: commands.Hold, at: int) -> tuple[Event, ...]:
    if state.stage is None:
        raise Cannot(_("Nothing is on stage yet: Space begins."))
    if stage_rules.is_hard(story, state.stage):
        raise Cannot(hold_refused())
    return (events.Mode("hold", tidy(command.task, TASK), at=at),)


# polls


def _open_poll(state: RoomState, story: Story, command: commands.OpenPoll, at: int) -> tuple[Event, ...]:
    poll = command.poll
    if state.open_poll:
        raise Cannot(_("One at a time: close this one first."))
    if len(state.polls) >= POLLS:
        raise Cannot(_("This room has had {n} polls: open a new room for more.").format(n=POLLS))
    if not events.is_sound_poll(poll) or state.poll(poll.id):
        raise Cannot(_("This cannot be asked as it is: a poll has 2 to 30 short options."))
    if poll.kind == "branch" and branch_poll(story, state).targets != poll.targets:
        raise Cannot(already_moved())
    if poll.before:
        again = ask_again(state, poll.before)
        if (again.kind, again.options) != (poll.kind, poll.options):
            raise Cannot(_("To be set beside the first answers it needs the same options."))
    return _sound((events.PollOpened(poll, at=at),))


def _close_poll(state: RoomState, story: Story, command: commands.ClosePoll, at: int) -> tuple[Event, ...]:
    last = state.open_poll
    if last is None:
        raise Cannot(_("No poll is open."))
    return (_closed_with(last.poll, command.result, at),)


def _closed_with(poll: events.Poll, result: events.Result, at: int) -> events.PollClosed:
    """Close a poll.

    Raises:
        ValueError: the result is not of this poll, or says more than a result may.
    """
    closed = events.PollClosed(poll.id, result, at=at)
    told = result.shares or result.counts
    if not events.is_sound(closed) or (told and len(told) != len(poll.options)):
        raise ValueError("no result of this poll")
    return closed


def _reveal(state: RoomState, story: Story, command: commands.Reveal, at: int) -> tuple[Event, ...]:
    name = command.id or (state.polls[-1].poll.id if state.polls else "")
    known = state.poll(name)
    if known is None:
        raise Cannot(_("There is no poll to show."))
    if known.phase == "revealed":
        return ()
    shown = events.PollRevealed(name, at=at)
    if known.phase == "closed":
        return (shown,)
    if command.result is None:
        raise Cannot(_("This one is still open: close it first."))
    return _closed_with(known.poll, command.result, at), shown


# questions


def _approve(state: RoomState, story: Story, command: commands.Approve, at: int) -> tuple[Event, ...]:
    _must_wait(state, command.id)
    text = tidy(command.text, QUESTION)
    if not text:
        raise Cannot(_("There is nothing in this question to show."))
    if len(state.questions) >= QUESTIONS:
        raise Cannot(_("{n} questions are shown: delete one first.").format(n=QUESTIONS))
    return _sound((events.QuestionApproved(command.id, text, at=at),))


def _refuse(state: RoomState, story: Story, command: commands.Refuse, at: int) -> tuple[Event, ...]:
    _must_wait(state, command.id)
    return _sound((events.QuestionRefused(command.id, at=at),))


def _must_wait(state: RoomState, question: str) -> None:
    if state.fate(question):
        raise Cannot(_("This question has been settled already."))


def _delete(state: RoomState, story: Story, command: commands.Delete, at: int) -> tuple[Event, ...]:
    if state.fate(command.id) in ("refused", "deleted"):
        raise Cannot(_("This question has been settled already."))
    return _sound((events.QuestionDeleted(command.id, at=at),))


def _answered(state: RoomState, story: Story, command: commands.Answered, at: int) -> tuple[Event, ...]:
    fate = state.fate(command.id)
    if fate == "answered":
        return ()
    if fate != "approved":
        raise Cannot(_("Approve it first; then it can be marked as answered."))
    return (events.QuestionAnswered(command.id, at=at),)


def _show_question(
    state: RoomState, story: Story, command: commands.ShowQuestion, at: int
) -> tuple[Event, ...]:
    now, fate = state.stage, state.fate(command.id)
    if fate != "approved":
        raise Cannot(
            _("Approve it first; then the projector can show it.")
            if not fate
            else _("This question has been settled already.")
        )
    if now is None:
        raise Cannot(_("Nothing is on stage yet: Space begins."))
    if is_warned(story, now.scene):
        raise Cannot(_("Not here: beside a warned scene the projector shows no question."))
    if state.open_poll:
        raise Cannot(_("A poll is open, and the projector shows it: close it first."))
    shown = "" if now.question == command.id else command.id
    return _sound((events.Staged(_replace(now, question=shown), "here", at=at),))


def _mute(state: RoomState, story: Story, command: commands.Mute, at: int) -> tuple[Event, ...]:
    return () if state.muted == command.muted else (events.Muted(command.muted, at=at),)


# the door


def _set_door(state: RoomState, story: Story, command: commands.SetDoor, at: int) -> tuple[Event, ...]:
    return () if state.door_open == command.open else (events.Door(command.open, at=at),)


def _new_code(state: RoomState, story: Story, command: commands.NewCode, at: int) -> tuple[Event, ...]:
    if not is_code(command.code):
        raise Cannot(_("A room's code looks like word-NN."))
    return () if command.code == state.code else (events.Code(command.code, at=at),)


def _new_words(state: RoomState, story: Story, command: commands.NewWords, at: int) -> tuple[Event, ...]:
    if len(command.hashes) > WORDS_OUT:
        raise Cannot(_("At most {n} join words are out at a time.").format(n=WORDS_OUT))
    return () if command.hashes == state.join_words else _sound((events.JoinWords(command.hashes, at=at),))


def _use_word(state: RoomState, story: Story, command: commands.UseWord, at: int) -> tuple[Event, ...]:
    if command.hash not in state.join_words:
        raise Cannot(_("This join word has been used. Ask for another one."))
    left = tuple(known for known in state.join_words if known != command.hash)
    return (events.JoinWords(left, at=at),)


# the chair


def _sit(state: RoomState, story: Story, command: commands.Sit, at: int) -> tuple[Event, ...]:
    free = not state.holder or command.is_back or is_silent(command.silent_for)
    if command.token == state.holder or not free:
        return ()
    return _sound((events.Chair(command.token, at=at),))


def _take(state: RoomState, story: Story, command: commands.Take, at: int) -> tuple[Event, ...]:
    if command.token == state.holder:
        raise Cannot(_("You lead already."))
    if state.holder and not state.chair_offered and not is_silent(command.silent_for):
        raise Cannot(
            _("Somebody leads: they can hand the chair over, or it is free after ten silent seconds.")
        )
    return _sound((events.Chair(command.token, at=at),))


def _offer(state: RoomState, story: Story, command: commands.Offer, at: int) -> tuple[Event, ...]:
    if command.token != state.holder:
        raise Cannot(_("You sit beside: the chair is not yours to hand over."))
    if not command.beside and not state.chair_offered:
        raise Cannot(_("Nobody sits beside you who could take the chair."))
    return _sound((events.Chair(command.token, offered=not state.chair_offered, at=at),))


def _leave(state: RoomState, story: Story, command: commands.Leave, at: int) -> tuple[Event, ...]:
    return (events.Chair("", at=at),) if command.token and command.token == state.holder else ()


# the plan, the end


def _plan_item(state: RoomState, story: Story, command: commands.PlanItem, at: int) -> tuple[Event, ...]:
    if not state.plan:
        raise Cannot(_("This room has no plan."))
    return () if command.item == state.plan_item else _sound((events.PlanMoved(command.item, at=at),))


def _close_room(state: RoomState, story: Story, command: commands.CloseRoom, at: int) -> tuple[Event, ...]:
    last = state.open_poll
    if last and command.result:
        return _closed_with(last.poll, command.result, at), events.Closed(at=at)
    return (events.Closed(at=at),)


def _sound(made: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events, if each can be written down."""
    for event in made:
        if not events.is_sound(event) or len(msgspec.json.encode(event)) > LARGEST:
            raise Cannot(_("This does not fit into a room: nothing done."))
    return made


_DECIDED: dict[type[Any], Callable[[RoomState, Story, Any, int], tuple[Event, ...]]] = {
    commands.OpenRoom: _open_room,
    commands.Move: _move,
    commands.ShowWarned: _show_warned,
    commands.CallBack: _call_back,
    commands.LetRoam: _let_roam,
    commands.Hold: _hold,
    commands.OpenPoll: _open_poll,
    commands.ClosePoll: _close_poll,
    commands.Reveal: _reveal,
    commands.Approve: _approve,
    commands.Refuse: _refuse,
    commands.Delete: _delete,
    commands.Answered: _answered,
    commands.ShowQuestion: _show_question,
    commands.Mute: _mute,
    commands.SetDoor: _set_door,
    commands.NewCode: _new_code,
    commands.NewWords: _new_words,
    commands.UseWord: _use_word,
    commands.Sit: _sit,
    commands.Take: _take,
    commands.Offer: _offer,
    commands.Leave: _leave,
    commands.PlanItem: _plan_item,
    commands.CloseRoom: _close_room,
}
