"""The one machine of a guest in a room: a step takes a session and an input, and gives a session and effects. Pure.

The doors (the full-screen app, the follower without an app, line by line, the browser) translate a key, a word or a
press into an input, and carry out the effects in their order. A call of the room may be refused: then the session
stays as it was, and the refusal is the sentence.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from explainer.messages import _
from explainer.reading import view_actions
from explainer.reading.room import RoomLink, RoomView
from explainer.session.inputs import (
    Cast,
    Effect,
    Input,
    Looks,
    Moved,
    Open,
    Page,
    Perform,
    Press,
    PutAway,
    Say,
    Session,
    Shown,
    Stepped,
)
from explainer.session.room_page import CALM, in_front, in_front_of_calm, is_leaders_step

_replace = msgspec.structs.replace

DEAF = 1.0
"""Seconds in which a panel that came by itself takes no digit, and the page under one that closed: the digit was meant
for what was there before."""
_CALLED = float("-inf")
"""Since when a panel is in front that the guest called for: it takes digits at once."""
TICKS = ("done", "stuck", "working")
"""What one key says in turn at a ready check."""
ROOM_ACTIONS = ("follow", "step-out", "answer", "ready", "slower", "faster")
"""Actions that mean something in a room alone."""
TOUCHES = (*view_actions.MOVES, "open", "rests-on", "choices", "next-reference", "previous-reference")
"""Actions on a page that is not there while one is out, waits, or the room is closed."""


def step(session: Session, given: Input) -> Stepped:
    """The session after an input, and what is to be done.

    An action that is not the room's comes back as `Perform` of the same.
    """
    what = given.what
    if isinstance(what, Moved):
        return session, _moved(what, given.room)
    if isinstance(what, Looks):
        return _looks(session, what)
    if isinstance(what, Shown):
        return _shown(session, given), ()
    if session.alone and what.action in ROOM_ACTIONS:
        return _refused(session, _("There is no room here."))
    if session.alone:
        return _passed(session, what)
    return _pressed(session, given, what)


def carried_out(link: RoomLink, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """What is left of the effects once the calls were made.

    Raises:
        Cannot: the room refused one; then the step did not happen.
    """
    for effect in effects:
        if isinstance(effect, Cast):
            getattr(link, effect.call)(*effect.arguments)
    return tuple(effect for effect in effects if not isinstance(effect, Cast))


def fronted(session: Session, room: RoomView) -> RoomView:
    """The room with what the guest put down, put down."""
    poll = room.poll
    if poll is not None:
        key = panel_key(room)
        front = key == session.raised or (poll.front and key not in session.down)
        if front != poll.front:
            room = _replace(room, poll=_replace(poll, front=front))
    return _replace(room, question="") if room.question in session.down else room


def panel_key(room: RoomView) -> str:
    """What a panel is known by: a poll's result is another panel than the poll was."""
    return f"{room.poll.id}:{room.poll.phase}" if room.poll is not None else ""


def plain_page(session: Session, room: RoomView, *, is_warned: bool = False) -> Page:
    """The page of one who has nothing open: what stands in front on it is the room's."""
    seen = fronted(session, room)
    if room.state in CALM:
        return Page(front=in_front_of_calm(seen), is_warned=is_warned and room.state != "waiting")
    return Page(front="" if is_warned else in_front(seen), is_warned=is_warned)


def _refused(session: Session, sentence: str, key: str = "") -> Stepped:
    return session, (Say(sentence, key, is_refusal=True),)


def _passed(session: Session, press: Press) -> Stepped:
    return session, (Perform(press.action, press.argument),)


# what was pressed


def _pressed(session: Session, given: Input, press: Press) -> Stepped:
    page, room = given.page, given.room
    known = _OF_THE_ROOM.get(press.action)
    if known is not None:
        return known(session, given, press)
    if page.screen == "document" and press.action == "open" and page.sentence >= 0:
        said = _("your answer: sentence {n}").format(n=page.sentence + 1)
        return session, (Cast("answer", (page.sentence,)), Say(said))
    if page.screen != "scene" or page.is_covered:
        return _passed(session, press)
    if room.state in CALM and press.action in TOUCHES and not (page.front and press.action == "choose"):
        return _on_a_calm_page(session, given, press)
    if press.action == "close" and page.front in ("poll", "result", "question") and not page.has_cursor:
        return _put_down(session, given)
    if press.action == "open" and not press.argument and not page.has_cursor and page.text is not None:
        return session, (Open(page.text),)
    if press.action == "choose" and page.front != "poll" and given.at - session.closed_at < DEAF:
        return _refused(session, _("The poll is closed."))
    if press.action == "choose" and page.front:
        return _digit(session, given, press)
    return _passed(session, press)


def _on_a_calm_page(session: Session, given: Input, press: Press) -> Stepped:
    state = given.room.state
    if state == "out":
        return _refused(session, _("You stepped out; {key} brings you back."), "follow")
    if press.action not in view_actions.MOVES:
        return _refused(session, _("There is nothing to open on this page."))
    if state == "closed":
        return _replace(session, alone=True), ()
    if press.action == "next" and given.page.run is not None:  # not begun: they begin by themselves
        return session, (Cast("moved", (given.page.run,)),)
    return _passed(session, press)


def _put_down(session: Session, given: Input) -> Stepped:
    if given.page.front == "question":
        return _replace(session, raised="", down=session.down | {given.room.question}), ()
    down = session.down | {panel_key(given.room)}
    return _replace(session, raised="", down=down), (Cast("bring_front", (False,)),)


def _digit(session: Session, given: Input, press: Press) -> Stepped:
    poll, front = given.room.poll, given.page.front
    if front == "task":
        return session, (held(),)
    if poll is None or front == "question" or not (front == "poll" or poll.targets):
        return _refused(session, _("Esc puts this away first."))
    if front == "poll" and given.at - session.since < DEAF:
        return session, ()
    if front == "poll" and poll.kind == "sentence":
        return _refused(session, _("On the text, Enter on a sentence answers."))
    number = int(press.argument) if press.argument.isdecimal() else 0
    if not 1 <= number <= len(poll.options):
        return _refused(session, no_such_answer(len(poll.options)))
    if front == "poll":
        return session, (Cast("answer", (number - 1,)),)
    return session, (Perform("go", poll.targets[number - 1]),)


def held() -> Say:
    """Why a move waits."""
    sentence = _("Hold: {key} when you are done. Looking works; moves wait.")
    return Say(sentence, "ready", is_refusal=True)


def no_such_answer(options: int) -> str:
    """What is said to a number that no answer has."""
    return _("There are {n} answers: 1 to {n}.").format(n=options)


# keys of the room alone


def _follow(session: Session, given: Input, press: Press) -> Stepped:
    return session, (Cast("follow"), PutAway(to_top=True))


def _step_out(session: Session, given: Input, press: Press) -> Stepped:
    return session, (Cast("step_out"), PutAway())


def _answer(session: Session, given: Input, press: Press) -> Stepped:
    """Bring the panel to the front; with a number, answer."""
    poll = given.room.poll
    if poll is None or (poll.phase != "open" and poll.result is None and not press.argument):
        return _refused(session, _("No poll is open."))
    if press.argument:
        number = int(press.argument) if press.argument.isdecimal() else 0
        if poll.phase == "open" and not 1 <= number <= len(poll.options):
            return _refused(session, no_such_answer(len(poll.options)))
        return session, (Cast("answer", (number - 1,)),)
    if given.page.is_warned:
        return _refused(session, _("The poll waits until the leader goes on from here."))
    key = panel_key(given.room)
    raised = _replace(session, raised=key, front=key, since=_CALLED, down=session.down - {key})
    return raised, (Cast("bring_front", (True,)), PutAway())


def _ready(session: Session, given: Input, press: Press) -> Stepped:
    """Say the word of the argument; without one, the next in turn."""
    now, how = given.room.ready, press.argument
    if not how:
        how = TICKS[(TICKS.index(now) + 1) % len(TICKS)] if now in TICKS else TICKS[0]
    if how not in TICKS:
        return _refused(session, _("Ready: done, working or stuck."))
    sentences = {
        "done": _("Ready: done. The leader sees how many, not who."),
        "stuck": _("Ready: stuck. The leader sees how many, not who."),
        "working": _("Ready: working. The leader sees how many, not who."),
    }
    return session, (Cast("ready", (how,)), Say(sentences[how]))


def _pace(session: Session, given: Input, press: Press) -> Stepped:
    sentences = {
        "slower": _("Pace: slower, for five minutes."),
        "faster": _("Pace: faster, for five minutes."),
    }
    return session, (Cast("pace", (press.action,)), Say(sentences[press.action]))


def _doubt(session: Session, given: Input, press: Press) -> Stepped:
    """Count the doubt of a claim or line, and mark the line for oneself while anything on it is doubted."""
    page = given.page
    keys = (press.argument,) if press.argument else page.claims or (page.line,)
    if len(keys) > 1:
        said = _("This line has {n} claims: Tab to one, then {key}.")
        return _refused(session, said.replace("{n}", str(len(keys))), "doubt")
    key, on = keys[0], keys[0] not in session.doubted
    doubted = session.doubted | {key} if on else session.doubted - {key}
    is_wanted = on or not doubted.isdisjoint(page.beside)
    marks = (Perform("doubt"),) if page.line and page.is_marked != is_wanted else ()
    said = _("Doubt: marked, and counted without you; {key} again takes it back.")
    told = Say(said, "doubt") if on else Say(_("Doubt: taken back."))
    return _replace(session, doubted=doubted), (Cast("doubt", (key, on)), *marks, told)


def _question(session: Session, given: Input, press: Press) -> Stepped:
    """Ask the leader; without a text there is something to type first, where questions are not paused."""
    if given.room.muted:
        return _refused(session, _("Questions are paused. What you began is kept."))
    if not press.argument:
        return _passed(session, press)
    return session, (Cast("ask", (press.argument,)), Say(_("Question: sent to the leader only.")))


def _leave(session: Session, given: Input, press: Press) -> Stepped:
    return session, (Cast("quit"),)


_OF_THE_ROOM: dict[str, Callable[[Session, Input, Press], Stepped]] = {
    "follow": _follow,
    "step-out": _step_out,
    "answer": _answer,
    "ready": _ready,
    "slower": _pace,
    "faster": _pace,
    "doubt": _doubt,
    "question": _question,
    "quit": _leave,
}


# where the guest went


def _moved(move: Moved, room: RoomView) -> tuple[Effect, ...]:
    """What the room must know of an own move; one who is held stays."""
    old, new = move.before.visit, move.after.visit
    entered = old.threshold and new.scene == old.scene and not new.threshold
    consent = (Cast("consented", (new.scene,)),) if entered else ()
    if not room.follows:
        return (*consent, Cast("moved", (move.after,)))
    at_rooms_warning = old.threshold and old.scene == room.leader_scene
    if at_rooms_warning and new.bridge == old.scene:
        return (Cast("went_round", (old.scene,)),)
    if entered or (_turns_the_leaders_step(move, room) and not move.stays_own):
        return consent
    return (held(),) if room.state == "held" else (Cast("moved", (move.after,)),)


def _turns_the_leaders_step(move: Moved, room: RoomView) -> bool:
    """A step longer than the window is read page by page without leaving the room, and its scene reference by
    reference."""
    old, new = move.before.visit, move.after.visit
    here = new.scene == old.scene == room.leader_scene and move.after.lens == move.before.lens
    return here and (move.reaches or (is_leaders_step(room, old) and is_leaders_step(room, new)))


# what is shown


def _looks(session: Session, looks: Looks) -> Stepped:
    """Tell the room what was opened, and whether something of the guest's own is in front."""
    effects = [Cast("opened", thing) for thing in looks.opened]
    if looks.is_looking != session.looking:
        effects.append(Cast("looking", (looks.is_looking,)))
    return _replace(session, looking=looks.is_looking), tuple(effects)


def _shown(session: Session, given: Input) -> Session:
    """Note since when a panel is in front, and when the room took one away."""
    key = panel_key(given.room)
    front = key if given.page.front == "poll" else ""
    if front == session.front:
        return session
    if session.front and session.front != key:
        session = _replace(session, closed_at=given.at)
    return _replace(session, front=front, since=_CALLED if front == session.raised else given.at)
