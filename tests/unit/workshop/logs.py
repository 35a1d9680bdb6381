"""Entries of a room's log for hypothesis: sound ones, hostile ones, and bytes that are none."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from explainer.workshop import commands, events
from explainer.workshop.disclosure import result
from explainer.workshop.events import Stage
from tests.unit.workshop.halls import CODE, EXACT, FEW, NEARLY, OTHER, SMALL, TOKEN, choice

SCENES = ("the-storm", "the-warning", "the-lamp", "the-mast", "the-rescue", "the-morning")
HOSTILE_TEXT = st.sampled_from(["", "plain", "\x1b[2J", "a\u202eb", "x" * 301, "\x00", "—" * 61])
NAMES = st.sampled_from(["", *SCENES, "nowhere", "short-way", "lamp", "1", "2", "a b", "\x1b"])
IDS = st.sampled_from(["p1", "p2", "p3", "q1", "q2", "pace", "doubt:x", ""])

stages = st.builds(
    Stage,
    scene=st.sampled_from([*SCENES, "nowhere"]),
    step=st.sampled_from(["", "", "", "lamp", "1", "99"]),
    threshold=st.booleans(),
    bridge=st.sampled_from(["", "", "the-rescue", "the-lamp"]),
    trail=st.sampled_from(["", "", "short-way", "no-way"]),
    return_to=st.sampled_from(["", "", "the-storm", "nowhere"]),
    open=st.sampled_from(["", "", "term:lightkeeper", "claim:boats-lost", "term:nobody", "sheet"]),
    lens=st.sampled_from(["", "", "1931-02-03", "1931-02-30", "today"]),
    show_warned=st.booleans(),
    question=st.sampled_from(["", "", "", "q1", "doubt:x"]),
)
hows = st.sampled_from(["", "", "", "back", "forward", "here", "here"])
results = st.builds(
    lambda counts, connected: result(counts, connected),
    st.lists(st.integers(0, 9), min_size=2, max_size=4),
    st.integers(0, 40),
) | st.builds(events.Result, st.integers(-1, 9), st.integers(0, 9), st.just((1, 2)), st.booleans())
polls = st.builds(
    events.Poll,
    id=IDS,
    kind=st.sampled_from(["choice", "branch", "sentence"]),
    question=HOSTILE_TEXT,
    options=st.lists(HOSTILE_TEXT, max_size=4).map(tuple),
    before=IDS,
    targets=st.lists(NAMES, max_size=4).map(tuple),
    right=st.integers(-2, 4),
) | st.builds(choice, IDS)
EVENTS: dict[type[Any], dict[str, st.SearchStrategy[Any]]] = {
    events.Opened: {
        "title": HOSTILE_TEXT,
        "story": st.sampled_from(["the-storm-of-1931", "x"]),
        "edition": NAMES,
    },
    events.Staged: {"stage": stages, "how": hows},
    events.Mode: {"mode": st.sampled_from(["lead", "free", "hold"]), "task": HOSTILE_TEXT},
    events.Chair: {"holder": st.sampled_from(["", TOKEN, OTHER, "oda"]), "offered": st.booleans()},
    events.Door: {"open": st.booleans()},
    events.Code: {"code": st.sampled_from([CODE, "oval-10", "no code"])},
    events.JoinWords: {
        "hashes": st.lists(st.sampled_from(["ab" * 32, "cd" * 32, "word"]), max_size=3).map(tuple)
    },
    events.Muted: {"muted": st.booleans()},
    events.PollOpened: {"poll": polls},
    events.PollPaused: {"id": IDS, "paused": st.booleans()},
    events.PollClosed: {"id": IDS, "result": results},
    events.PollRevealed: {"id": IDS},
    events.QuestionApproved: {"id": IDS, "text": HOSTILE_TEXT},
    events.QuestionRefused: {"id": IDS},
    events.QuestionDeleted: {"id": IDS},
    events.QuestionAnswered: {"id": IDS},
    events.PlanMoved: {"item": st.integers(-2, 4)},
    events.Closed: {},
}
any_event = st.sampled_from([*EVENTS, *[events.Staged] * 6, *[events.PollOpened] * 3]).flatmap(
    lambda kind: st.builds(kind, at=st.sampled_from([0, 5, 1_700_000_000, -1, 2**60]), **EVENTS[kind])
)
# a log of mostly sound entries comes further than one of mostly hostile ones; both are tried
sound_stages = st.sampled_from(
    [
        *(Stage(scene) for scene in SCENES),
        Stage("the-rescue", threshold=True), Stage("the-rescue", threshold=True), Stage("the-rescue", "1"),
        Stage("the-rescue", show_warned=True), Stage("the-storm", "lamp"), Stage("the-storm", trail="short-way"),
        Stage("the-lamp", return_to="the-warning"), Stage("the-morning", bridge="the-rescue"),
        Stage("nowhere"), Stage("the-storm", "99"), Stage("the-storm", open="term:nobody"),
        Stage("the-storm", question="q1"), Stage("the-lamp", question="q2"),
    ]
)  # fmt: skip
VOTES = (("the-mast", "the-lamp"), ("the-lamp", ""), ("the-rescue", ""), ("the-rescue", ""))
sound_polls = st.builds(choice, st.sampled_from(["p1", "p2", "p3"])) | st.builds(
    lambda name, targets: events.Poll(name, "branch", "Where?", ("a", "b"), targets=targets),
    st.sampled_from(["p1", "p2", "p3"]),
    st.sampled_from(VOTES),
)
a_result = st.sampled_from([EXACT, FEW, NEARLY, events.Result(nearly=True, shares=(50, 50)), SMALL])
sound_event = st.one_of(
    st.builds(events.Staged, sound_stages, hows, at=st.just(5)),
    st.builds(events.Staged, sound_stages, hows, at=st.just(5)),
    st.builds(events.Mode, st.sampled_from(["lead", "free", "hold", "hold"]), at=st.just(5)),
    st.builds(events.Chair, st.sampled_from([TOKEN, OTHER, ""]), st.booleans(), at=st.just(5)),
    st.builds(events.PollOpened, sound_polls, at=st.just(5)),
    st.builds(events.PollPaused, st.sampled_from(["p1", "p2", "p3"]), st.booleans(), at=st.just(5)),
    st.builds(events.PollClosed, st.sampled_from(["p1", "p2", "p3"]), a_result, at=st.just(5)),
    st.builds(events.PollRevealed, st.sampled_from(["p1", "p2", "p3"]), at=st.just(5)),
    st.builds(events.QuestionApproved, st.sampled_from(["q1", "q2"]), st.just("Who?"), at=st.just(5)),
    st.builds(events.QuestionAnswered, st.sampled_from(["q1", "q2"]), at=st.just(5)),
    st.builds(events.QuestionDeleted, st.sampled_from(["q1", "q2"]), at=st.just(5)),
    st.builds(events.PlanMoved, st.integers(0, 3), at=st.just(5)),
)
turned = st.builds(events.Staged, sound_stages, hows, at=st.just(5))
at_forks = st.builds(events.Staged, st.sampled_from([Stage(scene) for scene in SCENES[:4]]), at=st.just(5))
voted = st.builds(lambda turn, poll: [turn, events.PollOpened(poll, at=5)], at_forks, sound_polls)
held = st.builds(lambda turn, then: [turn, events.Mode("hold", at=5), then], turned, turned)
inside = st.builds(
    lambda more, how: events.Staged(Stage("the-rescue", **more), how, at=5),
    st.sampled_from([{"threshold": True}, {}, {}, {"show_warned": True}, {"step": "1", "show_warned": True}]),
    st.sampled_from(["", "here", "here", "back"]),
)
led_in = [
    events.Staged(Stage("the-rescue", threshold=True), at=5), events.Staged(Stage("the-rescue"), "here", at=5),
]  # fmt: skip
hard = st.builds(
    lambda begun, more: [*led_in[:begun], *more], st.integers(0, 2), st.lists(inside, max_size=3)
)
stretches = st.lists(
    sound_event.map(lambda event: [event]) | voted | held | hard, min_size=5, max_size=15
).map(lambda found: [event for stretch in found for event in stretch])
"""Not short: hypothesis would make most of them so short that no rule is met."""
endings = st.just([]) | st.lists(sound_event, min_size=1, max_size=4).map(
    lambda more: [events.Closed(at=5), *more]
)
seldom_closed = any_event.filter(lambda event: not isinstance(event, events.Closed) or event.at == 5)
some_bytes = st.binary(max_size=60) | st.sampled_from(
    [b"{}", b'{"kind":"closed","at":1,"by":"guest"}', b"[[[["]
)

commanded = st.one_of(
    st.builds(commands.Move, stages, hows),
    st.builds(commands.Move, stages, hows),
    st.builds(commands.ShowWarned, st.booleans()),
    st.builds(commands.CallBack),
    st.builds(commands.LetRoam),
    st.builds(commands.Hold, HOSTILE_TEXT),
    st.builds(commands.OpenPoll, polls),
    st.sampled_from(["branch", "step", "again", "back", "forward", "consent", "show"]),
    st.builds(commands.PausePoll),
    st.builds(commands.ResumePoll),
    st.builds(commands.ClosePoll, results),
    st.builds(commands.Reveal, IDS, st.none() | results),
    st.builds(commands.Approve, IDS, HOSTILE_TEXT),
    st.builds(commands.Refuse, IDS),
    st.builds(commands.Delete, IDS),
    st.builds(commands.Answered, IDS),
    st.builds(commands.ShowQuestion, st.sampled_from(["q1", "q2", "q3"])),
    st.builds(commands.Mute, st.booleans()),
    st.builds(commands.SetDoor, st.booleans()),
    st.builds(commands.NewCode, st.sampled_from([CODE, "oval-10", "no code"])),
    st.builds(commands.NewWords, st.just(("ab" * 32, "cd" * 32))),
    st.builds(commands.UseWord, st.sampled_from(["ab" * 32, "word"])),
    st.builds(commands.Sit, st.sampled_from([TOKEN, OTHER]), st.integers(0, 12)),
    st.builds(commands.Take, st.sampled_from([TOKEN, OTHER, "oda"]), st.integers(0, 12)),
    st.builds(commands.Offer, st.sampled_from([TOKEN, OTHER]), st.booleans()),
    st.builds(commands.Leave, st.sampled_from([TOKEN, OTHER])),
    st.builds(commands.PlanItem, st.integers(-1, 3)),
)
entries = st.builds(
    lambda entries, ending: [*entries, *ending],
    st.lists(commanded | commanded | sound_event | any_event | some_bytes, min_size=8, max_size=40),
    endings,
)
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
