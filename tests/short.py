"""The small story of `tests.tiny` with its story in short, and with what no source says at the feet of its scenes."""

from __future__ import annotations

from tests.faulty_kind import LAMP, MORNING, STORM
from tests.tiny import FILES, changed

IN_SHORT = """\
in_short:
  - {text: "The lamp of Skerry went out at 16:40.[^lamp-out]", mark: known, scenes: [the-storm]}
  - {text: "The [[lightkeeper]] is said to have slept.", mark: argued, scenes: [the-storm, the-lamp]}
  - {text: "Nobody has shown why no boat came.", mark: unknown, scenes: [the-morning]}
"""
SHORT: dict[str, str] = {
    **FILES,
    "story.yaml": FILES["story.yaml"] + IN_SHORT,
    STORM: FILES[STORM] + 'not_known: ["No source says who saw the lamp last."]\n',
    LAMP: FILES[LAMP] + 'not_known: ["No source says what the [[lightkeeper]] did that night."]\n',
    MORNING: changed(MORNING, "body:\n", "body:\n  - in_short: true\n  - not_known: all\n")[MORNING],
}
