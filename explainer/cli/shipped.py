"""Where the shipped story is: inside the installed package, or beside it in a checkout of the sources."""

from __future__ import annotations

from pathlib import Path

import explainer
from explainer.messages import _
from explainer.problems import UsageError


def shipped_story() -> Path:
    """The folder of the story that comes with the program.

    Raises:
        UsageError: this installation has none.
    """
    package = Path(explainer.__file__).parent
    for folder in (package / "shipped_story", package.parent / "scenes"):
        if (folder / "story.yaml").is_file():
            return folder
    raise UsageError(_("No story came with this installation; name a story's folder."))
