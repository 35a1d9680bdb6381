"""Faulty ways through the tiny story: each is told with the choices that a reader makes to come there.

`GRAPH` holds what stops a story from being read; `WAYS` what only shows once every state of a reader is walked.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.faulty_kind import LAMP, MORNING, RESCUE, STORM, Faulty, replaced
from tests.tiny import FILES, changed, write_story

LAMP_CHOSEN = 'the-storm -> 1 "Why did the lamp go out?"'
SHORT_WAY = 'the-storm -> 2 "Show me the short way"'


def side(scene: str, ways: str) -> dict[str, str]:
    """One more scene, made of the side scene, with other ways out."""
    text = FILES[LAMP].replace("scene: the-lamp", f"scene: {scene}")
    return {f"night/{scene}.yaml": text.replace("next: return\nhome: the-warning\n", ways)}


GRAPH = [
    replaced(
        LAMP, "next: return\nhome: the-warning\n", "", "the-lamp", "dead-end",
        "leads nowhere", f"{LAMP_CHOSEN} -> the-lamp", name="dead-end-by-a-choice",
    ),
    replaced(
        RESCUE, "next: the-morning\n", "", "the-rescue", "dead-end",
        "leads nowhere", f"{SHORT_WAY} -> consent -> the-rescue", name="dead-end-past-a-warning",
    ),
    replaced(
        MORNING, "ending: true", "next: the-warning", "the-warning", "endless",
        "the-morning -> the-warning -> the-rescue -> the-morning", "no branch leads out of it",
        "the way there: the-storm -> next -> the-warning", name="endless-further-on",
    ),
    replaced(
        RESCUE, "detour: the-morning", "detour: the-warning", "text: The next", "endless",
        "the way round by the detour", "the-warning -> the-rescue -> the-warning",
        "the way there: the-storm -> next -> the-warning", name="endless-by-detour",
    ),
    Faulty(
        "endless-on-a-trail",
        side("the-attic", "next: the-cellar\n") | side("the-cellar", "next: the-attic\n")
        | changed("story.yaml", "the-morning]}\n", "the-morning]}\n  - {id: dark-way, title: Dark, scenes: "
                  "[the-storm, the-attic]}\n"),
        ("the-attic -> the-cellar -> the-attic", "trail dark-way -> the-storm -> next -> the-attic"),
        "endless",
        at="the-cellar",
    ),
    Faulty(
        "unreachable-group",
        side("the-attic", "next: the-cellar\n")
        | side("the-cellar", 'branches:\n  - {to: the-attic, label: "Up?"}\nnext: the-morning\n'),
        ("the scenes `the-attic`, `the-cellar` lead only to each other", "perhaps of `the-rescue`"),
        "unreachable",
        at="the-attic",
    ),
    Faulty(
        "unreachable-behind",
        side("the-attic", "next: the-morning\n") | side("the-cellar", "next: the-attic\n"),
        ("nothing leads to the scene `the-cellar`", "only from there one comes to `the-attic`"),
        "unreachable",
        file="night/the-cellar.yaml",
        at="the-cellar",
    ),
]  # fmt: skip


@dataclass(frozen=True)
class FaultyWay:
    """A story in which each scene leads somewhere, and some reader comes to no ending all the same."""

    name: str
    files: dict[str, str]
    kind: str
    scene: str
    words: tuple[str, ...]
    """What the message holds."""

    def write(self, folder: Path) -> Path:
        """Write the story; returns its folder."""
        return write_story(folder, self.files)


WAYS = [
    FaultyWay(
        "return-into-itself",
        changed(STORM, "next: the-warning", "next: the-lamp"),
        "endless",
        "the-lamp",
        ("the-lamp -> the-lamp, and no branch leads out of it", f"the way there: {LAMP_CHOSEN} -> the-lamp"),
    ),
    FaultyWay(
        "return-without-a-way-back",
        changed(MORNING, "ending: true", 'branches:\n  - {to: the-lamp, label: "Why?"}\nending: true'),
        "no-way-back",
        "the-lamp",
        ("cannot go on", f'the way there: {SHORT_WAY} -> next -> 1 "Why?" -> the-lamp'),
    ),
    FaultyWay(
        "home-of-nobody",
        changed(LAMP, "home: the-warning", "home: the-harbour") | side("the-harbour", "next: the-morning\n"),
        "unreachable",
        "the-harbour",
        ("no reader's way leads to it",),
    ),
]
