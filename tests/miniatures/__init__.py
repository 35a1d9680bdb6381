"""Small stories in several languages and shapes, for tests: each folder beside this file is a whole one.

Their subjects are invented. `russian` tells hours, `kazakh` years, `arabic` days with months left out between them,
`chinese` has no ribbon, `plain` has nothing that a story may leave out.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
TOLD = ("russian", "kazakh", "arabic", "chinese")
"""Those that have all: claims, terms, excerpts, a guess, a branch, a run sheet."""
ALL = (*TOLD, "plain")
