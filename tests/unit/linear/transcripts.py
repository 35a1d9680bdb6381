"""Conversations over the shipped story, from a chapter's beginning to its end; what was typed and what was said.

A script is typed lines, `to` a scene (Enter until it is reached) and `end` of a scene (Enter to its last step).
"""

from __future__ import annotations

from dataclasses import dataclass

from explainer.linear import sentences
from explainer.linear.conversation import Conversation
from explainer.linear.wrapping import wrapped

MOST = 400
"""Enters on the way to a scene; more would be a circle."""


@dataclass(frozen=True)
class To:
    """Enter until a scene is reached, or its warning."""

    scene: str


@dataclass(frozen=True)
class End:
    """Enter until the last step of a scene is said."""

    scene: str


Script = tuple[str | To | End, ...]

SCRIPTS: dict[str, Script] = {
    "main-way": ("2", End("still-not-known"), ""),
    "opening": (
        "help", "open", "1", "original", "more", "close", "about", "more", "all", "trail", "1", "trail test-a-source",
        "", "", "copy", "", "help", "document", "more", "document 7", "open", "mark 7", "close", "again", "where",
        To("damaged-copy"), "open", "sources wikipedia", "1", "more", "help", "close", "width 40", "width window",
        "bell on", "bell off", To("page-again"), "help", End("page-again"),
    ),
    "background": (
        "trail background", "choices", "choose 1", "help", "back", "rests-on", "1", "all", "close", "", "", "",
        "help", "guess 60", "open", "1", "close", "guess", To("half-the-wealth"), "open", "claim", "more", "source 1",
        To("sixteen-december"), "where", "help", "consent", "", "open", "1", "help", End("who-could-speak"), "next",
    ),
    "january": (
        "trail january", "lens 8 january", "where", "", "help", "open", "lens off", "lens", "1", "date before",
        "date after", "lens off",
        To("the-spread"), "guess 2", "map", "help", "more", "day 4", "day 6", "close",
        To("almaty-5-january"), "timeline", "more", "timeline almaty", "choices", "1", "fork", "back",
        "forward", "ending", To("republic-square"), "help", "", To("order-to-fire"), "date 8 january",
        End("order-to-fire"),
    ),
    "elites": (
        "trail elites", "open", "1", "original", "close", "who tokayev", "more", "who massimov", "glossary council",
        "1", "close", "doubt", To("the-council-chair"), "bookmark",
        "story-map elite politics", "help", "3", "way", "back",
        To("five-explanations"), "note Which of the five rests on a paper one can see?", "note",
        "claim", End("five-explanations"), "help",
    ),
    "intervention": (
        "trail intervention", "search peacekeepers", "2", "close", "search akimt", "guess 3 1 2", "close",
        "note Who wrote the request, and when?", To("article-four"), "bookmark", "", "doubt", "notes", "help",
        "edit 1 Who wrote the request, on which day?", "delete 2", "undo", "notes request", "1", "go three clocks",
        To("guard-duty"), "open", "2", "save my-run", "", "save my-run", "two words", "two wrds",
        End("after-the-help"),
    ),
    "afterwards": (
        "trail afterwards", "serch", "serch", "theme", "open 77", "help lens", "help takeaway", To("in-custody"),
        "consent", "open", "hide", "", To("still-not-known"), "note Ask again next year.", "all",
        End("still-not-known"), "help", "takeaway", "more", "takeaway markdown mine.md", "takeaway", "quit",
        "perhaps", "no",
    ),
}  # fmt: skip
"""By the file that holds the transcript: the main way, and one for each chapter of the story."""


class Transcript:
    """A conversation as it stands in a file."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk
        self.typed: list[str] = []
        self.said: list[tuple[str, list[str]]] = []
        """Each typed line with its answer; the opening under an empty one."""
        self._say(None, talk.opening("you typed --linear"))

    def play(self, script: Script) -> None:
        for entry in script:
            if isinstance(entry, str):
                self.type(entry)
            else:
                self._enter(entry)

    def type(self, line: str) -> None:
        self.typed.append(line)
        self._say(line, self.talk.answer(line))

    def _enter(self, entry: To | End) -> None:
        for _count in range(MOST):
            if self._reached(entry):
                return
            self.type("")
        raise AssertionError(f"{entry} is not on the way")

    def _reached(self, entry: To | End) -> bool:
        visit = self.talk.run.visit
        last = isinstance(entry, To) or sentences.following(self.talk.story, visit) is None
        return visit.scene == entry.scene and last

    def _say(self, line: str | None, answer: list[str]) -> None:
        self.said.append((line or "", answer))

    def text(self) -> str:
        lines: list[str] = []
        for index, (typed, answer) in enumerate(self.said):
            secret = "" if not index else f"> {typed}".rstrip()
            lines += [secret] if index else []
            lines += [wrapped(paragraph, 72) for paragraph in answer]
        return "\n".join(lines) + "\n"
