"""What the leader's cockpit and the projector show, as plain data.

A cockpit holds what only those who lead may see; a projector holds the stage alone, so that nothing private can be
painted on a wall. Numbers and lines come as they may be printed: thresholds were kept by whoever made the view.
"""

from __future__ import annotations

import msgspec

from explainer.reading.room import ResultView


class QueueRow(msgspec.Struct, frozen=True):
    """One question of the queue; no sign of whose."""

    id: str
    text: str
    state: str = "waiting"
    """waiting, approved or answered."""


class PlanRow(msgspec.Struct, frozen=True):
    """One item of the plan."""

    span: str
    """Such as `0:33-0:46`."""
    title: str
    state: str = "ahead"
    """past, now, ahead or left-out."""


class CockpitView(msgspec.Struct, frozen=True):
    """The whole cockpit before it has a size. Texts are plain; empty ones leave no row."""

    code: str
    story: str = ""
    """The story's title."""
    chair: str = "you"
    """Who leads: you, other, silent (the other's line, for `silent_for`), empty, or offered (to you)."""
    silent_for: int = 0
    """Seconds."""
    connected: int = 0
    following: int = 0
    roaming: int = 0
    gone: int = 0
    clock: str = ""
    """The hour here, such as `14:03`."""
    elapsed: str = ""
    """Since the room opened, such as `0:43`."""
    planned: str = ""
    """Where the plan would be; empty without a plan."""
    item: str = ""
    """The plan's item of now."""
    item_span: str = ""
    late: str = ""
    """What to leave out, such as `to be on time: leave out the map's pause`."""
    now_title: str = ""
    """The scene's title; empty: not begun."""
    now_fact: str = ""
    """Such as `step 2 of 5`, `at its warning`, `let roam since 0:40`."""
    now_text: tuple[str, ...] = ()
    """The step as a follower has it, a paragraph each."""
    reached: int = -1
    """Followers whose page shows the step; -1: not counted, as at a warning."""
    reached_of: int = 0
    next: str = ""
    then: tuple[str, ...] = ()
    say: str = ""
    """The sentence of the plan's item, to be said aloud."""
    aloud: tuple[str, ...] = ()
    """Its questions on this page that are spoken about, and not counted."""
    note: str = ""
    """The plan's private note."""
    plan: tuple[PlanRow, ...] = ()
    mode: str = "lead"
    """lead, free or hold."""
    task: str = ""
    warned: bool = False
    """The room stands at a warning or in a warned scene: no number of choices is there to be shown."""
    by_scene: tuple[tuple[str, int], ...] = ()
    """Those who roam, by scene's title, as far as they may be told."""
    poll: str = ""
    """The question of the open or the last poll, and its state in one line."""
    poll_lines: tuple[str, ...] = ()
    """Its split, shift or result, a line each."""
    poll_next: str = ""
    """What comes next of the plan or the scene, while none is open."""
    cue: str = ""
    """The private cue of the poll."""
    ready: str = ""
    pace: str = ""
    doubt: tuple[str, ...] = ()
    """Doubted claims, most doubted first, as far as they may be told."""
    queue: tuple[QueueRow, ...] = ()
    chosen: int = -1
    """The row of the queue in hand, from 0."""
    muted: bool = False
    opposed: str = ""
    """The share that opened the opposing source."""
    co_leader: str = ""
    """Such as `here`, `none`, `silent`."""
    projector: str = ""
    """What the projector shows, such as `shows the step`."""
    door: str = ""
    """The state of the door where it is not open, such as `door closed`."""
    trouble: str = ""
    """What is wrong in capitals' place, such as `NOT CONNECTED TO THE ROOM for 12 s`."""
    trouble_lines: tuple[str, ...] = ()
    """What still works, and a sentence to say aloud."""
    message: str = ""
    """What a key did, or why not; until the next key."""
    question: str = ""
    """A question to the leader, such as before the room is closed; its keys stand in it."""
    typing: str | None = None
    """A line being typed after `question`; None: none."""
    card: tuple[str, ...] = ()
    """The join card's rows; shown in place of the page."""
    keys: tuple[str, ...] = ()
    """Ids of the actions that do something now, in the order of use."""
    help: bool = False
    """What all keys do is in front."""


class ProjectorView(msgspec.Struct, frozen=True):
    """What a wall shows: made from the stage alone, with no field that could hold anything private."""

    story: str
    """The story's title."""
    scene: str = ""
    """A scene's id; empty: the leader has not begun."""
    step: str = ""
    """Empty: the scene's first."""
    bridge: str = ""
    """The warned scene that was gone round to come here."""
    recap: bool = False
    lens: str = ""
    opened: str = ""
    """What the leader has open, as `kind:id`."""
    warned: bool = False
    """The scene's warning stands in its place, until the leader confirms."""
    poll: str = ""
    """The question of the open or revealed poll."""
    options: tuple[str, ...] = ()
    result: ResultView | None = None
    """None while it is open."""
    question: str = ""
    """An approved question that the leader picked."""
    task: str = ""
    """While the room is held."""
    free: bool = False
    """Everyone reads where they like."""
    blank: bool = False
    join: tuple[str, ...] = ()
    """How to come in, a line each; empty: the leader took them off."""
    scan: tuple[str, ...] = ()
    """The room's address in a browser as a QR code, a row each, for before the leader has begun."""
    closed: bool = False
