"""A story with every kind of fork, and a room that is led through it by commands."""

from __future__ import annotations

from explainer.story.model.structs import Story
from explainer.workshop.commands import Command, Move, OpenRoom, Take
from explainer.workshop.events import Event, Poll, Result, Stage, decode, encode
from explainer.workshop.rules import decide
from explainer.workshop.state import RoomState, fold
from tests.tiny import FILES, changed

TOKEN, OTHER = "a" * 32, "b" * 32
CODE = "walnut-42"

FORKS: dict[str, str] = {
    **changed("night/the-storm.yaml", "  - {trail: short-way, label: Show me the short way}\n", "",
              ("branches:\n", "branches:\n  - {to: the-mast, label: Who stood at the mast?}\n")),
    **changed("night/the-warning.yaml", "next: the-rescue",
              'branches:\n  - {to: the-lamp, label: "Why did the lamp go out?"}\nnext: the-rescue'),
    "night/the-mast.yaml": FILES["night/the-lamp.yaml"].replace("the-lamp", "the-mast").replace(
        "next: return", "branches:\n  - {to: the-rescue, label: Who came back?}\nnext: return"),
    **changed("story.yaml", "renamed:", "never_guessed: [boats-lost]\nrenamed:"),
}  # fmt: skip
"""`the-storm`: two plain side scenes, next plain. `the-warning`: one side scene, next warned. `the-mast`: a warned
branch. `the-rescue`: warned. `the-lamp`, `the-morning`: no fork."""


class Hall:
    """A room as a worker has it: what is decided is written down, read back and folded."""

    def __init__(self, story: Story, *, begun: bool = True) -> None:
        self.story = story
        self.state = RoomState()
        self.log: list[bytes] = []
        self.clock = 1_700_000_000
        self.do(OpenRoom("A night", str(story.edition), CODE, plan="night"))
        self.do(Take(TOKEN))
        if begun:
            self.go("the-storm")

    def do(self, command: Command, by: str | None = None) -> tuple[Event, ...]:
        made = decide(self.state, self.story, command, self.clock, by)
        for event in made:
            self.write(encode(event))
        return made

    def write(self, raw: bytes) -> None:
        self.log.append(raw)
        self.clock += 1
        self.state = fold(self.state, self.state.seq + 1, decode(raw), self.story)

    def go(self, scene: str, step: str = "", *, threshold: bool = False) -> None:
        self.do(Move(Stage(scene, step, threshold=threshold)))

    def back(self) -> None:
        self.do(Move(self.state.past[-1], "back"))


def replayed(log: list[bytes], story: Story, state: RoomState | None = None) -> RoomState:
    """The fold of a log, or of the rest of one after a state."""
    state = state or RoomState()
    for seq, raw in enumerate(log, 1):
        state = fold(state, seq, decode(raw), story)
    return state


def choice(name: str = "p1", *options: str) -> Poll:
    return Poll(name, "choice", "Which one?", options or ("this", "that", "neither"))


SMALL = Result(small=True, ahead=1)
EXACT = Result(answers=12, connected=20, counts=(5, 4, 3))
FEW = Result(few=True)
NEARLY = Result(nearly=True, shares=(50, 30, 20))
