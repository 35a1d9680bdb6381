"""Compiles the shipped story when its files changed since the last time; run by make before the story is read.

`.compiled/` is what the wheel carries too. The digest decides, never the times: a fresh clone has new times.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCENES = ROOT / "scenes"


def main() -> int:
    """Nothing to do is silent and quick; a faulty story ends with its problems."""
    from explainer.story.cache import is_compiled

    if is_compiled(SCENES):
        return 0
    print("Compiling the story ...", file=sys.stderr, flush=True)
    return subprocess.run([sys.executable, "-m", "explainer.story.compile", str(SCENES)], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
