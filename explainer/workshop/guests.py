"""One guest in a room: whether they follow, what they said, what they are told when they come back.

Pure, and of this guest alone: it lives in the memory of the guest's worker and in their parked place, never in a log.
Nothing here moves the room. Sentences for the guest are raised as `Cannot` or returned.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from explainer.messages import _, ngettext
from explainer.problems import Cannot
from explainer.story.model.graph import is_warned
from explainer.story.model.structs import Story
from explainer.workshop.state import PollState, RoomState
from explainer.workshop.texts import QUESTION, tidy

_replace = msgspec.structs.replace

BALLOT = 16
"""Bytes of a ballot's number, and of a question's ticket."""
PACE_AGAIN = 60
"""Seconds between two presses of slower or faster."""
PACE_LASTS = 300
WAITING = 5
"""Questions of one guest that may wait at a time: what a room takes down for a leader is read by one person."""
READY = ("done", "working", "stuck")
PACE = ("slower", "faster")

Standing = Literal["waiting", "following", "roaming", "held", "out", "warning", "closed"]


class Away(msgspec.Struct, frozen=True):
    """What a room did while a guest was away."""

    scenes: tuple[str, ...] = ()
    """Those it came to, in order, with the one where it is now."""
    polls: tuple[str, ...] = ()
    """Questions that were put."""


class GuestState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One guest. No name, no address, no time but those of their own presses."""

    following: bool = True
    out: bool = False
    """Stepped out."""
    out_of: str = ""
    """The warned scene that they stepped out of; they are told once the room has left it."""
    looking: bool = False
    """Something of their own is open."""
    consented: tuple[str, ...] = ()
    """Warned scenes they chose to read."""
    round: str = ""
    """The warned scene that they go round while the room is in it."""
    ticked: int = -1
    """The hold that they ticked off, by its place in the log."""
    ready: str = ""
    ballots: dict[str, bytes] = {}
    """Their ballot numbers of open polls."""
    answers: dict[str, str] = {}
    """Their counted answers, by poll, as long as they may be marked in their own view."""
    asked: dict[str, str] = {}
    """What became of their questions, by ticket: waiting, approved, refused, deleted or answered."""
    tallies: dict[str, bytes] = {}
    """Their ballot numbers in what is counted beside polls, by tally: one who comes back is not counted twice."""
    aside: str = ""
    """The panel they put down to a row, by `panel_name`."""
    pace: str = ""
    pace_at: float = 0
    joined_seq: int = 0
    seen_seq: int = 0
    """Up to where they saw what the room did."""
    is_dropped: bool = False


def joined(room: RoomState) -> GuestState:
    """A guest who comes now: follows, and gets the present."""
    return GuestState(joined_seq=room.seq, seen_seq=room.seq)


def standing(guest: GuestState, room: RoomState, story: Story) -> Standing:
    """Which state of a guest it is; `warning` also while they go round."""
    if room.closed:
        return "closed"
    if guest.out:
        return "out"
    if not guest.following:
        return "roaming"
    if room.stage is None:
        return "waiting"
    if must_be_asked(guest, room, story):
        return "warning"
    return "held" if is_held(guest, room) else "following"


def must_be_asked(guest: GuestState, room: RoomState, story: Story) -> bool:
    """Whether the room's page stands behind a warning for this guest: at it, or in a scene they did not choose."""
    stage = room.stage
    if stage is None or not is_warned(story, stage.scene):
        return False
    return stage.threshold or stage.scene not in guest.consented


def counts_as_following(guest: GuestState) -> bool:
    """Reading a warned scene and going round it are both following; stepped out is as good as roaming."""
    return guest.following and not guest.out


def is_held(guest: GuestState, room: RoomState) -> bool:
    return room.mode == "hold" and counts_as_following(guest) and guest.ticked != room.mode_seq


# moving


def moved(guest: GuestState, room: RoomState) -> GuestState:
    """An own move: roams, quietly.

    Raises:
        Cannot: they are held.
    """
    if is_held(guest, room):
        raise Cannot(_("Held at the task: tick it as done, then go your own way."))
    if not guest.following and not guest.out:
        return guest
    seen = room.seq if guest.following else guest.seen_seq
    return _replace(guest, following=False, out=False, out_of="", round="", seen_seq=seen)


def looks(guest: GuestState, room: RoomState, is_looking: bool) -> GuestState:
    """Something of their own was opened, or closed; either way they go on following."""
    return guest if guest.looking == is_looking else _replace(guest, looking=is_looking)


def follows(guest: GuestState, room: RoomState) -> tuple[GuestState, Away]:
    """Back with the leader, and what passed meanwhile."""
    away = Away() if counts_as_following(guest) else while_away(guest, room)
    return _replace(guest, following=True, out=False, out_of="", looking=False, seen_seq=room.seq), away


def steps_out(guest: GuestState, room: RoomState, story: Story) -> GuestState:
    """An empty page, until they follow again. From outside it is the same as roaming; nobody is held who steps out."""
    if guest.out:
        return guest
    seen = room.seq if guest.following else guest.seen_seq
    scene = room.stage.scene if room.stage else ""
    hard = scene if is_warned(story, scene) else ""
    return _replace(guest, out=True, out_of=hard, following=False, looking=False, round="", seen_seq=seen)


def is_over(guest: GuestState, room: RoomState) -> bool:
    """Whether the room has left the warned scene that they stepped out of: one row says so."""
    return bool(guest.out_of) and room.stage is not None and room.stage.scene != guest.out_of


def consents(guest: GuestState, scene: str) -> GuestState:
    """They chose to read a warned scene: this one only."""
    consented = guest.consented if scene in guest.consented else (*guest.consented, scene)
    return _replace(guest, consented=consented, round="")


def goes_round(guest: GuestState, scene: str) -> GuestState:
    """They take the detour of the room's warned scene, and go on following."""
    return _replace(guest, round=scene)


def dropped(guest: GuestState, room: RoomState) -> GuestState:
    """The line is gone; the place stays as it is."""
    seen = room.seq if counts_as_following(guest) else guest.seen_seq
    return _replace(guest, is_dropped=True, looking=False, seen_seq=seen)


def back(guest: GuestState, room: RoomState) -> tuple[GuestState, Away]:
    """The line is there again: the present, and what passed meanwhile."""
    away = while_away(guest, room)
    seen = room.seq if counts_as_following(guest) else guest.seen_seq
    return settled(_replace(guest, is_dropped=False, seen_seq=seen), room), away


def while_away(guest: GuestState, room: RoomState) -> Away:
    scenes = tuple(scene for scene, _at, seq in room.hist if seq > guest.seen_seq)
    polls = tuple(known.poll.question for known in room.polls if known.opened_seq > guest.seen_seq)
    return Away(scenes, polls)


def away_sentence(away: Away, *, was_out: bool = False) -> str:
    """`While you were away: 2 scenes, 1 poll.`; empty where nothing passed."""
    parts = []
    if away.scenes:
        n = len(away.scenes)
        parts.append(ngettext(_("{n} scene"), _("{n} scenes"), n).format(n=n))
    if away.polls:
        n = len(away.polls)
        parts.append(ngettext(_("{n} poll"), _("{n} polls"), n).format(n=n))
    if not parts:
        return ""
    said = _("While you were out: {what}.") if was_out else _("While you were away: {what}.")
    return said.format(what=", ".join(parts))


# answering


def panel_name(known: PollState) -> str:
    """What a panel put down is known by: a poll's result is another panel than the poll was."""
    return known.poll.id if known.phase == "open" else f"{known.poll.id} {known.phase}"


def panel(
    guest: GuestState, room: RoomState, story: Story, known: PollState | None, *, raised: str = ""
) -> Literal["", "row", "front"]:
    """How a poll or its result stands on this guest's page: in front, as a row, or not at all.

    An open source stays in front of it, beside a warned scene nothing stands, and who stepped out hears of nothing.

    Args:
        guest, room, story: of the page.
        known: the poll that pages show; None: none.
        raised: the panel that they called for, by its name.
    """
    if known is None or guest.out or room.closed:
        return ""
    hard = room.stage is not None and is_warned(story, room.stage.scene)
    if guest.looking or hard:
        return "row"
    name = panel_name(known)
    called = raised == name
    return "front" if called or (guest.following and guest.aside != name) else "row"


def puts_down(guest: GuestState, known: PollState) -> GuestState:
    """Escape: the panel becomes a row."""
    return _replace(guest, aside=panel_name(known))


def brings_up(guest: GuestState) -> GuestState:
    return _replace(guest, aside="")


def answers(guest: GuestState, room: RoomState, poll: str, option: int, fresh: bytes) -> GuestState:
    """The guest with the ballot under which an answer is to be cast.

    Args:
        guest: the guest so far.
        room: the room as they see it.
        poll: its id.
        option: from 0.
        fresh: 16 random bytes, drawn for this guest and poll; used if they have no ballot of it yet.

    Raises:
        Cannot: the poll is not open, or has no such option.
    """
    known = room.poll(poll)
    if known is None:
        raise Cannot(_("There is no poll to answer."))
    if known.phase != "open":
        raise Cannot(too_late(guest, known))
    if not 0 <= option < len(known.poll.options):
        raise Cannot(_("This poll has options 1 to {n}.").format(n=len(known.poll.options)))
    if len(fresh) != BALLOT:
        raise ValueError("a ballot is 16 bytes")
    return guest if poll in guest.ballots else _replace(guest, ballots={**guest.ballots, poll: fresh})


def counted(guest: GuestState, poll: str, option: int) -> GuestState:
    """The box holds their answer."""
    return _replace(guest, answers={**guest.answers, poll: str(option)})


def too_late(guest: GuestState, known: PollState) -> str:
    """What is said to an answer that came after the close."""
    if 0 < known.closed_seq <= guest.joined_seq:
        return _("This poll closed before you came.")
    own = guest.answers.get(known.poll.id, "")
    if own:
        return _("The poll closed before this arrived. Your answer {n} was counted.").format(n=int(own) + 1)
    return _("The poll closed before this arrived.")


def came_late(guest: GuestState, known: PollState) -> bool:
    """Whether the poll had closed when they came: they see the result, and no options."""
    return 0 < known.closed_seq <= guest.joined_seq


def settled(guest: GuestState, room: RoomState) -> GuestState:
    """The guest after the room moved on: ballots of closed polls are thrown away, told fates are taken over.

    An own answer may be marked beside the result until the room's next page; then it is forgotten too.
    """
    open_now = room.uncounted_poll.poll.id if room.uncounted_poll else ""
    keeps = {open_now} if open_now else _still_shown(room)
    ballots = {poll: ballot for poll, ballot in guest.ballots.items() if poll == open_now and not room.closed}
    own = {poll: answer for poll, answer in guest.answers.items() if poll in keeps and not room.closed}
    asked = {ticket: room.fate(ticket) or fate for ticket, fate in guest.asked.items()}
    tallies = {} if room.closed else guest.tallies
    if (ballots, own, asked, tallies) == (guest.ballots, guest.answers, guest.asked, guest.tallies):
        return guest
    return _replace(guest, ballots=ballots, answers=own, asked=asked, tallies=tallies)


def _still_shown(room: RoomState) -> set[str]:
    """The last poll, until the page after its close or its reveal."""
    last = room.polls[-1] if room.polls else None
    if last is None or max(last.closed_seq, last.revealed_seq) < room.stage_seq:
        return set()
    return {last.poll.id}


def to_park(guest: GuestState, room: RoomState) -> GuestState:
    """What may be kept of a guest whose line is gone: of answers only those that can still be changed, and no time.

    The tallies of the pace are named by a minute, so they stay out.
    """
    kept = settled(guest, room)
    open_now = room.uncounted_poll.poll.id if room.uncounted_poll else ""
    answers = {poll: own for poll, own in kept.answers.items() if poll == open_now}
    ready = f"ready:{room.mode_seq}"
    tallies = {
        name: number
        for name, number in kept.tallies.items()
        if name == ready or not name.startswith(("ready:", "pace:"))
    }
    return _replace(kept, answers=answers, tallies=tallies, pace="", pace_at=0.0)


# ready, pace, questions


def says_ready(guest: GuestState, room: RoomState, how: str) -> GuestState:
    """Done, working or stuck; done lets go of who is held.

    Raises:
        Cannot: there is no task, or no such word.
    """
    if how not in READY:
        raise Cannot(_("Ready: done, working or stuck."))
    if room.mode != "hold":
        raise Cannot(_("There is no task to tick just now."))
    return _replace(guest, ready=how, ticked=room.mode_seq if how == "done" else -1)


def says_pace(guest: GuestState, how: str, now: float) -> GuestState:
    """Slower or faster, for five minutes; the caller casts it and withdraws it after `PACE_LASTS`.

    Args:
        guest: the guest so far.
        how: slower or faster.
        now: seconds of a clock of this worker that never goes back.

    Raises:
        Cannot: they said so less than a minute ago.
    """
    if how not in PACE:
        raise Cannot(_("Pace: slower or faster."))
    if guest.pace and 0 <= now - guest.pace_at < PACE_AGAIN:
        raise Cannot(_("Counted already."))
    return _replace(guest, pace=how, pace_at=now)


def pace_faded(guest: GuestState, now: float) -> GuestState:
    """The guest once their word on the pace no longer counts."""
    faded = guest.pace and not 0 <= now - guest.pace_at < PACE_LASTS
    return _replace(guest, pace="", pace_at=0.0) if faded else guest


def asks(
    guest: GuestState, room: RoomState, text: str, ticket: str, on_the_way: int = 0
) -> tuple[GuestState, str]:
    """The guest with a question in waiting, and its text as the leader gets it.

    Args:
        guest: the guest so far.
        room: the room as they see it.
        text: what was typed; cut at 300 characters, and plain.
        ticket: 32 random hex digits.
        on_the_way: questions that were sent and are not in the box yet.

    Raises:
        Cannot: questions are paused, too many wait, or nothing was typed. What was typed is kept by the caller.
    """
    if room.muted:
        raise Cannot(_("Questions are paused."))
    if sum(fate == "waiting" for fate in guest.asked.values()) + on_the_way >= WAITING:
        raise Cannot(_("Not sent: {n} of your questions wait for the leader already.").format(n=WAITING))
    plain = tidy(text, QUESTION)
    if not plain:
        raise Cannot(_("Nothing typed, nothing sent."))
    return _replace(guest, asked={**guest.asked, ticket: "waiting"}), plain
