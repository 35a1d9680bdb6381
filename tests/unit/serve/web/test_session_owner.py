"""One worker has a session: the kernel lets it go with the worker, and nobody has half of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from explainer.serve.web.session_owner import HELD, LONGEST, Owned, Owning

_HOLDS = """
import sys, time
from pathlib import Path
from explainer.serve.web.session_owner import Owning
owning = Owning(Path(sys.argv[1]))
print(owning.address if not isinstance(owning.take("one"), str) else "taken", flush=True)
time.sleep(60)
"""


def test_who_comes_second_is_told_who_has_it(tmp_path: Path) -> None:
    first, second = Owning(tmp_path), Owning(tmp_path)
    owned = first.take("one")
    assert isinstance(owned, Owned)
    assert second.take("one") == first.address
    assert first.take("one") == first.address
    owned.release()
    assert isinstance(second.take("one"), Owned)


def test_a_session_of_a_killed_worker_is_free_at_once(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout
        address = worker.stdout.readline().strip()
        here = Owning(tmp_path)
        assert here.take("one") == address
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert isinstance(here.take("one"), Owned)


def test_what_was_let_go_leaves_no_file_and_what_is_held_is_not_swept(tmp_path: Path) -> None:
    owning = Owning(tmp_path)
    owned, kept = owning.take("one"), owning.take("two")
    assert isinstance(owned, Owned) and isinstance(kept, Owned)
    owned.release()
    owned.release()
    held = tmp_path / "web" / HELD
    (held / "of-a-killed-one").write_text("")
    for path in held.iterdir():
        os.utime(path, (0, 0))
    (held / "of-one-that-takes-it-now").write_text("")
    owning.sweep()
    assert {path.name for path in held.iterdir()} == {"two", "of-one-that-takes-it-now"}
    assert owning.take("two") == owning.address


def test_sockets_of_killed_workers_are_swept(tmp_path: Path) -> None:
    owning = Owning(tmp_path)
    left = Path(owning.address).with_name("left.sock")
    left.write_text("")
    os.utime(left, (0, 0))
    owning.sweep()
    assert not left.exists()


def test_a_folder_with_a_long_name_has_its_sockets_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a" * 40] * 4)
    owning = Owning(deep)
    assert len(os.fsencode(owning.address)) <= LONGEST + 20
    assert Path(owning.address).parent.stat().st_mode & 0o077 == 0
    owning.close()
    assert not Path(owning.address).parent.exists()


def test_the_file_holds_the_socket_and_nothing_of_a_guest(tmp_path: Path) -> None:
    owning = Owning(tmp_path)
    assert isinstance(owning.take("one"), Owned)
    path = tmp_path / "web" / HELD / "one"
    assert path.read_text() == owning.address
    assert path.stat().st_mode & 0o077 == 0
