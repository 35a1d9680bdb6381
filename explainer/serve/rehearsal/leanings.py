"""What a whole simulated room leans to, so that its answers are not all alike: by seed and by the thing asked."""

from __future__ import annotations

from random import Random

HOSTILE = "\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}" + "https://example.org " * 20
"""One question in ten holds what questions also hold: commands to a terminal, turned writing, a link, far too much."""


class Leanings:
    """Of one rehearsal."""

    def __init__(self, seed: int, questions: tuple[str, ...]) -> None:
        self._seed = seed
        self._questions = questions

    def option(self, poll: str, options: int, random: Random) -> int:
        """An answer: the room's leaning to each option comes of the poll, the draw of the person."""
        leaning = Random(f"{self._seed}:{poll}")
        weights = [leaning.random() ** 2 + 0.02 for _option in range(options)]
        return random.choices(range(options), weights)[0]

    def doubtful(self, of: str) -> float:
        """How much of a room doubts a claim or line: most are hardly doubted, a few by many."""
        return Random(f"{self._seed}:{of}").random() ** 3

    def question(self, random: Random) -> str:
        """A text to the leader."""
        return HOSTILE if random.random() < 0.1 else random.choice(self._questions)
