"""What a named file must be before a run may take its place."""

from __future__ import annotations

import os
from pathlib import Path

import pyrage
import pytest

from explainer.problems import Cannot
from explainer.reading.run import begin
from explainer.reading.storage.files import may_hold_a_run
from explainer.reading.storage.store import write_file
from explainer.story.model.structs import Story


@pytest.fixture
def locked(story: Story, tmp_path: Path) -> Path:
    path = tmp_path / "run.age"
    write_file(path, begin(story), "one")
    return path


def test_an_encrypted_run_gives_way_under_its_own_passphrase_alone(locked: Path) -> None:
    may_hold_a_run(locked)
    may_hold_a_run(locked, "one")
    for other in ("two", ""):
        with pytest.raises(Cannot, match="encrypted with another passphrase"):
            may_hold_a_run(locked, other)


def test_an_encrypted_file_of_another_kind_is_no_run(tmp_path: Path) -> None:
    letter = tmp_path / "letter.age"
    letter.write_bytes(pyrage.passphrase.encrypt(b"Dear Oda", "one", armored=True))
    with pytest.raises(Cannot, match="no saved run"):
        may_hold_a_run(letter, "one")


def test_a_pipe_is_no_run_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Cannot, match="no saved run"):
        may_hold_a_run(pipe)
