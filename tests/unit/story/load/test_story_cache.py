"""The compiled story: fast when it fits, never trusted when it does not."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from explainer.problems import StoryFaulty
from explainer.story.check import report as report_module
from explainer.story.load import cache
from explainer.story.load.cache import COMPILED, cache_file, compile_story, open_story
from tests.tiny import changed, write_story


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Each time the YAML is read."""
    read: list[Path] = []
    real = report_module.check

    def counting(folder: Path, progress: object = None) -> report_module.Report:
        read.append(folder)
        return real(folder, None)

    monkeypatch.setattr(report_module, "check", counting)
    return read


def test_second_opening_reads_no_yaml(tiny_story: Path, tmp_path: Path, counted: list[Path]) -> None:
    first = open_story(tiny_story, cache_folder=tmp_path / "cache")
    second = open_story(tiny_story, cache_folder=tmp_path / "cache")
    assert first == second
    assert len(counted) == 1


def test_without_a_cache_folder_nothing_is_written(tiny_story: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    open_story(tiny_story, cache_folder=None)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_changed_file_is_noticed_even_with_its_old_time_and_size(tiny_story: Path, tmp_path: Path) -> None:
    scene = tiny_story / "after/the-morning.yaml"
    old = scene.stat()
    open_story(tiny_story, cache_folder=tmp_path)
    scene.write_text(scene.read_text().replace("The morning", "The evening"))
    os.utime(scene, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert scene.stat().st_size == old.st_size
    assert open_story(tiny_story, cache_folder=tmp_path).scenes["the-morning"].title == "The evening"


def test_new_times_alone_cost_a_hash_and_no_reading(
    tiny_story: Path, tmp_path: Path, counted: list[Path]
) -> None:
    open_story(tiny_story, cache_folder=tmp_path)
    for path in tiny_story.rglob("*.yaml"):
        os.utime(path, (1, 1))
    open_story(tiny_story, cache_folder=tmp_path)
    assert len(counted) == 1


@pytest.mark.parametrize("new", ["night/more.txt", "data/more.csv"])
def test_a_new_file_makes_the_copy_stale(
    tiny_story: Path, tmp_path: Path, counted: list[Path], new: str
) -> None:
    open_story(tiny_story, cache_folder=tmp_path)
    (tiny_story / new).write_text("x")
    open_story(tiny_story, cache_folder=tmp_path)
    assert len(counted) == 2


def spoil_truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil_noise(path: Path) -> None:
    path.write_bytes(b"\xc1" * 400)


def spoil_empty(path: Path) -> None:
    path.write_bytes(b"")


def spoil_version(path: Path) -> None:
    parts = msgspec.msgpack.decode(path.read_bytes(), type=list[msgspec.Raw])
    parts[0] = msgspec.Raw(msgspec.msgpack.encode("0-00000000"))
    path.write_bytes(msgspec.msgpack.encode(parts))


def spoil_story(path: Path) -> None:
    parts = msgspec.msgpack.decode(path.read_bytes(), type=list[msgspec.Raw])
    parts[3] = msgspec.Raw(msgspec.msgpack.encode(["a story", 3]))
    path.write_bytes(msgspec.msgpack.encode(parts))


def spoil_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "spoil", [spoil_truncate, spoil_noise, spoil_empty, spoil_version, spoil_story, spoil_folder]
)
@pytest.mark.parametrize("shipped", [False, True], ids=["own", "shipped"])
def test_a_broken_copy_is_rebuilt(
    tiny_story: Path, tmp_path: Path, spoil: Callable[[Path], None], shipped: bool, counted: list[Path]
) -> None:
    folder = tmp_path / "cache"
    whole = open_story(tiny_story, cache_folder=folder)
    copy = cache_file(tiny_story, folder)
    if shipped:
        copy.unlink()
        copy = tiny_story / COMPILED
        compile_story(tiny_story, copy)
    spoil(copy)
    counted.clear()
    assert open_story(tiny_story, cache_folder=folder) == whole
    assert len(counted) == 1


def test_the_copy_in_the_folder_is_used_when_its_hash_fits(tiny_story: Path, counted: list[Path]) -> None:
    made = compile_story(tiny_story, tiny_story / COMPILED)
    counted.clear()
    assert open_story(tiny_story, cache_folder=None) == made
    assert not counted
    scene = tiny_story / "after/the-morning.yaml"
    scene.write_text(scene.read_text().replace("The morning", "The evening"))
    assert open_story(tiny_story, cache_folder=None).scenes["the-morning"].title == "The evening"
    assert len(counted) == 1


def test_a_faulty_story_is_not_opened_and_leaves_no_copy(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story", changed("after/the-morning.yaml", "ending: true", "ending: yes"))
    with pytest.raises(StoryFaulty) as caught:
        open_story(folder, cache_folder=tmp_path / "cache")
    assert [problem.rule for problem in caught.value.problems] == ["boolean-word"]
    assert not (tmp_path / "cache").exists()


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(StoryFaulty):
        open_story(tmp_path / "nowhere", cache_folder=tmp_path / "cache")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_cache_folder_that_cannot_be_written_stops_nobody(tiny_story: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert open_story(tiny_story, cache_folder=locked / "cache").id == "the-storm-of-1931"


def test_a_cache_folder_that_is_a_file_stops_nobody(tiny_story: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert open_story(tiny_story, cache_folder=tmp_path / "file").id == "the-storm-of-1931"


def test_the_copy_holds_no_path_of_the_machine(tiny_story: Path, tmp_path: Path) -> None:
    open_story(tiny_story, cache_folder=tmp_path / "cache")
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700  # the names tell which story was opened
    copies = sorted((tmp_path / "cache").iterdir())
    assert [copy.name.split("-")[0] for copy in copies] == ["index", "story"]
    for copy in copies:
        assert os.fsencode(tmp_path) not in copy.read_bytes()
        assert tmp_path.name not in copy.name


def test_warm_opening_imports_no_parser(
    tiny_story: Path, tmp_path: Path, run_python: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    open_story(tiny_story, cache_folder=tmp_path)
    code = (
        "import sys; from pathlib import Path; from explainer.story.load.cache import open_story\n"
        "open_story(Path(sys.argv[1]), cache_folder=Path(sys.argv[2]))\n"
        "heavy = ('yaml', 'markdown_it', 'rapidfuzz', 'explainer.story.load.loader')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = run_python(code, str(tiny_story), str(tmp_path))
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_compile_command(tmp_path: Path, run_python: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    code = "import sys; from explainer.story.load.cache import main; sys.exit(main(sys.argv[1:]))"
    good = write_story(tmp_path / "good")
    done = run_python(code, str(good))
    assert (done.returncode, done.stdout) == (0, "")
    assert (good / COMPILED).is_file() and (good / COMPILED).with_name("index.msgpack").is_file()
    bad = write_story(tmp_path / "bad", changed("after/the-morning.yaml", "ending: true", "ending: yes"))
    done = run_python(code, str(bad))
    assert done.returncode == 1
    assert "after/the-morning.yaml:9:9: error: `yes` is a text here" in done.stderr
    assert not (bad / COMPILED).exists()
    assert run_python(code).returncode == 2


def test_format_changes_with_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache._format()
    monkeypatch.setattr(cache.structs.Span, "__annotations__", {"kind": "int"})
    assert cache._format() != before


def test_a_timed_copy_beside_the_story_saves_the_hash_and_is_not_trusted_after_a_change(
    tiny_story: Path, monkeypatch: pytest.MonkeyPatch, counted: list[Path]
) -> None:
    first = compile_story(tiny_story, tiny_story / COMPILED, timed=True)
    monkeypatch.setattr(cache, "_SETTLED", -(10**12))  # files of just now count as settled
    monkeypatch.setattr(cache.files, "content_digest", lambda *_: pytest.fail("a hash was made"))
    counted.clear()
    assert open_story(tiny_story, cache_folder=None) == first
    assert counted == []

    monkeypatch.undo()
    scene = next(tiny_story.rglob("*.yaml"))
    scene.write_text(scene.read_text("utf-8") + "\n", "utf-8")
    assert open_story(tiny_story, cache_folder=None).edition != first.edition


def saving_meanwhile(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """An author saves a file once the YAML has been read, before the copy is written."""
    real = report_module.check

    def check(folder: Path, progress: object = None) -> report_module.Report:
        report = real(folder, None)
        scene = folder / "after/the-morning.yaml"
        scene.write_text(scene.read_text().replace("The morning", "The evening"))
        return report

    monkeypatch.setattr(report_module, "check", check)


def test_a_file_saved_while_the_story_is_read_makes_no_copy_that_fits(
    tiny_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        saving_meanwhile(patch, tiny_story)
        assert open_story(tiny_story, cache_folder=tmp_path).scenes["the-morning"].title == "The morning"
    assert open_story(tiny_story, cache_folder=tmp_path).scenes["the-morning"].title == "The evening"


@pytest.mark.parametrize("timed", [False, True])
def test_a_file_saved_while_a_copy_is_compiled_makes_it_stale(
    tiny_story: Path, timed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        saving_meanwhile(patch, tiny_story)
        compile_story(tiny_story, tiny_story / COMPILED, timed=timed)
    monkeypatch.setattr(cache, "_SETTLED", -(10**12))  # files of just now count as settled
    assert open_story(tiny_story, cache_folder=None).scenes["the-morning"].title == "The evening"


def test_a_copy_in_a_folder_whose_files_are_gone_opens_nothing(tiny_story: Path) -> None:
    compile_story(tiny_story, tiny_story / COMPILED)
    for path in tiny_story.rglob("*"):
        if path.is_file() and path.parent.name != ".compiled":
            path.unlink()
    with pytest.raises(StoryFaulty):
        open_story(tiny_story, cache_folder=None)


def test_where_no_copy_can_be_kept_no_index_is_made(
    tiny_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "explainer.story.search.index.Index.of", lambda _story: pytest.fail("an index was made")
    )
    (tmp_path / "file").write_text("x")
    open_story(tiny_story, cache_folder=tmp_path / "file")


def test_times_of_just_now_are_not_trusted_without_the_hash(
    tiny_story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may be changed twice within one tick of its file system's clock."""
    open_story(tiny_story, cache_folder=tmp_path)
    hashed: list[Path] = []
    real = cache.files.content_digest

    def hashing(folder: Path, entries: list[cache.files.Entry]) -> str:
        hashed.append(folder)
        return real(folder, entries)

    monkeypatch.setattr(cache.files, "content_digest", hashing)
    for path in tmp_path.glob("story-*"):  # one second after the last of the files
        last = max(file.stat().st_ctime_ns for file in tiny_story.rglob("*.*"))
        os.utime(path, ns=(last, last + 1_000_000_000))
    open_story(tiny_story, cache_folder=tmp_path)
    assert hashed == [tiny_story]
