"""What can be wrong with a story, and the errors that are told to a user.

Everything here is data: nobody prints from this module. `check` prints problems, the commands map errors to
exit codes (0 fine, 1 the input or story has faults, 2 wrong usage, 75 full, try later).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a story, in the words of its author."""

    file: str
    """Path inside the story's folder, with forward slashes."""
    line: int
    """From 1; 0 when the problem is the whole file or folder."""
    column: int
    """From 1, in characters; 0 when the problem is the whole line, file or folder."""
    path: str
    """The place in the document, such as `body[2].text`; empty for the whole file."""
    severity: Severity
    message: str
    hint: str = ""
    """One thing the author can do; empty when there is none."""
    rule: str = ""
    """Kebab-case name of the rule, for tests and for reading the code; not part of the JSON contract."""


class ExplainerError(Exception):
    """A fault that is told to the user in one clean message, without a traceback."""

    exit_code = 1


class StoryFaulty(ExplainerError):
    """The story cannot be read; carries every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class UsageError(ExplainerError):
    """The command or its arguments are wrong."""

    exit_code = 2


class Cannot(ExplainerError):
    """An action that is not possible here; the message says what stands in the way and what to do."""
