"""What a room tells a listener, one short message each: the kind first, then what it changes for them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from explainer.linear import sentences
from explainer.linear.answers import Item
from explainer.messages import _
from explainer.problems import Cannot
from explainer.reading.moves import is_over
from explainer.reading.room import RoomView
from explainer.reading.run import Run, Visit
from explainer.story.model import dates
from explainer.story.model.prose import Reference
from explainer.story.model.structs import Story
from explainer.telling.names import sentence, thing_name

if TYPE_CHECKING:
    from explainer.linear.conversation import Conversation

HEADLINE_WORDS = 20
BACK_WORDS = 30
ASKED_WORDS = 6
"""First words of an own question, where more than one was asked."""


# the room


def room_line(view: RoomView) -> str:
    """The first words: which room, and what is known of one in it."""
    name = _("{code}, {title}").format(code=view.code, title=view.title) if view.title else view.code
    form = _(
        "Room: {name}. You follow the leader. You have no name here; answers are counted, not kept by person."
    )
    return (
        form.format(name=sentence(name).rstrip("."))
        if view.follows or view.state == "waiting"
        else (
            _("Room: {name}. You have no name here; answers are counted, not kept by person.").format(
                name=name
            )
        )
    )


def not_begun() -> str:
    return _("Leader: not begun yet. help, width and search work already.")


def standing_lines(view: RoomView) -> list[str]:
    return [_("Own way. follow brings you back.")] if view.state == "roaming" else []


def out_line() -> str:
    return _("Out: follow brings you back.")


def closed() -> str:
    return _(
        "Room: closed. Single answers are gone; totals stay only in the leader's report, if one was saved."
        " You can read on alone; ending says what you read and what is left, takeaway keeps your way."
    )


def end_lines(talk: Conversation) -> list[str]:
    """At the last step of the story, or of the leader's trail: that it ends, and the word that says what was read."""
    last = sentences.following(talk.story, talk.run.visit) is None
    return [sentences.end_line(talk.story, talk.run)] if last and is_over(talk.story, talk.run) else []


def nothing_new(on_detour: bool) -> str:
    if on_detour:
        return _("Following: the leader is in the warned scene. next reads on here.")
    return _("Following: nothing new.")


def three_ways() -> str:
    """At a room's warning: equal ways, and Enter takes none of them."""
    return _("consent reads it. next goes round it. step-out waits outside.")


def need_read(talk: Conversation, form: str) -> None:
    """Refuse what needs a scene's own words while its warning stands before it.

    Args:
        talk: at some place.
        form: what cannot be done, with `{why}`.

    Raises:
        Cannot: the scene is not read yet; the sentence says the ways on.
    """
    if talk.run.visit.threshold:
        is_rooms = talk.room is not None and talk.room.at_rooms_warning
        ways = three_ways() if is_rooms else sentences.two_ways()
        raise Cannot(form.format(why=_("the scene is not read yet. {ways}").format(ways=ways)))


def where(view: RoomView) -> str:
    """`You follow. Poll open.`"""
    state = {
        "roaming": _("Own way."),
        "out": _("Out of the room."),
        "held": _("You follow, held."),
        "waiting": _("You follow; not begun."),
    }.get(view.state, _("You follow."))
    poll = view.poll
    if poll is None or poll.phase != "open":
        return state
    if poll.own_state == "counted":
        return f"{state} {_('Poll open, answered {n}.').format(n=poll.own + 1)}"
    return f"{state} {_('Poll open.')}"


# the leader


def leader_line(
    story: Story,
    view: RoomView,
    *,
    scene: str = "",
    head: str = "",
    tail: str = "",
    most: int = HEADLINE_WORDS,
) -> str:
    """`Leader is at: The storm. 2 February 1931, Skerry. Step 2 of 4.`, with as many places as a headline holds.

    Args:
        story, view: as they are.
        scene: the one that is meant; empty: the leader's.
        head, tail: said first and last.
        most: words.
    """
    found = story.scenes.get(scene or view.leader_scene)
    if found is None:
        return not_begun()
    title = sentence(_("Leader is at: {title}").format(title=found.title))
    step = ""
    if view.leader_step and found.id == view.leader_scene:
        step = _("Step {at} of {of}.").format(at=view.leader_step, of=view.leader_steps)
    line = ""
    for places in range(len(found.when.places), -1, -1):
        parts = (head, title, sentences.when(story, found, places), step, tail)
        line = " ".join(part for part in parts if part)
        if len(line.split()) <= most:
            break
    return line


def back_line(story: Story, view: RoomView, passed: str) -> str:
    """The first line of one who comes back: where the leader is, and what passed."""
    return leader_line(story, view, head=_("Following."), tail=passed, most=BACK_WORDS)


def step_line(view: RoomView) -> str:
    return _("Leader: step {at} of {of}.").format(at=view.leader_step, of=view.leader_steps)


def headline(story: Story, run: Run, view: RoomView, here: Visit) -> str:
    """Where the leader is now, for one who is about something else; Enter reads it.

    Args:
        story: the story.
        run: one's own at the leader's page.
        view: the room.
        here: where one is.
    """
    tail = _("Enter reads it.")
    if run.visit.threshold:
        return _("Leader is at: a scene with a warning. Enter says it.")
    if here.scene != run.visit.scene or here.threshold:
        return leader_line(story, view, tail=tail)
    if here.step != run.visit.step:
        return f"{step_line(view)} {tail}"
    if view.opened:
        return f"{_('Leader: opens something.')} {tail}"
    return f"{_('Leader: the page has changed.')} {tail}"


def lens_line(on: str) -> str:
    if on:
        return _("Leader: reads as known on {day}.").format(day=dates.long(on))
    return _("Leader: reads as last checked.")


def opened_lines(talk: Conversation, opened: str) -> list[str]:
    """What the leader opened, and its first words; nothing where this edition has no such thing."""
    kind, _colon, key = opened.partition(":")
    try:
        lines = talk.open(Item(kind, key, ""))
        name = thing_name(talk.story, Reference(kind, key, "", ""))
    except (Cannot, KeyError):
        return []
    return [sentence(_("Leader: opens {name}").format(name=name.rstrip("."))), *lines]


# what changes


def small(was: RoomView, view: RoomView) -> list[str]:
    """Everything that is said in one line: the code, reach, mode, what became of a question."""
    lines = []
    if view.code != was.code:
        lines.append(_("Room: the code is now {code}. You need it to come back.").format(code=view.code))
    if was.connected != view.connected:
        lines.append(
            _("Room: connected again. You can answer now.")
            if view.connected
            else _("Room: not connected. Your page stays; answers cannot be sent.")
        )
    return [*lines, *_mode_lines(was, view), *_row_lines(was, view), *fate_lines(was, view)]


def _mode_lines(was: RoomView, view: RoomView) -> list[str]:
    if view.state == "held" and (was.state != "held" or was.task != view.task):
        return hold_lines(view)
    if was.state == "held" and view.mode != "hold":
        return [_("Hold: over.")]
    if view.mode == "free" and was.mode != "free" and view.follows:
        return [_("Leader: go where you like. follow brings you back.")]
    return []


def hold_lines(view: RoomView) -> list[str]:
    """The task, and what lets one go; nothing for one who is not held."""
    if view.state != "held":
        return []
    task = sentence(view.task) if view.task else ""
    return [
        " ".join(part for part in (_("Hold:"), task, _("ready done lets you go; looking works.")) if part)
    ]


def over_lines(was: RoomView, view: RoomView) -> list[str]:
    """For one who stepped out: only that the room has left the warned scene."""
    return (
        [_("Out: the room has left the scene with the warning. follow brings you back.")]
        if (view.row and view.row != was.row and view.row == left_row())
        else []
    )


def left_row() -> str:
    return _("The room has left the scene with the warning: f follows.")


def _row_lines(was: RoomView, view: RoomView) -> list[str]:
    """The row of a screen, where it says what no other part of the view does."""
    if not view.row or view.row == was.row:
        return []
    said = {
        _("The leader asks you back: f."): _("Leader: asks you back. follow brings you there."),
        _("Not sent: the room is out of reach."): _("Question: not sent, the room is out of reach."),
        _("Not counted: the room is out of reach."): _("Not counted: the room is out of reach."),
    }.get(view.row, "")
    return [said] if said else []


def refused(said: str) -> str:
    """Why an answer was not taken."""
    if said.startswith(_("Not counted")):
        return said
    return _("Poll: {text}").format(text=said[:1].lower() + said[1:])


# questions


def question_lines(was: RoomView, view: RoomView) -> list[str]:
    """A question that was taken up, in quotation marks: it is another guest's words."""
    if not view.question or view.question == was.question:
        return []
    if view.question_own:
        return [_("Question: yours. “{text}”").format(text=view.question)]
    return [_("Question: “{text}”").format(text=view.question)]


def fate_lines(was: RoomView, view: RoomView) -> list[str]:
    """What became of the guest's own questions."""
    lines = []
    for at, (text, fate) in enumerate(view.asked):
        if at < len(was.asked) and was.asked[at][1] == fate:
            continue
        if at >= len(was.asked) and fate == "waiting":
            lines.append(_("Question: sent to the leader only."))
            continue
        said = _fate(fate)
        which = _first(text) if len(view.asked) > 1 and text else ""
        lines += [_("Question: {which}{said}").format(which=which, said=said)] if said else []
    return lines


def _first(text: str) -> str:
    return _("“{words}”, ").format(words=" ".join(text.split()[:ASKED_WORDS]).rstrip(".,;:?"))


def _fate(fate: str) -> str:
    """Nothing for one that was taken up: it is heard itself."""
    return {
        "refused": _("not taken up. Nobody else saw it. You can ask it aloud, or in other words."),
        "deleted": _("taken away; it is kept nowhere."),
        "answered": _("marked as answered."),
    }.get(fate, "")


# where one is


def place(run: Run) -> tuple[Visit, object]:
    """Where a run is, as far as a listener hears it; before a warning all steps are one."""
    if run.visit.threshold:
        return Visit(run.visit.scene, threshold=True), run.lens
    return msgspec.structs.replace(run.visit, offset=0, bridge="", recap=False), run.lens
