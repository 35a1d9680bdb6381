"""Compiles the shipped story and writes its schemas, when its files or the code that reads them changed; run by make.

Contents decide, never times: a fresh clone has new times. The stamp stands in `.venv`, so that the folder
which the wheel carries holds nothing but the story.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCENES = ROOT / "scenes"
COMPILED = SCENES / ".compiled" / "story.msgpack"
STAMP = ROOT / ".venv" / "explainer-story"


def stamp() -> str:
    """A print of all that the compiled story is made from, and of itself."""
    digest = hashlib.sha256(COMPILED.read_bytes() if COMPILED.exists() else b"")
    made_from = [*SCENES.rglob("*"), *(ROOT / "explainer" / "story").glob("*.py")]
    for path in sorted(path for path in made_from if path.is_file() and ".compiled" not in path.parts):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def main() -> int:
    """Nothing to do is silent and quick; a faulty story ends with its problems."""
    if STAMP.exists() and STAMP.read_text(encoding="utf-8") == stamp():
        return 0
    print("Compiling the story ...", file=sys.stderr, flush=True)
    from explainer.story.load.json_schema import write_schemas  # loads the loader: not where nothing is to do

    write_schemas(SCENES)  # for editors: the first line of each file names them
    command = [sys.executable, "-m", "explainer.story.load.cache", "--timed", str(SCENES)]
    if code := subprocess.run(command, cwd=ROOT).returncode:
        return code
    STAMP.write_text(stamp(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
