"""The process that workers are copies of: what it has done before the first fork, so that no guest waits for it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

LOADED = """
import sys
from explainer.serve import template
from explainer.serve.settings import Settings

lent = template._load(Settings(sys.argv[1], sys.argv[2]))
"""


def test_no_worker_builds_the_index_of_the_search(
    run_python: Callable[..., subprocess.CompletedProcess[str]], tiny_story: Path, tmp_path: Path
) -> None:
    code = f"""{LOADED}
from explainer.story import search

def built(story):
    raise SystemExit("built anew")

search.Index = built
print(search.search(lent.story, "lamp").total)
"""
    assert int(run_python(code, str(tiny_story), str(tmp_path / "state")).stdout) > 0
