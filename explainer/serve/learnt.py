"""What a terminal's answers change in how it is drawn on; pure."""

from __future__ import annotations

import re

import msgspec

from explainer.paint.cells.style import Profile
from explainer.serve.answers import Answer
from explainer.tui.compat import is_light

_TRUECOLOR = re.compile(
    r"(kitty|foot|iTerm2|WezTerm|VTE|ghostty|contour|Konsole|mintty|mlterm|rio|alacritty|Windows Terminal|xterm\.js"
    r"|XTerm\((?:3[3-9]\d|[4-9]\d\d)\))",
    re.IGNORECASE,
)
"""Names of terminals that show all colours. A multiplexer answers with its own name, which stands here on no account:
it passes on only what it was set up for. xterm does since its patch 330."""


def learn(profile: Profile, answer: Answer) -> Profile:
    """The profile after an answer. What the guest chose stays: another theme than the first, no colour."""
    if answer.kind == "background" and profile.depth in ("truecolor", "256") and profile.theme == "dark":
        return msgspec.structs.replace(profile, theme="light") if is_light(answer.text) else profile
    if answer.kind == "name" and profile.depth in ("256", "16") and _TRUECOLOR.match(answer.text):
        return msgspec.structs.replace(profile, depth="truecolor")
    return profile
