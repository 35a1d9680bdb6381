"""What a leader may do: a command becomes events, or a sentence says why not.

Pure. Every event that comes out of here is one that the fold takes in the state it was decided on; whether that
state is still the room's the store says (`expect`).
"""

from __future__ import annotations

import msgspec

from explainer.messages import _
from explainer.problems import Cannot
from explainer.story.model.graph import is_warned
from explainer.story.model.structs import Story
from explainer.workshop import commands, events, stage_rules
from explainer.workshop.ballots import ask_again, branch_poll
from explainer.workshop.commands import Command
from explainer.workshop.events import LARGEST, TITLE, WORDS_OUT, Event, Stage
from explainer.workshop.state import POLLS, QUESTIONS, PollState, RoomState
from explainer.workshop.texts import NEAR, QUESTION, TASK, is_code, shape, tidy

_replace = msgspec.structs.replace

UNDO = 10
"""Seconds in which the closing of a poll can be taken back: then it is counted, and its ballots are erased."""
SILENT = 10
"""Seconds without a sign of life of its line after which a chair may be taken. Pressing no key is not silence."""


def is_silent(seconds: int) -> bool:
    """Return whether the chair's line has been silent long enough for another to take it."""
    return seconds >= SILENT


def already_moved() -> str:
    """For the second of two who moved at once."""
    return _("Already moved: nothing done.")


def code_note() -> str:
    """Return what the cockpit says beside a new code."""
    return _("This closes the door to newcomers. Inside: pause questions, or a new room.")


def newer_edition() -> str:
    """Return what the cockpit says once the server has another edition than the room's."""
    return _("A newer edition is loaded; the next room uses it.")


def poll_still_open(answers: int) -> str:
    """Return what the cockpit says when the room moves while a poll is open; 0 answers: the number is not told."""
    if not answers:
        return _("poll still open")
    return (
        _("poll still open, {n} answers").format(n=answers) if answers > 1 else _("poll still open, 1 answer")
    )


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
    made = _decided(state, story, command, at)
    if not all(events.is_sound(event) and len(msgspec.json.encode(event)) <= LARGEST for event in made):
        raise Cannot(_("This does not fit into a room: nothing done."))
    return made


def _decided(state: RoomState, story: Story, command: Command, at: int) -> tuple[Event, ...]:
    """The events of a command in an open room, or of the one that opens it."""
    match command:
        case commands.OpenRoom(title, edition, code, plan):
            named = tidy(title, TITLE) or tidy(story.title, TITLE)
            opened = events.Opened(named, story.id, edition, plan, at=at)
            return opened, *_door(state, commands.NewCode(code), at)
        case commands.Move():
            return _move(state, story, command, at)
        case commands.ShowWarned():
            return _show_warned(state, story, command, at)
        case commands.CallBack() | commands.LetRoam() | commands.Hold():
            return _mode(state, story, command, at)
        case commands.OpenPoll():
            return _open_poll(state, story, command, at)
        case commands.PausePoll() | commands.ResumePoll():
            return _pause(state, command, at)
        case commands.ClosePoll(result):
            return (_closed_with(_uncounted(state).poll, result, at),)
        case commands.Reveal():
            return _reveal(state, command, at)
        case commands.Approve() | commands.Refuse() | commands.Delete() | commands.Answered():
            return _settle(state, command, at)
        case commands.ShowQuestion():
            return _show_question(state, story, command, at)
        case commands.PlanItem(item):
            if not state.plan:
                raise Cannot(_("This room has no plan."))
            return _item(state, item, at)
        case commands.CloseRoom(result):
            last = state.uncounted_poll
            counted = (_closed_with(last.poll, result, at),) if last and result else ()
            return *counted, events.Closed(at=at)
        case commands.Sit() | commands.Take() | commands.Offer() | commands.Leave():
            return _chair(state, command, at)
        case _:
            return _door(state, command, at)


def _item(state: RoomState, item: int | None, at: int) -> tuple[Event, ...]:
    """An item of the plan begins, unless it is the one of now."""
    return () if item in (None, state.plan_item) else (events.PlanMoved(item, at=at),)


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
    begun = _item(state, command.item, at)
    return begun if nothing else (*begun, events.Staged(stage, how, at=at))


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


def _mode(
    state: RoomState, story: Story, command: commands.CallBack | commands.LetRoam | commands.Hold, at: int
) -> tuple[Event, ...]:
    match command:
        case commands.CallBack():
            return (events.Mode("lead", at=at),)
        case commands.LetRoam():
            return () if state.mode == "free" else (events.Mode("free", at=at),)
        case commands.Hold(task):
            if state.stage is None:
                raise Cannot(_("Nothing is on stage yet: Space begins."))
            if stage_rules.is_hard(story, state.stage):
                raise Cannot(
                    _("Not here: nobody is held on or before a warned scene. Let roam, or ask aloud.")
                )
            return (events.Mode("hold", tidy(task, TASK), at=at),)


# polls


def _open_poll(state: RoomState, story: Story, command: commands.OpenPoll, at: int) -> tuple[Event, ...]:
    poll = command.poll
    if state.uncounted_poll:
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
    check_can_ask(state, story)
    if poll.kind == "sentence" and not stage_rules.shows_text(story, state.stage, poll.line):
        raise Cannot(_("The text that it asks about is not on the page: lead to it first."))
    return (events.PollOpened(poll, at=at),)


def check_can_ask(state: RoomState, story: Story) -> None:
    """Look whether those who follow could answer a poll on the page of now.

    Raises:
        Cannot: a warned scene is on stage, beside which no panel stands.
    """
    if state.stage is not None and is_warned(story, state.stage.scene):
        raise Cannot(_("Not here: beside a warned scene nobody can answer. Lead on first, or ask aloud."))


def _uncounted(state: RoomState) -> PollState:
    if state.uncounted_poll is None:
        raise Cannot(_("No poll is open."))
    return state.uncounted_poll


def _pause(state: RoomState, command: commands.PausePoll | commands.ResumePoll, at: int) -> tuple[Event, ...]:
    known = _uncounted(state)
    if isinstance(command, commands.PausePoll):
        return () if known.phase == "paused" else (events.PollPaused(known.poll.id, at=at),)
    if known.phase == "open":
        return ()
    if not seconds_to_undo(known, at):
        raise Cannot(_("It is being counted: the same question can be asked again."))
    return (events.PollPaused(known.poll.id, paused=False, at=at),)


def seconds_to_undo(known: PollState, now: int) -> int:
    """For how long the closing of a poll can still be taken back; 0: not any more. A clock may have gone back."""
    return max(0, UNDO - abs(now - known.closed_at)) if known.phase == "paused" else 0


def _closed_with(poll: events.Poll, result: events.Result, at: int) -> events.PollClosed:
    """Close a poll.

    Raises:
        ValueError: the result is not of this poll, or says more than a result may.
    """
    closed = events.PollClosed(poll.id, result, at=at)
    told = result.shares or result.counts
    options = len(poll.options)
    if not events.is_sound(closed) or (told and len(told) != options) or result.ahead >= options:
        raise ValueError("no result of this poll")
    return closed


def _reveal(state: RoomState, command: commands.Reveal, at: int) -> tuple[Event, ...]:
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


def _settle(
    state: RoomState,
    command: commands.Approve | commands.Refuse | commands.Delete | commands.Answered,
    at: int,
) -> tuple[Event, ...]:
    """Decide on a question; one that waits no more can only be answered or deleted."""
    fate = state.fate(command.id)
    settled = Cannot(_("This question has been settled already."))
    match command:
        case commands.Approve(name, text):
            if fate:
                raise settled
            if not (text := tidy(text, QUESTION)):
                raise Cannot(_("There is nothing in this question to show."))
            if len(state.questions) >= QUESTIONS:
                raise Cannot(_("{n} questions are shown: delete one first.").format(n=QUESTIONS))
            return (events.QuestionApproved(name, text, at=at),)
        case commands.Refuse(name):
            if fate:
                raise settled
            return (events.QuestionRefused(name, at=at),)
        case commands.Delete(name):
            if fate in ("refused", "deleted"):
                raise settled
            return (events.QuestionDeleted(name, at=at),)
        case commands.Answered(name):
            if fate not in ("approved", "answered"):
                raise Cannot(_("Approve it first; then it can be marked as answered."))
            return () if fate == "answered" else (events.QuestionAnswered(name, at=at),)


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
    return (events.Staged(_replace(now, question=shown), "here", at=at),)


# the door, the chair


def _door(
    state: RoomState,
    command: commands.Mute | commands.SetDoor | commands.NewCode | commands.NewWords | commands.UseWord,
    at: int,
) -> tuple[Event, ...]:
    """Decide who may come in, and whether those inside may ask."""
    match command:
        case commands.Mute(muted):
            return () if state.muted == muted else (events.Muted(muted, at=at),)
        case commands.SetDoor(is_open):
            return () if state.door_open == is_open else (events.Door(is_open, at=at),)
        case commands.NewCode(code):
            if not is_code(code):
                raise Cannot(_("A room's code looks like {shape}.").format(shape=shape(NEAR)))
            return () if code == state.code else (events.Code(code, at=at),)
        case commands.NewWords(hashes):
            if len(hashes) > WORDS_OUT:
                raise Cannot(_("At most {n} join words are out at a time.").format(n=WORDS_OUT))
            return () if hashes == state.join_words else (events.JoinWords(hashes, at=at),)
        case commands.UseWord(used):
            if used not in state.join_words:
                raise Cannot(_("This join word has been used. Ask for another one."))
            return (events.JoinWords(tuple(known for known in state.join_words if known != used), at=at),)


def _chair(
    state: RoomState, command: commands.Sit | commands.Take | commands.Offer | commands.Leave, at: int
) -> tuple[Event, ...]:
    token, is_own = command.token, command.token == state.holder
    match command:
        case commands.Sit(_token, silent_for, is_back):
            free = not state.holder or is_back or is_silent(silent_for)
            return (events.Chair(token, at=at),) if free and not is_own else ()
        case commands.Take(_token, silent_for):
            if is_own:
                raise Cannot(_("You lead already."))
            if state.holder and not state.chair_offered and not is_silent(silent_for):
                raise Cannot(
                    _("Somebody leads: they can hand the chair over, or it is free after ten silent seconds.")
                )
            return (events.Chair(token, at=at),)
        case commands.Offer(_token, beside):
            if not is_own:
                raise Cannot(_("You sit beside: the chair is not yours to hand over."))
            if not beside and not state.chair_offered:
                raise Cannot(_("Nobody sits beside you who could take the chair."))
            return (events.Chair(token, offered=not state.chair_offered, at=at),)
        case commands.Leave():
            return (events.Chair("", at=at),) if token and is_own else ()
