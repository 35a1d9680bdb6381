"""One process that opens a story, searches it and exports it: `python -m benchmarks.scale_inside FOLDER [WORDS ...]`.

Prints as JSON how long each search took, in milliseconds, the first with all that it loads, and the resident memory in
MiB after each part. Apart from the other parts, so that it loads nothing that a reader does not.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path


def main(folder: Path, words: list[str]) -> dict[str, object]:
    """What was measured; without words it is exported instead of searched."""
    gc.disable()  # as the program itself does while it opens a story
    from explainer.story.load.cache import open_story

    story = open_story(folder, cache_folder=None)
    gc.enable()
    told: dict[str, object] = {"opened": resident()}
    if words:
        from explainer.story.search.finder import search

        took = []
        for asked in words:
            began = time.perf_counter()
            search(story, asked)
            took.append((time.perf_counter() - began) * 1000)
        return told | {"searches": took, "searched": resident()}
    from explainer.export.site import make_site

    made = make_site(story)
    return told | {"exported": resident(), "page": len(made.encode()) / 2**20}


def resident() -> float:
    """Resident memory of this process in MiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2:])))
