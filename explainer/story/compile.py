"""Checks a story and writes its compiled copy beside it: `python -m explainer.story.compile [--timed] FOLDER`.

Run by the build of the wheel and by `make`; the same check that `explainer check` runs stands before the
writing, so that no faulty story is shipped.
"""

from __future__ import annotations

import sys
from pathlib import Path

from explainer.messages import _
from explainer.problems import StoryFaulty
from explainer.story.cache import COMPILED, compile_story
from explainer.story.clean import clean_line
from explainer.story.render import render


def main(arguments: list[str]) -> int:
    """Exit code: 0 written, 1 the story has faults, 2 wrong usage."""
    timed = arguments[:1] == ["--timed"]
    arguments = arguments[timed:]
    if len(arguments) != 1:
        sys.stderr.write(_("Usage: python -m explainer.story.compile [--timed] FOLDER") + "\n")
        return 2
    folder = Path(arguments[0])
    try:
        story = compile_story(folder, folder / COMPILED, timed=timed)
    except StoryFaulty as faulty:
        for problem in faulty.problems:
            sys.stderr.write(render(folder, problem) + "\n")
        return 1
    except OSError as fault:
        sys.stderr.write(
            _("The compiled story cannot be written: {why}").format(why=clean_line(str(fault))) + "\n"
        )
        return 1
    sys.stderr.write(_("Compiled {n} scenes of {story}.").format(n=len(story.scenes), story=story.id) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
