"""Build hook: the wheel carries the shipped story and its compiled form, so that the first start is warm.

The compiler runs as a process of its own: the build's Python keeps no half-imported package of this checkout.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class StoryHook(BuildHookInterface[Any]):
    """Compiles `scenes/`; a story with faults stops the build with its problems."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the files are gathered; `version` is `standard` or `editable`."""
        if version == "editable":  # reads the checkout's own folder; `make` compiles it
            return
        root = Path(self.root)
        path = os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH", ""))))
        command = [sys.executable, "-m", "explainer.story.load.cache", str(root / "scenes")]
        done = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": path}, cwd=root, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"the story in scenes/ cannot be compiled:\n{done.stdout}{done.stderr}")
        for part in (root / "scenes").iterdir():
            if part.name != ".schema":  # for who edits the story
                build_data["force_include"][str(part)] = f"explainer/shipped_story/{part.name}"
